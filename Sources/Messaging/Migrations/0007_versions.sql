-- Messages may be longer, and can be changed and deleted by whoever wrote them.

alter table messaging.messages drop constraint messages_content_check;
-- Of a deleted message nothing is left but that there was one.
update messaging.messages set content = '' where is_deleted;
alter table messaging.messages
    add constraint messages_content_check check (
        case when is_deleted then content = '' else char_length(content) between 1 and 16384 end),
    -- How many versions there have been, and when the present one was written, if it is not the first.
    add column version integer not null default 1 check (version between 1 and 50),
    add column edited_at timestamptz;

-- What messages said before they were changed. The present version is the message's own.
create table messaging.message_versions (
    message_id uuid not null references messaging.messages (id) on delete cascade,
    version integer not null check (version between 1 and 49),
    content text not null check (char_length(content) between 1 and 16384),
    written_at timestamptz not null,
    primary key (message_id, version)
);
alter table messaging.message_versions enable row level security, force row level security;
