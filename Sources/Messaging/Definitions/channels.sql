-- Channels and who belongs to them.
--
-- Policies find a membership by a scalar sub-select, which looks one row up by the key: `id = any (array)` compares with
-- one membership after the other, and `in` and `exists` are planned as a hash of all of them.

-- The viewer's own memberships, but for conversations they do not know of (`holding.sql`). It reads as the owner, because the policy
-- of the table below asks it.
create view messaging.memberships with (security_barrier) as
    select channel_id, role, last_read_seq, level, shelf, last_activity, is_favourite, folder_id
    from messaging.channel_members where user_id = (select messaging.viewer()) and shelf <> 'unseen';

-- Whoever creates a channel is its first member, and its administrator. The channel starts at nothing read. Direct
-- conversations have nobody in charge.
create function messaging.seat_creator() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into channel_members (channel_id, user_id, role) values (new.id, new.created_by, 'admin');
    return null;
end $$;
create trigger seat_creator after insert on messaging.channels
    for each row when (not new.is_direct) execute function messaging.seat_creator();

-- Somebody who joins has nothing unread: what was said before is history. Whoever joins a channel without an
-- administrator becomes it; whoever comes back as a guest, or silenced, is that again. Nobody waits to come in who has.
create function messaging.welcome_member() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    said bigint;
    was record;
begin
    update channels set member_count = member_count + 1, revision = revision + 1
        where id = new.channel_id returning last_seq into said;
    delete from channel_departures where channel_id = new.channel_id and user_id = new.user_id;
    delete from channel_requests where channel_id = new.channel_id and user_id = new.user_id and state = 'pending';
    delete from channel_returns where channel_id = new.channel_id and user_id = new.user_id
        returning is_guest, silenced_until into was;
    update channel_members set last_read_seq = said, silenced_until = was.silenced_until,
            role = case when shelf = 'channels' and not exists (
                    select from channel_members
                    where channel_id = new.channel_id and role in ('admin', 'moderator') and role = 'admin') then 'admin'
                when was.is_guest then 'guest' else role end
        where channel_id = new.channel_id and user_id = new.user_id;
    perform announce('joined ' || new.channel_id || ' ' || new.user_id);
    return null;
end $$;
create trigger welcome_member after insert on messaging.channel_members
    for each row execute function messaging.welcome_member();

-- When the last administrator leaves, a moderator takes over, or the member who came first, or a guest; one who is leaving just now
-- is passed over, or the two would wait for each other. Whoever waits in the channel as a former member is told. A group is
-- no more the one of the people who began it, and goes from the requests of those whom its beginner has left waiting.
create function messaging.part_member() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update channels set member_count = member_count - 1, revision = revision + 1 where id = old.channel_id;
    if found and (old.role = 'guest' or old.silenced_until > clock_timestamp())
            and exists (select from users where id = old.user_id and skeleton is distinct from '') then
        insert into channel_returns as kept (channel_id, user_id, is_guest, silenced_until)
            values (old.channel_id, old.user_id, old.role = 'guest', old.silenced_until)
            on conflict (channel_id, user_id)
                do update set is_guest = excluded.is_guest, silenced_until = excluded.silenced_until;
    end if;
    delete from groups where channel_id = old.channel_id;
    if old.shelf <> 'channels' then
        -- Nobody is left to accept.
        delete from channel_members asked using channels c
            where asked.channel_id = old.channel_id and asked.shelf = 'requests'
                and c.id = asked.channel_id and c.is_group and c.created_by = old.user_id;
    end if;
    if old.role = 'admin' and not exists (
            select from channel_members
            where channel_id = old.channel_id and role in ('admin', 'moderator') and role = 'admin') then
        update channel_members set role = 'admin'
            where channel_id = old.channel_id and user_id = coalesce(
                (select user_id from channel_members
                    where channel_id = old.channel_id and role in ('admin', 'moderator')
                    order by joined_at, user_id limit 1 for update skip locked),
                (select user_id from channel_members where channel_id = old.channel_id and role = 'member'
                    order by joined_at, user_id limit 1 for update skip locked),
                (select user_id from channel_members where channel_id = old.channel_id
                    order by joined_at, user_id limit 1 for update skip locked));
    end if;
    perform announce('parted ' || old.channel_id || ' ' || old.user_id);
    return null;
end $$;
create trigger part_member after delete on messaging.channel_members
    for each row execute function messaging.part_member();

-- Ends the viewer's membership. Returns the channel when there was one to end. A conversation of two is put away, not left. The last fifty
-- channels one has left are kept for them to find again.
-- A function, because a role that may delete from a table may also lock all of it.
create function messaging.leave(slug text) returns uuid
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place uuid;
begin
    -- The channel before its member, as whoever says something does.
    select c.id into place
        from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        where c.slug = leave.slug and (c.is_group or not c.is_direct)
        for no key update of c;
    delete from channel_members m where m.user_id = viewer() and m.channel_id = place
        returning m.channel_id into place;
    if place is not null then
        insert into channel_departures (user_id, channel_id)
            select viewer(), c.id from channels c where c.id = place and not c.is_direct;
        delete from channel_departures d where d.user_id = viewer() and d.channel_id in (
            select e.channel_id from channel_departures e where e.user_id = viewer()
                order by e.left_at desc, e.channel_id desc offset 50);
    end if;
    return place;
end $$;

-- `channels.revision` counts changes of who is in a channel and as what. Not a cursor: nobody is told of them.
create function messaging.revise_channel() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update channels set revision = revision + 1 where id = new.channel_id;
    return null;
