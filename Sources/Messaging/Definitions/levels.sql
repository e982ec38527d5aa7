-- Levels: what counts for somebody in a channel or a direct conversation, and what concerns them.

create policy owner on messaging.notification_choices to current_user using (true) with check (true);
create policy own on messaging.notification_choices for select to :app_role using (user_id = (select messaging.viewer()));
grant select on messaging.notification_choices to :app_role;

-- What counts for the viewer in channels for which they have chosen nothing.
create function messaging.default_level() returns text
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return coalesce((select n.default_level from notification_choices n where n.user_id = viewer()), 'everything');
end $$;

-- Where in a channel, after a place, something concerns somebody, but for what has a word of theirs in it: a message names them by a
-- handle, quotes them, or answers in a thread that is theirs or in which they have answered. Handles are looked for among all, the
-- rest among the latest hundred messages; a hundred places at most. For functions of the owner.
create function messaging.concerns(person uuid, place uuid, after bigint) returns setof bigint
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    folds constant boolean := exists (select from blocks where blocker = person);
begin
    return query select found.seq from (
        select told.seq from message_mentions told
        where told.user_id = person and told.channel_id = place and told.seq > after
            and (not folds or not exists (
                select from messages m join blocks b on b.blocked = m.user_id
                where m.id = told.message_id and b.blocker = person))
        union
        select m.seq from (
            select s.seq, s.user_id, s.is_deleted, s.quoted_seq, s.parent_id from messages s
            where s.channel_id = place and s.seq > after order by s.seq desc limit 100
        ) m
        where m.user_id <> person and not m.is_deleted
            and (m.quoted_seq is not null and exists (
                    select from messages q where q.channel_id = place and q.seq = m.quoted_seq and q.user_id = person)
                or m.parent_id is not null and takes_part(person, m.parent_id))
            and (not folds or not exists (select from blocks b where b.blocker = person and b.blocked = m.user_id))
        limit 100
    ) found;
end $$;

