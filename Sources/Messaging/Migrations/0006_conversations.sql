-- Direct conversations: channels of two, which nobody finds or joins.

-- The one conversation of two people, whoever began it.
create table messaging.pairs (
    low uuid not null references messaging.users (id) on delete cascade,
    high uuid not null references messaging.users (id) on delete cascade,
    -- Deferred: whoever comes first takes the pair, and then makes the channel.
    channel_id uuid not null unique references messaging.channels (id) on delete cascade deferrable initially deferred,
    primary key (low, high),
    check (low < high)
);
create index pairs_of_high on messaging.pairs (high);
alter table messaging.pairs enable row level security, force row level security;

alter table messaging.channels
    -- Whether a stranger began it and it has not been accepted.
    add column is_request boolean not null default false;

-- Who may begin a conversation with them.
alter table messaging.users
    add column reach text not null default 'everybody' check (reach in ('everybody', 'acquaintances', 'nobody'));

-- Where a member keeps it: channels stand by themselves. A page of one shelf is found by four columns of one index.
alter table messaging.channel_members
    add column shelf text not null default 'channels'
        check (shelf in ('channels', 'inbox', 'archive', 'requests', 'declined')),
    add column is_muted boolean not null default false;
drop index messaging.channel_members_by_activity;
create index channel_members_on_shelf
    on messaging.channel_members (user_id, shelf, last_activity desc, channel_id desc);
