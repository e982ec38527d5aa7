-- How long messages and files are kept, and what is kept whatever becomes of it. What is too old is taken away as if its author had
-- deleted it, a little at a time, so that whoever reads sees it go; a day later the places of such messages go, too.

create policy owner on messaging.retention to current_user using (true) with check (true);
create policy owner on messaging.holds to current_user using (true) with check (true);
create policy known_to_participants on messaging.retention for select to :app_role
    using ((select messaging.viewer()) is not null);

-- Whether what somebody says in a channel has to be kept.
create function messaging.is_on_hold(place uuid, author uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (select from holds h where h.channel_id = place or h.user_id = author);
end $$;

-- Sets for how many days a channel keeps messages, and files; null for as long as the installation does. Returns whether the viewer may.
create function messaging.set_retention(slug text, message_days integer, file_days integer) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'manage-channel');
begin
    if place is null then
        return false;
    end if;
    update channels c set message_days = set_retention.message_days, file_days = set_retention.file_days,
            revision = revision + 1, updated_at = now()
        where c.id = place and (c.message_days, c.file_days) is distinct from
            (set_retention.message_days, set_retention.file_days);
    if found then
        perform record(place, 'retained', null, concat_ws(' ', coalesce(set_retention.message_days, 0),
            coalesce(set_retention.file_days, 0)));
    end if;
    return true;
end $$;

-- The same for the whole installation. Returns whether that is a change. For the host's own functions, as the three after it.
create function messaging.set_site_retention(message_days integer, file_days integer) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into retention default values on conflict do nothing;
    update retention r set message_days = set_site_retention.message_days, file_days = set_site_retention.file_days
        where (r.message_days, r.file_days) is distinct from
            (set_site_retention.message_days, set_site_retention.file_days);
    return found;
end $$;

