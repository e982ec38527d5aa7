-- Accounts, their sessions and profiles, and the throttle.
--
-- What must happen before anybody is known goes through the functions below, which run as the owner of these tables
-- and do one narrow thing each. Everything else happens under row level security as the account named by the
-- transaction-local setting agentor.user_id. The serving role is trusted to say who that is, and to have checked a
-- password before it opens a session; the tables give it no password hash but the one it asks for by address, and no
-- session token at all.

create schema agentor;
grant usage on schema agentor to :app_role;

create function agentor.viewer() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('agentor.user_id', true), '')::uuid;

create table agentor.accounts (
    id uuid primary key default gen_random_uuid(),
    -- As typed; compared by its lower case.
    email text not null check (char_length(email) between 3 and 254),
    full_name text not null check (char_length(full_name) between 1 and 120),
    -- Argon2id in its encoded form, parameters and salt included.
    password_hash text not null,
    time_zone text not null default 'UTC',
    created_at timestamptz not null default now(),
    -- The form that created the account: submitted twice, it is one account.
    nonce uuid not null constraint accounts_nonce_key unique
);
create unique index accounts_email_key on agentor.accounts (lower(email));

create table agentor.sessions (
    -- SHA-256 of the token in the cookie.
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null check (expires_at <= created_at + interval '31 days')
);
create index sessions_of_account on agentor.sessions (account_id);

create table agentor.agent_profiles (
    account_id uuid primary key references agentor.accounts (id) on delete cascade,
    headline text not null check (char_length(headline) between 1 and 120),
    about text not null check (char_length(about) between 1 and 4000),
    category text not null check (char_length(category) between 1 and 40),
    skills text[] not null check (cardinality(skills) between 1 and 20),
    -- In whole units of the account's currency per hour; null means by agreement.
    hourly_rate integer check (hourly_rate between 1 and 100000),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table agentor.client_profiles (
    account_id uuid primary key references agentor.accounts (id) on delete cascade,
    company text not null check (char_length(company) between 1 and 120),
    need text not null check (char_length(need) between 1 and 4000),
    budget text not null check (char_length(budget) between 1 and 40),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- For each key the time at which its allowance will be whole again (the generic cell rate algorithm). Losing it in a
-- crash forgives everybody once.
create unlogged table agentor.throttles (
    key text primary key,
    whole_at timestamptz not null
);
create index throttles_whole_at on agentor.throttles (whole_at);

-- Takes one of `burst` turns, which come back one per `pause`. Returns the seconds to wait; 0 when the turn is taken.
create function agentor.take_turn(subject text, burst integer, pause interval) returns double precision
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    present timestamptz := clock_timestamp();
    whole timestamptz;
begin
    insert into throttles as t (key, whole_at) values (subject, present + pause)
    on conflict (key) do update set whole_at = greatest(t.whole_at, present) + pause
        where greatest(t.whole_at, present) + pause <= present + pause * burst
    returning whole_at into whole;
    if found then
        if random() < 0.01 then
            delete from throttles where key in (
                select key from throttles where whole_at < present - interval '1 hour' limit 100 for update skip locked);
        end if;
        return 0;
    end if;
    select whole_at into whole from throttles where key = subject;
    return greatest(1, ceil(extract(epoch from whole + pause - pause * burst - present)));
end $$;

-- Gives a turn back: what it was taken for succeeded.
create function agentor.return_turn(subject text, pause interval) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    update agentor.throttles set whole_at = whole_at - pause where key = subject;
end;

-- Creates an account. When there is one with the address already, nothing is stored, and `password_hash` is its, if
-- the same form created it within the hour: whoever sent it twice has to know the password twice.
create function agentor.register(
    email text, full_name text, new_password_hash text, nonce uuid, out account uuid, out password_hash text)
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into accounts (email, full_name, password_hash, nonce)
        values (register.email, register.full_name, new_password_hash, register.nonce)
        on conflict do nothing
        returning id into account;
    if account is null then
        select a.id, a.password_hash into account, password_hash from accounts a
            where a.nonce = register.nonce and lower(a.email) = lower(register.email)
                and a.created_at > now() - interval '1 hour';
    end if;
end $$;

-- The account behind an address with what proves its password.
create function agentor.credentials(email text, out account uuid, out password_hash text) returns setof record
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select a.id, a.password_hash from agentor.accounts a where lower(a.email) = lower(credentials.email);
end;

create function agentor.open_session(account uuid, token_hash bytea, lasts interval) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.sessions where account_id = account and expires_at < now();
    insert into agentor.sessions (token_hash, account_id, expires_at)
        values (open_session.token_hash, account, now() + lasts);
end;

create function agentor.close_session(token_hash bytea) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.sessions s where s.token_hash = close_session.token_hash;
end;

-- Who a session's token stands for; no row when it has ended. `is_stale` asks for `touch_session`.
create function agentor.identify(
    token_hash bytea, out account uuid, out email text, out full_name text, out time_zone text, out profile text,
    out is_stale boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    -- In plpgsql for its kept plans: this is asked for every request.
    return query select a.id, a.email, a.full_name, a.time_zone,
        case when exists (select from agent_profiles p where p.account_id = a.id) then 'agent'
            when exists (select from client_profiles p where p.account_id = a.id) then 'client' end,
        s.last_seen_at < now() - interval '5 minutes'
    from sessions s join accounts a on a.id = s.account_id
    where s.token_hash = identify.token_hash and s.expires_at > now()
        and s.last_seen_at > now() - interval '14 days';
end $$;

create function agentor.touch_session(token_hash bytea) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    update agentor.sessions s set last_seen_at = now() where s.token_hash = touch_session.token_hash;
end;

alter table agentor.accounts enable row level security;
alter table agentor.accounts force row level security;
alter table agentor.sessions enable row level security;
alter table agentor.sessions force row level security;
alter table agentor.agent_profiles enable row level security;
alter table agentor.agent_profiles force row level security;
alter table agentor.client_profiles enable row level security;
alter table agentor.client_profiles force row level security;
alter table agentor.throttles enable row level security;
alter table agentor.throttles force row level security;

create policy owner on agentor.accounts to current_user using (true) with check (true);
create policy owner on agentor.sessions to current_user using (true) with check (true);
create policy owner on agentor.agent_profiles to current_user using (true) with check (true);
create policy owner on agentor.client_profiles to current_user using (true) with check (true);
create policy owner on agentor.throttles to current_user using (true) with check (true);

create policy own on agentor.accounts to :app_role
    using (id = (select agentor.viewer())) with check (id = (select agentor.viewer()));
create policy own on agentor.sessions for select to :app_role
    using (account_id = (select agentor.viewer()));
create policy own on agentor.agent_profiles to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));
create policy own on agentor.client_profiles to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));

revoke execute on all functions in schema agentor from public;
grant execute on all functions in schema agentor to :app_role;
grant select (id, email, full_name, time_zone, created_at), update (full_name, time_zone)
    on agentor.accounts to :app_role;
grant select (account_id, created_at, last_seen_at, expires_at) on agentor.sessions to :app_role;
grant select, insert (account_id, headline, about, category, skills, hourly_rate),
    update (headline, about, category, skills, hourly_rate, updated_at) on agentor.agent_profiles to :app_role;
grant select, insert (account_id, company, need, budget),
    update (company, need, budget, updated_at) on agentor.client_profiles to :app_role;
