-- What people keep: pins for everybody in a channel; bookmarks, drafts and messages to be sent later, each their own.

-- Pins a message, or takes it off again. Returns 'changed', 'unchanged' where it was so already, or 'too many'; null where
-- the viewer may pin no such message. It counts as a change of the message.
create function messaging.pin(slug text, place bigint, is_wanted boolean) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    there constant uuid := (
        select c.id from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        where c.slug = pin.slug);
    target record;
    number bigint;
begin
    perform from channels where id = there and may(there, 'pin') for no key update;
    -- Whoever left or lost their role meanwhile may no more.
    select m.id, m.pinned_at is not null as is_pinned into target from messages m
        where m.channel_id = there and m.seq = place and not m.is_deleted and may(there, 'pin');
    if not found then
        return null;
    end if;
    if target.is_pinned = is_wanted then
        return 'unchanged';
    end if;
    if is_wanted and (select pin_count from channels where id = there) >= 50 then
        return 'too many';
    end if;
    update channels set last_seq = last_seq + 1 where id = there returning last_seq into number;
    update messages set pinned_at = case when is_wanted then clock_timestamp() end, changed_seq = number
        where id = target.id;
    perform announce('changed ' || there || ' ' || number);
    return 'changed';
end $$;

-- For whoever changes a message with the channel's counter locked.
create function messaging.count_pin() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update channels set pin_count = pin_count + case when new.pinned_at is null then -1 else 1 end
        where id = new.channel_id;
    return null;
end $$;
create trigger count_pin after update of pinned_at on messaging.messages
    for each row when ((old.pinned_at is null) <> (new.pinned_at is null)) execute function messaging.count_pin();

-- Keeps a message for the viewer, or no longer. Returns 'changed', 'unchanged' where it was so already, or 'too many'; null
-- where the viewer can read no such message.
create function messaging.bookmark(slug text, place bigint, is_wanted boolean) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    target constant uuid := (
        select m.id from channels c
        join channel_members mine on mine.channel_id = c.id and mine.user_id = me
        join messages m on m.channel_id = c.id and m.seq = place
        where c.slug = bookmark.slug and (not m.is_deleted or not is_wanted));
begin
    if target is null then
        return null;
    end if;
    if not is_wanted then
        delete from bookmarks where user_id = me and message_id = target;
        return case when found then 'changed' else 'unchanged' end;
    end if;
    if exists (select from bookmarks where user_id = me and message_id = target) then
        return 'unchanged';
    end if;
    if (select count(*) from (select from bookmarks where user_id = me limit 10000) kept) >= 10000 then
        return 'too many';
    end if;
    insert into bookmarks (user_id, message_id) values (me, target) on conflict do nothing;
    return 'changed';
end $$;

