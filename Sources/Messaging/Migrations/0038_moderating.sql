-- What those in charge of a channel do about what is said in it: locked threads, and newcomers whose first messages wait.

-- Threads in which nobody but those in charge answers any more.
create table messaging.locked_threads (
    -- What the thread hangs on.
    message_id uuid primary key references messaging.messages (id) on delete cascade,
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    seq bigint not null,
    created_at timestamptz not null default clock_timestamp(),
    unique (channel_id, seq)
);
alter table messaging.locked_threads enable row level security, force row level security;

-- Since when what newcomers write first waits; null where it does not. Whoever was a member before is no newcomer.
alter table messaging.channels add column newcomers_wait_since timestamptz;
-- Whether those in charge have let in something they wrote.
alter table messaging.channel_members add column is_known boolean not null default false;

create index scheduled_messages_of_newcomers on messaging.scheduled_messages (channel_id, created_at, id)
    where held_for = 'newcomer' and failure is null;
