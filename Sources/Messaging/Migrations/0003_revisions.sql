-- What members see of a channel besides its messages is counted too, so that what was read of it once can be shown again
-- as long as neither counter has moved.

-- Counts changes of who is in the channel, as what, and of what anybody in it or heard in it is called. Not a cursor:
-- nobody is told of them.
alter table messaging.channels add column revision bigint not null default 0;

create function messaging.revise_channel() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
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
    perform from channels where id in (
        select channel_id from channel_members where user_id = new.id
        union select channel_id from messages where user_id = new.id) order by id for no key update;
    update channels set revision = revision + 1 where id in (
        select channel_id from channel_members where user_id = new.id
        union select channel_id from messages where user_id = new.id);
    return null;
end $$;
create trigger revise_channels after update of full_name, avatar_url on messaging.users
    for each row when (old.full_name is distinct from new.full_name or old.avatar_url is distinct from new.avatar_url)
    execute function messaging.revise_channels_of_user();

revoke execute on function messaging.revise_channel(), messaging.revise_channels_of_user() from public;
