-- Finding agents. Everything that can be asked for is a token of `directory_agents`, under one index; queries become
-- tokens by the same functions as profiles.

create policy owner on agentor.directory_locks to current_user using (true) with check (true);
create policy owner on agentor.directory_agents to current_user using (true) with check (true);
create policy owner on agentor.directory_tiers to current_user using (true) with check (true);
create policy owner on agentor.directory_hours to current_user using (true) with check (true);
create policy owner on agentor.directory_values to current_user using (true) with check (true);
create policy owner on agentor.directory_words to current_user using (true) with check (true);
create policy owner on agentor.directory_deletes to current_user using (true) with check (true);
create policy owner on agentor.directory_changes to current_user using (true) with check (true);
create policy owner on agentor.directory_terms to current_user using (true) with check (true);
create policy owner on agentor.directory_state to current_user using (true) with check (true);

-- Whom the viewer is not shown, and is not shown to.
create function agentor.hidden_from_viewer() returns uuid[]
    language sql stable security definer set search_path = agentor, pg_temp
    return array(select messaging.people_apart());

-- MARK: Words

-- Whether a word is of a script that is written without spaces: Thai, Lao, Tibetan, Burmese, Khmer, Chinese, Japanese,
-- and Korean, whose spaces are not between words.
create function agentor.is_unspaced(word text) returns boolean
    language sql immutable
    return word ~ ('^[\u0e00-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff'
        '\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]');

-- The words of a text in their order, as they are compared: without case, accents and vowel marks that may be left out.
-- What is written without spaces is one long word.
create function agentor.words_of(said text) returns text[]
    language plpgsql immutable as $$
declare
    folded text := lower(normalize(coalesce(said, ''), NFKD) collate "und-x-icu");
