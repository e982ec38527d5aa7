-- :count agents in the directory, as they would be had they published one by one: words as frequent as in a language, one
-- sentence in seven of a script without spaces. By the superuser, in an instance without others.
set session_replication_role = replica;
set maintenance_work_mem = '512MB';
set work_mem = '128MB';
set synchronous_commit = off;
set max_parallel_maintenance_workers = 2;
select setseed(0.5);

-- Words by how frequent they are: those that mean something first.
create table public.words as
    select row_number() over (order by case when is_real then 150 + abs(n % 20000) else n end) as n, word from (
        select true as is_real, hashtext(word) as n, word from agentor.directory_words where is_term and word ~ '^[a-z]+$'
        union all
        select false, n, string_agg(syllable, '' order by p) from (
            select n, p, (array['ba','ne','ri','to','sul','ker','mon','da','li','fe','gra','pi','ven','os','ta','mu','chi','ro','en','za',
                'al','ber','co','dis','er','fol','gen','hu','in','jo','ki','lan','mi','nor','op','per','qui','ras','sta','ter'])
                [1 + ((n * (p * 7 + 3) / power(40, p - 1)::bigint) % 40)::integer] as syllable
            from generate_series(1, 260000) n, generate_series(1, 4) p) s group by n) w;
delete from public.words a using (select word, min(n) as n from public.words group by word having count(*) > 1) d
    where a.word = d.word and a.n > d.n;
create table public.drawn as select row_number() over (order by n) - 1 as n, word from public.words;
create unique index on public.drawn (n);
analyze public.drawn;

-- Sentences of eleven words by Zipf's law, and one in seven of a script without spaces.
create table public.sentences as
    with size as materialized (select count(*)::double precision as n from public.drawn),
    drawn as (
        select s, p, floor(exp(random() * ln(size.n)))::bigint - 1 as n
        from size, generate_series(1, least(:count, 200000)) s, generate_series(1, 11) p),
    latin as (select d.s, string_agg(w.word, ' ' order by d.p) as said from drawn d join public.drawn w on w.n = d.n group by d.s)
    select l.s as n, case when l.s % 7 <> 0 then l.said || '.' else c.said || '。' end as said, null::text[] as tokens
    from latin l, lateral (
        select string_agg(chr(case when l.s % 2 = 0 then 19968 + floor(exp(random() * ln(3000)))::integer
            else 12353 + floor(exp(random() * ln(80)))::integer end + 0 * p), '') as said from generate_series(1, 24) p) c;
create unique index on public.sentences (n);
update public.sentences set tokens = agentor.lexemes_of(agentor.words_of(said));
vacuum analyze public.sentences;
-- Headlines and skills: three words, of the most frequent.
create table public.phrases as
    with drawn as (
        select s, p, floor(exp(random() * ln(4000)))::bigint - 1 as n from generate_series(1, 20000) s, generate_series(1, 2) p)
    select s as n, btrim(left(initcap(string_agg(w.word, ' ' order by d.p)), 40)) as said, null::text[] as tokens, null::text as key, 0 as facet
    from drawn d join public.drawn w on w.n = d.n group by d.s;
alter table public.phrases add column strong text[];
update public.phrases set tokens = agentor.lexemes_of(agentor.words_of(said)), key = agentor.key_of(said);
update public.phrases p set strong = p.tokens || array(select '^' || x from unnest(p.tokens) x union all select '#' || x from unnest(p.tokens) x);
create unique index on public.phrases (n);
create table public.names as
    select n, initcap((select word from public.drawn d where d.n = 1000 + names.n * 7)) as said from generate_series(0, 3999) names (n);
create unique index on public.names (n);

insert into agentor.directory_hours (time_zone, works_from, works_until)
    select z, f, f + interval '8 hours' from unnest(array['Europe/Berlin', 'Europe/London', 'Europe/Lisbon', 'America/New_York',
        'America/Los_Angeles', 'America/Sao_Paulo', 'Asia/Tokyo', 'Asia/Shanghai', 'Asia/Kolkata', 'Africa/Cairo', 'Africa/Lagos',
        'Australia/Sydney', 'Europe/Kyiv', 'Asia/Dubai']) z, unnest(array['07:00', '08:00', '08:30', '09:00', '10:00', '12:00']::time[]) f;
