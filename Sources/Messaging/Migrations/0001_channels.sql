-- Channels, their members and their messages.
--
-- Every table forces row level security. The serving role reads and writes only what the policies below allow it,
-- for the participant named by the transaction-local setting agentor.user_id, and only the columns granted to it:
-- it cannot choose a message's number, a member's role or a channel's counter. Those are kept by the triggers, which
-- run as the owner of these tables.

create schema messaging;
grant usage on schema messaging to :app_role;

-- Who is speaking; null when nobody was named. A setting made in an earlier transaction of the same session reads ''.
create function messaging.viewer() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('agentor.user_id', true), '')::uuid;

-- What messaging knows of a person. The host supplies it; accounts and addresses live with the host.
create table messaging.users (
    id uuid primary key,
    full_name text not null check (char_length(full_name) between 1 and 120),
    avatar_url text,
    created_at timestamptz not null default now()
);

create table messaging.channels (
    id uuid primary key default gen_random_uuid(),
    slug text not null constraint channels_slug_key unique check (slug ~ '^[a-z0-9](-?[a-z0-9]){0,79}$' and slug <> 'new'),
    name text not null check (char_length(name) between 1 and 80),
    description text not null default '' check (char_length(description) <= 500),
    type text not null check (type in ('public', 'private')),
    created_by uuid not null references messaging.users (id),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    metadata jsonb not null default '{}',
    is_direct boolean not null default false,
    -- Counts every visible change. Its row lock makes the order of numbers the order of commits.
    last_seq bigint not null default 0,
    member_count integer not null default 0,
    nonce uuid not null,
    constraint channels_nonce_key unique (created_by, nonce)
);
create index channels_discovery on messaging.channels (name, id) where type = 'public' and not is_direct;

create table messaging.channel_members (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    user_id uuid not null references messaging.users (id) on delete cascade,
    role text not null default 'member' check (role in ('admin', 'moderator', 'member')),
    joined_at timestamptz not null default now(),
    last_read_at timestamptz not null default now(),
    last_read_seq bigint not null default 0,
    primary key (channel_id, user_id)
);
create index channel_members_of_user on messaging.channel_members (user_id, channel_id);

create table messaging.messages (
    id uuid primary key default gen_random_uuid(),
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    user_id uuid not null references messaging.users (id) on delete cascade,
    content text not null check (char_length(content) between 1 and 8000),
    type text not null default 'text' check (type in ('text', 'image', 'file')),
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    is_deleted boolean not null default false,
    parent_id uuid references messaging.messages (id),
    -- Where the message stands in its channel, and the number of the last change to it: the cursor readers follow.
    seq bigint not null,
    changed_seq bigint not null,
    nonce uuid not null,
    constraint messages_seq_key unique (channel_id, seq),
    constraint messages_changed_seq_key unique (channel_id, changed_seq),
    constraint messages_nonce_key unique (user_id, nonce)
);

-- The one seam through which other processes hear of a change. NOTIFY ignores row level security, so a payload
-- holds ids and numbers only; it is a hint, and the tables are the truth.
create function messaging.announce(payload text) returns void
    language sql volatile
    return pg_notify('messaging', payload);

-- The channels the viewer belongs to. Runs as the owner because channel_members' own policy asks it. In plpgsql, which
-- keeps the plan for the session: a definer function in SQL is planned at each call, four times as slow.
create function messaging.my_channels() returns uuid[]
    language plpgsql stable parallel safe security definer set search_path = messaging, pg_temp as $$
begin
    return array(select channel_id from channel_members where user_id = viewer());
end $$;

-- A new message takes its channel's next number. The counter's row stays locked until commit. A message that was
-- stored while this one waited for the lock is not stored again, and takes no number.
create function messaging.number_message() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    select last_seq + 1 into new.seq from channels where id = new.channel_id for no key update;
    if exists (select from messages where user_id = new.user_id and nonce = new.nonce) then
        return null;
    end if;
    update channels set last_seq = new.seq where id = new.channel_id;
    new.changed_seq := new.seq;
    new.created_at := clock_timestamp();
    new.updated_at := new.created_at;
    perform announce('changed ' || new.channel_id || ' ' || new.seq);
    return new;
end $$;
create trigger number_message before insert on messaging.messages
    for each row execute function messaging.number_message();

-- Whoever creates a channel is its first member, and its administrator. The channel starts at nothing read.
create function messaging.seat_creator() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into channel_members (channel_id, user_id, role) values (new.id, new.created_by, 'admin');
    return null;
