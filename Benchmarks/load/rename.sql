-- What another name for account :reader asks of the database.
\set name random(0, 1000000000)
\startpipeline
begin;
select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago, is_stale
    from agentor.enter(sha256(decode(lpad(to_hex(:reader::int), 64, '0'), 'hex')), interval '14 days');
select agentor.rename('Somebody ' || :name::int);
commit;
\endpipeline
