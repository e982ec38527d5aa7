-- Erasing accounts whose time has come, a little at a time: see `messaging.erase_some`.

-- Goes on erasing an account, or begins with one: no row when there is none. When it is done, the account is gone with all
-- it owned, and its address is returned for a last mail.
create function agentor.erase_some(out is_done boolean, out email text, out full_name text) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    leaver record;
begin
    select a.id, a.email, a.full_name, a.erasing_since into leaver from accounts a
        -- What somebody said who is under a legal hold is kept, and with it who said it.
        where a.erase_after < now() and not messaging.is_on_hold(null, a.id) order by a.erase_after limit 1 for update skip locked;
    if not found then
        return;
    end if;
    if leaver.erasing_since is null then
        update accounts a set erasing_since = now() where a.id = leaver.id;
        delete from sessions s where s.account_id = leaver.id;
    end if;
    is_done := not messaging.erase_some(leaver.id);
    if is_done then
        delete from accounts a where a.id = leaver.id;
        email := leaver.email;
        full_name := leaver.full_name;
    end if;
    return next;
end $$;

grant execute on function agentor.erase_some() to :door_role;