insert into agentor.directory_values (kind, value, label)
    select 'c', v, v from unnest(array['design','development','writing','marketing','finance','legal','consulting','engineering','media','education','other']) v
    union all select 'a', v, v from unnest(array['now','later','not']) v
    union all select 'o', v, v from unnest(array['DE','US','GB','FR','ES','PT','IT','NL','PL','BR','MX','JP','CN','IN','EG','NG','UA','TR','AR','CA']) v
    union all select 'l', v, v from unnest(array['en','de','es','fr','pt','it','ja','zh','ar','hi','ru','uk','pl','nl','tr','ko']) v
    union all select 'p', '', ''
    union all select distinct 's', key, key from public.phrases on conflict do nothing;
update public.phrases p set facet = -v.id from agentor.directory_values v where v.kind = 's' and v.value = p.key;
vacuum analyze public.phrases;

-- Who is who, and what each says.
create table public.agents as
    select g.n, lpad(to_hex(1000000 + g.n), 32, '0')::uuid as account, a.said || ' ' || b.said as name, 'agent-' || g.n as handle,
        floor(random() * s.sentences)::integer + 1 as s1, floor(random() * s.sentences)::integer + 1 as s2,
        floor(random() * s.sentences)::integer + 1 as s3,
        floor(power(random(), 2) * 19990)::integer as p1, floor(power(random(), 2) * 19990)::integer as p2,
        floor(power(random(), 2) * 19990)::integer as p3,
        1 + floor(power(random(), 2) * 11)::integer as c, 1 + floor(power(random(), 2) * 20)::integer as o,
        1 + floor(power(random(), 3) * 16)::integer as l1, 1 + floor(power(random(), 2) * 16)::integer as l2,
        case when random() < 0.85 then floor(exp(2.5 + random() * 3))::integer end as rate,
        case when random() < 0.6 then 'EUR' else 'USD' end as currency,
        case when random() < 0.7 then 1 when random() < 0.6 then 2 else 3 end as a,
        random() < 0.4 as pictured, 1 + floor(random() * 84)::integer as w,
        now() - power(random(), 1.5) * interval '700 days' as published, floor(random() * 16384)::integer as lot
    from (select count(*) as sentences from public.sentences) s, generate_series(1, :count) g (n)
        join public.names a on a.n = (hashint4(g.n) & 2047) join public.names b on b.n = (hashint4(g.n + 77) & 4095) % 4000;
create index on public.agents (n);
analyze public.agents;
insert into agentor.accounts (id, email, full_name, time_zone, nonce)
    select account, handle || '@agents.example', name, h.time_zone, account
    from public.agents a join agentor.directory_hours h on h.id = a.w;
insert into messaging.users (id, full_name, handle, skeleton, picture)
    select account, name, handle, handle, case when pictured then '00000000000000000000000000000000' end from public.agents;
create table public.said as
    select a.n, p.said || ' and ' || q.said as headline, s.said || ' ' || t.said || ' ' || u.said || ' rare' || to_hex(a.n) as about,
        array[p.said, q.said, r.said] as skills, array[p.facet, q.facet, r.facet] as facets,
        p.strong || q.strong || r.strong as strong, p.tokens || q.tokens || r.tokens as plain, s.tokens || t.tokens || u.tokens || array['rare' || to_hex(a.n), 'and'] as weak,
        array['=s:' || p.key, '=s:' || q.key, '=s:' || r.key] as keys
    from public.agents a join public.sentences s on s.n = a.s1 join public.sentences t on t.n = a.s2
        join public.sentences u on u.n = a.s3 join public.phrases p on p.n = a.p1 + 1 join public.phrases q on q.n = a.p2 + 1
        join public.phrases r on r.n = a.p3 + 1;
