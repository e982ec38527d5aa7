-- What counts for somebody, and where.

alter table messaging.channel_members
    -- Null for what the member has chosen for all channels; in a direct conversation, for everything.
    add column level text check (level in ('everything', 'mentions', 'nothing'));
update messaging.channel_members set level = 'nothing' where is_muted;
alter table messaging.channel_members drop column is_muted;

create table messaging.notification_choices (
    user_id uuid primary key references messaging.users (id) on delete cascade,
    default_level text not null default 'everything' check (default_level in ('everything', 'mentions', 'nothing')),
    -- Words and phrases of their own that count as if they were named, as they typed them.
    keywords text[] not null default '{}' check (cardinality(keywords) <= 20),
    -- What finds them in a text; null where there are none.
    keyword_pattern text check (char_length(keyword_pattern) between 1 and 8000)
);
alter table messaging.notification_choices enable row level security, force row level security;

-- Hours in which somebody does not want to be disturbed, by the clocks of their zone.
alter table messaging.user_presence
    -- The days on which they begin, from Monday, which is 1; null for no such hours.
    add column quiet_days smallint check (quiet_days between 1 and 127),
    -- Minutes after midnight. Hours that end no later than they begin end on the day after.
    add column quiet_from smallint check (quiet_from between 0 and 1439),
    add column quiet_to smallint check (quiet_to between 0 and 1439),
    add column zone text not null default 'UTC',
    add constraint user_presence_hours_check
        check ((quiet_days is null) = (quiet_from is null) and (quiet_days is null) = (quiet_to is null));

-- Whether somebody has said something in a thread.
create index messages_of_author_in_threads on messaging.messages (user_id, parent_id)
    where parent_id is not null and not is_deleted;
