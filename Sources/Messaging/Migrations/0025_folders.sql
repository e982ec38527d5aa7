-- What people put first among their own channels, and folders they keep them in: theirs alone to know.

create table messaging.folders (
    id uuid primary key,
    user_id uuid not null references messaging.users (id) on delete cascade,
    name text not null check (char_length(name) between 1 and 40),
    -- In the order of their folders.
    place integer not null,
    -- Whether it is shown closed.
    is_closed boolean not null default false,
    constraint folders_name_key unique (user_id, name)
);
alter table messaging.folders enable row level security, force row level security;

alter table messaging.channel_members
    add column is_favourite boolean not null default false,
    add column folder_id uuid references messaging.folders (id) on delete set null;
create index channel_members_favourite
    on messaging.channel_members (user_id, shelf, last_activity desc, channel_id desc) where is_favourite;
create index channel_members_in_folder
    on messaging.channel_members (folder_id, last_activity desc, channel_id desc) where folder_id is not null;
-- The rest.
create index channel_members_unsorted
    on messaging.channel_members (user_id, shelf, last_activity desc, channel_id desc)
    where not is_favourite and folder_id is null;
