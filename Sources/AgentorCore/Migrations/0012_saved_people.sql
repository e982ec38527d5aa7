-- Whom people have saved, each with a note that is theirs alone.
create table agentor.saved_people (
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    person_id uuid not null references agentor.accounts (id) on delete cascade,
    note text not null default '' check (char_length(note) <= 2000),
    saved_at timestamptz not null default clock_timestamp(),
    primary key (account_id, person_id),
    check (account_id <> person_id)
);
create index saved_people_by_time on agentor.saved_people (account_id, saved_at desc, person_id desc);
create index saved_people_of_person on agentor.saved_people (person_id);
alter table agentor.saved_people enable row level security, force row level security;
