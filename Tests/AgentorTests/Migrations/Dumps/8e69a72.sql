--
-- PostgreSQL database dump
--

\restrict 2czN6CgNETLXTgwcwAIhvjF7PcMk8bQQaM9yQmOtIFVR2bN32fJoWRaWPbZj7cO

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: agentor; Type: SCHEMA; Schema: -; Owner: agentor_owner
--

CREATE SCHEMA agentor;


ALTER SCHEMA agentor OWNER TO agentor_owner;

--
-- Name: messaging; Type: SCHEMA; Schema: -; Owner: agentor_owner
--

CREATE SCHEMA messaging;


ALTER SCHEMA messaging OWNER TO agentor_owner;

--
-- Name: account_challenges(uuid, text[]); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.account_challenges(account uuid, purposes text[], OUT id uuid, OUT purpose text, OUT sealed bytea, OUT is_met boolean, OUT begun_at timestamp with time zone) RETURNS SETOF record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return query select c.id, c.purpose, c.sealed, c.met_at is not null, c.created_at from challenges c
        where c.account_id = account and c.purpose = any (purposes) and c.expires_at > now()
        order by c.created_at desc;
end $$;


ALTER FUNCTION agentor.account_challenges(account uuid, purposes text[], OUT id uuid, OUT purpose text, OUT sealed bytea, OUT is_met boolean, OUT begun_at timestamp with time zone) OWNER TO agentor_owner;

