-- What people are known by at other providers.

-- The account an identity of another provider belongs to.
create function agentor.find_identity(issuer text, subject text) returns uuid
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    account uuid;
begin
    update identities i set last_used_at = now()
        where i.issuer = find_identity.issuer and i.subject = find_identity.subject
        returning i.account_id into account;
    return account;
end $$;

-- Connects an identity with the viewer's account; false when it belongs to one already.
create function agentor.connect_identity(issuer text, subject text, provider text, email text) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into identities (account_id, issuer, subject, provider, email, last_used_at)
        values (viewer(), connect_identity.issuer, connect_identity.subject, connect_identity.provider,
            connect_identity.email, now())
        on conflict do nothing;
    return found;
end $$;

create function agentor.remove_identity(issuer text, subject text) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from identities i
        where i.account_id = viewer() and i.issuer = remove_identity.issuer and i.subject = remove_identity.subject;
end $$;

-- Whatever the viewer is known by at a provider. A function, because a role that may delete from a table may also lock all
-- of it.
create function agentor.disconnect(provider text) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from identities i where i.account_id = viewer() and i.provider = disconnect.provider;
end $$;

create policy owner on agentor.identities to current_user using (true) with check (true);
create policy own on agentor.identities for select to :app_role using (account_id = (select agentor.viewer()));

grant select on agentor.identities to :app_role;

grant execute on function agentor.disconnect(text) to :app_role;
grant execute on function agentor.find_identity(text, text), agentor.remove_identity(text, text) to :door_role;
grant execute on function agentor.connect_identity(text, text, text, text) to :app_role, :door_role;
