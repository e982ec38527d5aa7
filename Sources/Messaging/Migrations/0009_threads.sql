-- Threads and quotations: what a message answers.

-- What is said in a thread is read there, and not among the channel's messages: `parent_id` is the message it hangs on.
alter table messaging.messages
    -- Where that stands.
    add column parent_seq bigint,
    -- Of a message with a thread: how much was said in it, and where and when the last of it.
    add column reply_count integer not null default 0,
    add column last_reply_seq bigint,
    add column last_reply_at timestamptz,
    -- Where the message stands that this one quotes, in the same channel.
    add column quoted_seq bigint,
    add constraint messages_parent_check check ((parent_id is null) = (parent_seq is null));

-- Where something was said last in any thread of the channel.
alter table messaging.channels add column last_reply_seq bigint not null default 0;

-- Pages of a channel, of a thread, and of a channel's threads, each one range.
create index messages_outside_threads on messaging.messages (channel_id, seq) where parent_id is null;
create index messages_in_thread on messaging.messages (parent_id, seq) where parent_id is not null;
create index messages_with_thread on messaging.messages (channel_id, last_reply_seq) where last_reply_seq is not null;
