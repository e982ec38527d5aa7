-- What people keep: pins for everybody in a channel; bookmarks, drafts and messages to be sent later, each their own.

-- When it was pinned; null for what is not.
alter table messaging.messages add column pinned_at timestamptz;
create index messages_pinned on messaging.messages (channel_id, pinned_at, seq) where pinned_at is not null;
-- How many there are, so that a channel's page need not look.
alter table messaging.channels add column pin_count integer not null default 0;

create table messaging.bookmarks (
    user_id uuid not null references messaging.users (id) on delete cascade,
    message_id uuid not null references messaging.messages (id) on delete cascade,
    created_at timestamptz not null default clock_timestamp(),
    primary key (user_id, message_id)
);
create index bookmarks_by_time on messaging.bookmarks (user_id, created_at desc, message_id desc);
create index bookmarks_of_message on messaging.bookmarks (message_id);
alter table messaging.bookmarks enable row level security, force row level security;

-- What somebody has begun to write in a channel.
create table messaging.drafts (
    user_id uuid not null references messaging.users (id) on delete cascade,
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    content text not null check (char_length(content) between 1 and 16384),
    saved_at timestamptz not null default clock_timestamp(),
    primary key (user_id, channel_id)
);
create index drafts_of_channel on messaging.drafts (channel_id);
alter table messaging.drafts enable row level security, force row level security;

create table messaging.scheduled_messages (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references messaging.users (id) on delete cascade,
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    content text not null check (char_length(content) between 1 and 16384),
    -- Handles in it, of whomever.
    mentions text[] check (cardinality(mentions) <= 50),
    -- The message's.
    nonce uuid not null,
    send_at timestamptz not null,
    created_at timestamptz not null default clock_timestamp(),
    -- Why it was not sent when its time came; null while it waits.
    failure text check (failure in ('closed', 'over', 'unanswered', 'refused', 'held')),
    constraint scheduled_messages_nonce_key unique (user_id, nonce)
);
create index scheduled_messages_due on messaging.scheduled_messages (send_at, id) where failure is null;
create index scheduled_messages_of_channel on messaging.scheduled_messages (channel_id);
alter table messaging.scheduled_messages enable row level security, force row level security;
