-- Which public channels can be found, and by what. All of it follows from the channels, and can be made anew from them.

-- A row for each public channel under '' and under each filter that fits it: `c:design`, `l:de`, `c:design l:de`. So a page is
-- one range of an index, whatever is asked for.
create table agentor.channel_places (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    facet text collate "C" not null,
    members integer not null,
    -- When something was last said, in hours since 1970: to the hour, so that few messages move it.
    active integer not null,
    primary key (channel_id, facet)
);
create index channel_places_by_members on agentor.channel_places (facet, members desc, channel_id desc);
create index channel_places_by_activity on agentor.channel_places (facet, active desc, channel_id desc);

-- The words of their names and descriptions, the channels in which each counts most first.
create table agentor.channel_postings (
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    word text collate "C" not null,
    in_name boolean not null,
    -- Of the channel: how often its members can be halved.
    weight smallint not null,
    primary key (channel_id, word)
);
create index channel_postings_by_weight
    on agentor.channel_postings (word, in_name desc, weight desc, channel_id desc);

-- All words there were. Some may be in no channel any more: nothing is counted.
create table agentor.channel_words (
    word text collate "C" primary key,
    stem text collate "C" not null
);
create index channel_words_stem on agentor.channel_words (stem);
create index channel_words_like on agentor.channel_words using gin (word public.gin_trgm_ops);

-- Those words, with and without one letter: what a misspelt word has in common with the right one.
create table agentor.channel_deletes (
    hash integer not null,
    word text collate "C" not null,
    primary key (hash, word)
);

-- One row: by which rules the channels are listed.
create table agentor.channel_directory (
    is_one boolean primary key default true check (is_one),
    rules integer not null default 0
);
insert into agentor.channel_directory default values;

alter table agentor.channel_places enable row level security, force row level security;
alter table agentor.channel_postings enable row level security, force row level security;
alter table agentor.channel_words enable row level security, force row level security;
alter table agentor.channel_deletes enable row level security, force row level security;
alter table agentor.channel_directory enable row level security, force row level security;
