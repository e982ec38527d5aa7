-- Files: who may see them, what they take up, and how they go with messages.

-- Contents are counted by the parts they are: in the order of their digests, so that two who count the same do not wait for
-- each other.
create function messaging.count_contents() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform from contents where digest in (select p.digest from changed p) order by digest for no key update;
    update contents c
        set reference_count = c.reference_count + counted.parts,
            unused_since = case when c.reference_count + counted.parts = 0 then clock_timestamp() end
        from (
            select p.digest, case tg_op when 'INSERT' then count(*) else -count(*) end::integer as parts
            from changed p group by p.digest
        ) counted
        where c.digest = counted.digest;
    return null;
end $$;
create trigger count_kept after insert on messaging.file_parts
    referencing new table as changed for each statement execute function messaging.count_contents();
create trigger count_dropped after delete on messaging.file_parts
    referencing old table as changed for each statement execute function messaging.count_contents();

-- Says that the viewer is about to keep these contents: whatever becomes of that, they are known, and so deleted once they are
-- part of no file. Returns 'room'; 'full' where all the viewer keeps would be more than `quota` bytes.
create function messaging.expect_contents(digests text[], sizes bigint[], quota bigint) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if viewer() is null then
        raise exception 'nobody keeps files' using errcode = 'insufficient_privilege';
    end if;
    if kept_bytes(viewer()) + (select coalesce(sum(part), 0) from unnest(sizes) part) > quota then
        return 'full';
    end if;
    insert into contents as kept (digest, size)
        select distinct part.digest, part.size from unnest(digests, sizes) part (digest, size) order by part.digest
        on conflict (digest) do update
            set unused_since = case when kept.unused_since is not null then clock_timestamp() end;
    return 'room';
end $$;

-- How many bytes all of somebody's files have, and their picture. For the functions here.
create function messaging.kept_bytes(owner uuid) returns bigint
    language sql stable security definer set search_path = messaging, pg_temp
begin atomic
    select coalesce((select sum(f.size) from messaging.files f where f.user_id = owner and not f.is_deleted), 0)::bigint
        + coalesce((select sum(p.size) from messaging.picture_parts p where p.user_id = owner), 0)::bigint;
end;

-- A file's key, with what it is bound to. Null where it has none.
create function messaging.file_key(key bytea, home uuid, owner uuid, file uuid) returns bytea
    language sql stable parallel safe
    return uuid_send(coalesce(home, '00000000-0000-0000-0000-000000000000'::uuid)) || uuid_send(owner) || uuid_send(file)
        || int2send(octet_length(key)::int2) || key;

-- A text of a file as it is read: as `text_of` has it, or a two, what the text is (`n` a name, `d` what the file shows, `t` what
-- it says), what the file's
-- key is bound to (its channel, or zeros where the operator's secret seals it, the file's owner, the file), the key and the box.
-- Inlined into whatever reads.
create function messaging.file_text(
    use bytea, plain text, box bytea, key bytea, home uuid, owner uuid, file uuid) returns bytea
    language sql stable parallel safe
    return case when box is null then '\x00'::bytea || convert_to(plain, 'UTF8')
        else '\x02'::bytea || use || messaging.file_key(key, home, owner, file) || box end;

-- Keeps a file of the viewer's, not sent yet, whose bytes are kept. Returns 'kept', also where it was before, or 'full'. Of
-- more than `most` that wait the oldest is dropped; what is to be sent later stays, and does not count.
create function messaging.keep_file(
    id uuid, name text, type text, label text, width integer, height integer, is_animated boolean, colours text,
    part_names text[], part_digests text[], part_types text[], part_sizes bigint[], part_widths integer[],
    part_heights integer[], quota bigint, most integer, key bytea, sealed_name bytea, words text, sealed_words bytea)
    returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    total constant bigint := (select coalesce(sum(part), 0) from unnest(part_sizes) part);
