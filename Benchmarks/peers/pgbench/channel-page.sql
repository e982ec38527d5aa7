-- What a channel page asks of the database, in one transaction and one round trip: who it is, the channel, its latest
-- messages, its members (as ours, without `begin` and `commit`: a pipeline that only reads is one transaction). As
-- one of :readers, of channel :slug.
\set reader random(1, :readers)
\startpipeline
select proof.*, set_config('transaction_read_only', 'on', true)
    from (
        select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago,
            is_stale
        from agentor.enter(sha256(decode(lpad(to_hex(:reader::int), 64, '0'), 'hex')), interval '14 days')
    ) proof;
select c.id, c.slug, c.name, c.description, c.type, c.member_count, c.last_seq, c.revision,
        (select revision from messaging.names where id), mine.role, (select m.last_read_seq from messaging.memberships m where m.channel_id = c.id)
    from messaging.channels c
    left join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
    where c.slug = :slug;
select m.id, m.seq, m.changed_seq, u.id, u.full_name, u.handle,
        case when m.user_id = any ((select messaging.in_charge(:slug, 'admin'))::uuid[]) then 'admin'
            when m.user_id = any ((select messaging.in_charge(:slug, 'moderator'))::uuid[]) then 'moderator' end,
        case when u.is_resembled then messaging.has_look_alike(m.channel_id, u.id) else false end,
        m.content, m.created_at
    from messaging.messages m join messaging.users u on u.id = m.user_id
    where m.channel_id = (select id from messaging.channels where slug = :slug) and m.seq < 9223372036854775807
    order by m.seq desc limit 51;
select u.id, u.full_name, u.handle, listed.role,
        case when u.is_resembled then messaging.has_look_alike(listed.channel_id, u.id) else false end
    from (
        (select channel_id, user_id, role from messaging.channel_members
            where channel_id = (select id from messaging.channels where slug = :slug) and role <> 'member' limit 200)
        union all
        (select channel_id, user_id, role from messaging.channel_members
            where channel_id = (select id from messaging.channels where slug = :slug) and role = 'member'
            order by joined_at, user_id limit 200)
        limit 200
    ) listed
    join messaging.users u on u.id = listed.user_id
    order by listed.role = 'admin' desc, listed.role = 'moderator' desc, u.full_name, listed.user_id;
\endpipeline
