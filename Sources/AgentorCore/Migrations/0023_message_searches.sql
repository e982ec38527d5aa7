-- What people looked for among their messages: the last searches, and those they gave a name.

create table agentor.message_searches (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    -- The line, and what it is called: under keys the database does not have.
    sealed bytea not null check (octet_length(sealed) <= 2100),
    sealed_name bytea check (octet_length(sealed_name) <= 500),
    is_saved boolean not null generated always as (sealed_name is not null) stored,
    -- Of the line, under such a key too: the same one is not kept twice.
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    used_at timestamptz not null default clock_timestamp(),
    constraint message_searches_key unique (account_id, is_saved, fingerprint)
);
alter table agentor.message_searches enable row level security, force row level security;
