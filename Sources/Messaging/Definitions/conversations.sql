-- Direct conversations: who may begin one, the one of the same people, and where each of them keeps it.

create policy owner on messaging.pairs to current_user using (true) with check (true);
create policy known_to_both on messaging.pairs for select to :app_role
    using ((low = (select messaging.viewer()) or high = (select messaging.viewer()))
        and (select true from messaging.memberships m where m.channel_id = pairs.channel_id));
grant select on messaging.pairs to :app_role;
-- Read by the functions below alone.
create policy owner on messaging.groups to current_user using (true) with check (true);

-- How the viewer may begin to talk with somebody: 'open'; 'request', which waits to be accepted; 'closed'. The one place
-- that says so. Two who are in a channel are no strangers; two of whom one has blocked the other are closed to each other.
create function messaging.access_to(participant uuid) returns text
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    wish constant text := (select u.reach from users u where u.id = participant and u.skeleton <> '');
    acquainted boolean;
begin
    if me is null or wish is null or wish = 'nobody' or participant = me or apart(me, participant) then
        return 'closed';
    end if;
    acquainted := exists (
        select from channel_members mine join channel_members theirs on theirs.channel_id = mine.channel_id
        where mine.user_id = me and mine.shelf = 'channels' and theirs.user_id = participant);
    return case when acquainted then 'open' when wish = 'everybody' then 'request' else 'closed' end;
end $$;

