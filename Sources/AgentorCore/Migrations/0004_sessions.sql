-- What waits under a session ends with it, and a browser whose session its owner ends is a stranger again.

-- What waits under a session is told that it has ended.
create function agentor.end_waits() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform messaging.announce('dismissed ' || old.account_id);
    return null;
end $$;
create trigger end_waits after delete on agentor.sessions
    for each row when (old.expires_at > now()) execute function agentor.end_waits();

-- Ends the sessions of an account, but one; null for all.
create or replace function agentor.close_sessions(account uuid, keeping uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from devices d where d.account_id = account and not exists (
        select from sessions s where s.id = keeping and s.device_hash = d.device_hash);
    delete from sessions s where s.account_id = account and (keeping is null or s.id <> keeping);
end $$;

-- Ends one of the viewer's own sessions.
create function agentor.end_session(session uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    browser bytea;
begin
    delete from sessions s where s.id = session and s.account_id = viewer() returning s.device_hash into browser;
    delete from devices d where d.account_id = viewer() and d.device_hash = browser and not exists (
        select from sessions s where s.account_id = viewer() and s.device_hash = browser);
end $$;

-- Opens a session. `is_new_device` when the account was not signed in to in this browser before. An account has a hundred
-- sessions at most: those not used for longest end.
create or replace function agentor.open_session(
    account uuid, token_hash bytea, lasts interval, method text, device text, address text, device_hash bytea,
    out session uuid, out is_new_device boolean)
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from sessions s where s.account_id = account and (s.expires_at < now() or s.id in (
        select o.id from sessions o where o.account_id = account order by o.last_seen_at desc offset 99));
    insert into sessions (token_hash, account_id, expires_at, method, device, address, device_hash)
        values (open_session.token_hash, account, now() + lasts, open_session.method, open_session.device,
            open_session.address, open_session.device_hash)
        returning id into session;
    -- The browser an account is created in, by this transaction, is not news.
    is_new_device := exists (select from accounts a where a.id = account and a.created_at < now())
        and not exists (select from devices d where d.account_id = account and d.device_hash = open_session.device_hash);
    delete from devices d where d.account_id = account and d.last_seen_at < now() - interval '1 year';
    insert into devices as d (account_id, device_hash) values (account, open_session.device_hash)
        on conflict on constraint devices_pkey do update set last_seen_at = now();
end $$;

-- Sessions are ended by these functions alone.
drop policy ends_own on agentor.sessions;
revoke delete on agentor.sessions from :app_role;

revoke execute on all functions in schema agentor from public;
grant execute on all functions in schema agentor to :app_role;
