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
    number bigint;
begin
    select last_seq, activity_told_at, member_count, is_direct, is_request, pace, permissions, newcomers_wait_since,
            archived_at is not null as is_archived into place
        from channels where id = new.channel_id for no key update;
    if exists (select from messages where user_id = new.user_id and nonce = new.nonce)
            or (place.is_request or place.newcomers_wait_since is not null) and is_held(new.user_id, new.nonce) then
        return null;
    end if;
    perform refuse_silenced(new.user_id);
    if place.is_direct then
        perform say_directly(new.channel_id, new.user_id, place.is_request);
    else
        perform say_in_channel(new.channel_id, new.user_id, place.permissions, place.is_archived);
    end if;
    if not has_key(new.channel_id, new.sealed) then
        raise exception 'the key this is sealed by is gone' using errcode = 'check_violation', constraint = 'messages_key';
    end if;
    if place.is_request and hold_message(new)
            or place.newcomers_wait_since is not null and wait_as_newcomer(new, place.newcomers_wait_since) then
        return null;
    end if;
    new.care := null;
    if place.pace > 0 then
        perform keep_pace(new.channel_id, new.user_id, place.pace);
    end if;
    new.seq := place.last_seq + 1;
    new.changed_seq := new.seq;
    new.created_at := clock_timestamp();
    new.updated_at := new.created_at;
    number := new.seq;
    if new.mentions is not null then
        new.mentions := kept_mentions(new.channel_id, new.user_id, new.mentions);
    end if;
    new.quoted_author := (select m.user_id from messages m where m.channel_id = new.channel_id and m.seq = new.quoted_seq);
    if new.quoted_seq is not null and new.quoted_author is null then
        raise exception 'what is quoted is not in the channel'
            using errcode = 'check_violation', constraint = 'messages_quoted';
    end if;
    if new.file_ids is not null then
        if not (select coalesce(bool_and(has_key(new.channel_id, nullif(key, ''::bytea))), true) from unnest(new.file_keys) key) then
            raise exception 'the key its files are sealed by is gone'
                using errcode = 'check_violation', constraint = 'messages_key';
        end if;
        new.files := take_files(new.file_ids, new.user_id, new.channel_id, new.file_keys);
    end if;
    new.file_keys := null;
    if new.parent_id is not null then
        number := new.seq + 1;
        new.parent_seq := reply_in_thread(new.parent_id, new.channel_id, new.user_id, new.seq, new.created_at);
    end if;
    tells := place.activity_told_at < new.created_at - interval '1 hour';
    if tells and place.member_count <= 200 then
        update channel_members set last_activity = new.created_at
            where channel_id = new.channel_id and user_id in (
                select user_id from channel_members where channel_id = new.channel_id for update skip locked);
        get diagnostics told = row_count;
        update channels set last_seq = number, last_message_at = new.created_at, activity_told_at = new.created_at,
                activity_is_due = told < place.member_count
            where id = new.channel_id;
    elsif tells then
        update channels set last_seq = number, last_message_at = new.created_at, activity_is_due = true
            where id = new.channel_id;
    else
        update channels set last_seq = number, last_message_at = new.created_at where id = new.channel_id;
    end if;
    perform announce('changed ' || new.channel_id || ' ' || number || ' ' || new.user_id);
    return new;
end $$;
create trigger number_message before insert on messaging.messages
    for each row execute function messaging.number_message();

-- Refuses a message of somebody who may say nothing in a channel, or nothing just now. For the trigger above, which has locked
-- the channel.
create function messaging.say_in_channel(place uuid, author uuid, permissions jsonb, is_archived boolean) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    them record;
begin
    select role, silenced_until into them from channel_members m where m.channel_id = place and m.user_id = author;
    -- Whoever is no member is refused by the policy below.
    if found and not allowed('post', them.role, permissions, false, is_archived) then
        raise exception 'who says something here has another role'
            using errcode = 'check_violation',
                constraint = case when is_archived then 'messages_archived' else 'messages_role' end;
    end if;
    if them.silenced_until > clock_timestamp() then
        raise exception 'they say nothing for a while'
            using errcode = 'check_violation', constraint = 'messages_silenced',
                detail = ceil(extract(epoch from them.silenced_until - clock_timestamp()))::text;
    end if;
end $$;

-- Counts a reply at the message its thread hangs on, as a change of that message: so whoever reads the channel is told. It
-- takes the number behind the reply's. Returns where that message stands. For the trigger above, which has locked the channel.
create function messaging.reply_in_thread(parent uuid, place uuid, author uuid, reply bigint, said_at timestamptz)
    returns bigint
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    head bigint;
begin
    update messages set reply_count = reply_count + 1, last_reply_seq = reply, last_reply_at = said_at,
            changed_seq = reply + 1
        where id = parent and channel_id = place and parent_id is null
        returning seq into head;
    if not found then
        raise exception 'there is no such thread in the channel'
            using errcode = 'check_violation', constraint = 'messages_thread';
    end if;
    if exists (select from locked_threads l where l.message_id = parent) and not exists (
            select from channels c join channel_members them on them.channel_id = c.id and them.user_id = author
            where c.id = place and allowed('moderate', them.role, c.permissions, c.is_direct, false)) then
        raise exception 'the thread is locked' using errcode = 'check_violation', constraint = 'messages_locked';
    end if;
    update channels set last_reply_seq = reply where id = place;
    return head;
end $$;

-- What a message quotes, for a viewer who may read it, and for everybody where the channel is on the web: its author's name, its text (`text_of`, in hexadecimal digits), where the
-- message stands in whose thread it was said, or nothing, who its author is, their handle, and the name of its first file
-- (`first_name`, in the same digits). A function, which messages that quote nothing do not call.
create function messaging.quoted(channel uuid, place bigint) returns text[]
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (
        select array[u.full_name, encode(text_of(m.content, m.sealed, m.channel_id, m.user_id, m.nonce), 'hex'),
                coalesce(m.parent_seq::text, ''), u.id::text, coalesce(u.handle, ''), coalesce(encode(first_name(m.files), 'hex'), '')]
        from messages m join users u on u.id = m.user_id
        where m.channel_id = channel and m.seq = place
            and (exists (select from channel_members me where me.channel_id = channel and me.user_id = viewer())
                or exists (select from channels c where c.id = channel and c.is_on_web)));
end $$;

create policy owner on messaging.messages to current_user using (true) with check (true);

create policy read_by_members on messaging.messages for select to :app_role
    using ((select true from messaging.memberships m where m.channel_id = messages.channel_id));
create policy sent_by_members on messaging.messages for insert to :app_role
    with check (user_id = (select messaging.viewer())
        and (select true from messaging.memberships m where m.channel_id = messages.channel_id));

grant execute on function messaging.quoted(uuid, bigint) to :app_role;
grant select, insert (channel_id, user_id, content, sealed, nonce, parent_id, quoted_seq, mentions, file_ids, file_keys, care)
    on messaging.messages to :app_role;
