-- Slow mode: how long a member waits between two messages.

-- Seconds; 0 for not at all.
alter table messaging.channels add column pace integer not null default 0 check (pace in (0, 10, 60, 600, 3600));
-- In a channel with a pace, when the member last said something there.
alter table messaging.channel_members add column last_sent_at timestamptz;
