-- Looking at what was reported, and deciding. All of it is for moderators with a second factor, and never about what they answer
-- for themselves. Of decisions nothing is changed or taken away.

create policy owner on agentor.moderators to current_user using (true) with check (true);
create policy owner on agentor.report_decisions to current_user using (true) with check (true);
create policy owner on agentor.decision_proposals to current_user using (true) with check (true);
create policy owner on agentor.appeals to current_user using (true) with check (true);
create policy owner on agentor.moderation_rules to current_user using (true) with check (true);

-- Whether the viewer is a moderator; null where they are one without a second factor, who may do nothing.
create function agentor.moderates() returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return (
        select case when exists (select from second_factors f where f.account_id = m.account_id) then true end
        from moderators m where m.account_id = viewer()
        union all select false where not exists (select from moderators m where m.account_id = viewer()));
end $$;

-- Whether a case is the viewer's own, which they neither see nor decide: about what they have written or offer, or about a channel they
-- run, whoever answered for it when it was reported.
create function agentor.is_own_case(answerable uuid, kind text, subject uuid) returns boolean
    language sql stable security definer set search_path = agentor, pg_temp
    return coalesce(answerable = agentor.viewer(), false) or kind = 'channel' and messaging.runs(subject, agentor.viewer());

-- A case the viewer may look at. For the functions below.
create function agentor.seen_case(case_id uuid) returns agentor.report_cases
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
declare
    found_case report_cases%rowtype;
begin
    select c.* into found_case from report_cases c
        where c.id = seen_case.case_id and not is_own_case(c.account_id, c.kind, c.subject) and moderates();
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
    out reason text, out reporter uuid, out sealed bytea, out is_hidden boolean, out is_proposed boolean, out rule text,
    out answerable text) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
begin
    if moderates() is not true then
        return;
    end if;
    return query
        select c.id, c.kind, c.subject, c.number, c.reporters, c.opened_at, taker_of(c.taken_by, c.taken_at),
            -- Looked up for each: joined, all accounts may be read.
            (select a.full_name from accounts a where a.id = taker_of(c.taken_by, c.taken_at)), r.reason, r.account_id, r.sealed,
            c.hidden_at is not null, exists (select from decision_proposals p where p.case_id = c.id), c.rule,
            handle_of(c.account_id)
        from (
            -- A range of an index each: those behind the place that as many have reported, and those that fewer have.
            select * from (
                select w.* from report_cases w
                where w.outcome is null and not is_own_case(w.account_id, w.kind, w.subject)
                    and w.reporters = after_reporters and (w.opened_at, w.id) > (after_opened, after_id)
                order by w.opened_at, w.id limit wanted) equal
            union all
            select * from (
                select w.* from report_cases w
                where w.outcome is null and not is_own_case(w.account_id, w.kind, w.subject)
                    and w.reporters < coalesce(after_reporters, 2147483647)
                order by w.reporters desc, w.opened_at, w.id limit wanted) fewer
            order by reporters desc, opened_at, id limit wanted) c
        left join lateral (
            select * from reports f where f.case_id = c.id order by f.reported_at, f.account_id limit 1) r on true
        order by c.reporters desc, c.opened_at, c.id;
end $$;

-- One case. `has_reported` is whether the viewer has, and so does not decide.
create function agentor.report_case(
    id uuid, out kind text, out subject uuid, out number integer, out reporters integer, out opened_at timestamptz,
    out outcome text, out decided_at timestamptz, out taken_by uuid, out taken_name text, out answerable uuid,
    out answerable_name text, out answerable_handle text, out has_reported boolean, out is_hidden boolean,
    out since timestamptz, out silenced_until timestamptz, out is_suspended boolean, out suspended_until timestamptz)
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
            exists (select from reports r where r.case_id = c.id and r.account_id = viewer()), c.hidden_at is not null,
            (select a.created_at from accounts a where a.id = c.account_id),
            (select u.silenced_until from messaging.users u
                where u.id = c.account_id and u.silenced_until > clock_timestamp()),
            coalesce((select a.suspended_at is not null and coalesce(a.suspended_until > clock_timestamp(), true)
                from accounts a where a.id = c.account_id), false),
            (select a.suspended_until from accounts a where a.id = c.account_id);
