-- Automatic care. Rules are looked at by the worker, since texts are sealed; what follows is decided here.

create policy owner on agentor.care_rules to current_user using (true) with check (true);
create policy owner on agentor.first_messages to current_user using (true) with check (true);
create policy owner on agentor.hook_calls to current_user using (true) with check (true);

-- Whether an operator asks, who works as the owner and as nobody.
create function agentor.is_operator() returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return viewer() is null and pg_has_role(session_user, current_user, 'member');
end $$;

-- The rules as workers go by them. For the door: what is looked for is nobody's to read but an administrator's.
create function agentor.care_settings(out name text, out is_on boolean, out settings text) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query select r.name, r.is_on, r.settings::text from care_rules r order by r.name;
end $$;

-- A number of a rule that is on; null of one that is off.
create function agentor.care_number(rule text, setting text) returns integer
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return (select (r.settings ->> setting)::integer from care_rules r where r.name = rule and r.is_on);
end $$;

-- The same with who changed what, for administrators and operators.
create function agentor.listed_care_rules(
    out name text, out is_on boolean, out settings text, out changed_by text, out changed_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if not is_operator() and administers() is not true then
        return;
    end if;
    return query select r.name, r.is_on, r.settings::text, handle_of(r.changed_by), r.changed_at from care_rules r order by r.name;
end $$;

-- Switches a rule, or sets what it goes by. `operator` is what an operator is called on the machine. Returns 'done', 'already' where it
-- is so, 'unreasoned'; null where there is no such rule, and for whoever may not.
create function agentor.change_care_rule(rule text, is_wanted boolean, settings text, reason text, operator text default null)
    returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    was care_rules%rowtype;
    wanted constant jsonb := change_care_rule.settings::jsonb;
    details jsonb;
begin
    if not is_operator() and administers() is not true then
        return null;
    end if;
    select r.* into was from care_rules r where r.name = change_care_rule.rule for update;
    if not found then
        return null;
    elsif coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    elsif was.is_on = is_wanted and was.settings = wanted then
        return 'already';
    end if;
    update care_rules r set is_on = is_wanted, settings = wanted, changed_by = viewer(), changed_at = clock_timestamp()
        where r.name = was.name;
    -- Lists are told by how long they are: what is looked for is nobody's to read in the log.
    details := jsonb_build_object('on', case when is_wanted then 'yes' else 'no' end) || coalesce((
        select jsonb_object_agg(s.key, case when jsonb_typeof(s.value) = 'array' then to_jsonb(jsonb_array_length(s.value)) else s.value end)
        from jsonb_each(wanted) s), '{}');
    if is_operator() then
        perform record_operator_act(coalesce(operator, session_user::text), 'care.changed', 'rule', null, was.name, reason, details);
    else
        perform record_act('care.changed', 'rule', null, was.name, reason, details);
    end if;
    return 'done';
end $$;

-- First messages to strangers

-- Writes down whom the viewer writes to first and what it is known again by, and says for which rule it waits; null for none. `finding` is
-- a rule that the worker has found. Asked again for the same message it says the same. A hook, where there is one, is told later.
create function agentor.weigh_first_message(
    people uuid[], slug text, message uuid, marks bytea[], finding text, has_hook boolean, sealed bytea) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
    place constant uuid := (select c.id from messaging.channels c where c.slug = weigh_first_message.slug);
    strangers uuid[];
    most integer;
    hours integer;
    reason text;
begin
    -- One after the other, or several at once would each be the first.
    perform from accounts a where a.id = me for no key update;
    if not found then
        return null;
    end if;
    strangers := array(
        select distinct p from (
            select unnest(people[:7]) as p
            union all
            select m.user_id from messaging.channel_members m
                where m.channel_id = place and exists (
                    select from messaging.channel_members mine where mine.channel_id = place and mine.user_id = me)
                limit 8) w
        where p is distinct from me and exists (select from messaging.users u where u.id = p));
    insert into first_messages (account_id, nonce, stranger, mark)
        select me, message, s, marks[1] from unnest(strangers) s
        on conflict do nothing;
    most := care_number('same-words', 'strangers');
    hours := care_number('same-words', 'hours');
    reason := case
        when weigh_first_message.finding is not null then weigh_first_message.finding
        when most is not null and (
            select count(distinct f.stranger) from first_messages f
            where f.account_id = me and f.mark = any (marks) and f.written_at > clock_timestamp() - make_interval(hours => hours))
            >= most then 'same-words' end;
    if has_hook and cardinality(strangers) > 0 then
        insert into hook_calls (account_id, nonce, rule, strangers, sealed)
            values (me, message, reason, cardinality(strangers), weigh_first_message.sealed)
            on conflict (account_id, nonce) do nothing;
    end if;
    return reason;
end $$;

-- How new the viewer's account is: 'day' in its first, 'week' for the days after that; null once it has grown out of it, by age or
-- because enough people have answered.
create function agentor.own_newness() returns text
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
    since constant timestamptz := (select a.created_at from accounts a where a.id = me);
    days constant integer := care_number('new-accounts', 'days');
    answered constant integer := care_number('new-accounts', 'answered');
begin
    if days is null or since is null or since <= clock_timestamp() - make_interval(days => days) or (
        select count(*) from (
            select from messaging.channel_members mine
            join messaging.channels c on c.id = mine.channel_id and c.created_by = me and c.is_direct and not c.is_request
            where mine.user_id = me and mine.shelf in ('inbox', 'archive')
                and exists (select from messaging.messages m where m.channel_id = c.id and m.user_id <> me)
            limit answered) a) >= answered then
        return null;
    end if;
    return case when since > clock_timestamp() - interval '1 day' then 'day' else 'week' end;
end $$;

-- A message that waits is a case, which the rule has opened. What waits behind another is looked at with that.
create function agentor.open_held_case() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    dossier uuid;
begin
    insert into report_cases (kind, subject, account_id, rule)
        values ('held', new.id, (select a.id from accounts a where a.id = new.user_id), new.held_for)
        on conflict (kind, subject, number) where outcome is null do nothing returning id into dossier;
    if dossier is not null then
        perform add_audit_line('site', null, null, 'case.opened', 'case', dossier, handle_of(new.user_id), null,
            jsonb_build_object('about', 'held', 'rule', new.held_for, 'account', new.user_id));
    end if;
    return null;
end $$;
create trigger open_held_case after insert on messaging.scheduled_messages
    for each row when (new.held_for is not null and new.held_for not in ('behind', 'newcomer')) execute function agentor.open_held_case();
create trigger open_held_case_later after update of held_for on messaging.scheduled_messages
    for each row when (new.held_for is not null and new.held_for not in ('behind', 'newcomer') and new.held_for is distinct from old.held_for)
    execute function agentor.open_held_case();

-- Its author has taken it back: there is nothing left to look at, unless something waits behind it.
create function agentor.close_held_case() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update report_cases c set outcome = 'gone', decided_at = clock_timestamp()
        where c.kind = 'held' and c.subject = old.id and c.outcome is null;
    update messaging.scheduled_messages s set held_for = old.held_for
        where s.id = (
            select b.id from messaging.scheduled_messages b
            where b.channel_id = old.channel_id and b.user_id = old.user_id and b.held_for = 'behind' and b.failure is null
            order by b.created_at, b.id limit 1);
    return null;
end $$;
create trigger close_held_case after delete on messaging.scheduled_messages
    for each row when (old.held_for is not null and old.held_for not in ('behind', 'newcomer') and old.failure is null)
    execute function agentor.close_held_case();

-- What a case that a rule has opened is about, for whoever may look at it: sealed, and of a message that waits its words, with those
-- that wait behind it.
create function agentor.rule_case(
    id uuid, out rule text, out box bytea, out resembles text, out strangers integer) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    c constant report_cases := seen_case(rule_case.id);
begin
    return query select c.rule, c.found, handle_of(c.resembles),
            (select count(distinct s)::integer from messaging.held_texts(c.subject) h, unnest(h.strangers) s)
        where c.rule is not null;
end $$;

create function agentor.held_words(id uuid, out words bytea, out written_at timestamptz, out file_count integer) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    c constant report_cases := seen_case(held_words.id);
begin
    return query select h.words, h.written_at, h.file_count from messaging.held_texts(c.subject) h where c.kind = 'held';
end $$;

-- Cases about what is public

-- Opens a case by a rule, unless one is open, or was found to keep the rules. For the functions below.
create function agentor.open_rule_case(
    kind text, subject uuid, number integer, account uuid, rule text, mark bytea, resembles uuid, box bytea) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    dossier uuid;
begin
    if exists (
        select from report_cases c
        where c.kind = open_rule_case.kind and c.subject = open_rule_case.subject and c.number = open_rule_case.number
            and c.rule = open_rule_case.rule and c.rule_mark = open_rule_case.mark and c.outcome = 'dismissed') then
        return false;
    end if;
    insert into report_cases as c (kind, subject, number, account_id, rule, rule_mark, resembles, found)
        values (open_rule_case.kind, open_rule_case.subject, open_rule_case.number, open_rule_case.account, open_rule_case.rule,
            open_rule_case.mark, open_rule_case.resembles, open_rule_case.box)
        on conflict (kind, subject, number) where outcome is null do update
            set rule = excluded.rule, rule_mark = excluded.rule_mark, resembles = excluded.resembles, found = excluded.found
            where c.rule is null or c.rule_mark is distinct from excluded.rule_mark
        returning c.id into dossier;
    if dossier is null then
        return false;
    end if;
    perform add_audit_line('site', null, null, 'case.opened', 'case', dossier, handle_of(open_rule_case.account), null,
        jsonb_build_object('about', open_rule_case.kind, 'rule', open_rule_case.rule, 'account', open_rule_case.account));
    return true;
end $$;

-- Has moderators look at something of the viewer's in which the worker has found words: their page, a service, or a channel they are in
-- charge of. Returns whether a case was opened.
create function agentor.flag_own(kind text, home text, number integer, mark bytea, box bytea) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
    thing uuid := me;
begin
    case flag_own.kind
        when 'person' then
            null;
        when 'service' then
            if not exists (select from services s where s.account_id = me and s.number = flag_own.number) then
                return false;
            end if;
        when 'channel' then
            thing := (
                select c.id from messaging.channels c join messaging.channel_members m on m.channel_id = c.id and m.user_id = me
                where c.slug = flag_own.home and not c.is_direct and m.role in ('admin', 'moderator'));
        else
            return false;
    end case;
    if thing is null then
        return false;
    end if;
    return open_rule_case(
        flag_own.kind, thing, coalesce(flag_own.number, 0), me, 'words', flag_own.mark, null, flag_own.box);
end $$;

-- Whether somebody is known here: they run the site, or have been shown in the directory for so many days.
create function agentor.is_known(account uuid, days integer) returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return exists (select from moderators m where m.account_id = account)
        or exists (select from accounts a where a.id = account and a.role = 'admin')
        or exists (
            select from published_agents p
            where p.account_id = account and p.since <= clock_timestamp() - make_interval(days => days));
end $$;

-- Who is known and looks like somebody who is not.
create function agentor.look_alike_of(account uuid, skeleton text, days integer) returns uuid
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return (
        select o.id from messaging.users o
        where o.skeleton = look_alike_of.skeleton and o.skeleton <> '' and o.id <> account and is_known(o.id, days)
        order by o.id limit 1);
end $$;

create function agentor.flag_look_alike() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    days constant integer := care_number('look-alikes', 'days');
    known uuid;
begin
    if days is null or is_known(new.id, days) or not exists (select from accounts a where a.id = new.id) then
        return null;
    end if;
    known := look_alike_of(new.id, new.skeleton, days);
    if known is not null then
        perform open_rule_case('person', new.id, 0, new.id, 'look-alikes', sha256(convert_to(new.skeleton, 'UTF8')), known, null);
    end if;
    return null;
end $$;
create trigger flag_look_alike after insert on messaging.users
    for each row when (new.skeleton <> '') execute function agentor.flag_look_alike();
create trigger flag_look_alike_later after update of skeleton on messaging.users
    for each row when (new.skeleton <> '' and new.skeleton is distinct from old.skeleton)
    execute function agentor.flag_look_alike();

-- Trying rules on the last thirty days. Nothing is changed, and that it was tried is a line in the log.

create function agentor.note_trial(rule text, operator text, most integer) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if is_operator() then
        perform record_operator_act(
            coalesce(operator, session_user::text), 'care.tried', 'rule', null, rule, null, jsonb_build_object('most', most));
        return true;
    elsif administers() then
        perform record_act('care.tried', 'rule', null, rule, null, jsonb_build_object('most', most));
        return true;
    end if;
    return false;
end $$;

-- What was said first in conversations that were begun within thirty days, the latest first: by whom, to whom, and in which words.
create function agentor.recent_first_messages(
    rule text, operator text, most integer, out account uuid, out handle text, out account_since timestamptz, out stranger uuid,
    out words bytea, out said_at timestamptz) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if not note_trial(rule, operator, least(most, 5000)) then
        return;
    end if;
    return query
        select m.user_id, handle_of(m.user_id), (select a.created_at from accounts a where a.id = m.user_id), p.stranger,
            messaging.text_of(m.content, m.sealed, m.channel_id, m.user_id, m.nonce), m.created_at
        from (
            select c.id, c.created_by, c.created_at,
                (select o.user_id from messaging.channel_members o where o.channel_id = c.id and o.user_id <> c.created_by limit 1) as stranger
            from messaging.channels c
            where c.is_direct and c.created_at > clock_timestamp() - interval '30 days'
            order by c.created_at desc limit least(most, 5000)) p
        join lateral (
            select * from messaging.messages f where f.channel_id = p.id order by f.seq limit 1) m
            on m.user_id = p.created_by and not m.is_deleted
        order by m.created_at desc;
end $$;

-- Who has come within thirty days, the latest first, with the domain of their address.
create function agentor.recent_accounts(
    rule text, operator text, most integer, out account uuid, out handle text, out domain text, out created_at timestamptz)
    returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if not note_trial(rule, operator, least(most, 5000)) then
        return;
    end if;
    return query
        select a.id, handle_of(a.id), lower(split_part(a.email, '@', -1)), a.created_at from accounts a
        where a.created_at > clock_timestamp() - interval '30 days'
        order by a.created_at desc, a.id desc limit least(most, 5000);
end $$;

-- Who has come within thirty days and has a name that can be taken for that of somebody who is known, and whose.
create function agentor.recent_look_alikes(
    rule text, operator text, most integer, days integer, out account uuid, out handle text, out resembles text,
    out created_at timestamptz) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if not note_trial(rule, operator, least(most, 5000)) then
        return;
    end if;
    return query
        select w.id, handle_of(w.id), handle_of(w.known), w.created_at
        from (
            select a.id, a.created_at, look_alike_of(a.id, u.skeleton, days) as known
            from (select * from accounts r where r.created_at > clock_timestamp() - interval '30 days'
                order by r.created_at desc, r.id desc limit least(most, 5000)) a
            join messaging.users u on u.id = a.id
            where not is_known(a.id, days)) w
        where w.known is not null order by w.created_at desc, w.id desc;
end $$;

-- The hook

-- Takes a call whose time has come, for so long. For whoever sends it.
create function agentor.claim_hook_call(
    lease interval, out id uuid, out account uuid, out handle text, out nonce uuid, out rule text, out strangers integer,
    out sealed bytea, out created_at timestamptz, out attempt integer) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query
        update hook_calls h set attempts = h.attempts + 1, next_attempt_at = clock_timestamp() + lease
        where h.id = (
            select w.id from hook_calls w where w.next_attempt_at <= clock_timestamp() order by w.next_attempt_at limit 1
            for update skip locked)
        returning h.id, h.account_id, handle_of(h.account_id), h.nonce, h.rule, h.strangers, h.sealed, h.created_at, h.attempts;
end $$;

-- What came of a call: it was answered, perhaps with the wish that the message waits, or has to be tried again. A message that was sent
-- is a case then; one that waits already is one.
create function agentor.note_hook_call(call uuid, is_answered boolean, wants_hold boolean, error text) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    h hook_calls%rowtype;
    said uuid;
begin
    select w.* into h from hook_calls w where w.id = call for update;
    if not found then
        return;
    end if;
    if not is_answered then
        if h.created_at < clock_timestamp() - interval '1 day' then
            delete from hook_calls w where w.id = h.id;
        else
            update hook_calls w set last_error = left(error, 300),
                    next_attempt_at = clock_timestamp() + make_interval(secs => least(3600, 15 * 2 ^ least(h.attempts, 10)))
                where w.id = h.id;
        end if;
        return;
    end if;
    delete from hook_calls w where w.id = h.id;
    if wants_hold then
        select m.id into said from messaging.messages m where m.user_id = h.account_id and m.nonce = h.nonce and not m.is_deleted;
        if found then
            perform open_rule_case('message', said, 0, h.account_id, 'hook', sha256(convert_to(h.nonce::text, 'UTF8')), null, null);
        end if;
    end if;
end $$;

-- Forgets what was kept to know words again.
create function agentor.tidy_care() returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from first_messages f where (f.account_id, f.nonce, f.stranger) in (
        select o.account_id, o.nonce, o.stranger from first_messages o
        where o.written_at < clock_timestamp() - interval '30 days' limit 1000 for update skip locked);
    delete from hook_calls h where h.created_at < clock_timestamp() - interval '2 days';
end $$;

grant execute on function agentor.listed_care_rules(), agentor.change_care_rule(text, boolean, text, text, text),
    agentor.weigh_first_message(uuid[], text, uuid, bytea[], text, boolean, bytea), agentor.own_newness(),
    agentor.rule_case(uuid), agentor.held_words(uuid), agentor.flag_own(text, text, integer, bytea, bytea),
    agentor.recent_first_messages(text, text, integer), agentor.recent_accounts(text, text, integer),
    agentor.recent_look_alikes(text, text, integer, integer) to :app_role;
grant execute on function agentor.care_settings(), agentor.claim_hook_call(interval),
    agentor.note_hook_call(uuid, boolean, boolean, text), agentor.tidy_care() to :door_role;
