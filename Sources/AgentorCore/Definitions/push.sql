-- Browsers that are told when somebody has missed something. When that is, is said for mail (`claim_missed`).

create policy owner on agentor.push_keys to current_user using (true) with check (true);
create policy owner on agentor.push_subscriptions to current_user using (true) with check (true);
create policy own on agentor.push_subscriptions for select to :app_role using (account_id = (select agentor.viewer()));
grant select (account_id, created_at) on agentor.push_subscriptions to :app_role;

-- The site's key, sealed: the one that is given where there is none yet.
create function agentor.push_key(box bytea) returns bytea
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if push_key.box is not null then
        insert into push_keys (box) values (push_key.box) on conflict do nothing;
    end if;
    return (select k.box from push_keys k);
end $$;

-- Has a browser of the viewer's told, in the session they are in, and no more by whoever used it before. Ten browsers at most: the
-- oldest goes. Returns whether there is such a session.
create function agentor.subscribe_push(
    session uuid, endpoint_hash bytea, endpoint bytea, public_key bytea, secret bytea) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    -- One after the other, so that nobody has more than they may by asking at once.
    perform from accounts a where a.id = viewer() for no key update;
    if not exists (select from sessions s where s.id = subscribe_push.session and s.account_id = viewer()) then
        return false;
    end if;
    delete from push_subscriptions p where p.endpoint_hash = subscribe_push.endpoint_hash;
    insert into push_subscriptions (account_id, session_id, endpoint_hash, endpoint, public_key, secret)
        values (viewer(), subscribe_push.session, subscribe_push.endpoint_hash, subscribe_push.endpoint,
            subscribe_push.public_key, subscribe_push.secret);
    delete from push_subscriptions p where p.id in (
        select old.id from push_subscriptions old where old.account_id = viewer()
            order by old.created_at desc, old.id desc offset 10);
    update missed_mail m set pushes = true, due_at = case when m.is_planned then m.due_at else now() end,
            told_until = case when m.is_planned then m.told_until else now() end
        where m.account_id = viewer() and not m.pushes;
    return true;
end $$;

-- Ends that for one of the viewer's browsers; null for all of them.
create function agentor.unsubscribe_push(endpoint_hash bytea) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from push_subscriptions p
        where p.account_id = viewer()
            and (unsubscribe_push.endpoint_hash is null or p.endpoint_hash = unsubscribe_push.endpoint_hash);
end $$;

create function agentor.end_pushes() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update missed_mail m set pushes = false
        where m.account_id = old.account_id and m.pushes
            and not exists (select from push_subscriptions p where p.account_id = old.account_id);
    return null;
end $$;
create trigger end_pushes after delete on agentor.push_subscriptions
    for each row execute function agentor.end_pushes();

-- Has all browsers of somebody told. For the function that says when.
create function agentor.plan_pushes(account uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update push_subscriptions p set due_at = now(), attempts = 0 from sessions s
        where p.account_id = plan_pushes.account and s.id = p.session_id and s.expires_at > now();
end $$;

-- One that is to be told now. Whoever takes it has ten minutes, then it is another's; five times are enough.
create function agentor.claim_push(
    out id uuid, out endpoint_hash bytea, out endpoint bytea, out public_key bytea, out secret bytea) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query
        update push_subscriptions p
            set attempts = p.attempts + 1, due_at = case when p.attempts < 4 then now() + interval '10 minutes' end
            where p.id = (
                select due.id from push_subscriptions due where due.due_at <= now() order by due.due_at limit 1
                for update skip locked)
            returning p.id, p.endpoint_hash, p.endpoint, p.public_key, p.secret;
end $$;

-- What became of it: 'sent', 'gone', 'refused', or 'later', in so many seconds or longer. What was planned anew meanwhile stays so.
create function agentor.push_outcome(subscription uuid, outcome text, seconds integer) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if outcome = 'gone' then
        delete from push_subscriptions p where p.id = subscription;
    elsif outcome = 'later' then
        update push_subscriptions p
            set due_at = now() + least(greatest(
                make_interval(secs => seconds), interval '1 minute' * power(4, p.attempts - 1)), interval '1 day')
            where p.id = subscription and p.due_at is not null and p.attempts > 0;
    else
        update push_subscriptions p set due_at = null, attempts = 0
            where p.id = subscription and p.attempts > 0;
    end if;
end $$;

grant execute on function agentor.subscribe_push(uuid, bytea, bytea, bytea, bytea), agentor.unsubscribe_push(bytea),
    agentor.push_key(bytea) to :app_role;
grant execute on function agentor.push_key(bytea), agentor.claim_push(), agentor.push_outcome(uuid, text, integer)
    to :door_role;
