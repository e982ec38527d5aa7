-- Favourites and folders of one's own channels. Nobody else is told: the columns are read by `memberships` alone, which has only
-- the viewer's.

create policy owner on messaging.folders to current_user using (true) with check (true);
create policy known_to_oneself on messaging.folders for select to :app_role
    using (user_id = (select messaging.viewer()));
grant select on messaging.folders to :app_role;

-- Puts one of the viewer's channels first, or not any more. Returns whether they are in such a channel.
create function messaging.favour(slug text, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update channel_members m set is_favourite = is_wanted from channels c
        where c.slug = favour.slug and not c.is_direct and m.channel_id = c.id and m.user_id = viewer();
    return found;
end $$;

-- Puts one of the viewer's channels into a folder of theirs; null takes it out. Returns whether there are both.
create function messaging.file_away(slug text, folder uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if folder is not null then
        perform from folders f where f.id = folder and f.user_id = viewer() for key share;
        if not found then
            return false;
        end if;
    end if;
    update channel_members m set folder_id = folder from channels c
        where c.slug = file_away.slug and not c.is_direct and m.channel_id = c.id and m.user_id = viewer();
    return found;
end $$;

-- Makes a folder, once for each name it is given by the form. Returns 'made'; 'taken' where there is another of that name; 'too many' beyond
-- twenty.
create function messaging.make_folder(folder uuid, called text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
begin
    -- One after the other.
    perform from users u where u.id = me for no key update;
    if not found then
        return null;
    end if;
    if exists (select from folders f where f.id = folder and f.user_id = me) then
        return 'made';
    elsif exists (select from folders f where f.user_id = me and f.name = called) then
        return 'taken';
    elsif (select count(*) from folders f where f.user_id = me) >= 20 then
        return 'too many';
    end if;
    insert into folders (id, user_id, name, place)
        values (folder, me, called, (select coalesce(max(f.place), 0) + 1 from folders f where f.user_id = me));
    return 'made';
end $$;

-- Gives a folder another name, and a place among the viewer's, of which the first is 1. Returns 'changed', or 'taken'; null where there is none.
create function messaging.change_folder(folder uuid, called text, wish integer) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    others uuid[];
begin
    perform from users u where u.id = me for no key update;
    if not exists (select from folders f where f.id = folder and f.user_id = me) then
        return null;
    elsif exists (select from folders f where f.user_id = me and f.name = called and f.id <> folder) then
        return 'taken';
    end if;
    update folders f set name = called where f.id = folder;
    others := array(select f.id from folders f where f.user_id = me and f.id <> folder order by f.place, f.id);
    wish := least(greatest(wish, 1), cardinality(others) + 1);
    others := others[:wish - 1] || folder || others[wish:];
    update folders f set place = array_position(others, f.id)
        where f.user_id = me and f.place <> array_position(others, f.id);
    return 'changed';
end $$;

-- Has a folder shown closed, or open. Returns whether there is one.
create function messaging.close_folder(folder uuid, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update folders f set is_closed = is_wanted where f.id = folder and f.user_id = viewer();
    return found;
end $$;

-- Takes a folder away, and nothing that is in it. Returns whether there was one.
create function messaging.remove_folder(folder uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from folders f where f.id = folder and f.user_id = viewer();
    return found;
end $$;

grant execute on function messaging.favour(text, boolean), messaging.file_away(text, uuid), messaging.make_folder(uuid, text),
    messaging.change_folder(uuid, text, integer), messaging.close_folder(uuid, boolean), messaging.remove_folder(uuid)
    to :app_role;
