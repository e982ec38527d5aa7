-- What a poll asks of the database, as one of :readers: their place in channel :slug, and what changed after :after.
\set reader random(1, :readers)
\startpipeline
select proof.*, set_config('transaction_read_only', 'on', true)
    from (
        select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago,
            is_stale
        from agentor.enter(sha256(decode(lpad(to_hex(:reader::int), 64, '0'), 'hex')), interval '14 days')
    ) proof;
select mine.user_id, c.id, c.last_seq, c.revision,
        (select m.last_read_seq from messaging.memberships m where m.channel_id = c.id)
    from messaging.channels c
    join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
    where c.slug = :slug;
select m.id, m.seq, m.changed_seq, m.user_id, u.full_name, m.content, m.created_at
    from messaging.messages m join messaging.users u on u.id = m.user_id
    where m.channel_id = (select id from messaging.channels where slug = :slug) and m.changed_seq > :after::bigint
    order by m.changed_seq limit 200;
\endpipeline
