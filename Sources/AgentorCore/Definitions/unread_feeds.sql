-- A feed of what somebody has not read, for programs that hold its token.

create policy owner on agentor.unread_feeds to current_user using (true) with check (true);
create policy own on agentor.unread_feeds for select to :app_role using (account_id = (select agentor.viewer()));
grant select (account_id, created_at) on agentor.unread_feeds to :app_role;

-- Has the viewer's be read by whoever holds a token, and by nobody who held another; null ends that.
create function agentor.set_unread_feed(token_hash bytea) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if token_hash is null then
        delete from unread_feeds f where f.account_id = viewer();
    else
        insert into unread_feeds as kept (account_id, token_hash)
            select a.id, sha256(set_unread_feed.token_hash) from accounts a where a.id = viewer()
            on conflict (account_id) do update set token_hash = excluded.token_hash, created_at = clock_timestamp();
    end if;
end $$;

-- Opens a transaction of the door as that of whoever has given out a feed's token, for `messaging.unread_places`, and says what
-- tells the feed from others. No row, and nobody, where the token is no feed's or its owner is not here any more.
create function agentor.enter_by_unread_feed(token_hash bytea, out account uuid, out created_at timestamptz)
    returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    for account, created_at in
        select a.id, f.created_at
        from unread_feeds f join accounts a on a.id = f.account_id
        where f.token_hash = sha256(enter_by_unread_feed.token_hash)
            and not is_suspended(a.suspended_at, a.suspended_until) and a.erase_after is null and a.erasing_since is null
    loop
        perform set_config(:identity_setting, replace(account::text, '-', ''), true);
        return next;
    end loop;
end $$;

grant execute on function agentor.set_unread_feed(bytea) to :app_role;
grant execute on function agentor.enter_by_unread_feed(bytea) to :door_role;
