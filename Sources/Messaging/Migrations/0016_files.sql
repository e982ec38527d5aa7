-- Files: what people send with messages. Their bytes lie elsewhere, each content once, under its SHA-256.

create table messaging.contents (
    digest text collate "C" primary key check (digest ~ '^[0-9a-f]{64}$'),
    -- In bytes.
    size bigint not null check (size >= 0),
    -- How many parts of files it is.
    reference_count integer not null default 0 check (reference_count >= 0),
    -- Since when it is part of none.
    unused_since timestamptz default clock_timestamp(),
    check ((reference_count = 0) = (unused_since is not null))
);
create index contents_unused on messaging.contents (unused_since) where unused_since is not null;
alter table messaging.contents enable row level security, force row level security;

create table messaging.files (
    id uuid primary key,
    user_id uuid not null references messaging.users (id) on delete cascade,
    -- The message it was sent with, and that one's channel and place; null until it was.
    message_id uuid references messaging.messages (id) on delete cascade,
    channel_id uuid references messaging.channels (id) on delete cascade,
    seq bigint,
    -- Among the message's files, from 1.
    position smallint,
    name text not null check (octet_length(name) between 1 and 255),
    -- Its media type, and what people call that.
    type text not null check (octet_length(type) between 3 and 127),
    label text not null check (octet_length(label) between 1 and 100),
    -- What it shows, in words for whoever does not see it; empty where nobody has said.
    description text not null default '' check (char_length(description) <= 1000),
    -- In bytes, all of its parts together: what a quota counts.
    size bigint not null check (size >= 0),
    -- A picture's, in pixels, and twelve colours that stand for it until it has come; null for other files.
    width integer check (width > 0),
    height integer check (height > 0),
    is_animated boolean,
    colours text check (colours ~ '^[0-9a-f]{72}$'),
    created_at timestamptz not null default clock_timestamp(),
    check ((message_id is null) = (channel_id is null) and (message_id is null) = (seq is null)
        and (message_id is null) = (position is null)),
    check ((width is null) = (height is null) and (width is null) = (is_animated is null)
        and (width is null) = (colours is null))
);
create index files_of_message on messaging.files (message_id, position) where message_id is not null;
create index files_of_channel on messaging.files (channel_id, seq desc, position desc) where channel_id is not null;
create index files_of_user on messaging.files (user_id, id) include (size);
create index files_pending on messaging.files (created_at) where message_id is null;
alter table messaging.files enable row level security, force row level security;

-- A picture has a part for each size and format, such as 640.webp; another file the one named original.
create table messaging.file_parts (
    file_id uuid not null references messaging.files (id) on delete cascade,
    name text collate "C" not null check (name ~ '^[a-z0-9.]{1,32}$'),
    digest text collate "C" not null references messaging.contents (digest),
    type text not null check (octet_length(type) between 3 and 127),
    size bigint not null check (size >= 0),
    width integer check (width > 0),
    height integer check (height > 0),
    primary key (file_id, name)
);
create index file_parts_of_content on messaging.file_parts (digest);
alter table messaging.file_parts enable row level security, force row level security;

-- Files a message is sent with, in their order, and what readers are shown of them. Null for none.
alter table messaging.messages
    add column file_ids uuid[] check (cardinality(file_ids) between 1 and 10),
    add column files jsonb,
    drop constraint messages_content_check,
    -- Files may come without words.
    add constraint messages_content_check check (
        case when is_deleted then content = '' and file_ids is null
            else char_length(content) between case when file_ids is null then 1 else 0 end and 16384 end);
alter table messaging.message_versions
    drop constraint message_versions_content_check,
    add constraint message_versions_content_check check (char_length(content) between 0 and 16384);
alter table messaging.scheduled_messages
    add column file_ids uuid[] check (cardinality(file_ids) between 1 and 10),
    drop constraint scheduled_messages_failure_check,
    add constraint scheduled_messages_failure_check check (
        failure in ('closed', 'over', 'unanswered', 'refused', 'held', 'files')),
    drop constraint scheduled_messages_content_check,
    add constraint scheduled_messages_content_check check (
        char_length(content) between case when file_ids is null then 1 else 0 end and 16384);
