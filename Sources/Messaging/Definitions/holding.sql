-- First messages to strangers that wait until the host lets them go, and how messages wait. They stand among what is to be sent later, as their author's
-- alone: nobody else reads them, and what reads messages need not know of them.

-- Whether a message of that nonce waits, or was taken away.
create function messaging.is_held(author uuid, mark uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (
        select from scheduled_messages s
        where s.user_id = author and s.nonce = mark and s.held_for is not null and not s.is_released);
end $$;

-- Whether somebody has begun a conversation that nobody has accepted.
create function messaging.is_stranger_in(place uuid, participant uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (
        select from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = participant
        where c.id = place and c.is_request and mine.shelf not in ('requests', 'declined', 'unseen'));
end $$;

-- Whether a message is the very one that was let go under its nonce; null where none was. False is for what somebody would send in its
-- place: nothing of that is kept.
create function messaging.is_let_go(said messaging.messages) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (
        select s.channel_id = said.channel_id
            and (s.content, s.sealed, s.file_ids) is not distinct from (said.content, said.sealed, said.file_ids)
        from scheduled_messages s where s.user_id = said.user_id and s.nonce = said.nonce and s.is_released);
end $$;

-- Puts a message where it waits, with its files. For the trigger of messages, which has locked the channel.
create function messaging.keep_waiting(said messaging.messages, reason text) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if said.file_ids is not null and not exists (
            select from scheduled_messages s where s.user_id = said.user_id and s.nonce = said.nonce) then
        if (select count(*) from files f
                where f.id = any (said.file_ids) and f.user_id = said.user_id and f.message_id is null and f.album_id is null)
                <> cardinality(said.file_ids) then
            raise exception 'a file is not there' using errcode = 'check_violation', constraint = 'messages_files';
        end if;
        perform hold_key(said.channel_id, nullif(key, ''::bytea)) from unnest(said.file_keys) key;
        perform move_file_keys(said.file_ids, said.user_id, said.channel_id, said.file_keys);
    end if;
    insert into scheduled_messages (
            user_id, channel_id, content, sealed, nonce, send_at, mentions, quoted_seq, file_ids, care, held_for)
        values (
            said.user_id, said.channel_id, said.content, said.sealed, said.nonce, clock_timestamp(), said.mentions,
            said.quoted_seq, said.file_ids, said.care, reason)
        on conflict (user_id, nonce) do update set held_for = excluded.held_for;
end $$;

-- Whether a message to strangers waits, and is put where it does: because of what the host found in it, because all their author
-- writes first does, or because another of theirs does there. Of a conversation in which nothing was said nobody else is told. For the
-- trigger of messages, which has locked the channel and found that nobody has accepted it before.
create function messaging.hold_message(said messaging.messages) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    reason text;
begin
    -- Accepted by being answered just now.
    if not exists (select from channels c where c.id = said.channel_id and c.is_request) then
        return false;
    end if;
    if is_let_go(said) then
        update channel_members m set shelf = 'requests' where m.channel_id = said.channel_id and m.shelf = 'unseen';
        return false;
    elsif not is_let_go(said) then
        return true;
    end if;
    if said.care is null then
        raise exception 'nobody has looked at this message'
            using errcode = 'check_violation', constraint = 'messages_unweighed';
    end if;
    reason := case
        when said.care <> '' then said.care
        when (select u.held_until from users u where u.id = said.user_id) > clock_timestamp() then 'person'
        when exists (
            select from scheduled_messages s
            where s.channel_id = said.channel_id and s.user_id = said.user_id and s.held_for is not null
                and s.failure is null) then 'behind' end;
    if reason is null then
        return false;
    end if;
    perform keep_waiting(said, reason);
    update channel_members m set shelf = 'unseen'
        where m.channel_id = said.channel_id and m.shelf = 'requests'
            and not exists (select from messages s where s.channel_id = said.channel_id);
    return true;
end $$;

-- Lets a message go that waits, or was taken away, and what waits behind it: each is sent as what is due, by whoever looks next.
create function messaging.release_held(item uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    first scheduled_messages%rowtype;
begin
    select s.* into first from scheduled_messages s where s.id = item and s.held_for is not null for no key update;
    update scheduled_messages s set held_for = null, failure = null, is_released = true, send_at = s.created_at
        where s.id = first.id or s.channel_id = first.channel_id and s.user_id = first.user_id and s.held_for = 'behind';
end $$;

-- Takes a message away that waits, and what waits behind it. Their author sees that.
create function messaging.refuse_held(item uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    first scheduled_messages%rowtype;
begin
    select s.* into first from scheduled_messages s where s.id = item and s.held_for is not null for no key update;
    update scheduled_messages s set failure = 'removed'
        where s.id = first.id or s.channel_id = first.channel_id and s.user_id = first.user_id and s.held_for = 'behind';
end $$;

-- What waits there, or was taken away, the first first.
create function messaging.held_texts(
    item uuid, out words bytea, out written_at timestamptz, out file_count integer, out strangers uuid[]) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query
        select text_of(s.content, s.sealed, s.channel_id, s.user_id, s.nonce), s.created_at,
            coalesce(cardinality(s.file_ids), 0),
            array(select m.user_id from channel_members m where m.channel_id = s.channel_id and m.user_id <> s.user_id limit 7)
        from scheduled_messages first
        join scheduled_messages s on s.id = first.id
            or s.channel_id = first.channel_id and s.user_id = first.user_id and s.held_for = 'behind'
        where first.id = item order by s.created_at, s.id limit 10;
end $$;

-- Has all that somebody writes first to strangers wait until a moment; null for no longer. It ends by the clock.
create function messaging.hold_first_messages(participant uuid, moment timestamptz) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update users u set held_until = moment where u.id = participant;
end $$;
