-- Who is asking.
--
-- The identity of a transaction is a parameter of the server that only superusers may set, and whoever they have allowed
-- it: the owner of these functions. The two functions below set it, for the transaction; nothing else that a serving
-- role can run does. A role that resets it is nobody.
--
-- Every function acts on whoever that is, and on no account it is given; `enter_as` is the one place where an account is
-- named, and only the door may call it.
--
-- An administrator who looks at the site as somebody (`person_views.sql`) enters as them, in a transaction that only reads.

grant usage on schema agentor to :app_role, :door_role;

create function agentor.viewer() returns uuid
    language sql stable parallel safe
    return (:viewer);

-- For how long a proof of who somebody is counts for what administrators do. Pages ask for one within ten minutes: what was begun
-- then can be finished.
create function agentor.proof_lasts() returns interval
    language sql immutable parallel safe
    return interval '15 minutes';

-- Whether the viewer is an administrator with a second factor who has proved within that time, in this very session, who they are.
create function agentor.is_proven() returns boolean
    language sql stable parallel safe
    return (:proven);

-- Whether it is an administrator who looks at the site as the viewer sees it.
create function agentor.is_view() returns boolean
    language sql stable parallel safe
    return (:view);

-- What is passed as a token's hash, here and in the other files, is SHA-256 of the secret in the cookie, so that no log
-- of parameters holds the secret; what is kept is SHA-256 of that, so that what a copy of the tables holds opens nothing.

-- Opens a transaction of the web role: makes it that of whoever the session belongs to, and says who that is. No row, and
-- nobody, when the session has ended or never was. `is_stale` asks for `touch_session`.
--
-- An administrator who looks at the site as somebody is them, and changes nothing: then `seen_by` is what the administrator is called, and
-- `seen_until` when that ends.
create function agentor.enter(
    token_hash bytea, idle interval, out account uuid, out email text, out full_name text, out picture text,
    out time_zone text, out profile text, out role text, out is_leaving boolean, out terms text, out session uuid,
    out proved_ago double precision, out is_stale boolean, out is_moderator boolean, out seen_by text,
    out seen_until timestamptz) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    mark text := '';
    seen uuid;
begin
    for account, email, full_name, picture, time_zone, profile, role, is_leaving, terms, session, proved_ago, is_stale,
        is_moderator in
        select a.id, a.email, a.full_name, (select u.picture from messaging.users u where u.id = a.id), a.time_zone,
            case when exists (select from agent_profiles p where p.account_id = a.id) then 'agent'
                when exists (select from client_profiles p where p.account_id = a.id) then 'client' end,
            a.role, a.erase_after is not null,
            coalesce((select max(c.version) from consents c where c.account_id = a.id and c.document = 'terms'), ''),
            s.id, extract(epoch from now() - s.proved_at)::double precision,
            s.last_seen_at < now() - interval '5 minutes', exists (select from moderators m where m.account_id = a.id)
        from sessions s join accounts a on a.id = s.account_id
        where s.token_hash = sha256(enter.token_hash) and s.expires_at > now() and s.last_seen_at > now() - idle
            and (a.suspended_at is null or a.suspended_until <= clock_timestamp()) and a.erasing_since is null
    loop
        if role = 'admin' and exists (select from second_factors f where f.account_id = account) then
            mark := case when proved_ago < extract(epoch from proof_lasts()) then '_proven' else '' end;
            select o.account_id, o.ends_at into seen, seen_until from open_view(session) o;
            if found then
                mark := '_view';
                seen_by := full_name;
                select a.id, a.email, a.full_name, (select u.picture from messaging.users u where u.id = a.id), a.time_zone,
                    case when exists (select from agent_profiles p where p.account_id = a.id) then 'agent'
                        when exists (select from client_profiles p where p.account_id = a.id) then 'client' end,
                    a.role, a.erase_after is not null,
                    coalesce((select max(c.version) from consents c where c.account_id = a.id and c.document = 'terms'), '')
                    into account, email, full_name, picture, time_zone, profile, role, is_leaving, terms
                    from accounts a where a.id = seen;
                is_stale := false;
                is_moderator := false;
                perform set_config('transaction_read_only', 'on', true);
            end if;
        end if;
        perform set_config(:identity_setting, replace(account::text, '-', '') || mark, true);
        return next;
    end loop;
end $$;

-- Goes on as the owner of an account, who has just proved to be that by a password, a code, a link or another provider,
-- and lets what is done to one account happen one after the other. No row for no account.
create function agentor.enter_as(
    account uuid, out email text, out full_name text, out password_hash text, out has_short_password boolean,
    out is_suspended boolean, out has_second_factor boolean) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform from accounts a where a.id = account and a.erasing_since is null for update;
    -- The same steps for no account, which then is nobody's.
    perform set_config(:identity_setting, case when found then replace(account::text, '-', '') else '' end, true);
    return query select * from agentor.state();
end $$;

-- What it takes to get into the viewer's account. In a view of it the password is an empty one.
create function agentor.state(
    out email text, out full_name text, out password_hash text, out has_short_password boolean,
    out is_suspended boolean, out has_second_factor boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select a.email, a.full_name,
        case when is_view() then left(a.password_hash, 0) else a.password_hash end, a.has_short_password,
        a.suspended_at is not null and coalesce(a.suspended_until > clock_timestamp(), true),
        exists (select from second_factors f where f.account_id = a.id)
    from accounts a where a.id = viewer();
end $$;

-- The same once what others do to the account has been done, until this transaction ends.
create function agentor.lock_viewer(
    out email text, out full_name text, out password_hash text, out has_short_password boolean,
    out is_suspended boolean, out has_second_factor boolean) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform from accounts a where a.id = viewer() for update;
    return query select * from agentor.state();
end $$;

grant execute on function agentor.viewer() to :app_role, :door_role;
grant execute on function agentor.enter(bytea, interval), agentor.state(), agentor.lock_viewer() to :app_role;
grant execute on function agentor.enter_as(uuid) to :door_role;
