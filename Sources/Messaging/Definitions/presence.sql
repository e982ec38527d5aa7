-- Who is there, and who has read what: as far as each of them shows it. Who is there just now is in no table.

create policy owner on messaging.user_presence to current_user using (true) with check (true);
create policy own on messaging.user_presence for select to :app_role using (user_id = (select messaging.viewer()));
grant select on messaging.user_presence to :app_role;

-- What the viewer shows of themselves. What was kept of when they were last here goes with the wish to show it.
create function messaging.choose_presence(hides boolean, quiet timestamptz, detail text, reads boolean) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into user_presence as mine (user_id, status, quiet_until, last_seen_detail, shows_reads)
        select u.id, case when hides then 'hidden' else 'shown' end, quiet, detail, reads
            from users u where u.id = viewer()
        on conflict (user_id) do update set status = excluded.status, quiet_until = excluded.quiet_until,
            last_seen_detail = excluded.last_seen_detail, shows_reads = excluded.shows_reads,
            last_seen = case when hides or detail = 'nothing' then null else mine.last_seen end;
    perform announce('manner ' || viewer());
end $$;

-- Keeps that participants are here, of many at once and each every few minutes at most: what a process has gathered. It acts
-- for nobody, and says nothing.
create function messaging.note_here(participants uuid[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into user_presence as kept (user_id, last_seen)
        select u.id, now() from users u where u.id = any (participants) and u.skeleton <> '' order by u.id
        on conflict (user_id) do update set last_seen = now()
            where kept.status = 'shown' and kept.last_seen_detail <> 'nothing'
                and (kept.last_seen is null or kept.last_seen < now() - interval '4 minutes');
end $$;

-- When somebody the viewer talks with was last here, no finer than they wish: to five minutes, or the day, or only whether
-- it was within a week. No row where that is not for the viewer to know, as where one of the two has blocked the other.
create function messaging.last_here(participant uuid, out seen timestamptz, out detail text) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select case p.last_seen_detail
                when 'minutes' then to_timestamp(floor(extract(epoch from p.last_seen) / 300) * 300)
                when 'day' then date_trunc('day', p.last_seen, 'UTC')
                else case when p.last_seen > now() - interval '7 days' then date_trunc('week', now(), 'UTC') end end,
            p.last_seen_detail
        from user_presence p
        where p.user_id = participant and p.status = 'shown' and p.last_seen_detail <> 'nothing' and p.last_seen is not null
            and not are_apart(participant)
            and exists (
                select from channel_members mine
                join channels c on c.id = mine.channel_id and not c.is_request
                join channel_members theirs on theirs.channel_id = mine.channel_id and theirs.user_id = participant
                where mine.user_id = viewer() and mine.shelf not in ('requests', 'declined')
                    and theirs.shelf not in ('requests', 'declined'));
end $$;

-- Those in a channel of the viewer's who may be shown to be there, those in charge and the longest there first; with what they
-- have read, in a small channel and where both show it. Nobody in a conversation that has not been accepted, and of a group
-- those alone who have accepted it. Whoever keeps it for all of them leaves those out who are apart from the one they show it to
-- (`distances`).
create function messaging.roster(
    slug text, most integer,
    out participant uuid, out full_name text, out handle text, out joined_at timestamptz, out read_seq bigint)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    place uuid;
    small boolean;
begin
    select c.id, c.member_count <= 50 into place, small
        from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        where c.slug = roster.slug and not c.is_request and mine.shelf not in ('requests', 'declined');
    small := small and not exists (select from user_presence p where p.user_id = viewer() and not p.shows_reads);
    return query select m.user_id, u.full_name, u.handle, m.joined_at,
            case when small and p.shows_reads is not false then m.last_read_seq end
        from (
            (select t.user_id, t.joined_at, t.last_read_seq from channel_members t
                where t.channel_id = place and t.role <> 'member' limit most)
            union all
            (select t.user_id, t.joined_at, t.last_read_seq from channel_members t
                where t.channel_id = place and t.role = 'member' and t.shelf not in ('requests', 'declined')
                order by t.joined_at, t.user_id limit most)
            limit most
        ) m
        join users u on u.id = m.user_id
        left join user_presence p on p.user_id = m.user_id;
end $$;

-- Whom the viewer talks with in the conversations at the head of their inbox.
create function messaging.circle(most integer, out participant uuid, out full_name text, out handle text)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
begin
    return query select u.id, u.full_name, u.handle
        from (
            select mine.channel_id from channel_members mine
            where mine.user_id = me and mine.shelf = 'inbox'
            order by mine.last_activity desc, mine.channel_id desc limit most
        ) page
        join channels c on c.id = page.channel_id and not c.is_request
        join pairs p on p.channel_id = page.channel_id
        join users u on u.id = case when p.low = me then p.high else p.low end;
end $$;

-- Who of a small channel has read a message, besides its author and the viewer: those who show it, to a viewer who does, and
-- from whom the viewer is not apart.
create function messaging.seen_by(
    slug text, place bigint, out participant uuid, out full_name text, out handle text, out picture text)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select u.id, u.full_name, u.handle, u.picture
        from messages said
        join channels c on c.id = said.channel_id and c.member_count <= 50 and not c.is_request
        join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
            and mine.shelf not in ('requests', 'declined')
        join channel_members m on m.channel_id = c.id and m.user_id not in (said.user_id, viewer())
            and m.shelf not in ('requests', 'declined')
        join users u on u.id = m.user_id
        left join user_presence p on p.user_id = m.user_id
        where c.slug = seen_by.slug and said.seq = place and m.last_read_seq >= place and m.joined_at <= said.created_at
            and p.shows_reads is not false and not are_apart(m.user_id)
            and not exists (select from user_presence own where own.user_id = viewer() and not own.shows_reads)
        order by u.full_name, u.id;
end $$;

-- Moves the viewer's read mark forward, never back and never past what was said. Returns where it is, if it has moved.
create function messaging.mark_read(
    slug text, upto bigint, out channel uuid, out participant uuid, out read_seq bigint) returns setof record
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    return query update channel_members mine set last_read_seq = mark.seq, last_read_at = now()
        from (
            select m.channel_id, least(upto, c.last_seq) as seq
            from channels c join channel_members m on m.channel_id = c.id and m.user_id = viewer()
            where c.slug = mark_read.slug and m.last_read_seq < least(upto, c.last_seq)
            for no key update of m skip locked
        ) mark
        where mine.channel_id = mark.channel_id and mine.user_id = viewer()
        returning mine.channel_id, mine.user_id, mine.last_read_seq;
end $$;

-- The same, where all the viewer has not read up to there was said in one thread.
create function messaging.mark_thread_read(
    slug text, head bigint, upto bigint, out channel uuid, out participant uuid, out read_seq bigint) returns setof record
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if not exists (
            select from channels c
            join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
            join messages other on other.channel_id = c.id and other.seq > mine.last_read_seq and other.seq <= upto
            where c.slug = mark_thread_read.slug and other.user_id <> mine.user_id
                and other.parent_seq is distinct from head and not other.is_deleted) then
        return query select * from mark_read(slug, upto);
    end if;
end $$;

-- Moves it back to before a message. Whoever keeps how much is unread is told to count anew.
create function messaging.mark_unread(slug text, place bigint) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    moved uuid;
begin
    update channel_members mine set last_read_seq = m.seq - 1
        from channels c join messages m on m.channel_id = c.id
        where c.slug = mark_unread.slug and m.seq = place and mine.channel_id = c.id and mine.user_id = viewer()
            and mine.last_read_seq >= m.seq
        returning mine.channel_id into moved;
    if found then
        perform announce('unread ' || moved || ' ' || viewer());
    end if;
end $$;

grant execute on function messaging.choose_presence(boolean, timestamptz, text, boolean), messaging.note_here(uuid[]),
    messaging.last_here(uuid), messaging.roster(text, integer), messaging.circle(integer),
    messaging.seen_by(text, bigint), messaging.mark_read(text, bigint), messaging.mark_thread_read(text, bigint, bigint), messaging.mark_unread(text, bigint) to :app_role;
