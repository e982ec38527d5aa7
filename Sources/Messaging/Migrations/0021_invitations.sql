-- Invitations into channels: to somebody, or by a link.

create table messaging.channel_invites (
    id uuid primary key default gen_random_uuid(),
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    invited_by uuid not null references messaging.users (id) on delete cascade,
    -- Who is invited; null for a link.
    invitee uuid references messaging.users (id) on delete cascade,
    -- SHA-256 of what is sent for a link's secret; null for an invitation of somebody.
    token bytea constraint channel_invites_token_key unique check (octet_length(token) = 32),
    -- As what they come in.
    role text not null check (role in ('guest', 'member', 'moderator')),
    state text not null default 'pending' check (state in ('pending', 'accepted', 'declined', 'revoked')),
    -- How many more a link lets in; null for as many as come.
    uses_left integer check (uses_left between 0 and 10000),
    expires_at timestamptz not null,
    created_at timestamptz not null default clock_timestamp(),
    answered_at timestamptz,
    check ((invitee is null) <> (token is null))
);
create unique index channel_invites_of_somebody on messaging.channel_invites (channel_id, invitee)
    where state = 'pending' and invitee is not null;
create index channel_invites_by_time on messaging.channel_invites (channel_id, created_at desc, id desc)
    where state = 'pending';
create index channel_invites_to_answer on messaging.channel_invites (invitee, created_at desc, id desc)
    where state = 'pending' and invitee is not null;
create index channel_invites_of_invitee on messaging.channel_invites (invitee) where invitee is not null;
create index channel_invites_of_inviter on messaging.channel_invites (invited_by);
alter table messaging.channel_invites enable row level security, force row level security;
