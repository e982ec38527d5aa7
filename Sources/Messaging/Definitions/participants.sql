-- Who is speaking, what participants are called, and what other processes hear.

grant usage on schema messaging to :app_role;

-- Who is speaking; null when nobody is known. How that is known is the host's to say: see `Messenger.schema(viewer:)`.
create function messaging.viewer() returns uuid
    language sql stable parallel safe
    return (:viewer);

-- The one seam through which other processes hear of a change. NOTIFY ignores row level security, so a payload holds
-- ids and numbers only; it is a hint, and the tables are the truth.
create function messaging.announce(payload text) returns void
    language sql volatile
    return pg_notify('messaging', payload);

-- Ends every wait of the viewer, in every process: they have signed out somewhere.
create function messaging.dismiss() returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform announce('dismissed ' || viewer());
end $$;

-- Who has a handle, or had it before; null for nobody. For functions that then look whether that may be told.
create function messaging.holder_of(handle text) returns uuid
    language sql stable security definer set search_path = messaging, pg_temp
    return (select h.user_id from messaging.handles h
        where h.skeleton = translate(replace(replace(holder_of.handle, '-', ''), 'm', 'rn'), '01i', 'oll')
            and h.handle = holder_of.handle);

create function messaging.count_names() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update names set revision = revision + 1;
    return null;
end $$;
create trigger count_names after update of full_name, handle, picture on messaging.users
    for each row when (
        (old.full_name, old.handle, old.picture) is distinct from (new.full_name, new.handle, new.picture))
    execute function messaging.count_names();

-- Whoever is given a name that looks like somebody's, and they, are like somebody from then on. Names are given one after
-- the other (`name`), so that two who come at once see each other.
create function messaging.compare_names() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update users set is_resembled = true where skeleton = new.skeleton and id <> new.id and not is_resembled;
    new.is_resembled := exists (select from users where skeleton = new.skeleton and id <> new.id);
    return new;
end $$;
create trigger compare_new_name before insert on messaging.users
    for each row when (new.skeleton <> '') execute function messaging.compare_names();
create trigger compare_name before update of skeleton on messaging.users
    for each row when (new.skeleton <> '' and new.skeleton is distinct from old.skeleton)
    execute function messaging.compare_names();

-- Gives a participant a name, and whoever has no handle the first of some that is free: nobody has or had it, or one that
-- looks like it. Whatever changes names or handles takes `names` first, or two would wait for each other. For the functions
-- below and the owner.
create function messaging.name(participant uuid, name text, skeleton text, wishes text[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    wish text;
begin
    if participant is null or exists (
            select from users u where u.id = participant and u.full_name = name.name and u.skeleton = name.skeleton
                and u.handle is not null) then
        return;
    end if;
    perform from names for no key update;
    insert into users as known (id, full_name, skeleton) values (participant, name.name, name.skeleton)
        on conflict (id) do update set full_name = excluded.full_name, skeleton = excluded.skeleton
            where known.full_name <> excluded.full_name or known.skeleton is distinct from excluded.skeleton;
    if exists (select from users u where u.id = participant and u.handle is null) then
        foreach wish in array wishes loop
            insert into handles (handle, user_id) values (wish, participant) on conflict do nothing;
            if found then
                update users set handle = wish where id = participant;
                exit;
            end if;
        end loop;
    end if;
end $$;

create function messaging.introduce(name text, skeleton text, wishes text[]) returns void
    language sql volatile security definer set search_path = messaging, pg_temp
    return messaging.name(messaging.viewer(), name, skeleton, wishes);

-- Calls the viewer by another handle. What they had stays theirs, so that nobody is taken for them: twenty at most. Of those
-- that look alike the last is kept.
create function messaging.change_handle(wish text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
begin
    perform from names for no key update;
    if not exists (select from users where id = me) then
        return 'unknown';
    end if;
    if (select count(*) from handles where user_id = me) >= 20
            and not exists (select from handles where user_id = me and handle = wish) then
        return 'too many';
    end if;
    insert into handles (handle, user_id) values (wish, me)
        on conflict (skeleton) do update set handle = excluded.handle where handles.user_id = me;
    if not found then
        return 'taken';
    end if;
    update users set handle = wish where id = me and handle is distinct from wish;
    return 'theirs';
end $$;

-- The owner is held by the policies too; these let its functions work.
create policy owner on messaging.users to current_user using (true) with check (true);
create policy owner on messaging.handles to current_user using (true) with check (true);
create policy owner on messaging.names to current_user using (true) with check (true);

create policy known_to_participants on messaging.users for select to :app_role
    using ((select messaging.viewer()) is not null);
create policy owned_by_participants on messaging.handles for select to :app_role
    using (user_id = (select messaging.viewer()));
create policy counted_by_participants on messaging.names for select to :app_role
    using ((select messaging.viewer()) is not null);

grant execute on function messaging.viewer(), messaging.dismiss(), messaging.introduce(text, text, text[]),
    messaging.change_handle(text) to :app_role;
grant select on messaging.handles, messaging.names to :app_role;
-- Not by whom others want to be reached.
grant select (id, full_name, picture, created_at, handle, skeleton, is_resembled) on messaging.users to :app_role;
