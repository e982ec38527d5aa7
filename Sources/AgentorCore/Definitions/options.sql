-- What can be chosen in forms.

create policy owner on agentor.options to current_user using (true) with check (true);

-- All of it, retired ones too: they are somebody's.
create function agentor.list_options() returns setof agentor.options
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select o.* from agentor.options o order by o.kind, o.place, o.key;
end;

-- Changes what can be chosen, by what the log calls it: 'option.added' and 'option.moved' put it before another, or at the end;
-- 'option.renamed' leaves what others read where `shown` is null, and empties it where it is empty; 'option.retired' and
-- 'option.restored'. Nothing is deleted: somebody may have chosen it. Returns 'done', or why not: 'unknown' where it is not there, 'no-next' where
-- what it is to stand before is not, 'taken', 'fixed' where there can be no other, 'already'. For functions of the owner's, and the owner.
create function agentor.change_option(deed text, kind text, key text, label text, shown text, before text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    at integer;
begin
    -- One after the other.
    perform from options o where o.kind = change_option.kind order by o.key for update;
    if change_option.kind = 'availability' and deed not in ('option.renamed', 'option.moved') then
        return 'fixed';
    elsif deed = 'option.added' and exists (
            select from options o where o.kind = change_option.kind and o.key = change_option.key) then
        return 'taken';
    elsif deed <> 'option.added' and not exists (
            select from options o where o.kind = change_option.kind and o.key = change_option.key) then
        return 'unknown';
    end if;
    if deed in ('option.added', 'option.moved') then
        if before is null then
            at := (select coalesce(max(o.place), 0) + 1 from options o where o.kind = change_option.kind);
        else
            select o.place into at from options o where o.kind = change_option.kind and o.key = before;
            if not found then
                return 'no-next';
            end if;
            update options o set place = place + 1 where o.kind = change_option.kind and o.place >= at;
        end if;
    end if;
    case deed
        when 'option.added' then
            insert into options (kind, key, label, shown, place)
                values (change_option.kind, change_option.key, change_option.label, nullif(change_option.shown, ''), at);
        when 'option.renamed' then
            update options o set label = change_option.label,
                    shown = case when change_option.shown is null then o.shown else nullif(change_option.shown, '') end
                where o.kind = change_option.kind and o.key = change_option.key;
        when 'option.moved' then
            update options o set place = at where o.kind = change_option.kind and o.key = change_option.key;
        else
            update options o set is_retired = deed = 'option.retired'
                where o.kind = change_option.kind and o.key = change_option.key and o.is_retired <> (deed = 'option.retired');
            if not found then
                return 'already';
            end if;
    end case;
    return 'done';
end $$;

-- The same for administrators, with a reason: 'unreasoned' without one, null for whoever may not.
create function agentor.administer_option(
    deed text, kind text, key text, label text, shown text, before text, reason text) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    result text;
begin
    if administers() is not true or deed not in (
            'option.added', 'option.renamed', 'option.moved', 'option.retired', 'option.restored') then
        return null;
    elsif coalesce(btrim(reason), '') = '' then
        return 'unreasoned';
    end if;
    result := change_option(deed, administer_option.kind, administer_option.key, administer_option.label,
        administer_option.shown, before);
    if result = 'done' then
        perform record_act(deed, 'option', null, administer_option.kind || '/' || administer_option.key, reason);
    end if;
    return result;
end $$;

grant execute on function agentor.list_options() to :door_role;
grant execute on function agentor.administer_option(text, text, text, text, text, text, text) to :app_role;

-- Holds columns to the options of their kind, which are the trigger's arguments: 'company-size' is that of `company_size`.
-- What somebody has already may stay, and so may a retired one of a version that is written again.
create function agentor.hold_to_options() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    written jsonb := to_jsonb(new);
    before jsonb := case tg_op when 'UPDATE' then to_jsonb(old) end;
    tg_kind text;
    chosen text;
begin
    foreach tg_kind in array tg_argv loop
        chosen := written ->> replace(tg_kind, '-', '_');
        if chosen is distinct from before ->> replace(tg_kind, '-', '_') and chosen is not null
            and not exists (select from options o where o.kind = tg_kind and o.key = chosen) then
            raise check_violation using message = format('there is no %s %L to choose', tg_kind, chosen);
        end if;
    end loop;
    return new;
end $$;

create trigger hold_to_options before insert or update on agentor.agent_profiles
    for each row execute function agentor.hold_to_options('category', 'currency', 'availability');
create trigger hold_to_options before insert or update on agentor.services
    for each row execute function agentor.hold_to_options('category', 'currency');
create trigger hold_to_options before insert or update on agentor.client_profiles
    for each row execute function agentor.hold_to_options('budget', 'industry', 'company-size', 'timeline');
