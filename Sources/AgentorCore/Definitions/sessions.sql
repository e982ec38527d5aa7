-- Sessions, and the browsers they are in.

-- Opens a session of the viewer's. `is_new_device` when the account was not signed in to in this browser before. An
-- account has a hundred sessions at most: those not used for longest end.
create function agentor.open_session(
    token_hash bytea, lasts interval, method text, device text, address text, device_hash bytea,
    out session uuid, out is_new_device boolean)
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from sessions s where s.account_id = viewer() and (s.expires_at < now() or s.id in (
        select o.id from sessions o where o.account_id = viewer() order by o.last_seen_at desc offset 99));
    insert into sessions (token_hash, account_id, expires_at, method, device, address, device_hash)
        values (sha256(open_session.token_hash), viewer(), now() + lasts, open_session.method, open_session.device,
            open_session.address, open_session.device_hash)
        returning id into session;
    -- The browser an account is created in, by this transaction, is not news.
    is_new_device := exists (select from accounts a where a.id = viewer() and a.created_at < now())
        and not exists (
            select from devices d where d.account_id = viewer() and d.device_hash = open_session.device_hash);
    delete from devices d where d.account_id = viewer() and d.last_seen_at < now() - interval '1 year';
    insert into devices as d (account_id, device_hash) values (viewer(), open_session.device_hash)
        on conflict on constraint devices_pkey do update set last_seen_at = now();
end $$;

-- The viewer's session goes on under another token, and so does what was begun in its browser; `is_proved` when who it
-- is has just been proved again. False when the session has ended meanwhile.
create function agentor.renew_session(token_hash bytea, new_token_hash bytea, is_proved boolean) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update sessions s set token_hash = sha256(new_token_hash), last_seen_at = now(),
            proved_at = case when is_proved then now() else s.proved_at end
        where s.token_hash = sha256(renew_session.token_hash) and s.account_id = viewer();
    if not found then
        return false;
    end if;
    update challenges c set browser_hash = sha256(new_token_hash)
        where c.browser_hash = sha256(renew_session.token_hash);
    return true;
end $$;

-- Ends the session a token opens, and what an administrator looks at in it.
create function agentor.close_session(token_hash bytea) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    view uuid;
begin
    select v.id into view from sessions s join person_views v on v.session_id = s.id
        where s.token_hash = sha256(close_session.token_hash) for update of s;
    if found then
        perform finish_view(view, false);
    end if;
    delete from sessions s where s.token_hash = sha256(close_session.token_hash);
end $$;

-- Ends the viewer's sessions, but one; null for all. Browsers that are thrown out are strangers again.
create function agentor.close_sessions(keeping uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from devices d where d.account_id = viewer() and not exists (
        select from sessions s where s.id = keeping and s.device_hash = d.device_hash);
    delete from sessions s where s.account_id = viewer() and (keeping is null or s.id <> keeping);
end $$;

-- Ends one of the viewer's sessions.
create function agentor.end_session(session uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    browser bytea;
begin
    delete from sessions s where s.id = session and s.account_id = viewer() returning s.device_hash into browser;
    delete from devices d where d.account_id = viewer() and d.device_hash = browser and not exists (
        select from sessions s where s.account_id = viewer() and s.device_hash = browser);
end $$;

-- When and from where the viewer's session was last used.
create function agentor.touch_session(token_hash bytea, address text) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update sessions s set last_seen_at = now(), address = touch_session.address
        where s.token_hash = sha256(touch_session.token_hash) and s.account_id = viewer();
end $$;

-- What waits under a session is told that it has ended, or goes on under another token: it asks again, with the one its
-- browser has now, and nothing is answered any more that the old one was known by.
create function agentor.end_waits() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform messaging.announce('dismissed ' || old.account_id);
    return null;
end $$;
create trigger end_waits after delete on agentor.sessions
    for each row when (old.expires_at > now()) execute function agentor.end_waits();
create trigger renew_waits after update of token_hash on agentor.sessions
    for each row when (old.token_hash <> new.token_hash) execute function agentor.end_waits();

-- Whether a browser has signed in to the account with an address before.
create function agentor.knows_device(email text, device_hash bytea) returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return exists (select from devices d join accounts a on a.id = d.account_id
        where lower(a.email) = lower(knows_device.email) and d.device_hash = knows_device.device_hash);
end $$;

-- The browsers the viewer's account was used in are as new again.
create function agentor.forget_devices() returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from devices d where d.account_id = viewer();
end $$;

create policy owner on agentor.sessions to current_user using (true) with check (true);
create policy owner on agentor.devices to current_user using (true) with check (true);
create policy own on agentor.sessions for select to :app_role using (account_id = (select agentor.viewer()));

grant select (id, account_id, created_at, last_seen_at, expires_at, proved_at, method, device, address)
    on agentor.sessions to :app_role;

grant execute on function agentor.renew_session(bytea, bytea, boolean), agentor.end_session(uuid),
    agentor.touch_session(bytea, text) to :app_role;
grant execute on function agentor.open_session(bytea, interval, text, text, text, bytea),
    agentor.knows_device(text, bytea), agentor.forget_devices() to :door_role;
grant execute on function agentor.close_session(bytea), agentor.close_sessions(uuid) to :app_role, :door_role;
