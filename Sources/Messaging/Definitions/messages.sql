-- Messages: their numbers, and who may read and write them.

-- A new message takes its channel's next number. The counter's row stays locked until commit. A message that was
-- stored while this one waited for the lock is not stored again, and takes no number.
--
-- Members are told of the channel's activity at most once an hour: here where they are few, later where they are many
-- (`spread_activity`). One who is leaving or reading just now is told later too, or the two would wait for each other.
create function messaging.number_message() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place record;
    tells boolean;
    told integer;
begin
    select last_seq, activity_told_at, member_count, is_direct, is_request into place
        from channels where id = new.channel_id for no key update;
    if exists (select from messages where user_id = new.user_id and nonce = new.nonce) then
        return null;
    end if;
    if place.is_direct then
        perform say_directly(new.channel_id, new.user_id, place.is_request);
    end if;
    new.seq := place.last_seq + 1;
    new.changed_seq := new.seq;
    new.created_at := clock_timestamp();
    new.updated_at := new.created_at;
    tells := place.activity_told_at < new.created_at - interval '1 hour';
    if tells and place.member_count <= 200 then
        update channel_members set last_activity = new.created_at
            where channel_id = new.channel_id and user_id in (
                select user_id from channel_members where channel_id = new.channel_id for update skip locked);
        get diagnostics told = row_count;
        update channels set last_seq = new.seq, last_message_at = new.created_at, activity_told_at = new.created_at,
                activity_is_due = told < place.member_count
            where id = new.channel_id;
    elsif tells then
        update channels set last_seq = new.seq, last_message_at = new.created_at, activity_is_due = true
            where id = new.channel_id;
    else
        update channels set last_seq = new.seq, last_message_at = new.created_at where id = new.channel_id;
    end if;
    perform announce('changed ' || new.channel_id || ' ' || new.seq || ' ' || new.user_id);
    return new;
end $$;
create trigger number_message before insert on messaging.messages
    for each row execute function messaging.number_message();

create policy owner on messaging.messages to current_user using (true) with check (true);

create policy read_by_members on messaging.messages for select to :app_role
    using ((select true from messaging.memberships m where m.channel_id = messages.channel_id));
create policy sent_by_members on messaging.messages for insert to :app_role
    with check (user_id = (select messaging.viewer())
        and (select true from messaging.memberships m where m.channel_id = messages.channel_id));

grant select, insert (channel_id, user_id, content, nonce) on messaging.messages to :app_role;
