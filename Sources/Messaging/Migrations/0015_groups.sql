-- Small groups: direct conversations of three to eight.

alter table messaging.channels add column is_group boolean not null default false check (is_direct or not is_group);

-- The one conversation of the same people, whoever began it, for as long as all of them are in it.
create table messaging.groups (
    -- Sorted.
    people uuid[] primary key check (cardinality(people) between 3 and 8),
    -- Deferred: whoever comes first takes the people, and then makes the channel.
    channel_id uuid not null unique references messaging.channels (id) on delete cascade deferrable initially deferred
);
alter table messaging.groups enable row level security, force row level security;
