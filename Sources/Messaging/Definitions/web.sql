-- What everybody on the web can read. Whoever has no account is nobody and reads no table: what they are shown comes from these
-- functions, each of which asks by itself whether the channel is on the web now. Files are for members, so there is only how many.

create function messaging.on_web(slug text) returns uuid
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (select c.id from channels c where c.slug = on_web.slug and c.is_on_web);
end $$;

-- A channel on the web by an address it has or had.
create function messaging.web_channel(
    address text, out id uuid, out slug text, out name text, out description text, out member_count integer, out last_seq bigint,
    out picture text, out is_archived boolean, out category text, out language text, out created_at timestamptz,
    out last_message_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select c.id, c.slug, c.name, c.description, c.member_count, c.last_seq, c.picture, c.archived_at is not null,
            c.category, c.language, c.created_at, c.last_message_at
        from channels c
        where c.is_on_web and c.id = coalesce(
            (select d.id from channels d where d.slug = address),
            (select f.channel_id from former_slugs f where f.slug = address));
end $$;

-- Those of some channels that are on the web, in their order.
create function messaging.web_channels(
    ids uuid[], out id uuid, out slug text, out name text, out description text, out member_count integer, out last_seq bigint,
    out picture text, out is_archived boolean, out category text, out language text, out created_at timestamptz,
    out last_message_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select c.id, c.slug, c.name, c.description, c.member_count, c.last_seq, c.picture, c.archived_at is not null,
            c.category, c.language, c.created_at, c.last_message_at
        from unnest(ids) with ordinality named (id, place) join channels c on c.id = named.id
        where c.is_on_web order by named.place;
end $$;

-- The first fifty thousand channels on the web, which is what one sitemap may list.
create function messaging.web_addresses(out slug text, out changed_at timestamptz) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query select c.slug, coalesce(c.last_message_at, c.updated_at) from channels c
        where c.is_on_web order by c.id limit 50000;
end $$;

-- Messages as everybody is shown them, the latest first, with how many files each has. For the functions below, which have asked.
create function messaging.web_rows(
    ids uuid[], out id uuid, out seq bigint, out changed_seq bigint, out author uuid, out full_name text, out handle text,
    out picture text, out has_look_alike boolean, out said bytea, out created_at timestamptz, out version integer,
    out edited_at timestamptz, out is_deleted boolean, out is_hidden boolean, out reactions text[],
    out reaction_counts integer[], out is_pinned boolean, out parent_seq bigint, out reply_count integer,
    out last_reply_seq bigint, out last_reply_at timestamptz, out quoted_seq bigint, out quote text[], out mentions text[],
    out files integer)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
begin
    return query
        select m.id, m.seq, m.changed_seq, u.id, u.full_name, u.handle, u.picture,
            case when u.is_resembled then has_look_alike(m.channel_id, u.id) else false end,
            text_of(m.content, m.sealed, m.channel_id, m.user_id, m.nonce), m.created_at, m.version, m.edited_at,
            m.is_deleted, coalesce(m.hiding = 'hidden', false), m.reactions, m.reaction_counts, m.pinned_at is not null,
            m.parent_seq, m.reply_count, m.last_reply_seq, m.last_reply_at, m.quoted_seq,
            case when m.quoted_seq is not null then quoted(m.channel_id, m.quoted_seq) end, m.mentions,
            case when m.is_deleted then 0 else coalesce(cardinality(m.file_ids), 0) end
        from messages m join users u on u.id = m.user_id
        where m.id = any (ids) order by m.seq desc;
end $$;

-- What was said in a channel before a place, or in one of its threads.
create function messaging.web_page(
    slug text, thread bigint, before bigint, most integer, out id uuid, out seq bigint, out changed_seq bigint,
    out author uuid, out full_name text, out handle text, out picture text, out has_look_alike boolean, out said bytea,
    out created_at timestamptz, out version integer, out edited_at timestamptz, out is_deleted boolean, out is_hidden boolean,
    out reactions text[], out reaction_counts integer[], out is_pinned boolean, out parent_seq bigint,
    out reply_count integer, out last_reply_seq bigint, out last_reply_at timestamptz, out quoted_seq bigint,
    out quote text[], out mentions text[], out files integer)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    place constant uuid := on_web(slug);
    head uuid;
begin
    if place is null then
        return;
    end if;
    if thread is null then
        return query select * from web_rows(array(
            select m.id from messages m where m.channel_id = place and m.seq < before and m.parent_id is null
            order by m.seq desc limit most));
        return;
    end if;
    head := (select m.id from messages m where m.channel_id = place and m.seq = thread);
    return query select * from web_rows(array(
        select m.id from messages m where m.parent_id = head and m.seq < before order by m.seq desc limit most));
end $$;

-- What was said around a place, as many before it, with what stands there, as after it.
create function messaging.web_page_around(
    slug text, thread bigint, around bigint, half integer, out id uuid, out seq bigint, out changed_seq bigint,
    out author uuid, out full_name text, out handle text, out picture text, out has_look_alike boolean, out said bytea,
    out created_at timestamptz, out version integer, out edited_at timestamptz, out is_deleted boolean, out is_hidden boolean,
    out reactions text[], out reaction_counts integer[], out is_pinned boolean, out parent_seq bigint,
    out reply_count integer, out last_reply_seq bigint, out last_reply_at timestamptz, out quoted_seq bigint,
    out quote text[], out mentions text[], out files integer)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    place constant uuid := on_web(slug);
    head uuid;
begin
    if place is null then
        return;
    end if;
    if thread is null then
        return query select * from web_rows(array(
            (select m.id from messages m where m.channel_id = place and m.seq <= around and m.parent_id is null
                order by m.seq desc limit half)
            union all
            (select m.id from messages m where m.channel_id = place and m.seq > around and m.parent_id is null
                order by m.seq limit half)));
        return;
    end if;
    head := (select m.id from messages m where m.channel_id = place and m.seq = thread);
    return query select * from web_rows(array(
        (select m.id from messages m where m.parent_id = head and m.seq <= around order by m.seq desc limit half)
        union all
        (select m.id from messages m where m.parent_id = head and m.seq > around order by m.seq limit half)));
end $$;

-- One message.
create function messaging.web_message(
    slug text, place bigint, out id uuid, out seq bigint, out changed_seq bigint,
    out author uuid, out full_name text, out handle text, out picture text, out has_look_alike boolean, out said bytea,
    out created_at timestamptz, out version integer, out edited_at timestamptz, out is_deleted boolean, out is_hidden boolean,
    out reactions text[], out reaction_counts integer[], out is_pinned boolean, out parent_seq bigint,
    out reply_count integer, out last_reply_seq bigint, out last_reply_at timestamptz, out quoted_seq bigint,
    out quote text[], out mentions text[], out files integer)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
#variable_conflict use_column
declare
    here constant uuid := on_web(slug);
begin
    return query select * from web_rows(array(
        select m.id from messages m where m.channel_id = here and m.seq = place));
end $$;

grant execute on function messaging.web_channel(text), messaging.web_channels(uuid[]), messaging.web_addresses(),
    messaging.web_page(text, bigint, bigint, integer), messaging.web_page_around(text, bigint, bigint, integer),
    messaging.web_message(text, bigint) to :housekeeping_role;
