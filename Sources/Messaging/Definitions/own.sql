-- What somebody has written, for themselves: also in channels they have left.

create function messaging.own_messages(
    after_channel uuid, after_seq bigint, most integer,
    out channel_id uuid, out slug text, out seq bigint, out content text, out created_at timestamptz,
    out edited_at timestamptz, out files jsonb)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select m.channel_id, c.slug, m.seq, m.content, m.created_at, m.edited_at, m.files
        from (
            select * from messages own
            where own.user_id = viewer() and not own.is_deleted
                and (own.channel_id, own.seq) > (after_channel, after_seq)
            order by own.channel_id, own.seq limit most
        ) m
        join channels c on c.id = m.channel_id
        order by m.channel_id, m.seq;
end $$;

-- What those messages said before they were changed.
create function messaging.own_versions(
    after_channel uuid, after_seq bigint, after_version integer, most integer,
    out channel_id uuid, out slug text, out seq bigint, out version integer, out content text, out written_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select m.channel_id, c.slug, m.seq, v.version, v.content, v.written_at
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

grant execute on function messaging.own_messages(uuid, bigint, integer),
    messaging.own_versions(uuid, bigint, integer, integer), messaging.own_channels(uuid, integer) to :app_role;