begin
    -- One after the other, so that nobody keeps more than they may by sending at once.
    perform from users u where u.id = me for no key update;
    if not found then
        raise exception 'nobody keeps files' using errcode = 'insufficient_privilege';
    end if;
    if exists (select from files f where f.id = keep_file.id and f.user_id = me) then
        return 'kept';
    end if;
    if total + kept_bytes(me) > quota then
        return 'full';
    end if;
    delete from files where files.id in (
        select f.id from files f
        where f.user_id = me and f.message_id is null and f.album_id is null and not exists (
            select from scheduled_messages s where s.user_id = me and f.id = any (s.file_ids))
        order by f.created_at desc offset most - 1);
    insert into files (
            id, user_id, name, type, label, size, width, height, is_animated, colours, key, sealed_name)
        values (keep_file.id, me, keep_file.name, keep_file.type, keep_file.label, total, keep_file.width,
            keep_file.height, keep_file.is_animated, keep_file.colours, keep_file.key, keep_file.sealed_name);
    insert into contents (digest, size)
        select distinct part.digest, part.size from unnest(part_digests, part_sizes) part (digest, size)
        order by part.digest
        -- Locked, so that nobody forgets it in this moment.
        on conflict (digest) do update set size = excluded.size;
    insert into file_parts (file_id, name, digest, type, size, width, height)
        select keep_file.id, part.name, part.digest, part.type, part.size, nullif(part.width, 0), nullif(part.height, 0)
        from unnest(part_names, part_digests, part_types, part_sizes, part_widths, part_heights)
            part (name, digest, type, size, width, height);
    if keep_file.words <> '' or keep_file.sealed_words is not null then
        insert into file_texts (file_id, words, sealed) values (keep_file.id, keep_file.words, keep_file.sealed_words);
    end if;
    return 'kept';
end $$;

-- Files of some types that nobody has looked into for what they say, after one, in the order of their identifiers: where their bytes
-- are, and their keys (`file_key`). For the host's housekeeping.
create function messaging.unread_files(
    types text[], after uuid, most integer, out id uuid, out digest text, out type text, out key bytea) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select f.id, p.digest, f.type, file_key(f.key, f.home_id, f.user_id, f.id)
        from files f join file_parts p on p.file_id = f.id and p.name = 'original'
        where f.id > coalesce(unread_files.after, '00000000-0000-0000-0000-000000000000'::uuid)
            and f.type = any (unread_files.types) and not f.is_deleted
            and not exists (select from file_texts t where t.file_id = f.id)
        order by f.id limit most;
end $$;

-- Keeps what such a file says: in a box, where it has a key; nothing where there was nothing to read. What it was sent with is found
-- by that from now on. Returns false where the file is gone, or its key is no longer as it was. For the host's housekeeping.
create function messaging.keep_file_text(file uuid, words text, box bytea) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    target record;
begin
    select f.channel_id, f.seq, f.key is not null as has_key into target from files f
        where f.id = keep_file_text.file and not f.is_deleted for update;
    if not found or target.has_key and keep_file_text.words <> '' or not target.has_key and box is not null then
        return false;
    end if;
    insert into file_texts (file_id, words, sealed) values (keep_file_text.file, keep_file_text.words, box)
        on conflict (file_id) do nothing;
    if found and target.channel_id is not null and (keep_file_text.words <> '' or box is not null) then
        -- After whoever makes filters just now, who may have seen less.
        perform from filter_marks k where k.channel_id = target.channel_id for update;
        -- Of no key there is: its words may be any, until it is made anew.
        update filters f set key_version = -1
            where f.channel_id = target.channel_id and f.first_seq = (
                select max(r.first_seq) from filters r where r.channel_id = target.channel_id and r.first_seq <= target.seq);
        update filter_marks k set is_stale = true where k.channel_id = target.channel_id;
    end if;
    return true;
end $$;

-- What the files of a message say (`file_text`, in hexadecimal digits), in their order, as far as whoever asks may see them.
create function messaging.texts_of(message uuid) returns text[]
    language sql stable parallel safe
    return array(
        select encode(messaging.file_text('t', t.words, t.sealed, f.key, f.home_id, f.user_id, f.id), 'hex')
        from messaging.files f join messaging.file_texts t on t.file_id = f.id
        where f.message_id = message and not f.is_deleted and (t.sealed is not null or t.words <> '')
        order by f.position);

