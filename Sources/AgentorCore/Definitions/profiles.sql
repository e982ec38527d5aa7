-- What people tell about themselves.

create policy owner on agentor.agent_profiles to current_user using (true) with check (true);
create policy owner on agentor.client_profiles to current_user using (true) with check (true);
create policy owner on agentor.profile_drafts to current_user using (true) with check (true);
create policy owner on agentor.agent_versions to current_user using (true) with check (true);
create policy owner on agentor.published_agents to current_user using (true) with check (true);
create policy own on agentor.agent_profiles to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));
create policy own on agentor.client_profiles to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));
create policy own on agentor.profile_drafts to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));
create policy own on agentor.agent_versions for select to :app_role
    using (account_id = (select agentor.viewer()));
create policy own on agentor.published_agents for select to :app_role
    using (account_id = (select agentor.viewer()));

grant select, insert (account_id, headline, about, category, skills, hourly_rate, currency, years, languages,
        availability, free_from, works_from, works_until, place, country, links),
    update (headline, about, category, skills, hourly_rate, currency, years, languages,
        availability, free_from, works_from, works_until, place, country, links, updated_at)
    on agentor.agent_profiles to :app_role;
grant select, insert (account_id, company, need, budget, kind, industry, company_size, timeline, contact),
    update (company, need, budget, kind, industry, company_size, timeline, contact, updated_at)
    on agentor.client_profiles to :app_role;
grant select, insert (account_id, kind, answers, done), update (answers, done, updated_at)
    on agentor.profile_drafts to :app_role;
grant select on agentor.agent_versions, agentor.published_agents to :app_role;

-- Drops what the viewer had written of a profile, in the transaction that saves it. (Whoever may delete rows may lock the
-- table too.)
create function agentor.drop_profile_draft(kind text) returns void
    language sql security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.profile_drafts d where d.account_id = agentor.viewer() and d.kind = drop_profile_draft.kind and (
        exists (select from agentor.agent_profiles p where p.account_id = d.account_id and p.updated_at = now())
        or exists (select from agentor.client_profiles p where p.account_id = d.account_id and p.updated_at = now()));
end;
grant execute on function agentor.drop_profile_draft(text) to :app_role;

-- What is published of a profile as it is written now.
create function agentor.content_of(profile agentor.agent_profiles) returns jsonb
    language sql stable set search_path = agentor, pg_temp
    return to_jsonb(profile) - '{account_id,created_at,updated_at}'::text[];

-- Shows the viewer's profile to everybody as it is written now, and returns the number of that version: that of before
-- where nothing has changed. Null without a profile.
create function agentor.publish_agent() returns integer
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    written jsonb;
    latest record;
begin
    -- One after the other: two tabs make two versions.
    select content_of(p) into written from agent_profiles p where p.account_id = viewer() for update;
    if not found then
        return null;
    end if;
    select v.number, v.content into latest from agent_versions v where v.account_id = viewer()
        order by v.number desc limit 1;
    if latest.content is distinct from written then
        latest.number := coalesce(latest.number, 0) + 1;
        insert into agent_versions (account_id, number, content) values (viewer(), latest.number, written);
    end if;
    insert into published_agents (account_id, number) values (viewer(), latest.number)
        on conflict (account_id) do update set number = excluded.number where published_agents.number <> excluded.number;
    return latest.number;
end $$;

-- Shows the viewer's profile to nobody any more. What it said stays among its versions.
create function agentor.withdraw_agent() returns void
    language sql security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.published_agents where account_id = agentor.viewer();
end;

-- Agents who are shown: published, and neither suspended nor leaving. For functions of the owner, which say to whom.
create view agentor.shown_agents as
    select s.account_id, s.since, a.time_zone, u.full_name, u.handle, u.picture, v.published_at, v.content
    from agentor.published_agents s
    join agentor.agent_versions v on (v.account_id, v.number) = (s.account_id, s.number)
    join agentor.accounts a on a.id = s.account_id
    join messaging.users u on u.id = s.account_id
    where (a.suspended_at is null or a.suspended_until <= clock_timestamp()) and a.erase_after is null and a.erasing_since is null
        and a.hidden_at is null;

-- An agent's profile as everybody may see it; no row where there is none, or none published. Whoever had the handle
-- before is found by it too. Who is apart from the viewer is not there for them.
create function agentor.find_agent(
    handle text, out account uuid, out full_name text, out current_handle text, out picture text, out time_zone text,
    out since timestamptz, out published_at timestamptz, out profile agentor.agent_profiles) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select s.account_id, s.full_name, s.handle, s.picture, s.time_zone, s.since, s.published_at,
        jsonb_populate_record(null::agent_profiles, s.content)
    from shown_agents s
    where s.account_id = messaging.holder_of(find_agent.handle) and not messaging.are_apart(s.account_id);
end $$;

grant execute on function agentor.publish_agent(), agentor.withdraw_agent(),
    agentor.content_of(agentor.agent_profiles) to :app_role;
grant execute on function agentor.find_agent(text) to :app_role, :door_role;

-- Whether there are more public pages than one list for search engines is to hold (https://www.sitemaps.org: 50,000).
create function agentor.has_many_pages() returns boolean
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select count(*) > 40000 from (
        (select from agentor.published_agents limit 40001)
        union all (select from agentor.services where state = 'published' limit 40001)
        union all (select from agentor.works where is_shown limit 40001)) pages;
end;

-- Public pages of agents whose identifiers lie in a range, of their services and of their work, with when they were last
-- changed.
create function agentor.public_pages(
    low uuid, high uuid, out handle text, out service integer, out work integer, out changed_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query
        select p.handle, page.service, page.work, page.changed_at
        from shown_agents p join lateral (
            select null::integer as service, null::integer as work, p.published_at as changed_at
            union all
            select s.number, null, s.updated_at from services s
            where s.account_id = p.account_id and s.state = 'published' and s.hidden_at is null
            union all
            select null, w.number, w.updated_at from works w
            where w.account_id = p.account_id and w.is_shown and w.hidden_at is null) page on true
        where p.account_id between low and high and p.handle is not null
        limit 50000;
end $$;

grant execute on function agentor.has_many_pages(), agentor.public_pages(uuid, uuid) to :door_role;
