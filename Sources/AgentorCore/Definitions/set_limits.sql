-- How often things may be done, where it is set otherwise than the operator's file and the code say.

create policy owner on agentor.limits to current_user using (true) with check (true);

-- What is set, as workers go by it.
create function agentor.set_limits(out name text, out is_steady boolean, out most integer, out milliseconds bigint)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query select l.name, l.is_steady, l.most, l.milliseconds from limits l order by l.name;
end $$;

-- The same with who set what, for administrators and operators.
create function agentor.listed_limits(
    out name text, out is_steady boolean, out most integer, out milliseconds bigint, out changed_by text,
    out changed_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    if not is_operator() and administers() is not true then
        return;
    end if;
    return query select l.name, l.is_steady, l.most, l.milliseconds, handle_of(l.changed_by), l.changed_at
        from limits l order by l.name;
end $$;

-- Sets a limit, or with `most` null takes what is set away, so that the operator's file and the code decide again. `seen` is how it was set
-- when whoever asks looked at it, as '60/500', or empty where it was not; null for whoever sets it whatever it was. `operator` is what an
-- operator is called on the machine. Returns 'done', 'already' where it is so, 'outdated' where somebody else has set it meanwhile,
-- 'unreasoned'; null for whoever may not.
create function agentor.set_limit(
    name text, is_steady boolean, most integer, milliseconds bigint, seen text, reason text, operator text default null) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    was limits%rowtype;
    is_set boolean;
    details jsonb;
begin
    if not is_operator() and administers() is not true then
        return null;
    elsif coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    end if;
    -- One after the other, also where there is no row yet.
    lock table limits in share row exclusive mode;
    select l.* into was from limits l where l.name = set_limit.name;
    is_set := found;
    if seen <> (case when is_set then was.most || '/' || was.milliseconds else '' end) then
        return 'outdated';
    elsif (case when most is null then not is_set
            else is_set and was.is_steady = set_limit.is_steady and was.most = set_limit.most
                and was.milliseconds = set_limit.milliseconds end) then
        return 'already';
    end if;
    details := jsonb_strip_nulls(jsonb_build_object('was', limit_text(was.is_steady, was.most, was.milliseconds),
        'pace', limit_text(set_limit.is_steady, set_limit.most, set_limit.milliseconds)));
    if most is null then
        delete from limits l where l.name = set_limit.name;
    else
        insert into limits as l (name, is_steady, most, milliseconds, changed_by)
            values (set_limit.name, set_limit.is_steady, set_limit.most, set_limit.milliseconds, viewer())
            on conflict (name) do update set is_steady = excluded.is_steady, most = excluded.most,
                milliseconds = excluded.milliseconds, changed_by = excluded.changed_by, changed_at = clock_timestamp();
    end if;
    if is_operator() then
        perform record_operator_act(coalesce(operator, session_user::text),
            case when most is null then 'limit.reset' else 'limit.set' end, 'limit', null, set_limit.name, reason, details);
    else
        perform record_act(
            case when most is null then 'limit.reset' else 'limit.set' end, 'limit', null, set_limit.name, reason, details);
    end if;
    return 'done';
end $$;

-- As a line of the operator's file has it: '60 every 0.5', '10 in 3600'; null for none.
create function agentor.limit_text(is_steady boolean, most integer, milliseconds bigint) returns text
    language sql immutable parallel safe
    return most || case when is_steady then ' every ' else ' in ' end || trim_scale(milliseconds / 1000.0);

grant execute on function agentor.set_limits() to :app_role, :door_role;
grant execute on function agentor.listed_limits(), agentor.set_limit(text, boolean, integer, bigint, text, text, text)
    to :app_role;
