-- How people prove who they are, and what happens when they cannot: codes and links by mail, second factors, other
-- providers, devices, consent, invitations, suspension and deletion.
--
-- As before, what happens before anybody is known goes through narrow functions that run as the owner. What the
-- application must read again (the secret of a second factor, what a challenge is about) is sealed with keys the
-- database does not have; what it only has to recognise (tokens, links, recovery codes) is kept as a SHA-256.

-- Accounts -----------------------------------------------------------------------------------------------------------

alter table agentor.accounts
    -- None: this account signs in by mail or with another provider.
    alter column password_hash drop not null,
    -- Shorter than an account without a second factor may have.
    add column has_short_password boolean not null default false,
    add column role text not null default 'member' check (role in ('member', 'admin')),
    add column suspended_at timestamptz,
    -- Asked to be deleted: erased after this, unless they come back.
    add column erase_after timestamptz;
create index accounts_to_erase on agentor.accounts (erase_after) where erase_after is not null;

-- What was agreed to, in which version.
create table agentor.consents (
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    document text not null check (document in ('terms')),
    version text not null check (char_length(version) between 1 and 40),
    agreed_at timestamptz not null default now(),
    primary key (account_id, document, version)
);

-- Sessions and devices -----------------------------------------------------------------------------------------------

alter table agentor.sessions
    drop constraint sessions_check,
    add column id uuid not null default gen_random_uuid() constraint sessions_id_key unique,
    -- The last proof of who it is.
    add column proved_at timestamptz not null default now(),
    add column method text not null default 'password'
        check (method in ('password', 'mail', 'provider', 'sign-up')),
    -- For people: "Firefox on Linux", and the network address it was last seen from.
    add column device text not null default '' check (char_length(device) <= 120),
    add column device_hash bytea,
    add column address text not null default '' check (char_length(address) <= 64);

-- Browsers that have signed in before, by a cookie of their own. Somebody new is told about by mail; somebody known is
-- not locked out by strangers who guess.
create table agentor.devices (
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    device_hash bytea not null check (octet_length(device_hash) = 32),
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    primary key (account_id, device_hash)
);

-- Challenges ---------------------------------------------------------------------------------------------------------

-- Something to be proved within a time: a code typed into the browser that asked, or a link from a mail.
create table agentor.challenges (
    id uuid primary key default gen_random_uuid(),
    purpose text not null check (purpose in ('sign-up', 'sign-in', 'second-factor', 'unlock', 'reset', 'old-email',
        'new-email', 'undo', 'keep', 'factor', 'authorize', 'join', 'connect')),
    -- None before there is an account, and for addresses that have none: those challenges cannot be met, and look the
    -- same.
    account_id uuid references agentor.accounts (id) on delete cascade,
    -- SHA-256 of the browser's token.
    browser_hash bytea check (octet_length(browser_hash) = 32),
    -- SHA-256 of the token in the link.
    link_hash bytea constraint challenges_link_key unique check (octet_length(link_hash) = 32),
    -- The form that began it: submitted twice, it is one challenge.
    nonce uuid constraint challenges_nonce_key unique,
    attempts integer not null default 0,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null check (expires_at > created_at),
    met_at timestamptz
);
create index challenges_of_browser on agentor.challenges (browser_hash, purpose);
create index challenges_of_account on agentor.challenges (account_id, purpose);
create index challenges_by_end on agentor.challenges (expires_at);

-- Second factors -----------------------------------------------------------------------------------------------------

create table agentor.second_factors (
    account_id uuid primary key references agentor.accounts (id) on delete cascade,
    sealed bytea not null,
    enabled_at timestamptz not null default now(),
    -- The time step of the last code taken: no code is taken twice.
    last_step bigint not null default 0
);

create table agentor.recovery_codes (
    account_id uuid not null references agentor.second_factors (account_id) on delete cascade,
    code_hash bytea not null check (octet_length(code_hash) = 32),
    used_at timestamptz,
    primary key (account_id, code_hash)
);

-- Other providers ----------------------------------------------------------------------------------------------------