create index on public.said (n);
analyze public.said;
insert into agentor.agent_profiles (account_id, headline, about, category, skills, hourly_rate, currency, years, languages,
        availability, free_from, works_from, works_until, country)
    select a.account, left(s.headline, 120), s.about, c.name, s.skills, a.rate, a.currency, 3, array[l.name || ':native', m.name || ':fluent'],
        (array['now', 'later', 'not'])[a.a], case when a.a = 2 then date '2030-01-01' + a.lot % 300 end, h.works_from, h.works_until, o.name
    from public.agents a join public.said s on s.n = a.n
        join (select row_number() over (order by id) as n, value as name from agentor.directory_values where kind = 'c') c on c.n = a.c
        join (select row_number() over (order by id) as n, value as name from agentor.directory_values where kind = 'o') o on o.n = a.o
        join (select row_number() over (order by id) as n, value as name from agentor.directory_values where kind = 'l') l on l.n = a.l1
        join (select row_number() over (order by id) as n, value as name from agentor.directory_values where kind = 'l') m on m.n = a.l2
        join agentor.directory_hours h on h.id = a.w;
insert into agentor.agent_versions (account_id, number, content, published_at)
    select p.account_id, 1, agentor.content_of(p), a.published from agentor.agent_profiles p join public.agents a on a.account = p.account_id;
insert into agentor.published_agents (account_id, number, since) select account, 1, published from public.agents;
-- What the directory keeps of them, as `agentor.index_agent` makes it.
drop index agentor.directory_agents_tokens, agentor.directory_agents_rank, agentor.directory_agents_newest,
    agentor.directory_agents_rate, agentor.directory_agents_responsive, agentor.directory_agents_free, agentor.directory_agents_account;
create table public.ranked as
    select a.n, 400000 + (a.lot % 7) * 40000 + case when a.pictured then 250000 else 0 end - case when a.a = 3 then 300000 else 0 end
        + floor(extract(epoch from a.published - timestamptz '2026-01-01Z') / 43.2)::integer as rank
    from public.agents a;
delete from agentor.directory_tiers;
insert into agentor.directory_tiers (floor)
    select case when n = max(n) over () then -2147483648 else rank end from (
        select rank, row_number() over (order by rank desc) as n from public.ranked) r where n % 4096 = 0
    group by rank, n on conflict do nothing;
insert into agentor.directory_tiers (floor) values (-2147483648) on conflict do nothing;
create table public.tiers as select tier, floor, coalesce(lag(floor) over (order by floor desc), 2147483647) as ceiling from agentor.directory_tiers;
insert into agentor.directory_agents (account_id, tokens, rank, tier, hours, currency, rate, free_from, since, published_at, facets, rules)
    select a.account, array_to_tsvector(s.strong || s.weak || s.keys
            || array[f.word, '^' || f.word, '@' || f.word, g.word, '^' || g.word, '@' || g.word, 'agent', '^agent', '@agent',
                a.n::text, '^' || a.n, '@' || a.n, '=c:' || c.value, '=o:' || o.value, '=l:' || l.value, '=l:' || m.value,
                '=a:' || v.value, '=w:' || a.w, '=t:' || t.tier, '=k:' || floor(extract(epoch from a.published) / 604800)::integer,
                '=h:' || floor(extract(epoch from a.published) / 604800)::integer || ':' || (a.lot >> 8),
                '=g:' || floor(extract(epoch from a.published) / 604800)::integer || ':' || (a.lot >> 2)]
            || case when a.a = 2 then array['=f:' || to_char(date '2030-01-01' + a.lot % 300, 'YYYYMM')] else '{}' end
            || case when a.pictured then array['=p'] else '{}' end
            || case when a.rate is not null then array['=r:' || a.currency, '=r:' || a.currency || ':' || agentor.rate_step(a.rate)] else '{}' end
            || case when a.lot & 255 = 0 then '{=x4,=x6,=x8}' when a.lot & 63 = 0 then '{=x4,=x6}' when a.lot & 15 = 0 then '{=x4}' else '{}' end::text[]),
        k.rank, t.tier, a.w, a.currency, a.rate, case a.a when 1 then '-infinity' when 2 then date '2030-01-01' + a.lot % 300 else 'infinity' end,
        a.published, a.published,
        (select array_agg(distinct x) from unnest(s.facets || array[c.id, o.id, l.id, m.id, v.id] || case when a.pictured then p.id end) x where x is not null), agentor.directory_rules()
    from public.agents a join public.said s on s.n = a.n join public.ranked k on k.n = a.n
        join public.tiers t on k.rank >= t.floor and k.rank < t.ceiling
        join (select row_number() over (order by id) as n, id, value from agentor.directory_values where kind = 'c') c on c.n = a.c
        join (select row_number() over (order by id) as n, id, value from agentor.directory_values where kind = 'o') o on o.n = a.o
        join (select row_number() over (order by id) as n, id, value from agentor.directory_values where kind = 'l') l on l.n = a.l1
        join (select row_number() over (order by id) as n, id, value from agentor.directory_values where kind = 'l') m on m.n = a.l2
        join (select row_number() over (order by id) as n, id, value from agentor.directory_values where kind = 'a') v on v.n = a.a
        cross join (select id from agentor.directory_values where kind = 'p') p
        cross join lateral (select split_part(lower(a.name), ' ', 1) as word) f
        cross join lateral (select split_part(lower(a.name), ' ', 2) as word) g;
