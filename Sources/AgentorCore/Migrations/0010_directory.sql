-- Who can be found, and by what. All of it follows from published profiles, and can be made anew from them.

create extension if not exists fuzzystrmatch schema public;
create extension if not exists pg_trgm schema public;

-- An agent who is published and in good standing: nobody else has a row.
create table agentor.directory_agents (
    id integer generated always as identity primary key,
    account_id uuid not null,
    -- Everything that can be asked for: `word` anywhere, `^word` in name, headline, skills or category, `@word` in the
    -- name, `#word` in a skill; `=c:design` and its like are filters, `=t:17` the tier.
    tokens tsvector not null,
    -- Higher comes first. It never fades: what is published later has a higher one.
    rank integer not null,
    tier integer not null,
    hours integer not null,
    currency text,
    rate integer,
    -- Minus infinity is now, infinity is nobody knows.
    free_from date not null,
    since timestamptz not null,
    published_at timestamptz not null,
    -- How many in a thousand inquiries are answered soon, once that is known.
    responsiveness integer,
    -- Of `directory_values`.
    facets integer[] not null,
    -- Which rules the tokens were made by.
    rules integer not null
) with (fillfactor = 95);
create unique index directory_agents_account on agentor.directory_agents (account_id);
create index directory_agents_tokens on agentor.directory_agents using gin (tokens) with (fastupdate = off);
create index directory_agents_rank on agentor.directory_agents (rank desc, id);
create index directory_agents_newest on agentor.directory_agents (published_at desc, id);
create index directory_agents_rate on agentor.directory_agents (currency, rate, id) where rate is not null;
create index directory_agents_responsive on agentor.directory_agents ((coalesce(responsiveness, 0)) desc, rank desc, id);
-- Whose day may have come.
create index directory_agents_free on agentor.directory_agents (free_from)
    where free_from > '-infinity' and free_from < 'infinity';

-- Held by whoever changes the directory, by row locks: 0 by all who publish, together, and alone by whoever moves tiers; the
-- others by one agent's publishing each, or a few agents' that share one. (Locks by number are not the roles' to take.)
create table agentor.directory_locks (slot integer primary key);
insert into agentor.directory_locks select generate_series(0, 256);
alter table agentor.directory_locks enable row level security, force row level security;

-- The order of ranks, cut into some thousands each: from `floor` up to the next one's.
create table agentor.directory_tiers (
    tier integer generated always as identity primary key,
    floor integer not null unique,
    -- Where some of this tier's agents still have another's token, while they are being moved.
    also integer
);
insert into agentor.directory_tiers (floor) values (-2147483648);

-- When people work: few are unlike all others.
create table agentor.directory_hours (
    id integer generated always as identity primary key,
    time_zone text not null,
    works_from time not null,
    works_until time not null,
    unique (time_zone, works_from, works_until)
);

-- What is counted beside filters: c a category, l a language, o a country, s a skill, a availability, p a picture; * is all.
create table agentor.directory_values (
    id integer generated always as identity primary key,
    kind text not null,
    value text not null,
    -- As it was first written.
    label text not null,
    agents integer not null default 0,
    unique (kind, value)
);

-- The words of all profiles.
create table agentor.directory_words (
    word text collate "C" primary key,
    stem text collate "C" not null,
    -- How many agents have it.
    agents integer not null default 0,
    -- One of `directory_terms`.
    is_term boolean not null default false
);
create index directory_words_stem on agentor.directory_words (stem, agents desc);
-- Words that may be suggested: rarer ones would tell of one profile.
create index directory_words_like on agentor.directory_words using gin (word public.gin_trgm_ops)
    where agents >= 3 or is_term;

-- Those words, with and without one letter: what a misspelt word has in common with the right one.
create table agentor.directory_deletes (
    hash integer not null,
    word text collate "C" not null,
    primary key (hash, word)
);

-- What is yet to be counted of words and values: whoever publishes waits for nobody who counts.
create table agentor.directory_changes (
    id bigint generated always as identity primary key,
    words text[] not null,
    facets integer[] not null,
    number integer not null
);

-- Words that mean the same, in several languages. Whoever runs the site may add to them, and switch some off.
create table agentor.directory_terms (
    concept text not null check (concept <> ''),
    term text not null check (char_length(term) between 1 and 80),
    -- Its words as they are compared.
    key text collate "C" not null,
    -- Those that came with the program are laid anew with it.
    is_shipped boolean not null default false,
    is_off boolean not null default false,
    primary key (concept, key)
);
create index directory_terms_key on agentor.directory_terms (key);

-- One row: how far housekeeping has come.
create table agentor.directory_state (
    is_one boolean primary key default true check (is_one),
    -- All agents are indexed by these rules, or up to here by newer ones.
    rules integer not null default 0,
    reached uuid,
    tiers_seen_at timestamptz not null default '-infinity',
    -- How many agents have been counted.
    agents integer not null default 0
);
insert into agentor.directory_state default values;

alter table agentor.directory_agents enable row level security, force row level security;
alter table agentor.directory_tiers enable row level security, force row level security;
alter table agentor.directory_hours enable row level security, force row level security;
alter table agentor.directory_values enable row level security, force row level security;
alter table agentor.directory_words enable row level security, force row level security;
alter table agentor.directory_deletes enable row level security, force row level security;
alter table agentor.directory_changes enable row level security, force row level security;
alter table agentor.directory_terms enable row level security, force row level security;
alter table agentor.directory_state enable row level security, force row level security;