create table agentor.identities (
    issuer text not null check (char_length(issuer) between 1 and 500),
    subject text not null check (char_length(subject) between 1 and 255),
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    -- The provider's name in the operator's configuration.
    provider text not null check (char_length(provider) between 1 and 40),
    email text check (char_length(email) <= 254),
    connected_at timestamptz not null default now(),
    last_used_at timestamptz,
    primary key (issuer, subject)
);
create index identities_of_account on agentor.identities (account_id);

-- Who may come -------------------------------------------------------------------------------------------------------

-- Addresses that ask to be let in, and those an operator has admitted or invited.
create table agentor.waiting_list (
    email text primary key check (char_length(email) between 3 and 254 and email = lower(email)),
    full_name text not null default '' check (char_length(full_name) <= 120),
    asked_at timestamptz not null default now(),
    admitted_at timestamptz
);

-- Functions that work before anybody is known ------------------------------------------------------------------------

-- Takes one of `most` turns within any `span`, counted to the turn. Returns the seconds to wait; 0 when it is taken.
alter table agentor.throttles add column taken timestamptz[];
create function agentor.take_turn_within(subject text, most integer, span interval) returns double precision
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    present timestamptz := clock_timestamp();
    recent timestamptz[];
begin
    insert into throttles (key, whole_at, taken) values (subject, present + span, '{}') on conflict (key) do nothing;
    select array(select moment from unnest(t.taken) moment where moment > present - span order by moment) into recent
        from throttles t where t.key = subject for update;
    if cardinality(recent) >= most then
        return greatest(1, ceil(extract(epoch from recent[1] + span - present)));
    end if;
    update throttles set taken = recent || present, whole_at = present + span where key = subject;
    return 0;
end $$;

-- Gives the last of these turns back.
create function agentor.return_turn_within(subject text) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    update agentor.throttles set taken = taken[:cardinality(taken) - 1] where key = subject;
end;

-- A limit's turns are all given back.
create function agentor.clear_turns(subject text) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.throttles where key = subject;
end;

-- Begins a challenge in place of the browser's earlier ones for the same purpose; false when the same form has begun it
-- before.
create function agentor.begin_challenge(
    purpose text, account uuid, browser_hash bytea, link_hash bytea, nonce uuid, sealed bytea, lasts interval)
    returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    begun uuid;
begin
    insert into challenges (purpose, account_id, browser_hash, link_hash, nonce, sealed, expires_at)
        values (begin_challenge.purpose, account, begin_challenge.browser_hash, begin_challenge.link_hash,
            begin_challenge.nonce, begin_challenge.sealed, now() + lasts)
        on conflict on constraint challenges_nonce_key do nothing
        returning id into begun;
    if begun is null then
        return false;
    end if;
    delete from challenges c
        where c.browser_hash = begin_challenge.browser_hash and c.purpose = begin_challenge.purpose and c.id <> begun;
    -- Those nobody met go after a day, some at a time.
    delete from challenges where id in (
        select id from challenges where expires_at < now() - interval '1 day' limit 20 for update skip locked);
    return true;
end $$;

-- Takes one of the attempts of the browser's challenge; no row when there is none left or it has ended.
create function agentor.attempt_challenge(
    purpose text, browser_hash bytea, most integer, out id uuid, out account uuid, out sealed bytea) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    return query update challenges c set attempts = c.attempts + 1
        where c.browser_hash = attempt_challenge.browser_hash and c.purpose = attempt_challenge.purpose
            and c.met_at is null and c.expires_at > now() and c.attempts < most
        returning c.id, c.account_id, c.sealed;
end $$;

-- The browser's challenge, without taking an attempt.
create function agentor.pending_challenge(
    purpose text, browser_hash bytea, out id uuid, out account uuid, out sealed bytea, out attempts integer)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select c.id, c.account_id, c.sealed, c.attempts from challenges c
        where c.browser_hash = pending_challenge.browser_hash and c.purpose = pending_challenge.purpose
            and c.met_at is null and c.expires_at > now();
end $$;

