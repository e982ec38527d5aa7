-- The roles and the database Agentor works with, made by a superuser:
--
--   psql --username=postgres --file=deploy/database.sql
--
-- Running it again changes nothing that is there. The roles are made without passwords: set them where they sign in by one
-- (\password agentor_owner, and so on).
\set ON_ERROR_STOP 1

-- Owns the tables and migrates; serves whoever is signed in; does what happens before that.
select 'create role agentor_owner login' where to_regrole('agentor_owner') is null \gexec
select 'create role agentor_app login' where to_regrole('agentor_app') is null \gexec
select 'create role agentor_door login' where to_regrole('agentor_door') is null \gexec

-- How the owner's functions say who is asking (docs/security.md). pg_dump leaves it out.
grant set on parameter backtrace_functions to agentor_owner;

select 'create database agentor owner agentor_owner encoding ''UTF8'' template template0'
    where not exists (select from pg_database where datname = 'agentor') \gexec
revoke all on database agentor from public;
grant connect on database agentor to agentor_app, agentor_door;

\connect agentor

-- What PostgreSQL lets every role do, and Agentor's roles need not. A database that a version before 15 made lets
-- everybody make tables, too.
revoke create on schema public from public;
do $$
declare
    unneeded regprocedure;
begin
    for unneeded in
        select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace and (
            -- Large objects, which nobody's quota counts.
            proname ~ '^(lo_.*|loread|lowrite)$'
            -- Locks by number, one of which migrating takes.
            or proname ~ 'advisory'
            -- Ending what another connection of the same role does.
            or proname in ('pg_cancel_backend', 'pg_terminate_backend')
            -- Holding back what vacuum may remove; writing to the log of changes.
            or proname in ('pg_export_snapshot', 'pg_logical_emit_message'))
    loop
        execute format('revoke execute on function %s from public', unneeded);
    end loop;
end $$;
-- Migrating takes one, a backup holds another, and deleting files waits for that.
grant execute on function pg_advisory_lock(bigint), pg_try_advisory_xact_lock_shared(bigint), pg_export_snapshot()
    to agentor_owner;
