-- Pictures of people and channels: who sets them, and who is served them.

create trigger count_kept after insert on messaging.picture_parts
    referencing new table as changed for each statement execute function messaging.count_contents();
create trigger count_dropped after delete on messaging.picture_parts
    referencing old table as changed for each statement execute function messaging.count_contents();

-- Makes a picture somebody's or a channel's, in the place of what they had: whose of the two is the one that is not null. For
-- functions that have looked whether the viewer may.
create function messaging.put_picture(
    person uuid, place uuid, mark text, sides integer[], types text[], digests text[], sizes bigint[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from picture_parts where user_id = person;
    delete from picture_parts where channel_id = place;
    insert into contents (digest, size)
        select distinct part.digest, part.size from unnest(digests, sizes) part (digest, size) order by part.digest
        -- Locked, so that nobody forgets it in this moment.
        on conflict (digest) do update set size = excluded.size;
    insert into picture_parts (user_id, channel_id, picture, side, type, digest, size)
        select person, place, mark, part.side, part.type, part.digest, part.size
        from unnest(sides, types, digests, sizes) part (side, type, digest, size);
end $$;

-- Gives the viewer a picture, whose bytes are kept, in the place of what they had. Returns 'kept', also where it was
-- theirs before, or 'full' where all they keep would be more than `quota` bytes.
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
    perform put_picture(me, null, mark, sides, types, digests, sizes);
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

-- Gives a channel a picture, as `set_picture` does; null where the viewer may not. It counts in nobody's quota.
create function messaging.set_channel_picture(
    slug text, mark text, sides integer[], types text[], digests text[], sizes bigint[]) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'manage-channel');
begin
    if place is null then
        return null;
    end if;
    update channels c set picture = mark, revision = revision + 1, updated_at = now() where c.id = place;
    perform record(place, 'pictured', null, null);
    perform put_picture(null, place, mark, sides, types, digests, sizes);
    return 'kept';
end $$;

-- Takes it away. Returns whether the viewer may.
create function messaging.remove_channel_picture(slug text) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'manage-channel');
begin
    update channels c set picture = null, revision = revision + 1, updated_at = now()
        where c.id = place and c.picture is not null;
    if found then
        perform record(place, 'unpictured', null, null);
    end if;
    delete from picture_parts where channel_id = place;
    return place is not null;
end $$;

-- A size and format of what is in this moment the picture of somebody, or of a channel everybody can find, for whoever
-- asks: nothing else that is kept is found so.
create function messaging.public_picture(
    mark text, wanted integer, format text, out type text, out digest text, out size bigint) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select p.type, p.digest, p.size from picture_parts p
        where p.picture = mark and p.side = wanted and p.type = format
            and (p.user_id is not null or exists (
                select from channels c where c.id = p.channel_id and c.type = 'public' and not c.is_direct))
        limit 1;
end $$;

create policy owner on messaging.picture_parts to current_user using (true) with check (true);

-- Of a channel they may see, to whoever may.
create policy with_their_channel on messaging.picture_parts for select to :app_role
    using (channel_id is not null and (select true from messaging.channels c where c.id = picture_parts.channel_id));
grant select (channel_id, picture, side, type, digest, size) on messaging.picture_parts to :app_role;

grant execute on function messaging.set_picture(text, integer[], text[], text[], bigint[], bigint),
    messaging.remove_picture(), messaging.set_channel_picture(text, text, integer[], text[], text[], bigint[]),
    messaging.remove_channel_picture(text) to :app_role;
-- Nobody is known where it is asked.
grant execute on function messaging.public_picture(text, integer, text) to :housekeeping_role;
