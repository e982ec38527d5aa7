-- Albums: pictures somebody shows outside of messages. All but the viewer's own is for functions of the host's, which know what
-- an album belongs to and who may see it.

-- Puts pictures of somebody's into an album, in this order and each with what it shows, in the place of those that were there,
-- which are deleted. They are not sent, and in no other album.
create function messaging.fill_album(album uuid, owner uuid, pictures uuid[], descriptions text[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    found_count bigint;
begin
    -- One after the other, as for all somebody keeps.
    perform from users u where u.id = owner for no key update;
    select count(*) into found_count from files f
        where f.id = any (pictures) and f.user_id = owner and f.message_id is null and f.width is not null
            and (f.album_id is null or f.album_id = album) and not exists (
                select from scheduled_messages s where s.user_id = owner and f.id = any (s.file_ids));
    if found_count <> cardinality(pictures) then
        raise exception 'what is to be shown is not there'
            using errcode = 'check_violation', constraint = 'files_album';
    end if;
    delete from files f where f.album_id = album and f.id <> all (pictures);
    -- What it shows is for everybody.
    update files f set album_id = album, album_position = listed.place, description = listed.words, sealed_description = null,
            album_mark = (
                select left(encode(sha256(convert_to(string_agg(p.digest, '' order by p.name), 'UTF8')), 'hex'), 32)
                from file_parts p where p.file_id = f.id)
        from unnest(pictures, descriptions) with ordinality listed (id, words, place)
        where f.id = listed.id;
end $$;

-- Deletes what is in an album.
create function messaging.empty_album(album uuid) returns void
    language sql security definer set search_path = messaging, pg_temp
begin atomic
    delete from messaging.files where album_id = album;
end;

-- What is in it, in its order, as `shown_files` has it; null where there is nothing.
create function messaging.album_pictures(album uuid) returns jsonb
    language sql stable security definer set search_path = messaging, pg_temp
begin atomic
    select messaging.shown_files(array(
        select id from messaging.files where album_id = album order by album_position));
end;

-- The same of an album of the viewer's.
create function messaging.own_album(album uuid) returns jsonb
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return shown_files(array(
        select id from files where album_id = album and user_id = viewer() order by album_position));
end $$;

grant execute on function messaging.own_album(uuid) to :app_role;
