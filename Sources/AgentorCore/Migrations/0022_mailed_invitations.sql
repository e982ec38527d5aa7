-- Invitations into channels that go to an address by mail, and addresses that want none.

create table agentor.mailed_invitations (
    invitation uuid primary key references messaging.channel_invites (id) on delete cascade,
    -- Who invites.
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    -- The address.
    sealed bytea not null check (octet_length(sealed) <= 1000)
);
create index mailed_invitations_of_account on agentor.mailed_invitations (account_id);
alter table agentor.mailed_invitations enable row level security, force row level security;

create table agentor.unwanted_invitations (
    -- Of the address, under a key the database does not have.
    fingerprint bytea primary key check (octet_length(fingerprint) = 32),
    created_at timestamptz not null default now()
);
alter table agentor.unwanted_invitations enable row level security, force row level security;
