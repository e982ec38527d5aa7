-- Looking at what was reported, and deciding. All of it is for moderators with a second factor, and never about what they answer
-- for themselves. Of decisions nothing is changed or taken away.

create policy owner on agentor.moderators to current_user using (true) with check (true);
create policy owner on agentor.report_decisions to current_user using (true) with check (true);

-- Whether the viewer is a moderator; null where they are one without a second factor, who may do nothing.
create function agentor.moderates() returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return (
        select case when exists (select from second_factors f where f.account_id = m.account_id) then true end
        from moderators m where m.account_id = viewer()
        union all select false where not exists (select from moderators m where m.account_id = viewer()));
end $$;

-- A case the viewer may look at. For the functions below.
create function agentor.seen_case(case_id uuid) returns agentor.report_cases
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
declare
    found_case report_cases%rowtype;
begin
    select c.* into found_case from report_cases c
        where c.id = seen_case.case_id and c.account_id is distinct from viewer() and moderates();
    return found_case;
end $$;

-- Who looks at a case: what was taken a day ago is anybody's to take, and still theirs to decide.
create function agentor.taker_of(moderator uuid, since timestamptz) returns uuid
    language sql stable security definer set search_path = agentor, pg_temp
    return case when moderator = agentor.viewer() or since > clock_timestamp() - interval '1 day' then moderator end;

-- Cases that wait, those that most have reported first, then those that wait longest; after a place in that order. With each what
-- its first report calls it, sealed.
create function agentor.waiting_cases(
    after_reporters integer, after_opened timestamptz, after_id uuid, wanted integer, out case_id uuid, out kind text,
    out subject uuid, out number integer, out reporters integer, out opened_at timestamptz, out taken_by uuid, out taken_name text,
    out reason text, out reporter uuid, out sealed bytea) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
begin
    if moderates() is not true then
        return;
    end if;
    return query
        select c.id, c.kind, c.subject, c.number, c.reporters, c.opened_at, t.id, t.full_name, r.reason, r.account_id,
            r.sealed
        from (select w.* from report_cases w
            where w.outcome is null and w.account_id is distinct from me
                and w.reporters <= coalesce(after_reporters, 2147483647)
                and (w.reporters < coalesce(after_reporters, 2147483647) or (w.opened_at, w.id) > (after_opened, after_id))
            order by w.reporters desc, w.opened_at, w.id limit wanted) c
        left join accounts t on t.id = taker_of(c.taken_by, c.taken_at)
        left join lateral (
            select * from reports f where f.case_id = c.id order by f.reported_at, f.account_id limit 1) r on true
        order by c.reporters desc, c.opened_at, c.id;
end $$;

-- One case. `has_reported` is whether the viewer has, and so does not decide.
create function agentor.report_case(
    id uuid, out kind text, out subject uuid, out number integer, out reporters integer, out opened_at timestamptz,
    out outcome text, out decided_at timestamptz, out taken_by uuid, out taken_name text, out answerable uuid,
    out answerable_name text, out answerable_handle text, out has_reported boolean, out decider_name text, out reason bytea)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    c constant report_cases := seen_case(report_case.id);
begin
    if c.id is null then
        return;
    end if;
    return query
        select c.kind, c.subject, c.number, c.reporters, c.opened_at, c.outcome, c.decided_at, taker_of(c.taken_by, c.taken_at),
            (select a.full_name from accounts a where a.id = taker_of(c.taken_by, c.taken_at)), c.account_id,
            (select a.full_name from accounts a where a.id = c.account_id),
            (select u.handle from messaging.users u where u.id = c.account_id),
            exists (select from reports r where r.case_id = c.id and r.account_id = viewer()),
            (select a.full_name from report_decisions d join accounts a on a.id = d.moderator where d.case_id = c.id),
            (select d.sealed from report_decisions d where d.case_id = c.id);
end $$;

