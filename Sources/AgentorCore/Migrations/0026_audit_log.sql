-- What those who run the site have done, a line an act, chained by hashes. Nothing in it refers to other tables: a line outlives what
-- it is about.

create table agentor.audit_log (
    -- Without gaps, from 1.
    number bigint primary key check (number > 0),
    moment timestamptz not null,
    actor_kind text not null check (actor_kind in ('operator', 'administrator', 'moderator', 'site')),
    -- The account of whoever acted; null for an operator and for the site.
    actor uuid,
    -- Its handle as of then, with @; an operator's name on the machine.
    actor_name text check (octet_length(actor_name) <= 200),
    action text not null check (action ~ '^[a-z]+\.[a-z-]+$' and octet_length(action) <= 60),
    subject_kind text not null check (subject_kind ~ '^[a-z-]+$' and octet_length(subject_kind) <= 40),
    subject uuid,
    -- What it is called in an address, as of then: never a name or an e-mail address.
    label text check (octet_length(label) <= 200),
    reason text check (octet_length(reason) <= 8000),
    details jsonb not null default '{}' check (octet_length(details::text) <= 8000),
    -- The hash of the line before; of the first, 32 zeros.
    previous bytea not null check (octet_length(previous) = 32),
    hash bytea not null check (octet_length(hash) = 32)
);
create index audit_log_of_actor on agentor.audit_log (actor, number) where actor is not null;
create index audit_log_of_subject on agentor.audit_log (subject, number) where subject is not null;
create index audit_log_of_action on agentor.audit_log (action, number);
create index audit_log_by_time on agentor.audit_log (moment, number);
alter table agentor.audit_log enable row level security, force row level security;

-- The last line, so that a tail that was cut off is noticed. Whoever adds a line holds its row until the end of their transaction.
create table agentor.audit_head (
    is_only boolean primary key default true check (is_only),
    number bigint not null default 0,
    hash bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(hash) = 32)
);
insert into agentor.audit_head default values;
alter table agentor.audit_head enable row level security, force row level security;
