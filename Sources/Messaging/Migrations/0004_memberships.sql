-- What a membership costs no longer depends on how many there are. Functions, triggers, policies and grants are
-- definitions from here on: see the folder of that name.

alter table messaging.channels
    add column last_message_at timestamptz,
    -- Up to when members have been told of the channel's activity, and whether somebody is to tell them of more.
    add column activity_told_at timestamptz not null default '-infinity',
    add column activity_is_due boolean not null default false;
update messaging.channels c set last_message_at = (
    select m.created_at from messaging.messages m where m.channel_id = c.id order by m.seq desc limit 1);
create index channels_due on messaging.channels (id) where activity_is_due;

-- The channel's last activity as its members were told: at most an hour old. One's list goes by it.
alter table messaging.channel_members add column last_activity timestamptz not null default now();
update messaging.channel_members m set last_activity = coalesce(c.last_message_at, c.created_at)
    from messaging.channels c where c.id = m.channel_id;
create index channel_members_by_activity on messaging.channel_members (user_id, last_activity desc, channel_id desc);

-- Who is in a channel: its administrators and moderators, and the others by how long they have been there.
create index channel_members_in_charge on messaging.channel_members (channel_id, user_id) where role <> 'member';
create index channel_members_by_time on messaging.channel_members (channel_id, joined_at, user_id);

create index messages_of_author on messaging.messages (user_id, channel_id, seq) where not is_deleted;
create index messages_of_parent on messaging.messages (parent_id, changed_seq) where parent_id is not null;

-- Counts every change of what anybody is called, for what was shown with names and is to be shown again. One row, so
-- that a count is seen when its change is: a counter for each person would have to be asked for everybody on a page.
create table messaging.names (
    id boolean primary key default true check (id),
    revision bigint not null default 0
);
alter table messaging.names enable row level security, force row level security;
create policy owner on messaging.names to current_user using (true) with check (true);
insert into messaging.names default values;