-- The same for what the viewer can no longer read. Returns whether it was kept.
create function messaging.drop_bookmark(message uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from bookmarks where user_id = viewer() and message_id = message;
    return found;
end $$;

-- Keeps what the viewer has begun to write in a channel in place of what is kept; nothing where there are no words. Returns
-- whether they belong to such a channel.
create function messaging.save_draft(slug text, words text, box bytea) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    there constant uuid := (
        select c.id from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = me
        where c.slug = save_draft.slug);
begin
    if there is null then
        return false;
    end if;
    perform hold_key(there, box);
    if words = '' and box is null then
        delete from drafts where user_id = me and channel_id = there;
    else
        insert into drafts (user_id, channel_id, content, sealed) values (me, there, words, box)
            on conflict (user_id, channel_id) do update set content = excluded.content, sealed = excluded.sealed,
                saved_at = clock_timestamp();
    end if;
    return true;
end $$;

-- Whether a message may be sent at a moment: null, 'past', or 'far' for what is more than a year ahead. For the functions
-- below.
create function messaging.misfit(moment timestamptz) returns text
    language sql volatile set search_path = messaging, pg_temp
    return case
        when moment <= clock_timestamp() then 'past'
        when moment > clock_timestamp() + interval '1 year' then 'far' end;

-- Has the viewer's words sent at a moment. Returns 'scheduled' with what names them, also when they came before with this
-- nonce; 'sent' where they have been sent; 'past', 'far' or 'too many'; 'unreachable' between two of whom one has blocked the
-- other; 'unweighed' for a first message to strangers that the host has not looked at. No row where they may not write.
create function messaging.schedule(
    slug text, words text, moment timestamptz, mark uuid, handles text[], quoted bigint, files uuid[], box bytea, home uuid,
    file_keys bytea[], care text, out outcome text, out item uuid) returns setof record
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    there constant uuid := (
        select c.id from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = me
        where c.slug = schedule.slug);
begin
    if there is null or there <> home or quoted is not null and not exists (
            select from messages m where m.channel_id = there and m.seq = quoted) then
        return;
    end if;
    -- One after the other, so that nobody has more than they may by sending at once.
    perform from users where id = me for no key update;
    select s.id into item from scheduled_messages s where s.user_id = me and s.nonce = mark;
    if found then
        outcome := 'scheduled';
    elsif exists (select from messages m where m.user_id = me and m.nonce = mark) then
        outcome := 'sent';
    elsif exists (select from pairs p where p.channel_id = there and apart(p.low, p.high)) then
        outcome := 'unreachable';
    elsif misfit(moment) is not null then
        outcome := misfit(moment);
    elsif schedule.care is null and is_stranger_in(there, me) then
        outcome := 'unweighed';
    elsif (select count(*) from scheduled_messages s where s.user_id = me) >= 100 then
        outcome := 'too many';
    elsif files is not null and (
            select count(*) from messaging.files f where f.id = any (files) and f.user_id = me and f.message_id is null
                and f.album_id is null)
            <> cardinality(files) then
        outcome := 'no such files';
    else
        outcome := 'scheduled';
        perform hold_key(there, box);
        perform hold_key(there, nullif(key, ''::bytea)) from unnest(file_keys) key;
        perform move_file_keys(files, me, there, file_keys);
        insert into scheduled_messages (
                user_id, channel_id, content, sealed, nonce, send_at, mentions, quoted_seq, file_ids, care)
            values (me, there, words, box, mark, moment, handles, quoted, files, schedule.care) returning id into item;
    end if;
    return next;
end $$;

-- Has other words of the viewer's sent, or at another moment. Returns 'scheduled', 'past', 'far', or
-- 'no such files' where there would be nothing left; null where nothing of
-- theirs waits under that name for its time, as after it was sent; 'unweighed' as `schedule`.
create function messaging.reschedule(item uuid, words text, moment timestamptz, handles text[], box bytea, care text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    left_over uuid[];
    there uuid;
begin
    select s.channel_id into there from scheduled_messages s
        where s.id = item and s.user_id = viewer() and s.held_for is null and not s.is_released for no key update;
    if not found then
        return null;
    end if;
    if reschedule.care is null and is_stranger_in(there, viewer()) then
        return 'unweighed';
    end if;
    if misfit(moment) is not null then
        return misfit(moment);
    end if;
    perform hold_key((select s.channel_id from scheduled_messages s where s.id = item), box);
    -- Files that were sent with another message meanwhile are left out.
    left_over := array(
        select f.id from scheduled_messages s
        cross join lateral unnest(s.file_ids) with ordinality listed (id, step)
        join files f on f.id = listed.id and f.user_id = s.user_id and f.message_id is null and f.album_id is null
        where s.id = item order by listed.step);
    if words = '' and box is null and cardinality(left_over) = 0 then
        return 'no such files';
    end if;
    update scheduled_messages s set content = words, sealed = box, mentions = handles, send_at = moment, failure = null,
            file_ids = nullif(left_over, '{}'), care = reschedule.care
        where s.id = item;
    return 'scheduled';
end $$;

-- Has something of the viewer's not sent after all. Returns whether it waited.
create function messaging.unschedule(item uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from scheduled_messages where id = item and user_id = viewer();
    return found;
end $$;

-- What the viewer has scheduled, the next first. They are few.
create function messaging.own_scheduled(
    out id uuid, out slug text, out name text, out handle text, out is_direct boolean, out words bytea,
    out send_at timestamptz, out created_at timestamptz, out failure text, out file_count integer, out is_held boolean)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select s.id, c.slug,
            case when c.is_direct then coalesce((other_in(c.id)).full_name, c.name) else c.name end,
            case when c.is_direct then (other_in(c.id)).handle end, c.is_direct,
            text_of(s.content, s.sealed, s.channel_id, s.user_id, s.nonce), s.send_at, s.created_at, s.failure,
            coalesce(cardinality(s.file_ids), 0), s.held_for is not null
        from scheduled_messages s join channels c on c.id = s.channel_id
        where s.user_id = viewer() order by s.send_at, s.id;
end $$;

-- Sends one of the messages whose time has come, as whoever wrote it, or keeps it with the reason why not. What somebody
-- else is about just now is left to them. Returns whether there was one. For the host's housekeeping; it acts for nobody.
create function messaging.send_due() returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    item record;
    place record;
    reason text;
    broken text;
    rest text;
begin
    for item in
        select s.id, s.user_id, s.channel_id, s.content, s.sealed, s.nonce, s.mentions, s.quoted_seq, s.file_ids, s.care
        from scheduled_messages s
        where s.send_at <= clock_timestamp() and s.failure is null and s.held_for is null order by s.send_at, s.id limit 20
        for update skip locked
    loop
        select c.is_direct, c.member_count into place from channels c where c.id = item.channel_id
            for no key update skip locked;
        continue when not found;
        if not exists (
                select from channel_members where channel_id = item.channel_id and user_id = item.user_id) then
            reason := 'closed';
        elsif place.is_direct and place.member_count < 2 then
            reason := 'over';
        else
            begin
                insert into messages (channel_id, user_id, content, sealed, nonce, mentions, quoted_seq, file_ids, care)
                    values (
                        item.channel_id, item.user_id, item.content, item.sealed, item.nonce, item.mentions,
                        item.quoted_seq, item.file_ids, coalesce(item.care, ''))
                    on conflict (user_id, nonce) do nothing;
            exception when check_violation then
                get stacked diagnostics broken = constraint_name, rest = pg_exception_detail;
                if broken = 'messages_pace' then
                    -- In a slow channel it waits on, and nobody else behind it.
                    update scheduled_messages set send_at = clock_timestamp() + make_interval(secs => rest::integer)
                        where id = item.id;
                    return true;
                end if;
                reason := case broken when 'messages_request_limit' then 'unanswered' when 'messages_files' then 'files'
                    when 'messages_apart' then 'unreachable' when 'users_silenced' then 'held'
                    else 'refused' end;
            end;
        end if;
        if reason is null then
            -- Unless it was held now.
            delete from scheduled_messages where id = item.id and held_for is null;
        else
            update scheduled_messages set failure = reason where id = item.id;
        end if;
        return true;
    end loop;
    return false;
end $$;

-- Sends nothing of somebody's until they say so anew. For the host's own functions, when it lets them in no more.
create function messaging.hold_scheduled(participant uuid) returns void
    language sql volatile security definer set search_path = messaging, pg_temp
begin atomic
    update messaging.scheduled_messages set failure = 'held', held_for = null
        where user_id = participant and failure is null and (held_for is null or held_for = 'newcomer');
end;

-- Takes away what a participant kept for themselves, a little at a time. Returns whether there was anything.
create function messaging.forget_kept(participant uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    places uuid[];
    ids uuid[];
begin
    if forget_blocks(participant) or forget_invitations(participant) then
        return true;
    end if;
    delete from scheduled_messages where user_id = participant;
    delete from channel_departures where user_id = participant;
    delete from folders where user_id = participant;
    delete from files where user_id = participant and message_id is null;
    places := array(select channel_id from drafts where user_id = participant order by channel_id limit 100);
    delete from drafts where user_id = participant and channel_id = any (places);
    ids := array(select message_id from bookmarks where user_id = participant order by message_id limit 1000);
    delete from bookmarks where user_id = participant and message_id = any (ids);
    return cardinality(places) > 0 or cardinality(ids) > 0;
end $$;

-- The viewer's bookmarks and drafts, for themselves: also in channels they have left.
create function messaging.own_bookmarks(
    after_message uuid, most integer,
    out message_id uuid, out slug text, out seq bigint, out created_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select b.message_id, c.slug, m.seq, b.created_at
        from (
            select * from bookmarks own where own.user_id = viewer() and own.message_id > after_message
            order by own.message_id limit most
        ) b
        join messages m on m.id = b.message_id
        join channels c on c.id = m.channel_id
        order by b.message_id;
end $$;

create function messaging.own_drafts(
    after_channel uuid, most integer,
    out channel_id uuid, out slug text, out words bytea, out saved_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select d.channel_id, c.slug,
            text_of(d.content, d.sealed, d.channel_id, d.user_id, '00000000-0000-0000-0000-000000000000'), d.saved_at
        from (
            select * from drafts own where own.user_id = viewer() and own.channel_id > after_channel
            order by own.channel_id limit most
        ) d
        join channels c on c.id = d.channel_id
        order by d.channel_id;
end $$;

create policy owner on messaging.bookmarks to current_user using (true) with check (true);
create policy owner on messaging.drafts to current_user using (true) with check (true);
create policy owner on messaging.scheduled_messages to current_user using (true) with check (true);

create policy own on messaging.bookmarks for select to :app_role using (user_id = (select messaging.viewer()));
create policy own on messaging.drafts for select to :app_role using (user_id = (select messaging.viewer()));
create policy own on messaging.scheduled_messages for select to :app_role
    using (user_id = (select messaging.viewer()));

grant execute on function messaging.pin(text, bigint, boolean),
    messaging.bookmark(text, bigint, boolean), messaging.drop_bookmark(uuid), messaging.save_draft(text, text, bytea),
    messaging.schedule(text, text, timestamptz, uuid, text[], bigint, uuid[], bytea, uuid, bytea[], text),
    messaging.reschedule(uuid, text, timestamptz, text[], bytea, text),
    messaging.unschedule(uuid), messaging.own_scheduled(), messaging.send_due(),
    messaging.own_bookmarks(uuid, integer), messaging.own_drafts(uuid, integer) to :app_role;
grant select on messaging.bookmarks, messaging.drafts, messaging.scheduled_messages to :app_role;
