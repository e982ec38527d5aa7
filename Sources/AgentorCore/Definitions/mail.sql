-- The outbox: mail that is to be sent.

-- `id` is new: what is sealed is bound to it. `expires_at` is for what is worth nothing afterwards, such as a code; three
-- days at most.
create function agentor.enqueue_mail(id uuid, address text, sealed bytea, expires_at timestamptz) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into outbox (id, address, sealed, is_bound, expires_at)
        values (enqueue_mail.id, enqueue_mail.address, enqueue_mail.sealed, true,
            least(enqueue_mail.expires_at, now() + interval '3 days'));
end $$;

-- Lends the mail that has been due longest to the caller, who says within the lease what became of it. No row when
-- none is due. A mail that came to its end meanwhile is given up.
create function agentor.claim_mail(
    lease interval, out mail uuid, out address text, out sealed bytea, out is_bound boolean,
    out created_at timestamptz, out attempt integer) returns setof record
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
            return query select due.id, due.address, due.sealed, due.is_bound, due.created_at,
                due.attempts + 1;
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

-- A worker has asked the mail server. A day later it counts no more: nobody may have heard of it since.
create function agentor.mail_server_takes_utf8(takes_utf8 boolean) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into mail_server as m (takes_utf8) values (mail_server_takes_utf8.takes_utf8)
        on conflict (is_only) do update set takes_utf8 = excluded.takes_utf8, told_at = now();
end $$;

create function agentor.mail_takes_utf8() returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return exists (select from mail_server m where m.takes_utf8 and m.told_at > now() - interval '1 day');
end $$;

create policy owner on agentor.mail_server to current_user using (true) with check (true);
create policy owner on agentor.outbox to current_user using (true) with check (true);

grant execute on function agentor.enqueue_mail(uuid, text, bytea, timestamptz) to :app_role, :door_role;
grant execute on function agentor.claim_mail(interval), agentor.mail_sent(uuid),
    agentor.mail_failed(uuid, integer, text, boolean), agentor.mail_outcome(uuid),
    agentor.mail_server_takes_utf8(boolean), agentor.mail_takes_utf8() to :door_role;
