-- What members see of a channel besides its messages is counted too, so that what was read of it once can be shown again
-- as long as neither counter has moved.

-- Counts changes of who is in the channel, as what, and of what anybody in it or heard in it is called. Not a cursor:
-- nobody is told of them.
alter table messaging.channels add column revision bigint not null default 0;

create function messaging.revise_channel() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        -- A renaming that does not see this membership yet waits for it, and then does.
        perform from users where id = new.user_id for share;
    end if;
    update channels set revision = revision + 1 where id = coalesce(new.channel_id, old.channel_id);
    return null;
end $$;
create trigger revise_channel after insert or delete on messaging.channel_members
    for each row execute function messaging.revise_channel();
create trigger revise_channel_role after update of role on messaging.channel_members
    for each row when (old.role is distinct from new.role) execute function messaging.revise_channel();

create function messaging.revise_channels_of_user() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    -- In one order, so that two renamings do not wait for each other.
    with theirs as (
        select id from channels where id in (
            select channel_id from channel_members where user_id = new.id
            union select channel_id from messages where user_id = new.id)
        order by id for no key update)
    update channels c set revision = c.revision + 1 from theirs where c.id = theirs.id;
    return null;
end $$;
create trigger revise_channels after update of full_name, avatar_url on messaging.users
    for each row when (old.full_name is distinct from new.full_name or old.avatar_url is distinct from new.avatar_url)
    execute function messaging.revise_channels_of_user();

-- Empties everything a participant wrote, takes them out of every channel and takes their name away. As before, but for
-- the locks at its beginning.
create or replace function messaging.erase(participant uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place record;
    last bigint;
begin
    -- All of them first and in one order, so that erasing and renaming do not wait for each other.
    perform from channels where id in (
        select channel_id from channel_members where user_id = participant
        union select channel_id from messages where user_id = participant) order by id for no key update;
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

revoke execute on function messaging.revise_channel(), messaging.revise_channels_of_user() from public;