begin
    -- Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels and the tatweel of Arabic, what is invisible.
    folded := regexp_replace(folded,
        '[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f'
        '\u0670\u06d6-\u06ed\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f]',
        '', 'g');
    folded := normalize(folded, NFC);
    folded := translate(folded, 'øłđħıŧςىةیکٱ', 'olđhitσيهيكا');
    folded := replace(replace(replace(replace(folded, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    -- Names that are all but a letter.
    folded := replace(replace(replace(folded, 'c++', 'cplusplus '), 'c#', 'csharp '), 'f#', 'fsharp ');
    folded := regexp_replace(folded, '(^|\s)\.net\y', '\1dotnet', 'g');
    folded := regexp_replace(folded,
        '([\u0e00-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff'
        '\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+)',
        ' \1 ', 'g');
    return array(
        select case when agentor.is_unspaced(m[1]) then m[1] else left(m[1], 40) end
        from regexp_matches(folded collate "und-x-icu",
            '[[:alnum:]\u0700-\u08ff\u0900-\u0963\u0966-\u0df3\u0e00-\u109f\u1780-\u17ff\u1800-\u18af\u3005-\u3007'
            '\u3040-\u30ff]+',
            'g') with ordinality r (m, n) order by n);
end $$;

-- What words are found by: themselves; of what is written without spaces every two letters, and the last.
create function agentor.lexemes_of(words text[]) returns text[]
    language sql immutable
    return array(
        select w from unnest(words) w where not agentor.is_unspaced(w)
        union select substr(w, i, 2) from unnest(words) w, generate_series(1, length(w)) i where agentor.is_unspaced(w));

-- What forms of a word have in common, by the language that is likeliest for its script.
create function agentor.stem_of(word text) returns text
    language sql immutable
    return coalesce((case
        when word ~ '^[a-z0-9]' then ts_lexize('pg_catalog.english_stem', word)
        when word ~ '^[\u0400-\u04ff]' then ts_lexize('pg_catalog.russian_stem', word)
        when word ~ '^[\u0600-\u06ff]' then ts_lexize('pg_catalog.arabic_stem', word)
        when word ~ '^[\u0370-\u03ff]' then ts_lexize('pg_catalog.greek_stem', word)
        when word ~ '^[\u0900-\u097f]' then ts_lexize('pg_catalog.hindi_stem', word) end)[1], word);

-- A name of something, such as a skill, as it is compared: "web-design".
create function agentor.key_of(name text) returns text
    language sql immutable
    return left(array_to_string(agentor.words_of(name), '-'), 80);

-- A step up is two fifths more.
create function agentor.rate_step(rate integer) returns integer
    language sql immutable
    return floor(2 * ln(rate::double precision) / ln(2::double precision))::integer;

-- A term that is added by hand is compared like others.
create function agentor.key_term() returns trigger
    language plpgsql set search_path = agentor, pg_temp as $$
begin
    new.key := array_to_string(words_of(new.term), ' ');
    return new;
end $$;
create trigger key_term before insert or update of term on agentor.directory_terms
    for each row execute function agentor.key_term();

-- MARK: Indexing

-- Which rules tokens are made by. With another number here, housekeeping indexes everybody anew.
create function agentor.directory_rules() returns integer language sql immutable return 2;

-- The numbers of some values in `directory_values`, new ones among them: negative ones for skills, of which there are many.
create function agentor.value_ids(kinds text[], names text[], labels text[]) returns integer[]
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if exists (select from unnest(kinds, names) n (kind, value)
            where not exists (select from directory_values v where v.kind = n.kind and v.value = n.value)) then
        -- In one order, so that two who bring the same wait for each other and not in a circle.
        insert into directory_values (kind, value, label)
            select n.kind, n.value, min(n.label) from unnest(kinds, names, labels) n (kind, value, label)
            group by 1, 2 order by 1, 2
            on conflict do nothing;
    end if;
    return array(select case v.kind when 's' then -v.id else v.id end from directory_values v
        where (v.kind, v.value) in (select n.kind, n.value from unnest(kinds, names) n (kind, value)) order by v.id);
end $$;

-- The number of some working hours in `directory_hours`.
create function agentor.hours_id(zone text, works_from time, works_until time) returns integer
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    found_id integer;
begin
    loop
        select h.id into found_id from directory_hours h
            where (h.time_zone, h.works_from, h.works_until) = (zone, hours_id.works_from, hours_id.works_until);
        if found then
            return found_id;
        end if;
        begin
            perform now() at time zone zone;
        exception when invalid_parameter_value then
            -- A zone the site knows and the database does not.
            zone := 'UTC';
        end;
        insert into directory_hours (time_zone, works_from, works_until)
            values (zone, hours_id.works_from, hours_id.works_until) on conflict do nothing;
    end loop;
end $$;

-- The tokens of what a profile says.
create function agentor.profile_tokens(profile agentor.agent_profiles, full_name text, handle text) returns text[]
    language plpgsql stable set search_path = agentor, pg_temp as $$
declare
    called text[] := lexemes_of(words_of(full_name || ' ' || coalesce(handle, '')));
    able text[] := lexemes_of(words_of(array_to_string(profile.skills, ' ; ')));
    offered text[] := lexemes_of(words_of(profile.headline || ' ; ' || profile.category));
begin
    return array(
        select w from unnest(called || able || offered) w
        union select '^' || w from unnest(called || able || offered) w
        union select '@' || w from unnest(called) w
        union select '#' || w from unnest(able) w
        union select w from unnest(lexemes_of(words_of(profile.about || ' ; ' || profile.place))) w
        union select '=c:' || profile.category
        union select '=s:' || key_of(s) from unnest(profile.skills) s where key_of(s) <> ''
        union select '=l:' || split_part(l, ':', 1) from unnest(profile.languages) l
        union select '=o:' || profile.country where profile.country is not null
        union select unnest(array['=r:' || profile.currency,
                '=r:' || profile.currency || ':' || rate_step(profile.hourly_rate)])
            where profile.hourly_rate is not null and profile.currency is not null);
end $$;

-- How much of what clients look for is there, in thousandths: as `AgentProfile.completeness`.
create function agentor.completeness(profile agentor.agent_profiles) returns integer
    language sql immutable
    return (4 + (cardinality((profile).languages) > 0)::integer + ((profile).hourly_rate is not null)::integer
        + ((profile).country is not null)::integer + (cardinality((profile).skills) >= 3)::integer
        + (char_length((profile).about) >= 200)::integer + ((profile).years is not null)::integer
        + ((profile).place <> '')::integer + (cardinality((profile).links) > 0)::integer) * 1000 / 12;

-- What a published profile says on a day: whose day to begin has come is free now.
create function agentor.profile_on(content jsonb, today date) returns agentor.agent_profiles
    language plpgsql stable set search_path = agentor, pg_temp as $$
declare
    profile agent_profiles := jsonb_populate_record(null::agent_profiles, content);
begin
    profile.free_from := case profile.availability when 'now' then '-infinity' when 'not' then 'infinity'
        else coalesce(profile.free_from, 'infinity') end;
    if profile.free_from <= today then
        profile.free_from := '-infinity';
        profile.availability := 'now';
    end if;
    return profile;
end $$;

-- All that such a profile is found by but its place in the order.
create function agentor.tokens_on(
    profile agentor.agent_profiles, full_name text, handle text, worked integer, has_picture boolean) returns text[]
    language plpgsql stable set search_path = agentor, pg_temp as $$
begin
    return profile_tokens(profile, full_name, handle) || array['=a:' || profile.availability]
        || case when worked is not null then array['=w:' || worked] else '{}' end
        || case when isfinite(profile.free_from) then array['=f:' || to_char(profile.free_from, 'YYYYMM')] else '{}' end
        || case when has_picture then array['=p'] else '{}' end;
end $$;

-- Makes an agent's row what their profile is now, or takes it away where nobody is to find them.
create function agentor.index_agent(account uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    earlier record;
    agent record;
    profile agent_profiles;
    lot integer := hashtext(account::text) & 16383;
    today constant date := (now() at time zone 'UTC')::date;
    week integer;
    worked integer;
    valued integer[];
    ranked integer;
    tier integer;
    tokens text[];
    stored tsvector;
    was text[];
begin
    -- One after the other for each agent, and what each sees is what others have committed. In this order: the agent, the
    -- tiers, hours and values.
    perform from directory_locks l where l.slot = 1 + (hashtext(account::text) & 255) for update;
    select d.id, d.tokens, d.facets into earlier from directory_agents d where d.account_id = account;
    select s.full_name, s.handle, s.picture is not null as has_picture, s.time_zone, s.since, s.published_at,
            s.content
        into agent from shown_agents s where s.account_id = account;
    if not found then
        if earlier.id is not null then
            delete from directory_agents d where d.id = earlier.id;
            insert into directory_changes (words, facets, number)
                values (counted_words(earlier.tokens), earlier.facets, -1);
        end if;
        return;
    end if;
    profile := profile_on(agent.content, today);

    perform from directory_locks l where l.slot = 0 for share;
    week := floor(extract(epoch from agent.since) / 604800)::integer;
    -- A profile that says everything has 600,000, a picture 250,000; whoever takes no work loses 300,000, and a day later is
    -- worth 2,000.
    ranked := completeness(profile) * 600 + case when agent.has_picture then 250000 else 0 end
        - case when profile.availability = 'not' then 300000 else 0 end
        + floor(extract(epoch from agent.published_at - timestamptz '2026-01-01Z') / 43.2)::integer;
    select t.tier into tier from directory_tiers t where t.floor <= ranked order by t.floor desc limit 1;
    worked := hours_id(agent.time_zone, profile.works_from, profile.works_until);
    select value_ids(array_agg(k), array_agg(n), array_agg(l)) into valued from (
        select 'c', profile.category, profile.category
        union select 'a', profile.availability, profile.availability
        union select 'o', profile.country, profile.country where profile.country is not null
        union select 'l', split_part(x, ':', 1), split_part(x, ':', 1) from unnest(profile.languages) x
        union select 'p', '', '' where agent.has_picture
        union select 's', key_of(x), min(x) from unnest(profile.skills) x where key_of(x) <> '' group by 2) v (k, n, l);
    tokens := tokens_on(profile, agent.full_name, agent.handle, worked, agent.has_picture) || array[
            '=t:' || tier, '=k:' || week, '=h:' || week || ':' || (lot >> 8), '=g:' || week || ':' || (lot >> 2)]
        || case when lot & 255 = 0 then '{=x4,=x6,=x8}' when lot & 63 = 0 then '{=x4,=x6}'
            when lot & 15 = 0 then '{=x4}' else '{}' end::text[];
    stored := array_to_tsvector(tokens);
    insert into directory_agents as d (account_id, tokens, rank, tier, hours, currency, rate, free_from, since,
            published_at, facets, rules, changed_at, pictured_at, responsiveness)
        values (account, stored, ranked, tier, worked, profile.currency,
            case when profile.currency is not null then profile.hourly_rate end, profile.free_from, agent.since,
            agent.published_at, valued, directory_rules(), clock_timestamp(), clock_timestamp(),
            (select responsiveness_score(r.cases, r.median) from responsiveness r where r.account_id = account))
        on conflict (account_id) do update set tokens = excluded.tokens, rank = excluded.rank, tier = excluded.tier,
            hours = excluded.hours, currency = excluded.currency, rate = excluded.rate, free_from = excluded.free_from,
            since = excluded.since, published_at = excluded.published_at, facets = excluded.facets,
            rules = excluded.rules, changed_at = excluded.changed_at,
            pictured_at = case when d.tokens @@ '''=p'''::tsquery then d.pictured_at else excluded.pictured_at end
        where (d.tokens, d.rank, d.rate, d.free_from, d.since, d.published_at, d.rules)
            is distinct from (excluded.tokens, excluded.rank, excluded.rate, excluded.free_from, excluded.since,
                excluded.published_at, excluded.rules);
    if earlier.id is null then
        insert into directory_changes (words, facets, number) values (counted_words(stored), valued, 1);
    elsif earlier.tokens <> stored then
        insert into directory_changes (words, facets, number)
            select array(select unnest(counted_words(n.now)) except select unnest(counted_words(n.before))),
                array(select unnest(n.values_now) except select unnest(n.values_before)), n.number
            from (values (stored, earlier.tokens, valued, earlier.facets, 1),
                (earlier.tokens, stored, earlier.facets, valued, -1)) n (now, before, values_now, values_before, number);
    end if;
end $$;

-- The words among tokens that can be misspelt or begun: those with spaces around them.
create function agentor.counted_words(tokens tsvector) returns text[]
    language sql immutable
    return array(select t from unnest(tsvector_to_array(tokens)) t
        where t !~ '^[=@^#]' and t ~ '[[:alpha:]]' and length(t) >= 2 and not agentor.is_unspaced(t));

create function agentor.index_published() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    perform index_agent(coalesce(new.account_id, old.account_id));
    return null;
end $$;
create trigger index_published after insert or update or delete on agentor.published_agents
    for each row execute function agentor.index_published();

create function agentor.index_account() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    -- Whether or not they are published: they may be about to be.
    perform index_agent(new.id);
    return null;
end $$;
create trigger index_account after update of suspended_at, hidden_at, erase_after, erasing_since, time_zone on agentor.accounts
    for each row when ((old.suspended_at is null, old.hidden_at is null, old.erase_after is null, old.erasing_since is null, old.time_zone)
        is distinct from (new.suspended_at is null, new.hidden_at is null, new.erase_after is null, new.erasing_since is null, new.time_zone))
    execute function agentor.index_account();
create trigger index_name after update of full_name, handle, picture on messaging.users
    for each row when ((old.full_name, old.handle, old.picture is null)
        is distinct from (new.full_name, new.handle, new.picture is null))
    execute function agentor.index_account();

-- MARK: Asking

-- A token as it stands in a query.
create function agentor.quoted(token text) returns text
    language sql immutable
    return '''' || replace(replace(left(token, 90), '\', '\\'), '''', '''''') || '''';

-- Finds any of some words, or, of what is written without spaces, the words that have all their pairs.
create function agentor.any_of(words text[], prefix text) returns tsquery
    language plpgsql immutable set search_path = agentor, pg_temp as $$
begin
    return (select string_agg(case
            when not is_unspaced(w) then quoted(prefix || w)
            when length(w) = 1 then quoted(prefix || w) || ':*'
            else '(' || (select string_agg(quoted(prefix || substr(w, i, 2)), '&')
                from generate_series(1, length(w) - 1) i) || ')' end, '|')
        from unnest(words) w)::tsquery;
end $$;

-- Whether one of two words becomes the other by one letter more, less or another, or by two neighbours that change places.
create function agentor.is_one_off(a text, b text) returns boolean
    language sql immutable
    return case public.levenshtein_less_equal(a, b, 2)
        when 0 then true
        when 1 then true
        when 2 then length(a) = length(b) and exists (
            select from generate_series(1, length(a) - 1) i
            where substr(a, i, 2) = reverse(substr(b, i, 2)) and left(a, i - 1) = left(b, i - 1)
                and substr(a, i + 2) = substr(b, i + 2))
        else false end;

-- The word and, with each of its letters, the word without it.
create function agentor.deletes_of(word text) returns integer[]
    language sql immutable
    return array(select hashtext(word) union
        select hashtext(overlay(word placing '' from i for 1)) from generate_series(1, length(word)) i);

-- Words that a misspelt one may have meant, the likeliest first: three at most.
create function agentor.words_near(typed text) returns text[]
    language plpgsql stable set search_path = agentor, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_bitmapscan = on as $$
declare
    hashes constant integer[] := deletes_of(typed);
    -- Among many agents what only one or two have written is likelier misspelt itself.
    least constant integer := case when (select s.agents from directory_state s) < 500 then 1 else 3 end;
    near text[];
begin
    near := array(
        select w.word from (select distinct d.word from directory_deletes d where d.hash = any (hashes)) c
            join directory_words w on w.word = c.word
        where (w.agents >= least or w.is_term) and is_one_off(w.word, typed)
        order by left(w.word, 1) = left(typed, 1) desc, w.agents desc, w.word limit 3);
    if cardinality(near) = 0 and length(typed) >= 6 then
        near := array(
            select w.word from directory_words w
            where w.word operator(public.%) typed and public.similarity(w.word, typed) >= 0.4
                and (w.agents >= least or w.is_term)
                and abs(length(w.word) - length(typed)) <= 2 and public.levenshtein_less_equal(w.word, typed, 2) <= 2
            order by left(w.word, 1) = left(typed, 1) desc, w.agents desc, w.word limit 3);
    end if;
    return near;
end $$;

-- What a word that was typed stands for: itself, other forms of it, words that begin with it, and where there are none of
-- these, those it may have meant. `corrected` is the likeliest of them.
create function agentor.expand(typed text, out words text[], out others integer, out corrected text)
    language plpgsql stable set search_path = agentor, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_bitmapscan = on as $$
declare
    known record;
    near text[];
begin
    words := array[typed];
    others := 0;
    if is_unspaced(typed) then
        return;
    end if;
    select w.agents, w.stem, w.is_term into known from directory_words w where w.word = typed;
    words := words || array(select w.word from directory_words w
        where w.stem = coalesce(known.stem, stem_of(typed)) and w.word <> typed order by w.agents desc limit 6);
    others := cardinality(words);
    if length(typed) >= 4 or (length(typed) = 3 and known.stem is null) then
        words := words || array(select w.word from directory_words w
            where w.word > typed and w.word < typed || chr(1114111) and w.agents > 0 and w.word <> all (words)
            order by w.agents desc limit 10);
    end if;
    if coalesce(known.agents, 0) < 3 and not coalesce(known.is_term, false) and cardinality(words) = 1
            and length(typed) between 4 and 24 and typed !~ '[0-9]' then
        near := array_remove(words_near(typed), typed);
        -- Somebody may well have written what nobody else does.
        if cardinality(near) > 0 and (coalesce(known.agents, 0) = 0
                or (select w.agents from directory_words w where w.word = near[1]) >= 20 * known.agents) then
            words := words || near;
            corrected := near[1];
        end if;
    end if;
end $$;

-- What is asked for by some words: a row for each that all have to be found. `strong` finds it where it counts more.
create function agentor.asked_words(
    said text, out typed text, out corrected text, out words text[], out strong tsquery, out anywhere tsquery)
    returns setof record
    language plpgsql stable set search_path = agentor, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_bitmapscan = on as $$
declare
    spoken text[] := words_of(left(said, 200));
    telling text[];
    place integer := 1;
    span integer;
    one record;
    looked text[];
    meant text[];
    concepts text[];
    alternative record;
begin
    -- "For" is in nearly every profile, and in those that lack it by accident. A language's shortest words may be skills.
    telling := array(select w from unnest(spoken) with ordinality s (w, n)
        where w = 'it' or length(w) = 1 and w not in ('a', 'e', 'y', 'o') or not (
            ts_lexize('pg_catalog.english_stem', w) = '{}' or ts_lexize('pg_catalog.german_stem', w) = '{}'
            or ts_lexize('pg_catalog.french_stem', w) = '{}' or ts_lexize('pg_catalog.spanish_stem', w) = '{}'
            or ts_lexize('pg_catalog.portuguese_stem', w) = '{}' or ts_lexize('pg_catalog.italian_stem', w) = '{}')
        order by n);
    if cardinality(telling) > 0 then
        spoken := telling;
    end if;
    spoken := spoken[:8];
    while place <= cardinality(spoken) loop
        -- The longest that has a meaning of its own.
        span := least(3, cardinality(spoken) - place + 1);
        loop
            typed := array_to_string(spoken[place : place + span - 1], ' ');
            concepts := array(select t.concept from directory_terms t where t.key = typed and not t.is_off limit 4);
            exit when cardinality(concepts) > 0 or span = 1;
            span := span - 1;
        end loop;
        words := '{}';
        meant := '{}';
        corrected := null;
        strong := null;
        anywhere := null;
        for position in place .. place + span - 1 loop
            select e.* into one from expand(spoken[position]) e;
            words := words || one.words;
            if one.corrected is not null then
                corrected := one.corrected;
            end if;
            strong := case when strong is null then any_of(one.words, '^') else strong && any_of(one.words, '^') end;
            anywhere := case when anywhere is null then any_of(one.words, '') else anywhere && any_of(one.words, '') end;
        end loop;
        if span = 1 and cardinality(concepts) = 0 then
            looked := one.words[2 : one.others] || coalesce(array[one.corrected], '{}');
            concepts := array(select distinct t.concept from directory_terms t
                where t.key = any (looked) and not t.is_off limit 4);
        end if;
        for alternative in
            select distinct t.key, t.concept like '=%' as is_filter, t.concept from directory_terms t
            where t.concept = any (concepts) and not t.is_off and (t.concept like '=%' or t.key <> typed) limit 24
        loop
            if alternative.is_filter then
                strong := strong || quoted(alternative.concept)::tsquery;
                anywhere := anywhere || quoted(alternative.concept)::tsquery;
                meant := meant || alternative.concept;
            else
                select strong || string_agg('(' || any_of(array[w], '^')::text || ')', '&')::tsquery,
                        anywhere || string_agg('(' || any_of(array[w], '')::text || ')', '&')::tsquery,
                        meant || array_agg(w)
                    into strong, anywhere, meant from unnest(string_to_array(alternative.key, ' ')) w;
            end if;
        end loop;
        words := array(select w from unnest(words || meant) with ordinality u (w, n) group by w order by min(n));
        return next;
        place := place + span;
    end loop;
end $$;

-- The tokens of what is asked for beside words; null for nothing. `asked` is a `DirectoryQuery`; `leaving` is left out: a
-- name in it, or one with a value, "skills:swift".
create function agentor.asked_filters(asked jsonb, leaving text, hours_ids integer[]) returns tsquery
    language plpgsql stable set search_path = agentor, pg_temp as $$
declare
    parts text[] := '{}';
    value text;
    day date;
begin
    if jsonb_array_length(asked -> 'categories') > 0 and leaving is distinct from 'categories' then
        parts := parts || (select string_agg(quoted('=c:' || v), '|')
            from jsonb_array_elements_text(asked -> 'categories') v);
    end if;
    if jsonb_array_length(asked -> 'countries') > 0 and leaving is distinct from 'countries' then
        parts := parts || (select string_agg(quoted('=o:' || v), '|')
            from jsonb_array_elements_text(asked -> 'countries') v);
    end if;
    for value in select v from jsonb_array_elements_text(asked -> 'languages') v limit 12 loop
        if leaving is distinct from 'languages:' || value then
            parts := parts || quoted('=l:' || value);
        end if;
    end loop;
    for value in select v from jsonb_array_elements_text(asked -> 'skills') v limit 12 loop
        if leaving is distinct from 'skills:' || value then
            -- As it is written, or another word for it.
            parts := parts || (select string_agg(distinct quoted('=s:' || k), '|') from (
                select key_of(value) union all
                select replace(o.key, ' ', '-') from directory_terms t join directory_terms o on o.concept = t.concept
                where t.key = array_to_string(words_of(value), ' ') and not t.is_off and not o.is_off
                    and t.concept not like '=%') a (k));
        end if;
    end loop;
    if asked ->> 'currency' is not null then
        if asked ->> 'atMost' is not null and leaving is distinct from 'rate' then
            parts := parts || (select string_agg(quoted('=r:' || (asked ->> 'currency') || ':' || s), '|')
                from generate_series(0, rate_step(greatest(1, (asked ->> 'atMost')::integer))) s);
        elsif asked ->> 'order' = 'rate' then
            parts := parts || quoted('=r:' || (asked ->> 'currency'));
        end if;
    end if;
    if asked ->> 'freeBy' is not null and leaving is distinct from 'free' then
        day := (asked ->> 'freeBy')::date;
        -- Those whose day has come since they were last indexed, too.
        parts := parts || ((select quoted('=a:now')
                || coalesce('|' || string_agg(quoted('=f:' || to_char(m, 'YYYYMM')), '|'), '')
            from generate_series(date_trunc('month', now() - interval '3 months'), day, interval '1 month') m limit 60));
    end if;
    if (asked ->> 'hasPicture')::boolean and leaving is distinct from 'picture' then
        parts := parts || quoted('=p');
    end if;
    if cardinality(hours_ids) between 1 and 40 and leaving is distinct from 'hours' then
        parts := parts || (select string_agg(quoted('=w:' || h), '|') from unnest(hours_ids) h);
    end if;
    return (select string_agg('(' || p || ')', '&') from unnest(parts) p)::tsquery;
end $$;

-- Minutes that a zone's clocks are ahead of UTC now.
create function agentor.minutes_ahead(zone text) returns integer
    language sql stable
    return (extract(epoch from (now() at time zone zone) - (now() at time zone 'UTC')) / 60)::integer;

-- The working hours that have so many minutes of the day in common with those asked for; null where nothing is asked.
create function agentor.asked_hours(asked jsonb) returns integer[]
    language plpgsql stable set search_path = agentor, pg_temp as $$
declare
    -- When they begin in UTC, and how long they are.
    wished jsonb := asked -> 'overlap';
    opens integer;
    long integer;
begin
    if jsonb_typeof(wished) is distinct from 'object' then
        return null;
    end if;
    opens := extract(epoch from (wished ->> 'from')::time)::integer / 60;
    long := extract(epoch from (wished ->> 'until')::time)::integer / 60 - opens;
    long := long + case when long <= 0 then 1440 else 0 end;
    begin
        opens := (opens - minutes_ahead(wished ->> 'zone') + 2880) % 1440;
    exception when invalid_parameter_value then
        -- A zone the site knows and the database does not: as in `hours_id`.
        null;
    end;
    return array(
        with ahead as materialized (
            select z.time_zone, minutes_ahead(z.time_zone) as minutes
            from (select distinct h.time_zone from directory_hours h) z),
        worked as (
            select h.id, ((extract(epoch from h.works_from)::integer / 60) - a.minutes + 2880) % 1440 as begins,
                extract(epoch from h.works_until - h.works_from)::integer / 60 as lasts
            from directory_hours h join ahead a on a.time_zone = h.time_zone)
        select w.id from worked w,
            lateral (select w.lasts + case when w.lasts <= 0 then 1440 else 0 end as lasts) l
        where (select sum(greatest(0, least(opens + long, w.begins + l.lasts + d)
                - greatest(opens, w.begins + d)))
            from unnest('{-1440,0,1440}'::integer[]) d) >= (wished ->> 'minutes')::integer);
end $$;

-- A page: whoever has all words where they count more, then the others; within, by rank. Or by another order, of all.
-- What follows on (`after_…`) is the last that was shown; `fewest` is about how many have the rarest thing asked for. Only
-- `tokens @@` may stand where rows are found (`materialized`): the planner would walk the index of the order instead.
create function agentor.directory_rows(
    strong tsquery, anywhere tsquery, filters tsquery, hours_ids integer[], priced_in text, at_most integer, free_by date,
    fewest integer, ordering text, after_class integer, after_key bigint, after_rank integer, after_id integer,
    leaving integer[], wanted integer, out class integer, out key bigint, out rank integer, out id integer) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = on as $$
#variable_conflict use_column
declare
    hidden constant uuid[] := hidden_from_viewer();
    asked constant tsquery := case when anywhere is null then filters when filters is null then anywhere
        else anywhere && filters end;
    moment constant timestamptz := timestamptz 'epoch' + after_key * interval '1 microsecond';
    -- How much of an order's index is looked at before going by tokens: what is common is found there soon.
    walked integer := 5000;
    ids integer[];
    tiers directory_tiers[];
    highest integer;
    part tsquery;
    named tsquery;
    start integer;
    upto integer;
    batch integer;
    got integer;
    top_rank integer;
    top_id integer;
begin
    if ordering <> 'best' or asked is null then
        loop
            if ordering = 'newest' then
                ids := array(
                    select d.id from (select * from directory_agents d
                        where after_id is null or d.published_at <= moment and (d.published_at < moment or d.id > after_id)
                        order by d.published_at desc, d.id limit walked) d
                    where (asked is null or d.tokens @@ asked) and d.account_id <> all (hidden)
                        and (hours_ids is null or d.hours = any (hours_ids))
                        and (at_most is null or d.currency = priced_in and d.rate <= at_most)
                        and (free_by is null or d.free_from <= free_by)
                    limit wanted);
            elsif ordering = 'rate' then
                ids := array(
                    select d.id from (select * from directory_agents d
                        where d.currency = priced_in and d.rate is not null
                            and (after_id is null or (d.rate, d.id) > (after_key, after_id))
                        order by d.rate, d.id limit walked) d
                    where (asked is null or d.tokens @@ asked) and d.account_id <> all (hidden)
                        and (hours_ids is null or d.hours = any (hours_ids))
                        and (at_most is null or d.rate <= at_most)
                        and (free_by is null or d.free_from <= free_by)
                    limit wanted);
            elsif ordering = 'responsive' then
                ids := array(
                    select d.id from (select * from directory_agents d
                        where after_id is null or coalesce(d.responsiveness, 0) <= after_key and (
                            coalesce(d.responsiveness, 0) < after_key or d.rank < after_rank
                            or d.rank = after_rank and d.id > after_id)
                        order by coalesce(d.responsiveness, 0) desc, d.rank desc, d.id limit walked) d
                    where (asked is null or d.tokens @@ asked) and d.account_id <> all (hidden)
                        and (hours_ids is null or d.hours = any (hours_ids))
                        and (at_most is null or d.currency = priced_in and d.rate <= at_most)
                        and (free_by is null or d.free_from <= free_by)
                    limit wanted);
            else
                ids := array(
                    select d.id from (select * from directory_agents d
                        where after_id is null or d.rank <= after_rank and (d.rank < after_rank or d.id > after_id)
                        order by d.rank desc, d.id limit walked) d
                    where d.account_id <> all (hidden) and d.id <> all (leaving)
                        and (hours_ids is null or d.hours = any (hours_ids))
                    limit wanted);
            end if;
            exit when cardinality(ids) = wanted or asked is not null or walked > 5000;
            walked := 2147483647;
        end loop;
        if cardinality(ids) < wanted and asked is not null then
            ids := array(
                with m as materialized (
                    select d.id, d.rank, d.account_id, d.hours, d.currency, d.rate, d.free_from, case ordering
                        when 'newest' then -(extract(epoch from d.published_at) * 1000000)::bigint
                        when 'rate' then d.rate else -coalesce(d.responsiveness, 0) end as k,
                        case ordering when 'responsive' then -d.rank else 0 end as k2
                    from directory_agents d where d.tokens @@ asked)
                select m.id from m
                where m.account_id <> all (hidden) and (hours_ids is null or m.hours = any (hours_ids))
                    and (at_most is null or m.currency = priced_in and m.rate <= at_most)
                    and (free_by is null or m.free_from <= free_by)
                    and (ordering <> 'rate' or m.currency = priced_in and m.rate is not null)
                    and (after_id is null or (m.k, m.k2, m.id) > (
                        case ordering when 'rate' then after_key else -after_key end,
                        case ordering when 'responsive' then -after_rank else 0 end, after_id))
                order by m.k, m.k2, m.id limit wanted);
        end if;
        return query select 1, case ordering
                when 'newest' then (extract(epoch from d.published_at) * 1000000)::bigint
                when 'rate' then d.rate::bigint when 'responsive' then coalesce(d.responsiveness, 0)::bigint
                else 0::bigint end, d.rank, d.id
            from unnest(ids) with ordinality i (id, n) join directory_agents d on d.id = i.id order by i.n;
        return;
    end if;

    -- The index returns all that match at once: so it is asked tier by tier, in the order of ranks, until the page is full.
    tiers := array(select t from directory_tiers t order by t.floor desc);
    for turn in coalesce(after_class, 1) .. case when strong is null then 1 else 2 end loop
        part := case when strong is null then null when turn = 1 then strong else anywhere && !! strong end;
        part := case when part is null then filters when filters is null then part else part && filters end;
        top_rank := 2147483647;
        top_id := -1;
        start := 1;
        if turn = after_class then
            top_rank := after_rank;
            top_id := after_id;
            while tiers[start].floor > top_rank loop
                start := start + 1;
            end loop;
        end if;
        batch := 1;
        while start <= cardinality(tiers) and wanted > 0 loop
            upto := least(cardinality(tiers), start + batch - 1);
            if upto - start > 60 or (upto - start + 1) * 4096 >= fewest or start = 1 and upto = cardinality(tiers) then
                -- All the rest: what the index reads is the shortest list, and that is not the tiers' any more.
                upto := cardinality(tiers);
                named := part;
            else
                named := part && (select string_agg(quoted('=t:' || t), '|') from (
                    select unnest(array[r.tier, r.also]) from unnest(tiers[start : upto]) r) u (t)
                    where t is not null)::tsquery;
            end if;
            -- Whatever a token says: while agents are being moved it may be another tier's.
            highest := case when start = 1 then 2147483647 else tiers[start - 1].floor - 1 end;
            return query
                with m as materialized (
                    select d.id, d.rank, d.account_id, d.hours, d.currency, d.rate, d.free_from
                    from directory_agents d where d.tokens @@ named)
                select turn, 0::bigint, m.rank, m.id from m
                where m.rank >= tiers[upto].floor and m.rank <= highest
                    and (m.rank < top_rank or m.rank = top_rank and m.id > top_id)
                    and m.account_id <> all (hidden) and m.id <> all (leaving)
                    and (hours_ids is null or m.hours = any (hours_ids))
                    and (at_most is null or m.currency = priced_in and m.rate <= at_most)
                    and (free_by is null or m.free_from <= free_by)
                order by m.rank desc, m.id limit wanted;
            get diagnostics got = row_count;
            wanted := wanted - got;
            start := upto + 1;
            -- As many more as it takes at this density.
            batch := greatest(1, least(ceil(1.3 * wanted * batch / greatest(got, 1))::integer, batch * 8));
        end loop;
    end loop;
end $$;

-- Some who have been there for thirty days at most, the same all day: they have two places of the first page.
create function agentor.directory_newcomers(
    asked tsquery, hours_ids integer[], priced_in text, at_most integer, free_by date, day date, wanted integer)
    returns integer[]
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = on as $$
declare
    hidden constant uuid[] := hidden_from_viewer();
    earliest constant timestamptz := day - 30;
    weeks constant integer[] := array(select generate_series(
        floor(extract(epoch from earliest) / 604800)::integer, floor(extract(epoch from now()) / 604800)::integer));
    number constant integer := day - date '2020-01-01';
    lot integer := abs(hashint4(number)) % 64;
    part tsquery;
    lots tsquery;
    found_ids integer[] := '{}';
begin
    -- Of each week four lots of 4,096 first, then two of 64, eight more, and all of them where that was not enough.
    for turn in 1 .. 4 loop
        lots := (select string_agg(quoted(case turn when 1 then '=g:' || w || ':' || lot * 64 + l
                when 4 then '=k:' || w else '=h:' || w || ':' || (lot + l) % 64 end), '|')
            from unnest(weeks) w,
                generate_series((array[0, 0, 2, 0])[turn], (array[3, 1, 9, 0])[turn]) l)::tsquery;
        part := all_of(lots, asked);
        found_ids := found_ids || array(
            with m as materialized (
                select d.id, d.account_id, d.hours, d.currency, d.rate, d.free_from, d.since
                from directory_agents d where d.tokens @@ part)
            select m.id from m
            where m.since >= earliest and m.account_id <> all (hidden) and m.id <> all (found_ids)
                and (hours_ids is null or m.hours = any (hours_ids))
                and (directory_newcomers.at_most is null
                    or m.currency = priced_in and m.rate <= directory_newcomers.at_most)
                and (free_by is null or m.free_from <= free_by)
            order by hashint8extended(m.id, number), m.id limit wanted - cardinality(found_ids));
        exit when cardinality(found_ids) = wanted;
    end loop;
    return found_ids;
end $$;

-- A page of the directory: 20 agents and, where there are more, one further.
-- `asked` is a `DirectoryQuery`, `after` a `DirectoryCursor` or null. `reasons` has three values for each word that was
-- asked for: as it was typed, what was found instead ('' for itself), and where: name, skill, headline, category,
-- language, country, text.
-- `corrected` has two for each that was misspelt: as typed, and what was looked for.
create function agentor.directory_page(
    asked jsonb, after jsonb, out account uuid, out full_name text, out handle text, out picture text,
    out since timestamptz,
    out published_at timestamptz, out profile agentor.agent_profiles, out time_zone text, out is_newcomer boolean,
    out reasons text[], out corrected text[], out class integer, out key bigint, out rank integer, out id integer,
    out day date, out newcomers integer[]) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = on
    set enable_mergejoin = off set enable_hashjoin = off as $$
#variable_conflict use_column
declare
    size constant integer := 20;
    words record;
    -- Of each word that will do: for which of those that were typed, and the word.
    numbers integer[] := '{}';
    typed text[] := '{}';
    likes text[] := '{}';
    strong tsquery;
    anywhere tsquery;
    hours_ids constant integer[] := asked_hours(asked);
    filters constant tsquery := asked_filters(asked, null, hours_ids);
    ordering text := coalesce(asked ->> 'order', 'best');
    at_most constant integer := (asked ->> 'atMost')::integer;
    free_by constant date := (asked ->> 'freeBy')::date;
    fixes text[] := '{}';
    fewest integer;
    today date := coalesce((after ->> 'day')::date, (now() at time zone 'UTC')::date);
    fresh integer[] := '{}';
begin
    if ordering = 'rate' and asked ->> 'currency' is null then
        ordering := 'best';
    end if;
    for words in select * from asked_words(asked ->> 'words') loop
        strong := case when strong is null then words.strong else strong && words.strong end;
        anywhere := case when anywhere is null then words.anywhere else anywhere && words.anywhere end;
        typed := typed || words.typed;
        numbers := numbers || array_fill(cardinality(typed), array[cardinality(words.words)]);
        likes := likes || words.words;
        if words.corrected is not null then
            fixes := fixes || array[words.typed, words.corrected];
        end if;
    end loop;
    if cardinality(hours_ids) = 0 then
        -- Nobody works then.
        return;
    end if;
    if ordering = 'best' then
        -- Of one thing alone, all who have it would be read: that is dearer than to look for some of them in a tier.
        select least(2147483647, min(l.agents) * case count(*) when 1 then 4 else 1 end)::integer into fewest from (
            select coalesce(sum(k.agents), 0) from unnest(numbers, likes) w (number, word)
                left join directory_words k on k.word = w.word
                group by w.number having not bool_or(w.word like '=%' or is_unspaced(w.word))
            union all select sum(v.agents) from directory_values v
                where v.kind = 'c' and v.value in (select jsonb_array_elements_text(asked -> 'categories'))
            union all select sum(v.agents) from directory_values v
                where v.kind = 'o' and v.value in (select jsonb_array_elements_text(asked -> 'countries'))
            union all select v.agents from directory_values v
                where v.kind = 'l' and v.value in (select jsonb_array_elements_text(asked -> 'languages'))) l (agents);
        if after is null then
            fresh := directory_newcomers(
                case when strong is null then filters when filters is null then strong else strong && filters end,
                hours_ids, asked ->> 'currency', at_most, free_by, today, 2);
        else
            fresh := array(select jsonb_array_elements_text(after -> 'newcomers')::integer limit 2);
        end if;
    end if;
    return query
        with likes as materialized (
            select w.number, w.n, w.word, case left(w.word, 3) when '=c:' then 'category' when '=l:' then 'language'
                    when '=o:' then 'country' end as place,
                f.* from unnest(numbers, likes) with ordinality w (number, word, n), lateral (
                    select q.filter as strong, q.filter as anywhere, null::tsquery as named, null::tsquery as able
                    from (select quoted(w.word)::tsquery as filter) q where w.word like '=%'
                    union all
                    select any_of(array[w.word], '^'), any_of(array[w.word], ''), any_of(array[w.word], '@'),
                        any_of(array[w.word], '#') where w.word not like '=%') f),
        found as materialized (
            select r.*, row_number() over () as n from directory_rows(
                strong, anywhere, filters, hours_ids, asked ->> 'currency', at_most, free_by, fewest, ordering,
                (after ->> 'class')::integer, (after ->> 'key')::bigint, (after ->> 'rank')::integer,
                (after ->> 'id')::integer, fresh,
                size + 1 - case when after is null then cardinality(fresh) else 0 end) r),
        shown as (
            -- The fourth and the eighth place are newcomers', or the last where there are not so many.
            select f.*, false as is_new, f.n + case when after is not null or cardinality(fresh) = 0 or f.n < 4 then 0
                when cardinality(fresh) = 1 or f.n < 7 then 1 else 2 end as place from found f
            union all
            select 0, 0, 0, i.id, i.n, true, case i.n when 1 then 4 else 8 end
            from unnest(fresh) with ordinality i (id, n) where after is null)
        select d.account_id, u.full_name, u.handle, u.picture, d.since, d.published_at,
            jsonb_populate_record(null::agent_profiles, v.content), a.time_zone, s.is_new,
            (select array_agg(y order by x.number, y.o) from (
                select distinct on (k.number) k.number, array[
                        typed[k.number], case when k.word <> typed[k.number] and k.word not like '=%' then k.word else '' end,
                        l.place] as values
                from likes k, lateral (select case when d.tokens @@ k.named then 'name' when d.tokens @@ k.able then 'skill'
                    when d.tokens @@ k.strong then coalesce(k.place, 'headline') else 'text' end as place) l
                where d.tokens @@ k.anywhere
                order by k.number, k.word <> typed[k.number],
                    array_position('{name,skill,headline,category,language,country,text}', l.place), k.n) x,
                unnest(x.values) with ordinality y (y, o)),
            fixes, s.class, s.key, s.rank, d.id, today, fresh
        from shown s join directory_agents d on d.id = s.id
            join accounts a on a.id = d.account_id
            join messaging.users u on u.id = d.account_id
            join published_agents p on p.account_id = d.account_id
            join agent_versions v on (v.account_id, v.number) = (p.account_id, p.number)
        order by s.place;
end $$;

-- What was misspelt in some words: as typed and what is looked for, by turns. A page says it too, unless it is empty.
create function agentor.directory_corrections(said text) returns text[]
    language sql stable security definer set search_path = agentor, pg_temp
begin atomic
    select coalesce(array_agg(x), '{}') from agentor.asked_words(said) w,
        unnest(array[w.typed, w.corrected]) x where w.corrected is not null;
end;

grant execute on function agentor.directory_page(jsonb, jsonb), agentor.directory_corrections(text)
    to :app_role, :door_role;

-- MARK: Housekeeping

-- Whether a word may be suggested.
create function agentor.is_suggestible(word text) returns boolean
    language sql immutable
    return length(word) between 4 and 24 and word !~ '[0-9]' and not agentor.is_unspaced(word);

-- Counts what has changed in some hundreds of profiles. Nobody else changes what is counted.
create function agentor.count_directory_changes() returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    taken bigint[] := array(select c.id from directory_changes c order by c.id limit 300);
    counted text[];
    changes integer[];
begin
    if cardinality(taken) = 0 then
        return false;
    end if;
    select array_agg(w.word), array_agg(w.number) into counted, changes from (
        select w as word, sum(c.number)::integer as number from directory_changes c, unnest(c.words) w
        where c.id = any (taken) group by w having sum(c.number) <> 0) w;
    insert into directory_words as known (word, stem, agents)
        select w.word, stem_of(w.word), w.number from unnest(counted, changes) w (word, number)
        on conflict (word) do update set agents = known.agents + excluded.agents;
    insert into directory_deletes (hash, word)
        select h, k.word from unnest(counted, changes) w (word, number) join directory_words k on k.word = w.word,
            unnest(deletes_of(k.word)) h
        where k.agents >= 3 and k.agents - w.number < 3 and not k.is_term and is_suggestible(k.word)
        on conflict do nothing;
    delete from directory_deletes d
        using unnest(counted, changes) w (word, number) join directory_words k on k.word = w.word,
            unnest(deletes_of(k.word)) h
        where k.agents < 3 and k.agents - w.number >= 3 and not k.is_term and d.hash = h and d.word = k.word;
    delete from directory_words k where k.word = any (counted) and k.agents <= 0 and not k.is_term;
    update directory_values v set agents = v.agents + f.number from (
            select f as id, sum(c.number)::integer as number from directory_changes c, unnest(c.facets) f
            where c.id = any (taken) group by f) f
        where v.id = abs(f.id) and f.number <> 0;
    update directory_state s set agents = s.agents
        + (select sum(c.number) from directory_changes c where c.id = any (taken));
    delete from directory_changes c where c.id = any (taken);
    return true;
end $$;

-- Moves some agents to the tier that is theirs, or lays out another tier where one has become too long, or two too short.
create function agentor.arrange_tiers() returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = on as $$
declare
    size constant integer := 4096;
    moving record;
    token tsquery;
    moved integer[];
    tier record;
    middle integer;
begin
    select t.tier, t.also, t.floor, coalesce((select min(u.floor) from directory_tiers u where u.floor > t.floor) - 1,
            2147483647) as ceiling
        into moving from directory_tiers t where t.also is not null limit 1;
    if found then
        token := quoted('=t:' || moving.also)::tsquery;
        moved := array(
            with m as materialized (select d.id, d.rank from directory_agents d where d.tokens @@ token)
            select d.id from directory_agents d
            where d.id in (select m.id from m where m.rank between moving.floor and moving.ceiling limit 100)
            for update skip locked);
        update directory_agents d set tier = moving.tier,
                tokens = ts_delete(d.tokens, '=t:' || moving.also) || array_to_tsvector(array['=t:' || moving.tier])
            where d.id = any (moved);
        if cardinality(moved) = 0 and not exists (
                with m as materialized (select d.rank from directory_agents d where d.tokens @@ token)
                select from m where m.rank between moving.floor and moving.ceiling) then
            update directory_tiers t set also = null where t.tier = moving.tier;
        end if;
        return cardinality(moved) > 0;
    end if;

    update directory_state s set tiers_seen_at = now() where s.tiers_seen_at < now() - interval '10 minutes';
    -- Whoever publishes holds this for a moment; if it is held just now, ten minutes later will do.
    if not found then
        return false;
    end if;
    perform from directory_locks l where l.slot = 0 for update skip locked;
    if not found then
        return false;
    end if;
    for tier in
        select t.*, lead(t.tier) over up as above, lead(t.agents) over up as agents_above from (
            select t.tier, t.floor, (select count(*) from directory_agents d where d.rank >= t.floor and d.rank
                < coalesce((select min(u.floor) from directory_tiers u where u.floor > t.floor), 2147483647)) as agents
            from directory_tiers t) t window up as (order by t.floor)
        order by t.floor desc
    loop
        if tier.above is null and tier.agents >= size then
            -- What is published next comes on top, mostly: nobody has to move.
            insert into directory_tiers (floor)
                select max(d.rank) + 1 from directory_agents d where d.rank < 2000000000 on conflict do nothing;
        end if;
        if tier.agents > 3 * size then
            -- Its upper half becomes a tier.
            select d.rank into middle from directory_agents d where d.rank >= tier.floor order by d.rank
                offset tier.agents / 2 limit 1;
            if middle > tier.floor then
                insert into directory_tiers (floor, also) values (middle, tier.tier) on conflict do nothing;
                exit;
            end if;
        elsif tier.agents + tier.agents_above < size / 2 and exists (
                select from directory_tiers t where t.floor > tier.floor and t.tier <> tier.above) then
            delete from directory_tiers t where t.tier = tier.above;
            update directory_tiers t set also = tier.above where t.tier = tier.tier;
            exit;
        end if;
    end loop;
    return exists (select from directory_tiers t where t.also is not null);
end $$;

-- Keeps the directory in order, a little at a time; false when there is nothing to do for now. Nobody who publishes waits
-- for it, nor it for them.
create function agentor.tidy_directory() returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    state record;
    account uuid;
begin
    select * into state from directory_state for update skip locked;
    if not found then
        return false;
    end if;
    if count_directory_changes() then
        return true;
    end if;
    -- One agent in a transaction: see `index_agent`.
    if state.rules < directory_rules() then
        select p.account_id into account from published_agents p
            where state.reached is null or p.account_id > state.reached order by p.account_id limit 1;
        if found then
            perform index_agent(account);
            update directory_state set reached = account;
        else
            update directory_state set rules = directory_rules(), reached = null;
        end if;
        return true;
    end if;
    select d.account_id into account from directory_agents d
        where d.free_from > '-infinity' and d.free_from < 'infinity' and d.free_from <= (now() at time zone 'UTC')::date
        limit 1;
    if found then
        perform index_agent(account);
        return true;
    end if;
    return arrange_tiers();
end $$;

grant execute on function agentor.tidy_directory() to :door_role;

-- MARK: Counting

-- How many match, and how many of each value. Up to some thousands are counted, of more a part, of which each stands for
-- `scale`. As the value null how many there are; `kinds` asks for "all" values besides, for a "few", or (null) for none.
-- Of skills, whose numbers are negative, the twelve most frequent.
create function agentor.directory_tally(
    asked tsquery, hours_ids integer[], priced_in text, at_most integer, free_by date, kinds text,
    out facet integer, out agents bigint, out scale integer) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = on set work_mem = '32MB' as $$
#variable_conflict use_column
declare
    counted constant integer := 3000;
    hidden constant uuid[] := hidden_from_viewer();
    values_asked integer[];
    about bigint;
    part tsquery;
begin
    if asked is null then
        select s.agents into about from directory_state s;
    else
        select count(*) * 256 into about from directory_agents d where d.tokens @@ (asked && '''=x8'''::tsquery);
    end if;
    scale := case when about > counted * 48 then 256 when about > counted * 12 then 64
        when about > counted then 16 else 1 end;
    part := case scale when 256 then '''=x8''' when 64 then '''=x6''' when 16 then '''=x4''' end::tsquery;
    -- Of an availability is everybody.
    part := coalesce(all_of(asked, part), '''=a:now'' | ''=a:later'' | ''=a:not'''::tsquery);
    return query
        with m as materialized (
            select d.facets, d.account_id, d.hours, d.currency, d.rate, d.free_from
            from directory_agents d where d.tokens @@ part),
        r as materialized (
            select m.facets from m where m.account_id <> all (hidden)
                and (hours_ids is null or m.hours = any (hours_ids))
                and (at_most is null or m.currency = priced_in and m.rate <= at_most)
                and (free_by is null or m.free_from <= free_by))
        select null::integer, count(*), scale from r
        union all
        select f, count(*), scale from r, unnest(r.facets) f where kinds is not null and f > 0 group by f
        union all
        (select f, count(*), scale from r, unnest(r.facets) f where kinds = 'all' and f < 0
            group by f order by 2 desc, 1 desc limit 12);
end $$;

-- How many there are of what is asked for, and of each value beside the others that are asked for. The value of kind "*" is
-- all; of each kind twelve at most. Where any of some values will do, or one is chosen, the others' numbers are those there
-- would be with them chosen instead.
create function agentor.directory_counts(
    asked jsonb, out kind text, out value text, out label text, out agents bigint, out scale integer)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = on as $$
#variable_conflict use_column
declare
    words tsquery;
    word record;
    hours_ids constant integer[] := asked_hours(asked);
    at_most constant integer := (asked ->> 'atMost')::integer;
    free_by constant date := (asked ->> 'freeBy')::date;
    own record;
    whole tsquery;
    own_asked boolean;
begin
    for word in select * from asked_words(asked ->> 'words') loop
        words := case when words is null then word.anywhere else words && word.anywhere end;
    end loop;
    if cardinality(hours_ids) = 0 then
        return query select '*', '', '', 0::bigint, 1;
        return;
    end if;
    whole := all_of(words, asked_filters(asked, null, hours_ids));
    if whole is null and hours_ids is null and cardinality(hidden_from_viewer()) = 0
            and (select s.agents from directory_state s) > 4000 then
        -- Of all that are kept.
        return query
            select '*', '', '', s.agents::bigint, 1 from directory_state s
            union all
            select v.kind, v.value, v.label, v.agents::bigint, 1 from unnest('{c,l,o,a,p,s}'::text[]) k (kind),
                lateral (select v.* from directory_values v where v.kind = k.kind and v.agents > 0
                    order by v.agents desc, v.value limit 12) v;
        return;
    end if;
    for own in
        select * from (values ('', null), ('c', 'categories'), ('o', 'countries'), ('a', 'free')) o (kind, leaving)
    loop
        own_asked := case own.kind when '' then true when 'c' then jsonb_array_length(asked -> 'categories') > 0
            when 'o' then jsonb_array_length(asked -> 'countries') > 0 else free_by is not null end;
        if own_asked then
            return query
                with t as (select * from directory_tally(
                    case when own.kind = '' then whole else all_of(words, asked_filters(asked, own.leaving, hours_ids)) end,
                    hours_ids, asked ->> 'currency', at_most, case when own.kind = 'a' then null else free_by end,
                    case own.kind when '' then 'all' else 'few' end)),
                ranked as (
                    select v.kind, v.value, v.label, t.agents, t.scale,
                        row_number() over (partition by v.kind order by t.agents desc, v.value) as n
                    from t join directory_values v on v.id = abs(t.facet)
                    where case when own.kind <> '' then v.kind = own.kind
                        else not (v.kind = 'c' and coalesce(jsonb_array_length(asked -> 'categories'), 0) > 0
                            or v.kind = 'o' and coalesce(jsonb_array_length(asked -> 'countries'), 0) > 0
                            or v.kind = 'a' and free_by is not null) end)
                select r.kind, r.value, r.label, r.agents, r.scale from ranked r where r.n <= 12
                union all
                select '*', '', '', t.agents, t.scale from t where t.facet is null and own.kind = '';
        end if;
    end loop;
end $$;

-- Both of two queries, where there are two.
create function agentor.all_of(one tsquery, other tsquery) returns tsquery
    language sql immutable
    return case when one is null then other when other is null then one else one && other end;

-- Where nobody is found: how many would be without one of the things that are asked for, each. The most first. Of two to
-- four words each counts as a thing, too; `rest` is the others, for a search without it.
create function agentor.directory_loosened(
    asked jsonb, out filter text, out value text, out rest text, out agents bigint, out scale integer)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    words tsquery;
    one record;
    -- Each word as it was typed, and what is sought without it.
    spoken text[] := '{}';
    sought tsquery[] := '{}';
    others tsquery[] := '{}';
    kept tsquery;
    hours_ids constant integer[] := asked_hours(asked);
begin
    for one in select * from asked_words(asked ->> 'words') loop
        words := all_of(words, one.anywhere);
        spoken := array_append(spoken, one.typed);
        sought := array_append(sought, one.anywhere);
    end loop;
    -- More words are rarely all but one right, and each is counted.
    if cardinality(spoken) not between 2 and 4 then
        spoken := '{}';
    end if;
    for place in 1 .. cardinality(spoken) loop
        kept := null;
        for other in 1 .. cardinality(spoken) loop
            if other <> place then
                kept := all_of(kept, sought[other]);
            end if;
        end loop;
        others := array_append(others, kept);
    end loop;
    return query
        select l.filter, l.value, l.rest, t.agents, t.scale from (
            select 'words', '', '', null::tsquery where words is not null
            union all select 'word', spoken[n], array_to_string(spoken[:n - 1] || spoken[n + 1:], ' '), others[n]
                from generate_series(1, cardinality(spoken)) n
            union all select 'categories', '', '', words where jsonb_array_length(asked -> 'categories') > 0
            union all select 'countries', '', '', words where jsonb_array_length(asked -> 'countries') > 0
            union all select 'skills', s, '', words from jsonb_array_elements_text(asked -> 'skills') s
            union all select 'languages', s, '', words from jsonb_array_elements_text(asked -> 'languages') s
            union all select 'rate', '', '', words where asked ->> 'atMost' is not null and asked ->> 'currency' is not null
            union all select 'free', '', '', words where asked ->> 'freeBy' is not null
            union all select 'picture', '', '', words where (asked ->> 'hasPicture')::boolean
            union all select 'hours', '', '', words where hours_ids is not null) l (filter, value, rest, worded),
            lateral directory_tally(
                all_of(l.worded,
                    asked_filters(asked, l.filter || case when l.value = '' then '' else ':' || l.value end, hours_ids)),
                case when l.filter = 'hours' then null else hours_ids end, asked ->> 'currency',
                case when l.filter = 'rate' then null else (asked ->> 'atMost')::integer end,
                case when l.filter = 'free' then null else (asked ->> 'freeBy')::date end, null) t
        where t.facet is null and t.agents > 0
        order by t.agents * t.scale desc limit 3;
end $$;

-- The languages and countries that somebody has, for lists to choose from: of each three hundred at most, the most frequent.
-- They are the same for everybody who looks, and follow what is published a little later.
create function agentor.directory_offered(out kind text, out value text) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = on as $$
#variable_conflict use_column
begin
    return query
        select k.kind, o.value from unnest('{l,o}'::text[]) k (kind),
            lateral (select v.value from directory_values v where v.kind = k.kind and v.agents > 0
                order by v.agents desc, v.value limit 300) o;
end $$;

grant execute on function agentor.directory_counts(jsonb), agentor.directory_loosened(jsonb),
    agentor.directory_offered() to :app_role, :door_role;

-- MARK: What is new

-- How many agents fit what is asked and did not at an earlier moment: a hundred at most, of the last five thousand who have
-- changed. `is_least` where there may be more. Who had no profile to see then, and whose profile of then did not fit, is new.
create function agentor.directory_news(asked jsonb, moment timestamptz, out agents integer, out is_least boolean)
    language plpgsql stable security definer set search_path = agentor, pg_temp
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = on as $$
declare
    walked constant integer := 5000;
    hidden constant uuid[] := hidden_from_viewer();
    hours_ids constant integer[] := asked_hours(asked);
    priced_in constant text := asked ->> 'currency';
    at_most constant integer := (asked ->> 'atMost')::integer;
    free_by constant date := (asked ->> 'freeBy')::date;
    past constant date := (moment at time zone 'UTC')::date;
    -- As many days from then as are asked for from today.
    free_by_then constant date := free_by - ((now() at time zone 'UTC')::date - past);
    words tsquery;
    word record;
    wanted tsquery;
    wanted_then tsquery;
    agent record;
    content jsonb;
    profile agent_profiles;
    worked integer;
    looked integer := 0;
begin
    agents := 0;
    is_least := false;
    if cardinality(hours_ids) = 0 then
        return;
    end if;
    for word in select * from asked_words(asked ->> 'words') loop
        words := all_of(words, word.anywhere);
    end loop;
    wanted := all_of(words, asked_filters(asked, null, hours_ids));
    wanted_then := all_of(words, asked_filters(asked, 'free', hours_ids));
    is_least := (select count(*) from (select from directory_agents d where d.changed_at > moment limit walked) c) = walked;
    for agent in
        select d.account_id, d.since, d.pictured_at, u.full_name, u.handle, a.time_zone
        from (select * from directory_agents d where d.changed_at > moment order by d.changed_at desc, d.id limit walked) d
            join messaging.users u on u.id = d.account_id
            join accounts a on a.id = d.account_id
        where (wanted is null or d.tokens @@ wanted) and d.account_id <> all (hidden)
            and (hours_ids is null or d.hours = any (hours_ids))
            and (at_most is null or d.currency = priced_in and d.rate <= at_most)
            and (free_by is null or d.free_from <= free_by)
        limit 301
    loop
        looked := looked + 1;
        if looked > 300 or agents = 100 then
            is_least := true;
            return;
        end if;
        if agent.since <= moment then
            select v.content into content from agent_versions v
                where v.account_id = agent.account_id and v.published_at <= moment order by v.number desc limit 1;
            if found then
                profile := profile_on(content, past);
                worked := (select h.id from directory_hours h where (h.time_zone, h.works_from, h.works_until)
                    = (agent.time_zone, profile.works_from, profile.works_until));
                continue when (wanted_then is null or array_to_tsvector(tokens_on(
                            profile, agent.full_name, agent.handle, worked, agent.pictured_at <= moment)) @@ wanted_then)
                    and (hours_ids is null or worked = any (hours_ids))
                    and (at_most is null or profile.currency = priced_in and profile.hourly_rate <= at_most)
                    and (free_by is null or profile.free_from <= free_by_then);
            end if;
        end if;
        agents := agents + 1;
    end loop;
end $$;

grant execute on function agentor.directory_news(jsonb, timestamptz) to :app_role;
