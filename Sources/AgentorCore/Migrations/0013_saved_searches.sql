-- What people look for again and again.
create table agentor.saved_searches (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    name text not null check (char_length(name) between 1 and 80),
    -- As in an address of the directory: 'q=labels&category=design'.
    query text not null check (char_length(query) <= 4000),
    created_at timestamptz not null default clock_timestamp(),
    -- When its owner last looked, or changed what is looked for.
    seen_at timestamptz not null default clock_timestamp(),
    -- SHA-256 of what opens its feed is hashed once more, as that of a session.
    feed_hash bytea constraint saved_searches_feed_key unique check (octet_length(feed_hash) = 32),
    has_feed boolean not null generated always as (feed_hash is not null) stored,
    -- The form that made it: sent twice, it is one search.
    nonce uuid not null,
    constraint saved_searches_nonce_key unique (account_id, nonce)
);
create index saved_searches_by_time on agentor.saved_searches (account_id, created_at desc, id desc);
alter table agentor.saved_searches enable row level security, force row level security;

alter table agentor.directory_agents
    -- When what they are found by last changed; those who were there before have not since.
    add column changed_at timestamptz not null default '-infinity',
    -- Since when they have had a picture, where they have one.
    add column pictured_at timestamptz not null default '-infinity';
create index directory_agents_changed on agentor.directory_agents (changed_at desc, id);
