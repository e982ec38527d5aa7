-- What joining a channel asks of the database, as one of :readers by turns: the next of the channels open-1, open-2, …
\set next :next + 1
\set reader 1 + :next % :readers
\startpipeline
begin;
select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago, is_stale
    from agentor.enter(sha256(decode(lpad(to_hex(:reader::int), 64, '0'), 'hex')), interval '14 days');
select is_banned, ends_at from messaging.join_channel('open-' || :next::int);
commit;
\endpipeline
