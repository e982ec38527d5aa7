-- Channels that everybody on the web can read: public ones, whose administrators have said so.

alter table messaging.channels
    add column is_on_web boolean not null default false,
    add constraint channels_on_web check (not is_on_web or type = 'public' and not is_direct);
create index channels_on_web on messaging.channels (id) where is_on_web;
