-- Mail that is to be sent. It is put here in the transaction that gives the reason for it, and sent by whichever worker
-- claims it, at least once: a mail whose worker died is claimed again when the lease has ended.
--
-- What a mail says is sealed under the operator's keys, which the database does not have. Once there is nothing more
-- to send, the address and the content are erased.

create table agentor.outbox (
    -- Also in the mail's Message-ID, the same on every attempt, so that a second copy is recognised.
    id uuid primary key default gen_random_uuid(),
    address text constraint outbox_address_check
        check (char_length(address) <= 254 and address ~ '^[^[:cntrl:][:space:]<>@]+@[^[:cntrl:][:space:]<>@]+$'),
    sealed bytea check (octet_length(sealed) between 1 and 65536),
    created_at timestamptz not null default now(),
    -- From then on it is not sent any more.
    expires_at timestamptz not null check (expires_at <= created_at + interval '3 days'),
    next_attempt_at timestamptz not null default now(),
    -- Attempts that were begun.
    attempts integer not null default 0,
    last_error text,
    claimed_until timestamptz,
    sent_at timestamptz,
    given_up_at timestamptz,
    check ((sealed is null) = (address is null)),
    check ((sealed is null) = (sent_at is not null or given_up_at is not null))
);
create index outbox_next_attempt_at on agentor.outbox (next_attempt_at) where sealed is not null;
create index outbox_finished_at on agentor.outbox (coalesce(sent_at, given_up_at)) where sealed is null;

-- `expires_at` is for what is worth nothing afterwards, such as a code; three days at most.
create function agentor.enqueue_mail(address text, sealed bytea, expires_at timestamptz default null) returns uuid
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    mail uuid;
begin
    insert into outbox as o (address, sealed, expires_at)
        values (enqueue_mail.address, enqueue_mail.sealed,
            least(enqueue_mail.expires_at, now() + interval '3 days'))
        returning o.id into mail;
    return mail;
end $$;

-- Lends the mail that has been due longest to the caller, who says within the lease what became of it. No row when
-- none is due. A mail that came to its end meanwhile is given up.
create function agentor.claim_mail(
    lease interval, out mail uuid, out address text, out sealed bytea, out created_at timestamptz,
    out attempt integer) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    due outbox;
begin
    loop
        select o.* into due from outbox o
            where o.sealed is not null and o.next_attempt_at <= now()
                and (o.claimed_until is null or o.claimed_until <= now())
            order by o.next_attempt_at limit 1 for update skip locked;
        exit when not found;
        if due.expires_at > now() then
            update outbox o set attempts = o.attempts + 1, claimed_until = now() + lease where o.id = due.id;
            return query select due.id, due.address, due.sealed, due.created_at, due.attempts + 1;
            exit;
        end if;
        update outbox o
            set given_up_at = now(), claimed_until = null, address = null, sealed = null,
                last_error = coalesce(o.last_error, 'its time was over')
            where o.id = due.id;
    end loop;
end $$;

-- Also for a mail that somebody else has claimed meanwhile, or given up: it was sent.
create function agentor.mail_sent(mail uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update outbox o
        set sent_at = coalesce(o.sent_at, now()), given_up_at = null, claimed_until = null, last_error = null,
            address = null, sealed = null
        where o.id = mail;
    if random() < 0.01 then
        delete from outbox where id in (
            select o.id from outbox o
                where o.sealed is null and coalesce(o.sent_at, o.given_up_at) < now() - interval '30 days'
                limit 1000 for update skip locked);
    end if;
end $$;

-- An attempt failed. The next comes after 30 seconds, then twice as long each time up to four hours, give or take a
-- fifth; there is none after a permanent failure, or when it would come too late. No row when the mail is no longer
-- the caller's.
create function agentor.mail_failed(
    mail uuid, attempt integer, error text, permanent boolean, out is_given_up boolean) returns setof boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    pause interval := least(interval '4 hours', interval '30 seconds' * 2 ^ least(attempt - 1, 10))
        * (0.8 + 0.4 * random());
begin
    return query update outbox o
        set last_error = left(error, 500), claimed_until = null, next_attempt_at = now() + pause,
            given_up_at = case when permanent or now() + pause >= o.expires_at then now() end,
            address = case when not (permanent or now() + pause >= o.expires_at) then o.address end,
            sealed = case when not (permanent or now() + pause >= o.expires_at) then o.sealed end
        where o.id = mail and o.attempts = attempt and o.sealed is not null
        returning o.sealed is null;
end $$;

-- What became of a mail so far, without what it says and to whom; no row when it is long gone.
create function agentor.mail_outcome(
    mail uuid, out sent_at timestamptz, out given_up_at timestamptz, out attempts integer, out last_error text)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select o.sent_at, o.given_up_at, o.attempts, o.last_error from outbox o where o.id = mail;
end $$;

alter table agentor.outbox enable row level security;
alter table agentor.outbox force row level security;
create policy owner on agentor.outbox to current_user using (true) with check (true);

revoke execute on function agentor.enqueue_mail, agentor.claim_mail, agentor.mail_sent, agentor.mail_failed,
    agentor.mail_outcome from public;
grant execute on function agentor.enqueue_mail, agentor.claim_mail, agentor.mail_sent, agentor.mail_failed,
    agentor.mail_outcome to :app_role;
