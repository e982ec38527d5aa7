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
