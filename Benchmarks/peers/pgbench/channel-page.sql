-- What a channel page asks of the database, in one transaction and one round trip: who it is, the channel, its latest
-- messages, its members (as ours, without `begin` and `commit`: a pipeline that only reads is one transaction). Twelve
-- accounts by turns, as the load on the others has it.
\set reader 1 + random(0, 11)
\startpipeline
select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago, is_stale
    from agentor.identify(sha256(decode(lpad(to_hex(:reader::int), 64, '0'), 'hex')), interval '14 days');
select set_config('agentor.user_id', lpad(to_hex(:reader::int), 32, '0')::uuid::text, true);
select c.id, c.slug, c.name, c.description, c.type, c.member_count, c.last_seq, c.revision, mine.role,
        mine.last_read_seq
    from messaging.channels c
    left join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
    where c.slug = 'page';
select m.id, m.seq, m.changed_seq, m.user_id, u.full_name, m.content, m.created_at,
        m.created_at at time zone 'Europe/Berlin'
    from messaging.messages m join messaging.users u on u.id = m.user_id
    where m.channel_id = (select id from messaging.channels where slug = 'page') and m.seq < 9223372036854775807
    order by m.seq desc limit 51;
select m.user_id, u.full_name, m.role
    from messaging.channel_members m join messaging.users u on u.id = m.user_id
    where m.channel_id = (select id from messaging.channels where slug = 'page')
    order by m.role = 'admin' desc, m.role = 'moderator' desc, u.full_name, m.user_id limit 200;
\endpipeline
