-- Where services are talked about.

create policy owner on agentor.enquiries to current_user using (true) with check (true);

-- Makes a public channel the viewer has created the room of a published service of theirs that has none. Returns whether it is
-- now.
create function agentor.open_room(number integer, slug text) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update services s set room_id = c.id from messaging.channels c
        where s.account_id = viewer() and s.number = open_room.number and s.state = 'published' and s.room_id is null
            and c.slug = open_room.slug and c.created_by = viewer() and c.type = 'public' and not c.is_direct
            and not exists (select from services other where other.room_id = c.id);
    return found or exists (
        select from services s join messaging.channels c on c.id = s.room_id
        where s.account_id = viewer() and s.number = open_room.number and c.slug = open_room.slug);
end $$;

-- The slug of a service's room, as long as everybody may come in.
create function agentor.room_of(room uuid) returns text
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select c.slug from messaging.channels c
    where c.id = room and c.type = 'public' and c.archived_at is null;
end;

-- Notes that the viewer has asked about a published service in their conversation with its agent. Returns whether there are both.
create function agentor.ask_about(slug text, agent uuid, number integer) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into enquiries as known (channel_id, agent_id, number)
        select p.channel_id, s.account_id, s.number
        from messaging.channels c
        join messaging.pairs p on p.channel_id = c.id and agent in (p.low, p.high) and viewer() in (p.low, p.high)
        join services s on s.account_id = agent and s.number = ask_about.number and s.state = 'published' and s.hidden_at is null
        join shown_agents a on a.account_id = s.account_id
        where c.slug = ask_about.slug and agent <> viewer() and not messaging.are_apart(agent)
        on conflict (channel_id) do update
            set agent_id = excluded.agent_id, number = excluded.number, asked_at = excluded.asked_at;
    return found;
end $$;

-- What was last asked about in conversations of the viewer's: services of theirs, and of others as long as everybody sees them.
create function agentor.enquiries_in(
    slugs text[], out slug text, out agent text, out number integer, out title text) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select c.slug, u.handle, s.number, s.title
        from messaging.channels c
        join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        join enquiries e on e.channel_id = c.id
        join services s on s.account_id = e.agent_id and s.number = e.number
        join messaging.users u on u.id = s.account_id and u.handle is not null
        where c.slug = any (slugs) and (
            s.account_id = viewer() or s.state = 'published' and s.hidden_at is null and not messaging.are_apart(s.account_id)
                and exists (select from shown_agents a where a.account_id = s.account_id));
end $$;

grant execute on function agentor.open_room(integer, text), agentor.ask_about(text, uuid, integer),
    agentor.enquiries_in(text[]) to :app_role;
grant execute on function agentor.room_of(uuid) to :app_role, :door_role;
