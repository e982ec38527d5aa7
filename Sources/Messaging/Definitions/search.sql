-- Filters of runs of messages, by which a search finds what to open. They are made a little after something was said: what
-- changed since (`filter_marks`) is always opened. So a search is right at any moment, and whoever writes waits for nothing but, where
-- it is the first thing that is sealed in a channel, for filters that are being made of what was there.

create policy owner on messaging.filters to current_user using (true) with check (true);
create policy read_by_members on messaging.filters for select to :app_role
    using ((select true from messaging.memberships m where m.channel_id = filters.channel_id));
create policy owner on messaging.filter_marks to current_user using (true) with check (true);
create policy read_by_members on messaging.filter_marks for select to :app_role
    using ((select true from messaging.memberships m where m.channel_id = filter_marks.channel_id));

-- The viewer's channels that are looked in, or one of them: by its address, or by whom the conversation is with. How far each has come,
-- how far its filters have, and its newest key. A function, since row level security asks anew for each row of four tables, and
-- one may be in thousands of channels.
create function messaging.search_places(
    slug text, handle text, out channel_id uuid, out said bigint, out filtered bigint, out version integer, out wrapped bytea)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
    place constant text := case when handle is null then search_places.slug
        else (select them.slug from correspondent(search_places.handle) them) end;
begin
    return query
        select mine.channel_id, c.last_seq, coalesce(f.changed_seq, 0), k.version, k.wrapped
        from channel_members mine
        join channels c on c.id = mine.channel_id
        left join filter_marks f on f.channel_id = mine.channel_id
        left join lateral (
            select s.version, s.wrapped from channel_keys s where s.channel_id = mine.channel_id
            order by s.version desc limit 1) k on true
        where mine.user_id = me and mine.shelf <> 'declined'
            and (search_places.slug is null and search_places.handle is null or c.slug = place);
end $$;

-- Runs of the viewer's channels in which what is looked for may have been said, the latest first: in each channel those that have all of
-- some bits, `bits` of them a channel in `places`, as the channel's key has them; runs by another key may hold anything. Written out for
-- as many bits as are ever asked for: whatever loops over them takes three times as long.
create function messaging.search_runs(
    channels uuid[], versions integer[], bits integer, places integer[], before timestamptz, since timestamptz,
    until timestamptz, most integer,
    out channel_id uuid, out first_seq bigint, out last_seq bigint, out last_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
begin
    return query
        select f.channel_id, f.first_seq, f.last_seq, f.last_at
        from unnest(channels, versions) with ordinality asked (channel_id, version, number)
        join channel_members mine on mine.channel_id = asked.channel_id and mine.user_id = me
        join filters f on f.channel_id = asked.channel_id
        where (before is null or f.first_at <= before) and (since is null or f.last_at >= since)
            and (until is null or f.first_at < until)
            and (f.bits is null or f.key_version <> asked.version or (
                (search_runs.bits < 1 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 1]) = 1)
                and (search_runs.bits < 2 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 2]) = 1)
                and (search_runs.bits < 3 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 3]) = 1)
                and (search_runs.bits < 4 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 4]) = 1)
                and (search_runs.bits < 5 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 5]) = 1)
                and (search_runs.bits < 6 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 6]) = 1)
                and (search_runs.bits < 7 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 7]) = 1)
                and (search_runs.bits < 8 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 8]) = 1)
                and (search_runs.bits < 9 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 9]) = 1)
                and (search_runs.bits < 10 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 10]) = 1)
                and (search_runs.bits < 11 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 11]) = 1)
                and (search_runs.bits < 12 or get_bit(f.bits, places[(asked.number - 1) * search_runs.bits + 12]) = 1)))
        order by f.last_at desc limit most;
end $$;

-- Channels whose filters do not have everything, after one, in the order of their identifiers. For whoever makes filters.
create function messaging.unfiltered(after uuid, most integer) returns setof uuid
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query
        select c.id from channels c left join filter_marks k on k.channel_id = c.id
        where c.id > after and (c.last_seq > coalesce(k.changed_seq, 0) or k.is_stale)
        order by c.id limit most;
end $$;

-- Takes a channel's filters in hand until the end of the transaction: how far it has come, how far they have, the newest key, which
-- is held, and the last run. No row where another has them in hand, and where there is no such channel. For whoever makes filters.
create function messaging.begin_filtering(
    place uuid, out said bigint, out changed bigint, out is_stale boolean, out key_version integer, out wrapped bytea,
    out first_seq bigint, out last_seq bigint, out first_at timestamptz, out last_at timestamptz,
    out run_version integer, out bits bytea) returns setof record
    language plpgsql security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    mark filter_marks%rowtype;
    key channel_keys%rowtype;
    run filters%rowtype;
begin
    select * into mark from filter_marks k where k.channel_id = place for update skip locked;
    if not found then
        if exists (select from filter_marks k where k.channel_id = place) then
            return;
        end if;
        insert into filter_marks (channel_id, changed_seq) select c.id, 0 from channels c where c.id = place
            on conflict do nothing returning * into mark;
        if not found then
            return;
        end if;
    end if;
    select * into key from channel_keys k where k.channel_id = place order by k.version desc limit 1 for key share;
    select * into run from filters f where f.channel_id = place order by f.first_seq desc limit 1;
    return query select c.last_seq, mark.changed_seq, mark.is_stale, coalesce(key.version, 0), key.wrapped,
            run.first_seq, run.last_seq, run.first_at, run.last_at, run.key_version, run.bits
        from channels c where c.id = place;
