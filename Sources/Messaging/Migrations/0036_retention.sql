-- How long messages and files are kept, and what is kept whatever becomes of it.

-- Days for which a channel keeps messages, and files: null for as long as the installation does. Up to `expired_seq` and
-- `expired_file_seq` nothing is left to take away.
alter table messaging.channels
    add column message_days integer check (message_days between 1 and 36500),
    add column file_days integer check (file_days between 1 and 36500),
    add column expired_seq bigint not null default 0,
    add column expired_file_seq bigint not null default 0;
create index channels_expiring on messaging.channels (id) where message_days is not null or file_days is not null;

-- The same of the installation, in one row: null for as long as it exists.
create table messaging.retention (
    is_only boolean primary key default true check (is_only),
    message_days integer check (message_days between 1 and 36500),
    file_days integer check (file_days between 1 and 36500)
);
alter table messaging.retention enable row level security, force row level security;

-- Legal holds. While there is one, what is said in a channel, or by somebody, is kept, whoever takes it away.
create table messaging.holds (
    id uuid primary key default gen_random_uuid(),
    channel_id uuid unique references messaging.channels (id) on delete cascade,
    user_id uuid unique references messaging.users (id) on delete cascade,
    created_at timestamptz not null default clock_timestamp(),
    check (num_nonnulls(channel_id, user_id) = 1)
);
alter table messaging.holds enable row level security, force row level security;
-- Taken away while it had to be kept: for nobody to read but by who runs the site.
alter table messaging.hidden_messages add column is_kept boolean not null default false;
create index hidden_messages_kept on messaging.hidden_messages (message_id) where is_kept;
alter table messaging.files add column is_kept boolean not null default false;
create index files_kept on messaging.files (id) where is_kept;

-- Places of messages that are gone.
create index messages_gone on messaging.messages (channel_id, seq) where is_deleted;