-- Whether somebody does not know of a conversation they are in, because all that was written there waits (`holding.sql`).
create function messaging.is_unseen(place uuid, participant uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (
        select from channel_members m where m.channel_id = place and m.user_id = participant and m.shelf = 'unseen');
end $$;

-- Whoever begins a conversation of which they did not know takes it into their inbox: both want to talk. Returns true.
create function messaging.meet_unseen(place uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if is_unseen(place, viewer()) then
        perform from channels c where c.id = place for no key update;
        perform accept_conversation(place, viewer());
    end if;
    return true;
end $$;

-- Somebody by a handle they have or had, with the conversation the viewer has with them, and how they may begin one.
create function messaging.correspondent(
    wish text, out id uuid, out full_name text, out handle text, out picture text, out slug text, out access text)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    somebody constant uuid := holder_of(wish);
begin
    return query select u.id, u.full_name, u.handle, u.picture, c.slug,
            case when c.id is null or apart(u.id, me) then access_to(u.id) else 'open' end
        from users u
        left join pairs p on p.low = least(u.id, me) and p.high = greatest(u.id, me)
            and not is_unseen(p.channel_id, me)
        left join channels c on c.id = p.channel_id
        where u.id = somebody and me is not null;
end $$;

-- The address of the viewer's conversation with somebody, which begins here if there is none; null where they may not begin
-- one. Two who begin at the same moment begin the same one: the second waits for the first.
create function messaging.begin_conversation(participant uuid) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    place constant uuid := gen_random_uuid();
    access constant text := access_to(participant);
    address text;
begin
    if me is null or participant is null or participant = me then
        return null;
    end if;
    if access <> 'closed' then
        insert into pairs (low, high, channel_id) values (least(participant, me), greatest(participant, me), place)
            on conflict (low, high) do nothing;
    end if;
    if access = 'closed' or not found then
        return (
            select c.slug from pairs p join channels c on c.id = p.channel_id
            where p.low = least(participant, me) and p.high = greatest(participant, me)
                and (access <> 'closed' and meet_unseen(c.id) or not is_unseen(c.id, me)));
    end if;
    address := 'direct-' || replace(gen_random_uuid()::text, '-', '');
    insert into channels (id, slug, name, type, is_direct, is_request, created_by, nonce)
        values (place, address, 'Direct conversation', 'private', true, access = 'request', me, gen_random_uuid());
    insert into channel_members (channel_id, user_id, shelf) values
        (place, me, 'inbox'),
        (place, participant, case access when 'request' then 'requests' else 'inbox' end);
    return address;
end $$;

-- How the viewer may begin a group with somebody: as a conversation with them; but whoever has yet to accept one of the viewer's,
-- or has declined it, is asked for no other.
create function messaging.group_access_to(participant uuid) returns text
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    access constant text := access_to(participant);
begin
    if access = 'request' and exists (
            select from channel_members theirs join channels c on c.id = theirs.channel_id
            where theirs.user_id = participant and theirs.shelf in ('requests', 'declined')
                and c.is_group and c.created_by = viewer()) then
        return 'closed';
    end if;
    return access;
end $$;

-- Some people by handles they have or had, in the order of the handles: who they are, and how the viewer may begin a group
-- with each.
create function messaging.company(
    wishes text[], out id uuid, out full_name text, out handle text, out picture text, out access text)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select found.id, found.full_name, found.handle, found.picture, group_access_to(found.id)
        from unnest(wishes[:8]) with ordinality wish (handle, place), correspondent(wish.handle) found
        order by wish.place;
end $$;

-- The viewer and some others, as `groups` has them; null for too few or too many.
create function messaging.group_key(others uuid[]) returns uuid[]
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    people constant uuid[] := array(
        select distinct person from unnest(others || viewer()) person where person is not null order by person);
begin
    return case when viewer() is not null and cardinality(people) between 3 and 8 then people end;
end $$;

-- The address of the conversation of the viewer and all of some others; null where there is none.
create function messaging.group_of(others uuid[]) returns text
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (select c.slug from groups g join channels c on c.id = g.channel_id where g.people = group_key(others));
end $$;

-- Where the viewer and some others talk. It begins here if there is none: not where the viewer may not write to one of them
-- first (null), nor for a message that was sent before, whose conversation it is then. For those who are in no channel with
-- the viewer it waits among their requests; it is one as long as nobody else has it in their inbox.
create function messaging.begin_group(others uuid[], message uuid) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    company constant uuid[] := group_key(others);
    place constant uuid := gen_random_uuid();
    address text := (
        select c.slug from messages m
        join channels c on c.id = m.channel_id
        join channel_members mine on mine.channel_id = c.id and mine.user_id = me
        where m.user_id = me and m.nonce = message);
    accesses text[];
begin
    if company is null or address is not null then
        return address;
    end if;
    -- Again where the one that was found is left in the same moment.
    for attempt in 1 .. 2 loop
        insert into groups (people, channel_id) values (company, place) on conflict (people) do nothing;
        exit when found;
        address := group_of(others);
        if address is not null or attempt = 2 then
            return address;
        end if;
    end loop;
    -- Once, and behind whatever the line above has waited for.
    accesses := array(
        select case p.person when me then 'own' else group_access_to(p.person) end
        from unnest(company) with ordinality p (person, place) order by p.place);
    if 'closed' = any (accesses) then
        delete from groups where channel_id = place;
        return null;
    end if;
    address := 'group-' || replace(gen_random_uuid()::text, '-', '');
    insert into channels (id, slug, name, type, is_direct, is_group, is_request, created_by, nonce)
        values (place, address, 'Group', 'private', true, true, 'open' <> all (accesses), me, gen_random_uuid());
    insert into channel_members (channel_id, user_id, shelf)
        select place, person, case access when 'own' then 'inbox' when 'open' then 'inbox' when 'request' then 'requests' end
        from unnest(company, accesses) p (person, access);
    return address;
end $$;

-- Moves a conversation of the viewer's to another of their shelves. One that waited to be accepted is accepted by moving it
-- to the inbox; only one that waits can be declined. Returns where it is then; null where there is no such conversation.
create function messaging.shelve(slug text, wish text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place uuid;
begin
    select c.id into place from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        where c.slug = shelve.slug and c.is_direct and mine.shelf <> 'unseen'
        for no key update of c;
    if not found then
        return null;
    end if;
    if wish = 'archive' then
        update channel_members set shelf = 'archive'
            where channel_id = place and user_id = viewer() and shelf = 'inbox';
    elsif wish = 'declined' then
        update channel_members set shelf = 'declined'
            where channel_id = place and user_id = viewer() and shelf = 'requests';
    elsif wish = 'inbox' then
        perform accept_conversation(place, viewer());
    end if;
    perform announce('unread ' || place || ' ' || viewer());
    return (select shelf from channel_members where channel_id = place and user_id = viewer());
end $$;

-- Takes a conversation into somebody's inbox, accepted, if it waited for that. For the functions here: the caller has locked
-- the channel.
create function messaging.accept_conversation(place uuid, participant uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update channels c set is_request = false, revision = c.revision + 1
        where c.id = place and exists (
            select from channel_members mine
            where mine.channel_id = place and mine.user_id = participant
                and mine.shelf in ('requests', 'declined', 'unseen'));
    update channel_members set shelf = 'inbox'
        where channel_id = place and user_id = participant and shelf <> 'inbox';
end $$;

-- What a message in a direct conversation changes besides. Between two of whom one has blocked the other nothing is said. Whoever answers has accepted; whoever had put the conversation
-- away sees it again, unless nothing of it counts for them; and a stranger says at most three things before they are answered. For the
-- trigger of messages, which has locked the channel.
create function messaging.say_directly(place uuid, author uuid, is_request boolean) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if exists (select from pairs p where p.channel_id = place and apart(p.low, p.high)) then
        raise exception 'one of the two has blocked the other'
            using errcode = 'check_violation', constraint = 'messages_apart';
    end if;
    if exists (
            select from channel_members
            where channel_id = place and user_id = author and shelf in ('requests', 'declined')) then
        perform accept_conversation(place, author);
    elsif is_request and (select count(*) from messages where channel_id = place) + (
            select count(*) from scheduled_messages s
            where s.channel_id = place and s.held_for is not null and s.failure is null) >= 3 then
        raise exception 'the conversation has not been accepted yet'
            using errcode = 'check_violation', constraint = 'messages_request_limit';
    end if;
    update channel_members m set shelf = 'inbox'
        where m.channel_id = place and m.shelf = 'archive' and (m.user_id = author or m.level is distinct from 'nothing' and not exists (
            select from blocks b where b.blocker = m.user_id and b.blocked = author));
end $$;

-- Who may begin a conversation with the viewer.
create function messaging.be_reached_by(wish text) returns void
    language sql volatile security definer set search_path = messaging, pg_temp
begin atomic
    update messaging.users set reach = wish where id = messaging.viewer() and reach <> wish;
end;

create function messaging.own_reach() returns text
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (select u.reach from users u where u.id = viewer());
end $$;

-- What a direct conversation is called and where it stands: for its viewer, by the other one. A group is called by all the
-- others, each name with a direction of its own (U+2068, U+2069), and has no handle.
create function messaging.other_in(place uuid, out full_name text, out handle text)
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    select u.full_name, u.handle into full_name, handle
        from pairs p join users u on u.id = case when p.low = viewer() then p.high else p.low end
        where p.channel_id = place and viewer() in (p.low, p.high);
    if not found then
        full_name := (
            select string_agg(chr(8296) || u.full_name || chr(8297), ', ' order by u.full_name, u.id)
            from channels c
            join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
            join channel_members m on m.channel_id = c.id and m.user_id <> mine.user_id
            join users u on u.id = m.user_id
            where c.id = place and c.is_group);
    end if;
end $$;

grant execute on function messaging.correspondent(text), messaging.begin_conversation(uuid), messaging.shelve(text, text),
    messaging.be_reached_by(text), messaging.own_reach(), messaging.other_in(uuid),
    messaging.company(text[]), messaging.group_of(uuid[]), messaging.begin_group(uuid[], uuid) to :app_role;
