-- What people report. The serving roles read none of it but through these functions, and its words not at all: they are sealed.

create policy owner on agentor.report_cases to current_user using (true) with check (true);
create policy owner on agentor.reports to current_user using (true) with check (true);
create policy owner on agentor.report_evidence to current_user using (true) with check (true);

-- What the viewer may report by its address: what they see and do not answer for themselves. `home` is a handle, or the slug of a
-- channel; `place` says which message, service or work; a file has no other address than its own. No row for anything else.
create function agentor.reportable(
    kind text, home text, place bigint, file uuid, out subject uuid, out number integer, out answerable uuid) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
begin
    case reportable.kind
        when 'message' then
            return query select m.id, 0, m.user_id
                from messaging.channels c
                join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = me
                join messaging.messages m on m.channel_id = c.id and m.seq = reportable.place
                where c.slug = reportable.home and not m.is_deleted and m.user_id <> me;
        when 'channel' then
            return query select c.id, 0, messaging.keeper_of(c.id)
                from messaging.channels c
                where c.slug = reportable.home and not c.is_direct and messaging.keeper_of(c.id) <> me
                    and not messaging.runs(c.id, me)
                    and (c.type = 'public' or exists (
                        select from messaging.channel_members mine where mine.channel_id = c.id and mine.user_id = me));
        when 'person' then
            return query select a.id, 0, a.id
                from accounts a
                where a.id = messaging.holder_of(reportable.home) and a.id <> me;
        when 'service' then
            return query select s.account_id, s.number, s.account_id
                from shown_agents p
                join services s on s.account_id = p.account_id and s.number = reportable.place
                where p.account_id = messaging.holder_of(reportable.home) and p.account_id <> me
                    and s.state = 'published' and not messaging.are_apart(p.account_id);
        when 'file' then
            return query select f.id, 0, f.user_id
                from messaging.files f
                join messaging.channel_members mine on mine.channel_id = f.channel_id and mine.user_id = me
                where f.id = reportable.file and f.user_id <> me
                    and not f.is_deleted and not f.is_hidden and not f.is_withheld;
        when 'work' then
            return query select w.account_id, w.number, w.account_id
                from shown_agents p
                join works w on w.account_id = p.account_id and w.number = reportable.place
                where p.account_id = messaging.holder_of(reportable.home) and p.account_id <> me
                    and w.is_shown and w.hidden_at is null and not messaging.are_apart(p.account_id);
        else
            null;
    end case;
end $$;

-- The same, with what the viewer has already reported of it in the case that is open; nothing is said of what others did.
create function agentor.find_report(
    kind text, home text, place bigint, file uuid, out subject uuid, out number integer, out sealed bytea, out nonce uuid)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query select s.subject, s.number, own.sealed, own.nonce
        from reportable(find_report.kind, find_report.home, find_report.place, find_report.file) s
        left join lateral (
            select r.sealed, r.nonce from report_cases c
            join reports r on r.case_id = c.id and r.account_id = viewer()
            where c.kind = find_report.kind and c.subject = s.subject and c.number = s.number and c.outcome is null
        ) own on true;
end $$;

-- Reports what `find_report` has found, `about`, in the one case there is of it; with it, what the viewer had reported until now is
-- replaced, if it still is that of the form they have `seen`. What could be read is kept of the first five. Returns 'reported', 'added',
-- 'unchanged' for the same form once more, 'again' where something else came in between, or 'too many'; null where there is
-- nothing to report.
create function agentor.report(
    kind text, home text, place bigint, about uuid, reason text, sealed bytea, evidence bytea, seen uuid, nonce uuid)
    returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
    thing record;
    dossier uuid;
    former uuid;
begin
    -- One after the other, so that nobody reports more than they may by asking at once.
    perform from accounts a where a.id = me for no key update;
    if not found then
        return null;
    end if;
    -- A file is what it is about.
    select s.* into thing from reportable(report.kind, report.home, report.place, report.about) s where s.subject = report.about;
    if not found then
        return null;
    end if;
    if not exists (
        select from report_cases c join reports r on r.case_id = c.id and r.account_id = me
        where c.kind = report.kind and c.subject = thing.subject and c.number = thing.number and c.outcome is null
    ) and (
        select count(*) from reports r join report_cases c on c.id = r.case_id
        where r.account_id = me and c.outcome is null) >= 50
    then
        return 'too many';
    end if;
    insert into report_cases (kind, subject, number, account_id)
        values (report.kind, thing.subject, thing.number, (select a.id from accounts a where a.id = thing.answerable))
        on conflict (kind, subject, number) where outcome is null do nothing;
    select c.id into dossier from report_cases c
        where c.kind = report.kind and c.subject = thing.subject and c.number = thing.number and c.outcome is null
        for no key update;
    if not found then
        return 'again';
    end if;
    select r.nonce into former from reports r where r.case_id = dossier and r.account_id = me;
    if former = report.nonce then
        return 'unchanged';
    elsif former is distinct from report.seen then
        return 'again';
    elsif former is not null then
        update reports r set reason = report.reason, sealed = report.sealed, nonce = report.nonce
            where r.case_id = dossier and r.account_id = me;
        return 'added';
    end if;
    insert into reports (case_id, account_id, reason, sealed, nonce)
        values (dossier, me, report.reason, report.sealed, report.nonce);
    update report_cases c set reporters = c.reporters + 1 where c.id = dossier;
    if (select count(*) from report_evidence e where e.case_id = dossier) < 5 then
        insert into report_evidence (case_id, account_id, sealed) values (dossier, me, report.evidence);
    end if;
    return 'reported';
end $$;

-- What the viewer has reported, the last first, and what became of it; null while it is not decided.
create function agentor.own_reports(
    before timestamptz, before_id uuid, wanted integer, out case_id uuid, out kind text, out subject uuid, out number integer,
    out reason text, out sealed bytea, out reported_at timestamptz, out outcome text) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query select r.case_id, c.kind, c.subject, c.number, r.reason, r.sealed, r.reported_at, c.outcome
        from (select * from reports own
            where own.account_id = viewer() and (own.reported_at, own.case_id) < (
                coalesce(before, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            order by own.reported_at desc, own.case_id desc limit wanted) r
        join report_cases c on c.id = r.case_id
        order by r.reported_at desc, r.case_id desc;
end $$;

-- Whoever is erased has reported nothing: a case that nobody else has reported is none, unless a rule has opened it.
create function agentor.forget_report() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update report_cases c set reporters = c.reporters - 1 where c.id = old.case_id;
    delete from report_cases c where c.id = old.case_id and c.reporters = 0 and c.outcome is null and c.rule is null;
    return null;
end $$;
create trigger forget_report after delete on agentor.reports
    for each row execute function agentor.forget_report();

-- Of whoever is erased nothing is kept that they wrote, and there is nobody left to decide about. A channel stays.
create function agentor.leave_case() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if new.kind <> 'channel' then
        delete from report_evidence e where e.case_id = new.id;
        if new.outcome is null then
            new.outcome := 'gone';
            new.decided_at := clock_timestamp();
        end if;
    end if;
    return new;
end $$;
create trigger leave_case before update of account_id on agentor.report_cases
    for each row when (old.account_id is not null and new.account_id is null) execute function agentor.leave_case();

grant execute on function agentor.find_report(text, text, bigint, uuid),
    agentor.report(text, text, bigint, uuid, text, bytea, bytea, uuid, uuid),
    agentor.own_reports(timestamptz, uuid, integer) to :app_role;
