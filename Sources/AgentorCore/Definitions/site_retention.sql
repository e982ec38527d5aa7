-- For how long the site keeps what people say, and what it keeps whatever becomes of it, for administrators and
-- operators: see `messaging.expire`.

-- Records what was done about it, under the name of an operator, or as the viewer.
create function agentor.record_keeping(
    operator text, action text, subject_kind text, subject uuid, label text, reason text, details jsonb default '{}') returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if is_operator() then
        perform record_operator_act(
            coalesce(operator, session_user::text), action, subject_kind, subject, label, reason, details);
    else
        perform record_act(action, subject_kind, subject, label, reason, details);
    end if;
end $$;

-- Sets for how many days the whole site keeps messages and files; null for good. For administrators, who give a reason, and operators.
-- Returns 'done', 'already', 'unreasoned'; null for whoever may not.
create function agentor.set_retention(message_days integer, file_days integer, operator text, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if not is_operator() and administers() is not true then
        return null;
    elsif not is_operator() and coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    elsif not messaging.set_site_retention(set_retention.message_days, set_retention.file_days) then
        return 'already';
    end if;
    perform record_keeping(operator, 'retention.set', 'site', null, null, reason, jsonb_strip_nulls(jsonb_build_object(
        'messages', set_retention.message_days, 'files', set_retention.file_days)));
    return 'done';
end $$;

-- Places a legal hold on what somebody says, or lifts it. They are not told. Returns as `administer` does.
create function agentor.hold_person(account uuid, is_wanted boolean, operator text, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    result text := 'done';
begin
    if not is_operator() then
        result := begin_deed(hold_person.account, reason, false);
    end if;
    if result is distinct from 'done' then
        return result;
    end if;
    perform from messaging.users u where u.id = hold_person.account;
    if not found then
        return null;
    end if;
    if not (case when is_wanted then messaging.place_hold(null, hold_person.account)
            else messaging.lift_hold(null, hold_person.account) end) then
        return 'already';
    end if;
    perform record_keeping(operator, case when is_wanted then 'account.held' else 'account.released' end, 'account',
        hold_person.account, handle_of(hold_person.account), reason);
    return 'done';
end $$;

-- The same of a channel. Its own record does not say so. Of conversations of two and groups for operators alone.
create function agentor.hold_channel(channel uuid, is_wanted boolean, operator text, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    place text;
begin
    if not is_operator() and administers() is not true then
        return null;
    end if;
    select c.slug into place from messaging.channels c
        where c.id = hold_channel.channel and (not c.is_direct or is_operator()) for no key update;
    if not found then
        return null;
    elsif not is_operator() and coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    elsif not (case when is_wanted then messaging.place_hold(hold_channel.channel, null)
            else messaging.lift_hold(hold_channel.channel, null) end) then
        return 'already';
    end if;
    perform record_keeping(operator, case when is_wanted then 'channel.held' else 'channel.released' end, 'channel',
        hold_channel.channel, '/channels/' || place, reason);
    return 'done';
end $$;

-- What is held, the latest first, after a moment: who placed it, and why.
create function agentor.holds(
    before timestamptz, most integer, out id uuid, out is_channel boolean, out label text, out held_at timestamptz,
    out actor text, out reason text) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if not is_operator() and administers() is not true then
        return;
    end if;
    return query
        select coalesce(h.channel_id, h.user_id), h.channel_id is not null,
            case when h.channel_id is null then coalesce(handle_of(h.user_id), u.full_name) else '/channels/' || c.slug end,
            h.created_at, l.actor_name, l.reason
        from messaging.holds h
        left join messaging.channels c on c.id = h.channel_id
        left join messaging.users u on u.id = h.user_id
        left join lateral (
            select a.actor_name, a.reason from audit_log a
            where a.subject = coalesce(h.channel_id, h.user_id) and a.action in ('account.held', 'channel.held')
            order by a.number desc limit 1) l on true
        where before is null or h.created_at < before
        order by h.created_at desc, h.id desc limit most;
end $$;

grant execute on function agentor.set_retention(integer, integer, text, text), agentor.hold_person(uuid, boolean, text, text),
    agentor.hold_channel(uuid, boolean, text, text), agentor.holds(timestamptz, integer) to :app_role;
