-- Pictures of people: who sets them, and how whoever knows one's name is served it.

create trigger count_kept after insert on messaging.picture_parts
    referencing new table as changed for each statement execute function messaging.count_contents();
create trigger count_dropped after delete on messaging.picture_parts
    referencing old table as changed for each statement execute function messaging.count_contents();

-- Gives the viewer a picture, whose bytes are kept, in the place of what they had. Returns 'kept', also where it was theirs
-- before, or 'full' where all they keep would be more than `quota` bytes.
create function messaging.set_picture(
    mark text, sides integer[], types text[], digests text[], sizes bigint[], quota bigint) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
begin
    -- First, as for every change of what anybody is called or looks like.
    perform from names for no key update;
    perform from users u where u.id = me for no key update;
    if not found then
        raise exception 'nobody has a picture' using errcode = 'insufficient_privilege';
    end if;
    if exists (select from users u where u.id = me and u.picture = mark) then
        return 'kept';
    end if;
    if kept_bytes(me) - (select coalesce(sum(p.size), 0) from picture_parts p where p.user_id = me)
            + (select coalesce(sum(part), 0) from unnest(sizes) part) > quota then
        return 'full';
    end if;
    delete from picture_parts where user_id = me;
    insert into contents (digest, size)
        select distinct part.digest, part.size from unnest(digests, sizes) part (digest, size) order by part.digest
        -- Locked, so that nobody forgets it in this moment.
        on conflict (digest) do update set size = excluded.size;
    insert into picture_parts (user_id, picture, side, type, digest, size)
        select me, mark, part.side, part.type, part.digest, part.size
        from unnest(sides, types, digests, sizes) part (side, type, digest, size);
    update users set picture = mark where id = me;
    return 'kept';
end $$;

-- Takes the viewer's picture away. Returns whether there was one.
create function messaging.remove_picture() returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform from names for no key update;
    delete from picture_parts where user_id = viewer();
    update users set picture = null where id = viewer() and picture is not null;
    return found;
end $$;

-- A size and format of what is somebody's picture in this moment, for whoever asks: nothing else that is kept is found so.
create function messaging.public_picture(
    mark text, wanted integer, format text, out type text, out digest text, out size bigint) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select p.type, p.digest, p.size from picture_parts p
        where p.picture = mark and p.side = wanted and p.type = format and p.user_id is not null limit 1;
end $$;

create policy owner on messaging.picture_parts to current_user using (true) with check (true);

grant execute on function messaging.set_picture(text, integer[], text[], text[], bigint[], bigint),
    messaging.remove_picture() to :app_role;
-- Nobody is known where it is asked.
grant execute on function messaging.public_picture(text, integer, text) to :housekeeping_role;
