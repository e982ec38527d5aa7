-- What the mail server said last of itself: one row, or none while no worker has heard it.

create table agentor.mail_server (
    is_only boolean primary key default true check (is_only),
    takes_utf8 boolean not null,
    told_at timestamptz not null default now()
);
alter table agentor.mail_server enable row level security;
alter table agentor.mail_server force row level security;
