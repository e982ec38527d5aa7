-- Finding public channels: by words of their names and descriptions, by subject and language. Words are compared as those of
-- agents are (`words_of`). No query looks at more than some hundreds of channels: what is asked for is an equality on the
-- first column of an index that has the order of the page.

create policy owner on agentor.channel_places to current_user using (true) with check (true);
create policy owner on agentor.channel_postings to current_user using (true) with check (true);
create policy owner on agentor.channel_words to current_user using (true) with check (true);
create policy owner on agentor.channel_deletes to current_user using (true) with check (true);
create policy owner on agentor.channel_directory to current_user using (true) with check (true);

-- Channels are held to the options as agents are.
create trigger hold_to_options before insert or update of category on messaging.channels
    for each row execute function agentor.hold_to_options('category');

-- MARK: Listing

-- How channels are listed. With another number here, the next migration lists all of them anew.
create function agentor.channel_rules() returns integer language sql immutable return 2;

create function agentor.weight_of(members integer) returns smallint
    language sql immutable
    return floor(ln(greatest(members, 1)) / ln(2))::smallint;

create function agentor.hour_of(moment timestamptz) returns integer
    language sql immutable
    return floor(extract(epoch from moment) / 3600)::integer;

-- Makes what a channel is found by what it is now, or takes it away where nobody is to find it. Whoever calls holds the
-- channel's row.
create function agentor.list_channel(place uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    channel record;
    facets text[];
    named text[];
    words text[];
    heavy smallint;
begin
    select c.name, c.description, c.category, c.language, c.member_count, c.is_on_web,
            hour_of(coalesce(c.last_message_at, c.created_at)) as active
        into channel from messaging.channels c
        where c.id = place and c.type = 'public' and not c.is_direct and c.archived_at is null;
    if not found then
        delete from channel_places where channel_id = place;
        delete from channel_postings where channel_id = place;
        return;
    end if;
    facets := array_remove(array['', 'c:' || channel.category, 'l:' || channel.language,
        'c:' || channel.category || ' l:' || channel.language, case when channel.is_on_web then 'w:' end], null);
    delete from channel_places where channel_id = place and facet <> all (facets);
    insert into channel_places as p (channel_id, facet, members, active)
        select place, f, channel.member_count, channel.active from unnest(facets) f
        on conflict (channel_id, facet) do update set members = excluded.members, active = excluded.active
            where (p.members, p.active) is distinct from (excluded.members, excluded.active);

    heavy := weight_of(channel.member_count);
    named := lexemes_of(words_of(channel.name));
    words := array(select distinct w from unnest(named || lexemes_of(words_of(channel.description))) w);
    delete from channel_postings where channel_id = place and word <> all (words);
    insert into channel_postings as p (channel_id, word, in_name, weight)
        select place, w, w = any (named), heavy from unnest(words) w
        on conflict (channel_id, word) do update set in_name = excluded.in_name, weight = excluded.weight
            where (p.in_name, p.weight) is distinct from (excluded.in_name, excluded.weight);
    -- In one order, so that two who bring the same words wait for each other and not in a circle.
    with new as (
        insert into channel_words (word, stem) select w, stem_of(w) from unnest(words) w order by w
            on conflict do nothing returning word)
    insert into channel_deletes (hash, word)
        select distinct h, n.word from new n, unnest(deletes_of(n.word)) h
        where length(n.word) between 4 and 24 and not is_unspaced(n.word)
        order by 1, 2 on conflict do nothing;
end $$;

create function agentor.follow_channel() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if tg_op = 'UPDATE' and (old.name, old.description, old.type, old.is_on_web, old.archived_at is null, old.category,
                old.language, weight_of(old.member_count))
            is not distinct from (new.name, new.description, new.type, new.is_on_web, new.archived_at is null,
                new.category, new.language, weight_of(new.member_count)) then
        update channel_places set members = new.member_count,
                active = hour_of(coalesce(new.last_message_at, new.created_at))
            where channel_id = new.id;
    else
        perform list_channel(new.id);
    end if;
    return null;
end $$;
create trigger list_channel after insert on messaging.channels
    for each row when (new.type = 'public' and not new.is_direct) execute function agentor.follow_channel();
-- A message moves a channel once an hour.
create trigger follow_channel
    after update of name, description, type, is_on_web, archived_at, category, language, member_count, last_message_at
    on messaging.channels
    for each row when (not new.is_direct and (old.type = 'public' or new.type = 'public')
        and (old.name, old.description, old.type, old.is_on_web, old.archived_at is null, old.category, old.language,
                old.member_count, agentor.hour_of(old.last_message_at))
            is distinct from (new.name, new.description, new.type, new.is_on_web, new.archived_at is null, new.category,
                new.language, new.member_count, agentor.hour_of(new.last_message_at)))
    execute function agentor.follow_channel();

-- Lists all channels anew where that was done by other rules. For migrations: it takes the rows of all channels.
create function agentor.list_channels() returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if (select d.rules from channel_directory d) = channel_rules() then
        return;
    end if;
    perform list_channel(c.id) from (
        select id from messaging.channels where type = 'public' and not is_direct order by id for no key update) c;
    update channel_directory set rules = channel_rules();
end $$;

-- MARK: Asking

-- In how many channels a word is, counted to a number.
create function agentor.channels_with(word text, most integer) returns integer
    language plpgsql stable set search_path = agentor, pg_temp as $$
begin
    return (select count(*) from (
        select from channel_postings p where p.word = channels_with.word limit most) counted);
end $$;

-- What a word that was typed stands for: itself, other forms of it, words that begin with it, and where no channel has any of
-- these, those it may have meant. `corrected` is the likeliest of them.
create function agentor.channel_words_for(typed text, out words text[], out corrected text)
    language plpgsql stable set search_path = agentor, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off as $$
declare
    hashes integer[];
begin
    words := array(select w.word from (
            (select s.word from channel_words s where s.stem = stem_of(typed) limit 20)
            union
            (select b.word from channel_words b
                where (length(typed) > 1 or is_unspaced(typed)) and b.word >= typed and b.word < typed || chr(1114111) order by b.word limit 100)
        ) w (word), channels_with(w.word, 50) n
        where n > 0 order by w.word = typed desc, n desc, w.word limit 12);
    if cardinality(words) > 0 or is_unspaced(typed) or length(typed) not between 4 and 24 or typed ~ '[0-9]' then
        return;
    end if;
    hashes := deletes_of(typed);
    words := array(select c.word from (
            select distinct d.word from channel_deletes d where d.hash = any (hashes)) c, channels_with(c.word, 50) n
        where n > 0 and is_one_off(c.word, typed)
        order by left(c.word, 1) = left(typed, 1) desc, n desc, c.word limit 3);
    if cardinality(words) = 0 and length(typed) >= 6 then
        words := array(select c.word from channel_words c, channels_with(c.word, 50) n
            where c.word operator(public.%) typed and abs(length(c.word) - length(typed)) <= 2
                and public.levenshtein_less_equal(c.word, typed, 2) <= 2 and n > 0
            order by left(c.word, 1) = left(typed, 1) desc, n desc, c.word limit 3);
    end if;
    corrected := words[1];
end $$;

-- A page of public channels, after a place in its order, with the place where the next one begins; that is null on the last. Of
-- those that have some words the four hundred that fit best are to be had. `ordering` is 'best', 'members' or 'active'. Unless
-- the viewer wants all, those they are in are left out: then a page may have fewer, or none, and a next one all the same.
-- `corrected` has pairs: a word that was typed, and the one that was looked for in its place.
--
-- For the two functions below: `me` is whose channels are left out, and `wanted` the facet all of them have.
create function agentor.search_channels(
    me uuid, wanted text, said text, ordering text, after_rank bigint, after_id uuid, most integer, wants_all boolean,
    out channels uuid[], out next_rank bigint, out next_id uuid, out corrected text[])
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
    one record;
    looked integer := 0;
    typed text[] := '{}';
    groups text[] := '{}';
    driver text[];
    fewest integer;
    number integer;
    place integer;
    walked text;
    looked_for record;
begin
    channels := '{}';
    corrected := '{}';
    if coalesce(cardinality(words_of(said)), 0) = 0 then
        if coalesce(btrim(said), '') <> '' then
            -- Signs alone.
            return;
        end if;
        for one in
            (select q.channel_id, q.members as rank from channel_places q
                where ordering <> 'active' and q.facet = wanted
                    and (q.members, q.channel_id) < (after_rank, after_id)
                order by q.members desc, q.channel_id desc limit 500)
            union all
            (select q.channel_id, q.active from channel_places q
                where ordering = 'active' and q.facet = wanted
                    and (q.active, q.channel_id) < (after_rank, after_id)
                order by q.active desc, q.channel_id desc limit 500)
        loop
            if cardinality(channels) = most then
                return;
            end if;
            looked := looked + 1;
            if wants_all or not exists (
                    select from messaging.channel_members m where m.channel_id = one.channel_id and m.user_id = me) then
                channels := channels || one.channel_id;
            end if;
            next_rank := one.rank;
            next_id := one.channel_id;
        end loop;
        if looked < 500 then
            next_rank := null;
            next_id := null;
        end if;
        return;
    end if;

    -- Each word that has to be there, with what it stands for; of what is written without spaces, all pairs of letters.
    for one in
        select distinct on (w) w, n from (
            select unnest(case when not is_unspaced(u.w) or length(u.w) = 1 then array[u.w]
                else array(select substr(u.w, i, 2) from generate_series(1, least(length(u.w), 12) - 1) i) end), u.n
            from unnest(words_of(left(said, 200))) with ordinality u (w, n)) s (w, n)
        order by w, n limit 12
    loop
        looked_for := channel_words_for(one.w);
        if cardinality(looked_for.words) = 0 then
            channels := '{}';
            return;
        end if;
        if looked_for.corrected is not null then
            corrected := corrected || array[one.w, looked_for.corrected];
        end if;
        typed := typed || one.w;
        groups := groups || array_to_string(looked_for.words, ' ');
        number := (select sum(channels_with(w, 1000)) from unnest(looked_for.words) w);
        if fewest is null or number < fewest then
            fewest := number;
            driver := looked_for.words;
            place := cardinality(typed);
        end if;
    end loop;
    -- The rarest of them is walked, and the others are looked up.
    walked := typed[place];
    typed := typed[:place - 1] || typed[place + 1:];
    groups := groups[:place - 1] || groups[place + 1:];
    for one in
        with candidates as (
            select d.channel_id, max(d.weight) as weight,
                max(1 + case when d.in_name then 2 else 0 end + case when a.word = walked then 1 else 0 end) as points
            from unnest(driver) a (word)
            cross join lateral (
                select p.channel_id, p.in_name, p.weight from channel_postings p where p.word = a.word
                order by p.in_name desc, p.weight desc, p.channel_id desc
                limit greatest(1000 / cardinality(driver), 100)) d
            group by d.channel_id),
        fitting as (
            select c.channel_id, c.weight, c.points + coalesce(others.score, 0) as score from candidates c
            left join lateral (
                select sum(best.points)::integer as score, count(best.points) as met
                from unnest(groups, typed) g (words, typed)
                cross join lateral (
                    select max(1 + case when q.in_name then 2 else 0 end + case when q.word = g.typed then 1 else 0 end)
                        as points
                    from channel_postings q
                    where q.channel_id = c.channel_id and q.word = any (string_to_array(g.words, ' '))
                ) best
                where cardinality(groups) > 0) others on cardinality(groups) > 0
            where coalesce(others.met, 0) = cardinality(groups)
                and (wanted = '' or exists (
                    select from channel_places p where p.channel_id = c.channel_id and p.facet = wanted))
            order by score desc, c.weight desc, c.channel_id desc limit 400),
        ranked as (
            select f.channel_id, case ordering when 'members' then p.members when 'active' then p.active
                    else f.score * 100 + f.weight end::bigint as rank
            from fitting f join channel_places p on p.channel_id = f.channel_id and p.facet = '')
        select r.channel_id, r.rank from ranked r
        where (r.rank, r.channel_id) < (after_rank, after_id)
            and (wants_all or not exists (
                select from messaging.channel_members m where m.channel_id = r.channel_id and m.user_id = me))
        order by r.rank desc, r.channel_id desc limit most + 1
    loop
        if cardinality(channels) = most then
            return;
        end if;
        channels := channels || one.channel_id;
        next_rank := one.rank;
        next_id := one.channel_id;
    end loop;
    next_rank := null;
    next_id := null;
end $$;

-- The same for the viewer, of a subject and in a language, if these are asked for.
create function agentor.find_channels(
    said text, category text, tongue text, ordering text, after_rank bigint, after_id uuid, most integer, wants_all boolean,
    out channels uuid[], out next_rank bigint, out next_id uuid, out corrected text[])
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
declare
    listed record;
begin
    channels := '{}';
    corrected := '{}';
    if messaging.viewer() is null then
        return;
    end if;
    listed := search_channels(
        messaging.viewer(), case when category is null then coalesce('l:' || tongue, '')
            else 'c:' || category || coalesce(' l:' || tongue, '') end, said, ordering, after_rank, after_id, most, wants_all);
    channels := listed.channels;
    next_rank := listed.next_rank;
    next_id := listed.next_id;
    corrected := listed.corrected;
end $$;

-- The same of channels on the web, for whoever has no account.
create function agentor.find_web_channels(
    said text, after_rank bigint, after_id uuid, most integer,
    out channels uuid[], out next_rank bigint, out next_id uuid, out corrected text[])
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
declare
    listed record;
begin
    listed := search_channels(null, 'w:', said, 'best', after_rank, after_id, most, true);
    channels := listed.channels;
    next_rank := listed.next_rank;
    next_id := listed.next_id;
    corrected := listed.corrected;
end $$;

-- Channels like those the viewer is in: the largest of the subjects they have most of among the latest thirty.
create function agentor.kindred_channels(most integer) returns setof uuid
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan as $$
declare
    me constant uuid := messaging.viewer();
begin
    return query
        select near.channel_id from (
            select c.category, count(*) as mine from (
                select m.channel_id from messaging.channel_members m
                where m.user_id = me and m.shelf = 'channels'
                order by m.last_activity desc, m.channel_id desc limit 30) latest
            join messaging.channels c on c.id = latest.channel_id
            where c.category is not null group by c.category order by mine desc, c.category limit 3) liked
        cross join lateral (
            select p.channel_id, p.members from channel_places p
            where p.facet = 'c:' || liked.category order by p.members desc, p.channel_id desc limit 40) near
        where not exists (
            select from messaging.channel_members m where m.channel_id = near.channel_id and m.user_id = me)
        order by liked.mine desc, near.members desc, near.channel_id desc limit most;
end $$;

-- The subjects and languages of public channels (`c:design`, `l:de`), one look into an index for each.
create function agentor.channel_facets() returns setof text
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    with recursive facets (facet) as (
        (select p.facet from agentor.channel_places p where p.facet > '' order by p.facet limit 1)
        union all
        select (select p.facet from agentor.channel_places p
            where p.facet > case when f.facet like 'c:%' and f.facet not like '% %' then f.facet || '!' else f.facet end
            order by p.facet limit 1)
        from facets f where f.facet is not null)
    select f.facet from facets f where f.facet not like '% %' and f.facet <> 'w:';
end;

grant execute on function agentor.find_channels(text, text, text, text, bigint, uuid, integer, boolean),
    agentor.kindred_channels(integer), agentor.channel_facets() to :app_role;
grant execute on function agentor.find_web_channels(text, bigint, uuid, integer) to :door_role;
