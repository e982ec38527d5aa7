-- Sealed texts. Nothing here can open one: the keys are wrapped by a secret the database never sees.

-- A text as it is read: a zero and the plain text, or a one, what the box is bound to (channel, author, nonce) and the box.
-- Empty for whoever is shown no texts. Inlined into whatever reads.
create function messaging.text_of(content text, sealed bytea, channel uuid, author uuid, mark uuid) returns bytea
    language sql stable parallel safe
    return case when not (:reads_texts) then case when coalesce(content, '') <> '' or sealed is not null then '\x00'::bytea end
        when sealed is null then '\x00'::bytea || convert_to(content, 'UTF8')
        else '\x01'::bytea || uuid_send(channel) || uuid_send(author) || uuid_send(mark) || sealed end;

create policy owner on messaging.channel_keys to current_user using (true) with check (true);
create policy read_by_members on messaging.channel_keys for select to :app_role
    using ((select true from messaging.memberships m where m.channel_id = channel_keys.channel_id));
-- Also of a channel in which the viewer still has something to be sent.
create policy read_by_senders on messaging.channel_keys for select to :app_role
    using ((select true from messaging.scheduled_messages s
        where s.channel_id = channel_keys.channel_id and s.user_id = (select messaging.viewer()) limit 1));

-- Where somebody who may ask to come into a private channel seals what they say: the channel, themselves, its newest key, and the
-- number of the next. No row where they may not.
create function messaging.asking_place(
    slug text, out channel_id uuid, out user_id uuid, out version integer, out wrapped bytea, out next_version integer)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select c.id, viewer(), k.version, k.wrapped, c.last_key + 1
        from channels c
        left join lateral (
            select s.version, s.wrapped from channel_keys s where s.channel_id = c.id order by s.version desc limit 1) k on true
        where c.slug = asking_place.slug and is_askable(c.id);
end $$;

-- Gives a channel that the viewer is in, or may ask to come into, a data key of a number, unless it has one. Returns the newest; no
-- row for anybody else, and where the number is not the next.
create function messaging.add_channel_key(place uuid, number integer, box bytea, out version integer, out wrapped bytea)
    returns setof record
    language plpgsql security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    if not exists (select from channel_members m where m.channel_id = place and m.user_id = viewer())
            and not is_askable(place) then
        return;
    end if;
    if not exists (select from channel_keys k where k.channel_id = place) then
        perform outdate_filters(place);
    end if;
    perform from channels c where c.id = place for no key update;
    if not exists (select from channel_keys k where k.channel_id = place) then
        perform keep_key(place, number, box);
    end if;
    return query select k.version, k.wrapped from channel_keys k where k.channel_id = place
        order by k.version desc limit 1;
end $$;

-- Has the filters of a channel made anew: another key is to come. Whoever makes some just now is waited for, so it is done before the
-- channel is locked, in which others may want to say something. For the functions beside it.
create function messaging.outdate_filters(place uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    insert into filter_marks as mark (channel_id, changed_seq, is_stale) select c.id, 0, true from channels c where c.id = place
        on conflict (channel_id) do update set is_stale = true;
end $$;

-- Stores the next key of a channel, if that is its number. For the owner, and the function above.
create function messaging.keep_key(place uuid, number integer, box bytea) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform outdate_filters(place);
    update channels c set last_key = number where c.id = place and c.last_key = number - 1;
    if found then
        insert into channel_keys (channel_id, version, wrapped) values (place, number, box);
    end if;
end $$;

-- A data key, wrapped. For those who hold the secret that wraps; to others it is noise. It asks for nobody, since keys are
-- looked up while rows are read that their reader may see.
create function messaging.wrapped_key(place uuid, number integer) returns bytea
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (select k.wrapped from channel_keys k where k.channel_id = place and k.version = number);
end $$;

-- Whether a box that is to be stored is sealed by a key that is there; also for none. For functions of the owner that have
-- locked the channel.
create function messaging.has_key(place uuid, box bytea) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    return box is null
        or exists (select from channel_keys k where k.channel_id = place and int4send(k.version) = substr(box, 1, 4));
end $$;

-- Refuses a box whose key is not there, without that lock: until the end of the transaction the key is not taken away.
create function messaging.hold_key(place uuid, box bytea) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if box is null then
        return;
    end if;
    perform from channel_keys k where k.channel_id = place and int4send(k.version) = substr(box, 1, 4) for key share;
    if not found then
        raise exception 'the key this is sealed by is gone' using errcode = 'check_violation', constraint = 'messages_key';
    end if;
end $$;

-- Takes away the former keys of a channel, if nothing is sealed by them any more. Returns how many. For the owner.
create function messaging.drop_former_keys(place uuid) returns integer
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    newest bytea;
    dropped integer;
begin
    -- Before what is looked at: whoever stores what one of them sealed has locked the one or the other.
    perform from channels c where c.id = place for no key update;
    perform from channel_keys k where k.channel_id = place order by k.version for update;
    newest := (select int4send(max(k.version)) from channel_keys k where k.channel_id = place);
    if exists (select from messages m where m.channel_id = place and substr(m.sealed, 1, 4) < newest)
            or exists (
                select from message_versions v join messages m on m.id = v.message_id
                where m.channel_id = place and substr(v.sealed, 1, 4) < newest)
            or exists (select from hidden_messages h where h.channel_id = place and substr(h.sealed, 1, 4) < newest)
            or exists (select from drafts d where d.channel_id = place and substr(d.sealed, 1, 4) < newest)
            or exists (select from scheduled_messages s where s.channel_id = place and substr(s.sealed, 1, 4) < newest)
            or exists (select from channel_requests r where r.channel_id = place and substr(r.sealed, 1, 4) < newest)
            or exists (select from files f where f.home_id = place and substr(f.key, 1, 4) < newest)
            or exists (select from filter_marks k where k.channel_id = place and k.is_stale) then
        return 0;
    end if;
    delete from channel_keys k where k.channel_id = place and int4send(k.version) < newest;
    get diagnostics dropped = row_count;
    return dropped;
end $$;

-- Destroys the keys of a channel, and then empties what was sealed by them, a hundred at once. Returns whether there is more;
-- null where there is no such channel. Refused while anything of it is under a legal hold. For the owner.
create function messaging.shred(address text) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select c.id from channels c where c.slug = address);
    last bigint;
    gone uuid[];