-- Whether a thread is somebody's, or they have answered in it: two look-ups by a key. For functions of the owner.
create function messaging.takes_part(person uuid, head uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (select from messages m where m.id = head and m.user_id = person)
        or exists (
            select from messages m where m.user_id = person and m.parent_id = head and not m.is_deleted);
end $$;

-- How much concerns the viewer of what they have not read in a channel, but for what has a word of theirs in it.
create function messaging.concerning(place uuid) returns bigint
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (
        select (select count(*) from concerns(mine.user_id, place, mine.last_read_seq))
        from channel_members mine where mine.channel_id = place and mine.user_id = viewer());
end $$;

-- What the viewer's words are looked for in, in some channels of theirs: of the latest hundred messages they have not read of each,
-- those that do not concern them otherwise. Of a hundred channels at most, those named first, and of 8 MiB of texts.
create function messaging.unread_texts(places uuid[], out channel_id uuid, out words bytea) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
    folds constant boolean := exists (select from blocks where blocker = me);
begin
    return query select found.channel_id, found.words from (
        select m.channel_id, text_of(m.content, m.sealed, m.channel_id, m.user_id, m.nonce) as words,
            sum(octet_length(m.content) + coalesce(octet_length(m.sealed), 0)) over (order by named.place, m.seq desc rows unbounded preceding) as bytes
        from unnest(places) with ordinality named (id, place)
        join channel_members mine on mine.channel_id = named.id and mine.user_id = me
        cross join lateral (
            select s.channel_id, s.seq, s.user_id, s.is_deleted, s.quoted_seq, s.parent_id, s.content, s.sealed, s.nonce
            from messages s where s.channel_id = named.id and s.seq > mine.last_read_seq order by s.seq desc limit 100
        ) m
        where named.place <= 100 and m.user_id <> me and not m.is_deleted
            and not exists (
                select from message_mentions told
                where told.user_id = me and told.channel_id = m.channel_id and told.seq = m.seq)
            and (m.quoted_seq is null or not exists (
                select from messages q where q.channel_id = m.channel_id and q.seq = m.quoted_seq and q.user_id = me))
            and (m.parent_id is null or not takes_part(me, m.parent_id))
            and (not folds or not exists (select from blocks b where b.blocker = me and b.blocked = m.user_id))
    ) found where found.bytes <= 8388608;
end $$;

-- What counts for the viewer in a channel or a conversation; null for what they have chosen for all. Returns whether there is
-- such a one of theirs.
create function messaging.choose_level(slug text, wish text) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place uuid;
begin
    update channel_members mine set level = wish
        from channels c where c.slug = choose_level.slug and mine.channel_id = c.id and mine.user_id = viewer()
        returning c.id into place;
    if not found then
        return false;
    end if;
    perform announce('unread ' || place || ' ' || viewer());
    return true;
end $$;

-- What counts for the viewer where they have chosen nothing else, the words of theirs that count as their name, and the hours in
-- which they do not want to be disturbed: on some days, from a minute to another, by the clocks of a zone.
create function messaging.choose_notifications(
    usual text, words text[], days integer, begins integer, ends integer, clocks text) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into notification_choices (user_id, default_level, keywords)
        select u.id, usual, words from users u where u.id = viewer()
        on conflict (user_id) do update set default_level = excluded.default_level, keywords = excluded.keywords;
    insert into user_presence (user_id, quiet_days, quiet_from, quiet_to, zone)
        select u.id, days, begins, ends, known_zone(clocks) from users u where u.id = viewer()
        on conflict (user_id) do update set quiet_days = excluded.quiet_days, quiet_from = excluded.quiet_from,
            quiet_to = excluded.quiet_to, zone = excluded.zone;
    -- All of their channels may be meant: the one that is named is none.
    perform announce('unread ' || viewer() || ' ' || viewer());
    perform announce('manner ' || viewer());
end $$;

-- A time zone, or UTC for one this server does not know.
create function messaging.known_zone(wish text) returns text
    language plpgsql stable set search_path = messaging, pg_temp as $$
begin
    perform now() at time zone wish;
    return wish;
exception when invalid_parameter_value then
    return 'UTC';
end $$;

-- Somebody's clocks go by another zone. For functions of the host's own.
create function messaging.move_clocks(person uuid, clocks text) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update user_presence set zone = known_zone(clocks) where user_id = person and quiet_days is not null;
    if found then
        perform announce('manner ' || person);
    end if;
end $$;

-- Until when somebody does not want to be disturbed by the hours they chose; null where that is not now.
create function messaging.quiet_hours_end(person uuid) returns timestamptz
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    theirs user_presence%rowtype;
    shown timestamp;
    day date;
begin
    select * into theirs from user_presence p where p.user_id = person and p.quiet_days is not null;
    if not found then
        return null;
    end if;
    shown := now() at time zone theirs.zone;
    -- They began today, or yesterday.
    for past in 0 .. 1 loop
        day := shown::date - past;
        continue when theirs.quiet_days & (1 << (extract(isodow from day)::integer - 1)) = 0;
        if shown >= day + make_interval(mins => theirs.quiet_from) and shown < day + make_interval(
                mins => theirs.quiet_to + case when theirs.quiet_to <= theirs.quiet_from then 1440 else 0 end) then
            return (day + make_interval(
                mins => theirs.quiet_to + case when theirs.quiet_to <= theirs.quiet_from then 1440 else 0 end))
                at time zone theirs.zone;
        end if;
    end loop;
    return null;
end $$;

create function messaging.own_quiet_hours_end() returns timestamptz
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return quiet_hours_end(viewer());
end $$;

grant execute on function messaging.default_level(), messaging.concerning(uuid), messaging.unread_texts(uuid[]),
    messaging.choose_level(text, text),
    messaging.choose_notifications(text, text[], integer, integer, integer, text), messaging.own_quiet_hours_end() to :app_role;
