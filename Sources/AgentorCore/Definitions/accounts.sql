-- Accounts: how they come to be, and what their owners change.

-- Creates an account whose address was proved; null when there is one with the address.
create function agentor.register(
    email text, full_name text, password_hash text, nonce uuid, terms text) returns uuid
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    account uuid;
begin
    insert into accounts (email, full_name, password_hash, nonce)
        values (register.email, register.full_name, register.password_hash, register.nonce)
        on conflict do nothing
        returning id into account;
    if account is not null then
        insert into consents (account_id, document, version) values (account, 'terms', register.terms);
        delete from waiting_list w where w.email = lower(register.email);
    end if;
    return account;
end $$;

-- The account behind an address, with what proves its password and whether it asks for a second factor.
create function agentor.credentials(
    email text, out account uuid, out full_name text, out password_hash text, out has_short_password boolean,
    out is_suspended boolean, out has_second_factor boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select a.id, a.full_name, a.password_hash, a.has_short_password,
        a.suspended_at is not null and coalesce(a.suspended_until > clock_timestamp(), true),
        exists (select from second_factors f where f.account_id = a.id)
    from accounts a where lower(a.email) = lower(credentials.email) and a.erasing_since is null;
end $$;

-- Whether an operator has let an address in.
create function agentor.is_admitted(email text) returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return exists (select from waiting_list w where w.email = lower(is_admitted.email) and w.admitted_at is not null);
end $$;

create function agentor.join_waiting_list(email text, full_name text) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into waiting_list as w (email, full_name)
        values (lower(join_waiting_list.email), join_waiting_list.full_name) on conflict do nothing;
end $$;

-- Calls the viewer by another name, in conversations too.
create function agentor.rename(full_name text, skeleton text) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update accounts a set full_name = rename.full_name where a.id = viewer() and a.full_name <> rename.full_name;
    if exists (select from messaging.users u where u.id = viewer()) then
        perform messaging.introduce(rename.full_name, rename.skeleton, '{}');
    end if;
end $$;

create function agentor.agree(version text) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into consents (account_id, document, version) select viewer(), 'terms', agree.version
        where viewer() is not null on conflict do nothing;
end $$;

-- Sets or takes away the viewer's password.
create function agentor.set_password(password_hash text, is_short boolean) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update accounts a set password_hash = set_password.password_hash, has_short_password = is_short
        where a.id = viewer();
end $$;

-- Another address for the viewer; false when it is in use.
create function agentor.set_email(email text) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update accounts a set email = set_email.email where a.id = viewer()
        and not exists (select from accounts o where lower(o.email) = lower(set_email.email) and o.id <> viewer());
    return found;
exception when unique_violation then
    return false;
end $$;

-- Asks for the viewer's account to be erased later, or (null) for it to stay.
create function agentor.set_erasure(after interval) returns timestamptz
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    moment timestamptz;
begin
    update accounts a set erase_after = now() + after where a.id = viewer() and a.erasing_since is null
        returning a.erase_after into moment;
    return moment;
end $$;

-- Lets the viewer in no more, until an operator says otherwise.
create function agentor.suspend() returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update accounts a set suspended_at = now(), suspended_until = null
        where a.id = viewer() and (a.suspended_at is null or a.suspended_until is not null);
end $$;

-- Whoever is let in no more, or leaves, has nothing sent that they had scheduled.
create function agentor.hold_scheduled() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform messaging.hold_scheduled(new.id);
    return null;
end $$;
create trigger hold_scheduled after update of suspended_at, erase_after on agentor.accounts
    for each row when (
        (new.suspended_at is not null and old.suspended_at is null)
        or (new.erase_after is not null and old.erase_after is null))
    execute function agentor.hold_scheduled();

-- Whoever moves to another time zone has their quiet hours there.
create function agentor.move_clocks() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform messaging.move_clocks(new.id, new.time_zone);
    return null;
end $$;
create trigger move_clocks after update of time_zone on agentor.accounts
    for each row when (old.time_zone <> new.time_zone) execute function agentor.move_clocks();

create policy owner on agentor.accounts to current_user using (true) with check (true);
create policy owner on agentor.consents to current_user using (true) with check (true);
create policy owner on agentor.waiting_list to current_user using (true) with check (true);

create policy own on agentor.accounts to :app_role
    using (id = (select agentor.viewer())) with check (id = (select agentor.viewer()));
create policy own on agentor.consents for select to :app_role using (account_id = (select agentor.viewer()));

grant select (id, email, full_name, time_zone, created_at, role, erase_after, has_short_password, hidden_at), update (time_zone)
    on agentor.accounts to :app_role;
grant select on agentor.consents to :app_role;

grant execute on function agentor.rename(text, text), agentor.agree(text) to :app_role;
grant execute on function agentor.register(text, text, text, uuid, text), agentor.credentials(text),
    agentor.is_admitted(text), agentor.join_waiting_list(text, text), agentor.set_email(text), agentor.suspend()
    to :door_role;
grant execute on function agentor.set_password(text, boolean), agentor.set_erasure(interval) to :app_role, :door_role;
