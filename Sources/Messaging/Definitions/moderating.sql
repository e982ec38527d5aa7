-- What those in charge of a channel do about what is said in it: they take messages away, lock threads, and look at what newcomers
-- write first.

create policy owner on messaging.locked_threads to current_user using (true) with check (true);
create policy read_by_members on messaging.locked_threads for select to :app_role
    using ((select true from messaging.memberships m where m.channel_id = locked_threads.channel_id));

-- Whether the viewer may take away what somebody says in a channel: whoever has a lower role there, or none any more; administrators
-- what anybody says.
create function messaging.outranks(place uuid, author uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (
        select mine.role = 'admin' or coalesce(rank(them.role), -1) < rank(mine.role)
        from channel_members mine
        left join channel_members them on them.channel_id = mine.channel_id and them.user_id = author
        where mine.channel_id = place and mine.user_id = viewer());
end $$;

-- Takes a message away as if its author had deleted it. Returns whether the viewer may.
create function messaging.remove_message(slug text, place bigint) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    home constant uuid := take_channel(slug, 'moderate');
    said messages%rowtype;
    number bigint;
begin
    select m.* into said from messages m where m.channel_id = home and m.seq = remove_message.place;
    if said.id is null or outranks(home, said.user_id) is not true then
        return false;
    end if;
    if not said.is_deleted then
        update channels c set last_seq = c.last_seq + 1 where c.id = home returning c.last_seq into number;
        perform empty_messages(array[said.id], number);
        perform record(home, 'took away', said.user_id, '1');
    end if;
    return true;
end $$;

-- The same of what somebody has said there in the last seconds, the last first, at most some. Returns how many; null where the viewer
-- may not.
create function messaging.remove_messages(slug text, participant uuid, seconds double precision, most integer) returns integer
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    home constant uuid := take_channel(slug, 'moderate');
    gone uuid[];
    number bigint;
begin
    if outranks(home, participant) is not true then
        return null;
    end if;
    gone := array(
        select m.id from messages m
        where m.channel_id = home and m.user_id = participant and not m.is_deleted
            and m.created_at > clock_timestamp() - make_interval(secs => seconds)
        order by m.seq desc limit least(most, 500));
    if cardinality(gone) > 0 then
        update channels c set last_seq = c.last_seq + cardinality(gone) where c.id = home
            returning c.last_seq - cardinality(gone) + 1 into number;
        perform empty_messages(gone, number);
        perform record(home, 'took away', participant, cardinality(gone)::text);
    end if;
    return cardinality(gone);
end $$;

-- Has nobody but those in charge answer in a thread, or everybody again. Readers are told of it as of a change of what it hangs on. Returns
-- whether the viewer may, and there is a message that a thread can hang on.
create function messaging.lock_thread(slug text, place bigint, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    home constant uuid := take_channel(slug, 'moderate');
    head constant uuid := (
        select m.id from messages m where m.channel_id = home and m.seq = lock_thread.place and m.parent_id is null);
    number bigint;
begin
    if head is null then
        return false;
    end if;
    if is_wanted then
        insert into locked_threads (message_id, channel_id, seq) values (head, home, place) on conflict do nothing;
    else
        delete from locked_threads l where l.message_id = head;
    end if;
    if found then
        update channels c set last_seq = c.last_seq + 1 where c.id = home returning c.last_seq into number;
        update messages m set changed_seq = number, updated_at = clock_timestamp() where m.id = head;
        perform announce('changed ' || home || ' ' || number);
        perform record(home, case when is_wanted then 'locked' else 'unlocked' end, null, place::text);
    end if;
    return true;
end $$;

-- Has what newcomers write first wait from now on, or not any more: what waits already stays until somebody looks at it. Returns whether
-- the viewer may.
create function messaging.let_newcomers_wait(slug text, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    home constant uuid := take_channel(slug, 'manage-channel');
begin
    if home is null then
        return false;
    end if;
    update channels c set newcomers_wait_since = case when is_wanted then clock_timestamp() end,
            revision = c.revision + 1, updated_at = now()
        where c.id = home and (c.newcomers_wait_since is not null) <> is_wanted;
    if found then
        perform record(home, 'newcomers', null, case when is_wanted then 'wait' else 'write' end);
    end if;
    return true;
end $$;

-- Whether what a member writes first waits in a channel that has had it wait since a moment.
create function messaging.is_newcomer(them messaging.channel_members, since timestamptz) returns boolean
    language sql immutable parallel safe
    return coalesce(them.role = 'member' and not them.is_known and them.joined_at >= since, false);

-- Whether the viewer says nothing just now in a channel, or in a thread of it, and so puts no other words in place of theirs either:
-- silenced, new, or in a thread that is locked.
create function messaging.is_kept_quiet(place uuid, thread uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (
        select from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        where c.id = place and (
            mine.silenced_until > clock_timestamp()
            or is_newcomer(mine, c.newcomers_wait_since)
            or exists (select from locked_threads l where l.message_id = thread)
                and not allowed('moderate', mine.role, c.permissions, c.is_direct, false)));
end $$;

-- Whether a message is a newcomer's first and waits, and is put where it does. For the trigger of messages, which has locked the channel.
create function messaging.wait_as_newcomer(said messaging.messages, since timestamptz) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if not exists (
            select from channel_members m
            where m.channel_id = said.channel_id and m.user_id = said.user_id and is_newcomer(m, since)) then
        return false;
    end if;
    if is_let_go(said) is not null then
        return not is_let_go(said);
    end if;
    if said.parent_id is not null then
        raise exception 'a newcomer writes in the channel first'
            using errcode = 'check_violation', constraint = 'messages_newcomer_thread';
    end if;
    if (select count(*) from scheduled_messages s
            where s.channel_id = said.channel_id and s.user_id = said.user_id and s.nonce <> said.nonce
                and s.held_for = 'newcomer' and s.failure is null) >= 3
        or (select count(*) from scheduled_messages s where s.user_id = said.user_id and s.nonce <> said.nonce) >= 100 then
        raise exception 'enough of theirs waits' using errcode = 'check_violation', constraint = 'messages_newcomer_limit';
    end if;
    perform keep_waiting(said, 'newcomer');
    return true;
end $$;

-- What waits of somebody who is in the channel no more is sent no more.
create function messaging.close_waiting() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update scheduled_messages s set failure = 'closed'
        where s.channel_id = old.channel_id and s.user_id = old.user_id and s.held_for = 'newcomer' and s.failure is null;
    return null;
end $$;
create trigger close_waiting after delete on messaging.channel_members
    for each row execute function messaging.close_waiting();

-- How many messages of newcomers wait, counted to a hundred; null for whoever does not look at them.
create function messaging.count_waiting(place uuid) returns integer
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    if not may(place, 'moderate') then
        return null;
    end if;
    return (
        select count(*) from (
            select from scheduled_messages s
            where s.channel_id = place and s.held_for = 'newcomer' and s.failure is null limit 100) waiting);
end $$;

-- What newcomers wrote that waits, the first first, for whoever looks at it.
create function messaging.waiting_messages(
    slug text, most integer,
    out id uuid, out participant uuid, out full_name text, out handle text, out picture text, out words bytea,
    out file_count integer, out written_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    home constant uuid := (select c.id from channels c where c.slug = waiting_messages.slug);
begin
    if not may(home, 'moderate') then
        return;
    end if;
    return query
        select s.id, u.id, u.full_name, u.handle, u.picture,
            text_of(s.content, s.sealed, s.channel_id, s.user_id, s.nonce), coalesce(cardinality(s.file_ids), 0), s.created_at
        from scheduled_messages s join users u on u.id = s.user_id
        where s.channel_id = home and s.held_for = 'newcomer' and s.failure is null
        order by s.created_at, s.id limit most;
end $$;

-- Lets in what a newcomer wrote, with what they wrote there before it, and has them wait no more; or turns one message away, as its author
-- sees. Returns whether it waited, and the viewer may.
create function messaging.answer_waiting(slug text, item uuid, is_let_in boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    home constant uuid := take_channel(slug, 'moderate');
    waiting scheduled_messages%rowtype;
begin
    select s.* into waiting from scheduled_messages s
        where s.id = item and s.channel_id = home and s.held_for = 'newcomer' and s.failure is null for no key update;
    if not found then
        return false;
    end if;
    if is_let_in then
        update channel_members m set is_known = true where m.channel_id = home and m.user_id = waiting.user_id;
        -- What came since has been seen by nobody yet.
        update scheduled_messages s set held_for = null, is_released = true, send_at = s.created_at
            where s.channel_id = home and s.user_id = waiting.user_id and s.held_for = 'newcomer' and s.failure is null
                and (s.created_at, s.id) <= (waiting.created_at, waiting.id);
        perform record(home, 'let speak', waiting.user_id, null);
    else
        update scheduled_messages s set failure = 'removed' where s.id = item;
        perform record(home, 'did not let speak', waiting.user_id, null);
    end if;
    return true;
end $$;

grant execute on function messaging.remove_message(text, bigint),
    messaging.remove_messages(text, uuid, double precision, integer), messaging.lock_thread(text, bigint, boolean),
    messaging.let_newcomers_wait(text, boolean), messaging.count_waiting(uuid), messaging.waiting_messages(text, integer),
    messaging.answer_waiting(text, uuid, boolean) to :app_role;
grant select on messaging.locked_threads to :app_role;