end $$;

-- Names of a message's files (`file_text`, in hexadecimal digits), as its readers are shown them.
create function messaging.names_of(files jsonb) returns text[]
    language sql immutable parallel safe
    return array(
        select coalesce(file ->> 'sealedName', '00' || encode(convert_to(file ->> 'name', 'UTF8'), 'hex'))
        from jsonb_array_elements(files) file where not file ?| array['isDeleted', 'isHidden']);

-- What was said from one number of a channel to another, also what is gone since: that has no words. For whoever makes filters.
create function messaging.texts_to_filter(
    place uuid, low bigint, high bigint, most integer,
    out seq bigint, out created_at timestamptz, out words bytea, out names text[], out texts text[])
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select m.seq, m.created_at, text_of(m.content, m.sealed, m.channel_id, m.user_id, m.nonce),
            case when m.files is not null then names_of(m.files) end,
            case when m.files is not null then texts_of(m.id) end
        from messages m where m.channel_id = place and m.seq between low and high order by m.seq limit most;
end $$;

-- What says something else by now, or nothing, or has lost a file or has one hidden, of what is in a channel's filters: changes after a number up to
-- another, with the run each is in. For whoever makes filters.
create function messaging.rewritten(
    place uuid, after bigint, upto bigint, filtered bigint, most integer,
    out changed bigint, out first_seq bigint, out last_seq bigint) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select m.changed_seq, run.first_seq, run.last_seq
        from messages m
        cross join lateral (
            select f.first_seq, f.last_seq from filters f
            where f.channel_id = place and f.first_seq <= m.seq order by f.first_seq desc limit 1) run
        where m.channel_id = place and m.changed_seq > after and m.changed_seq <= upto and m.seq <= filtered
            and (m.version > 1 or m.is_deleted or m.hiding is not null or m.files @? '$[*] ? (exists (@.isDeleted) || exists (@.isHidden))')
        order by m.changed_seq limit most;
end $$;

-- The latest runs of a channel whose filters were made by another key than its newest. For whoever makes filters.
create function messaging.former_filters(
    place uuid, newest integer, most integer, out first_seq bigint, out last_seq bigint) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select f.first_seq, f.last_seq from filters f
        where f.channel_id = place and f.key_version <> newest order by f.first_seq desc limit most;
end $$;

-- Keeps filters of a channel that is in hand, and how far they go now.
create function messaging.keep_filters(
    place uuid, upto bigint, stale boolean, version integer, firsts bigint[], lasts bigint[],
    first_times timestamptz[], last_times timestamptz[], filters bytea[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into filters as kept (channel_id, first_seq, last_seq, first_at, last_at, key_version, bits)
        select place, run.first_seq, run.last_seq, run.first_at, run.last_at, version, nullif(run.bits, ''::bytea)
        from unnest(firsts, lasts, first_times, last_times, filters) run (first_seq, last_seq, first_at, last_at, bits)
        on conflict (channel_id, first_seq) do update set last_seq = excluded.last_seq, first_at = excluded.first_at,
            last_at = excluded.last_at, key_version = excluded.key_version, bits = excluded.bits;
    update filter_marks set changed_seq = upto, is_stale = stale where channel_id = place;
end $$;

-- Whom the viewer meets: in those of their channels and conversations in which something was said last, `places` of them; at most
-- `most`, in no order. Not whoever is apart from them.
create function messaging.acquaintances(
    places integer, most integer, out id uuid, out full_name text, out handle text, out picture text) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select u.id, u.full_name, u.handle, u.picture
        from (
            select distinct met.user_id
            from (
                select them.user_id
                from (
                    select mine.channel_id from channel_members mine
                    where mine.user_id = viewer() and mine.shelf <> 'declined'
                    order by mine.last_activity desc, mine.channel_id limit places) latest
                join channel_members them on them.channel_id = latest.channel_id
                where them.user_id <> viewer() limit 4 * most) met
            limit most) known
        join users u on u.id = known.user_id
        where u.handle is not null and u.id not in (select people_apart());
end $$;

grant select on messaging.filters, messaging.filter_marks to :app_role;
grant execute on function messaging.names_of(jsonb), messaging.search_places(text, text),
    messaging.search_runs(uuid[], integer[], integer, integer[], timestamptz, timestamptz, timestamptz, integer),
    messaging.acquaintances(integer, integer) to :app_role;
grant execute on function messaging.unfiltered(uuid, integer), messaging.begin_filtering(uuid),
    messaging.texts_to_filter(uuid, bigint, bigint, integer), messaging.rewritten(uuid, bigint, bigint, bigint, integer),
    messaging.former_filters(uuid, integer, integer),
    messaging.keep_filters(uuid, bigint, boolean, integer, bigint[], bigint[], timestamptz[], timestamptz[], bytea[])
    to :housekeeping_role;