create unique index directory_agents_account on agentor.directory_agents (account_id);
create index directory_agents_tokens on agentor.directory_agents using gin (tokens) with (fastupdate = off);
create index directory_agents_rank on agentor.directory_agents (rank desc, id);
create index directory_agents_newest on agentor.directory_agents (published_at desc, id);
create index directory_agents_rate on agentor.directory_agents (currency, rate, id) where rate is not null;
create index directory_agents_responsive on agentor.directory_agents ((coalesce(responsiveness, 0)) desc, rank desc, id);
create index directory_agents_free on agentor.directory_agents (free_from) where free_from > '-infinity' and free_from < 'infinity';
-- Words: by how often their sentences are used.
insert into agentor.directory_words as k (word, stem, agents)
    select word, agentor.stem_of(word), sum(number) from (
        select word, u.number from (select s, count(*) as number from public.agents a, unnest(array[a.s1, a.s2, a.s3]) s group by s) u
            join public.sentences s on s.n = u.s, unnest(s.tokens) word
        union all
        select word, u.number from (select s, count(*) as number from public.agents a, unnest(array[a.p1, a.p2, a.p3]) s group by s) u
            join public.phrases s on s.n = u.s + 1, unnest(s.tokens) word
        union all select 'rare' || to_hex(n), 1 from public.agents where n % 10 = 0) w
    where not agentor.is_unspaced(word) group by word
    on conflict (word) do update set agents = excluded.agents;
insert into agentor.directory_deletes select distinct h, word from agentor.directory_words, unnest(agentor.deletes_of(word)) h
    where (agents >= 3 or is_term) and agentor.is_suggestible(word) on conflict do nothing;
update agentor.directory_values v set agents = f.number
    from (select f, count(*) as number from agentor.directory_agents d, unnest(d.facets) f group by f) f where abs(f.f) = v.id;
update agentor.directory_state set agents = :count, rules = agentor.directory_rules(), tiers_seen_at = now();
-- Beside it, what others would have.
create table public.plain as
    select a.n as id, k.rank, s.headline || ' ' || array_to_string(s.skills, ' ') as head, s.about as said,
        array_to_tsvector(s.plain) as head_document, array_to_tsvector(s.plain || s.weak) as document
    from public.agents a join public.said s on s.n = a.n join public.ranked k on k.n = a.n;
create index plain_document on public.plain using gin (document) with (fastupdate = off);
create index plain_rank on public.plain (rank desc, id);
drop table public.said, public.ranked, public.tiers;
vacuum analyze;
