-- What the site does by itself to look after people: rules as data, first messages that wait, and cases that a rule has opened.

create table agentor.care_rules (
    name text primary key check (
        name in ('contact-data', 'same-words', 'new-accounts', 'words', 'look-alikes', 'disposable-mail', 'hook')),
    is_on boolean not null,
    -- Numbers and lists, by names that the code knows.
    settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object' and octet_length(settings::text) <= 200000),
    -- Null for an operator, and as shipped.
    changed_by uuid references agentor.accounts (id) on delete set null,
    changed_at timestamptz
);
create index care_rules_of_account on agentor.care_rules (changed_by) where changed_by is not null;
insert into agentor.care_rules (name, is_on, settings) values
    ('contact-data', true, '{}'),
    ('same-words', true, '{"strangers": 5, "hours": 24}'),
    ('new-accounts', true, '{"days": 7, "answered": 3}'),
    ('words', true, '{"words": []}'),
    ('look-alikes', true, '{"days": 14}'),
    ('disposable-mail', true, '{"domains": []}'),
    ('hook', true, '{"text": 0}');
alter table agentor.care_rules enable row level security, force row level security;

-- Whom somebody wrote to first, and by what the words can be known again: for thirty days.
create table agentor.first_messages (
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    nonce uuid not null,
    stranger uuid not null,
    -- An HMAC of the words under a key the database does not have; null for words that say too little.
    mark bytea check (octet_length(mark) = 32),
    written_at timestamptz not null default clock_timestamp(),
    primary key (account_id, nonce, stranger)
);
create index first_messages_of_mark on agentor.first_messages (account_id, mark, written_at) where mark is not null;
create index first_messages_by_time on agentor.first_messages (written_at);
alter table agentor.first_messages enable row level security, force row level security;

alter table agentor.report_cases
    drop constraint report_cases_kind_check,
    add constraint report_cases_kind_check check (kind in ('message', 'person', 'service', 'channel', 'held')),
    -- The rule that has opened it; null where people did.
    add column rule text check (octet_length(rule) <= 40),
    -- What it is known again by once it was found to keep the rules: it is not opened again for the same.
    add column rule_mark bytea check (octet_length(rule_mark) = 32),
    -- Whose name it can be taken for.
    add column resembles uuid references agentor.accounts (id) on delete set null,
    -- What was found, under a key the database does not have.
    add column found bytea check (octet_length(found) <= 1000000),
    drop constraint report_cases_outcome_check,
    add constraint report_cases_outcome_check check (
        outcome in ('dismissed', 'warned', 'hidden', 'removed', 'banned', 'silenced', 'held', 'suspended', 'gone'));
create index report_cases_resembled on agentor.report_cases (resembles) where resembles is not null;

alter table agentor.report_decisions
    drop constraint report_decisions_outcome_check,
    add constraint report_decisions_outcome_check check (
        outcome in ('dismissed', 'warned', 'hidden', 'removed', 'banned', 'silenced', 'held', 'suspended'));
alter table agentor.decision_proposals
    drop constraint decision_proposals_outcome_check,
    add constraint decision_proposals_outcome_check check (
        outcome in ('removed', 'banned', 'silenced', 'held', 'suspended'));

-- What an operator's own service is asked about: sent by whoever comes first, again and again for a day.
create table agentor.hook_calls (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    nonce uuid not null,
    -- Why the message waits; null where it was sent.
    rule text check (octet_length(rule) <= 40),
    strangers integer not null,
    -- The words, where an operator has them sent along: under a key the database does not have.
    sealed bytea check (octet_length(sealed) <= 100000),
    created_at timestamptz not null default clock_timestamp(),
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default clock_timestamp(),
    last_error text check (octet_length(last_error) <= 1000),
    unique (account_id, nonce)
);
create index hook_calls_due on agentor.hook_calls (next_attempt_at);
alter table agentor.hook_calls enable row level security, force row level security;
