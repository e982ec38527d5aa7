-- What agents offer, each with a price of its own.
create table agentor.services (
    account_id uuid not null references agentor.agent_profiles (account_id) on delete cascade,
    -- Which of theirs, from 1: never given again.
    number integer not null check (number > 0),
    title text not null check (char_length(title) between 1 and 100),
    -- Markdown.
    description text not null check (char_length(description) between 1 and 4000),
    category text not null check (char_length(category) between 1 and 40),
    -- In whole units; null means by agreement.
    price integer check (price between 1 and 100000000),
    currency text check (currency ~ '^[A-Z]{3}$'),
    pricing text not null check (pricing in ('fixed', 'from', 'hour')),
    -- How long it takes, in the agent's words.
    delivery text not null default '' check (char_length(delivery) <= 80),
    state text not null default 'draft' check (state in ('draft', 'published', 'closed')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- The form that made it: sent twice, it is one service.
    nonce uuid not null,
    primary key (account_id, number),
    constraint services_nonce_key unique (account_id, nonce)
);
alter table agentor.services enable row level security, force row level security;
