-- Forgetting a participant, a little at a time: nobody who writes meanwhile waits for long, and whoever begins again after
-- a breakdown goes on where it stopped. For the host's own functions only.

-- Takes the participant's name and picture away at once, then what they kept for themselves, then empties what they
-- wrote, then takes back what they reacted with, and at last takes them out of every channel. What remains is that
-- somebody said something there, so that answers to it stay readable. Readers see it as a change of each message.
-- Returns whether there is more to do.
create function messaging.erase_some(participant uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place uuid;
    last bigint;
    gone uuid[];
begin
    if exists (
            select from users where id = participant
                and (full_name <> 'Somebody who left' or skeleton is distinct from '' or picture is not null)) then
        perform from names for no key update;
        update users set full_name = 'Somebody who left', skeleton = '', is_resembled = false, handle = null,
                picture = null
            where id = participant;
        delete from handles where user_id = participant;
        delete from picture_parts where user_id = participant;
        delete from notification_choices where user_id = participant;
        update user_presence set quiet_days = null, quiet_from = null, quiet_to = null, zone = 'UTC' where user_id = participant;
        -- Alone, because every other change of a name waits for it.
        return true;
    end if;
    if forget_kept(participant) then
        return true;
    end if;
    select channel_id into place from messages
        where user_id = participant and not is_deleted order by user_id, channel_id, seq limit 1;
    if found then
        select last_seq into last from channels where id = place for no key update;
        gone := array(
            select id from messages where user_id = participant and channel_id = place and not is_deleted
            order by user_id, channel_id, seq limit 100);
        update channels set last_seq = last + cardinality(gone) where id = place;
        if cardinality(gone) > 0 then
            perform empty_messages(gone, last + 1);
        end if;
        return true;
    end if;
    -- One channel at a time, so that two erasures do not wait for each other.
    select channel_id into place from message_reactions
        where user_id = participant order by user_id, channel_id limit 1;
    if found then
        perform from channels where id = place for no key update;
        delete from message_reactions where (message_id, reaction, user_id) in (
            select message_id, reaction, user_id from message_reactions
            where user_id = participant and channel_id = place
            order by user_id, channel_id, message_id, reaction limit 100);
        return true;
    end if;
    delete from message_mentions where (user_id, channel_id, seq) in (
        select user_id, channel_id, seq from message_mentions where user_id = participant
        order by user_id, channel_id, seq limit 100);
    if found then
        return true;
    end if;
    -- In one order, so that two erasures do not wait for each other, and each channel before its member, as whoever says
    -- something to them does.
    for place in select channel_id from channel_members where user_id = participant order by user_id, channel_id limit 20 loop
        perform from channels where id = place for no key update;
        delete from channel_members where user_id = participant and channel_id = place;
    end loop;
    return found;
end $$;
