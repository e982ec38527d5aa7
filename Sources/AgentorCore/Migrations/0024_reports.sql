-- What people report to whoever moderates. Reports of one thing are one case until it is decided.

create table agentor.report_cases (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('message', 'person', 'service', 'channel')),
    -- The message's, person's, agent's or channel's, and which service of the agent's: no reference, a case outlives what it is
    -- about.
    subject uuid not null,
    number integer not null default 0 check (number >= 0),
    -- Whoever answers for it; null once that account is gone.
    account_id uuid references agentor.accounts (id) on delete set null,
    -- How many have reported it.
    reporters integer not null default 0 check (reporters >= 0),
    opened_at timestamptz not null default clock_timestamp(),
    outcome text check (outcome in ('dismissed', 'warned', 'removed', 'gone')),
    decided_at timestamptz,
    constraint report_cases_decided check ((outcome is null) = (decided_at is null))
);
create unique index report_cases_open on agentor.report_cases (kind, subject, number) where outcome is null;
create index report_cases_waiting on agentor.report_cases (reporters desc, opened_at, id) where outcome is null;
create index report_cases_of_account on agentor.report_cases (account_id, opened_at desc, id);
alter table agentor.report_cases enable row level security, force row level security;

create table agentor.reports (
    case_id uuid not null references agentor.report_cases (id) on delete cascade,
    -- Whoever reports.
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    reason text not null check (reason in (
        'spam', 'scam', 'harassment', 'hate', 'sexual', 'impersonation', 'danger', 'other')),
    -- What it is called, where it is, and their words: under keys the database does not have.
    sealed bytea not null check (octet_length(sealed) <= 60000),
    -- Of the form that was taken last.
    nonce uuid not null,
    reported_at timestamptz not null default clock_timestamp(),
    primary key (case_id, account_id)
);
create index reports_by_time on agentor.reports (account_id, reported_at desc, case_id desc);
alter table agentor.reports enable row level security, force row level security;

create table agentor.report_evidence (
    case_id uuid not null,
    account_id uuid not null,
    -- What whoever reported could read in that moment, sealed likewise.
    sealed bytea not null check (octet_length(sealed) <= 1000000),
    taken_at timestamptz not null default clock_timestamp(),
    primary key (case_id, account_id),
    constraint report_evidence_report foreign key (case_id, account_id)
        references agentor.reports (case_id, account_id) on delete cascade
);
alter table agentor.report_evidence enable row level security, force row level security;
