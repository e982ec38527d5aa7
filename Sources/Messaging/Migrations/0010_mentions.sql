-- Mentions: who is named in a message by their handle.

alter table messaging.messages
    -- The handles in it that were of members when it was written; null for none.
    add column mentions text[] check (cardinality(mentions) between 1 and 50);

-- Whom they name, for counting what of it they have not read.
create table messaging.message_mentions (
    user_id uuid not null references messaging.users (id) on delete cascade,
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    -- Where the message stands.
    seq bigint not null,
    message_id uuid not null references messaging.messages (id) on delete cascade,
    primary key (user_id, channel_id, seq)
);
create index message_mentions_of_message on messaging.message_mentions (message_id);
alter table messaging.message_mentions enable row level security, force row level security;

-- Handles in the order they are spelt, to be completed.
create index handles_in_order on messaging.handles (handle collate "C");
