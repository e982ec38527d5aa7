-- Whom people have blocked or muted.

create table messaging.blocks (
    blocker uuid not null references messaging.users (id) on delete cascade,
    blocked uuid not null references messaging.users (id) on delete cascade,
    -- A block keeps two people apart, both ways; a mute is the blocker's alone. Of one person there is one of the two.
    kind text not null check (kind in ('block', 'mute')),
    created_at timestamptz not null default clock_timestamp(),
    primary key (blocker, blocked),
    check (blocker <> blocked)
);
create index blocks_of_blocked on messaging.blocks (blocked, blocker);
create index blocks_by_time on messaging.blocks (blocker, created_at desc, blocked desc);
alter table messaging.blocks enable row level security, force row level security;

-- Of one who may not be written to any more.
alter table messaging.scheduled_messages
    drop constraint scheduled_messages_failure_check,
    add constraint scheduled_messages_failure_check check (
        failure in ('closed', 'over', 'unanswered', 'refused', 'held', 'files', 'unreachable'));
