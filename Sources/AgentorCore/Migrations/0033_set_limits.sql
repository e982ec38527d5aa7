-- How often things may be done, where administrators or operators have set it otherwise. What no row is for is as the operator's file
-- says, or as the code does.

create table agentor.limits (
    -- As the code calls it. A row for a name it does not know does nothing.
    name text primary key check (name ~ '^[a-z]+([ -][a-z]+)*$' and octet_length(name) <= 40),
    -- So many at once, and another after each pause; or so many within any such time.
    is_steady boolean not null,
    most integer not null check (most between 1 and 1000000),
    milliseconds bigint not null check (milliseconds between 1 and 2592000000),
    -- Null for an operator.
    changed_by uuid references agentor.accounts (id) on delete set null,
    changed_at timestamptz not null default clock_timestamp()
);
create index limits_of_account on agentor.limits (changed_by) where changed_by is not null;
alter table agentor.limits enable row level security, force row level security;
