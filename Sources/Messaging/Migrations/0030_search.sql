-- Searching sealed messages: a filter for each run of messages says which words may be among them, to whoever has the key of
-- their channel's index. What may hold the words is opened and looked at.

create table messaging.filters (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    -- Which messages it is about: all from one number to another.
    first_seq bigint not null,
    last_seq bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    -- By which of the channel's keys it was made; 0 for what was written before there was one.
    key_version integer not null,
    -- A Bloom filter. Null where something could not be read: any word may be there.
    bits bytea check (octet_length(bits) = 512),
    primary key (channel_id, first_seq),
    check (first_seq <= last_seq and first_at <= last_at)
) with (fillfactor = 85);
-- Kept in the row: it is read with each search, and grows with each few messages.
alter table messaging.filters alter column bits set storage plain;

-- How far a channel's filters go. No row: not begun.
create table messaging.filter_marks (
    channel_id uuid primary key references messaging.channels (id) on delete cascade,
    -- Every change of a message up to this number is in them.
    changed_seq bigint not null,
    -- Whether some were made by a former key.
    is_stale boolean not null default false
);
alter table messaging.filters enable row level security, force row level security;
alter table messaging.filter_marks enable row level security, force row level security;
