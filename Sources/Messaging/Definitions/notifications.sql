-- Notifications: what concerns the viewer, looked up where it stands.

-- Whether the viewer is told of what somebody does in a channel: not where they are no member, where nothing counts for them, or of
-- whoever is folded away or apart. For the function below.
create function messaging.is_told(usual text, place uuid, author uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
begin
    return author <> me
        and exists (
            select from channel_members mine join channels c on c.id = mine.channel_id
            where mine.channel_id = place and mine.user_id = me and mine.shelf not in ('requests', 'declined')
                and coalesce(mine.level, case when c.is_direct then 'everything' else usual end) <> 'nothing')
        and not exists (select from blocks b where b.blocker = me and b.blocked = author)
        and not exists (select from blocks b where b.blocker = author and b.blocked = me and b.kind = 'block');
end $$;

-- What concerns the viewer, the latest first, before a moment and an identifier: what names them, answers in the two hundred threads of
-- theirs, and as many they have answered in, where something was said last, quotes them, invites them, asks to talk with them, is
-- a reaction to what they said, asks to come into one of the thousand channels of theirs with the latest talk, or answers such a
-- request of theirs, which nobody is named for. What is several of these is told once. Each kind is a range of one index, of as many
-- as are asked for. What has a word of theirs in it comes besides (`told_texts`).
create function messaging.notifications(
    before timestamptz, before_id uuid, most integer,
    out kind text, out happened_at timestamptz, out id uuid, out full_name text, out handle text, out slug text,
    out place_name text, out is_direct boolean, out seq bigint, out thread bigint, out words bytea, out file bytea, out emoji text,
    out is_new boolean)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
    usual constant text := default_level();
    seen constant timestamptz := coalesce((select n.seen_at from notification_choices n where n.user_id = me), '-infinity');
begin
    return query
    with found as (
        (select 1 as rank, 'mention' as kind, t.created_at as at, t.message_id as id, m.user_id as who, t.channel_id as place,
                m.id as message, null::text as emoji
            from message_mentions t join messages m on m.id = t.message_id
            where t.user_id = me and t.created_at <= before and (t.created_at, t.message_id) < (before, before_id)
                and not m.is_deleted and is_told(usual, t.channel_id, m.user_id)
            order by t.created_at desc, t.message_id desc limit most)
        union all
        (select 2, 'quote', m.created_at, m.id, m.user_id, m.channel_id, m.id, null
            from messages m
            where m.quoted_author = me and m.created_at <= before and (m.created_at, m.id) < (before, before_id)
                and not m.is_deleted and is_told(usual, m.channel_id, m.user_id)
            order by m.created_at desc, m.id desc limit most)
        union all
        (select 3, case when t.since = 0 then 'answer' else 'thread' end, r.created_at, r.id, r.user_id, r.channel_id, r.id, null
            from (
                (select h.id as head, 0::bigint as since from messages h
                    where h.user_id = me and h.last_reply_at is not null and not h.is_deleted
                    order by h.last_reply_at desc limit 200)
                union all
                (select own.parent_id, min(own.seq) from (
                        select m.parent_id, m.seq, m.created_at from messages m
                        where m.user_id = me and m.parent_id is not null and not m.is_deleted
                        order by m.created_at desc limit 1000) own
                    where not exists (select from messages h where h.id = own.parent_id and h.user_id = me)
                    group by own.parent_id order by max(own.created_at) desc limit 200)
            ) t
            cross join lateral (
                select a.created_at, a.id, a.user_id, a.channel_id from messages a
                where a.parent_id = t.head and a.seq > t.since and not a.is_deleted
                    and (a.created_at, a.id) < (before, before_id) and is_told(usual, a.channel_id, a.user_id)
                order by a.seq desc limit most
            ) r)
        union all
        (select 4, 'invitation', i.created_at, i.id, i.invited_by, i.channel_id, null, null
            from channel_invites i
            where i.invitee = me and i.state = 'pending' and i.expires_at > now()
                and i.created_at <= before and (i.created_at, i.id) < (before, before_id)
                and not exists (select from blocks b where b.blocker = me and b.blocked = i.invited_by)
                and not are_apart(i.invited_by)
                and not exists (select from channels c where c.id = i.channel_id and c.withheld_at is not null)
            order by i.created_at desc, i.id desc limit most)
        union all
        (select 5, 'request', q.joined_at, q.channel_id, said.user_id, q.channel_id, said.id, null
            from (
                select mine.joined_at, mine.channel_id from channel_members mine
                where mine.user_id = me and mine.shelf = 'requests' order by mine.last_activity desc limit 1000
            ) q
            join lateral (
                select m.user_id, m.id from messages m
                where m.channel_id = q.channel_id and m.user_id <> me and not m.is_deleted order by m.seq limit 1
            ) said on true
            where (q.joined_at, q.channel_id) < (before, before_id)
                and not exists (select from blocks b where b.blocker = me and b.blocked = said.user_id)
                and not are_apart(said.user_id)
            order by q.joined_at desc, q.channel_id desc limit most)
        union all
        (select 6, 'reaction', r.created_at, md5(r.message_id || r.reaction || r.user_id)::uuid, r.user_id, r.channel_id,
                r.message_id, r.reaction
            from message_reactions r
            where r.author_id = me and r.created_at <= before
                and (r.created_at, md5(r.message_id || r.reaction || r.user_id)::uuid) < (before, before_id)
                and is_told(usual, r.channel_id, r.user_id)
            order by r.created_at desc, md5(r.message_id || r.reaction || r.user_id)::uuid desc limit most)
        union all
        (select 8, 'request to join', q.created_at, q.id, q.user_id, q.channel_id, null, null
            from (
                select mine.channel_id from channel_members mine
                where mine.user_id = me and mine.shelf = 'channels' order by mine.last_activity desc limit 1000
            ) p
            cross join lateral (
                select r.created_at, r.id, r.user_id, r.channel_id from channel_requests r
                where r.channel_id = p.channel_id and r.state = 'pending'
                    and (r.created_at, r.id) < (before, before_id) and may_invite(r.channel_id, 'member')
                    and not exists (select from blocks b where b.blocker = me and b.blocked = r.user_id)
                    and not are_apart(r.user_id)
                order by r.created_at desc, r.id desc limit most
            ) q
            order by q.created_at desc, q.id desc limit most)
        union all
        (select 9, case when r.state = 'accepted' then 'admission' else 'refusal' end, r.answered_at, r.id, me, r.channel_id,
                null, null
            from channel_requests r
            where r.user_id = me and r.state <> 'pending'
                and r.answered_at <= before and (r.answered_at, r.id) < (before, before_id)
                and case when r.state = 'accepted' then exists (
                        select from channel_members mine where mine.channel_id = r.channel_id and mine.user_id = me)
                    else not is_barred(r.channel_id) end
            order by r.answered_at desc, r.id desc limit most)
    ),
    once as (
        select distinct on (found.id) found.* from found order by found.id, found.rank
    ),
    page as (
        select * from once order by once.at desc, once.id desc limit most
    )
    select page.kind, page.at, page.id, u.full_name, u.handle, c.slug,
            case when c.is_direct then coalesce((other_in(c.id)).full_name, c.name) else c.name end, c.is_direct,
            m.seq, m.parent_seq,
            text_of(m.content, m.sealed, m.channel_id, m.user_id, m.nonce), first_name(m.files), page.emoji, page.at > seen
        from page
        join users u on u.id = page.who
        join channels c on c.id = page.place
        left join messages m on m.id = page.message
        order by page.at desc, page.id desc;
end $$;

-- What the viewer's words are looked for in, to tell them of what has one in it, before a moment and an identifier: the latest
-- hundred messages they have not read in the hundred of their channels with the latest talk, as far as they are told of them. Only
-- what is new, if that is asked for; of 8 MiB of texts.
create function messaging.told_texts(
    before timestamptz, before_id uuid, only_new boolean,
    out happened_at timestamptz, out id uuid, out full_name text, out handle text, out slug text, out place_name text,
    out is_direct boolean, out seq bigint, out thread bigint, out words bytea, out is_new boolean)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    me constant uuid := viewer();
    usual constant text := default_level();
    seen constant timestamptz := coalesce((select n.seen_at from notification_choices n where n.user_id = me), '-infinity');
    folds constant boolean := exists (select from blocks where blocker = me);
    is_kept_away constant boolean := exists (select from blocks where blocked = me and kind = 'block');
begin
    return query
        select found.created_at, found.id, u.full_name, u.handle, found.slug, found.place_name, found.is_direct, found.seq,
            found.parent_seq, found.words, found.created_at > seen
        from (
            select m.*, p.slug, p.place_name, p.is_direct,
                text_of(m.content, m.sealed, p.channel_id, m.user_id, m.nonce) as words,
                sum(octet_length(m.content) + coalesce(octet_length(m.sealed), 0)) over (order by p.last_activity desc, p.channel_id, m.seq desc rows unbounded preceding)
                    as bytes
            from (
                select mine.channel_id, mine.last_read_seq, mine.last_activity, mine.level, c.slug, c.is_direct,
                    case when c.is_direct then coalesce((other_in(c.id)).full_name, c.name) else c.name end as place_name
                from (
                    select * from channel_members own
                    where own.user_id = me and own.shelf in ('channels', 'inbox')
                    order by own.last_activity desc limit 1000
                ) mine
                join channels c on c.id = mine.channel_id and c.last_seq > mine.last_read_seq
                order by mine.last_activity desc limit 100
            ) p
            cross join lateral (
                select s.created_at, s.id, s.user_id, s.is_deleted, s.seq, s.parent_seq, s.content, s.sealed, s.nonce from messages s
                where s.channel_id = p.channel_id and s.seq > p.last_read_seq order by s.seq desc limit 100
            ) m
            where coalesce(p.level, case when p.is_direct then 'everything' else usual end) <> 'nothing'
                and m.user_id <> me and not m.is_deleted and (m.created_at, m.id) < (before, before_id)
                and (not only_new or m.created_at > seen)
                and (not folds or not exists (select from blocks b where b.blocker = me and b.blocked = m.user_id))
                and (not is_kept_away or not exists (
                    select from blocks b where b.blocker = m.user_id and b.blocked = me and b.kind = 'block'))
        ) found
        join users u on u.id = found.user_id
        where found.bytes <= 8388608;
end $$;

-- How much concerns the viewer that is new, counted to fifty, but for what has a word of theirs in it.
create function messaging.new_notifications() returns bigint
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (
        select count(*) from notifications('infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 50) n where n.is_new);
end $$;

-- Nothing that happened until a moment is new to the viewer any more.
create function messaging.see_notifications(upto timestamptz) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into notification_choices as mine (user_id, seen_at)
        select u.id, least(upto, clock_timestamp()) from users u where u.id = viewer()
        on conflict (user_id) do update set seen_at = greatest(mine.seen_at, excluded.seen_at);
end $$;

-- What somebody has not read of what was said between two moments, as far as it counts for them: each conversation, the latest
-- talk first, with how many messages of the latest two hundred, from whom, and when the last was said. `calling` are those of `missed_texts` with a word of
-- theirs in them. For functions of the host's own. What a direct conversation is called (null) its people say.
create function messaging.missed(
    person uuid, since timestamptz, until timestamptz, calling uuid[],
    out place text, out is_request boolean, out messages bigint, out people text[], out slug text, out latest timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    usual constant text := coalesce(
        (select n.default_level from notification_choices n where n.user_id = person), 'everything');
begin
    return query
        select case when not c.is_direct then c.name end, mine.shelf = 'requests', said.messages, said.people, c.slug,
            said.latest
        from (
            select m.channel_id, m.shelf, m.level, m.last_read_seq, m.last_activity from channel_members m
            where m.user_id = person and m.shelf in ('channels', 'inbox', 'requests')
                -- It is told once an hour, and to many later still.
                and m.last_activity > since - interval '3 hours'
            order by m.last_activity desc limit 200
        ) mine
        join channels c on c.id = mine.channel_id and c.last_seq > mine.last_read_seq and c.last_message_at > since
        cross join lateral (
            select coalesce(mine.level, case when c.is_direct then 'everything' else usual end) as level) heard
        cross join lateral (
            select count(*) as messages, array_agg(distinct u.full_name) as people, max(m.created_at) as latest
            from (
                select m.id, m.seq, m.user_id, m.created_at, m.is_deleted from messages m
                where m.channel_id = c.id and m.seq > mine.last_read_seq order by m.seq desc limit 200
            ) m
            join users u on u.id = m.user_id
            where m.created_at > since and m.created_at <= until and m.user_id <> person and not m.is_deleted
                and not exists (select from blocks b where b.blocker = person and b.blocked = m.user_id)
                and not apart(person, m.user_id)
                and (heard.level = 'everything' or m.id = any (calling)
                    or m.seq in (select concerns(person, c.id, mine.last_read_seq)))
        ) said
        where heard.level <> 'nothing' and said.messages > 0
        order by c.last_message_at desc;
end $$;

-- The same of the viewer, of all that they have not read. Words that count as their name are not looked for.
create function messaging.unread_places(
    out place text, out is_request boolean, out messages bigint, out people text[], out slug text, out latest timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select * from missed(viewer(), '-infinity', now(), '{}');
end $$;
grant execute on function messaging.unread_places() to :housekeeping_role;

-- What somebody's words are looked for in, of what was said between two moments: the latest hundred messages they have not read in
-- each of their conversations in which not everything counts for them. Of 8 MiB of texts. For functions of the host's own.
create function messaging.missed_texts(
    person uuid, since timestamptz, until timestamptz, out id uuid, out words bytea) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    usual constant text := coalesce(
        (select n.default_level from notification_choices n where n.user_id = person), 'everything');
begin
    return query select found.id, found.words from (
        select m.id, text_of(m.content, m.sealed, c.id, m.user_id, m.nonce) as words,
            sum(octet_length(m.content) + coalesce(octet_length(m.sealed), 0)) over (order by mine.last_activity desc, c.id, m.seq desc rows unbounded preceding) as bytes
        from (
            select m.channel_id, m.level, m.last_read_seq, m.last_activity from channel_members m
            where m.user_id = person and m.shelf in ('channels', 'inbox', 'requests')
                and m.last_activity > since - interval '3 hours'
            order by m.last_activity desc limit 200
        ) mine
        join channels c on c.id = mine.channel_id and c.last_seq > mine.last_read_seq and c.last_message_at > since
        cross join lateral (
            select m.id, m.seq, m.user_id, m.created_at, m.is_deleted, m.content, m.sealed, m.nonce from messages m
            where m.channel_id = c.id and m.seq > mine.last_read_seq order by m.seq desc limit 100
        ) m
        where coalesce(mine.level, case when c.is_direct then 'everything' else usual end) = 'mentions'
            and m.created_at > since and m.created_at <= until and m.user_id <> person and not m.is_deleted
            and not exists (select from blocks b where b.blocker = person and b.blocked = m.user_id)
    ) found where found.bytes <= 8388608;
end $$;

grant execute on function messaging.notifications(timestamptz, uuid, integer),
    messaging.told_texts(timestamptz, uuid, boolean), messaging.new_notifications(),
    messaging.see_notifications(timestamptz) to :app_role;
