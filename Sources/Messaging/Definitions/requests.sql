-- Requests to come into private channels. Whoever may invite somebody into a channel decides about them.

-- Whether the viewer is kept out of a channel, or apart from one of its administrators: then they ask for nothing there, and are told
-- nothing of it.
create function messaging.is_barred(place uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (ban_of(place, viewer())).is_banned or exists (
        select from channel_members m
        where m.channel_id = place and m.role in ('admin', 'moderator') and m.role = 'admin' and are_apart(m.user_id));
end $$;

-- Whether the viewer may know that there is a private channel they are not in, because it lets people ask to come in, or they
-- have asked before it let nobody any more.
create function messaging.is_askable(place uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return viewer() is not null
        and exists (
            select from channels c
            where c.id = place and c.type = 'private' and not c.is_direct and c.archived_at is null
                and (c.takes_requests or exists (
                    select from channel_requests r
                    where r.channel_id = c.id and r.user_id = viewer() and r.state = 'pending')))
        and not exists (select from channel_members m where m.channel_id = place and m.user_id = viewer())
        and not is_barred(place);
end $$;

-- When somebody may ask again whose request was answered; null for at once.
create function messaging.asks_again_at(state text, answered_at timestamptz) returns timestamptz
    language sql stable parallel safe
    return case when state = 'declined' and answered_at + interval '7 days' > clock_timestamp()
        then answered_at + interval '7 days' end;

-- What somebody says who asks, as `text_of` has it.
create function messaging.request_text(message text, sealed bytea, place uuid, asker uuid) returns bytea
    language sql stable parallel safe
    return messaging.text_of(message, sealed, place, asker, '00000000-0000-0000-0000-000000000001'::uuid);

-- What whoever has a private channel's address is told of it, and what became of their request: `asked_at` of one that waits. Nothing
-- where they may not ask.
create function messaging.askable_channel(
    slug text,
    out name text, out description text, out message bytea, out asked_at timestamptz, out again_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select c.name, c.description,
            request_text(coalesce(r.message, ''), r.sealed, c.id, r.user_id),
            case when r.state = 'pending' then r.created_at end, asks_again_at(r.state, r.answered_at)
        from channels c
        left join channel_requests r on r.channel_id = c.id and r.user_id = viewer()
        where c.slug = askable_channel.slug and is_askable(c.id);
end $$;

-- Asks to come in; again is saying something else. Returns 'asked'; 'member' where they are one already; 'later' within seven days of a
-- refusal; 'too many' where fifty requests of theirs wait, 'full' where five hundred wait for the channel; null where they may not ask.
create function messaging.ask_to_join(slug text, message text, sealed bytea) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    place uuid := (select c.id from channels c where c.slug = ask_to_join.slug);
    was record;
begin
    if exists (select from channel_members m where m.channel_id = place and m.user_id = me) then
        return 'member';
    end if;
    if not is_askable(place) then
        return null;
    end if;
    -- As whoever answers locks it; and then what was true before may not be any more.
    perform from channels c where c.id = place for no key update;
    if not is_askable(place) then
        return null;
    end if;
    if not has_key(place, sealed) then
        raise exception 'the key this is sealed by is gone' using errcode = 'check_violation', constraint = 'messages_key';
    end if;
    select r.state, r.answered_at into was from channel_requests r where r.channel_id = place and r.user_id = me;
    if was.state = 'pending' then
        update channel_requests r set message = ask_to_join.message, sealed = ask_to_join.sealed
            where r.channel_id = place and r.user_id = me;
        return 'asked';
    end if;
    if asks_again_at(was.state, was.answered_at) is not null then
        return 'later';
    end if;
    if (select count(*) from channel_requests r where r.user_id = me and r.state = 'pending') >= 50 then
        return 'too many';
    end if;
    if (select count(*) from channel_requests r where r.channel_id = place and r.state = 'pending') >= 500 then
        return 'full';
    end if;
    insert into channel_requests (channel_id, user_id, message, sealed)
        values (place, me, ask_to_join.message, ask_to_join.sealed)
        on conflict (channel_id, user_id) do update set id = gen_random_uuid(), message = excluded.message,
            sealed = excluded.sealed, state = 'pending', created_at = clock_timestamp(), answered_at = null;
    perform record(place, 'asked', null, null);
    return 'asked';
end $$;

-- Takes the viewer's request back, as if they had not asked. Returns whether one waited.
create function messaging.withdraw_request(slug text) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (
        select c.id from channels c
        join channel_requests r on r.channel_id = c.id and r.user_id = viewer() and r.state = 'pending'
        where c.slug = withdraw_request.slug);
begin
    perform from channels c where c.id = place for no key update;
    delete from channel_requests r where r.channel_id = place and r.user_id = viewer() and r.state = 'pending';
    if not found then
        return false;
    end if;
    perform record(place, 'withdrew', null, null);
    return true;
end $$;

-- How many wait for an answer; null for whoever may not invite.
create function messaging.waiting_requests(place uuid) returns integer
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    if not may(place, 'invite') then
        return null;
    end if;
    return (select count(*) from channel_requests r where r.channel_id = place and r.state = 'pending');
end $$;

-- Who waits for an answer, whoever asked first, first, for whoever may invite; nobody who is apart from the viewer.
create function messaging.requests_to(
    slug text, most integer,
    out id uuid, out participant uuid, out full_name text, out handle text, out picture text,
    out has_look_alike boolean, out message bytea, out created_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select c.id from channels c where c.slug = requests_to.slug);
begin
    if not may_invite(place, 'member') then
        return;
    end if;
    return query select r.id, u.id, u.full_name, u.handle, u.picture, u.is_resembled and has_look_alike(place, u.id),
            request_text(r.message, r.sealed, r.channel_id, r.user_id), r.created_at
        from channel_requests r join users u on u.id = r.user_id
        where r.channel_id = place and r.state = 'pending' and not are_apart(r.user_id)
        order by r.created_at, r.id limit most;
end $$;

-- Lets somebody in who has asked, as a member, or does not. Returns whether there was a request to answer.
create function messaging.answer_request(slug text, request uuid, is_accepted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'invite');
    whom uuid;
begin
    if not may_invite(place, 'member') then
        return false;
    end if;
    update channel_requests r
        set state = case when is_accepted then 'accepted' else 'declined' end, answered_at = clock_timestamp()
        where r.channel_id = place and r.id = request and r.state = 'pending' and not are_apart(r.user_id)
        returning r.user_id into whom;
    if not found then
        return false;
    end if;
    perform record(place, case when is_accepted then 'let in' else 'turned away' end, whom, null);
    if is_accepted then
        -- What was decided about them before ends where whoever lets them in may end it.
        if may(place, 'manage-members') then
            delete from channel_returns where channel_id = place and user_id = whom;
        end if;
        insert into channel_members (channel_id, user_id) values (place, whom) on conflict do nothing;
    end if;
    return true;
end $$;

-- Says whether people may ask to come into a private channel. Returns whether the viewer may; nobody does while the host withholds it.
create function messaging.take_requests(slug text, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'govern');
begin
    if place is null or not exists (
            select from channels c where c.id = place and c.type = 'private' and c.withheld_at is null) then
        return false;
    end if;
    update channels c set takes_requests = is_wanted, revision = revision + 1, updated_at = now()
        where c.id = place and c.takes_requests <> is_wanted;
    if found then
        perform record(place, 'asking', null, case when is_wanted then 'on' else 'off' end);
    end if;
    return true;
end $$;

-- What the viewer has asked for and waits for, and what was declined in the last seven days, the last first.
create function messaging.asked_channels(
    most integer,
    out slug text, out name text, out message bytea, out asked_at timestamptz, out again_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select c.slug, c.name, request_text(r.message, r.sealed, c.id, r.user_id), case when r.state = 'pending' then r.created_at end,
            asks_again_at(r.state, r.answered_at)
        from channel_requests r join channels c on c.id = r.channel_id
        where r.user_id = viewer() and r.state in ('pending', 'declined')
            and (r.state = 'pending' or asks_again_at(r.state, r.answered_at) is not null) and not is_barred(c.id)
            and c.withheld_at is null
        order by r.created_at desc, r.id desc limit most;
end $$;

-- All the viewer has ever asked for and not taken back, for themselves.
create function messaging.own_requests(
    after_channel uuid, most integer,
    out channel_id uuid, out slug text, out message bytea, out state text, out created_at timestamptz,
    out answered_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select c.id, c.slug, request_text(r.message, r.sealed, c.id, r.user_id), r.state, r.created_at, r.answered_at
        from channel_requests r join channels c on c.id = r.channel_id
        where r.user_id = viewer() and r.channel_id > after_channel
        order by r.channel_id limit most;
end $$;

create policy owner on messaging.channel_requests to current_user using (true) with check (true);

grant execute on function messaging.askable_channel(text), messaging.request_text(text, bytea, uuid, uuid),
    messaging.ask_to_join(text, text, bytea),
    messaging.withdraw_request(text), messaging.waiting_requests(uuid), messaging.requests_to(text, integer),
    messaging.answer_request(text, uuid, boolean), messaging.take_requests(text, boolean),
    messaging.asked_channels(integer), messaging.own_requests(uuid, integer) to :app_role;
