-- That administrators look at the site as somebody sees it, and why. Whoever is looked at reads it.

create table agentor.person_views (
    id uuid primary key default gen_random_uuid(),
    -- Where the administrator is signed in; null once that, or this, has ended.
    session_id uuid unique references agentor.sessions (id) on delete set null,
    viewer_id uuid references agentor.accounts (id) on delete set null,
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    reason text not null check (octet_length(reason) between 1 and 8000),
    began_at timestamptz not null default clock_timestamp(),
    -- At the latest.
    ends_at timestamptz not null,
    ended_at timestamptz,
    check (ends_at <= began_at + interval '15 minutes')
);
create index person_views_of_account on agentor.person_views (account_id, began_at desc, id desc);
create index person_views_of_viewer on agentor.person_views (viewer_id) where viewer_id is not null;
create index person_views_open on agentor.person_views (began_at) where ended_at is null;
alter table agentor.person_views enable row level security, force row level security;