end $$;
create trigger revise_channel after update of role on messaging.channel_members
    for each row when (old.role is distinct from new.role) execute function messaging.revise_channel();

-- Tells members of a channel's activity where there are too many of them to do it while somebody sends: a thousand at a
-- time. Returns whether there may be more to do. For the host's housekeeping; it acts for nobody.
create function messaging.spread_activity() returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place record;
    told integer;
begin
    select id, last_message_at into place from channels where activity_is_due order by id limit 1
        for no key update skip locked;
    if not found then
        return false;
    end if;
    update channel_members set last_activity = place.last_message_at
        where channel_id = place.id and user_id in (
            select user_id from channel_members
            where channel_id = place.id and last_activity < place.last_message_at - interval '1 hour'
            limit 1000 for update skip locked);
    get diagnostics told = row_count;
    if told = 0 then
        -- Those whose rows are locked just now are told the next time.
        if exists (select from channel_members
                where channel_id = place.id and last_activity < place.last_message_at - interval '1 hour') then
            return false;
        end if;
        update channels set activity_is_due = false, activity_told_at = place.last_message_at where id = place.id;
    end if;
    return true;
end $$;

-- Who is administrator or moderator, whichever is asked for, of a channel the viewer belongs to.
create function messaging.in_charge(slug text, role text) returns uuid[]
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (
        select c.id from channels c join channel_members me on me.channel_id = c.id and me.user_id = viewer()
        where c.slug = in_charge.slug);
begin
    return array(select m.user_id from channel_members m
        where m.channel_id = place and m.role in ('admin', 'moderator') and m.role = in_charge.role);
end $$;

-- Holds members and guests to a channel's pace, but not those in charge of it. For the trigger of messages, which has locked the channel.
create function messaging.keep_pace(place uuid, author uuid, pace integer) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    rest numeric;
begin
    select pace - extract(epoch from clock_timestamp() - m.last_sent_at) into rest from channel_members m
        where m.channel_id = place and m.user_id = author and m.role in ('member', 'guest');
    if rest > 0 then
        raise exception 'the channel is slow'
            using errcode = 'check_violation', constraint = 'messages_pace', detail = ceil(rest)::text;
    end if;
    update channel_members set last_sent_at = clock_timestamp() where channel_id = place and user_id = author;
end $$;

-- Sets it. Returns whether the viewer may.
create function messaging.set_pace(slug text, seconds integer) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'manage-channel');
begin
    if place is null then
        return false;
    end if;
    update channels c set pace = seconds, revision = revision + 1, updated_at = now()
        where c.id = place and c.pace <> seconds;
    if found then
        perform record(place, 'paced', null, seconds::text);
    end if;
    return true;
end $$;

-- Makes the viewer a member of a channel everybody can join; whoever is one already stays what they are. Returns whether they are kept out, and
-- until when; nothing where there is no such channel.
create function messaging.join_channel(slug text, out is_banned boolean, out ends_at timestamptz) returns setof record
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    place uuid;
    ban record;
begin
    -- As whoever bans locks it.
    select c.id into place from channels c
        where c.slug = join_channel.slug and not c.is_direct and me is not null
            and (c.type = 'public' or exists (
                select from channel_members mine where mine.channel_id = c.id and mine.user_id = me))
        for no key update;
    if not found then
        return;
    end if;
    select * into ban from ban_of(place, me);
    if not ban.is_banned then
        insert into channel_members (channel_id, user_id) values (place, me) on conflict do nothing;
    end if;
    is_banned := ban.is_banned;
    ends_at := ban.ends_at;
    return next;
end $$;

-- Whether somebody else in a channel that the viewer belongs to, or everybody can read, has a name that can be taken for a participant's.
create function messaging.has_look_alike(channel uuid, participant uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (
            select from users u join users o on o.skeleton = u.skeleton and o.id <> u.id
            join channel_members m on m.channel_id = channel and m.user_id = o.id
            where u.id = participant)
        and (exists (select from channel_members me where me.channel_id = channel and me.user_id = viewer())
            or exists (select from channels c where c.id = channel and c.is_on_web));
end $$;

create policy owner on messaging.channels to current_user using (true) with check (true);
create policy owner on messaging.channel_members to current_user using (true) with check (true);
create policy owner on messaging.channel_departures to current_user using (true) with check (true);
create policy known_to_oneself on messaging.channel_departures for select to :app_role
    using (user_id = (select messaging.viewer()));

create policy seen_by_members_or_public on messaging.channels for select to :app_role
    using ((type = 'public' and not is_direct and (select messaging.viewer()) is not null)
        or (select true from messaging.memberships m where m.channel_id = channels.id));
create policy created_as_self on messaging.channels for insert to :app_role
    with check (created_by = (select messaging.viewer()));

create policy seen_by_members on messaging.channel_members for select to :app_role
    using ((user_id = (select messaging.viewer()) and shelf <> 'unseen')
        or (select true from messaging.memberships m where m.channel_id = channel_members.channel_id));
grant execute on function messaging.spread_activity(), messaging.leave(text), messaging.in_charge(text, text),
    messaging.has_look_alike(uuid, uuid), messaging.set_pace(text, integer), messaging.join_channel(text) to :app_role;
grant select on messaging.memberships, messaging.channels, messaging.channel_departures to :app_role;
-- Not up to where and when others have read: that is theirs to show (`roster`, `seen_by`). Nor what counts for them.
grant select (channel_id, user_id, role, joined_at, shelf, last_activity, silenced_until)
    on messaging.channel_members to :app_role;
grant insert (id, slug, name, description, type, created_by, nonce, category, language) on messaging.channels to :app_role;
