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

create function messaging.count_names() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update names set revision = revision + 1;
    return null;
end $$;
create trigger count_names after update of full_name, avatar_url on messaging.users
    for each row when (old.full_name is distinct from new.full_name or old.avatar_url is distinct from new.avatar_url)
    execute function messaging.count_names();

-- The owner is held by the policies too; these let its functions work.
create policy owner on messaging.users to current_user using (true) with check (true);
create policy owner on messaging.names to current_user using (true) with check (true);

create policy known_to_participants on messaging.users for select to :app_role
    using ((select messaging.viewer()) is not null);
create policy introduces_self on messaging.users for insert to :app_role
    with check (id = (select messaging.viewer()));
create policy renames_self on messaging.users for update to :app_role
    using (id = (select messaging.viewer())) with check (id = (select messaging.viewer()));
create policy counted_by_participants on messaging.names for select to :app_role
    using ((select messaging.viewer()) is not null);

grant execute on function messaging.viewer(), messaging.dismiss() to :app_role;
grant select, insert (id, full_name, avatar_url), update (full_name, avatar_url) on messaging.users to :app_role;
grant select on messaging.names to :app_role;
