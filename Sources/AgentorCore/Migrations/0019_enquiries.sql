-- What services are talked about: in a channel of their own, where their agent wants one, and between two people.
alter table agentor.services add column room_id uuid references messaging.channels (id) on delete set null;
create unique index services_of_room on agentor.services (room_id) where room_id is not null;

-- The service that was last asked about in a conversation.
create table agentor.enquiries (
    channel_id uuid primary key references messaging.channels (id) on delete cascade,
    agent_id uuid not null,
    number integer not null,
    asked_at timestamptz not null default now(),
    foreign key (agent_id, number) references agentor.services (account_id, number) on delete cascade
);
create index enquiries_of_service on agentor.enquiries (agent_id, number);
alter table agentor.enquiries enable row level security, force row level security;
