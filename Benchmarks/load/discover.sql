-- What the first page of channels to join asks of the database, as one of :readers.
\set reader random(1, :readers)
\startpipeline
select proof.*, set_config('transaction_read_only', 'on', true)
    from (
        select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago,
            is_stale
        from agentor.enter(sha256(decode(lpad(to_hex(:reader::int), 64, '0'), 'hex')), interval '14 days')
    ) proof;
select c.id, c.slug, c.name, c.description, c.type, c.member_count, c.last_seq, c.revision,
        (select revision from messaging.names where id), mine.role, mark.last_read_seq,
        case when mine.user_id is null or mark.last_read_seq >= c.last_seq then 0 else (
            select count(*) from (
                select from messaging.messages m
                where m.channel_id = c.id and m.seq > mark.last_read_seq and m.user_id <> mine.user_id
                order by m.seq limit 100
            ) unread) end,
        coalesce(c.last_message_at, c.created_at), mine.last_activity
    from (
        select * from messaging.channels
        where type = 'public' and not is_direct and (name, id) > ('', '00000000-0000-0000-0000-000000000000'::uuid)
        order by name, id limit 500
    ) c
    left join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
    left join lateral (
        select m.last_read_seq from messaging.memberships m where m.channel_id = c.id offset 0
    ) mark on true
    where mine.user_id is null
    order by c.name, c.id limit 21;
select name, id from messaging.channels
    where type = 'public' and not is_direct and (name, id) > ('', '00000000-0000-0000-0000-000000000000'::uuid)
    order by name, id offset 499 limit 1;
\endpipeline