-- The first fifty reports of a case, each with who made it, and what is kept with it.
create function agentor.case_reports(
    id uuid, out reporter uuid, out full_name text, out handle text, out reason text, out sealed bytea,
    out reported_at timestamptz, out evidence bytea, out taken_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    c constant report_cases := seen_case(case_reports.id);
begin
    return query
        select r.account_id, a.full_name, u.handle, r.reason, r.sealed, r.reported_at, e.sealed, e.taken_at
        from (select * from reports f where f.case_id = c.id order by f.reported_at, f.account_id limit 50) r
        join accounts a on a.id = r.account_id
        left join messaging.users u on u.id = r.account_id
        left join report_evidence e on e.case_id = r.case_id and e.account_id = r.account_id
        order by r.reported_at, r.account_id;
end $$;

-- The last twenty other cases about what the same person answers for.
create function agentor.former_cases(
    id uuid, out case_id uuid, out kind text, out reporters integer, out opened_at timestamptz, out outcome text)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    c constant report_cases := seen_case(former_cases.id);
begin
    return query
        select f.id, f.kind, f.reporters, f.opened_at, f.outcome from report_cases f
        where f.account_id = c.account_id and f.id <> c.id order by f.opened_at desc, f.id desc limit 20;
end $$;

-- Records what the viewer does about a case, called by who answers for what was reported. The reason of a decision stays sealed in
-- `report_decisions`: the log says that it was decided, and how.
create function agentor.record_case_act(action text, c agentor.report_cases, details jsonb) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform record_act(action, 'case', c.id, handle_of(c.account_id), null,
        jsonb_build_object('about', c.kind, 'reporters', c.reporters, 'account', c.account_id) || details);
end $$;

-- Takes a case to look at, or gives it back. What was taken a day ago is anybody's to take. Returns 'done', or why not: 'taken' by
-- another, 'reported' by the viewer, 'decided'; null where there is no such case.
create function agentor.take_case(id uuid, is_wanted boolean) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
    c report_cases%rowtype;
begin
    if (seen_case(take_case.id)).id is null then
        return null;
    end if;
    select w.* into c from report_cases w where w.id = take_case.id for no key update;
    if not found then
        return null;
    elsif c.outcome is not null then
        return 'decided';
    elsif not is_wanted then
        update report_cases w set taken_by = null, taken_at = null where w.id = c.id and w.taken_by = me;
        if not found then
            return 'taken';
        end if;
        perform record_case_act('case.given-back', c, '{}');
        return 'done';
    elsif exists (select from reports r where r.case_id = c.id and r.account_id = me) then
        return 'reported';
    elsif taker_of(c.taken_by, c.taken_at) <> me then
        return 'taken';
    end if;
    update report_cases w set taken_by = me, taken_at = clock_timestamp() where w.id = c.id;
    if c.taken_by is distinct from me then
        perform record_case_act('case.taken', c, '{}');
    end if;
    return 'done';
end $$;

-- Decides a case the viewer has taken: once, with a reason. A message that is removed loses its words, its files and all it said
-- before, as when its author deletes it. Returns 'done' with whom to tell, or why not, as `take_case`; 'impossible' for removing what is
-- no message; no row where there is no such case.
create function agentor.decide_case(
    id uuid, wish text, sealed bytea, out result text, out email text, out full_name text) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
    c report_cases%rowtype;
    place uuid;
    last bigint;
begin
    if (seen_case(decide_case.id)).id is null then
        return;
    end if;
    select w.* into c from report_cases w where w.id = decide_case.id for no key update;
    if not found then
        return;
    end if;
    result := case
        when c.outcome is not null then 'decided'
        when c.taken_by is distinct from me then 'taken'
        when exists (select from reports r where r.case_id = c.id and r.account_id = me) then 'reported'
        when wish is null or wish not in ('dismissed', 'warned', 'removed') or (wish = 'removed' and c.kind <> 'message')
            then 'impossible'
        else 'done' end;
    if result <> 'done' then
        return next;
        return;
    end if;
    insert into report_decisions (case_id, moderator, outcome, sealed) values (c.id, me, wish, decide_case.sealed);
    update report_cases w set outcome = wish, decided_at = clock_timestamp() where w.id = c.id;
    if wish = 'removed' then
        select m.channel_id into place from messaging.messages m where m.id = c.subject;
        select h.last_seq into last from messaging.channels h where h.id = place for no key update;
        -- Deleted meanwhile, it is gone already.
        if exists (select from messaging.messages m where m.id = c.subject and not m.is_deleted) then
            update messaging.channels h set last_seq = last + 1 where h.id = place;
            perform messaging.empty_messages(array[c.subject], last + 1);
        end if;
    end if;
    if wish <> 'dismissed' then
        select a.email, a.full_name into email, full_name from accounts a where a.id = c.account_id;
    end if;
    perform record_case_act('case.decided', c, jsonb_build_object('outcome', wish));
    return next;
end $$;

grant execute on function agentor.moderates(), agentor.waiting_cases(integer, timestamptz, uuid, integer),
    agentor.report_case(uuid), agentor.case_reports(uuid), agentor.former_cases(uuid), agentor.take_case(uuid, boolean),
    agentor.decide_case(uuid, text, bytea) to :app_role;
