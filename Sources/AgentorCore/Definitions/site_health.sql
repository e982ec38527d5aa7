-- How the site is, for administrators: what is stored, what waits and since when. Nothing here reads more than a million rows, and what
-- is counted of big tables is about so many.

-- About how many rows a table has, as the server last reckoned, or by its size where it has not.
create function agentor.about_rows(relation regclass) returns bigint
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select case when c.reltuples >= 0 then c.reltuples::bigint else pg_relation_size(c.oid) / 300 end
        from pg_catalog.pg_class c where c.oid = relation;
end;

-- What waits is counted up to 10,000. No row for whoever may not see it.
create function agentor.site_health(
    out server_version text, out database_bytes bigint, out connections integer, out most_connections integer, out migrations integer,
    out migrated_at timestamptz, out messages bigint, out mail_waiting integer, out mail_oldest timestamptz, out hook_waiting integer,
    out hook_oldest timestamptz, out push_waiting integer, out push_oldest timestamptz, out scheduled_due integer,
    out scheduled_oldest timestamptz, out erasures_due integer, out erasures_oldest timestamptz, out missed_oldest timestamptz,
    out files bigint, out contents bigint, out content_bytes bigint, out unused_contents integer, out unused_bytes bigint,
    out unsent_files integer, out data_keys bigint, out plain_texts integer, out expiring_looked integer,
    out expiring integer) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    due uuid[];
    last uuid;
begin
    if administers() is not true then
        return;
    end if;
    server_version := split_part(current_setting('server_version'), ' ', 1);
    database_bytes := pg_database_size(current_database());
    most_connections := current_setting('max_connections')::integer;
    connections := (select count(*) from pg_stat_activity a where a.datname = current_database());
    select count(*), max(m.applied_at) into migrations, migrated_at from public.schema_migrations m;
    messages := about_rows('messaging.messages');

    select count(*), min(w.next_attempt_at) into mail_waiting, mail_oldest
        from (select o.next_attempt_at from outbox o where o.sealed is not null order by o.next_attempt_at limit 10000) w;
    select count(*), min(w.created_at) into hook_waiting, hook_oldest
        from (select h.created_at from hook_calls h order by h.next_attempt_at limit 10000) w;
    select count(*), min(w.due_at) into push_waiting, push_oldest
        from (select p.due_at from push_subscriptions p where p.due_at <= now() order by p.due_at limit 10000) w;
    select count(*), min(w.send_at) into scheduled_due, scheduled_oldest
        from (select s.send_at from messaging.scheduled_messages s where s.failure is null and s.send_at <= now()
            order by s.send_at limit 10000) w;
    select count(*), min(w.erase_after) into erasures_due, erasures_oldest
        from (select a.erase_after from accounts a where a.erase_after <= now() and not messaging.is_on_hold(null, a.id)
            order by a.erase_after limit 10000) w;
    missed_oldest := (
        select m.due_at from missed_mail m where m.wish <> 'off' and m.due_at <= now() order by m.due_at limit 1);

    files := about_rows('messaging.files');
    contents := about_rows('messaging.contents');
    select coalesce(case when contents > 100000 and count(*) = 100000 then sum(w.size) / 100000 * contents else sum(w.size) end, 0)
        into content_bytes from (select c.size from messaging.contents c limit 100000) w;
    select count(*), coalesce(sum(w.size), 0) into unused_contents, unused_bytes
        from (select c.size from messaging.contents c where c.unused_since is not null order by c.unused_since limit 10000) w;
    unsent_files := (select count(*) from (
        select from messaging.files f where f.message_id is null order by f.created_at limit 10000) w);

    data_keys := about_rows('messaging.channel_keys');
    plain_texts := (select count(*) from (
        (select from messaging.messages m where m.sealed is null and m.content <> '' limit 10000)
        union all (select from messaging.files f where f.key is null and not f.is_deleted limit 10000) limit 10000) w);
    select e.last, e.due into last, due from messaging.expiring('00000000-0000-0000-0000-000000000000', 1000) e;
    expiring_looked := case when last is null then null else 1000 end;
    expiring := coalesce(cardinality(due), 0);
    return next;
end $$;

-- Who keeps most in files, by handles: about so many bytes where there are more than a million files.
create function agentor.greatest_quotas(most integer, out account uuid, out handle text, out bytes bigint) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    -- How much of the table is looked at, in percent.
    share constant double precision := least(100, 100.0 * 1000000 / greatest(1, about_rows('messaging.files')));
begin
    if administers() is not true then
        return;
    end if;
    return query
        select k.user_id, handle_of(k.user_id), (k.bytes * 100 / share)::bigint
        from (
            select f.user_id, sum(f.size) as bytes from messaging.files f tablesample system (share) repeatable (0)
            where not f.is_deleted group by f.user_id order by sum(f.size) desc, f.user_id limit least(most, 100)) k
        order by k.bytes desc, k.user_id;
end $$;

grant execute on function agentor.site_health(), agentor.greatest_quotas(integer) to :app_role;
