-- The log of what those who run the site do. It is only added to.

create policy owner on agentor.audit_log to current_user using (true) with check (true);
create policy owner on agentor.audit_head to current_user using (true) with check (true);

-- A line as it is hashed and exported: one JSON object, its members in this order.
create function agentor.audit_line(line agentor.audit_log) returns text
    language sql stable security definer set search_path = agentor, pg_temp
    return (
        select row_to_json(l)::text
        from (select line.number as number, to_char(line.moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment,
            line.actor_kind as actor_kind, line.actor as actor, line.actor_name as actor_name, line.action as action,
            line.subject_kind as subject_kind, line.subject as subject, line.label as label, line.reason as reason,
            line.details as details, encode(line.previous, 'hex') as previous) l);

-- Adds a line. Its row of `audit_head` is the last lock a transaction takes: whoever calls this locks nothing afterwards that somebody
-- else may hold who adds a line too.
create function agentor.add_audit_line(
    actor_kind text, actor uuid, actor_name text, action text, subject_kind text, subject uuid, label text, reason text,
    details jsonb) returns bigint
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    line audit_log%rowtype;
begin
    select h.number + 1, h.hash into strict line.number, line.previous from audit_head h for update;
    line.moment := clock_timestamp();
    line.actor_kind := add_audit_line.actor_kind;
    line.actor := add_audit_line.actor;
    line.actor_name := add_audit_line.actor_name;
    line.action := add_audit_line.action;
    line.subject_kind := add_audit_line.subject_kind;
    line.subject := add_audit_line.subject;
    line.label := add_audit_line.label;
    line.reason := nullif(add_audit_line.reason, '');
    line.details := coalesce(add_audit_line.details, '{}');
    line.hash := sha256(convert_to(audit_line(line), 'UTF8'));
    insert into audit_log values (line.*);
    update audit_head h set number = line.number, hash = line.hash;
    return line.number;
end $$;

-- Records an act of the viewer's, in the transaction that does it, as what it is: of a moderator where it is about a case, of an
-- administrator, or of the site where nobody is known, or nobody who may act. Returns the line's number. For functions of the owner's.
create function agentor.record_act(
    action text, subject_kind text, subject uuid, label text, reason text, details jsonb default '{}') returns bigint
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me uuid := viewer();
    kind text := 'site';
    name text;
begin
    if me is null and pg_has_role(session_user, current_user, 'member') then
        return record_operator_act(session_user::text, action, subject_kind, subject, label, reason, details);
    end if;
    if record_act.action not like 'case.%' and exists (select from accounts a where a.id = me and a.role = 'admin') then
        kind := 'administrator';
    elsif exists (select from moderators m where m.account_id = me) then
        kind := 'moderator';
    elsif exists (select from accounts a where a.id = me and a.role = 'admin') then
        kind := 'administrator';
    else
        me := null;
    end if;
    return add_audit_line(kind, me, handle_of(me), action, subject_kind, subject, label, reason, details);
end $$;

-- Records what an operator does on the machine, under their name there. For whoever works as the owner.
create function agentor.record_operator_act(
    operator text, action text, subject_kind text, subject uuid, label text, reason text, details jsonb default '{}')
    returns bigint
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    return add_audit_line('operator', null, operator, action, subject_kind, subject, label, reason, details);
end $$;

-- What lines call somebody: null for whoever has no handle.
create function agentor.handle_of(account uuid) returns text
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return (select '@' || u.handle from messaging.users u where u.id = account);
end $$;

create function agentor.keep_audit_log() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    raise restrict_violation using message = 'the log of acts is only added to';
end $$;
create trigger keep_audit_log before update or delete or truncate on agentor.audit_log
    for each statement execute function agentor.keep_audit_log();
create trigger keep_audit_head before insert or delete or truncate on agentor.audit_head
    for each statement execute function agentor.keep_audit_log();

-- The head moves on by one, to a line there is.
create function agentor.keep_audit_head() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if new.number <> old.number + 1 or not exists (
        select from audit_log l where l.number = new.number and l.hash = new.hash) then
        raise restrict_violation using message = 'the head of the log of acts is its last line';
    end if;
    return new;
end $$;
create trigger move_audit_head before update on agentor.audit_head
    for each row execute function agentor.keep_audit_head();