end $$;
create trigger seat_creator after insert on messaging.channels
    for each row execute function messaging.seat_creator();

-- Somebody who joins has nothing unread: what was said before is history. Whoever joins a channel without an
-- administrator becomes it.
create function messaging.welcome_member() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    said bigint;
begin
    update channels set member_count = member_count + 1 where id = new.channel_id returning last_seq into said;
    update channel_members set last_read_seq = said,
            role = case when exists (
                select from channel_members where channel_id = new.channel_id and role = 'admin') then role else 'admin' end
        where channel_id = new.channel_id and user_id = new.user_id;
    return null;
end $$;
create trigger welcome_member after insert on messaging.channel_members
    for each row execute function messaging.welcome_member();

-- When the last administrator leaves, the member who came first takes over; one who is leaving just now is passed
-- over, or the two would wait for each other. Whoever waits in the channel as a former member is woken to be told.
create function messaging.part_member() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update channels set member_count = member_count - 1 where id = old.channel_id;
    update channel_members set role = 'admin'
        where channel_id = old.channel_id
            and user_id = (select user_id from channel_members where channel_id = old.channel_id
                           order by role = 'moderator' desc, joined_at, user_id limit 1 for update skip locked)
            and not exists (select from channel_members where channel_id = old.channel_id and role = 'admin');
    perform announce('parted ' || old.channel_id || ' ' || old.user_id);
    return null;
end $$;
create trigger part_member after delete on messaging.channel_members
    for each row execute function messaging.part_member();

-- Ends every wait of the viewer, in every process: they have signed out somewhere.
create function messaging.dismiss() returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform announce('dismissed ' || viewer());
end $$;

alter table messaging.users enable row level security;
alter table messaging.users force row level security;
alter table messaging.channels enable row level security;
alter table messaging.channels force row level security;
alter table messaging.channel_members enable row level security;
alter table messaging.channel_members force row level security;
alter table messaging.messages enable row level security;
alter table messaging.messages force row level security;

-- The owner is held by the policies too; these let its functions work.
create policy owner on messaging.users to current_user using (true) with check (true);
create policy owner on messaging.channels to current_user using (true) with check (true);
create policy owner on messaging.channel_members to current_user using (true) with check (true);
create policy owner on messaging.messages to current_user using (true) with check (true);

create policy known_to_participants on messaging.users for select to :app_role
    using ((select messaging.viewer()) is not null);
create policy introduces_self on messaging.users for insert to :app_role
    with check (id = (select messaging.viewer()));
create policy renames_self on messaging.users for update to :app_role
    using (id = (select messaging.viewer())) with check (id = (select messaging.viewer()));

create policy seen_by_members_or_public on messaging.channels for select to :app_role
    using (id = any ((select messaging.my_channels())::uuid[])
        or (type = 'public' and not is_direct and (select messaging.viewer()) is not null));
create policy created_as_self on messaging.channels for insert to :app_role
    with check (created_by = (select messaging.viewer()));

create policy seen_by_members on messaging.channel_members for select to :app_role
    using (user_id = (select messaging.viewer()) or channel_id = any ((select messaging.my_channels())::uuid[]));
create policy joins_public_channels on messaging.channel_members for insert to :app_role
    with check (user_id = (select messaging.viewer())
        and channel_id in (select id from messaging.channels where type = 'public' and not is_direct));
create policy reads_on on messaging.channel_members for update to :app_role
    using (user_id = (select messaging.viewer())) with check (user_id = (select messaging.viewer()));
create policy leaves on messaging.channel_members for delete to :app_role
    using (user_id = (select messaging.viewer()));

create policy read_by_members on messaging.messages for select to :app_role
    using (channel_id = any ((select messaging.my_channels())::uuid[]));
create policy sent_by_members on messaging.messages for insert to :app_role
    with check (user_id = (select messaging.viewer()) and channel_id = any ((select messaging.my_channels())::uuid[]));

revoke execute on all functions in schema messaging from public;
grant execute on function messaging.viewer(), messaging.my_channels(), messaging.dismiss() to :app_role;
grant select on all tables in schema messaging to :app_role;
grant insert (id, full_name, avatar_url), update (full_name, avatar_url) on messaging.users to :app_role;
grant insert (id, slug, name, description, type, created_by, nonce) on messaging.channels to :app_role;
grant insert (channel_id, user_id), update (last_read_at, last_read_seq), delete on messaging.channel_members to :app_role;
grant insert (channel_id, user_id, content, nonce) on messaging.messages to :app_role;
