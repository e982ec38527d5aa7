-- Changing and deleting what one has said. Each is the channel's next change, which readers follow like a new message.

-- A message of the viewer's in a channel they belong to, with the channel's counter locked as for whoever sends; all null
-- where there is none. For the functions below.
create function messaging.take_own_message(slug text, place bigint) returns messaging.messages
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    own messages%rowtype;
begin
    -- Twice: nobody locks a channel in which there is nothing of theirs, and what is found may be another behind the lock.
    for turn in 1..2 loop
        select m.* into own
            from channels c
            join channel_members me on me.channel_id = c.id and me.user_id = viewer()
            join messages m on m.channel_id = c.id and m.seq = place and m.user_id = viewer()
            where c.slug = take_own_message.slug;
        exit when not found or turn = 2;
        perform from channels where id = own.channel_id for no key update;
    end loop;
    return own;
end $$;

-- Puts other words in place of a message's, plain or in a box that is bound to its nonce, within a day of its sending, if it
-- still is the version the writer has seen.
-- Returns what came of it; null where the viewer has said nothing at that place.
create function messaging.edit_message(
    slug text, place bigint, seen integer, words text, handles text[], box bytea, mark uuid) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    own constant messages := take_own_message(slug, place);
    number bigint;
    changed messages%rowtype;
begin
    case
        when own.id is null then return null;
        when own.is_deleted then return 'deleted';
        -- Its words are looked at as they are.
        when own.hiding = 'hidden' then return 'hidden';
        when own.created_at < clock_timestamp() - interval '24 hours' then return 'late';
        -- Other words would be said to somebody whom nothing may be said to.
        when is_closed(own.channel_id) then return 'late';
        -- Nor where they may say nothing any more.
        when not may(own.channel_id, 'post') or is_kept_quiet(own.channel_id, own.parent_id) then return 'late';
        when own.version <> seen or own.nonce <> mark then return 'outdated';
        when own.version >= 50 then return 'full';
        when not has_key(own.channel_id, box) then return 'outdated';
        else null;
    end case;
    insert into message_versions (message_id, version, content, sealed, written_at)
        values (own.id, own.version, own.content, own.sealed, coalesce(own.edited_at, own.created_at));
    update channels set last_seq = last_seq + 1 where id = own.channel_id returning last_seq into number;
    update messages set content = words, sealed = box, version = own.version + 1, edited_at = clock_timestamp(),
            updated_at = clock_timestamp(), changed_seq = number,
            mentions = kept_mentions(own.channel_id, own.user_id, handles)
        where id = own.id
        returning * into changed;
    if own.mentions is not null or changed.mentions is not null then
        perform mention(changed);
    end if;
    perform announce('changed ' || own.channel_id || ' ' || number);
    return 'edited';
end $$;

-- Takes a message's words away, with all it said before. Returns whether the viewer has said anything at that place.
create function messaging.delete_message(slug text, place bigint) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    own constant messages := take_own_message(slug, place);
    number bigint;
begin
    if own.id is null or own.is_deleted then
        return own.id is not null;
    end if;
    update channels set last_seq = last_seq + 1 where id = own.channel_id returning last_seq into number;
    perform empty_messages(array[own.id], number);
    return true;
end $$;

-- Empties messages of one channel, numbers their change from a number on, and tells readers. What is under a hold is kept where nobody
-- reads it. For whoever has the channel's counter locked.
create function messaging.empty_messages(gone uuid[], number bigint) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    home constant uuid := (select channel_id from messages where id = gone[1]);
    held constant uuid[] := array(
        select m.id from messages m where m.id = any (gone) and not m.is_deleted and is_on_hold(m.channel_id, m.user_id));
begin
    insert into hidden_messages as kept (message_id, channel_id, content, sealed, mentions, file_ids, is_kept)
        select m.id, m.channel_id, m.content, m.sealed, m.mentions, m.file_ids, true from messages m where m.id = any (held)
        on conflict (message_id) do update set is_kept = true;
    update files set is_deleted = true, is_kept = true where message_id = any (held);
    delete from message_versions where message_id = any (gone) and message_id <> all (held);
    delete from message_mentions where message_id = any (gone);
    delete from files where message_id = any (gone) and message_id <> all (held);
    delete from hidden_messages where message_id = any (gone) and message_id <> all (held);
    update messages m set content = '', sealed = null, metadata = '{}', is_deleted = true, version = 1, edited_at = null, mentions = null,
            file_ids = null, files = null, hiding = null, pinned_at = null, updated_at = clock_timestamp(), changed_seq = number + listed.step - 1
        from unnest(gone) with ordinality listed (id, step) where m.id = listed.id;
    perform announce('changed ' || home || ' ' || number + cardinality(gone) - 1);
    -- Less may be unread than was counted.
    perform announce('deleted ' || home);
end $$;

create policy owner on messaging.message_versions to current_user using (true) with check (true);

create policy read_by_members on messaging.message_versions for select to :app_role
    using ((select true from messaging.messages m where m.id = message_versions.message_id
            and not m.is_deleted and m.hiding is distinct from 'hidden'));

grant execute on function messaging.edit_message(text, bigint, integer, text, text[], bytea, uuid),
    messaging.delete_message(text, bigint)
    to :app_role;
grant select on messaging.message_versions to :app_role;