begin
    if place is null then
        return null;
    end if;
    if exists (select from holds h where h.channel_id = place)
            or exists (select from holds h join messages m on m.user_id = h.user_id and m.channel_id = place) then
        raise exception 'what is said there is on hold' using errcode = 'check_violation', constraint = 'holds';
    end if;
    -- Whoever makes filters has these in hand before the channel, and before its keys.
    perform from filter_marks k where k.channel_id = place for update;
    select c.last_seq into last from channels c where c.id = place for no key update;
    delete from filters f where f.channel_id = place;
    delete from filter_marks k where k.channel_id = place;
    -- The keys before the rest: whoever stores something sealed by one of them holds it.
    delete from channel_keys k where k.channel_id = place;
    delete from drafts d where d.channel_id = place;
    delete from scheduled_messages s where s.channel_id = place;
    update channel_requests r set message = '', sealed = null where r.channel_id = place;
    -- What was to be sent there.
    delete from files f where f.home_id = place and f.message_id is null;
    gone := array(
        select m.id from messages m where m.channel_id = place and not m.is_deleted order by m.seq limit 100);
    if cardinality(gone) = 0 then
        return false;
    end if;
    update channels set last_seq = last + cardinality(gone) where id = place;
    perform empty_messages(gone, last + 1);
    return true;
end $$;

-- Puts keys and boxes into files that are plain yet, and that whoever seals them has locked with their messages. `homes` says by which
-- channel's data key a key is sealed; zeros for the operator's secret. For the owner.
create function messaging.seal_files(
    ids uuid[], homes uuid[], keys bytea[], names bytea[], descriptions bytea[], texts bytea[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update files f set key = done.key, home_id = nullif(done.home, '00000000-0000-0000-0000-000000000000'), name = '', sealed_name = done.name,
            description = case when f.album_id is null then '' else f.description end,
            sealed_description = case when f.album_id is null then nullif(done.description, ''::bytea) end
        from unnest(ids, homes, keys, names, descriptions) done (id, home, key, name, description) where f.id = done.id;
    update file_texts t set words = '', sealed = done.text
        from unnest(ids, texts) done (id, text) where t.file_id = done.id and done.text <> '';
    perform show_files_anew(ids);
end $$;

-- Puts keys into files whose keys a former data key sealed, locked as above. For the owner.
create function messaging.reseal_files(ids uuid[], keys bytea[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update files f set key = done.key from unnest(ids, keys) done (id, key) where f.id = done.id;
    perform show_files_anew(ids);
end $$;

-- What readers are shown of some files says the same as before, sealed otherwise. For the functions above.
create function messaging.show_files_anew(ids uuid[]) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update messages m set files = shown_files(m.file_ids)
        where m.id in (select f.message_id from files f where f.id = any (ids)) and m.file_ids is not null;
end $$;

grant select on messaging.channel_keys to :app_role;
grant execute on function messaging.text_of(text, bytea, uuid, uuid, uuid), messaging.add_channel_key(uuid, integer, bytea),
    messaging.asking_place(text) to :app_role;
grant execute on function messaging.wrapped_key(uuid, integer) to :housekeeping_role;
