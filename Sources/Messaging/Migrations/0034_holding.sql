-- First messages to strangers that wait until the host lets them go: whoever they are for is told nothing of them before.

-- Until when all that somebody writes first to strangers waits.
alter table messaging.users add column held_until timestamptz;

-- What the host found when it looked at a first message to strangers, as it is sent: '' for nothing, null where it has not looked.
-- It is never kept, by no row of before either: none is looked at for that.
alter table messaging.messages add column care text;
alter table messaging.messages add constraint messages_care_check check (care is null) not valid;

alter table messaging.scheduled_messages
    -- The same of what is to be sent later.
    add column care text check (octet_length(care) <= 40),
    -- Why it waits to be let go; null for what waits for its time.
    add column held_for text check (octet_length(held_for) between 1 and 40),
    -- Whether it was let go.
    add column is_released boolean not null default false,
    drop constraint scheduled_messages_failure_check,
    add constraint scheduled_messages_failure_check check (
        failure in ('closed', 'over', 'unanswered', 'refused', 'held', 'files', 'unreachable', 'removed'));
create index scheduled_messages_held on messaging.scheduled_messages (channel_id, user_id) where held_for is not null;

-- A conversation whose first message waits is 'unseen' by the others: they do not know of it. Rows of before keep the narrower check.
alter table messaging.channel_members
    drop constraint channel_members_shelf_check,
    add constraint channel_members_shelf_check check (
        shelf in ('channels', 'inbox', 'archive', 'requests', 'declined', 'unseen')) not valid;
