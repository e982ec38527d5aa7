-- Who has what they have not read told by a feed.

create table agentor.unread_feeds (
    account_id uuid primary key references agentor.accounts (id) on delete cascade,
    -- SHA-256 of what opens it is hashed once more, as that of a session.
    token_hash bytea not null constraint unread_feeds_token_key unique check (octet_length(token_hash) = 32),
    created_at timestamptz not null default clock_timestamp()
);
alter table agentor.unread_feeds enable row level security, force row level security;
