-- What concerns somebody, in the order of time. Nothing is kept for a notification: it is looked up where it stands.

-- Up to when they have seen what concerns them.
alter table messaging.notification_choices add column seen_at timestamptz not null default '-infinity';

-- When a message came to name them.
alter table messaging.message_mentions add column created_at timestamptz;
update messaging.message_mentions told set created_at = m.created_at from messaging.messages m where m.id = told.message_id;
alter table messaging.message_mentions
    alter column created_at set default clock_timestamp(),
    alter column created_at set not null;
create index message_mentions_by_time on messaging.message_mentions (user_id, created_at desc, message_id desc);

-- Who wrote what somebody reacted to.
alter table messaging.message_reactions add column author_id uuid references messaging.users (id) on delete cascade;
update messaging.message_reactions r set author_id = m.user_id from messaging.messages m where m.id = r.message_id;
alter table messaging.message_reactions alter column author_id set not null;
create index message_reactions_by_time on messaging.message_reactions (author_id, created_at desc);

-- Who wrote what a message quotes.
alter table messaging.messages add column quoted_author uuid;
update messaging.messages m set quoted_author = q.user_id
    from messaging.messages q where q.channel_id = m.channel_id and q.seq = m.quoted_seq;
create index messages_quoting on messaging.messages (quoted_author, created_at desc, id desc) where quoted_author is not null;

-- Somebody's threads, those first in which something was said last; and where they have answered last.
create index messages_answered on messaging.messages (user_id, last_reply_at desc) where last_reply_at is not null;
create index messages_answering on messaging.messages (user_id, created_at desc) where parent_id is not null;
