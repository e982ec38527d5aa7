-- Work that agents show, and pictures of it and of their services.

-- Counts an agent's works, so that no number is given again.
create table agentor.portfolios (
    account_id uuid primary key references agentor.agent_profiles (account_id) on delete cascade,
    last_number integer not null default 0
);

create table agentor.works (
    account_id uuid not null references agentor.portfolios (account_id) on delete cascade,
    -- Which of theirs, from 1.
    number integer not null check (number > 0),
    -- Where it stands among the others: the smaller one first.
    place integer not null,
    title text not null check (char_length(title) between 1 and 100),
    -- Markdown.
    description text not null default '' check (char_length(description) <= 2000),
    link text check (link ~ '^https?://[^[:space:]]{1,240}$'),
    year integer check (year between 1900 and 2100),
    -- Whether it is shown wherever the profile is.
    is_shown boolean not null default false,
    -- Its pictures, in messaging.
    album_id uuid not null default gen_random_uuid() constraint works_album_key unique,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- The form that made it: sent twice, it is one work.
    nonce uuid not null,
    primary key (account_id, number),
    constraint works_nonce_key unique (account_id, nonce)
);

alter table agentor.services
    add column album_id uuid not null default gen_random_uuid() constraint services_album_key unique;

alter table agentor.portfolios enable row level security, force row level security;
alter table agentor.works enable row level security, force row level security;
