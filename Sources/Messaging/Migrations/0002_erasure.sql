-- Forgetting a participant.

-- Empties everything a participant wrote, takes them out of every channel and takes their name away. What remains is
-- that somebody said something there, so that answers to it stay readable. Readers see it as a change of each message.
-- For the host's own functions only; the serving role cannot call it.
create function messaging.erase(participant uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place record;
    last bigint;
begin
    -- In one order, so that two erasures do not wait for each other.
    for place in select distinct channel_id from messages where user_id = participant order by channel_id loop
        select last_seq into last from channels where id = place.channel_id for no key update;
        with numbered as (
            select id, row_number() over (order by seq) as place from messages
            where channel_id = place.channel_id and user_id = participant and not is_deleted)
        update messages m set content = 'Removed, with the account of whoever wrote it.', metadata = '{}', is_deleted = true,
                updated_at = clock_timestamp(), changed_seq = last + numbered.place
            from numbered where numbered.id = m.id;
        select max(changed_seq) into last from messages where channel_id = place.channel_id;
        update channels set last_seq = greatest(last_seq, last) where id = place.channel_id;
        perform announce('changed ' || place.channel_id || ' ' || last);
    end loop;
    delete from channel_members where user_id = participant;
    update users set full_name = 'Somebody who left', avatar_url = null where id = participant;
end $$;
revoke execute on function messaging.erase(uuid) from public;
