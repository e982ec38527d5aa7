-- What people save of the directory, seen by nobody else.

create policy owner on agentor.saved_people to current_user using (true) with check (true);
create policy own on agentor.saved_people to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));

grant select on agentor.saved_people to :app_role;

-- Saves an agent for the viewer, with a note in place of the one there is; null leaves that as it is. Returns 'changed',
-- 'unchanged', or 'too many'; null where there is no such agent for the viewer to see.
create function agentor.save_person(handle text, note text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
    person constant uuid := (
        select s.account_id from shown_agents s
        where s.account_id = messaging.holder_of(save_person.handle) and s.account_id <> me
            and not messaging.are_apart(s.account_id));
begin
    if person is null then
        return null;
    end if;
    -- One after the other, so that nobody saves more than they may by asking at once.
    perform from accounts a where a.id = me for no key update;
    if exists (select from saved_people s where s.account_id = me and s.person_id = person) then
        update saved_people s set note = save_person.note
            where s.account_id = me and s.person_id = person and s.note <> save_person.note;
        return case when found then 'changed' else 'unchanged' end;
    end if;
    if (select count(*) from (select from saved_people s where s.account_id = me limit 10000) kept) >= 10000 then
        return 'too many';
    end if;
    insert into saved_people (account_id, person_id, note) values (me, person, coalesce(save_person.note, ''));
    return 'changed';
end $$;

-- Forgets somebody the viewer has saved, with the note. Returns whether they had.
create function agentor.forget_person(handle text) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from saved_people s
        where s.account_id = viewer() and s.person_id = messaging.holder_of(forget_person.handle);
    return found;
end $$;

-- Those the viewer has saved and can see, the last saved first: a range of one index, in which whoever is not shown just now
-- is passed over.
create function agentor.saved_agents(
    before timestamptz, before_id uuid, wanted integer, out account uuid, out full_name text, out handle text,
    out picture text, out since timestamptz, out published_at timestamptz, out profile agentor.agent_profiles,
    out time_zone text, out note text, out saved_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_mergejoin = off set enable_hashjoin = off as $$
#variable_conflict use_column
begin
    return query
        select p.account_id, p.full_name, p.handle, p.picture, p.since, p.published_at,
            jsonb_populate_record(null::agent_profiles, p.content), p.time_zone, s.note, s.saved_at
        from (select * from saved_people s
            where s.account_id = viewer() and (s.saved_at, s.person_id) < (
                coalesce(before, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by s.saved_at desc, s.person_id desc) s
            join shown_agents p on p.account_id = s.person_id
        where not messaging.are_apart(s.person_id)
        order by s.saved_at desc, s.person_id desc limit wanted;
end $$;

grant execute on function agentor.save_person(text, text), agentor.forget_person(text),
    agentor.saved_agents(timestamptz, uuid, integer) to :app_role;

-- MARK: Searches

create policy owner on agentor.saved_searches to current_user using (true) with check (true);
create policy own on agentor.saved_searches to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));

grant select (id, account_id, name, query, created_at, seen_at, has_feed), update (name, query, seen_at)
    on agentor.saved_searches to :app_role;

-- Saves a search of the viewer's, once for each form; null where there are as many as one may have.
create function agentor.save_search(name text, query text, nonce uuid) returns uuid
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
    saved uuid;
begin
    -- One after the other, so that nobody saves more than they may by asking at once.
    perform from accounts a where a.id = me for no key update;
    if not found then
        return null;
    end if;
    select s.id into saved from saved_searches s where s.account_id = me and s.nonce = save_search.nonce;
    if found then
        return saved;
    end if;
    if (select count(*) from saved_searches s where s.account_id = me) >= 50 then
        return null;
    end if;
    insert into saved_searches (account_id, name, query, nonce)
        values (me, save_search.name, save_search.query, save_search.nonce) returning id into saved;
    return saved;
end $$;

-- Forgets a search of the viewer's. Returns whether there was one.
create function agentor.remove_search(search uuid) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from saved_searches s where s.id = search and s.account_id = viewer();
    return found;
end $$;

-- Has a search of the viewer's read by whoever holds a token, and by nobody who held another; null ends that. Returns whether
-- there is such a search.
create function agentor.set_feed(search uuid, token_hash bytea) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update saved_searches s set feed_hash = sha256(token_hash) where s.id = search and s.account_id = viewer();
    return found;
end $$;

-- Opens a transaction of the door as that of whoever has given out a feed's token, for functions that leave out whom they are
-- not shown, and says what is looked for. No row, and nobody, where the token is no feed's or its owner is not here any more.
-- Their working hours are null where no profile of theirs says them.
create function agentor.enter_by_feed(
    token_hash bytea, out search uuid, out name text, out query text, out time_zone text, out works_from text,
    out works_until text, out created_at timestamptz)
    returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    owner uuid;
begin
    for owner, search, name, query, time_zone, works_from, works_until, created_at in
        select a.id, s.id, s.name, s.query, a.time_zone, to_char(p.works_from, 'HH24:MI'),
            to_char(p.works_until, 'HH24:MI'), s.created_at
        from saved_searches s join accounts a on a.id = s.account_id
            left join agent_profiles p on p.account_id = a.id
        where s.feed_hash = sha256(enter_by_feed.token_hash)
            and (a.suspended_at is null or a.suspended_until <= clock_timestamp()) and a.erase_after is null and a.erasing_since is null
    loop
        perform set_config(:identity_setting, replace(owner::text, '-', ''), true);
        return next;
    end loop;
end $$;

grant execute on function agentor.save_search(text, text, uuid), agentor.remove_search(uuid),
    agentor.set_feed(uuid, bytea) to :app_role;
grant execute on function agentor.enter_by_feed(bytea) to :door_role;
