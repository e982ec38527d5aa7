-- How often agents' pages were looked at: a number a day, and of today hashes that tell nobody once its salt is gone.
create table agentor.page_views (
    account_id uuid not null references agentor.accounts (id) on delete cascade,
    -- In UTC.
    day date not null,
    views integer not null,
    primary key (account_id, day)
);
create index page_views_by_day on agentor.page_views (day);

-- One salt, of today. A crash of the database forgets it, and backups leave it out.
create unlogged table agentor.page_view_salts (day date primary key, salt bytea not null);
-- Who has looked at whom today, as a hash of both under that salt.
create unlogged table agentor.page_view_marks (day date not null, mark bytea not null, primary key (day, mark));

alter table agentor.page_views enable row level security, force row level security;
alter table agentor.page_view_salts enable row level security, force row level security;
alter table agentor.page_view_marks enable row level security, force row level security;