end $$;

-- What was decided, by whom, who agreed, and what is said against it.
create function agentor.case_decision(
    id uuid, out outcome text, out decided_at timestamptz, out ends_at timestamptz, out removes boolean, out decider text,
    out assenter text, out is_own boolean, out reason bytea, out appeal bytea, out appealed_at timestamptz,
    out appeal_outcome text, out appeal_reason bytea, out appeal_decided_at timestamptz, out appeal_decider text)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    c constant report_cases := seen_case(case_decision.id);
begin
    return query
        select d.outcome, d.decided_at, d.ends_at, d.removes,
            (select a.full_name from accounts a where a.id = d.moderator),
            (select a.full_name from accounts a where a.id = d.assented_by),
            coalesce(viewer() in (d.moderator, d.assented_by), false), d.sealed, w.sealed, w.appealed_at, w.outcome, w.reason,
            w.decided_at, (select a.full_name from accounts a where a.id = w.moderator)
        from report_decisions d left join appeals w on w.case_id = d.case_id where d.case_id = c.id;
end $$;

-- What one moderator would decide, for another to agree to.
create function agentor.case_proposal(
    id uuid, out outcome text, out seconds integer, out removes boolean, out proposer text, out is_own boolean,
    out reason bytea, out about bytea, out mark uuid, out proposed_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    c constant report_cases := seen_case(case_proposal.id);
begin
    return query
        select p.outcome, p.seconds, p.removes, (select a.full_name from accounts a where a.id = p.moderator),
            p.moderator = viewer(), p.sealed, p.about, p.mark, p.proposed_at
        from decision_proposals p where p.case_id = c.id;
end $$;

-- The first fifty reports of a case, each with who made it, what is kept with it, and what became of what they reported before.
create function agentor.case_reports(
    id uuid, out reporter uuid, out full_name text, out handle text, out reason text, out sealed bytea,
    out reported_at timestamptz, out evidence bytea, out taken_at timestamptz, out earlier integer, out upheld integer)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    c constant report_cases := seen_case(case_reports.id);
begin
    return query
        select r.account_id, a.full_name, u.handle, r.reason, r.sealed, r.reported_at, e.sealed, e.taken_at, h.earlier,
            h.upheld
        from (select * from reports f where f.case_id = c.id order by f.reported_at, f.account_id limit 50) r
        join accounts a on a.id = r.account_id
        left join messaging.users u on u.id = r.account_id
        left join report_evidence e on e.case_id = r.case_id and e.account_id = r.account_id
        -- Of their last hundred, what was decided.
        cross join lateral (
            select count(*)::integer as earlier, (count(*) filter (where k.outcome <> 'dismissed'))::integer as upheld
            from (select f.case_id from reports f
                where f.account_id = r.account_id and f.case_id <> r.case_id order by f.reported_at desc limit 100) f
            join report_cases k on k.id = f.case_id and k.outcome not in ('gone')) h
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

-- Who has decided something, by name: a hundred at most.
create function agentor.deciders(out handle text, out full_name text) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if moderates() is not true then
        return;
    end if;
    return query
        -- From one to the next by the index, however much each has decided.
        with recursive walk (moderator) as (
            (select d.moderator from report_decisions d where d.moderator is not null order by d.moderator limit 1)
            union all
            select (select d.moderator from report_decisions d where d.moderator > w.moderator order by d.moderator limit 1)
            from walk w where w.moderator is not null)
        select u.handle, a.full_name
        from (select w.moderator from walk w limit 100) f
        join accounts a on a.id = f.moderator
        join messaging.users u on u.id = a.id
        order by a.full_name, u.handle;
end $$;

-- Cases that were decided, the latest first, before a place in that order: those with one outcome (null for any), and by the moderator
-- with a handle (null for anybody). With each what its first report calls it, sealed.
create function agentor.decided_cases(
    wish text, decider text, before timestamptz, before_id uuid, wanted integer, out case_id uuid, out kind text,
    out subject uuid, out number integer, out outcome text, out decided_at timestamptz, out decided_by text, out is_own boolean,
    out appeal_outcome text, out is_appealed boolean, out reporter uuid, out sealed bytea, out rule text, out answerable text)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if moderates() is not true then
        return;
    end if;
    -- Planned for what is asked: each of the four ways has an index.
    return query execute format(
        $query$
        select c.id, c.kind, c.subject, c.number, d.outcome, d.decided_at,
            (select a.full_name from accounts a where a.id = d.moderator), coalesce(d.moderator = $1, false), w.outcome,
            w.case_id is not null, r.account_id, r.sealed, c.rule, handle_of(c.account_id)
        from (
            select * from report_decisions x
            where (x.decided_at, x.case_id) < ($2, $3) %s %s
                -- Looked up for each: joined, all cases would be read.
                and not is_own_case(
                    x.account_id, (select o.kind from report_cases o where o.id = x.case_id),
                    (select o.subject from report_cases o where o.id = x.case_id))
            order by x.decided_at desc, x.case_id desc limit $4) d
        join report_cases c on c.id = d.case_id
        left join appeals w on w.case_id = d.case_id
        left join lateral (
            select * from reports f where f.case_id = c.id order by f.reported_at, f.account_id limit 1) r on true
        order by d.decided_at desc, d.case_id desc
        $query$,
        case when wish is not null then 'and x.outcome = $5' else '' end,
        case when decider is not null then 'and x.moderator = $6' else '' end)
        using viewer(), coalesce(before, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid),
            wanted, wish, messaging.holder_of(decider);
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

-- Whether a decision that stands has closed a channel.
create function agentor.is_closed_channel(channel uuid) returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return exists (
        select from report_cases k join report_decisions d on d.case_id = k.id
        left join appeals w on w.case_id = d.case_id
        where k.subject = is_closed_channel.channel and k.outcome = 'closed'
            and w.outcome is distinct from 'reversed');
end $$;

-- Whether another case hides a person, a service or a work: by a decision that stands, or while somebody looks at it.
create function agentor.is_hidden_otherwise(c agentor.report_cases) returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return exists (
        select from report_cases k left join appeals w on w.case_id = k.id
        where k.account_id = c.account_id and k.kind = c.kind and k.subject = c.subject and k.number = c.number
            and k.id <> c.id
            and (k.outcome is null and k.hidden_at is not null
                or k.outcome = 'hidden' and w.outcome is distinct from 'reversed'));
end $$;

-- Hides what a case is about, or shows it again. Returns whether it is there. For the functions below.
create function agentor.hide_thing(c agentor.report_cases, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    moment constant timestamptz := case when is_wanted then clock_timestamp() end;
    is_there boolean;
begin
    if c.kind in ('person', 'service', 'work') then
        -- Whoever decides about the same at the same time goes first, or waits.
        perform from accounts a where a.id = c.subject for no key update;
        if not is_wanted and is_hidden_otherwise(c) then
            update report_cases w set hidden_at = null where w.id = c.id;
            return true;
        end if;
    end if;
    case c.kind
        when 'message' then
            if is_wanted then
                is_there := messaging.hide_message(c.subject);
            else
                perform messaging.show_message(c.subject);
                is_there := true;
            end if;
        when 'person' then
            update accounts a set hidden_at = moment where a.id = c.subject;
            is_there := found;
        when 'service' then
            update services s set hidden_at = moment where s.account_id = c.subject and s.number = c.number;
            is_there := found;
        when 'work' then
            update works w set hidden_at = moment where w.account_id = c.subject and w.number = c.number;
            is_there := found;
        when 'file' then
            is_there := messaging.withhold_file(c.subject, is_wanted);
        when 'channel' then
            -- Whoever decides about it at the same time goes first, or waits.
            perform from messaging.channels h where h.id = c.subject for no key update;
            -- What another decision has closed stays so.
            is_there := not is_wanted and is_closed_channel(c.subject) or messaging.withhold_channel(c.subject, is_wanted);
        else
            is_there := false;
    end case;
    update report_cases w set hidden_at = case when is_there then moment end where w.id = c.id;
    return is_there;
end $$;

-- Hides what a case the viewer has taken is about while they look at it, or shows it again. Returns 'done' with whom to tell, or why
-- not, as `decide_case`; 'gone' where it is not there any more; no row where there is no such case.
create function agentor.hide_case(id uuid, is_wanted boolean, out result text, out email text, out full_name text)
    returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
    c report_cases%rowtype;
begin
    if (seen_case(hide_case.id)).id is null then
        return;
    end if;
    select w.* into c from report_cases w where w.id = hide_case.id for no key update;
    if not found then
        return;
    end if;
    result := case
        when c.outcome is not null then 'decided'
        when c.taken_by is distinct from me then 'taken'
        when exists (select from reports r where r.case_id = c.id and r.account_id = me) then 'reported'
        when c.kind = 'held' then 'impossible'
        when (c.hidden_at is not null) = is_wanted then 'unchanged'
        when not hide_thing(c, is_wanted) then 'gone'
        else 'done' end;
    if result = 'done' then
        select a.email, a.full_name into email, full_name from accounts a where a.id = c.account_id;
        perform record_case_act(case when is_wanted then 'case.hidden' else 'case.shown' end, c, '{}');
    end if;
    return next;
end $$;

-- Does what was decided, and writes it down: the one place where either happens. `assenter` is the second moderator, where there is one.
-- What ends, ends by the clock.
create function agentor.carry_out(
    c agentor.report_cases, decider uuid, assenter uuid, wish text, seconds integer, removes boolean, sealed bytea, about bytea,
    out result text, out email text, out full_name text, out ends_at timestamptz)
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    place uuid;
    last bigint;
begin
    result := 'done';
    ends_at := clock_timestamp() + make_interval(secs => seconds);
    if c.kind = 'message' then
        place := (select m.channel_id from messaging.messages m where m.id = c.subject);
    elsif c.kind = 'file' then
        place := (select f.channel_id from messaging.files f where f.id = c.subject);
    end if;
    if wish = 'banned' then
        result := messaging.keep_out(place, c.account_id, ends_at);
    elsif wish = 'suspended' and exists (select from accounts a where a.id = c.account_id and a.role = 'admin') then
        result := 'in charge';
    end if;
    if result <> 'done' then
        return;
    end if;
    insert into report_decisions (case_id, moderator, outcome, sealed, account_id, ends_at, removes, channel_id, assented_by, about)
        values (c.id, decider, wish, carry_out.sealed, c.account_id, carry_out.ends_at, carry_out.removes,
            case when wish = 'banned' then place end, assenter, carry_out.about);
    update report_cases w set outcome = wish, decided_at = clock_timestamp() where w.id = c.id;
    delete from decision_proposals p where p.case_id = c.id;
    if c.kind = 'held' then
        if wish = 'removed' or carry_out.removes then
            perform messaging.refuse_held(c.subject);
        else
            perform messaging.release_held(c.subject);
        end if;
    elsif c.kind = 'file' and (wish = 'removed' or carry_out.removes) then
        perform messaging.remove_file(c.subject);
        update report_cases w set hidden_at = null where w.id = c.id;
    elsif wish = 'removed' or carry_out.removes then
        select h.last_seq into last from messaging.channels h where h.id = place for no key update;
        -- Deleted meanwhile, it is gone already.
        if exists (select from messaging.messages m where m.id = c.subject and not m.is_deleted) then
            update messaging.channels h set last_seq = last + 1 where h.id = place;
            perform messaging.empty_messages(array[c.subject], last + 1);
        end if;
        update report_cases w set hidden_at = null where w.id = c.id;
    elsif wish = 'closed' then
        perform messaging.withhold_channel(c.subject, true);
        update report_cases w set hidden_at = null where w.id = c.id;
    elsif wish = 'hidden' then
        perform hide_thing(c, true);
    elsif c.hidden_at is not null then
        perform hide_thing(c, false);
    end if;
    if wish = 'silenced' then
        perform messaging.silence_everywhere(c.account_id, greatest(carry_out.ends_at, (
            select u.silenced_until from messaging.users u where u.id = c.account_id)));
    elsif wish = 'held' then
        perform messaging.hold_first_messages(c.account_id, greatest(carry_out.ends_at, (
            select u.held_until from messaging.users u where u.id = c.account_id)));
    elsif wish = 'suspended' then
        -- What ends later, or never, stays.
        update accounts a set
                suspended_until = case
                    when a.suspended_at is null or a.suspended_until <= clock_timestamp() then carry_out.ends_at
                    when a.suspended_until is null or carry_out.ends_at is null then null
                    else greatest(a.suspended_until, carry_out.ends_at) end,
                suspended_at = coalesce(a.suspended_at, now())
            where a.id = c.account_id;
        delete from sessions s where s.account_id = c.account_id;
        delete from devices d where d.account_id = c.account_id;
    end if;
    if wish <> 'dismissed' then
        select a.email, a.full_name into email, full_name from accounts a where a.id = c.account_id;
    end if;
    perform record_case_act('case.decided', c, jsonb_strip_nulls(jsonb_build_object(
        'outcome', wish, 'seconds', seconds, 'removes', nullif(carry_out.removes, false),
        'proposed_by', case when assenter is not null then decider end)));
end $$;

-- Decides a case the viewer has taken: once, with a reason. A message that is removed loses its words, its files and all it said
-- before, as when its author deletes it; of a file that is removed its message stays. Where an operator wants two for that and for
-- suspending somebody, it waits for another one; so does another such decision where one waits already. Returns 'done' with whom to
-- tell, 'proposed', or why not, as `take_case`; 'impossible' for what does not fit what the case is about, 'in charge' for whoever
-- runs the channel or the site; no row where there is no such case.
create function agentor.decide_case(
    id uuid, wish text, seconds integer, removes boolean, sealed bytea, about bytea,
    out result text, out email text, out full_name text, out ends_at timestamptz) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
    c report_cases%rowtype;
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
        when wish is null or removes is null or sealed is null then 'impossible'
        when wish in ('dismissed', 'warned') and not removes and seconds is null then 'done'
        when c.account_id is null then 'impossible'
        when removes and c.kind not in ('message', 'held', 'file') then 'impossible'
        when wish = 'removed' and c.kind in ('message', 'held', 'file') and not removes and seconds is null then 'done'
        when wish = 'hidden' and c.kind in ('person', 'service', 'work') and not removes and seconds is null then 'done'
        when wish = 'closed' and c.kind = 'channel' and not removes and seconds is null then 'done'
        when wish = 'banned' and c.kind in ('message', 'file') and coalesce(seconds between 3600 and 31536000, true) then 'done'
        when wish = 'silenced' and seconds between 3600 and 2592000 then 'done'
        when wish = 'held' and seconds between 3600 and 31536000 then 'done'
        when wish = 'suspended' and coalesce(seconds between 3600 and 31536000, true) then 'done'
        else 'impossible' end;
    if result <> 'done' then
        return next;
    elsif (wish in ('removed', 'closed', 'suspended') or removes) and ((select r.takes_two from moderation_rules r)
            or exists (select from decision_proposals w where w.case_id = c.id)) then
        insert into decision_proposals as p (case_id, moderator, outcome, seconds, removes, sealed, about)
            values (c.id, me, wish, decide_case.seconds, decide_case.removes, decide_case.sealed, decide_case.about)
            on conflict (case_id) do update set moderator = me, outcome = excluded.outcome, seconds = excluded.seconds,
                removes = excluded.removes, sealed = excluded.sealed, about = excluded.about, mark = gen_random_uuid(),
                proposed_at = clock_timestamp();
        result := 'proposed';
        perform record_case_act('case.proposed', c, jsonb_build_object('outcome', wish));
        return next;
    else
        return query select * from carry_out(c, me, null, wish, seconds, removes, sealed, decide_case.about);
    end if;
end $$;

-- Agrees to what another moderator has proposed, as it is known by its mark, or does not: then anybody may take the case. Whoever
-- has proposed it may take it back, and not agree. Returns as `decide_case`; 'changed' where something else is proposed by now, or
-- nothing, 'own' of whoever has proposed it.
create function agentor.answer_proposal(
    id uuid, mark uuid, agrees boolean, out result text, out email text, out full_name text, out ends_at timestamptz)
    returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
    c report_cases%rowtype;
    p decision_proposals%rowtype;
begin
    if (seen_case(answer_proposal.id)).id is null then
        return;
    end if;
    select w.* into c from report_cases w where w.id = answer_proposal.id for no key update;
    if not found then
        return;
    end if;
    select w.* into p from decision_proposals w where w.case_id = c.id and w.mark = answer_proposal.mark;
    result := case
        when c.outcome is not null then 'decided'
        when p.case_id is null then 'changed'
        when exists (select from reports r where r.case_id = c.id and r.account_id = me) then 'reported'
        when agrees and p.moderator = me then 'own'
        else 'done' end;
    if result = 'done' and agrees then
        return query select * from carry_out(c, p.moderator, me, p.outcome, p.seconds, p.removes, p.sealed, p.about);
    else
        if result = 'done' then
            delete from decision_proposals w where w.case_id = c.id;
            update report_cases w set taken_by = null, taken_at = null where w.id = c.id;
            perform record_case_act('case.declined', c, jsonb_build_object('outcome', p.outcome));
        end if;
        return next;
    end if;
end $$;

-- Whether grave decisions take two moderators, for administrators; null for anybody else.
create function agentor.takes_two_moderators() returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return (select r.takes_two from moderation_rules r where administers());
end $$;

-- Says whether they do. For administrators, who give a reason, and operators. Returns 'done', 'already', 'unreasoned'; null for
-- whoever may not.
create function agentor.set_two_moderators(is_wanted boolean, operator text, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if not is_operator() and administers() is not true then
        return null;
    elsif not is_operator() and coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    end if;
    update moderation_rules r set takes_two = is_wanted where r.takes_two <> is_wanted;
    if not found then
        return 'already';
    end if;
    perform record_keeping(
        operator, case when is_wanted then 'moderator.two' else 'moderator.one' end, 'site', null, null, reason);
    return 'done';
end $$;

-- Appeals

-- The fifty appeals that wait longest. `may_decide` is whether the viewer may: not whoever has decided before, or reported.
create function agentor.waiting_appeals(
    out case_id uuid, out kind text, out subject uuid, out number integer, out outcome text, out appealed_at timestamptz,
    out may_decide boolean, out reporter uuid, out sealed bytea) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
begin
    if moderates() is not true then
        return;
    end if;
    return query
        select c.id, c.kind, c.subject, c.number, d.outcome, w.appealed_at,
            me is distinct from d.moderator and me is distinct from d.assented_by
                and not exists (select from reports r where r.case_id = c.id and r.account_id = me),
            r.account_id, r.sealed
        from appeals w
        join report_decisions d on d.case_id = w.case_id
        join report_cases c on c.id = w.case_id and not is_own_case(c.account_id, c.kind, c.subject)
        left join lateral (
            select * from reports f where f.case_id = c.id order by f.reported_at, f.account_id limit 1) r on true
        where w.outcome is null order by w.appealed_at, w.case_id limit 50;
end $$;

-- Takes back what was decided, as far as that can be. For the function below.
create function agentor.undo_decision(d agentor.report_decisions, c agentor.report_cases) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if c.kind = 'held' and (d.outcome = 'removed' or d.removes) then
        perform messaging.release_held(c.subject);
    end if;
    case d.outcome
        when 'silenced' then
            perform messaging.silence_everywhere(d.account_id, (
                select max(o.ends_at) from report_decisions o left join appeals w on w.case_id = o.case_id
                where o.account_id = d.account_id and o.outcome = 'silenced' and w.outcome is distinct from 'reversed'));
        when 'held' then
            perform messaging.hold_first_messages(d.account_id, (
                select max(o.ends_at) from report_decisions o left join appeals w on w.case_id = o.case_id
                where o.account_id = d.account_id and o.outcome = 'held' and w.outcome is distinct from 'reversed'));
        when 'suspended' then
            -- Not what an operator has closed, nor another decision.
            update accounts a set suspended_at = null, suspended_until = null
                where a.id = d.account_id and a.suspended_until is not distinct from d.ends_at and not exists (
                    select from report_decisions o left join appeals w on w.case_id = o.case_id
                    where o.account_id = d.account_id and o.outcome = 'suspended' and w.outcome is distinct from 'reversed'
                        and coalesce(o.ends_at > clock_timestamp(), true));
        when 'banned' then
            perform messaging.let_in(d.channel_id, d.account_id);
        when 'hidden' then
            perform hide_thing(c, false);
        when 'closed' then
            -- As `hide_thing`: what another moderator does in this moment is known before it is asked.
            perform from messaging.channels h where h.id = c.subject for no key update;
            if not is_closed_channel(c.subject) and not exists (
                select from report_cases k
                where k.kind = 'channel' and k.subject = c.subject and k.outcome is null and k.hidden_at is not null)
            then
                perform messaging.withhold_channel(c.subject, false);
            end if;
        else
            null;
    end case;
end $$;

-- Decides what is said against a decision: once, and not whoever made that. Returns 'done' with whom to tell, or why not: 'decided', 'own',
-- 'reported'; no row where nothing is said against it.
create function agentor.decide_appeal(
    id uuid, is_reversed boolean, sealed bytea, out result text, out email text, out full_name text, out outcome text,
    out removes boolean) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
    c report_cases%rowtype;
    d report_decisions%rowtype;
    w appeals%rowtype;
begin
    if (seen_case(decide_appeal.id)).id is null then
        return;
    end if;
    select x.* into w from appeals x where x.case_id = decide_appeal.id for no key update;
    if not found then
        return;
    end if;
    select x.* into c from report_cases x where x.id = w.case_id;
    select x.* into d from report_decisions x where x.case_id = w.case_id;
    result := case
        when w.outcome is not null then 'decided'
        when me = d.moderator or me = d.assented_by then 'own'
        when exists (select from reports r where r.case_id = c.id and r.account_id = me) then 'reported'
        else 'done' end;
    if result = 'done' then
        update appeals x set outcome = case when is_reversed then 'reversed' else 'upheld' end, moderator = me,
                reason = decide_appeal.sealed, decided_at = clock_timestamp()
            where x.case_id = w.case_id;
        if is_reversed then
            perform undo_decision(d, c);
        end if;
        select a.email, a.full_name into email, full_name from accounts a where a.id = c.account_id;
        outcome := d.outcome;
        removes := d.removes;
        perform record_case_act('case.appeal-decided', c, jsonb_build_object(
            'outcome', case when is_reversed then 'reversed' else 'upheld' end, 'decision', d.outcome));
    end if;
    return next;
end $$;

-- For whoever it was decided about

-- The last fifty decisions about the viewer.
create function agentor.own_decisions(
    out case_id uuid, out outcome text, out removes boolean, out about bytea, out decided_at timestamptz,
    out ends_at timestamptz, out appeal_outcome text, out is_appealed boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select d.case_id, d.outcome, d.removes, d.about, d.decided_at, d.ends_at, w.outcome, w.case_id is not null
        from report_decisions d left join appeals w on w.case_id = d.case_id
        where d.account_id = viewer() and d.outcome <> 'dismissed' order by d.decided_at desc, d.case_id limit 50;
end $$;

-- Why the viewer may write nothing, and until when.
create function agentor.own_silence(out ends_at timestamptz, out case_id uuid, out reason bytea) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select u.silenced_until, d.case_id, d.sealed
        from messaging.users u left join lateral (
            select * from report_decisions x
            where x.account_id = u.id and x.outcome = 'silenced' and x.ends_at = u.silenced_until limit 1) d on true
        where u.id = viewer() and u.silenced_until > clock_timestamp();
end $$;

-- One decision, for whoever has the link that its letter holds. For the door, which has opened its token.
create function agentor.told_decision(
    id uuid, out outcome text, out removes boolean, out about bytea, out reason bytea, out decided_at timestamptz,
    out ends_at timestamptz, out is_late boolean, out appeal bytea, out appealed_at timestamptz, out appeal_outcome text,
    out appeal_reason bytea, out appeal_decided_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select d.outcome, d.removes, d.about, d.sealed, d.decided_at, d.ends_at,
            d.decided_at < clock_timestamp() - interval '30 days', w.sealed, w.appealed_at, w.outcome, w.reason, w.decided_at
        from report_decisions d left join appeals w on w.case_id = d.case_id
        where d.case_id = told_decision.id and d.account_id is not null and d.outcome <> 'dismissed';
end $$;

-- Says something against a decision, once and within thirty days. Returns 'done', 'late' or 'twice'; null where there is none. For the
-- door, likewise.
create function agentor.appeal(id uuid, sealed bytea) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    d report_decisions%rowtype;
begin
    select x.* into d from report_decisions x
        where x.case_id = appeal.id and x.account_id is not null and x.outcome <> 'dismissed' for no key update;
    if not found then
        return null;
    elsif exists (select from appeals w where w.case_id = d.case_id) then
        return 'twice';
    elsif d.decided_at < clock_timestamp() - interval '30 days' then
        return 'late';
    end if;
    insert into appeals (case_id, sealed) values (d.case_id, appeal.sealed);
    return 'done';
end $$;

-- Opens accounts whose time is over, so that they are found again. They may sign in by the clock already.
create function agentor.end_suspensions() returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update accounts a set suspended_at = null, suspended_until = null
        where a.id in (
            select o.id from accounts o where o.suspended_until <= clock_timestamp() order by o.id limit 100
            for update skip locked);
end $$;

-- An account that is open has nothing left of when it would have been.
create function agentor.forget_suspension() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    new.suspended_until := null;
    return new;
end $$;
create trigger forget_suspension before update of suspended_at on agentor.accounts
    for each row when (new.suspended_at is null) execute function agentor.forget_suspension();

grant execute on function agentor.moderates(), agentor.waiting_cases(integer, timestamptz, uuid, integer),
    agentor.deciders(), agentor.decided_cases(text, text, timestamptz, uuid, integer),
    agentor.report_case(uuid), agentor.case_decision(uuid), agentor.case_proposal(uuid), agentor.case_reports(uuid),
    agentor.former_cases(uuid), agentor.take_case(uuid, boolean), agentor.hide_case(uuid, boolean),
    agentor.decide_case(uuid, text, integer, boolean, bytea, bytea), agentor.answer_proposal(uuid, uuid, boolean),
    agentor.waiting_appeals(), agentor.decide_appeal(uuid, boolean, bytea), agentor.own_decisions(),
    agentor.own_silence(), agentor.takes_two_moderators(), agentor.set_two_moderators(boolean, text, text) to :app_role;
grant execute on function agentor.told_decision(uuid), agentor.appeal(uuid, bytea), agentor.end_suspensions() to :door_role;