-- Places a hold on a channel or on somebody. Returns false where there is one.
create function messaging.place_hold(place uuid, participant uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into holds (channel_id, user_id) values (place, participant) on conflict do nothing;
    return found;
end $$;

-- Lifts it: what was taken away meanwhile is looked for by `drop_released`, and what is too old goes the next time. Returns false where
-- there was none.
create function messaging.lift_hold(place uuid, participant uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from holds h where h.channel_id = place or h.user_id = participant;
    if not found then
        return false;
    end if;
    update channels c set expired_seq = 0, expired_file_seq = 0
        where (c.expired_seq > 0 or c.expired_file_seq > 0) and (c.id = place or c.id in (
            select distinct m.channel_id from messages m where m.user_id = participant and not m.is_deleted));
    return true;
end $$;

-- What was taken away under a hold and is under none any more goes for good, a little at a time. Returns whether there was any. For the
-- host's housekeeping, as what follows; it acts for nobody.
create function messaging.drop_released() returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    gone uuid[];
    lost uuid[];
begin
    gone := array(
        select h.message_id from hidden_messages h join messages m on m.id = h.message_id
        where h.is_kept and not is_on_hold(m.channel_id, m.user_id)
        order by h.message_id limit 100 for update of h skip locked);
    lost := array(
        select f.id from files f where f.is_kept and not is_on_hold(f.channel_id, f.user_id)
        order by f.id limit 100 for update skip locked);
    delete from message_versions v where v.message_id = any (gone);
    delete from files f where f.message_id = any (gone) and f.is_kept;
    delete from hidden_messages h where h.message_id = any (gone);
    perform empty_file(f.id) from files f where f.id = any (lost);
    return cardinality(gone) + cardinality(lost) > 0;
end $$;

-- When what is old enough to go was sent: null for never.
create function messaging.expired_before(days integer, site_days integer) returns timestamptz
    language sql stable parallel safe
    return clock_timestamp() - make_interval(days => least(days, site_days));

-- Looks at `most` channels after one, in the order of their identifiers: which of them have something to take away, and the last it has
-- looked at; null where there are no more. Where only channels keep things for a time, at those alone.
create function messaging.expiring(after uuid, most integer, out last uuid, out due uuid[])
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    site retention%rowtype;
    looked uuid[];
begin
    select * into site from retention;
    if site.message_days is null and site.file_days is null then
        looked := array(
            select c.id from channels c
            where c.id > after and (c.message_days is not null or c.file_days is not null) order by c.id limit most);
    else
        looked := array(select c.id from channels c where c.id > after order by c.id limit most);
    end if;
    last := looked[most];
    due := array(
        select c.id from channels c
        left join lateral (
            select m.created_at, m.is_deleted from messages m where m.channel_id = c.id and m.seq > c.expired_seq
            order by m.seq limit 1) oldest on true
        left join lateral (
            select f.created_at from files f where f.channel_id = c.id and f.seq > c.expired_file_seq
            order by f.seq limit 1) file on true
        where c.id = any (looked) and (oldest.created_at < expired_before(c.message_days, site.message_days)
            or file.created_at < expired_before(c.file_days, site.file_days)
            or c.expired_seq > 0 and exists (
                select from messages m where m.channel_id = c.id and m.seq <= c.expired_seq and m.is_deleted
                    and m.updated_at < now() - interval '1 day' and not has_answers(m.id))));
end $$;

-- Whether a message has answers, or others were taken with its words.
create function messaging.has_answers(message uuid) returns boolean
    language sql stable security definer set search_path = messaging, pg_temp
begin atomic
    select exists (select from messaging.messages m where m.parent_id = message)
        or exists (select from messaging.hidden_messages h where h.message_id = message);
end;

-- Takes away what is too old in a channel: `most` messages at most, and as many files. Returns whether there may be more. Nothing while
-- somebody else has the channel in hand.
create function messaging.expire(place uuid, most integer) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    it channels%rowtype;
    site retention%rowtype;
    message_edge timestamptz;
    file_edge timestamptz;
    seen integer := 0;
    reached bigint;
    gone uuid[];
    number bigint;
    lost record;
begin
    select * into it from channels c where c.id = place for no key update skip locked;
    if not found or exists (select from holds h where h.channel_id = place) then
        return false;
    end if;
    select * into site from retention;
    message_edge := expired_before(it.message_days, site.message_days);
    file_edge := expired_before(it.file_days, site.file_days);
    number := it.last_seq;

    -- In the order of their numbers, which is that of their times: whatever is after the first that stays, stays.
    select count(*), max(n.seq), array_agg(n.id order by n.seq) filter (where not n.is_deleted and not is_on_hold(place, n.user_id))
        into seen, reached, gone
        from (
            select m.id, m.seq, m.user_id, m.is_deleted, m.created_at from messages m
            where m.channel_id = place and m.seq > it.expired_seq order by m.seq limit most) n
        where n.created_at < message_edge;
    if gone is not null then
        update channels c set last_seq = number + cardinality(gone) where c.id = place;
        perform empty_messages(gone, number + 1);
        number := number + cardinality(gone);
    end if;
    if seen > 0 then
        update channels c set expired_seq = reached where c.id = place;
        delete from filters f where f.channel_id = place and f.last_seq <= reached;
    end if;

    for lost in
        select n.id, n.message_id, n.seq, n.is_deleted or is_on_hold(place, n.user_id) as stays
        from (
            select f.id, f.message_id, f.seq, f.user_id, f.is_deleted, f.created_at from files f
            where f.channel_id = place and f.seq > it.expired_file_seq order by f.seq, f.position limit most) n
        where n.created_at < file_edge order by n.seq
    loop
        seen := seen + 1;
        if not lost.stays then
            number := number + 1;
            update channels c set last_seq = number where c.id = place;
            perform take_file_away(lost.id, lost.message_id, place, number);
        end if;
        update channels c set expired_file_seq = lost.seq where c.id = place;
    end loop;

    -- Places of what went a day ago, unless something hangs on them.
    delete from messages m where m.id in (
        select old.id from messages old
        where old.channel_id = place and old.seq <= it.expired_seq and old.is_deleted
            and old.updated_at < now() - interval '1 day' and not has_answers(old.id)
        order by old.seq limit most);
    if found then
        perform revise(place);
        return true;
    end if;
    return seen >= most;
end $$;

grant select on messaging.retention to :app_role;
grant execute on function messaging.set_retention(text, integer, integer) to :app_role;
grant execute on function messaging.drop_released(), messaging.expiring(uuid, integer), messaging.expire(uuid, integer)
    to :housekeeping_role;
