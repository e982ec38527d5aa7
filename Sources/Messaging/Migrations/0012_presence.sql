-- How people are shown to be there, and whether they show what they have read.

create table messaging.user_presence (
    user_id uuid primary key references messaging.users (id) on delete cascade,
    status text not null default 'shown' check (status in ('shown', 'hidden')),
    -- Until when they do not want to be disturbed.
    quiet_until timestamptz,
    -- Written every few minutes at most; null where nobody may know.
    last_seen timestamptz,
    last_seen_detail text not null default 'day' check (last_seen_detail in ('minutes', 'day', 'week', 'nothing')),
    -- Whether others see what they have read, and they what others have.
    shows_reads boolean not null default true
);
alter table messaging.user_presence enable row level security, force row level security;
