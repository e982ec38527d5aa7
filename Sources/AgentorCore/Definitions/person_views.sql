-- How an administrator looks at the site as somebody sees it, for a quarter of an hour at most. They enter as that person in a transaction
-- that only reads (`enter`), and texts of messages are empty. Whoever is looked at reads when it was, and why.

create policy owner on agentor.person_views to current_user using (true) with check (true);
create policy own on agentor.person_views for select to :app_role using (account_id = (select agentor.viewer()));

-- The view that is going on in a session: while its administrator is one, with a second factor, and let in, and whom they look at is no
-- administrator or moderator, and is let in, too.
create function agentor.open_view(session uuid) returns setof agentor.person_views
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select v.* from person_views v
        join accounts o on o.id = v.viewer_id and o.role = 'admin' and not is_suspended(o.suspended_at, o.suspended_until)
            and o.erasing_since is null
        join accounts a on a.id = v.account_id and a.role <> 'admin' and not is_suspended(a.suspended_at, a.suspended_until)
            and a.erasing_since is null
        where v.session_id = open_view.session and v.ended_at is null and v.ends_at > clock_timestamp()
            and exists (select from second_factors f where f.account_id = o.id)
            and not exists (select from moderators m where m.account_id = a.id);
end $$;

-- Ends a view, as its administrator, or as the site where it has ended by itself.
create function agentor.finish_view(view uuid, is_by_itself boolean) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    ended person_views%rowtype;
begin
    update person_views v set session_id = null, ended_at = least(v.ends_at, clock_timestamp())
        where v.id = finish_view.view and v.ended_at is null returning v.* into ended;
    if found then
        perform add_audit_line(
            case when is_by_itself then 'site' else 'administrator' end, case when not is_by_itself then ended.viewer_id end,
            case when not is_by_itself then handle_of(ended.viewer_id) end, 'account.view-ended', 'account', ended.account_id,
            handle_of(ended.account_id), null, '{}');
    end if;
end $$;

-- Begins to look at the site as somebody, in the viewer's session that a token opens. Returns as `administer` does, or 'in-charge' for
-- administrators and moderators, 'out' for whoever is suspended.
create function agentor.begin_view(account uuid, token_hash bytea, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    result constant text := begin_deed(begin_view.account, reason, true);
    former uuid;
    session uuid;
    ends timestamptz;
begin
    if result is distinct from 'done' then
        return result;
    elsif exists (select from accounts a where a.id = begin_view.account and a.role = 'admin')
        or exists (select from moderators m where m.account_id = begin_view.account) then
        return 'in-charge';
    elsif exists (
        select from accounts a where a.id = begin_view.account and is_suspended(a.suspended_at, a.suspended_until)) then
        return 'out';
    end if;
    select s.id, least(s.proved_at + proof_lasts(), clock_timestamp() + interval '15 minutes') into session, ends from sessions s
        where s.token_hash = sha256(begin_view.token_hash) and s.account_id = viewer() for update;
    if not found or ends <= clock_timestamp() then
        return null;
    end if;
    -- One that is over, and was not noticed yet.
    select v.id into former from person_views v where v.session_id = session;
    if found then
        perform finish_view(former, true);
    end if;
    insert into person_views (session_id, viewer_id, account_id, reason, began_at, ends_at)
        values (session, viewer(), begin_view.account, btrim(begin_view.reason), least(ends, clock_timestamp()), ends);
    perform record_act('account.viewed', 'account', begin_view.account, handle_of(begin_view.account), btrim(reason),
        jsonb_build_object('until', to_char(ends at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
    return 'done';
end $$;

-- Ends the view in the session that a token opens, which goes on under another. Returns whom it was of; null where there is none.
create function agentor.end_view(token_hash bytea, new_token_hash bytea) returns uuid
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    view uuid;
    seen uuid;
begin
    select v.id, v.account_id into view, seen from sessions s join person_views v on v.session_id = s.id
        where s.token_hash = sha256(end_view.token_hash) for update of s;
    if not found then
        return null;
    end if;
    update sessions s set token_hash = sha256(new_token_hash), last_seen_at = now()
        where s.token_hash = sha256(end_view.token_hash);
    update challenges c set browser_hash = sha256(new_token_hash) where c.browser_hash = sha256(end_view.token_hash);
    perform finish_view(view, false);
    return seen;
end $$;

-- Ends what an administrator looks at who is one no more, or has lost their second factor: becoming one again begins nothing anew.
create function agentor.end_views_of() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    administrator constant uuid := coalesce(to_jsonb(old) ->> 'account_id', to_jsonb(old) ->> 'id');
begin
    perform finish_view(v.id, true) from person_views v where v.viewer_id = administrator and v.ended_at is null;
    return null;
end $$;
create trigger end_views_of after update of role on agentor.accounts
    for each row when (old.role = 'admin' and new.role <> 'admin') execute function agentor.end_views_of();
create trigger end_views_of after delete on agentor.second_factors
    for each row execute function agentor.end_views_of();

-- Ends views that are over: their time has come, or they are not open any more. A hundred at once.
create function agentor.end_views() returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    view uuid;
begin
    for view in
        select v.id from person_views v
        where v.ended_at is null
            and (v.session_id is null or not exists (select from open_view(v.session_id) o where o.id = v.id))
        order by v.began_at limit 100 for update of v skip locked
    loop
        perform finish_view(view, true);
    end loop;
end $$;

grant select (id, account_id, reason, began_at, ends_at, ended_at) on agentor.person_views to :app_role;
grant execute on function agentor.begin_view(uuid, bytea, text) to :app_role;
grant execute on function agentor.end_view(bytea, bytea), agentor.end_views() to :door_role;
