-- Browsers that are told when somebody has missed something.

-- The key by which push services know this site, sealed: one for good, since what browsers have given out is bound to it.
create table agentor.push_keys (
    is_only boolean primary key default true check (is_only),
    box bytea not null check (octet_length(box) <= 200),
    created_at timestamptz not null default clock_timestamp()
);
alter table agentor.push_keys enable row level security, force row level security;

create table agentor.push_subscriptions (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    -- Whoever signs out is told nothing there any more.
    session_id uuid not null references agentor.sessions (id) on delete cascade,
    -- SHA-256 of where it is reached, which is sealed: whoever knows that can send there.
    endpoint_hash bytea not null constraint push_subscriptions_endpoint_key unique check (octet_length(endpoint_hash) = 32),
    endpoint bytea not null check (octet_length(endpoint) <= 1100),
    public_key bytea not null check (octet_length(public_key) = 65),
    secret bytea not null check (octet_length(secret) = 16),
    created_at timestamptz not null default clock_timestamp(),
    -- When it is sent to next; null where nothing is to be said.
    due_at timestamptz,
    attempts smallint not null default 0
);
create index push_subscriptions_of_account on agentor.push_subscriptions (account_id, created_at desc);
create index push_subscriptions_of_session on agentor.push_subscriptions (session_id);
create index push_subscriptions_due on agentor.push_subscriptions (due_at) where due_at is not null;
alter table agentor.push_subscriptions enable row level security, force row level security;

-- Whoever wants no mail is looked at for their browsers.
alter table agentor.missed_mail
    add column pushes boolean not null default false,
    add column is_planned boolean not null generated always as (wish <> 'off' or pushes) stored;
create index missed_mail_planned on agentor.missed_mail (due_at) where is_planned;
drop index agentor.missed_mail_due;
