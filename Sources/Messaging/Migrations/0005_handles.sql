-- Handles, and what names are compared by.

-- Every handle somebody has or had.
create table messaging.handles (
    -- What it looks like: by UTS #39, for the characters it may have, and with i and l the same.
    skeleton text primary key generated always as (
        translate(replace(replace(handle, '-', ''), 'm', 'rn'), '01i', 'oll')) stored,
    handle text not null check (handle ~ '^[a-z](-?[a-z0-9])+$' and char_length(handle) between 2 and 30),
    user_id uuid not null references messaging.users (id) on delete cascade,
    claimed_at timestamptz not null default now()
);
create index handles_of_user on messaging.handles (user_id);
alter table messaging.handles enable row level security, force row level security;

alter table messaging.users
    add column handle text unique,
    -- Of the name, by UTS #39, as the application makes it; '' for somebody who is gone.
    add column skeleton text check (char_length(skeleton) <= 10000),
    -- Whether there is, or was, somebody else whose name looks like it.
    add column is_resembled boolean not null default false;
update messaging.users set skeleton = '' where full_name = 'Somebody who left';
create index users_by_skeleton on messaging.users (skeleton, id);
