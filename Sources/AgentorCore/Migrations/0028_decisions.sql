-- More that moderators decide, for a time or for good; a second one's assent; and appeals.

alter table agentor.accounts
    -- When the account opens again by itself; null for never.
    add column suspended_until timestamptz,
    -- Since when the public page is hidden.
    add column hidden_at timestamptz;
create index accounts_suspended_until on agentor.accounts (suspended_until) where suspended_until is not null;
alter table agentor.services add column hidden_at timestamptz;

alter table agentor.report_cases
    -- Since when what it is about is hidden while it is looked at.
    add column hidden_at timestamptz,
    drop constraint report_cases_outcome_check,
    add constraint report_cases_outcome_check check (
        outcome in ('dismissed', 'warned', 'hidden', 'removed', 'banned', 'silenced', 'suspended', 'gone'));

alter table agentor.report_decisions
    drop constraint report_decisions_outcome_check,
    add constraint report_decisions_outcome_check check (
        outcome in ('dismissed', 'warned', 'hidden', 'removed', 'banned', 'silenced', 'suspended')),
    -- About whom; null once their account is gone.
    add column account_id uuid references agentor.accounts (id) on delete set null,
    -- Null for what does not end by itself.
    add column ends_at timestamptz,
    -- Whether the message goes, too.
    add column removes boolean not null default false,
    -- From which channel somebody is banned.
    add column channel_id uuid,
    -- The second moderator, where there has to be one.
    add column assented_by uuid references agentor.accounts (id) on delete set null,
    -- What it was about, in a sentence: under a key the database does not have.
    add column about bytea check (octet_length(about) <= 10000);
update agentor.report_decisions d set account_id = c.account_id from agentor.report_cases c where c.id = d.case_id;
create index report_decisions_of_account on agentor.report_decisions (account_id, decided_at desc) where account_id is not null;
create index report_decisions_assented on agentor.report_decisions (assented_by) where assented_by is not null;

-- What one moderator would decide and another has yet to agree to.
create table agentor.decision_proposals (
    case_id uuid primary key references agentor.report_cases (id) on delete cascade,
    moderator uuid not null references agentor.accounts (id) on delete cascade,
    outcome text not null check (outcome in ('removed', 'banned', 'silenced', 'suspended')),
    seconds integer check (seconds > 0),
    removes boolean not null,
    -- The reason, and what it is about: under keys the database does not have.
    sealed bytea not null check (octet_length(sealed) between 1 and 10000),
    about bytea not null check (octet_length(about) between 1 and 10000),
    -- Of what is agreed to: another one, where it was proposed anew.
    mark uuid not null default gen_random_uuid(),
    proposed_at timestamptz not null default clock_timestamp()
);
create index decision_proposals_of_moderator on agentor.decision_proposals (moderator);
alter table agentor.decision_proposals enable row level security, force row level security;

-- One for each decision.
create table agentor.appeals (
    case_id uuid primary key references agentor.report_decisions (case_id) on delete cascade,
    -- What is said against it, and why it was decided so: under keys the database does not have.
    sealed bytea not null check (octet_length(sealed) between 1 and 10000),
    appealed_at timestamptz not null default clock_timestamp(),
    outcome text check (outcome in ('upheld', 'reversed')),
    moderator uuid references agentor.accounts (id) on delete set null,
    reason bytea check (octet_length(reason) between 1 and 10000),
    decided_at timestamptz,
    constraint appeals_decided check ((outcome is null) = (decided_at is null) and (outcome is null) = (reason is null))
);
create index appeals_waiting on agentor.appeals (appealed_at, case_id) where outcome is null;
create index appeals_of_moderator on agentor.appeals (moderator) where moderator is not null;
alter table agentor.appeals enable row level security, force row level security;

-- What an operator wants of moderators: one row.
create table agentor.moderation_rules (
    id boolean primary key default true check (id),
    -- Whether what cannot be undone, and suspending somebody, takes two.
    takes_two boolean not null default false
);
insert into agentor.moderation_rules default values;
alter table agentor.moderation_rules enable row level security, force row level security;
