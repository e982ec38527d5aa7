-- Pictures of people and of channels: square, in a few sizes. A picture is named by 32 digits made of all its bytes, so
-- that what stands at an address never changes.

-- What they have now. (Of `avatar_url` nothing was ever written.)
alter table messaging.users add column picture text check (picture ~ '^[0-9a-f]{32}$');
alter table messaging.channels add column picture text check (picture ~ '^[0-9a-f]{32}$');

-- A size and format of a picture somebody or some channel has now.
create table messaging.picture_parts (
    user_id uuid references messaging.users (id) on delete cascade,
    channel_id uuid references messaging.channels (id) on delete cascade,
    picture text collate "C" not null check (picture ~ '^[0-9a-f]{32}$'),
    -- In pixels.
    side smallint not null check (side > 0),
    type text not null check (type in ('image/webp', 'image/jpeg')),
    digest text collate "C" not null references messaging.contents (digest),
    -- In bytes.
    size bigint not null check (size > 0),
    check (num_nonnulls(user_id, channel_id) = 1)
);
create unique index picture_parts_of_user on messaging.picture_parts (user_id, side, type) include (size)
    where user_id is not null;
create unique index picture_parts_of_channel on messaging.picture_parts (channel_id, side, type)
    where channel_id is not null;
create index picture_parts_of_picture on messaging.picture_parts (picture, side, type);
create index picture_parts_of_content on messaging.picture_parts (digest);
alter table messaging.picture_parts enable row level security, force row level security;

-- Whoever sent a file may take it away without the message: that says then that there was one. It has no parts any
-- more.
alter table messaging.files add column is_deleted boolean not null default false;
create index files_of_user_by_age on messaging.files (user_id, created_at desc, id desc) where not is_deleted;
