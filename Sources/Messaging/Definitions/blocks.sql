-- Whom people keep away from: a block works both ways and is told to nobody; a mute folds somebody's messages away for one.

-- Whether one of two people has blocked the other: two look-ups by a key. For functions of the owner, as the two below it: the
-- serving role cannot ask who has blocked whom.
create function messaging.apart(one uuid, other uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (select from blocks b where b.blocker = one and b.blocked = other and b.kind = 'block')
        or exists (select from blocks b where b.blocker = other and b.blocked = one and b.kind = 'block');
end $$;

-- The same of the viewer and somebody.
create function messaging.are_apart(other uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return apart(viewer(), other);
end $$;

-- Everybody who is apart from the viewer: two ranges of an index, for a list or a search to leave them out.
create function messaging.people_apart() returns setof uuid
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query
        select b.blocked from blocks b where b.blocker = viewer() and b.kind = 'block'
        union
        select b.blocker from blocks b where b.blocked = viewer() and b.kind = 'block';
end $$;

-- Whether the messages of anybody at all are folded away for the viewer: asked once by each statement that would look at each
-- message's author, so that those who block nobody pay for one look-up.
create function messaging.folds_anybody() returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (select from blocks where blocker = viewer());
end $$;

-- Who is apart from the viewer, and whose messages are folded away for them, for what the host keeps in memory of who is
-- there. Who of the two has blocked the other it does not say where both are shown nothing of each other.
create function messaging.distances(out participant uuid, out is_apart boolean, out is_folded boolean) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query
        select b.blocked, b.kind = 'block', true from blocks b where b.blocker = viewer()
        union all
        select b.blocker, true, false from blocks b where b.blocked = viewer() and b.kind = 'block';
end $$;

-- Whether the viewer's conversation of two is closed, because one of them has blocked the other. Which of them it does not say.
create function messaging.is_closed(place uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (
        select from pairs p where p.channel_id = place and viewer() in (p.low, p.high) and apart(p.low, p.high));
end $$;

-- Has the viewer block or mute somebody, or (null) neither any more; whoever is blocked waits among their requests no more.
-- Returns 'changed', 'unchanged' where it was so already, or
-- 'too many'; null where there is nobody to keep away from. Ten thousand are more than anybody chooses by hand, and what a
-- process can keep of one reader: 160 KiB.
create function messaging.keep_away(participant uuid, wish text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    was text;
begin
    -- One after the other, so that nobody has more than they may by asking at once.
    perform from users where id = me for no key update;
    if not found or participant = me then
        return null;
    end if;
    select b.kind into was from blocks b where b.blocker = me and b.blocked = participant;
    if was is not distinct from wish then
        return case when was is not null or exists (select from users where id = participant) then 'unchanged' end;
    end if;
    if wish is null then
        delete from blocks where blocker = me and blocked = participant;
    elsif not exists (select from users u where u.id = participant and u.skeleton is distinct from '') then
        return null;
    elsif was is null and (select count(*) from (select from blocks where blocker = me limit 10000) kept) >= 10000 then
        return 'too many';
    else
        insert into blocks as kept (blocker, blocked, kind) values (me, participant, wish)
            on conflict (blocker, blocked) do update set kind = excluded.kind, created_at = clock_timestamp();
    end if;
    if wish = 'block' then
        -- A request of theirs asks no more.
        update channel_members mine set shelf = 'declined'
            from pairs p
            where p.low = least(me, participant) and p.high = greatest(me, participant)
                and mine.channel_id = p.channel_id and mine.user_id = me and mine.shelf = 'requests';
    end if;
    perform announce('distance ' || me);
    if 'block' in (was, wish) then
        perform announce('distance ' || participant);
    end if;
    return 'changed';
end $$;

-- Takes away what somebody is to others and others to them, a little at a time. Returns whether there was anything.
create function messaging.forget_blocks(participant uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from blocks where (blocker, blocked) in (
        select b.blocker, b.blocked from blocks b where b.blocker = participant order by b.blocked limit 1000);
    if found then
        return true;
    end if;
    delete from blocks where (blocker, blocked) in (
        select b.blocker, b.blocked from blocks b where b.blocked = participant order by b.blocker limit 1000);
    return found;
end $$;

create policy owner on messaging.blocks to current_user using (true) with check (true);
create policy own on messaging.blocks for select to :app_role using (blocker = (select messaging.viewer()));

grant execute on function messaging.folds_anybody(), messaging.distances(), messaging.is_closed(uuid),
    messaging.keep_away(uuid, text) to :app_role;
grant select on messaging.blocks to :app_role;
