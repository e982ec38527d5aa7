-- Texts are sealed by whoever serves: AES-256-GCM under a data key of their channel, which is wrapped by a secret that the
-- database never sees. What was written before stays plain until it is sealed, too (`agentor keys seal`).

create table messaging.channel_keys (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    -- What is new is sealed by the highest.
    version integer not null check (version between 1 and 1000000),
    wrapped bytea not null check (octet_length(wrapped) between 32 and 1024),
    created_at timestamptz not null default clock_timestamp(),
    primary key (channel_id, version)
);
-- The highest number a key of the channel has ever had: none is used twice, also after its keys were destroyed.
alter table messaging.channels add column last_key integer not null default 0;
alter table messaging.channel_keys enable row level security, force row level security;

-- A box: the number of its key in four bytes, a nonce of twelve, the text, and a tag of sixteen. Where there is one, the
-- plain text is empty. It is not compressed: there is nothing to gain.
alter table messaging.messages
    add column sealed bytea,
    alter column sealed set storage external,
    drop constraint messages_content_check,
    add constraint messages_content_check check (
        case when is_deleted then content = '' and sealed is null and file_ids is null
            when sealed is not null then content = '' and octet_length(sealed) between 33 and 65568
            else char_length(content) between case when file_ids is null then 1 else 0 end and 16384 end);
alter table messaging.message_versions
    add column sealed bytea,
    alter column sealed set storage external,
    add constraint message_versions_sealed_check check (
        sealed is null or content = '' and octet_length(sealed) between 33 and 65568);
alter table messaging.drafts
    add column sealed bytea,
    alter column sealed set storage external,
    drop constraint drafts_content_check,
    add constraint drafts_content_check check (
        case when sealed is not null then content = '' and octet_length(sealed) between 33 and 65568
            else char_length(content) between 1 and 16384 end);
alter table messaging.scheduled_messages
    add column sealed bytea,
    alter column sealed set storage external,
    drop constraint scheduled_messages_content_check,
    add constraint scheduled_messages_content_check check (
        case when sealed is not null then content = '' and octet_length(sealed) between 33 and 65568
            else char_length(content) between case when file_ids is null then 1 else 0 end and 16384 end);

-- What is plain yet, for whoever seals it. They become empty.
create index messages_plain on messaging.messages (channel_id, seq) where sealed is null and content <> '';
create index message_versions_plain on messaging.message_versions (message_id, version) where sealed is null and content <> '';
create index drafts_plain on messaging.drafts (user_id, channel_id) where sealed is null;
create index scheduled_messages_plain on messaging.scheduled_messages (id) where sealed is null and content <> '';