-- The challenge behind a link, and whether this browser asked for it. Looking does not use it.
create function agentor.linked_challenge(
    link_hash bytea, browser_hash bytea, out id uuid, out purpose text, out account uuid, out sealed bytea,
    out is_same_browser boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select c.id, c.purpose, c.account_id, c.sealed, coalesce(c.browser_hash = linked_challenge.browser_hash, false)
        from challenges c
        where c.link_hash = linked_challenge.link_hash and c.met_at is null and c.expires_at > now();
end $$;

-- Uses a challenge up: true once.
create function agentor.meet_challenge(id uuid) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update challenges c set met_at = now() where c.id = meet_challenge.id and c.met_at is null and c.expires_at > now();
    return found;
end $$;

-- An account's challenges of some kinds, the latest first, met ones included, as long as they would last.
create function agentor.account_challenges(
    account uuid, purposes text[], out id uuid, out purpose text, out sealed bytea, out is_met boolean,
    out begun_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select c.id, c.purpose, c.sealed, c.met_at is not null, c.created_at from challenges c
        where c.account_id = account and c.purpose = any (purposes) and c.expires_at > now()
        order by c.created_at desc;
end $$;

-- Takes back a change of address, whatever was confirmed of it.
create function agentor.cancel_email(account uuid) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.challenges where account_id = account and purpose in ('old-email', 'new-email');
end;

-- Lets what is done to one account happen one after the other.
create function agentor.lock_account(account uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform from accounts where id = account for update;
end $$;

-- Lets nobody in any more, until an operator says otherwise.
create function agentor.suspend(account uuid) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    update agentor.accounts set suspended_at = now() where id = account and suspended_at is null;
end;

create function agentor.forget_devices(account uuid) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.devices where account_id = account;
end;

create function agentor.remove_identity(account uuid, issuer text, subject text) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.identities i
        where i.account_id = account and i.issuer = remove_identity.issuer and i.subject = remove_identity.subject;
end;

-- Ends an account's challenges: none of what it was sent before is good any more.
create function agentor.drop_challenges(account uuid, purposes text[]) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.challenges where account_id = account and challenges.purpose = any (purposes) and met_at is null;
end;

drop function agentor.register(text, text, text, uuid);
-- Creates an account whose address was proved; null when there is one with the address.
create function agentor.register(
    email text, full_name text, password_hash text, nonce uuid, terms text) returns uuid
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    account uuid;
begin
    insert into accounts (email, full_name, password_hash, nonce)
        values (register.email, register.full_name, register.password_hash, register.nonce)
        on conflict do nothing
        returning id into account;
    if account is not null then
        insert into consents (account_id, document, version) values (account, 'terms', register.terms);
        delete from waiting_list w where w.email = lower(register.email);
    end if;
    return account;
end $$;

drop function agentor.credentials(text);
-- The account behind an address, with what proves its password and whether it asks for a second factor.
create function agentor.credentials(
    email text, out account uuid, out full_name text, out password_hash text, out has_short_password boolean,
    out is_suspended boolean, out has_second_factor boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select a.id, a.full_name, a.password_hash, a.has_short_password, a.suspended_at is not null,
        exists (select from second_factors f where f.account_id = a.id)
    from accounts a where lower(a.email) = lower(credentials.email);
end $$;

-- The same for an account that is known by a challenge or by another provider.
create function agentor.account_state(
    account uuid, out email text, out full_name text, out password_hash text, out has_short_password boolean,
    out is_suspended boolean, out has_second_factor boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select a.email, a.full_name, a.password_hash, a.has_short_password, a.suspended_at is not null,
        exists (select from second_factors f where f.account_id = a.id)
    from accounts a where a.id = account_state.account;
end $$;

-- Whether a browser has signed in to the account with an address before.
create function agentor.knows_device(email text, device_hash bytea) returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return exists (select from devices d join accounts a on a.id = d.account_id
        where lower(a.email) = lower(knows_device.email) and d.device_hash = knows_device.device_hash);
end $$;

drop function agentor.open_session(uuid, bytea, interval);
-- Opens a session. `is_new_device` when the account was not signed in to in this browser before.
create function agentor.open_session(
    account uuid, token_hash bytea, lasts interval, method text, device text, address text, device_hash bytea,
    out session uuid, out is_new_device boolean)
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from sessions s where s.account_id = account and s.expires_at < now();
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

-- The session goes on under another token, and so does what was begun in its browser; `is_proved` when who it is has
-- just been proved again. False when the session has ended meanwhile.
create function agentor.renew_session(token_hash bytea, new_token_hash bytea, is_proved boolean) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update challenges c set browser_hash = new_token_hash where c.browser_hash = renew_session.token_hash;
    update sessions s set token_hash = new_token_hash, last_seen_at = now(),
            proved_at = case when is_proved then now() else s.proved_at end
        where s.token_hash = renew_session.token_hash;
    return found;
end $$;

-- Ends the sessions of an account, but one; null for all.
create function agentor.close_sessions(account uuid, keeping uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    -- Browsers that are thrown out are strangers again, and what waits under their sessions ends.
    delete from devices d where d.account_id = account and not exists (
        select from sessions s where s.id = keeping and s.device_hash = d.device_hash);
    delete from sessions s where s.account_id = account and (keeping is null or s.id <> keeping);
    perform messaging.announce('dismissed ' || account);
end $$;

drop function agentor.identify(bytea);
-- Who a session's token stands for; no row when it has ended. `is_stale` asks for `touch_session`.
create function agentor.identify(
    token_hash bytea, idle interval, out account uuid, out email text, out full_name text, out time_zone text,
    out profile text, out role text, out is_leaving boolean, out terms text, out session uuid,
    out proved_ago double precision, out is_stale boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    -- In plpgsql for its kept plans: this is asked for every request.
    return query select a.id, a.email, a.full_name, a.time_zone,
        case when exists (select from agent_profiles p where p.account_id = a.id) then 'agent'
            when exists (select from client_profiles p where p.account_id = a.id) then 'client' end,
        a.role, a.erase_after is not null,
        coalesce((select max(c.version) from consents c where c.account_id = a.id and c.document = 'terms'), ''),
        s.id, extract(epoch from now() - s.proved_at)::double precision, s.last_seen_at < now() - interval '5 minutes'
    from sessions s join accounts a on a.id = s.account_id
    where s.token_hash = identify.token_hash and s.expires_at > now() and s.last_seen_at > now() - idle
        and a.suspended_at is null;
end $$;

drop function agentor.touch_session(bytea);
create function agentor.touch_session(token_hash bytea, address text) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    update agentor.sessions s set last_seen_at = now(), address = touch_session.address
        where s.token_hash = touch_session.token_hash;
end;

-- Sets or takes away a password.
create function agentor.set_password(account uuid, password_hash text, is_short boolean) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    update agentor.accounts set password_hash = set_password.password_hash, has_short_password = is_short
        where id = account;
end;

-- Another address for an account; false when it is in use.
create function agentor.set_email(account uuid, email text) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update accounts set email = set_email.email where id = account
        and not exists (select from accounts a where lower(a.email) = lower(set_email.email) and a.id <> account);
    return found;
exception when unique_violation then
    return false;
end $$;

create function agentor.second_factor(account uuid, out sealed bytea, out last_step bigint, out code_hashes bytea[])
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select f.sealed, f.last_step,
        array(select c.code_hash from recovery_codes c where c.account_id = account and c.used_at is null)
    from second_factors f where f.account_id = account;
end $$;

-- Takes a code of a time step: true once, and never for an earlier step.
create function agentor.take_step(account uuid, step bigint) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update second_factors set last_step = step where account_id = account and last_step < step;
    return found;
end $$;

create function agentor.take_recovery_code(account uuid, code_hash bytea) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update recovery_codes c set used_at = now()
        where c.account_id = account and c.code_hash = take_recovery_code.code_hash and c.used_at is null;
    return found;
end $$;

-- Sets, replaces or (without a secret) takes away a second factor with its recovery codes.
create function agentor.set_second_factor(account uuid, sealed bytea, last_step bigint, code_hashes bytea[]) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from second_factors where account_id = account;
    if set_second_factor.sealed is not null then
        insert into second_factors (account_id, sealed, last_step)
            values (account, set_second_factor.sealed, set_second_factor.last_step);
        insert into recovery_codes (account_id, code_hash) select account, unnest(code_hashes);
    end if;
end $$;

create function agentor.set_recovery_codes(account uuid, code_hashes bytea[]) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from recovery_codes where account_id = account;
    insert into recovery_codes (account_id, code_hash) select account, unnest(code_hashes);
end $$;

-- The account an identity of another provider belongs to.
create function agentor.find_identity(issuer text, subject text) returns uuid
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    account uuid;
begin
    update identities i set last_used_at = now()
        where i.issuer = find_identity.issuer and i.subject = find_identity.subject
        returning i.account_id into account;
    return account;
end $$;

-- Connects an identity with an account; false when it belongs to one already.
create function agentor.connect_identity(account uuid, issuer text, subject text, provider text, email text)
    returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into identities (account_id, issuer, subject, provider, email, last_used_at)
        values (account, connect_identity.issuer, connect_identity.subject, connect_identity.provider,
            connect_identity.email, now())
        on conflict do nothing;
    return found;
end $$;

create function agentor.agree(account uuid, version text) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    insert into agentor.consents (account_id, document, version) values (account, 'terms', version) on conflict do nothing;
end;

-- Whether an operator has let an address in.
create function agentor.is_admitted(email text) returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return exists (select from waiting_list w where w.email = lower(is_admitted.email) and w.admitted_at is not null);
end $$;

create function agentor.join_waiting_list(email text, full_name text) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    insert into agentor.waiting_list (email, full_name) values (lower(join_waiting_list.email), join_waiting_list.full_name)
        on conflict do nothing;
end;

-- Asks for an account to be erased later, or (null) for it to stay.
create function agentor.set_erasure(account uuid, after interval) returns timestamptz
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    moment timestamptz;
begin
    update accounts set erase_after = now() + after where id = account returning erase_after into moment;
    return moment;
end $$;

-- Erases one account whose time has come: the account with all it owns, and what it wrote. Returns its address, for a
-- last mail.
create function agentor.erase_one(out email text, out full_name text) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    leaver record;
begin
    select a.id, a.email, a.full_name into leaver from accounts a
        where a.erase_after < now() order by a.erase_after limit 1 for update skip locked;
    if found then
        perform messaging.erase(leaver.id);
        delete from accounts where id = leaver.id;
        email := leaver.email;
        full_name := leaver.full_name;
        return next;
    end if;
end $$;

-- Row level security -------------------------------------------------------------------------------------------------

alter table agentor.consents enable row level security, force row level security;
alter table agentor.devices enable row level security, force row level security;
alter table agentor.challenges enable row level security, force row level security;
alter table agentor.second_factors enable row level security, force row level security;
alter table agentor.recovery_codes enable row level security, force row level security;
alter table agentor.identities enable row level security, force row level security;
alter table agentor.waiting_list enable row level security, force row level security;

create policy owner on agentor.consents to current_user using (true) with check (true);
create policy owner on agentor.devices to current_user using (true) with check (true);
create policy owner on agentor.challenges to current_user using (true) with check (true);
create policy owner on agentor.second_factors to current_user using (true) with check (true);
create policy owner on agentor.recovery_codes to current_user using (true) with check (true);
create policy owner on agentor.identities to current_user using (true) with check (true);
create policy owner on agentor.waiting_list to current_user using (true) with check (true);

create policy own on agentor.consents for select to :app_role using (account_id = (select agentor.viewer()));
create policy own on agentor.second_factors for select to :app_role using (account_id = (select agentor.viewer()));
create policy own on agentor.recovery_codes for select to :app_role using (account_id = (select agentor.viewer()));
create policy own on agentor.identities to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));
create policy ends_own on agentor.sessions for delete to :app_role using (account_id = (select agentor.viewer()));

revoke execute on all functions in schema agentor from public;
grant execute on all functions in schema agentor to :app_role;
grant select (role, erase_after, has_short_password) on agentor.accounts to :app_role;
grant select (id, proved_at, method, device, address), delete on agentor.sessions to :app_role;
grant select on agentor.consents, agentor.identities to :app_role;
grant delete on agentor.identities to :app_role;
grant select (account_id, enabled_at) on agentor.second_factors to :app_role;
grant select (account_id, used_at) on agentor.recovery_codes to :app_role;
