-- Links into channels that a host sends to somebody by mail.

alter table messaging.channel_invites add column is_mailed boolean not null default false;
