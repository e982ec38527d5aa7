-- Requests to come into private channels whose administrators let people ask.

alter table messaging.channels
    -- Whether whoever has a private channel's address is told its name and may ask to come in.
    add column takes_requests boolean not null default false;

create table messaging.channel_requests (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    user_id uuid not null references messaging.users (id) on delete cascade,
    -- Another one each time somebody asks.
    id uuid not null default gen_random_uuid() constraint channel_requests_id_key unique,
    -- What they say to those who decide; empty for nothing.
    message text not null check (char_length(message) <= 500),
    state text not null default 'pending' check (state in ('pending', 'accepted', 'declined')),
    created_at timestamptz not null default clock_timestamp(),
    answered_at timestamptz,
    primary key (channel_id, user_id),
    check ((state = 'pending') = (answered_at is null))
);
create index channel_requests_waiting on messaging.channel_requests (channel_id, created_at, id)
    where state = 'pending';
create index channel_requests_of_asker on messaging.channel_requests (user_id, state, channel_id);
create index channel_requests_answered on messaging.channel_requests (user_id, answered_at desc, id desc)
    where state <> 'pending';
alter table messaging.channel_requests enable row level security, force row level security;
