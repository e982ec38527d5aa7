-- What else clients tell. All of it may be left out, as in the profiles of before.
alter table agentor.client_profiles
    add column kind text check (kind in ('person', 'company')),
    -- Options, as the budget is.
    add column industry text check (char_length(industry) between 1 and 40),
    add column company_size text check (char_length(company_size) between 1 and 40),
    add column timeline text check (char_length(timeline) between 1 and 40),
    -- How they like to be reached once they have written: no address, and no number.
    add column contact text not null default 'message' check (contact in ('message', 'call', 'video', 'meeting'));

-- A profile that is being written, step by step. It goes when the profile is saved.
create table agentor.profile_drafts (
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    kind text not null check (kind in ('agent', 'client')),
    -- What was answered so far, as it was typed, by the names of fields.
    answers jsonb not null default '{}' check (
        jsonb_typeof(answers) = 'object' and octet_length(answers::text) <= 131072),
    -- Names of the steps that are done.
    done text[] not null default '{}' check (cardinality(done) <= 20),
    updated_at timestamptz not null default now(),
    primary key (account_id, kind)
);
alter table agentor.profile_drafts enable row level security, force row level security;