-- Takes a file of the viewer's away that they have not sent. Returns whether there was one.
create function messaging.drop_file(file uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from files where id = file and user_id = viewer() and message_id is null and album_id is null;
    return found;
end $$;

-- What readers are shown of files, in an order; with what is hidden for now, where that is revealed. For the functions below.
create function messaging.shown_files(ids uuid[], reveals boolean default false) returns jsonb
    language sql stable security definer set search_path = messaging, pg_temp
begin atomic
    select jsonb_agg(case when f.is_deleted then jsonb_strip_nulls(jsonb_build_object(
            'id', f.id, 'type', f.type, 'label', 'File', 'name', 'Deleted file', 'size', 0, 'isDeleted', true,
            'mark', f.album_mark))
        when f.is_withheld and not reveals then jsonb_build_object(
            'id', f.id, 'type', 'application/octet-stream', 'label', 'File', 'name', 'Hidden file', 'size', 0, 'isHidden', true)
        else jsonb_strip_nulls(jsonb_build_object(
            'id', f.id, 'type', f.type, 'label', f.label,
            'name', case when f.sealed_name is null then f.name end,
            'sealedName', case when f.sealed_name is not null
                then encode(messaging.file_text('n', '', f.sealed_name, f.key, f.home_id, f.user_id, f.id), 'hex') end,
            'description', nullif(f.description, ''),
            'sealedDescription', case when f.sealed_description is not null
                then encode(messaging.file_text('d', '', f.sealed_description, f.key, f.home_id, f.user_id, f.id), 'hex') end,
            'size', coalesce(parts.whole, f.size),
            'width', f.width, 'height', f.height, 'isAnimated', f.is_animated, 'colours', f.colours,
            'mark', f.album_mark, 'parts', case when f.width is not null then parts.names end)) end order by listed.place)
        from unnest(ids) with ordinality listed (id, place)
        join messaging.files f on f.id = listed.id
        cross join lateral (
            select jsonb_agg(p.name order by p.width, p.name) as names, max(p.size) as whole
            from messaging.file_parts p where p.file_id = f.id
        ) parts;
end;

-- The same of those that are the viewer's and not sent yet; null where none is.
create function messaging.own_pending_files(ids uuid[]) returns jsonb
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return shown_files(array(
        select f.id from unnest(ids) with ordinality listed (id, place)
        join files f on f.id = listed.id and f.user_id = viewer() and f.message_id is null
        order by listed.place));
end $$;

-- The files of a message of the viewer's, with what is hidden for now.
create function messaging.own_sent_files(message uuid) returns jsonb
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (select shown_files(m.file_ids, true) from messages m where m.id = message and m.user_id = viewer());
end $$;

-- The name of a message's first file (`file_text`), as its readers are shown it; null for none.
create function messaging.first_name(files jsonb) returns bytea
    language sql stable parallel safe
    return case when not (:reads_texts) then case when files -> 0 is not null then '\x00'::bytea end
        when files -> 0 ? 'sealedName' then decode(files -> 0 ->> 'sealedName', 'hex')
        else '\x00'::bytea || convert_to(files -> 0 ->> 'name', 'UTF8') end;

-- Puts keys of somebody's files that are not sent, sealed by a channel's data key, in the place of those they had; an empty one
-- for a file without. For whoever sends them, who holds that data key.
create function messaging.move_file_keys(ids uuid[], owner uuid, place uuid, keys bytea[]) returns void
    language sql security definer set search_path = messaging, pg_temp
begin atomic
    update messaging.files f set key = given.key, home_id = place
        from unnest(ids, keys) given (id, key)
        where f.id = given.id and f.user_id = owner and f.message_id is null and f.key is not null
            and octet_length(given.key) > 0;
end;

-- Takes files of somebody's for a message of theirs; returns what readers are shown of them. For whoever sends it.
create function messaging.take_files(ids uuid[], owner uuid, place uuid, keys bytea[]) returns jsonb
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    taken uuid[];
begin
    taken := array(
        select id from files where id = any (ids) and user_id = owner and message_id is null and album_id is null
        order by id for update);
    if cardinality(taken) <> cardinality(ids) then
        raise exception 'what is sent with it is not there, or was sent already'
            using errcode = 'check_violation', constraint = 'messages_files';
    end if;
    perform move_file_keys(ids, owner, place, keys);
    return shown_files(ids);
end $$;

create function messaging.attach_files() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update files set message_id = new.id, channel_id = new.channel_id, seq = new.seq,
            position = array_position(new.file_ids, id)
        where id = any (new.file_ids);
    return null;
end $$;
create trigger attach_files after insert on messaging.messages
    for each row when (new.file_ids is not null) execute function messaging.attach_files();

-- Says what a file of the viewer's shows: in a box, where it has a key. Where it was sent that is a change of its message. Returns
-- whether it is theirs.
create function messaging.describe_file(file uuid, words text, box bytea) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    target record;
    number bigint;
begin
    select f.channel_id, f.message_id into target from files f
        where f.id = file and f.user_id = viewer() and not f.is_deleted
            and (f.message_id is null or exists (
                select from channel_members where channel_id = f.channel_id and user_id = viewer()));
    if not found then
        return false;
    end if;
    if target.message_id is null then
        update files set description = words, sealed_description = box where id = file and message_id is null;
        -- It may have been sent meanwhile.
        return found or describe_file(file, words, box);
    end if;
    perform from channels where id = target.channel_id for no key update;
    update files set description = words, sealed_description = box
        where id = file and not is_deleted
            and (description <> words or sealed_description is distinct from box);
    if found then
        update channels set last_seq = last_seq + 1 where id = target.channel_id returning last_seq into number;
        update messages set files = case when file_ids is not null then shown_files(file_ids) end, changed_seq = number
            where id = target.message_id;
        perform announce('changed ' || target.channel_id || ' ' || number);
    end if;
    return exists (select from files where id = file);
end $$;

-- Takes a file of the viewer's away, wherever they sent it: also where they are no member any more. The message stays,
-- and says that there was one. Returns whether there was one of theirs.
create function messaging.delete_own_file(file uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    target record;
    number bigint;
begin
    select f.channel_id, f.message_id into target from files f
        where f.id = file and f.user_id = viewer() and not f.is_deleted;
    if not found then
        return false;
    end if;
    if target.message_id is null then
        delete from files where id = file and message_id is null;
        -- It may have been sent meanwhile.
        return found or delete_own_file(file);
    end if;
    perform from channels where id = target.channel_id for no key update;
    if exists (select from files where id = file and not is_deleted) then
        update channels set last_seq = last_seq + 1 where id = target.channel_id returning last_seq into number;
        perform take_file_away(file, target.message_id, target.channel_id, number);
    end if;
    return true;
end $$;

-- Takes a file out of a message, which says that there was one, and tells readers of that by a number. Under a hold it is kept where
-- nobody reads it. For whoever has the channel's counter locked.
create function messaging.take_file_away(file uuid, message uuid, place uuid, number bigint) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update files f set is_deleted = true, is_kept = is_on_hold(place, f.user_id) where f.id = file;
    perform empty_file(f.id) from files f where f.id = file and not f.is_kept;
    update messages m set files = case when m.file_ids is not null then shown_files(m.file_ids) end, changed_seq = number
        where m.id = message;
    perform announce('changed ' || place || ' ' || number);
end $$;

-- Forgets all that a file which was taken away is and says.
create function messaging.empty_file(file uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update files f set is_kept = false, name = 'Deleted file', label = 'File', description = '', size = 0, width = null,
            height = null, is_animated = null, colours = null, key = null, home_id = null, sealed_name = null,
            sealed_description = null
        where f.id = file and f.is_deleted;
    delete from file_parts p where p.file_id = file;
    delete from file_texts t where t.file_id = file;
end $$;

-- The viewer's own files before one of them, the latest first, with what each counts in their quota. Where each was
-- sent, as far as they may still go there.
create function messaging.own_files(
    before_time timestamptz, before_id uuid, most integer,
    out id uuid, out name bytea, out label text, out size bigint, out created_at timestamptz, out is_sent boolean,
    out slug text, out channel text, out handle text, out seq bigint, out album uuid) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select f.id, file_text('n', f.name, f.sealed_name, f.key, f.home_id, f.user_id, f.id), f.label, f.size, f.created_at, f.message_id is not null, c.slug,
            case when c.is_direct then coalesce((other_in(c.id)).full_name, c.name) else c.name end,
            case when c.is_direct then (other_in(c.id)).handle end, f.seq, f.album_id
        from (
            select * from files own
            where own.user_id = viewer() and not own.is_deleted
                and (own.created_at, own.id) < (
                    coalesce(before_time, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
            order by own.created_at desc, own.id desc limit most
        ) f
        left join channel_members mine on mine.channel_id = f.channel_id and mine.user_id = viewer()
        left join channels c on c.id = mine.channel_id
        order by f.created_at desc, f.id desc;
end $$;

-- How many bytes all the viewer keeps has.
create function messaging.own_bytes() returns bigint
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return kept_bytes(viewer());
end $$;

-- Files of a message the viewer may read: by what each is named once it is copied, with its key.
create function messaging.originals(
    slug text, place bigint, mark uuid, out copy uuid, out key bytea) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select md5(mark::text || f.id)::uuid, file_key(f.key, f.home_id, f.user_id, f.id)
        from channels c
        join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        join files f on f.channel_id = c.id and f.seq = place and not f.is_deleted
        where c.slug = originals.slug order by f.position;
end $$;

-- Has files of a message the viewer may read once more, as files of theirs that are not sent yet: for forwarding. `keys` are those
-- of the copies, sealed by the operator's secret; an empty one for a file without. Returns the copies in their order, the same for the
-- same mark; null where there is not room for them in `quota` bytes.
create function messaging.copy_files(
    slug text, place bigint, mark uuid, quota bigint, ids uuid[], keys bytea[]) returns uuid[]
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    original record;
    copy uuid;
    sealing bytea;
    copies uuid[] := '{}';
begin
    perform from users where id = me for no key update;
    if kept_bytes(me) + (
            select coalesce(sum(f.size), 0) from channels c
            join files f on f.channel_id = c.id and f.seq = place
                and not f.is_deleted and not f.is_hidden and not f.is_withheld
            where c.slug = copy_files.slug and not exists (
                select from files copied where copied.id = md5(mark::text || f.id)::uuid)) > quota then
        return null;
    end if;
    for original in
        select f.* from channels c
        join channel_members mine on mine.channel_id = c.id and mine.user_id = me
        join files f on f.channel_id = c.id and f.seq = place
            and not f.is_deleted and not f.is_hidden and not f.is_withheld
        where c.slug = copy_files.slug order by f.position
        -- Not deleted between being found and being copied.
        for share of f
    loop
        copy := md5(mark::text || original.id)::uuid;
        sealing := nullif(keys[array_position(ids, copy)], ''::bytea);
        -- Sealed in this moment, or not among those that were asked for.
        continue when (sealing is null) <> (original.key is null);
        copies := copies || copy;
        continue when exists (select from files where id = copy);
        insert into files (
                id, user_id, name, type, label, description, size, width, height, is_animated, colours, key, sealed_name,
                sealed_description)
            values (copy, me, original.name, original.type, original.label, original.description, original.size,
                original.width, original.height, original.is_animated, original.colours, sealing,
                original.sealed_name, original.sealed_description);
        insert into file_parts (file_id, name, digest, type, size, width, height)
            select copy, p.name, p.digest, p.type, p.size, p.width, p.height
            from file_parts p where p.file_id = original.id;
        -- By the file's own key, which the copy has, too.
        insert into file_texts (file_id, words, sealed)
            select copy, t.words, t.sealed from file_texts t where t.file_id = original.id;
    end loop;
    return copies;
end $$;

-- Drops files that nobody has sent for a day, a little at a time. What is to be sent later stays, and what is in an album. Returns whether there were
-- any. For the host's housekeeping, as what follows; it acts for nobody.
create function messaging.drop_unsent_files() returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from files where id in (
        select f.id from files f
        where f.message_id is null and f.album_id is null and f.created_at < clock_timestamp() - interval '1 day'
            and not exists (
                select from scheduled_messages s where s.user_id = f.user_id and f.id = any (s.file_ids))
        order by f.created_at limit 100 for update skip locked);
    return found;
end $$;

-- Contents that have been part of no file for `age` seconds; none while a backup is made, which holds this lock for as long.
create function messaging.unused_contents(age integer, most integer) returns setof text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if pg_try_advisory_xact_lock_shared(5114711611) then
        return query select digest from contents
            where unused_since < clock_timestamp() - make_interval(secs => age) order by unused_since limit most;
    end if;
end $$;

-- Forgets those of some contents that are still part of no file: their bytes are gone.
create function messaging.forget_contents(digests text[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from contents where digest in (
        select digest from contents where digest = any (digests) and unused_since is not null
        order by digest for update);
end $$;

-- Which of some contents are part of a file, or were until lately.
create function messaging.known_contents(digests text[]) returns setof text
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select digest from contents where digest = any (digests);
end $$;

-- Contents that are part of files, in the order of their digests.
create function messaging.used_contents(after_digest text, most integer) returns setof text
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select digest from contents
        where digest > after_digest and unused_since is null order by digest limit most;
end $$;

create policy owner on messaging.contents to current_user using (true) with check (true);
create policy owner on messaging.files to current_user using (true) with check (true);
create policy owner on messaging.file_parts to current_user using (true) with check (true);
create policy owner on messaging.file_texts to current_user using (true) with check (true);

-- As private as the message: for those who may read that, and before it was sent for whoever is about to.
create policy read_by_members on messaging.files for select to :app_role
    using (case when is_kept then false
        when channel_id is null or is_hidden or is_withheld then user_id = (select messaging.viewer())
        else (select true from messaging.memberships m where m.channel_id = files.channel_id) end);
create policy with_their_file on messaging.file_parts for select to :app_role
    using ((select true from messaging.files f where f.id = file_parts.file_id));
create policy with_their_file on messaging.file_texts for select to :app_role
    using ((select true from messaging.files f where f.id = file_texts.file_id));

grant execute on function
    messaging.expect_contents(text[], bigint[], bigint),
    messaging.keep_file(uuid, text, text, text, integer, integer, boolean, text, text[], text[], text[], bigint[],
        integer[], integer[], bigint, integer, bytea, bytea, text, bytea),
    messaging.texts_of(uuid),
    messaging.file_text(bytea, text, bytea, bytea, uuid, uuid, uuid), messaging.file_key(bytea, uuid, uuid, uuid),
    messaging.first_name(jsonb),
    messaging.drop_file(uuid), messaging.own_pending_files(uuid[]), messaging.own_sent_files(uuid), messaging.describe_file(uuid, text, bytea),
    messaging.originals(text, bigint, uuid), messaging.copy_files(text, bigint, uuid, bigint, uuid[], bytea[]),
    messaging.delete_own_file(uuid),
    messaging.own_files(timestamptz, uuid, integer), messaging.own_bytes()
    to :app_role;
-- Not for whoever serves: who knows the digest of a content could make a file of it.
grant usage on schema messaging to :housekeeping_role;
grant execute on function messaging.drop_unsent_files(), messaging.unused_contents(integer, integer),
    messaging.forget_contents(text[]), messaging.known_contents(text[]), messaging.used_contents(text, integer),
    messaging.unread_files(text[], uuid, integer), messaging.keep_file_text(uuid, text, bytea)
    to :housekeeping_role;
grant select on messaging.files, messaging.file_parts, messaging.file_texts to :app_role;
