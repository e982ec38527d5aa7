-- What people looked for among their messages, seen by nobody else.

create policy owner on agentor.message_searches to current_user using (true) with check (true);
create policy own on agentor.message_searches to :app_role
    using (account_id = (select agentor.viewer())) with check (account_id = (select agentor.viewer()));

grant select (id, account_id, sealed, sealed_name, is_saved, used_at) on agentor.message_searches to :app_role;

-- Keeps that the viewer looked for something: the last ten different ones.
create function agentor.keep_message_search(sealed bytea, fingerprint bytea) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
begin
    -- One after the other, so that there are never more.
    perform from accounts a where a.id = me for no key update;
    if not found then
        return;
    end if;
    insert into message_searches (account_id, sealed, fingerprint)
        values (me, keep_message_search.sealed, keep_message_search.fingerprint)
        on conflict on constraint message_searches_key
            do update set sealed = excluded.sealed, used_at = clock_timestamp();
    delete from message_searches s where s.account_id = me and not s.is_saved and s.id not in (
        select k.id from message_searches k where k.account_id = me and not k.is_saved
        order by k.used_at desc, k.id desc limit 10);
end $$;

-- Keeps a search of the viewer's under a name; what is kept already gets the new one. Returns false where there are as many as
-- one may have.
create function agentor.save_message_search(sealed bytea, fingerprint bytea, sealed_name bytea) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    me constant uuid := viewer();
begin
    perform from accounts a where a.id = me for no key update;
    if not found or save_message_search.sealed_name is null then
        return false;
    end if;
    update message_searches s set sealed = save_message_search.sealed, sealed_name = save_message_search.sealed_name
        where s.account_id = me and s.is_saved and s.fingerprint = save_message_search.fingerprint;
    if found then
        return true;
    end if;
    if (select count(*) from message_searches s where s.account_id = me and s.is_saved) >= 50 then
        return false;
    end if;
    insert into message_searches (account_id, sealed, fingerprint, sealed_name)
        values (me, save_message_search.sealed, save_message_search.fingerprint, save_message_search.sealed_name);
    return true;
end $$;

-- Forgets a search of the viewer's; null stands for all that have no name. Returns whether there was one.
create function agentor.forget_message_searches(search uuid) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from message_searches s where s.account_id = viewer()
        and case when forget_message_searches.search is null then not s.is_saved else s.id = forget_message_searches.search end;
    return found;
end $$;

grant execute on function agentor.keep_message_search(bytea, bytea), agentor.save_message_search(bytea, bytea, bytea),
    agentor.forget_message_searches(uuid) to :app_role;
