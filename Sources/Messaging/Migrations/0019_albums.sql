-- Albums: pictures their owner shows outside of messages, in an order. What an album belongs to, and who sees it, is the host's
-- affair.
alter table messaging.files
    add column album_id uuid,
    -- Among the album's pictures, from 1.
    add column album_position smallint check (album_position between 1 and 6),
    -- 32 digits made of all that a picture in an album is, so that what stands at an address never changes.
    add column album_mark text collate "C" check (album_mark ~ '^[0-9a-f]{32}$'),
    add check ((album_id is null) = (album_position is null) and (album_id is null) = (album_mark is null)),
    add check (album_id is null or message_id is null and width is not null);
create index files_of_album on messaging.files (album_id, album_position) where album_id is not null;
create index files_by_mark on messaging.files (album_mark) where album_mark is not null;

drop index messaging.files_pending;
create index files_pending on messaging.files (created_at) where message_id is null and album_id is null;
