-- Who decides about reports, and what they decide.

-- Named by an operator.
create table agentor.moderators (
    account_id uuid primary key references agentor.accounts (id) on delete cascade,
    since timestamptz not null default clock_timestamp()
);
alter table agentor.moderators enable row level security, force row level security;

alter table agentor.report_cases
    -- The moderator who looks at it.
    add column taken_by uuid references agentor.accounts (id) on delete set null,
    add column taken_at timestamptz;
create index report_cases_taken on agentor.report_cases (taken_by) where taken_by is not null;

-- One for each case, and never changed.
create table agentor.report_decisions (
    case_id uuid primary key references agentor.report_cases (id) on delete cascade,
    -- Null once their account is gone.
    moderator uuid references agentor.accounts (id) on delete set null,
    outcome text not null check (outcome in ('dismissed', 'warned', 'removed')),
    -- The reason: under a key the database does not have.
    sealed bytea not null check (octet_length(sealed) between 1 and 10000),
    decided_at timestamptz not null default clock_timestamp()
);
create index report_decisions_of_moderator on agentor.report_decisions (moderator) where moderator is not null;
alter table agentor.report_decisions enable row level security, force row level security;
