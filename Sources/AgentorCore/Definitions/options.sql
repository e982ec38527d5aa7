-- What can be chosen in forms.

create policy owner on agentor.options to current_user using (true) with check (true);

-- All of it, retired ones too: they are somebody's.
create function agentor.list_options() returns setof agentor.options
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select o.* from agentor.options o order by o.kind, o.place, o.key;
end;

grant execute on function agentor.list_options() to :door_role;

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
