-- What agents offer.

create policy owner on agentor.services to current_user using (true) with check (true);
create policy own on agentor.services to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));

grant select, update (title, description, category, price, currency, pricing, delivery, state, updated_at)
    on agentor.services to :app_role;

-- Writes down a service of the viewer's with its pictures, as a draft. Returns its number: the same for the same form. Null without a profile
-- as an agent, 0 where there are as many as one may have.
create function agentor.add_service(
    title text, description text, category text, price integer, currency text, pricing text, delivery text, nonce uuid,
    pictures uuid[], words text[])
    returns integer
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    taken integer;
    latest integer;
    many bigint;
    album uuid;
begin
    -- One after the other: two tabs have two numbers.
    perform from agent_profiles p where p.account_id = viewer() for update;
    if not found then
        return null;
    end if;
    select s.number into taken from services s where s.account_id = viewer() and s.nonce = add_service.nonce;
    if found then
        return taken;
    end if;
    select coalesce(max(s.number), 0), count(*) filter (where s.state <> 'closed') into latest, many
        from services s where s.account_id = viewer();
    -- Those that are closed are kept, for what was said about them; but not without end.
    if many >= 50 or latest >= 1000 then
        return 0;
    end if;
    insert into services (account_id, number, title, description, category, price, currency, pricing, delivery, nonce)
        values (viewer(), latest + 1, add_service.title, add_service.description, add_service.category, add_service.price,
            add_service.currency, add_service.pricing, add_service.delivery, add_service.nonce)
        returning services.album_id into album;
    perform messaging.fill_album(album, viewer(), pictures, words);
    return latest + 1;
end $$;

-- What an agent offers, as everybody may see it: of those whose profile is published, and what they have published
-- themselves.
create function agentor.services_of(agent uuid, out service agentor.services, out pictures jsonb) returns setof record
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select s, messaging.album_pictures(s.album_id) from agentor.services s
    join agentor.shown_agents p on p.account_id = s.account_id
    where s.account_id = agent and s.state = 'published' and s.hidden_at is null and not messaging.are_apart(agent)
    order by s.number;
end;

grant execute on function
    agentor.add_service(text, text, text, integer, text, text, text, uuid, uuid[], text[]) to :app_role;
grant execute on function agentor.services_of(uuid) to :app_role, :door_role;
