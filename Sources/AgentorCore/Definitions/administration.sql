-- What administrators see and do. All of it is for administrators with a second factor who have just proved who they are: for anybody else there is nothing. What changes
-- something takes a reason, and writes it into the log of acts in the same transaction.

-- Whether the viewer is an administrator; null where they are one without a second factor, or without a proof of who they are that is
-- fresh (`is_proven`), who may do nothing.
create function agentor.administers() returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return (
        select case when is_proven() and exists (select from second_factors f where f.account_id = a.id) then true end
        from accounts a where a.id = viewer() and a.role = 'admin'
        union all select false where not exists (select from accounts a where a.id = viewer() and a.role = 'admin'));
end $$;

-- Whether somebody is suspended just now: for good, or until a moment to come.
create function agentor.is_suspended(since timestamptz, ends timestamptz) returns boolean
    language sql stable parallel safe
    return since is not null and coalesce(ends > clock_timestamp(), true);

-- People, those who came last first, after a place in that order: whose address or handle begins with what is looked for, or whose name
-- has words that do; all of them where that is empty. `narrowed` keeps those alone who are 'suspended', 'leaving', 'administrators' or
-- 'moderators'.
create function agentor.find_people(
    wanted text, narrowed text, after_created timestamptz, after_id uuid, most integer, out id uuid, out full_name text,
    out handle text, out email text, out profile text, out is_administrator boolean, out is_moderator boolean,
    out is_suspended boolean, out is_leaving boolean, out created_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp set client_min_messages = warning as $$
#variable_conflict use_column
declare
    beginning constant text := lower(btrim(wanted));
    called constant text := ltrim(beginning, '@');
    -- Its words, the last of them as the beginning of one.
    words constant tsquery := (nullif(plainto_tsquery('simple', beginning)::text, '') || ':*')::tsquery;
begin
    if administers() is not true then
        return;
    end if;
    return query
        select a.id, a.full_name, u.handle, a.email,
            case when exists (select from agent_profiles p where p.account_id = a.id) then 'agent'
                when exists (select from client_profiles p where p.account_id = a.id) then 'client' end,
            a.role = 'admin', exists (select from moderators m where m.account_id = a.id), is_suspended(a.suspended_at, a.suspended_until),
            a.erase_after is not null, a.created_at
        from (
            select o.* from accounts o
            where (beginning = '' or o.id in (
                    select e.id from accounts e
                        where lower(e.email) collate "C" >= beginning and lower(e.email) collate "C" < beginning || U&'\+10FFFF'
                    union all select h.user_id from messaging.handles h
                        where h.handle collate "C" >= called and h.handle collate "C" < called || '~' and called <> ''
                    union all select n.id from accounts n where to_tsvector('simple', n.full_name) @@ words))
                and case narrowed
                    when 'suspended' then is_suspended(o.suspended_at, o.suspended_until)
                    when 'leaving' then o.erase_after is not null
                    when 'administrators' then o.role = 'admin'
                    when 'moderators' then o.id in (select m.account_id from moderators m)
                    else true end
                and (after_id is null or (o.created_at, o.id) < (after_created, after_id))
            order by o.created_at desc, o.id desc limit most) a
        left join messaging.users u on u.id = a.id
        order by a.created_at desc, a.id desc;
end $$;

-- One person. That an administrator looks at somebody else is a line in the log, once an hour.
create function agentor.see_person(
    account uuid, out id uuid, out full_name text, out handle text, out email text, out profile text,
    out is_administrator boolean, out is_moderator boolean, out suspended_at timestamptz, out erase_after timestamptz,
    out created_at timestamptz, out has_password boolean, out factor_since timestamptz, out recovery_codes integer,
    out last_seen_at timestamptz, out reports_made integer, out is_self boolean, out is_held boolean) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
begin
    if administers() is not true or not exists (select from accounts a where a.id = see_person.account) then
        return;
    end if;
    if account <> me and not exists (
        select from audit_log l where l.subject = account and l.actor = me and l.action = 'account.seen'
            and l.moment > clock_timestamp() - interval '1 hour') then
        perform record_act('account.seen', 'account', account, handle_of(account), null);
    end if;
    return query
        select a.id, a.full_name, u.handle, a.email,
            case when exists (select from agent_profiles p where p.account_id = a.id) then 'agent'
                when exists (select from client_profiles p where p.account_id = a.id) then 'client' end,
            a.role = 'admin', exists (select from moderators m where m.account_id = a.id),
            case when is_suspended(a.suspended_at, a.suspended_until) then a.suspended_at end, a.erase_after,
            a.created_at, a.password_hash is not null, f.enabled_at,
            (select count(*)::integer from recovery_codes c where c.account_id = a.id and c.used_at is null),
            greatest((select max(s.last_seen_at) from sessions s where s.account_id = a.id),
                (select max(d.last_seen_at) from devices d where d.account_id = a.id)),
            (select count(*)::integer from reports r where r.account_id = a.id), a.id = me, messaging.is_on_hold(null, a.id)
        from accounts a left join second_factors f on f.account_id = a.id left join messaging.users u on u.id = a.id
        where a.id = see_person.account;
end $$;

-- Where somebody is signed in, the session used last first.
create function agentor.sessions_of(
    account uuid, idle interval, out created_at timestamptz, out last_seen_at timestamptz, out method text, out device text,
    out address text) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if administers() is not true then
        return;
    end if;
    return query select s.created_at, s.last_seen_at, s.method, s.device, s.address from sessions s
        where s.account_id = sessions_of.account and s.expires_at > now() and s.last_seen_at > now() - idle
        order by s.last_seen_at desc limit 100;
end $$;

-- The last twenty cases about what somebody answers for: what and how it ended, never what was said in it, which is for moderators.
create function agentor.cases_about(
    account uuid, out id uuid, out kind text, out reporters integer, out opened_at timestamptz, out outcome text)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if administers() is not true then
        return;
    end if;
    return query select c.id, c.kind, c.reporters, c.opened_at, c.outcome from report_cases c
        where c.account_id = cases_about.account order by c.opened_at desc, c.id desc limit 20;
end $$;

-- Signs somebody out everywhere, with what they are half way in with, and makes their browsers strangers again. Returns how many
-- sessions had not ended before.
create function agentor.sign_out(account uuid) returns integer
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    ended integer;
begin
    delete from challenges c where c.account_id = sign_out.account and c.met_at is null
        and c.purpose in ('sign-in', 'second-factor', 'authorize', 'connect');
    with gone as (delete from sessions s where s.account_id = sign_out.account returning s.expires_at > now() as lasted)
        select count(*) filter (where g.lasted) into ended from gone g;
    delete from devices d where d.account_id = sign_out.account;
    return ended;
end $$;

-- Locks somebody's account, and those of all administrators, so that what is done to them is done one after the other. Returns whether the
-- viewer may go on and for whom: null for nobody, 'self' for what nobody does to themselves, 'unreasoned' without a reason, or 'done'.
create function agentor.begin_deed(account uuid, reason text, is_for_others boolean) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if administers() is not true then
        return null;
    end if;
    perform from accounts a where a.id = begin_deed.account or a.role = 'admin' order by a.id for update;
    -- Somebody may have ended it meanwhile.
    if administers() is not true or not exists (
        select from accounts a where a.id = begin_deed.account and a.erasing_since is null) then
        return null;
    end if;
    return case when coalesce(btrim(reason), '') = '' then 'unreasoned'
        when is_for_others and begin_deed.account = viewer() then 'self' else 'done' end;
end $$;

-- Does something to somebody: what it is called in the log. Returns 'done', or why not: 'already' so, 'self', 'unreasoned', with whom to
-- tell of it; no row where there is nobody, or nothing to do of that name.
create function agentor.administer(
    account uuid, deed text, reason text, out result text, out email text, out full_name text, out sessions integer)
    returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    is_changed boolean := true;
begin
    result := begin_deed(administer.account, reason, deed not in ('account.signed-out', 'moderator.added', 'moderator.removed'));
    if result is null then
        return;
    end if;
    if result = 'done' then
        case deed
            when 'account.suspended' then
                update accounts a set suspended_at = now(), suspended_until = null
                    where a.id = administer.account and (a.suspended_at is null or a.suspended_until is not null);
                is_changed := found;
            when 'account.restored' then
                update accounts a set suspended_at = null where a.id = administer.account and a.suspended_at is not null;
                is_changed := found;
            when 'account.signed-out' then
                null;
            when 'account.erased' then
                update accounts a
                    set erase_after = least(a.erase_after, now()), suspended_at = coalesce(a.suspended_at, now()),
                        suspended_until = null
                    where a.id = administer.account and (a.erase_after is null or a.erase_after > now());
                is_changed := found;
                delete from challenges c where c.account_id = administer.account and c.purpose = 'keep' and c.met_at is null;
            when 'administrator.added' then
                update accounts a set role = 'admin' where a.id = administer.account and a.role <> 'admin';
                is_changed := found;
            when 'administrator.removed' then
                update accounts a set role = 'member' where a.id = administer.account and a.role = 'admin';
                is_changed := found;
            when 'moderator.added' then
                insert into moderators (account_id) values (administer.account) on conflict do nothing;
                is_changed := found;
            when 'moderator.removed' then
                update report_cases c set taken_by = null, taken_at = null
                    where c.taken_by = administer.account and c.outcome is null;
                delete from moderators m where m.account_id = administer.account;
                is_changed := found;
            else
                return;
        end case;
        if not is_changed then
            result := 'already';
        elsif deed <> 'account.restored' then
            sessions := sign_out(administer.account);
        end if;
    end if;
    select a.email, a.full_name into email, full_name from accounts a where a.id = administer.account;
    if result = 'done' then
        perform record_act(deed, 'account', administer.account, handle_of(administer.account), reason,
            case when sessions is null then '{}' else jsonb_build_object('sessions', sessions) end);
    end if;
    return next;
end $$;

-- Forgives failed passwords and codes, in every browser. `address` is how limits know the account's.
create function agentor.unlock_person(account uuid, address text, limits text[], reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    result constant text := begin_deed(unlock_person.account, reason, false);
begin
    if result is distinct from 'done' then
        return result;
    end if;
    delete from throttles t using (
        select unlock_person.address as subject
        union all select encode(d.device_hash, 'hex') || ' ' || unlock_person.address from devices d
            where d.account_id = unlock_person.account) s, unnest(limits) as l (name)
    where t.key = l.name || ' ' || encode(sha256(convert_to(s.subject, 'UTF8')), 'hex')
        and exists (select from accounts a
            where a.id = unlock_person.account and lower(a.email) = lower(unlock_person.address));
    if not found then
        return 'already';
    end if;
    perform record_act('account.unlocked', 'account', unlock_person.account, handle_of(unlock_person.account), reason);
    return 'done';
end $$;

-- Takes a second factor away from somebody who has lost it, with a password that is too short alone, and returns what it was: for a
-- mail that can undo it.
create function agentor.take_factor_off(
    account uuid, reason text, out result text, out email text, out full_name text, out sealed bytea, out is_bound boolean,
    out last_step bigint, out code_hashes bytea[]) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    result := begin_deed(take_factor_off.account, reason, true);
    if result is null then
        return;
    end if;
    if result = 'done' then
        select f.sealed, f.is_bound, f.last_step,
                array(select c.code_hash from recovery_codes c where c.account_id = f.account_id and c.used_at is null)
            into sealed, is_bound, last_step, code_hashes
            from second_factors f where f.account_id = take_factor_off.account;
        if not found then
            result := 'already';
        end if;
    end if;
    if result = 'done' then
        delete from recovery_codes c where c.account_id = take_factor_off.account;
        delete from second_factors f where f.account_id = take_factor_off.account;
        delete from challenges c
            where c.account_id = take_factor_off.account and c.purpose = 'factor' and c.met_at is null;
        update accounts a set password_hash = null, has_short_password = false
            where a.id = take_factor_off.account and a.has_short_password;
        perform sign_out(take_factor_off.account);
        perform record_act('account.factor-removed', 'account', take_factor_off.account,
            handle_of(take_factor_off.account), reason);
        select a.email, a.full_name into email, full_name from accounts a where a.id = take_factor_off.account;
    end if;
    return next;
end $$;

-- Begins what a mail to somebody leads to: undoing what was done to them, or choosing a first password. Only in the transaction in which
-- the viewer has just done it.
create function agentor.begin_challenge_of(
    account uuid, purpose text, id uuid, link_hash bytea, sealed bytea, lasts interval) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if administers() is not true or not exists (
        select from audit_log l
        where l.subject = begin_challenge_of.account and l.actor = viewer() and l.xmin = pg_current_xact_id()::xid
            and (l.action, begin_challenge_of.purpose) in (('account.factor-removed', 'undo'), ('account.created', 'reset'))) then
        return false;
    end if;
    insert into challenges (id, purpose, account_id, link_hash, sealed, is_bound, expires_at)
        values (begin_challenge_of.id, begin_challenge_of.purpose, begin_challenge_of.account,
            sha256(begin_challenge_of.link_hash), begin_challenge_of.sealed, true, now() + lasts);
    return true;
end $$;

-- Creates an account whose address the viewer vouches for: null where it is in use, or the viewer is nobody who may.
create function agentor.create_person(address text, full_name text, is_administrator boolean, reason text) returns uuid
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    account uuid;
begin
    if administers() is not true or coalesce(btrim(reason), '') = '' then
        return null;
    end if;
    insert into accounts (email, full_name, role, nonce)
        values (address, create_person.full_name, case when is_administrator then 'admin' else 'member' end, gen_random_uuid())
        on conflict do nothing returning id into account;
    if account is not null then
        delete from waiting_list w where w.email = lower(address);
        perform record_act('account.created', 'account', account, null, reason,
            jsonb_build_object('role', case when is_administrator then 'admin' else 'member' end));
    end if;
    return account;
end $$;

-- The sign-ups that wait for a proof, the newest first. Whom they are of is sealed.
create function agentor.pending_sign_ups(out id uuid, out sealed bytea, out is_bound boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if administers() is not true then
        return;
    end if;
    return query select c.id, c.sealed, c.is_bound from challenges c
        where c.purpose = 'sign-up' and c.met_at is null and c.expires_at > now() order by c.created_at desc;
end $$;

-- Completes such a sign-up, as the code from the mail would have done. Returns 'done'; 'waits' where the address is on the waiting list
-- now; or why not: 'in-use', 'not-invited', 'ended', 'unreasoned'; null for whoever may not.
create function agentor.complete_sign_up(
    id uuid, address text, full_name text, password_hash text, terms text, registration text, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    is_let_in constant boolean := registration = 'open' or is_admitted(address);
    account uuid;
begin
    if administers() is not true then
        return null;
    elsif coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    elsif exists (select from accounts a where lower(a.email) = lower(address)) then
        return 'in-use';
    elsif not is_let_in and registration <> 'waiting-list' then
        return 'not-invited';
    end if;
    update challenges c set met_at = now()
        where c.id = complete_sign_up.id and c.purpose = 'sign-up' and c.met_at is null and c.expires_at > now();
    if not found then
        return 'ended';
    elsif is_let_in then
        account := register(address, complete_sign_up.full_name, complete_sign_up.password_hash, complete_sign_up.id, terms);
        if account is null then
            raise unique_violation using message = 'there is an account with the address';
        end if;
    else
        perform join_waiting_list(address, complete_sign_up.full_name);
    end if;
    perform record_act('account.verified', case when is_let_in then 'account' else 'address' end, account, null, reason,
        jsonb_build_object('waits', case when is_let_in then 'no' else 'yes' end));
    return case when is_let_in then 'done' else 'waits' end;
end $$;

-- Who waits to be let in, whoever has waited longest first, after a place in that order; who was let in and has no account yet, too.
create function agentor.waiting_people(
    after_asked timestamptz, after_email text, most integer, out email text, out full_name text, out asked_at timestamptz,
    out admitted_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if administers() is not true then
        return;
    end if;
    return query select w.email, w.full_name, w.asked_at, w.admitted_at from waiting_list w
        where after_email is null or (w.asked_at, w.email) > (after_asked, after_email)
        order by w.asked_at, w.email limit most;
end $$;

-- Lets an address in that may not have asked. Returns 'done', 'again' where it was let in before, 'in-use', 'unreasoned'; null for
-- whoever may not.
create function agentor.invite_address(address text, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    earlier timestamptz;
begin
    if administers() is not true then
        return null;
    elsif coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    elsif exists (select from accounts a where lower(a.email) = lower(address)) then
        return 'in-use';
    end if;
    select w.admitted_at into earlier from waiting_list w where w.email = address for update;
    insert into waiting_list as w (email, admitted_at) values (address, now())
        on conflict (email) do update set admitted_at = coalesce(w.admitted_at, now());
    perform record_act('address.invited', 'address', null, null, reason);
    return case when earlier is null then 'done' else 'again' end;
end $$;

-- Lets in those who have waited longest, or one of them. Returns their addresses.
create function agentor.admit_people(address text, most integer, reason text) returns setof text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    admitted text[];
begin
    if administers() is not true or coalesce(btrim(reason), '') = '' then
        return;
    end if;
    with let_in as (
        update waiting_list w set admitted_at = now()
        where w.email in (
            select o.email from waiting_list o
            where o.admitted_at is null and (admit_people.address is null or o.email = admit_people.address)
            order by o.asked_at, o.email limit least(most, 1000) for update skip locked)
        returning w.email)
        select array_agg(l.email) into admitted from let_in l;
    if admitted is null then
        return;
    end if;
    perform record_act('address.admitted', 'address', null, null, reason,
        jsonb_build_object('addresses', cardinality(admitted)));
    return query select unnest(admitted);
end $$;

-- Signs everybody out everywhere, as after a break-in, the viewer too. Returns how many sessions that were; null for whoever may not.
create function agentor.sign_everybody_out(reason text) returns integer
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    ended integer;
begin
    if administers() is not true or coalesce(btrim(reason), '') = '' then
        return null;
    end if;
    set local lock_timeout = '10s';
    lock table accounts in exclusive mode;
    delete from challenges c
        where c.met_at is null and c.purpose in ('sign-in', 'second-factor', 'authorize', 'connect');
    with gone as (delete from sessions s returning s.expires_at > now() as lasted)
        select count(*) filter (where g.lasted) into ended from gone g;
    delete from devices;
    perform record_act('site.signed-out', 'site', null, null, reason, jsonb_build_object('sessions', ended));
    return ended;
end $$;

-- How it stands, in figures. No row for whoever may not see them.
create function agentor.site_figures(
    out people integer, out suspended integer, out leaving integer, out administrators integer, out moderators integer,
    out waiting integer, out open_cases integer, out mail_waiting integer, out mail_given_up integer,
    out last_line bigint, out database_bytes bigint, out oldest_due timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if administers() is not true then
        return;
    end if;
    return query select
        (select count(*)::integer from accounts),
        (select count(*)::integer from accounts a where is_suspended(a.suspended_at, a.suspended_until)),
        (select count(*)::integer from accounts a where a.erase_after is not null),
        (select count(*)::integer from accounts a where a.role = 'admin'),
        (select count(*)::integer from agentor.moderators),
        (select count(*)::integer from waiting_list w where w.admitted_at is null),
        (select count(*)::integer from report_cases c where c.outcome is null),
        (select count(*)::integer from outbox o where o.sealed is not null),
        (select count(*)::integer from outbox o where o.given_up_at > now() - interval '30 days'),
        (select h.number from audit_head h), pg_database_size(current_database()),
        (select min(o.next_attempt_at) from outbox o where o.sealed is not null);
end $$;

-- The log of acts, the latest first, below a number: whose, about whom, of a kind ('account.' for all that begin so), in days.
create function agentor.audit_lines(
    below bigint, actor_wanted text, subject_wanted uuid, action_wanted text, since timestamptz, until timestamptz,
    most integer) returns setof agentor.audit_log
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if administers() is not true then
        return;
    end if;
    return query select l.* from audit_log l
        where (below is null or l.number < below)
            and (actor_wanted is null or l.actor_kind = actor_wanted or l.actor_name in (actor_wanted, '@' || actor_wanted))
            and (subject_wanted is null or l.subject = subject_wanted)
            and (action_wanted is null or l.action = action_wanted
                or (action_wanted like '%.' and starts_with(l.action, action_wanted)))
            and (since is null or l.moment >= since) and (until is null or l.moment < until)
        order by l.number desc limit most;
end $$;

grant execute on function agentor.administers(),
    agentor.find_people(text, text, timestamptz, uuid, integer), agentor.see_person(uuid),
    agentor.sessions_of(uuid, interval), agentor.cases_about(uuid), agentor.administer(uuid, text, text),
    agentor.unlock_person(uuid, text, text[], text), agentor.take_factor_off(uuid, text),
    agentor.begin_challenge_of(uuid, text, uuid, bytea, bytea, interval),
    agentor.create_person(text, text, boolean, text), agentor.pending_sign_ups(),
    agentor.complete_sign_up(uuid, text, text, text, text, text, text),
    agentor.waiting_people(timestamptz, text, integer), agentor.invite_address(text, text),
    agentor.admit_people(text, integer, text), agentor.sign_everybody_out(text), agentor.site_figures(),
    agentor.audit_lines(bigint, text, uuid, text, timestamptz, timestamptz, integer) to :app_role;

-- The log as it is exported, the first line first, after a number: with what it takes to check it.
create function agentor.exported_lines(after bigint, most integer, out number bigint, out line text, out hash bytea)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if administers() is not true then
        return;
    end if;
    return query select l.number, audit_line(l), l.hash from audit_log l where l.number > after order by l.number limit most;
end $$;

-- That the viewer takes the log with them is a line, too. Returns its number; null for whoever may not.
create function agentor.note_export() returns bigint
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    return case when administers() then record_act('log.exported', 'log', null, null, null) end;
end $$;

-- What was decided, for everybody to read where an operator has it shown, the latest first: no names, no reasons, and days without times.
create function agentor.public_acts(
    below bigint, most integer, out number bigint, out day date, out action text, out about text, out outcome text)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query select l.number, (l.moment at time zone 'UTC')::date, l.action, l.details ->> 'about', l.details ->> 'outcome'
        from audit_log l
        where l.action in ('case.decided', 'account.suspended', 'account.restored', 'account.erased')
            and (below is null or l.number < below)
        order by l.number desc limit most;
end $$;

-- Mails that wait, those due longest first, then those that were given up within thirty days, the last first.
create function agentor.queued_mails(
    most integer, out id uuid, out address text, out created_at timestamptz, out attempts integer,
    out next_attempt_at timestamptz, out last_error text, out is_given_up boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if administers() is not true then
        return;
    end if;
    return query
        (select o.id, o.address, o.created_at, o.attempts, o.next_attempt_at, o.last_error, false from outbox o
            where o.sealed is not null order by o.next_attempt_at limit most)
        union all
        (select o.id, o.address, o.created_at, o.attempts, o.next_attempt_at, o.last_error, true from outbox o
            where o.given_up_at > now() - interval '30 days' order by o.given_up_at desc limit most);
end $$;

-- Has a mail that waits sent at once, or not at all. Returns 'done', 'already' where it waits no more, 'unreasoned'; null for whoever may
-- not.
create function agentor.change_mail(mail uuid, is_wanted boolean, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if administers() is not true then
        return null;
    elsif coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    elsif is_wanted then
        update outbox o set next_attempt_at = now() where o.id = mail and o.sealed is not null;
    else
        update outbox o
            set given_up_at = now(), claimed_until = null, address = null, sealed = null, last_error = 'dropped by an administrator'
            where o.id = mail and o.sealed is not null;
    end if;
    if not found then
        return 'already';
    end if;
    perform record_act(case when is_wanted then 'mail.retried' else 'mail.dropped' end, 'mail', mail, null, reason);
    return 'done';
end $$;

-- Channels, the newest first, whose address begins with what is looked for or whose name has it: who is in charge of them and how many are
-- in them, and nothing that is said there. No conversations of two, and no groups.
create function agentor.governed_channels(
    wanted text, after_created timestamptz, after_id uuid, most integer, out id uuid, out slug text, out name text,
    out is_public boolean, out members integer, out administrators text[], out is_archived boolean,
    out is_held boolean, out created_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    beginning constant text := lower(btrim(wanted));
begin
    if administers() is not true then
        return;
    end if;
    return query
        select c.id, c.slug, c.name, c.type = 'public',
            c.member_count,
            array(select u.handle from messaging.channel_members m join messaging.users u on u.id = m.user_id
                where m.channel_id = c.id and m.role in ('admin', 'moderator') and m.role = 'admin'
                order by u.handle limit 10),
            c.archived_at is not null, messaging.is_on_hold(c.id, null), c.created_at
        from (
            select h.* from messaging.channels h
            where not h.is_direct
                and (beginning = '' or starts_with(h.slug, beginning) or position(beginning in lower(h.name)) > 0)
                and (after_id is null or (h.created_at, h.id) < (after_created, after_id))
            order by h.created_at desc, h.id desc limit most) c
        order by c.created_at desc, c.id desc;
end $$;

-- Archives a channel, brings it back, or makes one of its members its administrator, too. Its own record says so to those in charge of
-- it. Returns 'done', or why not: 'already' so, 'closed' by moderators, 'no-member', 'unreasoned'; null where there is no such channel,
-- or for whoever may not.
create function agentor.govern_channel(channel uuid, deed text, handle text, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    place text;
    whom uuid;
begin
    if administers() is not true then
        return null;
    end if;
    select c.slug into place from messaging.channels c
        where c.id = govern_channel.channel and not c.is_direct for no key update;
    if not found or deed not in ('channel.archived', 'channel.restored', 'channel.handed-over') then
        return null;
    elsif coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    elsif deed <> 'channel.handed-over'
            and exists (select from messaging.channels c where c.id = govern_channel.channel and c.withheld_at is not null) then
        return 'closed';
    elsif deed = 'channel.handed-over' then
        select m.user_id into whom from messaging.channel_members m join messaging.users u on u.id = m.user_id
            where m.channel_id = govern_channel.channel and u.handle = ltrim(lower(btrim(govern_channel.handle)), '@');
        if not found then
            return 'no-member';
        end if;
        update messaging.channel_members m set role = 'admin'
            where m.channel_id = govern_channel.channel and m.user_id = whom and m.role <> 'admin';
    else
        update messaging.channels c
            set archived_at = case when deed = 'channel.archived' then clock_timestamp() end, revision = revision + 1,
                updated_at = now()
            where c.id = govern_channel.channel and (c.archived_at is not null) <> (deed = 'channel.archived');
    end if;
    if not found then
        return 'already';
    end if;
    if exists (select from messaging.users u where u.id = viewer()) then
        perform messaging.record(govern_channel.channel,
            case deed when 'channel.archived' then 'archived' when 'channel.restored' then 'restored' else 'role' end, whom,
            case when whom is not null then 'admin' end);
    end if;
    perform record_act(deed, 'channel', govern_channel.channel, '/channels/' || place, reason,
        case when whom is null then '{}' else jsonb_build_object('to', handle_of(whom)) end);
    return 'done';
end $$;

grant execute on function agentor.exported_lines(bigint, integer), agentor.note_export(),
    agentor.queued_mails(integer), agentor.change_mail(uuid, boolean, text),
    agentor.governed_channels(text, timestamptz, uuid, integer),
    agentor.govern_channel(uuid, text, text, text) to :app_role;
grant execute on function agentor.public_acts(bigint, integer) to :app_role, :door_role;
