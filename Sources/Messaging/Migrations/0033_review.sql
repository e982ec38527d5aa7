-- What a host has decided: messages that are hidden while somebody looks at them, people who write nothing for a while, and bans that
-- those in charge of a channel do not lift.

alter table messaging.users add column silenced_until timestamptz;

-- 'hidden' while a sentence stands in place of the words; 'shown' once they are back, which whoever makes filters has to know.
alter table messaging.messages add column hiding text check (hiding in ('hidden', 'shown'));

-- What hidden messages say.
create table messaging.hidden_messages (
    message_id uuid primary key references messaging.messages (id) on delete cascade,
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    content text not null,
    sealed bytea,
    mentions text[],
    file_ids uuid[],
    hidden_at timestamptz not null default clock_timestamp()
);
create index hidden_messages_of_channel on messaging.hidden_messages (channel_id);
alter table messaging.hidden_messages enable row level security, force row level security;
alter table messaging.hidden_messages alter column sealed set storage external;

-- Of a hidden message: for whoever sent it alone.
alter table messaging.files add column is_hidden boolean not null default false;

alter table messaging.channel_bans add column is_hosts boolean not null default false;
