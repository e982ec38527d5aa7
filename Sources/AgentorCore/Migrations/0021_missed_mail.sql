-- Mail for what somebody has missed while they were away: one row for each account, and none for a message.

create table agentor.missed_mail (
    account_id uuid primary key references agentor.accounts (id) on delete cascade,
    -- 'missed', at most once an hour; 'daily', in the morning; 'off'.
    wish text not null default 'missed' check (wish in ('missed', 'daily', 'off')),
    -- When it is looked next whether they have missed anything.
    due_at timestamptz not null default now() + interval '15 minutes',
    -- What was said until then they have been told of, or it is from before there were such mails.
    told_until timestamptz not null default now(),
    mailed_at timestamptz
);
create index missed_mail_due on agentor.missed_mail (due_at) where wish <> 'off';
alter table agentor.missed_mail enable row level security, force row level security;
create policy migrating on agentor.missed_mail to current_user using (true) with check (true);
-- Not all in one moment.
insert into agentor.missed_mail (account_id, due_at) select id, now() + random() * interval '1 hour' from agentor.accounts;
