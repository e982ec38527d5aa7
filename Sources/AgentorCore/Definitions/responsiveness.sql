-- How soon agents answer: the median of the working time between somebody's first message to them and their first answer.

create policy owner on agentor.responsiveness to current_user using (true) with check (true);
create policy owner on agentor.responsiveness_state to current_user using (true) with check (true);

-- Whole minutes between two moments that lie in somebody's working time, by the clock of their zone: from Monday to Friday.
-- Hours that go past midnight belong to the day they begin on.
create function agentor.working_minutes(
    begins timestamptz, ends timestamptz, zone text, works_from time, works_until time) returns integer
    language sql stable
    return (
        select floor(coalesce(sum(greatest(0, extract(epoch from least(ends, d.closes) - greatest(begins, d.opens)))), 0)
            / 60)::integer
        from (
            select (day + works_from) at time zone zone as opens,
                (day + works_until + case when works_until <= works_from then interval '1 day' else interval '0' end)
                    at time zone zone as closes
            from (
                select (begins at time zone zone)::date - 1 + n as day
                from generate_series(0, (ends at time zone zone)::date - (begins at time zone zone)::date + 1) n) days
            where extract(isodow from day) <= 5) d);

-- The first messages somebody was sent by others in conversations of two, of ninety days, and when each was answered first.
-- What one of two who are apart wrote does not count, nor what was declined, nor what came from somebody who is suspended; nor
-- what has waited for less than three days.
create function agentor.first_messages(agent uuid, out asked_at timestamptz, out answered_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select first.created_at, answer.created_at
        from (select p.channel_id, p.high as other from messaging.pairs p where p.low = agent
            union all
            select p.channel_id, p.low from messaging.pairs p where p.high = agent) p
            join messaging.channels c on c.id = p.channel_id and c.created_at > now() - interval '90 days'
            join messaging.channel_members mine
                on mine.channel_id = p.channel_id and mine.user_id = agent and mine.shelf <> 'declined'
            join accounts a on a.id = p.other and (a.suspended_at is null or a.suspended_until <= clock_timestamp())
            cross join lateral (
                select m.user_id, m.seq, m.created_at from messaging.messages m
                where m.channel_id = p.channel_id and not m.is_deleted order by m.seq limit 1) first
            left join lateral (
                select m.created_at from messaging.messages m
                where m.channel_id = p.channel_id and m.user_id = agent and m.seq > first.seq
                order by m.seq limit 1) answer on true
        where first.user_id = p.other and first.created_at > now() - interval '90 days'
            and (answer.created_at is not null or first.created_at < now() - interval '3 days')
            and not messaging.apart(agent, p.other);
end $$;

-- By which the directory orders: null where it is not known, or more than half were not answered.
create function agentor.responsiveness_score(cases integer, median integer) returns integer
    language sql immutable
    return case when cases >= 10 then 1000000 - least(median, 999999) end;

-- Somebody is written to for the first time: it will be looked at whether they answer.
create function agentor.note_first_message() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into responsiveness (account_id)
        select a.id from accounts a
        where a.id in (new.low, new.high) and a.id is distinct from viewer()
        on conflict do nothing;
    return null;
end $$;
create trigger note_first_message after insert on messaging.pairs
    for each row execute function agentor.note_first_message();

-- Reckons for one of those who were written to, each once a day; false when there is nobody to reckon for.
create function agentor.reckon_responsiveness() returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    agent uuid;
    zone text;
    content jsonb;
    profile agent_profiles;
    found_cases integer;
    found_unanswered integer;
    middle integer;
    score integer;
begin
    update responsiveness_state s set is_seeded = true where not s.is_seeded;
    if found then
        insert into responsiveness (account_id)
            select distinct person from messaging.pairs p
                join messaging.channels c on c.id = p.channel_id and c.created_at > now() - interval '90 days',
                unnest(array[p.low, p.high]) person
            where exists (select from accounts a where a.id = person)
            on conflict do nothing;
        return true;
    end if;
    select r.account_id into agent from responsiveness r
        where r.due_at <= now() order by r.due_at limit 1 for update skip locked;
    if not found then
        return false;
    end if;
    select a.time_zone, v.content into zone, content
        from accounts a left join published_agents p on p.account_id = a.id
            left join agent_versions v on (v.account_id, v.number) = (p.account_id, p.number)
        where a.id = agent;
    profile := jsonb_populate_record(null::agent_profiles, content);
    begin
        perform now() at time zone zone;
    exception when invalid_parameter_value then
        -- A zone the site knows and the database does not: as in `hours_id`.
        zone := 'UTC';
    end;
    select count(*), count(*) filter (where f.answered_at is null),
            nullif(percentile_disc(0.5) within group (order by case when f.answered_at is null then 2147483647
                else working_minutes(f.asked_at, f.answered_at, zone, coalesce(profile.works_from, '09:00'),
                    coalesce(profile.works_until, '17:00')) end), 2147483647)
        into found_cases, found_unanswered, middle
        from first_messages(agent) f;
    if found_cases = 0 and not exists (
            select from messaging.channel_members m join messaging.channels c on c.id = m.channel_id
            where m.user_id = agent and c.is_direct and c.created_at > now() - interval '90 days') then
        -- Whoever is written to again is noted again.
        delete from responsiveness r where r.account_id = agent;
    else
        update responsiveness r set cases = found_cases, unanswered = found_unanswered, median = middle,
                due_at = now() + interval '1 day'
            where r.account_id = agent;
    end if;
    score := responsiveness_score(found_cases, middle);
    update directory_agents d set responsiveness = score
        where d.account_id = agent and d.responsiveness is distinct from score;
    return true;
end $$;

-- How soon some agents answer, as everybody may know it; no row for whom nobody has written to.
create function agentor.answers_of(
    people uuid[], out account uuid, out cases integer, out unanswered integer, out median integer) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query select r.account_id, r.cases, r.unanswered, r.median from responsiveness r
        where r.account_id = any (people[:100]) and exists (
                select from shown_agents s where s.account_id = r.account_id)
            and not messaging.are_apart(r.account_id);
end $$;

grant execute on function agentor.reckon_responsiveness() to :door_role;
grant execute on function agentor.answers_of(uuid[]) to :app_role, :door_role;
