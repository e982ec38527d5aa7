-- What somebody has written, for themselves: also in channels they have left.

create function messaging.own_messages(
    after_channel uuid, after_seq bigint, most integer,
    out channel_id uuid, out slug text, out seq bigint, out words bytea, out created_at timestamptz,
    out edited_at timestamptz, out files jsonb)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select m.channel_id, c.slug, m.seq,
            text_of(coalesce(h.content, m.content), case when h.message_id is null then m.sealed else h.sealed end, m.channel_id,
                m.user_id, m.nonce),
            m.created_at, m.edited_at, case
                when h.file_ids is not null then shown_files(h.file_ids, true)
                when m.files @? '$[*] ? (exists (@.isHidden))' then shown_files(m.file_ids, true)
                else m.files end
        from (
            select * from messages own
            where own.user_id = viewer() and not own.is_deleted
                and (own.channel_id, own.seq) > (after_channel, after_seq)
            order by own.channel_id, own.seq limit most
        ) m
        join channels c on c.id = m.channel_id
        -- Hidden from others.
        left join hidden_messages h on h.message_id = m.id
        order by m.channel_id, m.seq;
end $$;

-- What those messages said before they were changed.
create function messaging.own_versions(
    after_channel uuid, after_seq bigint, after_version integer, most integer,
    out channel_id uuid, out slug text, out seq bigint, out version integer, out words bytea, out written_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select m.channel_id, c.slug, m.seq, v.version,
            text_of(v.content, v.sealed, m.channel_id, m.user_id, m.nonce), v.written_at
        from messages m
        join message_versions v on v.message_id = m.id
        join channels c on c.id = m.channel_id
        where m.user_id = viewer() and not m.is_deleted and m.version > 1
            -- Where the index begins: the versions alone would have each piece read all messages.
            and (m.channel_id, m.seq) >= (after_channel, after_seq)
            and (m.channel_id, m.seq, v.version) > (after_channel, after_seq, after_version)
        order by m.channel_id, m.seq, v.version limit most;
end $$;

create function messaging.own_channels(
    after_channel uuid, most integer,
    out channel_id uuid, out slug text, out name text, out description text, out created_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select c.id, c.slug, c.name, c.description, c.created_at
        from channels c where c.created_by = viewer() and not c.is_direct and c.id > after_channel order by c.id limit most;
end $$;

-- The viewer's files before one of them, the latest first, each as it is to be saved: a picture's widest for programs without
-- WebP, another file's only part. Wherever they were sent, also where the viewer is no member any more.
create function messaging.own_parts(
    before_time timestamptz, before_id uuid, most integer,
    out id uuid, out created_at timestamptz, out name bytea, out digest text, out type text, out size bigint)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select f.id, f.created_at, file_text('n', f.name, f.sealed_name, f.key, f.home_id, f.user_id, f.id), p.digest, p.type, p.size
        from (
            select * from files own
            where own.user_id = viewer() and not own.is_deleted
                and (own.created_at, own.id) < (
                    coalesce(before_time, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
            order by own.created_at desc, own.id desc limit most
        ) f
        cross join lateral (
            select * from file_parts part
            where part.file_id = f.id and part.type <> 'image/webp' order by part.width desc nulls last, part.name limit 1
        ) p
        order by f.created_at desc, f.id desc;
end $$;

-- The viewer's picture in its largest size; no row for none.
create function messaging.own_picture(out digest text, out type text, out size bigint) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select p.digest, p.type, p.size from picture_parts p
        where p.user_id = viewer() and p.type = 'image/jpeg' order by p.side desc limit 1;
end $$;

grant execute on function messaging.own_parts(timestamptz, uuid, integer), messaging.own_picture(),
    messaging.own_messages(uuid, bigint, integer),
    messaging.own_versions(uuid, bigint, integer, integer), messaging.own_channels(uuid, integer) to :app_role;
