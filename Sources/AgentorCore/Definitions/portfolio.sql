-- Work that agents show, and what anybody may see of it.

create policy owner on agentor.portfolios to current_user using (true) with check (true);
create policy owner on agentor.works to current_user using (true) with check (true);
create policy own on agentor.works for select to :app_role using (account_id = (select agentor.viewer()));
grant select on agentor.works to :app_role;

-- Writes down a work of the viewer's, with its pictures, behind those there are. Returns its number: the same for the same
-- form. Null without a profile as an agent, 0 where there are as many as one may have.
create function agentor.add_work(
    title text, description text, link text, year integer, is_shown boolean, pictures uuid[], words text[], nonce uuid)
    returns integer
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    taken integer;
    latest integer;
    album uuid;
begin
    if not exists (select from agent_profiles p where p.account_id = viewer()) then
        return null;
    end if;
    insert into portfolios (account_id) values (viewer()) on conflict do nothing;
    -- One after the other: two tabs have two numbers.
    select p.last_number into latest from portfolios p where p.account_id = viewer() for no key update;
    select w.number into taken from works w where w.account_id = viewer() and w.nonce = add_work.nonce;
    if found then
        return taken;
    end if;
    if (select count(*) from works w where w.account_id = viewer()) >= 24 then
        return 0;
    end if;
    update portfolios set last_number = latest + 1 where account_id = viewer();
    insert into works (account_id, number, place, title, description, link, year, is_shown, nonce)
        select viewer(), latest + 1, coalesce(max(w.place), 0) + 1, add_work.title, add_work.description, add_work.link,
            add_work.year, add_work.is_shown, add_work.nonce
        from works w where w.account_id = viewer()
        returning works.album_id into album;
    perform messaging.fill_album(album, viewer(), pictures, words);
    return latest + 1;
end $$;

-- Writes a work of the viewer's anew. Returns whether there is such a one that is, if that matters, as it was when it was read:
-- `revision` is a digest of what it said.
create function agentor.change_work(
    number integer, title text, description text, link text, year integer, is_shown boolean, pictures uuid[], words text[],
    revision text)
    returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    album uuid;
begin
    update works w set title = change_work.title, description = change_work.description, link = change_work.link,
            year = change_work.year, is_shown = change_work.is_shown, updated_at = now()
        where w.account_id = viewer() and w.number = change_work.number and (revision is null
            or revision = md5(jsonb_build_array(w.title, w.description, w.link, w.year)::text))
        returning w.album_id into album;
    if not found then
        return false;
    end if;
    perform messaging.fill_album(album, viewer(), pictures, words);
    return true;
end $$;

-- Shows a work of the viewer's with their profile, or does not. Returns whether there is such a one.
create function agentor.show_work(number integer, is_shown boolean) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update works w set is_shown = show_work.is_shown, updated_at = now()
        where w.account_id = viewer() and w.number = show_work.number;
    return found;
end $$;

-- Changes places with the one before (-1) or behind (1); at the end nothing happens. Returns whether there is such a one.
create function agentor.move_work(number integer, steps integer) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    own record;
    other record;
begin
    -- One after the other, or two would have one place.
    perform from portfolios p where p.account_id = viewer() for no key update;
    select w.number, w.place into own from works w where w.account_id = viewer() and w.number = move_work.number;
    if not found then
        return false;
    end if;
    select w.number, w.place into other from works w
        where w.account_id = viewer() and (w.place - own.place) * steps > 0
        order by (w.place - own.place) * steps limit 1;
    if found then
        update works w set place = case w.number when own.number then other.place else own.place end
            where w.account_id = viewer() and w.number in (own.number, other.number);
    end if;
    return true;
end $$;

-- Deletes a work of the viewer's with its pictures. Returns whether there was one.
create function agentor.delete_work(number integer) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    album uuid;
begin
    delete from works w where w.account_id = viewer() and w.number = delete_work.number returning w.album_id into album;
    if not found then
        return false;
    end if;
    perform messaging.empty_album(album);
    return true;
end $$;

-- Gives a service of the viewer's its pictures. Returns whether there is such a one.
create function agentor.picture_service(number integer, pictures uuid[], words text[]) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    album uuid;
begin
    select s.album_id into album from services s
        where s.account_id = viewer() and s.number = picture_service.number for no key update;
    if not found then
        return false;
    end if;
    perform messaging.fill_album(album, viewer(), pictures, words);
    return true;
end $$;

-- What an agent shows of their work to everybody, in its order: of those whose profile is published.
create function agentor.works_of(agent uuid, out work agentor.works, out pictures jsonb) returns setof record
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select w, messaging.album_pictures(w.album_id) from agentor.works w
    join agentor.shown_agents p on p.account_id = w.account_id
    where w.account_id = agent and w.is_shown and w.hidden_at is null and not messaging.are_apart(agent)
    order by w.place;
end;

-- The first two works of each of some agents, with the picture that stands for each: a hundred agents at most.
create function agentor.samples_of(people uuid[], out work agentor.works, out pictures jsonb) returns setof record
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select w::agentor.works, jsonb_build_array(messaging.album_pictures(w.album_id) -> 0)
    from unnest(people[:100]) p (id)
    join agentor.shown_agents a on a.account_id = p.id
    cross join lateral (
        select * from agentor.works w
        where w.account_id = p.id and w.is_shown and w.hidden_at is null order by w.place limit 2) w
    where not messaging.are_apart(p.id)
    order by w.account_id, w.place;
end;

-- A part of a picture that is shown in this moment with somebody's work or with a service, by what its bytes are called, for
-- whoever asks: nothing else that is kept is found so.
create function agentor.shown_picture(
    mark text, part text, out type text, out digest text, out size bigint) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select p.type, p.digest, p.size
        from messaging.files f join messaging.file_parts p on p.file_id = f.id and p.name = part
        where f.album_mark = shown_picture.mark and (
            exists (
                select from works w join shown_agents a on a.account_id = w.account_id
                where w.album_id = f.album_id and w.is_shown and w.hidden_at is null)
            or exists (
                select from services s join shown_agents a on a.account_id = s.account_id
                where s.album_id = f.album_id and s.state = 'published' and s.hidden_at is null))
        limit 1;
end $$;

grant execute on function
    agentor.add_work(text, text, text, integer, boolean, uuid[], text[], uuid),
    agentor.change_work(integer, text, text, text, integer, boolean, uuid[], text[], text),
    agentor.show_work(integer, boolean), agentor.move_work(integer, integer), agentor.delete_work(integer),
    agentor.picture_service(integer, uuid[], text[]) to :app_role;
grant execute on function agentor.works_of(uuid), agentor.samples_of(uuid[]) to :app_role, :door_role;
grant execute on function agentor.shown_picture(text, text) to :door_role;