--
-- Name: account_state(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.account_state(account uuid, OUT email text, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean) RETURNS SETOF record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return query select a.email, a.full_name, a.password_hash, a.has_short_password, a.suspended_at is not null,
        exists (select from second_factors f where f.account_id = a.id)
    from accounts a where a.id = account_state.account;
end $$;


ALTER FUNCTION agentor.account_state(account uuid, OUT email text, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean) OWNER TO agentor_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: consents; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.consents (
    account_id uuid NOT NULL,
    document text NOT NULL,
    version text NOT NULL,
    agreed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT consents_document_check CHECK ((document = 'terms'::text)),
    CONSTRAINT consents_version_check CHECK (((char_length(version) >= 1) AND (char_length(version) <= 40)))
);

ALTER TABLE ONLY agentor.consents FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.consents OWNER TO agentor_owner;

--
-- Name: agree(uuid, text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.agree(account uuid, version text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 INSERT INTO agentor.consents (account_id, document, version)
   VALUES (agree.account, 'terms'::text, agree.version) ON CONFLICT DO NOTHING;
END;


ALTER FUNCTION agentor.agree(account uuid, version text) OWNER TO agentor_owner;

--
-- Name: attempt_challenge(text, bytea, integer); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.attempt_challenge(purpose text, browser_hash bytea, most integer, OUT id uuid, OUT account uuid, OUT sealed bytea) RETURNS SETOF record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return query update challenges c set attempts = c.attempts + 1
        where c.browser_hash = attempt_challenge.browser_hash and c.purpose = attempt_challenge.purpose
            and c.met_at is null and c.expires_at > now() and c.attempts < most
        returning c.id, c.account_id, c.sealed;
end $$;


ALTER FUNCTION agentor.attempt_challenge(purpose text, browser_hash bytea, most integer, OUT id uuid, OUT account uuid, OUT sealed bytea) OWNER TO agentor_owner;

--
-- Name: begin_challenge(text, uuid, bytea, bytea, uuid, bytea, interval); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.begin_challenge(purpose text, account uuid, browser_hash bytea, link_hash bytea, nonce uuid, sealed bytea, lasts interval) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    begun uuid;
begin
    insert into challenges (purpose, account_id, browser_hash, link_hash, nonce, sealed, expires_at)
        values (begin_challenge.purpose, account, begin_challenge.browser_hash, begin_challenge.link_hash,
            begin_challenge.nonce, begin_challenge.sealed, now() + lasts)
        on conflict on constraint challenges_nonce_key do nothing
        returning id into begun;
    if begun is null then
        return false;
    end if;
    delete from challenges c
        where c.browser_hash = begin_challenge.browser_hash and c.purpose = begin_challenge.purpose and c.id <> begun;
    -- Those nobody met go after a day, some at a time.
    delete from challenges where id in (
        select id from challenges where expires_at < now() - interval '1 day' limit 20 for update skip locked);
    return true;
end $$;


ALTER FUNCTION agentor.begin_challenge(purpose text, account uuid, browser_hash bytea, link_hash bytea, nonce uuid, sealed bytea, lasts interval) OWNER TO agentor_owner;

--
-- Name: challenges; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.challenges (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    purpose text NOT NULL,
    account_id uuid,
    browser_hash bytea,
    link_hash bytea,
    nonce uuid,
    attempts integer DEFAULT 0 NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    met_at timestamp with time zone,
    CONSTRAINT challenges_browser_hash_check CHECK ((octet_length(browser_hash) = 32)),
    CONSTRAINT challenges_check CHECK ((expires_at > created_at)),
    CONSTRAINT challenges_link_hash_check CHECK ((octet_length(link_hash) = 32)),
    CONSTRAINT challenges_purpose_check CHECK ((purpose = ANY (ARRAY['sign-up'::text, 'sign-in'::text, 'second-factor'::text, 'unlock'::text, 'reset'::text, 'old-email'::text, 'new-email'::text, 'undo'::text, 'keep'::text, 'factor'::text, 'authorize'::text, 'join'::text, 'connect'::text])))
);

ALTER TABLE ONLY agentor.challenges FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.challenges OWNER TO agentor_owner;

--
-- Name: cancel_email(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.cancel_email(account uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 DELETE FROM agentor.challenges
   WHERE ((challenges.account_id = cancel_email.account) AND (challenges.purpose = ANY (ARRAY['old-email'::text, 'new-email'::text])));
END;


ALTER FUNCTION agentor.cancel_email(account uuid) OWNER TO agentor_owner;

--
-- Name: claim_mail(interval); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.claim_mail(lease interval, OUT mail uuid, OUT address text, OUT sealed bytea, OUT created_at timestamp with time zone, OUT attempt integer) RETURNS SETOF record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
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


ALTER FUNCTION agentor.claim_mail(lease interval, OUT mail uuid, OUT address text, OUT sealed bytea, OUT created_at timestamp with time zone, OUT attempt integer) OWNER TO agentor_owner;

--
-- Name: throttles; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE UNLOGGED TABLE agentor.throttles (
    key text NOT NULL,
    whole_at timestamp with time zone NOT NULL,
    taken timestamp with time zone[]
);

ALTER TABLE ONLY agentor.throttles FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.throttles OWNER TO agentor_owner;

--
-- Name: clear_turns(text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.clear_turns(subject text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 DELETE FROM agentor.throttles
   WHERE (throttles.key = clear_turns.subject);
END;


ALTER FUNCTION agentor.clear_turns(subject text) OWNER TO agentor_owner;

--
-- Name: sessions; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.sessions (
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    proved_at timestamp with time zone DEFAULT now() NOT NULL,
    method text DEFAULT 'password'::text NOT NULL,
    device text DEFAULT ''::text NOT NULL,
    device_hash bytea,
    address text DEFAULT ''::text NOT NULL,
    CONSTRAINT sessions_address_check CHECK ((char_length(address) <= 64)),
    CONSTRAINT sessions_device_check CHECK ((char_length(device) <= 120)),
    CONSTRAINT sessions_method_check CHECK ((method = ANY (ARRAY['password'::text, 'mail'::text, 'provider'::text, 'sign-up'::text]))),
    CONSTRAINT sessions_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY agentor.sessions FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.sessions OWNER TO agentor_owner;

--
-- Name: close_session(bytea); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.close_session(token_hash bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 DELETE FROM agentor.sessions s
   WHERE (s.token_hash = close_session.token_hash);
END;


ALTER FUNCTION agentor.close_session(token_hash bytea) OWNER TO agentor_owner;

--
-- Name: close_sessions(uuid, uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.close_sessions(account uuid, keeping uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    delete from devices d where d.account_id = account and not exists (
        select from sessions s where s.id = keeping and s.device_hash = d.device_hash);
    delete from sessions s where s.account_id = account and (keeping is null or s.id <> keeping);
end $$;


ALTER FUNCTION agentor.close_sessions(account uuid, keeping uuid) OWNER TO agentor_owner;

--
-- Name: connect_identity(uuid, text, text, text, text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.connect_identity(account uuid, issuer text, subject text, provider text, email text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    insert into identities (account_id, issuer, subject, provider, email, last_used_at)
        values (account, connect_identity.issuer, connect_identity.subject, connect_identity.provider,
            connect_identity.email, now())
        on conflict do nothing;
    return found;
end $$;


ALTER FUNCTION agentor.connect_identity(account uuid, issuer text, subject text, provider text, email text) OWNER TO agentor_owner;

--
-- Name: credentials(text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.credentials(email text, OUT account uuid, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean) RETURNS SETOF record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return query select a.id, a.full_name, a.password_hash, a.has_short_password, a.suspended_at is not null,
        exists (select from second_factors f where f.account_id = a.id)
    from accounts a where lower(a.email) = lower(credentials.email);
end $$;


ALTER FUNCTION agentor.credentials(email text, OUT account uuid, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean) OWNER TO agentor_owner;

--
-- Name: drop_challenges(uuid, text[]); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.drop_challenges(account uuid, purposes text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 DELETE FROM agentor.challenges
   WHERE ((challenges.account_id = drop_challenges.account) AND (challenges.purpose = ANY (drop_challenges.purposes)) AND (challenges.met_at IS NULL));
END;


ALTER FUNCTION agentor.drop_challenges(account uuid, purposes text[]) OWNER TO agentor_owner;

--
-- Name: end_session(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.end_session(session uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    browser bytea;
begin
    delete from sessions s where s.id = session and s.account_id = viewer() returning s.device_hash into browser;
    delete from devices d where d.account_id = viewer() and d.device_hash = browser and not exists (
        select from sessions s where s.account_id = viewer() and s.device_hash = browser);
end $$;


ALTER FUNCTION agentor.end_session(session uuid) OWNER TO agentor_owner;

--
-- Name: end_waits(); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.end_waits() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    perform messaging.announce('dismissed ' || old.account_id);
    return null;
end $$;


ALTER FUNCTION agentor.end_waits() OWNER TO agentor_owner;

--
-- Name: enqueue_mail(text, bytea, timestamp with time zone); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.enqueue_mail(address text, sealed bytea, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    mail uuid;
begin
    insert into outbox as o (address, sealed, expires_at)
        values (enqueue_mail.address, enqueue_mail.sealed,
            least(enqueue_mail.expires_at, now() + interval '3 days'))
        returning o.id into mail;
    return mail;
end $$;


ALTER FUNCTION agentor.enqueue_mail(address text, sealed bytea, expires_at timestamp with time zone) OWNER TO agentor_owner;

--
-- Name: erase_one(); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.erase_one(OUT email text, OUT full_name text) RETURNS SETOF record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    leaver record;
begin
    select a.id, a.email, a.full_name into leaver from accounts a
        where a.erase_after < now() order by a.erase_after limit 1 for update skip locked;
    if found then
        perform messaging.erase(leaver.id);
        delete from accounts where id = leaver.id;
        email := leaver.email;
        full_name := leaver.full_name;
        return next;
    end if;
end $$;


ALTER FUNCTION agentor.erase_one(OUT email text, OUT full_name text) OWNER TO agentor_owner;

--
-- Name: find_identity(text, text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.find_identity(issuer text, subject text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    account uuid;
begin
    update identities i set last_used_at = now()
        where i.issuer = find_identity.issuer and i.subject = find_identity.subject
        returning i.account_id into account;
    return account;
end $$;


ALTER FUNCTION agentor.find_identity(issuer text, subject text) OWNER TO agentor_owner;

--
-- Name: devices; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.devices (
    account_id uuid NOT NULL,
    device_hash bytea NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT devices_device_hash_check CHECK ((octet_length(device_hash) = 32))
);

ALTER TABLE ONLY agentor.devices FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.devices OWNER TO agentor_owner;

--
-- Name: forget_devices(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.forget_devices(account uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 DELETE FROM agentor.devices
   WHERE (devices.account_id = forget_devices.account);
END;


ALTER FUNCTION agentor.forget_devices(account uuid) OWNER TO agentor_owner;

--
-- Name: identify(bytea, interval); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.identify(token_hash bytea, idle interval, OUT account uuid, OUT email text, OUT full_name text, OUT time_zone text, OUT profile text, OUT role text, OUT is_leaving boolean, OUT terms text, OUT session uuid, OUT proved_ago double precision, OUT is_stale boolean) RETURNS SETOF record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    -- In plpgsql for its kept plans: this is asked for every request.
    return query select a.id, a.email, a.full_name, a.time_zone,
        case when exists (select from agent_profiles p where p.account_id = a.id) then 'agent'
            when exists (select from client_profiles p where p.account_id = a.id) then 'client' end,
        a.role, a.erase_after is not null,
        coalesce((select max(c.version) from consents c where c.account_id = a.id and c.document = 'terms'), ''),
        s.id, extract(epoch from now() - s.proved_at)::double precision, s.last_seen_at < now() - interval '5 minutes'
    from sessions s join accounts a on a.id = s.account_id
    where s.token_hash = identify.token_hash and s.expires_at > now() and s.last_seen_at > now() - idle
        and a.suspended_at is null;
end $$;


ALTER FUNCTION agentor.identify(token_hash bytea, idle interval, OUT account uuid, OUT email text, OUT full_name text, OUT time_zone text, OUT profile text, OUT role text, OUT is_leaving boolean, OUT terms text, OUT session uuid, OUT proved_ago double precision, OUT is_stale boolean) OWNER TO agentor_owner;

--
-- Name: is_admitted(text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.is_admitted(email text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return exists (select from waiting_list w where w.email = lower(is_admitted.email) and w.admitted_at is not null);
end $$;


ALTER FUNCTION agentor.is_admitted(email text) OWNER TO agentor_owner;

--
-- Name: waiting_list; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.waiting_list (
    email text NOT NULL,
    full_name text DEFAULT ''::text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    admitted_at timestamp with time zone,
    CONSTRAINT waiting_list_email_check CHECK ((((char_length(email) >= 3) AND (char_length(email) <= 254)) AND (email = lower(email)))),
    CONSTRAINT waiting_list_full_name_check CHECK ((char_length(full_name) <= 120))
);

ALTER TABLE ONLY agentor.waiting_list FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.waiting_list OWNER TO agentor_owner;

--
-- Name: join_waiting_list(text, text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.join_waiting_list(email text, full_name text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 INSERT INTO agentor.waiting_list (email, full_name)
   VALUES (lower(join_waiting_list.email), join_waiting_list.full_name) ON CONFLICT DO NOTHING;
END;


ALTER FUNCTION agentor.join_waiting_list(email text, full_name text) OWNER TO agentor_owner;

--
-- Name: knows_device(text, bytea); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.knows_device(email text, device_hash bytea) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return exists (select from devices d join accounts a on a.id = d.account_id
        where lower(a.email) = lower(knows_device.email) and d.device_hash = knows_device.device_hash);
end $$;


ALTER FUNCTION agentor.knows_device(email text, device_hash bytea) OWNER TO agentor_owner;

--
-- Name: linked_challenge(bytea, bytea); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.linked_challenge(link_hash bytea, browser_hash bytea, OUT id uuid, OUT purpose text, OUT account uuid, OUT sealed bytea, OUT is_same_browser boolean) RETURNS SETOF record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return query select c.id, c.purpose, c.account_id, c.sealed, coalesce(c.browser_hash = linked_challenge.browser_hash, false)
        from challenges c
        where c.link_hash = linked_challenge.link_hash and c.met_at is null and c.expires_at > now();
end $$;


ALTER FUNCTION agentor.linked_challenge(link_hash bytea, browser_hash bytea, OUT id uuid, OUT purpose text, OUT account uuid, OUT sealed bytea, OUT is_same_browser boolean) OWNER TO agentor_owner;

--
-- Name: lock_account(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.lock_account(account uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    perform from accounts where id = account for update;
end $$;


ALTER FUNCTION agentor.lock_account(account uuid) OWNER TO agentor_owner;

--
-- Name: mail_failed(uuid, integer, text, boolean); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.mail_failed(mail uuid, attempt integer, error text, permanent boolean, OUT is_given_up boolean) RETURNS SETOF boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
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


ALTER FUNCTION agentor.mail_failed(mail uuid, attempt integer, error text, permanent boolean, OUT is_given_up boolean) OWNER TO agentor_owner;

--
-- Name: mail_outcome(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.mail_outcome(mail uuid, OUT sent_at timestamp with time zone, OUT given_up_at timestamp with time zone, OUT attempts integer, OUT last_error text) RETURNS SETOF record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return query select o.sent_at, o.given_up_at, o.attempts, o.last_error from outbox o where o.id = mail;
end $$;


ALTER FUNCTION agentor.mail_outcome(mail uuid, OUT sent_at timestamp with time zone, OUT given_up_at timestamp with time zone, OUT attempts integer, OUT last_error text) OWNER TO agentor_owner;

--
-- Name: mail_sent(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.mail_sent(mail uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
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


ALTER FUNCTION agentor.mail_sent(mail uuid) OWNER TO agentor_owner;

--
-- Name: meet_challenge(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.meet_challenge(id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    update challenges c set met_at = now() where c.id = meet_challenge.id and c.met_at is null and c.expires_at > now();
    return found;
end $$;


ALTER FUNCTION agentor.meet_challenge(id uuid) OWNER TO agentor_owner;

--
-- Name: open_session(uuid, bytea, interval, text, text, text, bytea); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.open_session(account uuid, token_hash bytea, lasts interval, method text, device text, address text, device_hash bytea, OUT session uuid, OUT is_new_device boolean) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    delete from sessions s where s.account_id = account and (s.expires_at < now() or s.id in (
        select o.id from sessions o where o.account_id = account order by o.last_seen_at desc offset 99));
    insert into sessions (token_hash, account_id, expires_at, method, device, address, device_hash)
        values (open_session.token_hash, account, now() + lasts, open_session.method, open_session.device,
            open_session.address, open_session.device_hash)
        returning id into session;
    -- The browser an account is created in, by this transaction, is not news.
    is_new_device := exists (select from accounts a where a.id = account and a.created_at < now())
        and not exists (select from devices d where d.account_id = account and d.device_hash = open_session.device_hash);
    delete from devices d where d.account_id = account and d.last_seen_at < now() - interval '1 year';
    insert into devices as d (account_id, device_hash) values (account, open_session.device_hash)
        on conflict on constraint devices_pkey do update set last_seen_at = now();
end $$;


ALTER FUNCTION agentor.open_session(account uuid, token_hash bytea, lasts interval, method text, device text, address text, device_hash bytea, OUT session uuid, OUT is_new_device boolean) OWNER TO agentor_owner;

--
-- Name: pending_challenge(text, bytea); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.pending_challenge(purpose text, browser_hash bytea, OUT id uuid, OUT account uuid, OUT sealed bytea, OUT attempts integer) RETURNS SETOF record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return query select c.id, c.account_id, c.sealed, c.attempts from challenges c
        where c.browser_hash = pending_challenge.browser_hash and c.purpose = pending_challenge.purpose
            and c.met_at is null and c.expires_at > now();
end $$;


ALTER FUNCTION agentor.pending_challenge(purpose text, browser_hash bytea, OUT id uuid, OUT account uuid, OUT sealed bytea, OUT attempts integer) OWNER TO agentor_owner;

--
-- Name: register(text, text, text, uuid, text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.register(email text, full_name text, password_hash text, nonce uuid, terms text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    account uuid;
begin
    insert into accounts (email, full_name, password_hash, nonce)
        values (register.email, register.full_name, register.password_hash, register.nonce)
        on conflict do nothing
        returning id into account;
    if account is not null then
        insert into consents (account_id, document, version) values (account, 'terms', register.terms);
        delete from waiting_list w where w.email = lower(register.email);
    end if;
    return account;
end $$;


ALTER FUNCTION agentor.register(email text, full_name text, password_hash text, nonce uuid, terms text) OWNER TO agentor_owner;

--
-- Name: identities; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    account_id uuid NOT NULL,
    provider text NOT NULL,
    email text,
    connected_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT identities_email_check CHECK ((char_length(email) <= 254)),
    CONSTRAINT identities_issuer_check CHECK (((char_length(issuer) >= 1) AND (char_length(issuer) <= 500))),
    CONSTRAINT identities_provider_check CHECK (((char_length(provider) >= 1) AND (char_length(provider) <= 40))),
    CONSTRAINT identities_subject_check CHECK (((char_length(subject) >= 1) AND (char_length(subject) <= 255)))
);

ALTER TABLE ONLY agentor.identities FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.identities OWNER TO agentor_owner;

--
-- Name: remove_identity(uuid, text, text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.remove_identity(account uuid, issuer text, subject text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 DELETE FROM agentor.identities i
   WHERE ((i.account_id = remove_identity.account) AND (i.issuer = remove_identity.issuer) AND (i.subject = remove_identity.subject));
END;


ALTER FUNCTION agentor.remove_identity(account uuid, issuer text, subject text) OWNER TO agentor_owner;

--
-- Name: renew_session(bytea, bytea, boolean); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.renew_session(token_hash bytea, new_token_hash bytea, is_proved boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    update challenges c set browser_hash = new_token_hash where c.browser_hash = renew_session.token_hash;
    update sessions s set token_hash = new_token_hash, last_seen_at = now(),
            proved_at = case when is_proved then now() else s.proved_at end
        where s.token_hash = renew_session.token_hash;
    return found;
end $$;


ALTER FUNCTION agentor.renew_session(token_hash bytea, new_token_hash bytea, is_proved boolean) OWNER TO agentor_owner;

--
-- Name: return_turn(text, interval); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.return_turn(subject text, pause interval) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 UPDATE agentor.throttles SET whole_at = (throttles.whole_at - return_turn.pause)
   WHERE (throttles.key = return_turn.subject);
END;


ALTER FUNCTION agentor.return_turn(subject text, pause interval) OWNER TO agentor_owner;

--
-- Name: return_turn_within(text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.return_turn_within(subject text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 UPDATE agentor.throttles SET taken = throttles.taken[:(cardinality(throttles.taken) - 1)]
   WHERE (throttles.key = return_turn_within.subject);
END;


ALTER FUNCTION agentor.return_turn_within(subject text) OWNER TO agentor_owner;

--
-- Name: second_factor(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.second_factor(account uuid, OUT sealed bytea, OUT last_step bigint, OUT code_hashes bytea[]) RETURNS SETOF record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    return query select f.sealed, f.last_step,
        array(select c.code_hash from recovery_codes c where c.account_id = account and c.used_at is null)
    from second_factors f where f.account_id = account;
end $$;


ALTER FUNCTION agentor.second_factor(account uuid, OUT sealed bytea, OUT last_step bigint, OUT code_hashes bytea[]) OWNER TO agentor_owner;

--
-- Name: set_email(uuid, text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.set_email(account uuid, email text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    update accounts set email = set_email.email where id = account
        and not exists (select from accounts a where lower(a.email) = lower(set_email.email) and a.id <> account);
    return found;
exception when unique_violation then
    return false;
end $$;


ALTER FUNCTION agentor.set_email(account uuid, email text) OWNER TO agentor_owner;

--
-- Name: set_erasure(uuid, interval); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.set_erasure(account uuid, after interval) RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    moment timestamptz;
begin
    update accounts set erase_after = now() + after where id = account returning erase_after into moment;
    return moment;
end $$;


ALTER FUNCTION agentor.set_erasure(account uuid, after interval) OWNER TO agentor_owner;

--
-- Name: accounts; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.accounts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email text NOT NULL,
    full_name text NOT NULL,
    password_hash text,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    nonce uuid NOT NULL,
    has_short_password boolean DEFAULT false NOT NULL,
    role text DEFAULT 'member'::text NOT NULL,
    suspended_at timestamp with time zone,
    erase_after timestamp with time zone,
    CONSTRAINT accounts_email_check CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    CONSTRAINT accounts_full_name_check CHECK (((char_length(full_name) >= 1) AND (char_length(full_name) <= 120))),
    CONSTRAINT accounts_role_check CHECK ((role = ANY (ARRAY['member'::text, 'admin'::text])))
);

ALTER TABLE ONLY agentor.accounts FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.accounts OWNER TO agentor_owner;

--
-- Name: set_password(uuid, text, boolean); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.set_password(account uuid, password_hash text, is_short boolean) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 UPDATE agentor.accounts SET password_hash = set_password.password_hash, has_short_password = set_password.is_short
   WHERE (accounts.id = set_password.account);
END;


ALTER FUNCTION agentor.set_password(account uuid, password_hash text, is_short boolean) OWNER TO agentor_owner;

--
-- Name: set_recovery_codes(uuid, bytea[]); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.set_recovery_codes(account uuid, code_hashes bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    delete from recovery_codes where account_id = account;
    insert into recovery_codes (account_id, code_hash) select account, unnest(code_hashes);
end $$;


ALTER FUNCTION agentor.set_recovery_codes(account uuid, code_hashes bytea[]) OWNER TO agentor_owner;

--
-- Name: set_second_factor(uuid, bytea, bigint, bytea[]); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.set_second_factor(account uuid, sealed bytea, last_step bigint, code_hashes bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    delete from second_factors where account_id = account;
    if set_second_factor.sealed is not null then
        insert into second_factors (account_id, sealed, last_step)
            values (account, set_second_factor.sealed, set_second_factor.last_step);
        insert into recovery_codes (account_id, code_hash) select account, unnest(code_hashes);
    end if;
end $$;


ALTER FUNCTION agentor.set_second_factor(account uuid, sealed bytea, last_step bigint, code_hashes bytea[]) OWNER TO agentor_owner;

--
-- Name: suspend(uuid); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.suspend(account uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 UPDATE agentor.accounts SET suspended_at = now()
   WHERE ((accounts.id = suspend.account) AND (accounts.suspended_at IS NULL));
END;


ALTER FUNCTION agentor.suspend(account uuid) OWNER TO agentor_owner;

--
-- Name: take_recovery_code(uuid, bytea); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.take_recovery_code(account uuid, code_hash bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    update recovery_codes c set used_at = now()
        where c.account_id = account and c.code_hash = take_recovery_code.code_hash and c.used_at is null;
    return found;
end $$;


ALTER FUNCTION agentor.take_recovery_code(account uuid, code_hash bytea) OWNER TO agentor_owner;

--
-- Name: take_step(uuid, bigint); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.take_step(account uuid, step bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
begin
    update second_factors set last_step = step where account_id = account and last_step < step;
    return found;
end $$;


ALTER FUNCTION agentor.take_step(account uuid, step bigint) OWNER TO agentor_owner;

--
-- Name: take_turn(text, integer, interval); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.take_turn(subject text, burst integer, pause interval) RETURNS double precision
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    present timestamptz := clock_timestamp();
    whole timestamptz;
begin
    insert into throttles as t (key, whole_at) values (subject, present + pause)
    on conflict (key) do update set whole_at = greatest(t.whole_at, present) + pause
        where greatest(t.whole_at, present) + pause <= present + pause * burst
    returning whole_at into whole;
    if found then
        if random() < 0.01 then
            delete from throttles where key in (
                select key from throttles where whole_at < present - interval '1 hour' limit 100 for update skip locked);
        end if;
        return 0;
    end if;
    select whole_at into whole from throttles where key = subject;
    return greatest(1, ceil(extract(epoch from whole + pause - pause * burst - present)));
end $$;


ALTER FUNCTION agentor.take_turn(subject text, burst integer, pause interval) OWNER TO agentor_owner;

--
-- Name: take_turn_within(text, integer, interval); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.take_turn_within(subject text, most integer, span interval) RETURNS double precision
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    AS $$
declare
    present timestamptz := clock_timestamp();
    recent timestamptz[];
begin
    insert into throttles (key, whole_at, taken) values (subject, present + span, '{}') on conflict (key) do nothing;
    select array(select moment from unnest(t.taken) moment where moment > present - span order by moment) into recent
        from throttles t where t.key = subject for update;
    if cardinality(recent) >= most then
        return greatest(1, ceil(extract(epoch from recent[1] + span - present)));
    end if;
    update throttles set taken = recent || present, whole_at = present + span where key = subject;
    return 0;
end $$;


ALTER FUNCTION agentor.take_turn_within(subject text, most integer, span interval) OWNER TO agentor_owner;

--
-- Name: touch_session(bytea, text); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.touch_session(token_hash bytea, address text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'agentor', 'pg_temp'
    BEGIN ATOMIC
 UPDATE agentor.sessions s SET last_seen_at = now(), address = touch_session.address
   WHERE (s.token_hash = touch_session.token_hash);
END;


ALTER FUNCTION agentor.touch_session(token_hash bytea, address text) OWNER TO agentor_owner;

--
-- Name: viewer(); Type: FUNCTION; Schema: agentor; Owner: agentor_owner
--

CREATE FUNCTION agentor.viewer() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('agentor.user_id'::text, true), ''::text))::uuid;


ALTER FUNCTION agentor.viewer() OWNER TO agentor_owner;

--
-- Name: announce(text); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.announce(payload text) RETURNS void
    LANGUAGE sql
    RETURN pg_notify('messaging'::text, payload);


ALTER FUNCTION messaging.announce(payload text) OWNER TO agentor_owner;

--
-- Name: dismiss(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.dismiss() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
begin
    perform announce('dismissed ' || viewer());
end $$;


ALTER FUNCTION messaging.dismiss() OWNER TO agentor_owner;

--
-- Name: erase(uuid); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.erase(participant uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
declare
    place record;
    last bigint;
begin
    -- All of them first and in one order, so that erasing and renaming do not wait for each other.
    perform from channels where id in (
        select channel_id from channel_members where user_id = participant
        union select channel_id from messages where user_id = participant) order by id for no key update;
    for place in select distinct channel_id from messages where user_id = participant order by channel_id loop
        select last_seq into last from channels where id = place.channel_id for no key update;
        with numbered as (
            select id, row_number() over (order by seq) as place from messages
            where channel_id = place.channel_id and user_id = participant and not is_deleted)
        update messages m set content = 'Removed, with the account of whoever wrote it.', metadata = '{}', is_deleted = true,
                updated_at = clock_timestamp(), changed_seq = last + numbered.place
            from numbered where numbered.id = m.id;
        select max(changed_seq) into last from messages where channel_id = place.channel_id;
        update channels set last_seq = greatest(last_seq, last) where id = place.channel_id;
        perform announce('changed ' || place.channel_id || ' ' || last);
    end loop;
    delete from channel_members where user_id = participant;
    update users set full_name = 'Somebody who left', avatar_url = null where id = participant;
end $$;


ALTER FUNCTION messaging.erase(participant uuid) OWNER TO agentor_owner;

--
-- Name: my_channels(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.my_channels() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
begin
    return array(select channel_id from channel_members where user_id = viewer());
end $$;


ALTER FUNCTION messaging.my_channels() OWNER TO agentor_owner;

--
-- Name: number_message(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.number_message() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
begin
    select last_seq + 1 into new.seq from channels where id = new.channel_id for no key update;
    if exists (select from messages where user_id = new.user_id and nonce = new.nonce) then
        return null;
    end if;
    update channels set last_seq = new.seq where id = new.channel_id;
    new.changed_seq := new.seq;
    new.created_at := clock_timestamp();
    new.updated_at := new.created_at;
    perform announce('changed ' || new.channel_id || ' ' || new.seq);
    return new;
end $$;


ALTER FUNCTION messaging.number_message() OWNER TO agentor_owner;

--
-- Name: part_member(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.part_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
begin
    update channels set member_count = member_count - 1 where id = old.channel_id;
    update channel_members set role = 'admin'
        where channel_id = old.channel_id
            and user_id = (select user_id from channel_members where channel_id = old.channel_id
                           order by role = 'moderator' desc, joined_at, user_id limit 1 for update skip locked)
            and not exists (select from channel_members where channel_id = old.channel_id and role = 'admin');
    perform announce('parted ' || old.channel_id || ' ' || old.user_id);
    return null;
end $$;


ALTER FUNCTION messaging.part_member() OWNER TO agentor_owner;

--
-- Name: revise_channel(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.revise_channel() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
begin
    if tg_op = 'INSERT' then
        -- A renaming that does not see this membership yet waits for it, and then does.
        perform from users where id = new.user_id for share;
    end if;
    update channels set revision = revision + 1 where id = coalesce(new.channel_id, old.channel_id);
    return null;
end $$;


ALTER FUNCTION messaging.revise_channel() OWNER TO agentor_owner;

--
-- Name: revise_channels_of_user(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.revise_channels_of_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
begin
    -- In one order, so that two renamings do not wait for each other.
    with theirs as (
        select id from channels where id in (
            select channel_id from channel_members where user_id = new.id
            union select channel_id from messages where user_id = new.id)
        order by id for no key update)
    update channels c set revision = c.revision + 1 from theirs where c.id = theirs.id;
    return null;
end $$;


ALTER FUNCTION messaging.revise_channels_of_user() OWNER TO agentor_owner;

--
-- Name: seat_creator(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.seat_creator() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
begin
    insert into channel_members (channel_id, user_id, role) values (new.id, new.created_by, 'admin');
    return null;
end $$;


ALTER FUNCTION messaging.seat_creator() OWNER TO agentor_owner;

--
-- Name: viewer(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.viewer() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('agentor.user_id'::text, true), ''::text))::uuid;


ALTER FUNCTION messaging.viewer() OWNER TO agentor_owner;

--
-- Name: welcome_member(); Type: FUNCTION; Schema: messaging; Owner: agentor_owner
--

CREATE FUNCTION messaging.welcome_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'messaging', 'pg_temp'
    AS $$
declare
    said bigint;
begin
    update channels set member_count = member_count + 1 where id = new.channel_id returning last_seq into said;
    update channel_members set last_read_seq = said,
            role = case when exists (
                select from channel_members where channel_id = new.channel_id and role = 'admin') then role else 'admin' end
        where channel_id = new.channel_id and user_id = new.user_id;
    return null;
end $$;


ALTER FUNCTION messaging.welcome_member() OWNER TO agentor_owner;

--
-- Name: agent_profiles; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.agent_profiles (
    account_id uuid NOT NULL,
    headline text NOT NULL,
    about text NOT NULL,
    category text NOT NULL,
    skills text[] NOT NULL,
    hourly_rate integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT agent_profiles_about_check CHECK (((char_length(about) >= 1) AND (char_length(about) <= 4000))),
    CONSTRAINT agent_profiles_category_check CHECK (((char_length(category) >= 1) AND (char_length(category) <= 40))),
    CONSTRAINT agent_profiles_headline_check CHECK (((char_length(headline) >= 1) AND (char_length(headline) <= 120))),
    CONSTRAINT agent_profiles_hourly_rate_check CHECK (((hourly_rate >= 1) AND (hourly_rate <= 100000))),
    CONSTRAINT agent_profiles_skills_check CHECK (((cardinality(skills) >= 1) AND (cardinality(skills) <= 20)))
);

ALTER TABLE ONLY agentor.agent_profiles FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.agent_profiles OWNER TO agentor_owner;

--
-- Name: client_profiles; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.client_profiles (
    account_id uuid NOT NULL,
    company text NOT NULL,
    need text NOT NULL,
    budget text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT client_profiles_budget_check CHECK (((char_length(budget) >= 1) AND (char_length(budget) <= 40))),
    CONSTRAINT client_profiles_company_check CHECK (((char_length(company) >= 1) AND (char_length(company) <= 120))),
    CONSTRAINT client_profiles_need_check CHECK (((char_length(need) >= 1) AND (char_length(need) <= 4000)))
);

ALTER TABLE ONLY agentor.client_profiles FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.client_profiles OWNER TO agentor_owner;

--
-- Name: outbox; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.outbox (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    address text,
    sealed bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    last_error text,
    claimed_until timestamp with time zone,
    sent_at timestamp with time zone,
    given_up_at timestamp with time zone,
    CONSTRAINT outbox_address_check CHECK (((char_length(address) <= 254) AND (address ~ '^[^[:cntrl:][:space:]<>@]+@[^[:cntrl:][:space:]<>@]+$'::text))),
    CONSTRAINT outbox_check CHECK ((expires_at <= (created_at + '3 days'::interval))),
    CONSTRAINT outbox_check1 CHECK (((sealed IS NULL) = (address IS NULL))),
    CONSTRAINT outbox_check2 CHECK (((sealed IS NULL) = ((sent_at IS NOT NULL) OR (given_up_at IS NOT NULL)))),
    CONSTRAINT outbox_sealed_check CHECK (((octet_length(sealed) >= 1) AND (octet_length(sealed) <= 65536)))
);

ALTER TABLE ONLY agentor.outbox FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.outbox OWNER TO agentor_owner;

--
-- Name: recovery_codes; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.recovery_codes (
    account_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT recovery_codes_code_hash_check CHECK ((octet_length(code_hash) = 32))
);

ALTER TABLE ONLY agentor.recovery_codes FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.recovery_codes OWNER TO agentor_owner;

--
-- Name: second_factors; Type: TABLE; Schema: agentor; Owner: agentor_owner
--

CREATE TABLE agentor.second_factors (
    account_id uuid NOT NULL,
    sealed bytea NOT NULL,
    enabled_at timestamp with time zone DEFAULT now() NOT NULL,
    last_step bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY agentor.second_factors FORCE ROW LEVEL SECURITY;


ALTER TABLE agentor.second_factors OWNER TO agentor_owner;

--
-- Name: channel_members; Type: TABLE; Schema: messaging; Owner: agentor_owner
--

CREATE TABLE messaging.channel_members (
    channel_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text DEFAULT 'member'::text NOT NULL,
    joined_at timestamp with time zone DEFAULT now() NOT NULL,
    last_read_at timestamp with time zone DEFAULT now() NOT NULL,
    last_read_seq bigint DEFAULT 0 NOT NULL,
    CONSTRAINT channel_members_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'moderator'::text, 'member'::text])))
);

ALTER TABLE ONLY messaging.channel_members FORCE ROW LEVEL SECURITY;


ALTER TABLE messaging.channel_members OWNER TO agentor_owner;

--
-- Name: channels; Type: TABLE; Schema: messaging; Owner: agentor_owner
--

CREATE TABLE messaging.channels (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    type text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    is_direct boolean DEFAULT false NOT NULL,
    last_seq bigint DEFAULT 0 NOT NULL,
    member_count integer DEFAULT 0 NOT NULL,
    nonce uuid NOT NULL,
    revision bigint DEFAULT 0 NOT NULL,
    CONSTRAINT channels_description_check CHECK ((char_length(description) <= 500)),
    CONSTRAINT channels_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 80))),
    CONSTRAINT channels_slug_check CHECK (((slug ~ '^[a-z0-9](-?[a-z0-9]){0,79}$'::text) AND (slug <> 'new'::text))),
    CONSTRAINT channels_type_check CHECK ((type = ANY (ARRAY['public'::text, 'private'::text])))
);

ALTER TABLE ONLY messaging.channels FORCE ROW LEVEL SECURITY;


ALTER TABLE messaging.channels OWNER TO agentor_owner;

--
-- Name: messages; Type: TABLE; Schema: messaging; Owner: agentor_owner
--

CREATE TABLE messaging.messages (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    channel_id uuid NOT NULL,
    user_id uuid NOT NULL,
    content text NOT NULL,
    type text DEFAULT 'text'::text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    is_deleted boolean DEFAULT false NOT NULL,
    parent_id uuid,
    seq bigint NOT NULL,
    changed_seq bigint NOT NULL,
    nonce uuid NOT NULL,
    CONSTRAINT messages_content_check CHECK (((char_length(content) >= 1) AND (char_length(content) <= 8000))),
    CONSTRAINT messages_type_check CHECK ((type = ANY (ARRAY['text'::text, 'image'::text, 'file'::text])))
);

ALTER TABLE ONLY messaging.messages FORCE ROW LEVEL SECURITY;


ALTER TABLE messaging.messages OWNER TO agentor_owner;

--
-- Name: users; Type: TABLE; Schema: messaging; Owner: agentor_owner
--

CREATE TABLE messaging.users (
    id uuid NOT NULL,
    full_name text NOT NULL,
    avatar_url text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_full_name_check CHECK (((char_length(full_name) >= 1) AND (char_length(full_name) <= 120)))
);

ALTER TABLE ONLY messaging.users FORCE ROW LEVEL SECURITY;


ALTER TABLE messaging.users OWNER TO agentor_owner;

--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: agentor_owner
--

CREATE TABLE public.schema_migrations (
    set text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.schema_migrations FORCE ROW LEVEL SECURITY;


ALTER TABLE public.schema_migrations OWNER TO agentor_owner;

--
-- Data for Name: accounts; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.accounts (id, email, full_name, password_hash, time_zone, created_at, nonce, has_short_password, role, suspended_at, erase_after) FROM stdin;
7e0446c9-40e8-4670-ae4d-218b4cf1698a	ada@example.org	Ada Lovelace	$argon2id$v=19$m=19456,t=2,p=1$HxQLzDZdShyxHQ9d7FvLYQ$jocihX5xgtzpCkS+AgRIyCTzJncS61njHU6tMWVmvak	Europe/London	2026-11-28 18:05:07.949467+00	cfc84b97-cecd-45d4-9fac-2ad2123353f9	f	admin	\N	\N
49a3aa3e-7533-4b08-8973-3e4670c70606	bo@example.org	Bo "Bobby" O'Neil \\o/	$argon2id$v=19$m=19456,t=2,p=1$3G5apjsQylm06k0xP2as+g$jcy50b/cGMw5qhVK5qFMuj5Gj2SBh4ESJwgA1gZtTrI	UTC	2026-11-28 18:05:08.294228+00	7c7c69bf-492e-424d-bd49-61c48c0e66ed	f	member	\N	\N
3f420eb7-adc1-43a4-984a-fbdfce09de4d	gus@example.org	Gus Gone	$argon2id$v=19$m=19456,t=2,p=1$UzvO9V94s+B3ooTccYrubw$SChlgNQ+HoYH3SqP3F9DJ3vj9b12ZSYoz83iyXbGrdA	UTC	2026-11-28 18:05:10.225646+00	012aeb86-a780-4220-81a2-86d5202d03a1	f	member	\N	\N
9b999296-2cff-4812-86da-513e787cbcd3	dora@example.org	Dora Disarmed	$argon2id$v=19$m=19456,t=2,p=1$yP/cfmMcRiynfk0WjSnZOg$9/i6a1QGnxyKgBbA3Plohil+S9csahRqksaemKC45zA	UTC	2026-11-28 18:05:10.915377+00	6d89b5f5-2d03-4c97-9c1c-f8aff64d8d89	f	member	\N	\N
c62fc6c4-5847-4897-8287-110f61c48b3a	max@example.org	Max Midway	$argon2id$v=19$m=19456,t=2,p=1$Kwv38+LufKH8QUOa6j1deQ$UTnRwhUwKZ4EcCaFOSbYnxkCFy6/wVhOhlaKcXBAyd8	UTC	2026-11-28 18:05:11.163943+00	48856eab-2efa-44f9-acd7-124d803056d9	f	member	\N	\N
a2fd61ab-34b4-4e12-8cc0-ec9df85530e1	cleo@example.org	Cleo Connects	\N	UTC	2026-11-28 18:05:11.266199+00	145d76d2-7650-4dc5-b110-c9b6fb057af4	f	member	\N	\N
59601a20-9589-47b5-b479-77fb21bc426b	dan@example.org	Dan Suspended	$argon2id$v=19$m=19456,t=2,p=1$DP47gYY0nnj2JJoZcCO3LA$fz+FvluoRKqgkr0FrVHD7FaXYiDM6J8n/d1jfeRiElQ	UTC	2026-11-28 18:05:11.486313+00	8bc706e6-a102-4ea3-b7d3-7420c19d8704	f	member	2026-11-28 18:05:11.660626+00	\N
51a3e227-24f2-4e95-beeb-7f06caf4d95f	eve@example.org	Eve Leaving	$argon2id$v=19$m=19456,t=2,p=1$PVLVkb5V4fNswj7eZ12G1Q$+N9O0d1F3NHSFXCUeAoaIGQcw7XJgd66wwL0Jj6YB7Q	UTC	2026-11-28 18:05:11.807695+00	9a99a0ce-b796-4658-80ee-cde5c0e26b05	f	member	\N	2026-12-12 18:05:11.890215+00
40444a60-2607-42a4-9595-567d8277d573	fay@example.org	Fay Moves	$argon2id$v=19$m=19456,t=2,p=1$3NYgj3xKyjQMWsaO+fEXxQ$d2FDLT45apXbJ8Y2EacQEtfXyyDYLd3AbLWjrAb8ogE	UTC	2026-11-28 18:05:12.071367+00	5b1ceda4-3ecb-47bb-9e50-2afa810be2b2	f	member	\N	\N
267d8166-768e-4c18-9e25-696c0ae5865f	ivy@example.org	Ivy Codes	$argon2id$v=19$m=19456,t=2,p=1$0vg5SAPdyvvbAonAkU8L4A$zoPoVt1uTn9LpOtHahWzZBL5tM1132YOM2dXmeI0rJI	UTC	2026-11-28 18:05:12.529466+00	aa5811a5-8e01-4d55-b0e4-739648ea1294	f	member	\N	\N
c9efbd17-2244-433d-956f-899a192dce1f	lea@example.org	Lea Locked	$argon2id$v=19$m=19456,t=2,p=1$U8KdhJCV1wtCkVgNNmP3aQ$LTKRVfuzL2kQw2EYqa63joGT4WYShL4G9990FR+Rrcw	UTC	2026-11-28 18:05:12.76977+00	6014c9f8-a72d-40e0-b8c6-f9041f03c684	f	member	\N	\N
51abd7aa-fba3-4222-9b34-13ae5e7c03cb	kim@example.org	Kim Forgetful	$argon2id$v=19$m=19456,t=2,p=1$lAq4lt1JqX6BUEnYourRhQ$kf3KzaJFq5MqBwVVM5aAobNtXGA7yGr7qbfi43bcWeI	UTC	2026-11-28 18:05:14.49027+00	f8b72aa8-ecb5-4f37-bfb2-26ee35acaba3	f	member	\N	\N
\.


--
-- Data for Name: agent_profiles; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.agent_profiles (account_id, headline, about, category, skills, hourly_rate, created_at, updated_at) FROM stdin;
7e0446c9-40e8-4670-ae4d-218b4cf1698a	Analyst & “Metaphysician”	Notes A to G.\n\n\tG has a table, and a C:\\path.	design	{tables,façades,"O'Neil's \\"way\\"","back\\\\slash"}	\N	2026-11-28 18:05:07.997367+00	2026-11-28 18:05:07.997367+00
\.


--
-- Data for Name: challenges; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.challenges (id, purpose, account_id, browser_hash, link_hash, nonce, attempts, sealed, created_at, expires_at, met_at) FROM stdin;
cfc84b97-cecd-45d4-9fac-2ad2123353f9	sign-up	\N	\\x1a21240fcda90841fb684389f525c798dee2fff325c05375a5b485ef53653c44	\\xccd1091bfa1a4cb8dd6cec19bb90e75a8e943e5496f64889a07349fd86241f6f	e8ff7c8d-f98a-8dfa-a0e5-946834334a77	1	\\x9985b2e4207a2b6a564ed0c5b4bc835bc0772d9c415a7b53a519caa3f8038d4d2793627ec0e1df001516411f3641c7860fb1ac509eb93dc161c061ee543685155909a45148b3cc654c014f140fb87e019c534aa239e5b35a483c2d8011e70db5aa19aed1ecece2a221ec6d53531e457615a7e51d5dc8a3120bbfc73ee21f27b5293a3910a3d1d7a0164e5cbcfc32b1a2233deb568c72e6c1a214e0eeec39d3fb427f22afffeff2420b2782949832f53bbd0e86c62180d2411d84fcacec3d909ef91c6c804395c68293a88608a9fe3ff9ed3f5efb3dce8c887518b256f88e1aee0d95b86a0ed2a41dbe098a548f38c7ee217087977dd124bdd186bdac48c49228fedc59916a302b10bdbed0708f8c5f	2026-11-28 18:05:07.909955+00	2026-11-28 18:15:07.909955+00	2026-11-28 18:05:07.949467+00
8244cc04-63ef-4072-a5f8-8c3a0fa9be6d	undo	7e0446c9-40e8-4670-ae4d-218b4cf1698a	\N	\\xd1b364b4c7e71b1bb343f3fdcc922ccdd28d44436a02abe049a4908ae46f372d	\N	0	\\x9985b2e435a985f29b284200d025b8adfa09a79d3d32562d8efde8c99045c61b2143c0b00fdb9c53e5ea4a2dba893a8b5c29a51e1ffc3ce78366f099ad55f2b98dcef5574f21c0d313aa154d013b025b10b6	2026-11-28 18:05:08.186132+00	2026-12-05 18:05:08.186132+00	\N
9eceabb4-218b-4ad8-86c5-5a331e16b782	authorize	\N	\\x159232e9025977e16437517e9f341d78185222463d0b304b260d342e3706294e	\N	\N	0	\\x9985b2e461f96bc02aafc397faf7455f1f8ab9d945128bf45be2070847ad7479567ae39d6212ea9bbe0cbdf62ad8bab4fe976fb7addca8afc6f39187173f25caf73241805d6031404458d505e6196bb79b3ab22cb0eace45faa543a0d540b9224f2efd9d3bafe402da22e7a796ad78d0d46b3f593d13141c23f2d590f669e184f32279d7a8bae1a0290f08ca24e65045f4db243a0cf6c8e91be89002e0ce15b459589cdfecfe175cc798d46fd8be0586f217f851d0ed5122745a7c2230c9163ebed29ace45a60f136106c3d13ae87a617026f6ce3a2b5de454ddcf69d2f86c701b56e3621ab23d498f9fdad00ed3c79d039a33eb14ee7f4f230bb041d5991e42cd088e4970595c4bce3bb1bcc7774864047b99e1aa97fbb054d978fa0e5ea64e56797ce63382425107720a65f12fa51544d54e03a1340b71e4adb945dd336bdd972dae066f31230127b2f38a620efb2f7a90dd5c1b267671da98e8fc5b0ab2ab3a6fd4e12b1bc749c87f0c63b5253dad57456727027aeed16a7eaed45ebf90fc13309f4fdc0863e45c8736c7a3fced0ff729720aeea64d247ac40c5f93fb53a28ceb45cd107627166ce48d96cb5a7428ee56db202382cf03b8275f26fb41a5a4682f49e3c4f4ec282153f267e4e3dc120b6e9f76d01d0c414d2714025dc39d0cb93f0e1d207cb2155799d4f2a2f9744914c35b32164194424372423a57062c77b7bf2235a6e23154c4277cf492e9006b602ba8cd5fc94369a9397de1ab475f6626d5678cf67ce1f4d00ae0ed323a2bcf2201fc46f3133d51d3e13c6e7178eaf0e8677007b3	2026-11-28 18:05:11.220102+00	2026-11-28 18:15:11.220102+00	2026-11-28 18:05:11.224544+00
7c7c69bf-492e-424d-bd49-61c48c0e66ed	sign-up	\N	\\x77c281db9f64a56d070a3ee1d27f876be17f8ea7444cf0bde2ea246c48c54b2f	\\x2b2cbf7beee47126e66a63589027c9bff61e20f014dbfb1c9f4c0479308e0f52	4ffc27b9-a61b-88ba-b3af-0f0f69cfa631	1	\\x9985b2e448e15132c065b62b13594a3be894ef164c132213fca45dd9d2909a586c34e80fbea725ca38c97c698bc4c80670ac04ea56fc4d7bfb87591f39d9fd378e4f9f942a3d21bbdb8f00b203f3147f83f6c795650f46b9e582bd2091d270b6e6a667b82af02dd9a7843512ad57ff3f65a5cbd4674c8d2a4e40f29950d01efbc9de993a7b084e771e13b0573f2cb46a45c458eaf97219e7a2a98f3ec3d35d46333ef8a93b93b03e7e43d496f7962b2c39343784aa7af38cf2be2c7fd35c91b9dbf489a327f13f19d92935498739e518588164ff19ea6f28c18614fd4f9b2c976006764f47623363b6ffe8570b3146daf093c7ecf8f1b2953c7fcfc349685bd1cbb74bfe2a5657638b0ad5e993741bd65cf3e94ade99f96c8c2244b4	2026-11-28 18:05:08.261208+00	2026-11-28 18:15:08.261208+00	2026-11-28 18:05:08.294228+00
6d89b5f5-2d03-4c97-9c1c-f8aff64d8d89	sign-up	\N	\\x6dd50bef459bda2db9494059ebcf0c7d7d7870b15fb5556eae4cae3f48eb62a8	\\x8e6dc3c7e08df4401b97873eb70209c5addac81dd9a1475877f3ee32a47436ac	91f2305a-166d-85f9-b45d-c135d52d40e8	1	\\x9985b2e4e0f6c9919324e23c00798d16fdb68be610a18f1ffd70876fccc874daddd37f2665fab3d0aaadcb92e02ef6e230f89591c1208e60439045c8e0c5c55d91c83c102cce7baa825afacc81b766a530cfd029114a0d7248cb4101b7b7284d3499c45bec7df3edb0431cfcefe1bd5d7e2e042b849423cbae55f2c631fb2a766aa9e96826e962d8aa903a3c6b1ca56673976f78fa8a5b87d9709340fa18fb21444b2cbcf02bfe318f46861b4e8106092df0e4d034ddb5fafa115d6c7c45769d246d77bbda91973d3993df627a0e17ee5f4bc8af6efd3f9aadfe6024c815883ba47d457e380414cee4354a29f5c263e0feac2cf702db039d2b7b0f454c660935293e1309ec283f2f687d32287096bac324f85a	2026-11-28 18:05:10.880455+00	2026-11-28 18:15:10.880455+00	2026-11-28 18:05:10.915377+00
796a0baa-338e-4af0-b0de-887f12b64c05	sign-up	\N	\\x6784977776c652a49bf57f9bd285379a77a2e37dafbbddec7657de11c9e5507e	\\x3e7bf5951f46dac310ceed7ae886abebf4dc2b8079c8a243bcc06fe033b39c8d	040cc435-7d44-8c28-b5f9-4c9c9cff1cd6	1	\\x9985b2e4e6349fffe30d93d474e7cd7d5c70fd168fa0afbc635f422d165a898811e54eca60c1e6ae048d6147849c5978266da20055bf1bca2321cb12662dcdfe359876308e2a46c45d1444c0af1e0455383aeeb51d33a021537ef28652a7a556c757cd7946af793d83fadc4736e4c5e1ce66195bb8ca16d195c924f9574b5ff0c2ba86be9d13cc53f015d37291766a4984cb6e6a94090d560986e52dd724cd141770ab621aa3ed39c8e37df903e6fc6faeae5e04fec33076642d84558b321ed341256b6d195b9895fb9332ef81773252ef0a72dd901a0c0ec38d8b4b9fa39e732bf66a2b2a8152da9215b082885745ebbdf9a4c283e9149ee8801ad836cae8d0b2f9f63d0966e250a8ae55f999	2026-11-28 18:05:08.699272+00	2026-11-28 18:15:08.699272+00	2026-11-28 18:05:08.730295+00
012aeb86-a780-4220-81a2-86d5202d03a1	sign-up	\N	\\xfc89f8ff58baa2e7bb71a83bd99d018d76788ccc584adc1ca7ae9c9724c0be92	\\x66f436113b8711c64c3bd26547f6373278e4f19203203f8edb35be32e92fd140	8342aa7c-a44d-8ae7-855a-561013e7b1af	1	\\x9985b2e41632a56b6ea9e1805dadfa4e1b121cd0d54b3fdcf5747c33f161a471b65e225315b209a60099b7749a209b1f0801af9ff2df42bb6b0b3785b784232b423badb18deb9116b3167341a8092f8c703c10c4f8f95865223a789c2847c6fd4bd6a9d86331a8a7e34ebe0a277dccc132d3ab8f4f0f79d23e8f15fcb6041a45d6ffe3b9e84ebd1bd08a6a56d3b2c06c69899d2b3441e087d9988292fb027ac0f6304639a3e65d8830756dd97ea963dbb6e057c38f71c3929a0ea109bf18628ee01a0f39d24d1dfdb451e0edf5862220179939e49065aabf62d99f5a2d28f499d9420efef7cb5db1a1c9157bfec8c4b34452ad1ca4a3d023737556196a787d78e554ba252d3d91d86dec99	2026-11-28 18:05:10.185818+00	2026-11-28 18:15:10.185818+00	2026-11-28 18:05:10.225646+00
48856eab-2efa-44f9-acd7-124d803056d9	sign-up	\N	\\xdd192f1ce2f96d4d3a8ed69e6b8fe3d562c5180b360632a4816db8c7b20fc3f1	\\x46cdec4c48a99c8f4bf0910b374b6c8812637ac5db6490dfa5ba6b3e73b9e777	1571c321-cea1-883a-8d22-60331a6e2bc7	1	\\x9985b2e414e9f15081f0ed031f8f800b795e05235daa07f7b4508bc2ab6f4e2da478f7f009ff8a8df3a2513521fa1c704a3ddc051653b8f43a7a5305dbaca0cb022d800e3788bbd9a7b885788daced98f378b4ec6afe42e33bc05bff15271bd4b233a91519bef7be3ede4b9c2d8de821461a4805f00da66e7ead80ae09fdc937b54716908813bb0f8c886fef0028c9de77530af871d49ad127f127663e3d71df3fa64aae1ce518a414855ff38e235353692fdd5f0821bccd7dcd9afc2947aabfe757c83ddfd6a37ed6127ef000ec6b444d3c4c77ccabbcc287496c7aaaf301b473c11ac98d1915ae58fb8ad18c04ce056eea89d2fc843ee28050edb404963132f478b2c59cbfd06b363d82e18e50	2026-11-28 18:05:11.122537+00	2026-11-28 18:15:11.122537+00	2026-11-28 18:05:11.163943+00
7ba131f2-6609-42db-a2e8-a34d2178ca50	undo	7e0446c9-40e8-4670-ae4d-218b4cf1698a	\N	\\x0a9437422537f0e32a1dc50b3e0a7142cd86cf4603d6d4ba61374dc0c0e276a9	\N	0	\\x9985b2e4177716794b65ae7a03c4ac20a774085b9c1e5e03a01eae1ea0d290b6262e774ab953bf185d02e3c73304d0090fb2e0228667e64b10a40060c11ce9318b58798d0b5bbf8cc07dd200fa30e37acce3a9119bf73ca9	2026-11-28 18:05:10.384846+00	2026-12-05 18:05:10.384846+00	\N
1981c0a3-8df5-437f-a3f8-058045757a0a	factor	7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\xcf5656a503e4db69226008e939c9cb9ef59ebf89d31a4b921c05622d7cf285a3	\N	\N	0	\\x9985b2e47d5f087ce3b427a98497535f837f6e694e9360294a2942f6990a9007efaffe897d34077e3b4012d6f13eb09bdb47d9e98f11027cfbd58570d44879449979c1f0f08534d772d51b9506189b5910bbcf3f893be1a7113ce2feb17b36a85e57e56a37ca1b2b70da16cd61451643d959e8	2026-11-28 18:05:10.36885+00	2026-11-28 18:35:10.36885+00	2026-11-28 18:05:10.384846+00
0627c7c3-c184-4d2e-a40f-54ecb3ae46d1	undo	9b999296-2cff-4812-86da-513e787cbcd3	\N	\\xd83335af42af195a95b513f670dcffb251f20d21eec93392356fd9e4fb280c4b	\N	0	\\x9985b2e41b6f2eb221739e7cd73a72fbce2af06fbca5751019b9981c298b504d286135d7bccd4c26a0d7ea34157cd6d5d6e4d4a0fc17f8edaabf84bb3e0db1bff651c50d83a3b5c58cdaae6d3f77665b121d1384d417be8739	2026-11-28 18:05:10.964706+00	2026-12-05 18:05:10.964706+00	\N
64941c1b-a866-42df-a32e-bf6b188ffd2a	second-factor	7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\xd340284396ab9f963f15bb76eef33df7eb845ed97cb978f847105f35ff3fec0c	\N	\N	1	\\x9985b2e49c17675df72faf3f61aefc54e8b3143d5957e1cd0f10d82ad47927af4aa45b4dab065ed542dde97a26e24eb282a2eac6ec	2026-11-28 18:05:10.567535+00	2026-11-28 18:15:10.567535+00	2026-11-28 18:05:10.602743+00
f3121999-1b15-44d7-8c0d-322a7deda5e8	undo	7e0446c9-40e8-4670-ae4d-218b4cf1698a	\N	\\xde9f0aa4c15354d84ac0ddd85f216bd3ba5a32d888b7b826f260dd38748a1001	\N	0	\\x9985b2e48e003a680523f4dcdfdc51cc81c6314e29d3411049b39dc49928cb75889c71686ef9e5f57504caf52d5d6a8b5ac187ea5df97944e83193b009ededfb74bdb3e7146d55c222e85f9b044bccd3e44b	2026-11-28 18:05:10.602743+00	2026-12-05 18:05:10.602743+00	\N
d2ed8435-634f-4970-b39d-6587f405dec1	second-factor	7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x1cd798b2c7b2755dbfab240dbaa33724c230f242bfd29e5c48b8fe4f77169b9f	\N	\N	0	\\x9985b2e41619ac0a2ceac058ce4650c703a9851f8f01d1968e30f32ab76f4bbf3b757a00a3384f727c9073f7e79bda3e779763c6aa	2026-11-28 18:05:10.769951+00	2026-11-28 18:15:10.769951+00	\N
101235b2-2ed7-48bb-83ff-820d0ae355c3	undo	9b999296-2cff-4812-86da-513e787cbcd3	\N	\\x807d86f09619bf777fd2c6ef7eef93029e3dc4665967b18ea04de6bf85b83dfc	\N	0	\\x9985b2e4f9b27a3c9cea812892aa5aa1585468560bf8da7d1e3779b951fcb0323c9024bda4bc6e63eaf2b4b947ead5e64f952668054bcca1b4094c091230cc706fc326fd97e138a360284519567f578a5fd829d289675e82dfab171e90dc87344f024b2376c7352d6ff99ac004b8d58ede13d6dcf35b7a02e439cf9565218def3588639fa9ac8c78f92075b0d871e801d436d20485279d4596e2d9e86acfe0fee64f07c03ee7b21fd977e9be4b3eb052e56d7e6984215f2b83b4ebb5a066c60d3627fd2d4d3b6140755116509e41f81fd071f9e6e0208423160c1109b6ab5ed033dbd19a1ffc8bf5304b122e28fcaf044c96f6390d9d44cd4df6ee185f27c27dcc2a1ccf28e67f168902dee2e9365c57cf9a4d33fe808ed9c58e614df608cf18593a8316337db340a1a2fd4da25d2f6c1fb582710f92ef322368312600dda6d3e91908272a44118f13240b6cc5dc1f7f35c324c8b7783f6787840bc1725b2c0fd3ee4142748eef6e4e007b9929bca6b63a3f1e0942de71a73284c2c7d18c6d28a888f03bb9c149eb121362d8c29f45a1247b67ddfc50360d01dd68cc956eef56bc9ea50b903250e497b28aa70984c87d581e15b561a5c869cc0f7d93eacb8790a17c2de65b8e4fdd1bd48ba19aeb4327f8cb013d5804e978e71bd67ee7dd38ade7ae4e4851f85fa2060deb8af833d7fedc707b2c3c9aa5df109f7c6f718315bfc63057edca9f7e25eaa2f466e0a4e4152885e6506d0bd53405d11207a400d96fcd7321a7334623a7b472430fbae5ed07bf0552deaa751c23b1c4a914c2d81fae0a380a75695a720406180fe70b94d30cb32494599377949b510a6a6ade272096791c877e6142bc7f41c45c072e9f091c34e349d096a444656d2750eee716d27700088c6a409d85b9fed82afd2a6b21c7f21fef9cad707b61204485b11fac93f198d5c2bceb7582634cb9942631ba0193a3bc98cd13f726003af8f2cf853174b1e4186b29494965d70b47f73a77724771338153020cb2e316337a38e92083ff4e5a46ec83eb18a18c9a6a214bcf65d7086f5e3441bec551dde432d2451cacb800b6ed125f651f552067d91750f48dbc37a14a1695551bb1b4ccc5b5fcefa4f77adb0c594a13ee14544c97f8655b90168f52e88ab80f96d1a40eb1c6acd56114cca8578d983023099475137368297e05ebb0ba46fa12bb8c0544b8027b3e1b1ca7e07f9edc5b2b9d435868ad2074451aa70a4a498cca30ab0adcef0e8a7f18880e8379679cef75e201fdeed4b9db2d1bd6d23ac012b6cbc2ad1de3c085123a2498425a49834f846506f584e660c398511c6ef73c59b2fd9e262f896d0bee4df3d79d10e1d39cc348c21ad4c8c927ebc3cd51d496e03eb4243e5d63c1ee724e72e05d177dbc679e70b1ed5a471d375fc25bd9372cdf970cc5ea44e1ccfe376d80f35a7868c8818e77b3daf6da8b1c87db23ae91312f782cc3630f00f487418c356aee1ef29941fba042b1c57781f2022aec03c75db41c6207bc39cfcdba66d1445dcefc74f2926a6fc2a04d0c02f10499664ce1a36b4a87956e9a9f2c516fae96e0b05224b86f6877fe7277cdbee5844e116becc10719ffadf1074bb1f02668087c9236baea22846ac043abff6df9f3c48579e409c09d8d4105c414ac7b0f7546cd7e568f5579fc3f29c1c0373eba85b45722d9fc0ab2339ec23f8890faf2fe85e584b089116d36f92db83a1f15852a7f01228a69d4bfc6973fc297dfb84b89af67e582833275265e61e7b4aa10e08ad681fc1b2aa2f63cbff567c912c075289255da1696e837f56d455ed8f85d7d07e7a1ee47afb7fcd39e86a6b408996e272797792d11f5338bbbcf93eea89ffe3b6ae4712c093d93d078d0c649c72e1cd70e2a63614159e7ed6a7bbd8da55cc0bf632bc3705bcfb5dbf44ada90d8d774585528d2896ec3e47421f001c15b29ed902d0d009f74fec196bea79383d171c7b4d54f5a1ac1e1216bcb0f5188ebbd5e94e5087c62bc468f91c7afd2548ddab461cb147abeb35870fa0e25bfe7cef9f42e4ee570529dcaa242bc5190d1bcc844bc7933b604ca3d866e8ccb6a1fabee188d2e2d150e242769478035c28102cd3e0a8cd95e	2026-11-28 18:05:10.978026+00	2026-12-05 18:05:10.978026+00	\N
0f12eee7-336a-4f24-b9fa-6e4625b4b852	factor	9b999296-2cff-4812-86da-513e787cbcd3	\\x832089a506cb0a207908fce1c86cb030a6efdae0fc844b9ebeaead0e698072e1	\N	\N	0	\\x9985b2e456817024b2f7e53c8393e64bc96379f2e6cd126f668ca13a334937273046698a144e6861cd01f2309828440c232c0e895fc0f3207adc3d7d71abb6a09e40801c86cb8f14ca1202daa3657958c95543627e9568bc25ee939f3afec4e8205f0ccf4f083bd6f882724ccb63b611	2026-11-28 18:05:10.947134+00	2026-11-28 18:35:10.947134+00	2026-11-28 18:05:10.964706+00
e2068488-f261-44c0-828c-306e0b87904a	factor	c62fc6c4-5847-4897-8287-110f61c48b3a	\\x3e08b3cf8b65481168624f7fcb3bce601eafd3f70e512bc21098204edec3a47e	\N	\N	0	\\x9985b2e4f3b9eed0ab84e1a3bae53b8c123160ff1651a05a713c6d1fe579e5f98975a0e94707367fef5b18203fc3b92244f6bdc3748a081b0651a929ca38c5465027789cbe21a7abc41cb73ec6dadd25f3a512c0d02cc51ab2f742a752fefccc2776fad14ddfb4d7bdfd04b4fa12ca74	2026-11-28 18:05:11.2153+00	2026-11-28 18:35:11.2153+00	\N
145d76d2-7650-4dc5-b110-c9b6fb057af4	join	\N	\\x159232e9025977e16437517e9f341d78185222463d0b304b260d342e3706294e	\N	\N	0	\\x9985b2e49b355f579861a94b63f1dc00b0bb95c0b1b79c0d56da7a22cb0f587774a1ae3187869c042922ab4c3dfb2b0fcd3ca05c4cbb3e56a75f836e2f39d06102826d787afaae609c457b1b312a5f4f2d0ab316068ba4fd223640c01f3fdac185dd50432a130f612ea822f0ede2992e4873fe887107331add601a6944569027e74e4af39563d3dd1bb588299789af3a82f520241ddcbf8643dccef61bf3237de444427a5dfb986d28ae93a013026dd55ba79eb917a61829dfd3819745a6eeb75685c56cd1d03bcbc540c565e46e42af0aa90ef072b4e203ab	2026-11-28 18:05:11.24751+00	2026-11-28 18:15:11.24751+00	2026-11-28 18:05:11.266199+00
145f2d6c-b9c3-416b-a6fd-ec96d4fb1623	keep	51a3e227-24f2-4e95-beeb-7f06caf4d95f	\N	\\x12699f9dff692a5034dfca4c74b816f0900e071c8435496cc2c582a10dc661bf	\N	0	\\x9985b2e4ef54207f28d37b4c89e6ad84c402bc66cc6ed346b7dc03f79c3803ca06ec	2026-11-28 18:05:11.890215+00	2026-12-12 18:05:11.890215+00	\N
f8b72aa8-ecb5-4f37-bfb2-26ee35acaba3	sign-up	\N	\\x67ab4f5ed406c9d86a11108c6ef5366a8937e6ab4536f99ee2a090a9eb03d6e9	\\x974bd603e32b87373f08e3deb7c100b00d25baad13026c4b80da0dfdb66124ef	aace9791-98ad-84bc-b27e-a29777db94b7	1	\\x9985b2e41855c78c73e18bf8fb9bde20865f8cc620a2708fe27b333e9331b2f70d45784ec338b7c7082426765c19bd8ad9f69247a2b714d53fa81a32862514c37df374d1df41b5f01b51ad297eea6747a22fee1657c4d9dc67b6e246e0451ade2e903385fe01f29d1450526bdd1d87ed4a9655b351d48e496adc4774dbd2d11466cab3ceddf9334c4bf317923d840920732016012d28e6faf5409e526106b0c85a7dea588429bbe2a1da42f899ab8e0a188ebc1ab863b5f1f08a8c6b18d3593d6254bee87157297092fcad1a79c0c917a4379208ec79c791b0c3c89d448122962a7e72d97f0844bf70130b28c67f97f69f080b25f154b2c97d3786f9b39430905c8591654de97b45eff1c431aeac13ba	2026-11-28 18:05:14.425451+00	2026-11-28 18:15:14.425451+00	2026-11-28 18:05:14.49027+00
5b1ceda4-3ecb-47bb-9e50-2afa810be2b2	sign-up	\N	\\xb0029fbb7397cf7c761304cfe5be4a0655b2c40438dccd6d5634ded5b6a39d37	\\x903f4c8c49f6724aa8e74be37412019076891db71ef28aa61a6c71317c00b3dc	89ad947b-473d-8fcf-a219-985fdb96d2de	1	\\x9985b2e4453223d05426c79291682914487d285be575123d18097ee436c6b5966663127456d7f68f833db7c9aeee2744c4b93678f144ef5f857065220780c043bde4a08147467ed6f01150d9ca95f9c7838bdf2df610be6960998d0000e4d9ad958a3c0dcf44ca166d9b1c699a9696be8209b32abc11b9654682a5800d1367a8a4e8fb444126ae4779117045bcadcbc1559e2bfc206912d7d0353a8e95a3632beabd7e15678e5d0d071f6d85cbcd41d5d813c531ad8257b359376bea2d9cc96a3c75a53562b82dde0e673bda0f8be706b7ebb238292033f6d0f6449c8617cf818e95fe4e89ac8fa0cfd79d4ba63bd3c7b419d3efe8b391884842e4c32dcb9a958fff7b40679f82c8ddd8e530	2026-11-28 18:05:12.030505+00	2026-11-28 18:15:12.030505+00	2026-11-28 18:05:12.071367+00
c57395c9-b2ed-42e5-af70-81eae373c00c	old-email	40444a60-2607-42a4-9595-567d8277d573	\N	\\xb967388e0be7da5bb200c0b29b25b5ba605e410f3b6d6ded126e7165a9edccf2	\N	0	\\x9985b2e4571a83ae8b598026fed88506206f6056cbb62b7dc32f60ca91df6a49c586cd8474c51f853841beee37175f3dc1a0733da368a16fada93cdd0c1e2444ab2785861d725e87bd7fae2874b9570af594d6a6ca	2026-11-28 18:05:12.131981+00	2026-11-28 18:15:12.131981+00	\N
9cfe7f60-72e9-4f1f-b8ed-09d47f18fff2	new-email	40444a60-2607-42a4-9595-567d8277d573	\N	\\xedc2482705a034e8c46d1647f4b85460c611b993cdf4da252325d3aa11bfbca2	\N	0	\\x9985b2e4aba38a73d85d5983b28863cddefa0c00107654f1c46e35931667fb1b70087ad54db77c4fa610769d9e34de938c732aa3c9cd83a59908504a20b2b814c2713aeaf6c4a929543076d15799c9737be3580e68	2026-11-28 18:05:12.131981+00	2026-11-28 18:15:12.131981+00	2026-11-28 18:05:12.195632+00
bf3a293f-dfbe-41c5-9030-3e8c73427c14	sign-up	\N	\\xc2a6becfafbc5ce7bf3212f066da49f85eca6f16a618b5f4a7488dfd87f34a44	\\x341118a602b945c49942113d04776f923942944c5ab5e650690f131e114329e7	be7d1abf-0f58-8213-952b-50e849b6eb73	0	\\x9985b2e45238eb0c9a972b98fcedc78e7a058a5f0959ab6fb6223904b5a462219a45b402c98fd41d999da9532a1acca0b15ea4cc0a0827232480007cd08ef68fc890176746df129e3ab90055298f1f44bc0384bc7311f8d5c52fee287060b78e3782c84981479e092d81647e261e427c427dcea4cf5a0f27a074f9933ae4d36eb86dbf1950539c4c4195bedc79cb1580ea534617c9343b345104804492be1309546bc00d50d0a3a8e120e740c858a8392de03fcd67bd22e10321f4708249cc989a04dd7d85d5cac64ecfe662889cc1dda26b724e72dd544976802ce30e1719c9ec974c76f5db2351403b96e0dd13b9e903dc3f245b3ee3200731dba0b9c0a5999a8b9a60b007ff8f9988317707175aa8	2026-11-28 18:05:12.330498+00	2026-11-28 18:15:12.330498+00	\N
aa5811a5-8e01-4d55-b0e4-739648ea1294	sign-up	\N	\\xce030ae2ab5c9c7e48b25d18e5ec10c70b319621c996bca931706a3cadc4d54c	\\xc8d791fd4aa37fa3b5ede0ecdc4e19d831a8d864665b235c90a97739da20ef17	6bf701cf-b1da-85ca-a76e-f701e0a5d177	1	\\x9985b2e46fb4a3fd795e5c9ae4a7b50316798e42bef79747dc9d0ccdccb269503b4a4b6e6debefc46f93c355aeb1c16c41c4e491decaab163c35bc5d08189450796c366b1ea156a2f06d672828fa2300ac92a1881d425d10f78fbae4d8448de676233fe9ab8b379acd09b67a0f97c55a78effa192fa891a1fb37b7ef22f1d0cd4be30a282326d56da58987885c993b08d3f781db65a37d5275b7cfa33d42ee3a4ee044074fa1a59e4246be7f99c54edfa4517c80e1e7210cb79bb62b8e09bf801eeddcdf51c59cf691cbe0c50f10d379f912c4ddb9cfc73358262f7bdf4c43303820ffb792ef5c9d3640b92080d4994d823d44fc3519ac5535095c2665dac2125a3fa78942a66edebc459d91	2026-11-28 18:05:12.489269+00	2026-11-28 18:15:12.489269+00	2026-11-28 18:05:12.529466+00
35d787ff-2f47-4e50-9eba-2c4adaf8de66	sign-in	267d8166-768e-4c18-9e25-696c0ae5865f	\\x5d8d8bf7e37f315228e66ea4600e7c19607e548b195ff1ce57540d7d60fbd9a2	\N	cd05bb41-b80e-8579-8e22-7716453d256e	0	\\x9985b2e4b598bbc977941bbdd69497e764f87c13a6e57b4242c3e7d6b49f59085d9ec419886dad1551c7fda59432dd12d6282750b493a00ce3dacf44c2fdd692f611acee87996a9a312b8c9341082da2bf384729ad1678	2026-11-28 18:05:12.591939+00	2026-11-28 18:15:12.591939+00	\N
6014c9f8-a72d-40e0-b8c6-f9041f03c684	sign-up	\N	\\x728ae686e116d33dffac96afcb55e57ec43c1f8ee88ad0e4eca9ef15ae652edb	\\xa6cc5d66ab5f117749baf16af75ccda58e4df5b0346be4cc13b8f82f5a187627	e25ffbf7-87d7-8cb7-9725-797fbdf0ebff	1	\\x9985b2e4b347c0f36b4d7ee0a446e0a9c33d5830b4054b820f9c2d5ea83e10af8014ca05dfcec41d68e7d210df6eb1f439c9ede175e8035f8f8bb229b7058e7838faed5d9fd3dd0da776e0e9e9a76bc0a45df68a7a3bb9ce85d18e162fccbcb6c4d90d1b7d641930313c2b53434e3a31a9829a9ca8b947787c267004a86dbba39d4b9e65d12309045d0513b109f40adf5b35b407e0e96cfffdea6782e26b88a03890d33c12899c79af6347490dc80e251af32dc54247f0ece12325f7a28ce3a0617040aea5773c577ec4c7d4fe4bc578d6327302af10615de17c2474a7c667c0842a23756e929cfe9406d0e0329231445c5099f5d9f056bf5cb6e2785a2eeb0ab35f49abcf519841512eaf9d62	2026-11-28 18:05:12.727442+00	2026-11-28 18:15:12.727442+00	2026-11-28 18:05:12.76977+00
0b0c0eb7-7e02-4213-a705-85b05bd0b989	unlock	c9efbd17-2244-433d-956f-899a192dce1f	\\xc9e242a1183ea882b2738fac9f310b7f656dd29cd7f18771ad2ab1401f204abf	\\xd90f6181c940948c44421658a7b21efd62302973d68040465bb5db1d36e4cc88	fef8ab5f-ea8b-8d08-aaca-f69088018580	0	\\x9985b2e45d0b2fc6ff31e271adaaee3275c9afc2e9ec5948973c0172970d9316420b7f6fa6ade4bb9cf2fe416c71a76b6c0e9b638c601c56a6a846fd506d4af546a8b422988735dd22f4b6ee87c96029cda089f355c38a210e0d8a54fd9557f803beffff57ed5bf421fbc31973f75f5ae35c3d2c55a37e25dcad4b22b74661e8c7b9268b5ec819bdee5b6daa2360131e87a69e	2026-11-28 18:05:14.135633+00	2026-11-28 18:15:14.135633+00	\N
7669be30-4b2c-41e8-a458-c439024fbf44	authorize	\N	\\xb724ced6758b8a1a3d90cd14c9d5121808a28631a56e3254f46fa9d4b29f5e9b	\N	\N	0	\\x9985b2e427f319367711386851dce64f3c1700c1606efeb14b4f8b3ec3a524240cd44dacabbc650eb480d9ccc3088d35464fef101b79b0c51f3883070a8d25cd8567e2ffb98905bec8f18f81fce1e46fb85ffe101a3fb0834c0e84c24c8448ed38e302a70a2d0b998e052ea4678a67f2c3a76b6c2197fe95a2c3d59a35ef293c474d1ad357a7474816f27659a5ac4bd665c8bbb490fdc1fbb35599379d59ed668ca3981d35d93e7ed5c7148c985c60dcde122d2fde19ebbbd9446dff7844beb119e6932d069096cfdbed97c1773a7e3dc882d1b50318773e9969b450d380aacd4de1f8e7ea999e406b7588315e760cdda3958db42375eee0ce501a2602abe229fdd477660971ff10730a59bb28802e01f99d360b99cee77b68f8342af3bebc0d69998a0e81d36d59d75ad7b86ce700d4818885c60437325a0bfdfa01818c8d83f480de4103e4ca8d47666daa09c93af7d6fc2a6e90e5c21de0d211e32a20846b33c40d39f77882053093b5f2a2df33ff004048bd78c3af46cd9165b6ffb8945183f46b4cf9d5ad883ef7be5661885641aa51a80218a8fc5998d5f3d1b45665bbd3f70dfab0cf87f49dcc62d45e3a750cd85f2d6f549f5fef3d605f5f7c826fa251f5a38728b5b2d0f5f6b2cba2c9bbdbfca6f8faebacd1d8ee3aaa361ad3b4b9ece6953e09368570ce637a1c673e441aa31a74c3e454c9a68565416fbddafa4ea337690006ab880c0abebd223912f5e3b90d62172be0f8a1d7f2ea466a0aefaa7de6277e67035fe125733dc0310ecdaf1e3bff9bdb7b52829f3635cdac832e48c1a7f12d41	2026-11-28 18:05:11.320803+00	2026-11-28 18:15:11.320803+00	\N
8bc706e6-a102-4ea3-b7d3-7420c19d8704	sign-up	\N	\\xe4b5a0c08621dc3ee387f25ee48c09e41e949b067932a502ce47a44d2c9c40ee	\\x1d4285cd45b197af68e1c7eb7584973583fa21ed4c5eb81bba2e881fcab4b943	c4dbe0d5-731f-8203-ad33-8160f3d56060	1	\\x9985b2e4fcbaf9a9d75cd678137ecf8717cff5d59bb680d2ecad4491bef30fc34db128f317493317aba21974f56ab065f4334a672af9f579ac0ee6f47dc53c98cae7b720a070f50ca8cef3030835ef6d47b88273e7df9d19c270e14b628250f337a3953e63a20ba957163397cab722fc33c85b9e6bfd3254de4b5b180c6f89b0f549561033c0d814897d8a5b5112f4d7ddc7c831ffc46bd5b2e001e0ec0d27808f9b8dc7de40d8a53ea6d6e4c924cbcb79b5fe2825df387a6042daa51667e6cd61bdf1188b112708100374a06c21e771841e4341d204edcf883244b60f113a7d6fdff213f807b6b111d1144c31d3dddff4263576dcfe1030c7ea005f6450a50088495601f54e54e31941400cd36fa45cf8	2026-11-28 18:05:11.449229+00	2026-11-28 18:15:11.449229+00	2026-11-28 18:05:11.486313+00
9a99a0ce-b796-4658-80ee-cde5c0e26b05	sign-up	\N	\\x44adfd8a62ad4eda8ed8c07d9e9e8675163d9e5d78dd82259af78d6dc8e1b57f	\\xd787debc4e7c092bd78999e8d455967215efeee0073be1d9ed7ef64a1341a002	10a7250c-43a8-8056-b4d8-1c2c7074f2a8	1	\\x9985b2e43b7b0202ee1345d4c54444237919affff7accf1130efdc521fe5fea4bcc08f859db742597e3116d093e945ed320cf22f0442e140ba1de805073c9b5f6eddded4be58c4c36878aeb7e4466a5fe651c7e541a260ec0258a6ec7d9a87e94dbf680a6edaa4ca8c4891d9bc0a68c835db00e2b60c69001262009e772e9c051813847d8581454bd92f1f53e35c04f630b98f19ee663671532717d4a7c28eb87cda4c00120113f4dfb45d54b17cf1c265b76765caae7e6a68a725d1f949937be7df400ef1d345b9a248be4ae89c88017b5153b520f6547caad5ac24430ac2bf150343260cad130b27ff5b08bc4d5755ca7c4b4985d91b7801c70facc887be75cbd1559ddb71936fef5cb8461543	2026-11-28 18:05:11.762781+00	2026-11-28 18:15:11.762781+00	2026-11-28 18:05:11.807695+00
f31c80e8-1253-4a89-9fd7-0018f17d3b93	reset	51abd7aa-fba3-4222-9b34-13ae5e7c03cb	\\x8a29750246a87246a83a24a99e641a7d26ae1b0d8d72cd7bcde6df7adb398e87	\\x7a4b9e69653ecf96b16faa56b50f96f78f9d57a42b363ad778ecae0512510137	ab982a46-f677-82d1-9569-9cb390bfde48	0	\\x9985b2e42ff57442c7b1cbce4aeca5f7d153d3032bfa96de0a831ba7ad9238430ced1b9b52a26b6775e8b5e3dc001fed6bbe8c6cb3b862dd9f9ef6	2026-11-28 18:05:29.021503+00	2026-11-28 18:15:29.021503+00	\N
\.


--
-- Data for Name: client_profiles; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.client_profiles (account_id, company, need, budget, created_at, updated_at) FROM stdin;
49a3aa3e-7533-4b08-8973-3e4670c70606	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:08.327098+00	2026-11-28 18:05:08.327098+00
3f420eb7-adc1-43a4-984a-fbdfce09de4d	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:10.267962+00	2026-11-28 18:05:10.267962+00
9b999296-2cff-4812-86da-513e787cbcd3	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:10.941195+00	2026-11-28 18:05:10.941195+00
c62fc6c4-5847-4897-8287-110f61c48b3a	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:11.210871+00	2026-11-28 18:05:11.210871+00
a2fd61ab-34b4-4e12-8cc0-ec9df85530e1	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:11.318157+00	2026-11-28 18:05:11.318157+00
59601a20-9589-47b5-b479-77fb21bc426b	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:11.566121+00	2026-11-28 18:05:11.566121+00
51a3e227-24f2-4e95-beeb-7f06caf4d95f	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:11.852253+00	2026-11-28 18:05:11.852253+00
40444a60-2607-42a4-9595-567d8277d573	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:12.122108+00	2026-11-28 18:05:12.122108+00
267d8166-768e-4c18-9e25-696c0ae5865f	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:12.579712+00	2026-11-28 18:05:12.579712+00
c9efbd17-2244-433d-956f-899a192dce1f	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:12.822128+00	2026-11-28 18:05:12.822128+00
51abd7aa-fba3-4222-9b34-13ae5e7c03cb	Lighthouse	Somebody to keep the light.	open	2026-11-28 18:05:14.530072+00	2026-11-28 18:05:14.530072+00
\.


--
-- Data for Name: consents; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.consents (account_id, document, version, agreed_at) FROM stdin;
7e0446c9-40e8-4670-ae4d-218b4cf1698a	terms	2026-11-22	2026-11-28 18:05:07.949467+00
49a3aa3e-7533-4b08-8973-3e4670c70606	terms	2026-11-22	2026-11-28 18:05:08.294228+00
3f420eb7-adc1-43a4-984a-fbdfce09de4d	terms	2026-11-22	2026-11-28 18:05:10.225646+00
9b999296-2cff-4812-86da-513e787cbcd3	terms	2026-11-22	2026-11-28 18:05:10.915377+00
c62fc6c4-5847-4897-8287-110f61c48b3a	terms	2026-11-22	2026-11-28 18:05:11.163943+00
a2fd61ab-34b4-4e12-8cc0-ec9df85530e1	terms	2026-11-22	2026-11-28 18:05:11.266199+00
59601a20-9589-47b5-b479-77fb21bc426b	terms	2026-11-22	2026-11-28 18:05:11.486313+00
51a3e227-24f2-4e95-beeb-7f06caf4d95f	terms	2026-11-22	2026-11-28 18:05:11.807695+00
40444a60-2607-42a4-9595-567d8277d573	terms	2026-11-22	2026-11-28 18:05:12.071367+00
267d8166-768e-4c18-9e25-696c0ae5865f	terms	2026-11-22	2026-11-28 18:05:12.529466+00
c9efbd17-2244-433d-956f-899a192dce1f	terms	2026-11-22	2026-11-28 18:05:12.76977+00
51abd7aa-fba3-4222-9b34-13ae5e7c03cb	terms	2026-11-22	2026-11-28 18:05:14.49027+00
\.


--
-- Data for Name: devices; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.devices (account_id, device_hash, first_seen_at, last_seen_at) FROM stdin;
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\xf3af70c4d145e00ab82af3e2695c954f7f86bf9cfb46b9bf8ea954abd04af7b9	2026-11-28 18:05:08.186132+00	2026-11-28 18:05:08.186132+00
49a3aa3e-7533-4b08-8973-3e4670c70606	\\x22cf29c54dd9b46dde178a02f0e2c317647f61442bd0317683751be3f3879c34	2026-11-28 18:05:08.294228+00	2026-11-28 18:05:08.294228+00
3f420eb7-adc1-43a4-984a-fbdfce09de4d	\\xd4a2411588e78d81a8b800967c2f89ebe156c5bc81c3e7399f5ec0fa1ec7f9da	2026-11-28 18:05:10.225646+00	2026-11-28 18:05:10.225646+00
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x59a73c3df7eda48af429769fde8812b8a078fefd0c7cc03b2aa7ee7047e256ba	2026-11-28 18:05:10.602743+00	2026-11-28 18:05:10.602743+00
9b999296-2cff-4812-86da-513e787cbcd3	\\xb3fd4cca285d1872b7fbc47667847b8e86da3ee89882a1b822d68985b01488ea	2026-11-28 18:05:10.915377+00	2026-11-28 18:05:10.915377+00
c62fc6c4-5847-4897-8287-110f61c48b3a	\\x5838447d570992566b3b255b55e5aaf462e363ed4522dd021466e127ff1c0d74	2026-11-28 18:05:11.163943+00	2026-11-28 18:05:11.163943+00
a2fd61ab-34b4-4e12-8cc0-ec9df85530e1	\\x72431c034cb5e5235de0b7cb044ca8f9fc2829f714b7581fb939040b30fb24d6	2026-11-28 18:05:11.266199+00	2026-11-28 18:05:11.266199+00
40444a60-2607-42a4-9595-567d8277d573	\\xf541f219f035b625f3d024a1833815ca5734af3d2b215f29f6ad6ff6446e1d9b	2026-11-28 18:05:12.071367+00	2026-11-28 18:05:12.071367+00
267d8166-768e-4c18-9e25-696c0ae5865f	\\x4a43f6c944f45f8175208e198779cd60d8537a7c407925073c988c3dc5bf50e2	2026-11-28 18:05:12.529466+00	2026-11-28 18:05:12.529466+00
c9efbd17-2244-433d-956f-899a192dce1f	\\x83f202c43c0de077d169e134ec4fa20a7534281452294363335b6ae086ec3927	2026-11-28 18:05:12.76977+00	2026-11-28 18:05:12.76977+00
51abd7aa-fba3-4222-9b34-13ae5e7c03cb	\\x7ceeecb2314dd0132c3eea2f3deab03bb56fadac9eeee4881e1a4cbb5e8b20e4	2026-11-28 18:05:14.49027+00	2026-11-28 18:05:14.49027+00
\.


--
-- Data for Name: identities; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.identities (issuer, subject, account_id, provider, email, connected_at, last_used_at) FROM stdin;
https://github.com	9007199254740993	a2fd61ab-34b4-4e12-8cc0-ec9df85530e1	github	cleo@example.org	2026-11-28 18:05:11.266199+00	2026-11-28 18:05:11.266199+00
\.


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.outbox (id, address, sealed, created_at, expires_at, next_attempt_at, attempts, last_error, claimed_until, sent_at, given_up_at) FROM stdin;
5b2f78dc-eb87-4ae9-8e97-32bc79da2d5e	\N	\N	2026-11-28 18:05:10.185818+00	2026-11-28 18:15:10.185818+00	2026-11-28 18:05:10.185818+00	1	\N	\N	2026-11-28 18:05:10.206185+00	\N
c8258864-4573-4a85-9d93-8d9e16e0b79b	\N	\N	2026-11-28 18:05:07.909955+00	2026-11-28 18:15:07.909955+00	2026-11-28 18:05:07.909955+00	1	\N	\N	2026-11-28 18:05:07.929266+00	\N
6fbd7be5-7b63-4bef-adb0-9bd3438cb764	\N	\N	2026-11-28 18:05:08.186132+00	2026-12-01 18:05:08.186132+00	2026-11-28 18:05:08.186132+00	1	\N	\N	2026-11-28 18:05:08.269009+00	\N
9fe22d89-d4be-481e-98cc-166e1edf16bd	\N	\N	2026-11-28 18:05:11.762781+00	2026-11-28 18:15:11.762781+00	2026-11-28 18:05:11.762781+00	1	\N	\N	2026-11-28 18:05:11.778037+00	\N
5c14f8bf-39d4-4bf0-96b5-00e73886d9f9	\N	\N	2026-11-28 18:05:08.261208+00	2026-11-28 18:15:08.261208+00	2026-11-28 18:05:08.261208+00	1	\N	\N	2026-11-28 18:05:08.271267+00	\N
b5815ffd-609d-4632-9f3a-ae2ffff6bbfd	\N	\N	2026-11-28 18:05:10.384846+00	2026-12-01 18:05:10.384846+00	2026-11-28 18:05:10.384846+00	1	\N	\N	2026-11-28 18:05:10.416022+00	\N
fc0adad4-2777-42e0-a6de-83ff6900a26b	\N	\N	2026-11-28 18:05:08.699272+00	2026-11-28 18:15:08.699272+00	2026-11-28 18:05:08.699272+00	1	\N	\N	2026-11-28 18:05:08.718182+00	\N
e5a23f96-3c94-4a3e-b9b9-0379b6d893b3	\N	\N	2026-11-28 18:05:09.179413+00	2026-12-01 18:05:09.179413+00	2026-11-28 18:05:09.179413+00	1	\N	\N	2026-11-28 18:05:09.726172+00	\N
d19d4380-114f-4cd4-a3dd-9e20718cbcb9	\N	\N	2026-11-28 18:05:10.964706+00	2026-12-01 18:05:10.964706+00	2026-11-28 18:05:10.964706+00	1	\N	\N	2026-11-28 18:05:10.992669+00	\N
9093145c-0b07-4b70-ada7-345894a28ba1	\N	\N	2026-11-28 18:05:10.602743+00	2026-12-01 18:05:10.602743+00	2026-11-28 18:05:10.602743+00	1	\N	\N	2026-11-28 18:05:10.611256+00	\N
1aef0d69-eb2f-4588-8035-83137af0d230	\N	\N	2026-11-28 18:05:10.602743+00	2026-12-01 18:05:10.602743+00	2026-11-28 18:05:10.602743+00	1	\N	\N	2026-11-28 18:05:10.638164+00	\N
94c2f5bf-e7d7-4f50-acdf-38f9d91d3851	\N	\N	2026-11-28 18:05:10.978026+00	2026-12-01 18:05:10.978026+00	2026-11-28 18:05:10.978026+00	1	\N	\N	2026-11-28 18:05:11.004718+00	\N
dbf04aff-ae73-48e7-a5fc-00e1bbca4ee5	\N	\N	2026-11-28 18:05:10.880455+00	2026-11-28 18:15:10.880455+00	2026-11-28 18:05:10.880455+00	1	\N	\N	2026-11-28 18:05:10.88948+00	\N
39670475-2261-49f5-935f-42f23a6b6c9f	\N	\N	2026-11-28 18:05:12.131981+00	2026-11-28 18:15:12.131981+00	2026-11-28 18:05:12.131981+00	1	\N	\N	2026-11-28 18:05:12.176101+00	\N
96da64b0-05c5-4bd1-a5a5-79edbeb0f07d	\N	\N	2026-11-28 18:05:11.122537+00	2026-11-28 18:15:11.122537+00	2026-11-28 18:05:11.122537+00	1	\N	\N	2026-11-28 18:05:11.138204+00	\N
c82a97f1-3711-4585-a727-47f3681e6255	\N	\N	2026-11-28 18:05:11.890215+00	2026-12-01 18:05:11.890215+00	2026-11-28 18:05:11.890215+00	1	\N	\N	2026-11-28 18:05:11.910144+00	\N
3d74943f-7b17-40e1-994e-a18a06066e62	\N	\N	2026-11-28 18:05:11.449229+00	2026-11-28 18:15:11.449229+00	2026-11-28 18:05:11.449229+00	1	\N	\N	2026-11-28 18:05:11.459649+00	\N
2625c8fe-c09d-4012-a5d7-7b1a4d0ba6cb	\N	\N	2026-11-28 18:05:12.727442+00	2026-11-28 18:15:12.727442+00	2026-11-28 18:05:12.727442+00	1	\N	\N	2026-11-28 18:05:12.746311+00	\N
50daa582-4a5e-46ef-b775-97056e3301c8	\N	\N	2026-11-28 18:05:12.030505+00	2026-11-28 18:15:12.030505+00	2026-11-28 18:05:12.030505+00	1	\N	\N	2026-11-28 18:05:12.053642+00	\N
5396b932-63dd-4970-a774-643aa5b15362	\N	\N	2026-11-28 18:05:12.330498+00	2026-11-28 18:15:12.330498+00	2026-11-28 18:05:12.330498+00	1	\N	\N	2026-11-28 18:05:12.352574+00	\N
0cdc3d12-0ee4-4a6c-b333-b3d954681975	\N	\N	2026-11-28 18:05:12.131981+00	2026-11-28 18:15:12.131981+00	2026-11-28 18:05:12.131981+00	1	\N	\N	2026-11-28 18:05:12.151219+00	\N
99e308f6-0e03-496c-ae56-0f96eda8ae85	kim@example.org	\\x9985b2e437cdea71305746f60f0df5ed144d68d162c07b33ebca430a6d40381987832747c2c7af94e37c8b41d8143b4e3151874a9709fd31314a74f27df6ad5e65970306edb45407ca6d96378798d536a5d4a41be098f10dba8cbd8d2116b54e6c5c0cc92a227a68343dae0c54a47daeb03fc100ae140c5c2c8f43bf889a41d704702d59cb4edef26feeb7e12365538e8ae9d11444101d2fc54d998d89d1e4aa1e7f81203b2a4e2f4e9fb829ee915c01578ab60db4f1ed931b1cebbabf1cd9eb2a7cd90eaf42679c13c74ee89a27877abecd05cba343d3759c0587339c5cacf94b20539e0d983324d93789ec6f8beb061e49a848b235573d17af77d3dcfaaccf0d99da5817067a1cf427b39047cb916622af61f8235b64e504eae931bf4417c2d623599bc7d86be10fb595c74136a72e7a2bbaa14bb9130a4eb220093b48aa2ed106ee5385dd6d514ae58e8c24c3506f1f302dce72d313dbfd62084176175d9463f91dc909be28378529b728b80fdc52e315b8678ab0927406b8aa48cdf844d617785013786a93a81b104a9b8adbc614ef6227a022bcc0736de5aac318e5a48dc01fdc3ae7a9b8b43b17bd946d0315efdc09b998f7ba78c90425d6b8fd1603c466cdc92fdbc81df08cf756a70e3272306bc2	2026-11-28 18:05:29.021503+00	2026-11-28 18:15:29.021503+00	2026-11-28 18:05:55.452299+00	1	Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server	\N	\N	\N
2d367576-cf72-4951-8355-b8a9273ec7e3	\N	\N	2026-11-28 18:05:12.489269+00	2026-11-28 18:15:12.489269+00	2026-11-28 18:05:12.489269+00	1	\N	\N	2026-11-28 18:05:12.513846+00	\N
a1372526-6874-41db-a27e-43a074926f99	\N	\N	2026-11-28 18:05:14.135633+00	2026-11-28 18:15:14.135633+00	2026-11-28 18:05:14.135633+00	1	\N	\N	2026-11-28 18:05:14.193458+00	\N
32253cf5-d552-46d1-bab8-889d4ed44602	\N	\N	2026-11-28 18:05:12.591939+00	2026-11-28 18:15:12.591939+00	2026-11-28 18:05:12.591939+00	1	\N	\N	2026-11-28 18:05:12.61416+00	\N
652b81b3-7467-4216-adee-797335b94a32	\N	\N	2026-11-28 18:05:14.29624+00	2026-12-01 18:05:14.29624+00	2026-11-28 18:05:14.29624+00	1	\N	\N	2026-11-28 18:05:14.450156+00	\N
416ad9b4-31f6-4fd3-8e40-319f9efc3dd5	\N	\N	2026-11-28 18:05:14.425451+00	2026-11-28 18:15:14.425451+00	2026-11-28 18:05:14.425451+00	1	\N	\N	2026-11-28 18:05:14.462154+00	\N
\.


--
-- Data for Name: recovery_codes; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.recovery_codes (account_id, code_hash, used_at) FROM stdin;
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x43d9ceb560141e871a65f3937c5994e9593f23c871b667ad93396dd4c13ab256	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x6bf68aa19b515359c9d17ed7c4ac7a0df491652c230e777fd495542526da1220	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\xfe53f07ff2184073d6d9e62fb629f1585f5a72ce1230c4efbff920e945778a23	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x3a3d736f595ce1a247ad578af8642152b1a965ba867a4031b096db7103f2713b	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\xb15ba9feb579f355e68af916da386c817b172b84ff0e56574e6f0fc233d55b26	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x76d4e919e7ae346d3781369ab86d86f67a1fe9ded6379734a38a2d6e1f7634e5	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x4aad32b70f3e2bec91a2ee81d61d1640b8f59a399ca884d39ba2693df9a86ad3	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x812a53c5012b280ee4221d808d9d3fb66106f681a4445dd5d50c7dbe26269cf1	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x6068f1028ab0a8d5e09f5c0b5eddd7eee65813ed20eeaf52df50147e1b3b2d43	\N
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\xda3472dc682539bef7652dd05aa6ec0a7775bf69464c47856252f7704957702b	2026-11-28 18:05:10.602743+00
\.


--
-- Data for Name: second_factors; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.second_factors (account_id, sealed, enabled_at, last_step) FROM stdin;
7e0446c9-40e8-4670-ae4d-218b4cf1698a	\\x9985b2e4468028bc54088a02fbdf9d459624a79ec2b2cbc01341f5ed4aaa5d460e9a482133d9f26eb5aea7f8663947ab5c30844f	2026-11-28 18:05:10.384846+00	59862969
\.


--
-- Data for Name: sessions; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.sessions (token_hash, account_id, created_at, last_seen_at, expires_at, id, proved_at, method, device, device_hash, address) FROM stdin;
\\x2d03291d2dccf874fdef5727b27775137fee5dc396f21d1d87c2291f4982ed18	49a3aa3e-7533-4b08-8973-3e4670c70606	2026-11-28 18:05:08.294228+00	2026-11-28 18:05:08.294228+00	2026-12-28 18:05:08.294228+00	3f401984-1bd5-46d5-84d3-8072bf2fe426	2026-11-28 18:05:08.294228+00	sign-up	Firefox on Linux	\\x22cf29c54dd9b46dde178a02f0e2c317647f61442bd0317683751be3f3879c34	127.1.0.3
\\x89912c5f85a1f78f293b6c6bd1b305b491866ea9e07771820e440789adbe4d73	3f420eb7-adc1-43a4-984a-fbdfce09de4d	2026-11-28 18:05:10.225646+00	2026-11-28 18:05:10.225646+00	2026-12-28 18:05:10.225646+00	911c6a37-7b73-430d-bfc1-4b9d7172ddb4	2026-11-28 18:05:10.225646+00	sign-up	Firefox on Linux	\\xd4a2411588e78d81a8b800967c2f89ebe156c5bc81c3e7399f5ec0fa1ec7f9da	127.1.0.5
\\xcf5656a503e4db69226008e939c9cb9ef59ebf89d31a4b921c05622d7cf285a3	7e0446c9-40e8-4670-ae4d-218b4cf1698a	2026-11-28 18:05:08.186132+00	2026-11-28 18:05:10.384846+00	2026-12-28 18:05:08.186132+00	f7241270-4ba3-4d9a-8fb7-0a72fde10524	2026-11-28 18:05:08.186132+00	password	Firefox on Linux	\\xf3af70c4d145e00ab82af3e2695c954f7f86bf9cfb46b9bf8ea954abd04af7b9	127.1.0.2
\\x832089a506cb0a207908fce1c86cb030a6efdae0fc844b9ebeaead0e698072e1	9b999296-2cff-4812-86da-513e787cbcd3	2026-11-28 18:05:10.915377+00	2026-11-28 18:05:10.978026+00	2026-12-28 18:05:10.915377+00	c9007da2-70e4-4ab1-813e-b120574decd5	2026-11-28 18:05:10.915377+00	sign-up	Firefox on Linux	\\xb3fd4cca285d1872b7fbc47667847b8e86da3ee89882a1b822d68985b01488ea	127.1.0.8
\\x3e08b3cf8b65481168624f7fcb3bce601eafd3f70e512bc21098204edec3a47e	c62fc6c4-5847-4897-8287-110f61c48b3a	2026-11-28 18:05:11.163943+00	2026-11-28 18:05:11.163943+00	2026-12-28 18:05:11.163943+00	f5bed242-8423-43b9-8704-baf736dcadde	2026-11-28 18:05:11.163943+00	sign-up	Firefox on Linux	\\x5838447d570992566b3b255b55e5aaf462e363ed4522dd021466e127ff1c0d74	127.1.0.9
\\x389d3ab5f24d2f45f10b677ab2031c2eaf25da8be254e6c87e910a03f56c505a	a2fd61ab-34b4-4e12-8cc0-ec9df85530e1	2026-11-28 18:05:11.266199+00	2026-11-28 18:05:11.266199+00	2026-12-28 18:05:11.266199+00	25c4ed1f-44e6-4e8d-a9b1-d9afc64dca19	2026-11-28 18:05:11.266199+00	provider	Firefox on Linux	\\x72431c034cb5e5235de0b7cb044ca8f9fc2829f714b7581fb939040b30fb24d6	127.1.0.10
\\xeffad89753d2d95918d5055f5af79c5da527cad03d6a4380890bcbb4fba3388b	40444a60-2607-42a4-9595-567d8277d573	2026-11-28 18:05:12.071367+00	2026-11-28 18:05:12.071367+00	2026-12-28 18:05:12.071367+00	4ab1092d-7455-4bde-bdde-1d01f2362daa	2026-11-28 18:05:12.071367+00	sign-up	Firefox on Linux	\\xf541f219f035b625f3d024a1833815ca5734af3d2b215f29f6ad6ff6446e1d9b	127.1.0.14
\\x809770bdb93fb4a9fb48e490e94b4db34785319d3752bffa68ae8c642487c2bf	267d8166-768e-4c18-9e25-696c0ae5865f	2026-11-28 18:05:12.529466+00	2026-11-28 18:05:12.529466+00	2026-12-28 18:05:12.529466+00	9a0545ad-de07-4d4c-90d7-e88c10804d19	2026-11-28 18:05:12.529466+00	sign-up	Firefox on Linux	\\x4a43f6c944f45f8175208e198779cd60d8537a7c407925073c988c3dc5bf50e2	127.1.0.16
\\xf18bf9b48e1e156a8836d745743cf69adb04e8903eee3724f6deb185a6c5402a	c9efbd17-2244-433d-956f-899a192dce1f	2026-11-28 18:05:12.76977+00	2026-11-28 18:05:12.76977+00	2026-12-28 18:05:12.76977+00	ed6e8b64-6433-4a61-b0b8-25c4e6eff55a	2026-11-28 18:05:12.76977+00	sign-up	Firefox on Linux	\\x83f202c43c0de077d169e134ec4fa20a7534281452294363335b6ae086ec3927	127.1.0.18
\\x5dc0b6f22b9160c0a17958051cef6277c5e3be8f29ccf87e63a7bc352c9da538	51abd7aa-fba3-4222-9b34-13ae5e7c03cb	2026-11-28 18:05:14.49027+00	2026-11-28 18:05:14.49027+00	2026-12-28 18:05:14.49027+00	30b88eb1-8c83-4a64-8910-d60ed1293a9e	2026-11-28 18:05:14.49027+00	sign-up	Firefox on Linux	\\x7ceeecb2314dd0132c3eea2f3deab03bb56fadac9eeee4881e1a4cbb5e8b20e4	127.1.0.20
\.


--
-- Data for Name: throttles; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.throttles (key, whole_at, taken) FROM stdin;
sign-up address c1dab76c4439a741cf94014be62cae98c2f5a5ba8a2298fb80e7791b8f26c641	2026-11-28 18:05:27.730346+00	\N
mail address c1dab76c4439a741cf94014be62cae98c2f5a5ba8a2298fb80e7791b8f26c641	2026-11-28 18:05:27.742254+00	\N
mail af568b20bb8480f00c8ed39aafdeb46b9fb21fad4e058979e6ac5ac009fd8758	2026-11-28 18:15:07.745587+00	\N
mail to 7ea25903829f55d05e6e4439ca664c3245ad82b7e3b6c9810d4933a49b064a11	2026-11-28 18:07:07.746432+00	\N
code address c1dab76c4439a741cf94014be62cae98c2f5a5ba8a2298fb80e7791b8f26c641	2026-11-28 18:05:17.947421+00	\N
profile afea8029abe0b966d1b7d3a27d88ec1e9d2e19fcac7b131e5d8aef0f5df22c06	2026-11-28 18:05:17.994068+00	\N
authorize address 43de26fc96b0a30226ee216ca124101910e1f68b0e06686056ef0fef7f72ff29	2026-11-28 18:05:31.219453+00	\N
sign-up address 43de26fc96b0a30226ee216ca124101910e1f68b0e06686056ef0fef7f72ff29	2026-11-28 18:05:31.262659+00	\N
sign-in address c1dab76c4439a741cf94014be62cae98c2f5a5ba8a2298fb80e7791b8f26c641	2026-11-28 18:05:08.070964+00	\N
sign-up address fc390e2734b16d1cc9dd90c05b53250254dad712fd39f1fb1434fd7728728197	2026-11-28 18:05:28.199333+00	\N
mail address fc390e2734b16d1cc9dd90c05b53250254dad712fd39f1fb1434fd7728728197	2026-11-28 18:05:28.199488+00	\N
mail bec361e2868c26ec4e72b3d2b83545aad6ff9fc2627b57e433537390a617b223	2026-11-28 18:15:08.199602+00	\N
mail to 4c5ea72279647f964e2d31f82f3a707fee465f961629e92569af974af7493a4c	2026-11-28 18:07:08.199685+00	\N
code address fc390e2734b16d1cc9dd90c05b53250254dad712fd39f1fb1434fd7728728197	2026-11-28 18:05:18.291804+00	\N
profile 46835a513f7d837a10af62f306626f48a1d9ca893e8c02e9a5c3fee8ddbf939d	2026-11-28 18:05:18.326319+00	\N
message afea8029abe0b966d1b7d3a27d88ec1e9d2e19fcac7b131e5d8aef0f5df22c06	2026-11-28 18:05:08.866419+00	\N
channel afea8029abe0b966d1b7d3a27d88ec1e9d2e19fcac7b131e5d8aef0f5df22c06	2026-11-28 18:08:08.33871+00	\N
sign-up address 94d965969dd4e9c7c052561fb1ef9399dc9f1a68fafe0a47f1a589c8d08f99ab	2026-11-28 18:05:28.650478+00	\N
mail address 94d965969dd4e9c7c052561fb1ef9399dc9f1a68fafe0a47f1a589c8d08f99ab	2026-11-28 18:05:28.650667+00	\N
mail 28bb47d6921e9f9b640d9e69d747563fc45a5929e0da639d60182d72945bf441	2026-11-28 18:15:08.650775+00	\N
mail to d43e866a205cddf0f4a01edd514df461fb86a30166982d4f99db7c93dcdc236b	2026-11-28 18:07:08.650867+00	\N
code address 94d965969dd4e9c7c052561fb1ef9399dc9f1a68fafe0a47f1a589c8d08f99ab	2026-11-28 18:05:18.728097+00	\N
profile 785fb86297b4c81cb40dc2f270a407b92810255a5f0251d363f141dfd28cd108	2026-11-28 18:05:18.769032+00	\N
membership 785fb86297b4c81cb40dc2f270a407b92810255a5f0251d363f141dfd28cd108	2026-11-28 18:05:10.780451+00	\N
message 785fb86297b4c81cb40dc2f270a407b92810255a5f0251d363f141dfd28cd108	2026-11-28 18:05:09.290551+00	\N
message 46835a513f7d837a10af62f306626f48a1d9ca893e8c02e9a5c3fee8ddbf939d	2026-11-28 18:05:19.907219+00	\N
sign-up address 0d18e1267e9b1134a8ad80fb0a9d1c34f11610501b135fafeb2b8b01900cd6cf	2026-11-28 18:05:30.076828+00	\N
mail address 0d18e1267e9b1134a8ad80fb0a9d1c34f11610501b135fafeb2b8b01900cd6cf	2026-11-28 18:05:30.076985+00	\N
mail e942f15ea74d55ec12543d9fa384a954ff33e4d60ebcac61ab5a68665264c41b	2026-11-28 18:15:10.077085+00	\N
mail to ff8883adca0495770b6c624ec9aca9d039c3fe95e0dda5f836366ec9890614e5	2026-11-28 18:07:10.077179+00	\N
code address 0d18e1267e9b1134a8ad80fb0a9d1c34f11610501b135fafeb2b8b01900cd6cf	2026-11-28 18:05:20.218891+00	\N
profile 603dc970d6e7c5faf411a24b406e97b957b943cdea0485d1dea91a3223e392ef	2026-11-28 18:05:20.263339+00	\N
channel 603dc970d6e7c5faf411a24b406e97b957b943cdea0485d1dea91a3223e392ef	2026-11-28 18:06:10.286071+00	\N
membership 46835a513f7d837a10af62f306626f48a1d9ca893e8c02e9a5c3fee8ddbf939d	2026-11-28 18:05:12.390455+00	\N
message 603dc970d6e7c5faf411a24b406e97b957b943cdea0485d1dea91a3223e392ef	2026-11-28 18:05:10.81484+00	\N
membership 603dc970d6e7c5faf411a24b406e97b957b943cdea0485d1dea91a3223e392ef	2026-11-28 18:05:12.350221+00	\N
account afea8029abe0b966d1b7d3a27d88ec1e9d2e19fcac7b131e5d8aef0f5df22c06	2026-11-28 18:05:20.384019+00	\N
profile c8aff2e3d071bcf1a68bbadcd687f4d757dd613922f2e5f7edb5c00189db54b2	2026-11-28 18:05:21.312542+00	\N
sign-in address 13acb98ceee2689560555c4ee36595a358bc229ee32cb2260ae45670e2d0fedb	2026-11-28 18:05:10.414358+00	\N
code address 13acb98ceee2689560555c4ee36595a358bc229ee32cb2260ae45670e2d0fedb	2026-11-28 18:05:20.584487+00	\N
authorize address 416cbcf563d326de4f20aab8febd93bf06bf3bc4b823273dfc1a57af733278ec	2026-11-28 18:05:21.320358+00	\N
new device cfe00dde46ef942601ffafb9e2825e802858b460e586b8305b344c1eb826357d	2026-11-28 19:05:10.604887+00	{"2026-11-28 18:05:08.18788+00","2026-11-28 18:05:10.604887+00"}
second factor cfe00dde46ef942601ffafb9e2825e802858b460e586b8305b344c1eb826357d	2026-11-28 19:05:10.602492+00	{}
sign-in account cfe00dde46ef942601ffafb9e2825e802858b460e586b8305b344c1eb826357d	2026-11-28 19:05:10.658317+00	{}
sign-in address 97b92f23c4fba4dce597deb285c4defc1d7e43d76d441ce87f127d0ae026fb76	2026-11-28 18:05:10.645849+00	\N
sign-up address 59fb4c63d3bde915c243d4d2795abe596d2e3398711992169d150f301ce8d664	2026-11-28 18:05:30.798286+00	\N
mail address 59fb4c63d3bde915c243d4d2795abe596d2e3398711992169d150f301ce8d664	2026-11-28 18:05:30.798585+00	\N
mail 3428c658fea73946a97c856eda65847b3d5327cd3b25da375246a943c8fb209e	2026-11-28 18:15:10.798737+00	\N
mail to 1623ecf23470097a62082f44638117889275a2aa93b1483f6e01084875b876d0	2026-11-28 18:07:10.799474+00	\N
code address 59fb4c63d3bde915c243d4d2795abe596d2e3398711992169d150f301ce8d664	2026-11-28 18:05:20.911473+00	\N
profile 69b3c78e356e3fe5acf4d59a756cbf5a8effbbc34ba62f57b10c82cfd0b0745c	2026-11-28 18:05:20.939943+00	\N
account 69b3c78e356e3fe5acf4d59a756cbf5a8effbbc34ba62f57b10c82cfd0b0745c	2026-11-28 18:05:20.964137+00	\N
sign-up address ab28004197022e04ec530657c264003d91fb553bcb94a6294f9d76b1049d1ec9	2026-11-28 18:05:31.012238+00	\N
mail address ab28004197022e04ec530657c264003d91fb553bcb94a6294f9d76b1049d1ec9	2026-11-28 18:05:31.012547+00	\N
mail c581972901c6f52057dbe56096af6047bcb1d2f0eebccc756996ca0325b7a7a7	2026-11-28 18:15:11.012717+00	\N
mail to 71ac5ead6e8e360a9628158baa6a91c1ea031c53e6d650252ac5aa98dc82e933	2026-11-28 18:07:11.014081+00	\N
code address ab28004197022e04ec530657c264003d91fb553bcb94a6294f9d76b1049d1ec9	2026-11-28 18:05:21.161214+00	\N
profile 9f3d483fc97d002cad85bfa02b71954fc40743361d275783d1304c744d94f2b9	2026-11-28 18:05:21.208945+00	\N
sign-up address bce5c152f0153ef718ac5df37022be82d209912a151f4d06e051f179d3f5c8a6	2026-11-28 18:05:31.33115+00	\N
mail address bce5c152f0153ef718ac5df37022be82d209912a151f4d06e051f179d3f5c8a6	2026-11-28 18:05:31.331311+00	\N
mail 03494b73d5fd7d1c3cb6420ca0d05b9d5eccad5c29aa2ddbd7e713cd0a584d9d	2026-11-28 18:15:11.331409+00	\N
mail to 5ee44caa2e15e2738b775415d68eccced96140ef8589ef194dc336a0041a14e8	2026-11-28 18:07:11.33151+00	\N
code address bce5c152f0153ef718ac5df37022be82d209912a151f4d06e051f179d3f5c8a6	2026-11-28 18:05:21.481858+00	\N
profile 5245fcf27873a584c6252eeb5266195ec3130974f7213a12dfc6df9b17393e38	2026-11-28 18:05:21.559924+00	\N
sign-up address 39e6e291bba348b8e5abd2e23fe38bca679c00f409192d04cc4a1c8d8b408a30	2026-11-28 18:05:31.684779+00	\N
mail address 39e6e291bba348b8e5abd2e23fe38bca679c00f409192d04cc4a1c8d8b408a30	2026-11-28 18:05:31.684986+00	\N
mail 6dbf49f7a87586d7f12ff00bb0ed6c54d3e26f1c9c24ca78adf28f7f3ba8dafc	2026-11-28 18:15:11.685089+00	\N
mail to 0274fe4cc3eba73481c61eefddd4766e6603f23d5e90f740ce27d35d9d2def7f	2026-11-28 18:07:11.685176+00	\N
code address 39e6e291bba348b8e5abd2e23fe38bca679c00f409192d04cc4a1c8d8b408a30	2026-11-28 18:05:21.802945+00	\N
profile 321348e32612371111bf7047285392315f3360ee36153f50db75923bead9c430	2026-11-28 18:05:21.8515+00	\N
membership 321348e32612371111bf7047285392315f3360ee36153f50db75923bead9c430	2026-11-28 18:05:13.861618+00	\N
message 321348e32612371111bf7047285392315f3360ee36153f50db75923bead9c430	2026-11-28 18:05:12.381267+00	\N
sign-up address 09bdeb5324f1cefa12e03aef7923b91758b2a161fe7a7ccd500cdbd154d38cc2	2026-11-28 18:05:31.926226+00	\N
mail e7a30a936380e46771a67756db97d76b046c9e9a092cdc8379ea7ce4f1eced70	2026-11-28 18:15:11.926578+00	\N
mail to c7ace3b6f0b8f399325451ab8a7d8d8d88f6b53f41861e48a60bda8b9706816b	2026-11-28 18:07:11.926695+00	\N
profile c0d4276696e0fc98388f6454a0a78cba20d707667b9c2c50fb4055776d65220e	2026-11-28 18:05:22.1202+00	\N
mail address 09bdeb5324f1cefa12e03aef7923b91758b2a161fe7a7ccd500cdbd154d38cc2	2026-11-28 18:05:51.926432+00	\N
mail 86817cbe363a1c94ded4bba96e41631b06ea51435af658dd24321bb9aa881bf0	2026-11-28 18:15:12.131514+00	\N
mail to 33cf847b9efe763b434f44689dd422ec68682caf6c66d211160f5e3e6b51a9a4	2026-11-28 18:07:12.131646+00	\N
mail to af188a9c4190178c40edc8b6500606018d3d597592111e099fe73617002bb717	2026-11-28 18:07:12.13175+00	\N
code address 09bdeb5324f1cefa12e03aef7923b91758b2a161fe7a7ccd500cdbd154d38cc2	2026-11-28 18:05:32.069382+00	\N
sign-up address ddc2d95e3af9128cf1018c9ec476c7dc29d1e573bc7754c43c651a5cc0cad623	2026-11-28 18:05:32.212133+00	\N
mail address ddc2d95e3af9128cf1018c9ec476c7dc29d1e573bc7754c43c651a5cc0cad623	2026-11-28 18:05:32.212367+00	\N
mail f7a58cb3f028cca195b7e772d32e169a859ccf879d77dea3db1df23c8c943f0d	2026-11-28 18:15:12.212527+00	\N
mail to 0783367c0bf0b72ccbfa01aea48f1f066916ec76382286dd15d3aba8f33f63b2	2026-11-28 18:07:12.212643+00	\N
sign-up address 5118a16980c89d46700fa3def68936250da72918fb9fafbb2f63212171fcfab1	2026-11-28 18:05:32.365077+00	\N
mail address 5118a16980c89d46700fa3def68936250da72918fb9fafbb2f63212171fcfab1	2026-11-28 18:05:32.365265+00	\N
mail 7d14c5e73c90b8528f95c12adcd45252c7fde51609d4fb01e143ee1e2d068733	2026-11-28 18:15:12.365563+00	\N
mail to 76c687c1998e1d8a0e616fd14f6fbde973746cc2380453c36eca14aadb66b1ed	2026-11-28 18:07:12.365689+00	\N
code address 5118a16980c89d46700fa3def68936250da72918fb9fafbb2f63212171fcfab1	2026-11-28 18:05:22.5283+00	\N
profile 2099dc3489dee198ecf390337a3b97227da8a0eeefb8e21392d777bc078c0dc2	2026-11-28 18:05:22.575426+00	\N
mail address cd6619edfc76d2a2d599c8e90e4873602bf7da21fc4582b257c62a1db3f9c8e4	2026-11-28 18:05:32.590966+00	\N
mail ceee2a8f7e2136d0cb2b0d5451a60700cbcda3e5df05aa43fe9c3af4246cfed1	2026-11-28 18:15:12.591158+00	\N
mail to bbe090bb0a98411ebd9040b9883598cacecd3f56ff482c7ab967b57a54a801f9	2026-11-28 18:07:12.591273+00	\N
sign-up address 0725651fd6e796e06f72ef5caad9597bd60208ff7d14c030957fee5b0fb64630	2026-11-28 18:05:32.628392+00	\N
mail address 0725651fd6e796e06f72ef5caad9597bd60208ff7d14c030957fee5b0fb64630	2026-11-28 18:05:32.628594+00	\N
mail 3c838d343728e8dee500378ae9b0c3ea1c0e70cb0e83ace81f2f2ea7da7f1e73	2026-11-28 18:15:12.628815+00	\N
mail to f33c4e33f1556c15b07b2cad6481bfbda8f15ea9e469b8f5e448ec3fc00ace35	2026-11-28 18:07:12.628911+00	\N
code address 0725651fd6e796e06f72ef5caad9597bd60208ff7d14c030957fee5b0fb64630	2026-11-28 18:05:22.766948+00	\N
profile 23af03d3e7da80a464ff77bd5caa1b88b11e5c24d83384553a834fbcc4de61d4	2026-11-28 18:05:22.818588+00	\N
mail address 9ca13ff065d72418eb7115dfa3654b6ee3f0506555e204272ea2cad083f673fb	2026-11-28 18:05:34.134713+00	\N
sign-in account cd3f6bd6faff3e3107f07845d09d39fa17de9f3bc39e31cff84cdc52f662f580	2026-11-28 19:05:13.938063+00	{"2026-11-28 18:05:12.832014+00","2026-11-28 18:05:12.943935+00","2026-11-28 18:05:13.073996+00","2026-11-28 18:05:13.204957+00","2026-11-28 18:05:13.327238+00","2026-11-28 18:05:13.433027+00","2026-11-28 18:05:13.538807+00","2026-11-28 18:05:13.678071+00","2026-11-28 18:05:13.798017+00","2026-11-28 18:05:13.938063+00"}
sign-in address 9ca13ff065d72418eb7115dfa3654b6ee3f0506555e204272ea2cad083f673fb	2026-11-28 18:07:02.831433+00	\N
mail d3072b5ca9de90331c8be32b943a181864c32739bdb04d9c1c33cd3953bd541c	2026-11-28 18:15:14.134893+00	\N
mail to 4f8f17618eaa024773f7647683d19f816e28c144df35bd8c946e51ce4870edc2	2026-11-28 18:07:14.135+00	\N
sign-up address 96cc6f159b7b0d0c1028a0ecba0bc048e02f5c3cb79a7ef5ee299d33578d2720	2026-11-28 18:05:34.329984+00	\N
mail address 96cc6f159b7b0d0c1028a0ecba0bc048e02f5c3cb79a7ef5ee299d33578d2720	2026-11-28 18:05:34.330171+00	\N
mail 61f36503f81a1028a7e7678e92e1ff7a197b7c6d9a706741955083e757a6526b	2026-11-28 18:15:14.330281+00	\N
mail to 5fab04c35956d8ee852c042eb0fc3f3e0ee2ce0eee300c24e0860c03b1159aee	2026-11-28 18:07:14.330372+00	\N
code address 96cc6f159b7b0d0c1028a0ecba0bc048e02f5c3cb79a7ef5ee299d33578d2720	2026-11-28 18:05:24.483407+00	\N
profile 7f4ec0b1e6fb4d54b06e1d032ae8e360eaafdd12e99a504aa9273b676a0962f3	2026-11-28 18:05:24.527673+00	\N
mail address 84778fa97f271f33da645f7f7462e166ad1a16027d857e828278500e191a57c3	2026-11-28 18:05:49.011499+00	\N
mail 64dbbbb49c4decdf5bc6649e06cefb95ffaab5d6029ee264dcd7b21706edf7dc	2026-11-28 18:15:29.018288+00	\N
mail to f7d5497d99a2333577d3c28c698aaab78da0f243f7ebec111c418db836823763	2026-11-28 18:07:29.02002+00	\N
\.


--
-- Data for Name: waiting_list; Type: TABLE DATA; Schema: agentor; Owner: agentor_owner
--

COPY agentor.waiting_list (email, full_name, asked_at, admitted_at) FROM stdin;
nia@example.org		2026-11-28 18:05:14.29624+00	2026-11-28 18:05:14.29624+00
\.


--
-- Data for Name: channel_members; Type: TABLE DATA; Schema: messaging; Owner: agentor_owner
--

COPY messaging.channel_members (channel_id, user_id, role, joined_at, last_read_at, last_read_seq) FROM stdin;
6a322371-3750-4427-bcf1-0675fa89ce8e	7e0446c9-40e8-4670-ae4d-218b4cf1698a	admin	2026-11-28 18:05:08.353012+00	2026-11-28 18:05:08.353012+00	0
38b25070-5340-474f-ae87-5bbdee68877f	7e0446c9-40e8-4670-ae4d-218b4cf1698a	admin	2026-11-28 18:05:08.382829+00	2026-11-28 18:05:08.382829+00	0
cf091899-3079-4ebe-8ff7-e987deea32d1	7e0446c9-40e8-4670-ae4d-218b4cf1698a	admin	2026-11-28 18:05:08.338987+00	2026-11-28 18:05:09.757945+00	22
cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	member	2026-11-28 18:05:08.390661+00	2026-11-28 18:05:10.060906+00	24
0d24d684-2012-4e99-943a-077329ece169	49a3aa3e-7533-4b08-8973-3e4670c70606	admin	2026-11-28 18:05:10.308372+00	2026-11-28 18:05:10.308372+00	0
cf091899-3079-4ebe-8ff7-e987deea32d1	51a3e227-24f2-4e95-beeb-7f06caf4d95f	member	2026-11-28 18:05:11.862048+00	2026-11-28 18:05:11.862048+00	25
\.


--
-- Data for Name: channels; Type: TABLE DATA; Schema: messaging; Owner: agentor_owner
--

COPY messaging.channels (id, slug, name, description, type, created_by, created_at, updated_at, metadata, is_direct, last_seq, member_count, nonce, revision) FROM stdin;
6a322371-3750-4427-bcf1-0675fa89ce8e	channel-bcgn5b	غرفة خاصة		private	7e0446c9-40e8-4670-ae4d-218b4cf1698a	2026-11-28 18:05:08.353012+00	2026-11-28 18:05:08.353012+00	{}	f	1	1	373c1cd5-8671-8425-9747-3ca798bcac47	1
38b25070-5340-474f-ae87-5bbdee68877f	quiet-t2s2xg	Quiet		private	7e0446c9-40e8-4670-ae4d-218b4cf1698a	2026-11-28 18:05:08.382829+00	2026-11-28 18:05:08.382829+00	{}	f	0	1	b00c4571-88a2-8144-99f7-7c65737f1663	1
0d24d684-2012-4e99-943a-077329ece169	left-by-its-creator	Left by its creator		public	3f420eb7-adc1-43a4-984a-fbdfce09de4d	2026-11-28 18:05:10.287603+00	2026-11-28 18:05:10.287603+00	{}	f	1	1	db680895-8ee9-8587-b895-5fea9d915c47	4
cf091899-3079-4ebe-8ff7-e987deea32d1	analytical-engines	Analytical Engines	Cards, "mills" & stores\\ 🧮	public	7e0446c9-40e8-4670-ae4d-218b4cf1698a	2026-11-28 18:05:08.338987+00	2026-11-28 18:05:08.338987+00	{}	f	26	3	edd2a7ad-cfb1-8394-bc38-890897800647	6
\.


--
-- Data for Name: messages; Type: TABLE DATA; Schema: messaging; Owner: agentor_owner
--

COPY messaging.messages (id, channel_id, user_id, content, type, metadata, created_at, updated_at, is_deleted, parent_id, seq, changed_seq, nonce) FROM stdin;
501f3866-a2dc-4154-85a3-5b5123e03ed5	6a322371-3750-4427-bcf1-0675fa89ce8e	7e0446c9-40e8-4670-ae4d-218b4cf1698a	For my eyes only.	text	{}	2026-11-28 18:05:08.368679+00	2026-11-28 18:05:08.368679+00	f	\N	1	1	f7ff5853-ad8e-85f2-bea3-41211591de54
d73b02a5-32d9-4690-8cb9-a76d2700f678	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	Good morning.	text	{}	2026-11-28 18:05:08.407873+00	2026-11-28 18:05:08.407873+00	f	\N	1	1	7b888978-7435-8ac3-b954-ed500d33a1c2
09b777cd-76a6-447a-ad71-518b8632ec61	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	0	text	{}	2026-11-28 18:05:08.41738+00	2026-11-28 18:05:08.41738+00	f	\N	2	2	2a940b4d-c74d-87c5-ade0-fb55f3f71def
adb55cf6-f3a6-4b7a-a384-58bbe3b41d60	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	.	text	{}	2026-11-28 18:05:08.431438+00	2026-11-28 18:05:08.431438+00	f	\N	3	3	6bd3ec36-bb47-8bc2-b2fe-42c051cf3e0e
806b1a67-772a-4896-952f-51941c5ef89b	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	\\N	text	{}	2026-11-28 18:05:08.446973+00	2026-11-28 18:05:08.446973+00	f	\N	4	4	d9835127-1778-88ae-a6d4-7ecec2f02631
e51aa0a2-b5fc-4734-a954-fb8bfd1d040e	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	\\.	text	{}	2026-11-28 18:05:08.463499+00	2026-11-28 18:05:08.463499+00	f	\N	5	5	bc45b1fe-ed10-8613-9753-7754939f8701
24432054-be29-40ac-9a75-371cb0e51ad5	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	null	text	{}	2026-11-28 18:05:08.472576+00	2026-11-28 18:05:08.472576+00	f	\N	6	6	b05b402b-89d8-8bcb-8800-b54d71a2a66d
636e3b71-8473-4014-8a20-db82290c5dfe	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	It's "quoted", 'twice', `once`; and $$dollars$$ E'\\x00'	text	{}	2026-11-28 18:05:08.483485+00	2026-11-28 18:05:08.483485+00	f	\N	7	7	b36a70e4-263c-8de1-9102-57932e8143c9
a8d06729-08e8-4161-96ef-f5cdefce8fa8	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	C:\\new\\table\\	text	{}	2026-11-28 18:05:08.490912+00	2026-11-28 18:05:08.490912+00	f	\N	8	8	40787490-c38c-8911-aeb2-1961770a822b
95e00864-39f8-45b5-9a5d-6c79d176895b	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	a\tb\t\tc	text	{}	2026-11-28 18:05:08.501648+00	2026-11-28 18:05:08.501648+00	f	\N	9	9	5217af47-c0c0-8df8-a1ea-985109e7eb8a
332fef2f-bef4-4e37-a765-1f229e04a1b3	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	One line,\n\nand another.\n\tAnd one set in.	text	{}	2026-11-28 18:05:08.510478+00	2026-11-28 18:05:08.510478+00	f	\N	10	10	020e0edf-fcb1-813c-9df7-d35d58a31f85
aeab0f8e-bca6-4f5e-b559-ffb5654a1940	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	<b onclick="alert('1')">&amp;</b> -- {{name}}	text	{}	2026-11-28 18:05:08.52567+00	2026-11-28 18:05:08.52567+00	f	\N	11	11	0308d69a-b1d7-8c38-baf0-62320e20bb6a
8919475b-61bf-451d-b258-17756f4ba96d	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	مرحبًا بالعالم، كيف الحال؟	text	{}	2026-11-28 18:05:08.540991+00	2026-11-28 18:05:08.540991+00	f	\N	12	12	413d109d-61e7-8264-8820-232ac72ddadf
badd4d97-95e2-4e27-83c2-88e174e7129a	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	שָׁלוֹם (שלום) 123	text	{}	2026-11-28 18:05:08.554713+00	2026-11-28 18:05:08.554713+00	f	\N	13	13	fe28c3c3-738f-8c5f-a8a0-defd0e460e22
972bea9f-c11a-49ec-8a96-44cda6bc2816	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	नमस्ते दुनिया	text	{}	2026-11-28 18:05:08.569381+00	2026-11-28 18:05:08.569381+00	f	\N	14	14	34de417c-865b-8d4a-bca8-88944c7edadc
ee62e516-527d-4807-9c51-46f9080b53e0	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	你好，世界。	text	{}	2026-11-28 18:05:08.587085+00	2026-11-28 18:05:08.587085+00	f	\N	15	15	57df6674-4b97-8c50-b181-03f2b7f1610b
0d7c3da4-bafb-4654-8f70-c285d6edc659	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	ありがとうございます	text	{}	2026-11-28 18:05:08.603704+00	2026-11-28 18:05:08.603704+00	f	\N	16	16	d1cc0e5d-f7fb-8d4d-9c03-e6ce742bbf04
da52c4b7-7294-4433-baf5-5aae36d86e5d	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	Привет, мир	text	{}	2026-11-28 18:05:08.613841+00	2026-11-28 18:05:08.613841+00	f	\N	17	17	dba1652b-a064-8ccd-a4ce-664d4d03c52b
5abae371-279b-4e95-9ca4-877e4ef4059a	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	Zählt é anders als é: Ça va ?	text	{}	2026-11-28 18:05:08.628307+00	2026-11-28 18:05:08.628307+00	f	\N	18	18	a68253f3-ae3a-859a-9059-913ae99135e8
87237a9d-8671-4fc7-9f3c-d1d0094efca3	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	👩🏽‍🔬 🏳️‍🌈 🇵🇹 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎	text	{}	2026-11-28 18:05:08.637249+00	2026-11-28 18:05:08.637249+00	f	\N	19	19	97774bae-bebd-8983-8b39-391985b00438
dc1052bd-dbc1-4915-98e7-e8a7ea6fcf65	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx	text	{}	2026-11-28 18:05:08.645982+00	2026-11-28 18:05:08.645982+00	f	\N	20	20	5a312846-3bc1-820b-bef9-e43bcc2226d9
8b1a2f1f-b182-4508-81df-7f2ec5b9f53c	cf091899-3079-4ebe-8ff7-e987deea32d1	ccb3f999-f9d4-46ee-9362-7df650e79f0d	Removed, with the account of whoever wrote it.	text	{}	2026-11-28 18:05:08.791163+00	2026-11-28 18:05:09.18869+00	t	\N	21	22	b24aaa90-cb2b-8140-9d81-ca8131e6c98b
47fd9905-4285-44df-8a9e-d4c2a9d7e2de	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	Are you there?	text	{}	2026-11-28 18:05:10.026107+00	2026-11-28 18:05:10.026107+00	f	\N	23	23	0097701b-a6f2-8105-83e1-3d480fd02e7b
85e7be90-25a8-4871-a8ef-749ccf1f7b90	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	شكرًا	text	{}	2026-11-28 18:05:10.054288+00	2026-11-28 18:05:10.054288+00	f	\N	24	24	65c6a0e3-1ddb-8b61-b392-ca33c9cb5e71
019f6f1e-a3fc-4ef3-b3c6-60abaf224a9d	cf091899-3079-4ebe-8ff7-e987deea32d1	49a3aa3e-7533-4b08-8973-3e4670c70606	Until tomorrow, then 🌙	text	{}	2026-11-28 18:05:10.071788+00	2026-11-28 18:05:10.071788+00	f	\N	25	25	18abd1e9-6416-8f26-95eb-3d5706b2dab5
ceddaac6-1983-4036-8718-5e88b16a18a3	0d24d684-2012-4e99-943a-077329ece169	3f420eb7-adc1-43a4-984a-fbdfce09de4d	Carry on without me.	text	{}	2026-11-28 18:05:10.315435+00	2026-11-28 18:05:10.315435+00	f	\N	1	1	7f855022-aa5c-831c-b737-566aeac7edee
501f9eea-bcfd-4a67-8103-bc1d85305621	cf091899-3079-4ebe-8ff7-e987deea32d1	51a3e227-24f2-4e95-beeb-7f06caf4d95f	Farewell.	text	{}	2026-11-28 18:05:11.882125+00	2026-11-28 18:05:11.882125+00	f	\N	26	26	0c26cec5-303d-8410-af50-e0c3aa65557a
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: messaging; Owner: agentor_owner
--

COPY messaging.users (id, full_name, avatar_url, created_at) FROM stdin;
7e0446c9-40e8-4670-ae4d-218b4cf1698a	Ada Lovelace	\N	2026-11-28 18:05:07.994366+00
49a3aa3e-7533-4b08-8973-3e4670c70606	Bo "Bobby" O'Neil \\o/	\N	2026-11-28 18:05:08.326507+00
ccb3f999-f9d4-46ee-9362-7df650e79f0d	Somebody who left	\N	2026-11-28 18:05:08.76921+00
3f420eb7-adc1-43a4-984a-fbdfce09de4d	Gus Gone	\N	2026-11-28 18:05:10.263788+00
9b999296-2cff-4812-86da-513e787cbcd3	Dora Disarmed	\N	2026-11-28 18:05:10.940107+00
c62fc6c4-5847-4897-8287-110f61c48b3a	Max Midway	\N	2026-11-28 18:05:11.20994+00
a2fd61ab-34b4-4e12-8cc0-ec9df85530e1	Cleo Connects	\N	2026-11-28 18:05:11.312776+00
59601a20-9589-47b5-b479-77fb21bc426b	Dan Suspended	\N	2026-11-28 18:05:11.561962+00
51a3e227-24f2-4e95-beeb-7f06caf4d95f	Eve Leaving	\N	2026-11-28 18:05:11.851729+00
40444a60-2607-42a4-9595-567d8277d573	Fay Moves	\N	2026-11-28 18:05:12.120504+00
267d8166-768e-4c18-9e25-696c0ae5865f	Ivy Codes	\N	2026-11-28 18:05:12.575658+00
c9efbd17-2244-433d-956f-899a192dce1f	Lea Locked	\N	2026-11-28 18:05:12.818804+00
51abd7aa-fba3-4222-9b34-13ae5e7c03cb	Kim Forgetful	\N	2026-11-28 18:05:14.528673+00
\.


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: agentor_owner
--

COPY public.schema_migrations (set, number, name, checksum, applied_at) FROM stdin;
messaging	1	channels	ce4d5aba26baf1bfdf2ec400defb70cf43c868eb589ef29ac930a0b3b80ce735	2026-11-28 18:05:07.110406+00
messaging	2	erasure	56d555408f2570937291af49c244dd9edb4a4e3d402bc14fa3f1b9f97ef0ddd2	2026-11-28 18:05:07.190382+00
messaging	3	revisions	20373175b5a00a25392b6fa977eae37f2fbdf26900f51f595eda361208366258	2026-11-28 18:05:07.194556+00
agentor	1	accounts	5ba7e42ee62d5ca5f5f96a5767e76d8f978c958675f9f15be8113465b02d9569	2026-11-28 18:05:07.207311+00
agentor	2	mail	dbc2a6b512decaca9f7afe665f8dabf12c81bcd794b5e76e0e1d0b9f92ea3c28	2026-11-28 18:05:07.306457+00
agentor	3	access	13ba2f37cf905e468b863538827dadd1cded2132d943394812586e5a32959a4f	2026-11-28 18:05:07.331716+00
agentor	4	sessions	47a82e057063937fa3311ff149bfc349a9e7c05dee7e0955142ce0a4a131e2da	2026-11-28 18:05:07.495543+00
\.


--
-- Name: accounts accounts_nonce_key; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.accounts
    ADD CONSTRAINT accounts_nonce_key UNIQUE (nonce);


--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);


--
-- Name: agent_profiles agent_profiles_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.agent_profiles
    ADD CONSTRAINT agent_profiles_pkey PRIMARY KEY (account_id);


--
-- Name: challenges challenges_link_key; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.challenges
    ADD CONSTRAINT challenges_link_key UNIQUE (link_hash);


--
-- Name: challenges challenges_nonce_key; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.challenges
    ADD CONSTRAINT challenges_nonce_key UNIQUE (nonce);


--
-- Name: challenges challenges_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.challenges
    ADD CONSTRAINT challenges_pkey PRIMARY KEY (id);


--
-- Name: client_profiles client_profiles_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.client_profiles
    ADD CONSTRAINT client_profiles_pkey PRIMARY KEY (account_id);


--
-- Name: consents consents_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (account_id, document, version);


--
-- Name: devices devices_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (account_id, device_hash);


--
-- Name: identities identities_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (issuer, subject);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: recovery_codes recovery_codes_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (account_id, code_hash);


--
-- Name: second_factors second_factors_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (account_id);


--
-- Name: sessions sessions_id_key; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.sessions
    ADD CONSTRAINT sessions_id_key UNIQUE (id);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_hash);


--
-- Name: throttles throttles_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.throttles
    ADD CONSTRAINT throttles_pkey PRIMARY KEY (key);


--
-- Name: waiting_list waiting_list_pkey; Type: CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.waiting_list
    ADD CONSTRAINT waiting_list_pkey PRIMARY KEY (email);


--
-- Name: channel_members channel_members_pkey; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.channel_members
    ADD CONSTRAINT channel_members_pkey PRIMARY KEY (channel_id, user_id);


--
-- Name: channels channels_nonce_key; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.channels
    ADD CONSTRAINT channels_nonce_key UNIQUE (created_by, nonce);


--
-- Name: channels channels_pkey; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (id);


--
-- Name: channels channels_slug_key; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.channels
    ADD CONSTRAINT channels_slug_key UNIQUE (slug);


--
-- Name: messages messages_changed_seq_key; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_changed_seq_key UNIQUE (channel_id, changed_seq);


--
-- Name: messages messages_nonce_key; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_nonce_key UNIQUE (user_id, nonce);


--
-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);


--
-- Name: messages messages_seq_key; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_seq_key UNIQUE (channel_id, seq);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: agentor_owner
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (set, number);


--
-- Name: accounts_email_key; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE UNIQUE INDEX accounts_email_key ON agentor.accounts USING btree (lower(email));


--
-- Name: accounts_to_erase; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX accounts_to_erase ON agentor.accounts USING btree (erase_after) WHERE (erase_after IS NOT NULL);


--
-- Name: challenges_by_end; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX challenges_by_end ON agentor.challenges USING btree (expires_at);


--
-- Name: challenges_of_account; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX challenges_of_account ON agentor.challenges USING btree (account_id, purpose);


--
-- Name: challenges_of_browser; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX challenges_of_browser ON agentor.challenges USING btree (browser_hash, purpose);


--
-- Name: identities_of_account; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX identities_of_account ON agentor.identities USING btree (account_id);


--
-- Name: outbox_finished_at; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX outbox_finished_at ON agentor.outbox USING btree (COALESCE(sent_at, given_up_at)) WHERE (sealed IS NULL);


--
-- Name: outbox_next_attempt_at; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX outbox_next_attempt_at ON agentor.outbox USING btree (next_attempt_at) WHERE (sealed IS NOT NULL);


--
-- Name: sessions_of_account; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX sessions_of_account ON agentor.sessions USING btree (account_id);


--
-- Name: throttles_whole_at; Type: INDEX; Schema: agentor; Owner: agentor_owner
--

CREATE INDEX throttles_whole_at ON agentor.throttles USING btree (whole_at);


--
-- Name: channel_members_of_user; Type: INDEX; Schema: messaging; Owner: agentor_owner
--

CREATE INDEX channel_members_of_user ON messaging.channel_members USING btree (user_id, channel_id);


--
-- Name: channels_discovery; Type: INDEX; Schema: messaging; Owner: agentor_owner
--

CREATE INDEX channels_discovery ON messaging.channels USING btree (name, id) WHERE ((type = 'public'::text) AND (NOT is_direct));


--
-- Name: sessions end_waits; Type: TRIGGER; Schema: agentor; Owner: agentor_owner
--

CREATE TRIGGER end_waits AFTER DELETE ON agentor.sessions FOR EACH ROW WHEN ((old.expires_at > now())) EXECUTE FUNCTION agentor.end_waits();


--
-- Name: messages number_message; Type: TRIGGER; Schema: messaging; Owner: agentor_owner
--

CREATE TRIGGER number_message BEFORE INSERT ON messaging.messages FOR EACH ROW EXECUTE FUNCTION messaging.number_message();


--
-- Name: channel_members part_member; Type: TRIGGER; Schema: messaging; Owner: agentor_owner
--

CREATE TRIGGER part_member AFTER DELETE ON messaging.channel_members FOR EACH ROW EXECUTE FUNCTION messaging.part_member();


--
-- Name: channel_members revise_channel; Type: TRIGGER; Schema: messaging; Owner: agentor_owner
--

CREATE TRIGGER revise_channel AFTER INSERT OR DELETE ON messaging.channel_members FOR EACH ROW EXECUTE FUNCTION messaging.revise_channel();


--
-- Name: channel_members revise_channel_role; Type: TRIGGER; Schema: messaging; Owner: agentor_owner
--

CREATE TRIGGER revise_channel_role AFTER UPDATE OF role ON messaging.channel_members FOR EACH ROW WHEN ((old.role IS DISTINCT FROM new.role)) EXECUTE FUNCTION messaging.revise_channel();


--
-- Name: users revise_channels; Type: TRIGGER; Schema: messaging; Owner: agentor_owner
--

CREATE TRIGGER revise_channels AFTER UPDATE OF full_name, avatar_url ON messaging.users FOR EACH ROW WHEN (((old.full_name IS DISTINCT FROM new.full_name) OR (old.avatar_url IS DISTINCT FROM new.avatar_url))) EXECUTE FUNCTION messaging.revise_channels_of_user();


--
-- Name: channels seat_creator; Type: TRIGGER; Schema: messaging; Owner: agentor_owner
--

CREATE TRIGGER seat_creator AFTER INSERT ON messaging.channels FOR EACH ROW EXECUTE FUNCTION messaging.seat_creator();


--
-- Name: channel_members welcome_member; Type: TRIGGER; Schema: messaging; Owner: agentor_owner
--

CREATE TRIGGER welcome_member AFTER INSERT ON messaging.channel_members FOR EACH ROW EXECUTE FUNCTION messaging.welcome_member();


--
-- Name: agent_profiles agent_profiles_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.agent_profiles
    ADD CONSTRAINT agent_profiles_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.accounts(id) ON DELETE CASCADE;


--
-- Name: challenges challenges_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.challenges
    ADD CONSTRAINT challenges_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.accounts(id) ON DELETE CASCADE;


--
-- Name: client_profiles client_profiles_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.client_profiles
    ADD CONSTRAINT client_profiles_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.accounts(id) ON DELETE CASCADE;


--
-- Name: consents consents_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.consents
    ADD CONSTRAINT consents_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.accounts(id) ON DELETE CASCADE;


--
-- Name: devices devices_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.devices
    ADD CONSTRAINT devices_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.accounts(id) ON DELETE CASCADE;


--
-- Name: identities identities_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.identities
    ADD CONSTRAINT identities_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.accounts(id) ON DELETE CASCADE;


--
-- Name: recovery_codes recovery_codes_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.recovery_codes
    ADD CONSTRAINT recovery_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.second_factors(account_id) ON DELETE CASCADE;


--
-- Name: second_factors second_factors_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.second_factors
    ADD CONSTRAINT second_factors_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.accounts(id) ON DELETE CASCADE;


--
-- Name: sessions sessions_account_id_fkey; Type: FK CONSTRAINT; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE ONLY agentor.sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES agentor.accounts(id) ON DELETE CASCADE;


--
-- Name: channel_members channel_members_channel_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.channel_members
    ADD CONSTRAINT channel_members_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES messaging.channels(id) ON DELETE CASCADE;


--
-- Name: channel_members channel_members_user_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.channel_members
    ADD CONSTRAINT channel_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES messaging.users(id) ON DELETE CASCADE;


--
-- Name: channels channels_created_by_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.channels
    ADD CONSTRAINT channels_created_by_fkey FOREIGN KEY (created_by) REFERENCES messaging.users(id);


--
-- Name: messages messages_channel_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES messaging.channels(id) ON DELETE CASCADE;


--
-- Name: messages messages_parent_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES messaging.messages(id);


--
-- Name: messages messages_user_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES messaging.users(id) ON DELETE CASCADE;


--
-- Name: accounts; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.accounts ENABLE ROW LEVEL SECURITY;

--
-- Name: agent_profiles; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.agent_profiles ENABLE ROW LEVEL SECURITY;

--
-- Name: challenges; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.challenges ENABLE ROW LEVEL SECURITY;

--
-- Name: client_profiles; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.client_profiles ENABLE ROW LEVEL SECURITY;

--
-- Name: consents; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.consents ENABLE ROW LEVEL SECURITY;

--
-- Name: devices; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.devices ENABLE ROW LEVEL SECURITY;

--
-- Name: identities; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.identities ENABLE ROW LEVEL SECURITY;

--
-- Name: outbox; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.outbox ENABLE ROW LEVEL SECURITY;

--
-- Name: accounts own; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY own ON agentor.accounts TO agentor_app USING ((id = ( SELECT agentor.viewer() AS viewer))) WITH CHECK ((id = ( SELECT agentor.viewer() AS viewer)));


--
-- Name: agent_profiles own; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY own ON agentor.agent_profiles TO agentor_app USING ((account_id = ( SELECT agentor.viewer() AS viewer))) WITH CHECK ((account_id = ( SELECT agentor.viewer() AS viewer)));


--
-- Name: client_profiles own; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY own ON agentor.client_profiles TO agentor_app USING ((account_id = ( SELECT agentor.viewer() AS viewer))) WITH CHECK ((account_id = ( SELECT agentor.viewer() AS viewer)));


--
-- Name: consents own; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY own ON agentor.consents FOR SELECT TO agentor_app USING ((account_id = ( SELECT agentor.viewer() AS viewer)));


--
-- Name: identities own; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY own ON agentor.identities TO agentor_app USING ((account_id = ( SELECT agentor.viewer() AS viewer))) WITH CHECK ((account_id = ( SELECT agentor.viewer() AS viewer)));


--
-- Name: recovery_codes own; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY own ON agentor.recovery_codes FOR SELECT TO agentor_app USING ((account_id = ( SELECT agentor.viewer() AS viewer)));


--
-- Name: second_factors own; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY own ON agentor.second_factors FOR SELECT TO agentor_app USING ((account_id = ( SELECT agentor.viewer() AS viewer)));


--
-- Name: sessions own; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY own ON agentor.sessions FOR SELECT TO agentor_app USING ((account_id = ( SELECT agentor.viewer() AS viewer)));


--
-- Name: accounts owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.accounts TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: agent_profiles owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.agent_profiles TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: challenges owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.challenges TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: client_profiles owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.client_profiles TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: consents owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.consents TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: devices owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.devices TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: identities owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.identities TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: outbox owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.outbox TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: recovery_codes owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.recovery_codes TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: second_factors owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.second_factors TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: sessions owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.sessions TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: throttles owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.throttles TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: waiting_list owner; Type: POLICY; Schema: agentor; Owner: agentor_owner
--

CREATE POLICY owner ON agentor.waiting_list TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: recovery_codes; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.recovery_codes ENABLE ROW LEVEL SECURITY;

--
-- Name: second_factors; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.second_factors ENABLE ROW LEVEL SECURITY;

--
-- Name: sessions; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: throttles; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.throttles ENABLE ROW LEVEL SECURITY;

--
-- Name: waiting_list; Type: ROW SECURITY; Schema: agentor; Owner: agentor_owner
--

ALTER TABLE agentor.waiting_list ENABLE ROW LEVEL SECURITY;

--
-- Name: channel_members; Type: ROW SECURITY; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE messaging.channel_members ENABLE ROW LEVEL SECURITY;

--
-- Name: channels; Type: ROW SECURITY; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE messaging.channels ENABLE ROW LEVEL SECURITY;

--
-- Name: channels created_as_self; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY created_as_self ON messaging.channels FOR INSERT TO agentor_app WITH CHECK ((created_by = ( SELECT messaging.viewer() AS viewer)));


--
-- Name: users introduces_self; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY introduces_self ON messaging.users FOR INSERT TO agentor_app WITH CHECK ((id = ( SELECT messaging.viewer() AS viewer)));


--
-- Name: channel_members joins_public_channels; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY joins_public_channels ON messaging.channel_members FOR INSERT TO agentor_app WITH CHECK (((user_id = ( SELECT messaging.viewer() AS viewer)) AND (channel_id IN ( SELECT channels.id
   FROM messaging.channels
  WHERE ((channels.type = 'public'::text) AND (NOT channels.is_direct))))));


--
-- Name: users known_to_participants; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY known_to_participants ON messaging.users FOR SELECT TO agentor_app USING ((( SELECT messaging.viewer() AS viewer) IS NOT NULL));


--
-- Name: channel_members leaves; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY leaves ON messaging.channel_members FOR DELETE TO agentor_app USING ((user_id = ( SELECT messaging.viewer() AS viewer)));


--
-- Name: messages; Type: ROW SECURITY; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE messaging.messages ENABLE ROW LEVEL SECURITY;

--
-- Name: channel_members owner; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY owner ON messaging.channel_members TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: channels owner; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY owner ON messaging.channels TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: messages owner; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY owner ON messaging.messages TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: users owner; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY owner ON messaging.users TO agentor_owner USING (true) WITH CHECK (true);


--
-- Name: messages read_by_members; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY read_by_members ON messaging.messages FOR SELECT TO agentor_app USING ((channel_id = ANY (( SELECT messaging.my_channels() AS my_channels)::uuid[])));


--
-- Name: channel_members reads_on; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY reads_on ON messaging.channel_members FOR UPDATE TO agentor_app USING ((user_id = ( SELECT messaging.viewer() AS viewer))) WITH CHECK ((user_id = ( SELECT messaging.viewer() AS viewer)));


--
-- Name: users renames_self; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY renames_self ON messaging.users FOR UPDATE TO agentor_app USING ((id = ( SELECT messaging.viewer() AS viewer))) WITH CHECK ((id = ( SELECT messaging.viewer() AS viewer)));


--
-- Name: channel_members seen_by_members; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY seen_by_members ON messaging.channel_members FOR SELECT TO agentor_app USING (((user_id = ( SELECT messaging.viewer() AS viewer)) OR (channel_id = ANY (( SELECT messaging.my_channels() AS my_channels)::uuid[]))));


--
-- Name: channels seen_by_members_or_public; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY seen_by_members_or_public ON messaging.channels FOR SELECT TO agentor_app USING (((id = ANY (( SELECT messaging.my_channels() AS my_channels)::uuid[])) OR ((type = 'public'::text) AND (NOT is_direct) AND (( SELECT messaging.viewer() AS viewer) IS NOT NULL))));


--
-- Name: messages sent_by_members; Type: POLICY; Schema: messaging; Owner: agentor_owner
--

CREATE POLICY sent_by_members ON messaging.messages FOR INSERT TO agentor_app WITH CHECK (((user_id = ( SELECT messaging.viewer() AS viewer)) AND (channel_id = ANY (( SELECT messaging.my_channels() AS my_channels)::uuid[]))));


--
-- Name: users; Type: ROW SECURITY; Schema: messaging; Owner: agentor_owner
--

ALTER TABLE messaging.users ENABLE ROW LEVEL SECURITY;

--
-- Name: schema_migrations everyone_reads; Type: POLICY; Schema: public; Owner: agentor_owner
--

CREATE POLICY everyone_reads ON public.schema_migrations FOR SELECT USING (true);


--
-- Name: schema_migrations migrator_adds; Type: POLICY; Schema: public; Owner: agentor_owner
--

CREATE POLICY migrator_adds ON public.schema_migrations FOR INSERT TO agentor_owner WITH CHECK (true);


--
-- Name: schema_migrations; Type: ROW SECURITY; Schema: public; Owner: agentor_owner
--

ALTER TABLE public.schema_migrations ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA agentor; Type: ACL; Schema: -; Owner: agentor_owner
--

GRANT USAGE ON SCHEMA agentor TO agentor_app;


--
-- Name: SCHEMA messaging; Type: ACL; Schema: -; Owner: agentor_owner
--

GRANT USAGE ON SCHEMA messaging TO agentor_app;


--
-- Name: FUNCTION account_challenges(account uuid, purposes text[], OUT id uuid, OUT purpose text, OUT sealed bytea, OUT is_met boolean, OUT begun_at timestamp with time zone); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.account_challenges(account uuid, purposes text[], OUT id uuid, OUT purpose text, OUT sealed bytea, OUT is_met boolean, OUT begun_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.account_challenges(account uuid, purposes text[], OUT id uuid, OUT purpose text, OUT sealed bytea, OUT is_met boolean, OUT begun_at timestamp with time zone) TO agentor_app;


--
-- Name: FUNCTION account_state(account uuid, OUT email text, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.account_state(account uuid, OUT email text, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.account_state(account uuid, OUT email text, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean) TO agentor_app;


--
-- Name: TABLE consents; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT ON TABLE agentor.consents TO agentor_app;


--
-- Name: FUNCTION agree(account uuid, version text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.agree(account uuid, version text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.agree(account uuid, version text) TO agentor_app;


--
-- Name: FUNCTION attempt_challenge(purpose text, browser_hash bytea, most integer, OUT id uuid, OUT account uuid, OUT sealed bytea); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.attempt_challenge(purpose text, browser_hash bytea, most integer, OUT id uuid, OUT account uuid, OUT sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.attempt_challenge(purpose text, browser_hash bytea, most integer, OUT id uuid, OUT account uuid, OUT sealed bytea) TO agentor_app;


--
-- Name: FUNCTION begin_challenge(purpose text, account uuid, browser_hash bytea, link_hash bytea, nonce uuid, sealed bytea, lasts interval); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.begin_challenge(purpose text, account uuid, browser_hash bytea, link_hash bytea, nonce uuid, sealed bytea, lasts interval) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.begin_challenge(purpose text, account uuid, browser_hash bytea, link_hash bytea, nonce uuid, sealed bytea, lasts interval) TO agentor_app;


--
-- Name: FUNCTION cancel_email(account uuid); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.cancel_email(account uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.cancel_email(account uuid) TO agentor_app;


--
-- Name: FUNCTION claim_mail(lease interval, OUT mail uuid, OUT address text, OUT sealed bytea, OUT created_at timestamp with time zone, OUT attempt integer); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.claim_mail(lease interval, OUT mail uuid, OUT address text, OUT sealed bytea, OUT created_at timestamp with time zone, OUT attempt integer) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.claim_mail(lease interval, OUT mail uuid, OUT address text, OUT sealed bytea, OUT created_at timestamp with time zone, OUT attempt integer) TO agentor_app;


--
-- Name: FUNCTION clear_turns(subject text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.clear_turns(subject text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.clear_turns(subject text) TO agentor_app;


--
-- Name: COLUMN sessions.account_id; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(account_id) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: COLUMN sessions.created_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(created_at) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: COLUMN sessions.last_seen_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(last_seen_at) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: COLUMN sessions.expires_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(expires_at) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: COLUMN sessions.id; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(id) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: COLUMN sessions.proved_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(proved_at) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: COLUMN sessions.method; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(method) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: COLUMN sessions.device; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(device) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: COLUMN sessions.address; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(address) ON TABLE agentor.sessions TO agentor_app;


--
-- Name: FUNCTION close_session(token_hash bytea); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.close_session(token_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.close_session(token_hash bytea) TO agentor_app;


--
-- Name: FUNCTION close_sessions(account uuid, keeping uuid); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.close_sessions(account uuid, keeping uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.close_sessions(account uuid, keeping uuid) TO agentor_app;


--
-- Name: FUNCTION connect_identity(account uuid, issuer text, subject text, provider text, email text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.connect_identity(account uuid, issuer text, subject text, provider text, email text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.connect_identity(account uuid, issuer text, subject text, provider text, email text) TO agentor_app;


--
-- Name: FUNCTION credentials(email text, OUT account uuid, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.credentials(email text, OUT account uuid, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.credentials(email text, OUT account uuid, OUT full_name text, OUT password_hash text, OUT has_short_password boolean, OUT is_suspended boolean, OUT has_second_factor boolean) TO agentor_app;


--
-- Name: FUNCTION drop_challenges(account uuid, purposes text[]); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.drop_challenges(account uuid, purposes text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.drop_challenges(account uuid, purposes text[]) TO agentor_app;


--
-- Name: FUNCTION end_session(session uuid); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.end_session(session uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.end_session(session uuid) TO agentor_app;


--
-- Name: FUNCTION end_waits(); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.end_waits() FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.end_waits() TO agentor_app;


--
-- Name: FUNCTION enqueue_mail(address text, sealed bytea, expires_at timestamp with time zone); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.enqueue_mail(address text, sealed bytea, expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.enqueue_mail(address text, sealed bytea, expires_at timestamp with time zone) TO agentor_app;


--
-- Name: FUNCTION erase_one(OUT email text, OUT full_name text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.erase_one(OUT email text, OUT full_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.erase_one(OUT email text, OUT full_name text) TO agentor_app;


--
-- Name: FUNCTION find_identity(issuer text, subject text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.find_identity(issuer text, subject text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.find_identity(issuer text, subject text) TO agentor_app;


--
-- Name: FUNCTION forget_devices(account uuid); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.forget_devices(account uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.forget_devices(account uuid) TO agentor_app;


--
-- Name: FUNCTION identify(token_hash bytea, idle interval, OUT account uuid, OUT email text, OUT full_name text, OUT time_zone text, OUT profile text, OUT role text, OUT is_leaving boolean, OUT terms text, OUT session uuid, OUT proved_ago double precision, OUT is_stale boolean); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.identify(token_hash bytea, idle interval, OUT account uuid, OUT email text, OUT full_name text, OUT time_zone text, OUT profile text, OUT role text, OUT is_leaving boolean, OUT terms text, OUT session uuid, OUT proved_ago double precision, OUT is_stale boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.identify(token_hash bytea, idle interval, OUT account uuid, OUT email text, OUT full_name text, OUT time_zone text, OUT profile text, OUT role text, OUT is_leaving boolean, OUT terms text, OUT session uuid, OUT proved_ago double precision, OUT is_stale boolean) TO agentor_app;


--
-- Name: FUNCTION is_admitted(email text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.is_admitted(email text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.is_admitted(email text) TO agentor_app;


--
-- Name: FUNCTION join_waiting_list(email text, full_name text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.join_waiting_list(email text, full_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.join_waiting_list(email text, full_name text) TO agentor_app;


--
-- Name: FUNCTION knows_device(email text, device_hash bytea); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.knows_device(email text, device_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.knows_device(email text, device_hash bytea) TO agentor_app;


--
-- Name: FUNCTION linked_challenge(link_hash bytea, browser_hash bytea, OUT id uuid, OUT purpose text, OUT account uuid, OUT sealed bytea, OUT is_same_browser boolean); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.linked_challenge(link_hash bytea, browser_hash bytea, OUT id uuid, OUT purpose text, OUT account uuid, OUT sealed bytea, OUT is_same_browser boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.linked_challenge(link_hash bytea, browser_hash bytea, OUT id uuid, OUT purpose text, OUT account uuid, OUT sealed bytea, OUT is_same_browser boolean) TO agentor_app;


--
-- Name: FUNCTION lock_account(account uuid); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.lock_account(account uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.lock_account(account uuid) TO agentor_app;


--
-- Name: FUNCTION mail_failed(mail uuid, attempt integer, error text, permanent boolean, OUT is_given_up boolean); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.mail_failed(mail uuid, attempt integer, error text, permanent boolean, OUT is_given_up boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.mail_failed(mail uuid, attempt integer, error text, permanent boolean, OUT is_given_up boolean) TO agentor_app;


--
-- Name: FUNCTION mail_outcome(mail uuid, OUT sent_at timestamp with time zone, OUT given_up_at timestamp with time zone, OUT attempts integer, OUT last_error text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.mail_outcome(mail uuid, OUT sent_at timestamp with time zone, OUT given_up_at timestamp with time zone, OUT attempts integer, OUT last_error text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.mail_outcome(mail uuid, OUT sent_at timestamp with time zone, OUT given_up_at timestamp with time zone, OUT attempts integer, OUT last_error text) TO agentor_app;


--
-- Name: FUNCTION mail_sent(mail uuid); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.mail_sent(mail uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.mail_sent(mail uuid) TO agentor_app;


--
-- Name: FUNCTION meet_challenge(id uuid); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.meet_challenge(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.meet_challenge(id uuid) TO agentor_app;


--
-- Name: FUNCTION open_session(account uuid, token_hash bytea, lasts interval, method text, device text, address text, device_hash bytea, OUT session uuid, OUT is_new_device boolean); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.open_session(account uuid, token_hash bytea, lasts interval, method text, device text, address text, device_hash bytea, OUT session uuid, OUT is_new_device boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.open_session(account uuid, token_hash bytea, lasts interval, method text, device text, address text, device_hash bytea, OUT session uuid, OUT is_new_device boolean) TO agentor_app;


--
-- Name: FUNCTION pending_challenge(purpose text, browser_hash bytea, OUT id uuid, OUT account uuid, OUT sealed bytea, OUT attempts integer); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.pending_challenge(purpose text, browser_hash bytea, OUT id uuid, OUT account uuid, OUT sealed bytea, OUT attempts integer) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.pending_challenge(purpose text, browser_hash bytea, OUT id uuid, OUT account uuid, OUT sealed bytea, OUT attempts integer) TO agentor_app;


--
-- Name: FUNCTION register(email text, full_name text, password_hash text, nonce uuid, terms text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.register(email text, full_name text, password_hash text, nonce uuid, terms text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.register(email text, full_name text, password_hash text, nonce uuid, terms text) TO agentor_app;


--
-- Name: TABLE identities; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT,DELETE ON TABLE agentor.identities TO agentor_app;


--
-- Name: FUNCTION remove_identity(account uuid, issuer text, subject text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.remove_identity(account uuid, issuer text, subject text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.remove_identity(account uuid, issuer text, subject text) TO agentor_app;


--
-- Name: FUNCTION renew_session(token_hash bytea, new_token_hash bytea, is_proved boolean); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.renew_session(token_hash bytea, new_token_hash bytea, is_proved boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.renew_session(token_hash bytea, new_token_hash bytea, is_proved boolean) TO agentor_app;


--
-- Name: FUNCTION return_turn(subject text, pause interval); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.return_turn(subject text, pause interval) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.return_turn(subject text, pause interval) TO agentor_app;


--
-- Name: FUNCTION return_turn_within(subject text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.return_turn_within(subject text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.return_turn_within(subject text) TO agentor_app;


--
-- Name: FUNCTION second_factor(account uuid, OUT sealed bytea, OUT last_step bigint, OUT code_hashes bytea[]); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.second_factor(account uuid, OUT sealed bytea, OUT last_step bigint, OUT code_hashes bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.second_factor(account uuid, OUT sealed bytea, OUT last_step bigint, OUT code_hashes bytea[]) TO agentor_app;


--
-- Name: FUNCTION set_email(account uuid, email text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.set_email(account uuid, email text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.set_email(account uuid, email text) TO agentor_app;


--
-- Name: FUNCTION set_erasure(account uuid, after interval); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.set_erasure(account uuid, after interval) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.set_erasure(account uuid, after interval) TO agentor_app;


--
-- Name: COLUMN accounts.id; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(id) ON TABLE agentor.accounts TO agentor_app;


--
-- Name: COLUMN accounts.email; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(email) ON TABLE agentor.accounts TO agentor_app;


--
-- Name: COLUMN accounts.full_name; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(full_name),UPDATE(full_name) ON TABLE agentor.accounts TO agentor_app;


--
-- Name: COLUMN accounts.time_zone; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(time_zone),UPDATE(time_zone) ON TABLE agentor.accounts TO agentor_app;


--
-- Name: COLUMN accounts.created_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(created_at) ON TABLE agentor.accounts TO agentor_app;


--
-- Name: COLUMN accounts.has_short_password; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(has_short_password) ON TABLE agentor.accounts TO agentor_app;


--
-- Name: COLUMN accounts.role; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(role) ON TABLE agentor.accounts TO agentor_app;


--
-- Name: COLUMN accounts.erase_after; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(erase_after) ON TABLE agentor.accounts TO agentor_app;


--
-- Name: FUNCTION set_password(account uuid, password_hash text, is_short boolean); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.set_password(account uuid, password_hash text, is_short boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.set_password(account uuid, password_hash text, is_short boolean) TO agentor_app;


--
-- Name: FUNCTION set_recovery_codes(account uuid, code_hashes bytea[]); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.set_recovery_codes(account uuid, code_hashes bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.set_recovery_codes(account uuid, code_hashes bytea[]) TO agentor_app;


--
-- Name: FUNCTION set_second_factor(account uuid, sealed bytea, last_step bigint, code_hashes bytea[]); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.set_second_factor(account uuid, sealed bytea, last_step bigint, code_hashes bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.set_second_factor(account uuid, sealed bytea, last_step bigint, code_hashes bytea[]) TO agentor_app;


--
-- Name: FUNCTION suspend(account uuid); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.suspend(account uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.suspend(account uuid) TO agentor_app;


--
-- Name: FUNCTION take_recovery_code(account uuid, code_hash bytea); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.take_recovery_code(account uuid, code_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.take_recovery_code(account uuid, code_hash bytea) TO agentor_app;


--
-- Name: FUNCTION take_step(account uuid, step bigint); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.take_step(account uuid, step bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.take_step(account uuid, step bigint) TO agentor_app;


--
-- Name: FUNCTION take_turn(subject text, burst integer, pause interval); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.take_turn(subject text, burst integer, pause interval) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.take_turn(subject text, burst integer, pause interval) TO agentor_app;


--
-- Name: FUNCTION take_turn_within(subject text, most integer, span interval); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.take_turn_within(subject text, most integer, span interval) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.take_turn_within(subject text, most integer, span interval) TO agentor_app;


--
-- Name: FUNCTION touch_session(token_hash bytea, address text); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.touch_session(token_hash bytea, address text) FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.touch_session(token_hash bytea, address text) TO agentor_app;


--
-- Name: FUNCTION viewer(); Type: ACL; Schema: agentor; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION agentor.viewer() FROM PUBLIC;
GRANT ALL ON FUNCTION agentor.viewer() TO agentor_app;


--
-- Name: FUNCTION announce(payload text); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.announce(payload text) FROM PUBLIC;


--
-- Name: FUNCTION dismiss(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.dismiss() FROM PUBLIC;
GRANT ALL ON FUNCTION messaging.dismiss() TO agentor_app;


--
-- Name: FUNCTION erase(participant uuid); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.erase(participant uuid) FROM PUBLIC;


--
-- Name: FUNCTION my_channels(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.my_channels() FROM PUBLIC;
GRANT ALL ON FUNCTION messaging.my_channels() TO agentor_app;


--
-- Name: FUNCTION number_message(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.number_message() FROM PUBLIC;


--
-- Name: FUNCTION part_member(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.part_member() FROM PUBLIC;


--
-- Name: FUNCTION revise_channel(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.revise_channel() FROM PUBLIC;


--
-- Name: FUNCTION revise_channels_of_user(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.revise_channels_of_user() FROM PUBLIC;


--
-- Name: FUNCTION seat_creator(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.seat_creator() FROM PUBLIC;


--
-- Name: FUNCTION viewer(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.viewer() FROM PUBLIC;
GRANT ALL ON FUNCTION messaging.viewer() TO agentor_app;


--
-- Name: FUNCTION welcome_member(); Type: ACL; Schema: messaging; Owner: agentor_owner
--

REVOKE ALL ON FUNCTION messaging.welcome_member() FROM PUBLIC;


--
-- Name: TABLE agent_profiles; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT ON TABLE agentor.agent_profiles TO agentor_app;


--
-- Name: COLUMN agent_profiles.account_id; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(account_id) ON TABLE agentor.agent_profiles TO agentor_app;


--
-- Name: COLUMN agent_profiles.headline; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(headline),UPDATE(headline) ON TABLE agentor.agent_profiles TO agentor_app;


--
-- Name: COLUMN agent_profiles.about; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(about),UPDATE(about) ON TABLE agentor.agent_profiles TO agentor_app;


--
-- Name: COLUMN agent_profiles.category; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(category),UPDATE(category) ON TABLE agentor.agent_profiles TO agentor_app;


--
-- Name: COLUMN agent_profiles.skills; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(skills),UPDATE(skills) ON TABLE agentor.agent_profiles TO agentor_app;


--
-- Name: COLUMN agent_profiles.hourly_rate; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(hourly_rate),UPDATE(hourly_rate) ON TABLE agentor.agent_profiles TO agentor_app;


--
-- Name: COLUMN agent_profiles.updated_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT UPDATE(updated_at) ON TABLE agentor.agent_profiles TO agentor_app;


--
-- Name: TABLE client_profiles; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT ON TABLE agentor.client_profiles TO agentor_app;


--
-- Name: COLUMN client_profiles.account_id; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(account_id) ON TABLE agentor.client_profiles TO agentor_app;


--
-- Name: COLUMN client_profiles.company; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(company),UPDATE(company) ON TABLE agentor.client_profiles TO agentor_app;


--
-- Name: COLUMN client_profiles.need; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(need),UPDATE(need) ON TABLE agentor.client_profiles TO agentor_app;


--
-- Name: COLUMN client_profiles.budget; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT INSERT(budget),UPDATE(budget) ON TABLE agentor.client_profiles TO agentor_app;


--
-- Name: COLUMN client_profiles.updated_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT UPDATE(updated_at) ON TABLE agentor.client_profiles TO agentor_app;


--
-- Name: COLUMN recovery_codes.account_id; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(account_id) ON TABLE agentor.recovery_codes TO agentor_app;


--
-- Name: COLUMN recovery_codes.used_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(used_at) ON TABLE agentor.recovery_codes TO agentor_app;


--
-- Name: COLUMN second_factors.account_id; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(account_id) ON TABLE agentor.second_factors TO agentor_app;


--
-- Name: COLUMN second_factors.enabled_at; Type: ACL; Schema: agentor; Owner: agentor_owner
--

GRANT SELECT(enabled_at) ON TABLE agentor.second_factors TO agentor_app;


--
-- Name: TABLE channel_members; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT SELECT,DELETE ON TABLE messaging.channel_members TO agentor_app;


--
-- Name: COLUMN channel_members.channel_id; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(channel_id) ON TABLE messaging.channel_members TO agentor_app;


--
-- Name: COLUMN channel_members.user_id; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(user_id) ON TABLE messaging.channel_members TO agentor_app;


--
-- Name: COLUMN channel_members.last_read_at; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT UPDATE(last_read_at) ON TABLE messaging.channel_members TO agentor_app;


--
-- Name: COLUMN channel_members.last_read_seq; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT UPDATE(last_read_seq) ON TABLE messaging.channel_members TO agentor_app;


--
-- Name: TABLE channels; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT SELECT ON TABLE messaging.channels TO agentor_app;


--
-- Name: COLUMN channels.id; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(id) ON TABLE messaging.channels TO agentor_app;


--
-- Name: COLUMN channels.slug; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(slug) ON TABLE messaging.channels TO agentor_app;


--
-- Name: COLUMN channels.name; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(name) ON TABLE messaging.channels TO agentor_app;


--
-- Name: COLUMN channels.description; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(description) ON TABLE messaging.channels TO agentor_app;


--
-- Name: COLUMN channels.type; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(type) ON TABLE messaging.channels TO agentor_app;


--
-- Name: COLUMN channels.created_by; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(created_by) ON TABLE messaging.channels TO agentor_app;


--
-- Name: COLUMN channels.nonce; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(nonce) ON TABLE messaging.channels TO agentor_app;


--
-- Name: TABLE messages; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT SELECT ON TABLE messaging.messages TO agentor_app;


--
-- Name: COLUMN messages.channel_id; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(channel_id) ON TABLE messaging.messages TO agentor_app;


--
-- Name: COLUMN messages.user_id; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(user_id) ON TABLE messaging.messages TO agentor_app;


--
-- Name: COLUMN messages.content; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(content) ON TABLE messaging.messages TO agentor_app;


--
-- Name: COLUMN messages.nonce; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(nonce) ON TABLE messaging.messages TO agentor_app;


--
-- Name: TABLE users; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT SELECT ON TABLE messaging.users TO agentor_app;


--
-- Name: COLUMN users.id; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(id) ON TABLE messaging.users TO agentor_app;


--
-- Name: COLUMN users.full_name; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(full_name),UPDATE(full_name) ON TABLE messaging.users TO agentor_app;


--
-- Name: COLUMN users.avatar_url; Type: ACL; Schema: messaging; Owner: agentor_owner
--

GRANT INSERT(avatar_url),UPDATE(avatar_url) ON TABLE messaging.users TO agentor_app;


--
-- Name: TABLE schema_migrations; Type: ACL; Schema: public; Owner: agentor_owner
--

GRANT SELECT ON TABLE public.schema_migrations TO agentor_app;


--
-- PostgreSQL database dump complete
--

\unrestrict 2czN6CgNETLXTgwcwAIhvjF7PcMk8bQQaM9yQmOtIFVR2bN32fJoWRaWPbZj7cO

