-- What the first page of one's list of channels asks of the database, as one of :readers: :length of them and one more.
\set reader random(1, :readers)
\startpipeline
select proof.*, set_config('transaction_read_only', 'on', true)
    from (
        select account, email, full_name, time_zone, profile, role = 'admin', is_leaving, terms, session, proved_ago,
            is_stale
        from agentor.enter(sha256(decode(lpad(to_hex(:reader::int), 64, '0'), 'hex')), interval '14 days')
    ) proof;
select c.id, c.slug,
        case when c.is_direct then coalesce((messaging.other_in(c.id)).full_name, c.name) else c.name end, c.description, c.type, c.member_count, c.last_seq, c.revision,
        (select revision from messaging.names where id), mine.role, mark.last_read_seq,
        c.is_direct, case when c.is_direct then (messaging.other_in(c.id)).handle end, c.is_request, mine.shelf,
        mark.level,
        case when mine.user_id is null or mark.last_read_seq >= c.last_seq then 0 else (
            select count(*) from (
                select from messaging.messages m
                where m.channel_id = c.id and m.seq > mark.last_read_seq and m.user_id <> mine.user_id
                order by m.seq limit 100
            ) unread) end,
        coalesce(c.last_message_at, c.created_at), mine.last_activity
    from (
        select channel_id, last_activity from messaging.channel_members
        where user_id = messaging.viewer() and shelf = 'channels'
            and (last_activity, channel_id) < (
                'infinity'::timestamptz, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
        order by last_activity desc, channel_id desc limit :length::int + 1
    ) page
    join messaging.channel_members mine on mine.channel_id = page.channel_id and mine.user_id = messaging.viewer()
    join messaging.channels c on c.id = page.channel_id
    left join lateral (
        select m.last_read_seq, m.level from messaging.memberships m where m.channel_id = c.id offset 0
    ) mark on true
    order by page.last_activity desc, page.channel_id desc;
\endpipeline
