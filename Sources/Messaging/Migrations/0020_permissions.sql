-- Who may do what in a channel, who came in and is kept out, and what those in charge of it did.

-- Who is in charge of a channel is asked often, and few are; guests may be many.
create index channel_members_with_office on messaging.channel_members (channel_id, user_id)
    where role in ('admin', 'moderator');
drop index messaging.channel_members_in_charge;

alter table messaging.channel_members
    drop constraint channel_members_role_check,
    add constraint channel_members_role_check check (role in ('admin', 'moderator', 'member', 'guest')),
    -- Until when they say nothing there.
    add column silenced_until timestamptz;

alter table messaging.channels
    -- The least role for what takes another one here than is usual: {"post": "moderator"}.
    add column permissions jsonb not null default '{}' constraint channels_permissions_check check (
        jsonb_typeof(permissions) = 'object'),
    -- Nothing more is said in it.
    add column archived_at timestamptz;

-- Addresses channels had before: each leads to the one it has now, and is no other's.
create table messaging.former_slugs (
    slug text primary key,
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    created_at timestamptz not null default clock_timestamp()
);
create index former_slugs_of_channel on messaging.former_slugs (channel_id);
alter table messaging.former_slugs enable row level security, force row level security;

-- Who may not come in.
create table messaging.channel_bans (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    user_id uuid not null references messaging.users (id) on delete cascade,
    -- Null for good.
    ends_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    primary key (channel_id, user_id)
);
create index channel_bans_by_time on messaging.channel_bans (channel_id, created_at desc, user_id desc);
create index channel_bans_of_user on messaging.channel_bans (user_id);
alter table messaging.channel_bans enable row level security, force row level security;

-- As what somebody comes back who has left: otherwise leaving would end a silence, and make a guest a member.
create table messaging.channel_returns (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    user_id uuid not null references messaging.users (id) on delete cascade,
    is_guest boolean not null,
    silenced_until timestamptz,
    primary key (channel_id, user_id)
);
create index channel_returns_of_user on messaging.channel_returns (user_id);
alter table messaging.channel_returns enable row level security, force row level security;

-- What those in charge did, for its administrators.
create table messaging.channel_deeds (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    number bigint generated always as identity,
    -- Null for somebody who is gone.
    actor uuid references messaging.users (id) on delete set null,
    deed text not null check (char_length(deed) between 1 and 40),
    -- To whom; null for what was done to the channel, or to somebody who is gone.
    subject uuid references messaging.users (id) on delete set null,
    -- What it became: a role, a name, an address, a moment.
    value text check (char_length(value) <= 600),
    created_at timestamptz not null default clock_timestamp(),
    primary key (channel_id, number)
);
create index channel_deeds_of_actor on messaging.channel_deeds (actor) where actor is not null;
create index channel_deeds_of_subject on messaging.channel_deeds (subject) where subject is not null;
alter table messaging.channel_deeds enable row level security, force row level security;
