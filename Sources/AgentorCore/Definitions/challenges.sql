-- Challenges: what is to be proved within a time. A browser finds its own by its token, a link by its secret.

-- Begins a challenge of the viewer's, or of nobody's, in place of the browser's earlier ones for the same purpose; false
-- when the same form has begun it before. `id` is new: what is sealed is bound to it.
create function agentor.begin_challenge(
    id uuid, purpose text, browser_hash bytea, link_hash bytea, nonce uuid, sealed bytea, lasts interval)
    returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into challenges (id, purpose, account_id, browser_hash, link_hash, nonce, sealed, is_bound, expires_at)
        values (begin_challenge.id, begin_challenge.purpose, viewer(), sha256(begin_challenge.browser_hash),
            sha256(begin_challenge.link_hash), begin_challenge.nonce, begin_challenge.sealed, true, now() + lasts)
        on conflict on constraint challenges_nonce_key do nothing;
    if not found then
        return false;
    end if;
    delete from challenges c
        where c.browser_hash = sha256(begin_challenge.browser_hash) and c.purpose = begin_challenge.purpose
            and c.id <> begin_challenge.id;
    -- Those nobody met go after a day, some at a time.
    delete from challenges where challenges.id in (
        select c.id from challenges c where c.expires_at < now() - interval '1 day' limit 20 for update skip locked);
    return true;
end $$;

-- Takes one of the attempts of the browser's challenge; no row when there is none left or it has ended.
create function agentor.attempt_challenge(
    purpose text, browser_hash bytea, most integer, out id uuid, out account uuid, out sealed bytea,
    out is_bound boolean) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    return query update challenges c set attempts = c.attempts + 1
        where c.browser_hash = sha256(attempt_challenge.browser_hash) and c.purpose = attempt_challenge.purpose
            and c.met_at is null and c.expires_at > now() and c.attempts < most
        returning c.id, c.account_id, c.sealed, c.is_bound;
end $$;

-- The browser's challenge, without taking an attempt.
create function agentor.pending_challenge(
    purpose text, browser_hash bytea, out id uuid, out account uuid, out sealed bytea, out is_bound boolean)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select c.id, c.account_id, c.sealed, c.is_bound from challenges c
        where c.browser_hash = sha256(pending_challenge.browser_hash) and c.purpose = pending_challenge.purpose
            and c.met_at is null and c.expires_at > now();
end $$;

-- The challenge behind a link, and whether this browser asked for it. Looking does not use it.
create function agentor.linked_challenge(
    link_hash bytea, browser_hash bytea, out id uuid, out purpose text, out account uuid, out sealed bytea,
    out is_bound boolean, out is_same_browser boolean) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select c.id, c.purpose, c.account_id, c.sealed, c.is_bound,
            coalesce(c.browser_hash = sha256(linked_challenge.browser_hash), false)
        from challenges c
        where c.link_hash = sha256(linked_challenge.link_hash) and c.met_at is null and c.expires_at > now();
end $$;

-- Uses a challenge up: true once. Somebody who is known uses up their own, or nobody's.
create function agentor.meet_challenge(id uuid) returns boolean
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update challenges c set met_at = now()
        where c.id = meet_challenge.id and c.met_at is null and c.expires_at > now()
            and (viewer() is null or c.account_id is null or c.account_id = viewer());
    return found;
end $$;

-- The viewer's challenges of some kinds, the latest first, met ones included, as long as they would last.
create function agentor.own_challenges(
    purposes text[], out id uuid, out purpose text, out account uuid, out sealed bytea, out is_bound boolean,
    out is_met boolean, out begun_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select c.id, c.purpose, c.account_id, c.sealed, c.is_bound, c.met_at is not null, c.created_at
        from challenges c
        where c.account_id = viewer() and c.purpose = any (purposes) and c.expires_at > now()
        order by c.created_at desc;
end $$;

-- Ends the viewer's challenges: none of what they were sent before is good any more.
create function agentor.drop_challenges(purposes text[]) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from challenges c where c.account_id = viewer() and c.purpose = any (purposes) and c.met_at is null;
end $$;

-- Takes back a change of the viewer's address, whatever was confirmed of it.
create function agentor.cancel_email() returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from challenges c where c.account_id = viewer() and c.purpose in ('old-email', 'new-email');
end $$;

create policy owner on agentor.challenges to current_user using (true) with check (true);

grant execute on function agentor.cancel_email() to :app_role;
grant execute on function agentor.attempt_challenge(text, bytea, integer), agentor.pending_challenge(text, bytea),
    agentor.linked_challenge(bytea, bytea) to :door_role;
grant execute on function agentor.begin_challenge(uuid, text, bytea, bytea, uuid, bytea, interval),
    agentor.meet_challenge(uuid), agentor.own_challenges(text[]), agentor.drop_challenges(text[])
    to :app_role, :door_role;
