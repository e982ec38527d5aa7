-- What public channels are found by besides their words, and which ones somebody has left.

alter table messaging.channels
    -- What it is about, and in which language: names the host gives a meaning; null for none that was said.
    add column category text constraint channels_category_check check (category ~ '^[A-Za-z0-9-]{1,40}$'),
    add column language text constraint channels_language_check check (language ~ '^[a-z]{2,3}$');

-- Channels people have left and not come back to, theirs alone to know, so that they find them again.
create table messaging.channel_departures (
    user_id uuid not null references messaging.users (id) on delete cascade,
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    left_at timestamptz not null default clock_timestamp(),
    primary key (user_id, channel_id)
);
create index channel_departures_by_time on messaging.channel_departures (user_id, left_at desc, channel_id desc);
create index channel_departures_of_channel on messaging.channel_departures (channel_id);
alter table messaging.channel_departures enable row level security, force row level security;
