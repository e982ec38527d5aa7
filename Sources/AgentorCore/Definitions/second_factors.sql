-- The viewer's second factor.

create function agentor.second_factor(
    out account uuid, out sealed bytea, out is_bound boolean, out last_step bigint, out code_hashes bytea[])
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select f.account_id, f.sealed, f.is_bound, f.last_step,
        array(select c.code_hash from recovery_codes c where c.account_id = f.account_id and c.used_at is null)
    from second_factors f where f.account_id = viewer() and not is_view();
end $$;

-- Takes a code of a time step: true once, and never for an earlier step.
create function agentor.take_step(step bigint) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update second_factors f set last_step = step where f.account_id = viewer() and f.last_step < step;
    return found;
end $$;

create function agentor.take_recovery_code(code_hash bytea) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update recovery_codes c set used_at = now()
        where c.account_id = viewer() and c.code_hash = take_recovery_code.code_hash and c.used_at is null;
    return found;
end $$;

-- Sets, replaces or (without a secret) takes away a second factor with its recovery codes. `is_bound` is false only for
-- one from before secrets were bound to their account, which is set again as it was.
create function agentor.set_second_factor(sealed bytea, is_bound boolean, last_step bigint, code_hashes bytea[])
    returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from second_factors f where f.account_id = viewer();
    if set_second_factor.sealed is not null and viewer() is not null then
        insert into second_factors (account_id, sealed, is_bound, last_step)
            values (viewer(), set_second_factor.sealed, set_second_factor.is_bound, set_second_factor.last_step);
        insert into recovery_codes (account_id, code_hash) select viewer(), unnest(code_hashes);
    end if;
end $$;

create function agentor.set_recovery_codes(code_hashes bytea[]) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from recovery_codes c where c.account_id = viewer();
    insert into recovery_codes (account_id, code_hash)
        select f.account_id, unnest(code_hashes) from second_factors f where f.account_id = viewer();
end $$;

create policy owner on agentor.second_factors to current_user using (true) with check (true);
create policy owner on agentor.recovery_codes to current_user using (true) with check (true);
create policy own on agentor.second_factors for select to :app_role using (account_id = (select agentor.viewer()));
create policy own on agentor.recovery_codes for select to :app_role using (account_id = (select agentor.viewer()));

grant select (account_id, enabled_at) on agentor.second_factors to :app_role;
grant select (account_id, used_at) on agentor.recovery_codes to :app_role;

grant execute on function agentor.second_factor(), agentor.take_step(bigint), agentor.take_recovery_code(bytea),
    agentor.set_second_factor(bytea, boolean, bigint, bytea[]), agentor.set_recovery_codes(bytea[])
    to :app_role, :door_role;
