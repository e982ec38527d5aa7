-- How soon people answer whoever writes to them first.
create table agentor.responsiveness (
    account_id uuid primary key references agentor.accounts (id) on delete cascade,
    -- First messages of the last ninety days, and those of them that were not answered.
    cases integer not null default 0,
    unanswered integer not null default 0,
    -- Minutes of working time; null where more than half were not answered, or there are none.
    median integer,
    -- When it is to be reckoned next.
    due_at timestamptz not null default now()
);
create index responsiveness_due on agentor.responsiveness (due_at);
alter table agentor.responsiveness enable row level security, force row level security;

-- One row: whether those who were written to before this table was there have been noted.
create table agentor.responsiveness_state (
    is_one boolean primary key default true check (is_one),
    is_seeded boolean not null default false
);
insert into agentor.responsiveness_state default values;
alter table agentor.responsiveness_state enable row level security, force row level security;

comment on column agentor.directory_agents.responsiveness is
    'The sooner somebody answers, the higher: agentor.responsiveness_score. Null for whom it is not known of.';
