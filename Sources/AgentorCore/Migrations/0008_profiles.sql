-- What else agents tell about themselves. All of it may be left out, as in the profiles of before.
alter table agentor.agent_profiles
    -- Of the rate (ISO 4217); null in profiles of before, which said "in your currency".
    add column currency text check (currency ~ '^[A-Z]{3}$'),
    -- Of doing this work.
    add column years integer check (years between 0 and 80),
    -- A language (ISO 639) and how well, 'de:fluent'; the best first.
    add column languages text[] not null default '{}' check (
        cardinality(languages) <= 12 and not jsonb_path_exists(
            to_jsonb(languages), '$[*] ? (@ == null || !(@ like_regex "^[a-z]{2,3}:(native|fluent|working|basic)$"))')),
    add column availability text not null default 'now' check (availability in ('now', 'later', 'not')),
    -- The day work can begin, where it is 'later' and known.
    add column free_from date,
    -- By the clock of the agent's zone; the second may be the earlier: of those who work at night.
    add column works_from time not null default '09:00',
    add column works_until time not null default '17:00',
    add column place text not null default '' check (char_length(place) <= 80),
    -- ISO 3166-1.
    add column country text check (country ~ '^[A-Z]{2}$'),
    add column links text[] not null default '{}' check (
        cardinality(links) <= 5 and not jsonb_path_exists(
            to_jsonb(links), '$[*] ? (@ == null || !(@ like_regex "^https?://[^[:space:]]{1,240}$"))')),
    -- An hour costs 300,000 in some currencies.
    drop constraint agent_profiles_hourly_rate_check,
    add constraint agent_profiles_hourly_rate_check check (hourly_rate between 1 and 10000000),
    -- Fifteen skills; rows of before are left as they are.
    drop constraint agent_profiles_skills_check,
    add constraint agent_profiles_skills_check check (cardinality(skills) between 1 and 15) not valid;

-- What a profile said each time it was published: rows of `agent_profiles`, without what only tells when. Never changed.
create table agentor.agent_versions (
    account_id uuid not null references agentor.agent_profiles (account_id) on delete cascade,
    number integer not null check (number > 0),
    content jsonb not null,
    published_at timestamptz not null default now(),
    primary key (account_id, number)
);

-- Agents whom anybody can see, and the version that is shown.
create table agentor.published_agents (
    account_id uuid primary key,
    number integer not null,
    -- When they first were.
    since timestamptz not null default now(),
    foreign key (account_id, number) references agentor.agent_versions (account_id, number) on delete cascade
);

alter table agentor.agent_versions enable row level security;
alter table agentor.agent_versions force row level security;
alter table agentor.published_agents enable row level security;
alter table agentor.published_agents force row level security;
