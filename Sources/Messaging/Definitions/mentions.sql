-- Mentions: whom handles in a message name, and who is told.

-- Of some handles those that members of a channel have or had, and whose they are; the author's own left out, and
-- those of whom one has blocked the other. For the triggers and functions below.
create function messaging.called(place uuid, author uuid, wishes text[], out handle text, out user_id uuid)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select h.handle, h.user_id
        from unnest(wishes) wish (handle)
        join handles h on h.handle collate "C" = wish.handle collate "C"
        join channel_members m on m.channel_id = place and m.user_id = h.user_id
        where h.user_id <> author and not apart(h.user_id, author);
end $$;

-- What of them a message keeps; null for none.
create function messaging.kept_mentions(place uuid, author uuid, wishes text[]) returns text[]
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (select array_agg(found.handle) from called(place, author, wishes[:50]) found);
end $$;

-- Keeps whom a message names, and tells them; whom it names no more is told too. Whoever has muted its author is not
-- told. For whoever has locked the channel.
create function messaging.mention(message messaging.messages) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    told uuid;
begin
    for told in
        delete from message_mentions old where old.message_id = message.id and not exists (
            select from called(message.channel_id, message.user_id, message.mentions) found
            where found.user_id = old.user_id)
        returning old.user_id
    loop
        perform announce('unread ' || message.channel_id || ' ' || told);
    end loop;
    for told in
        insert into message_mentions (user_id, channel_id, seq, message_id, created_at)
        select distinct found.user_id, message.channel_id, message.seq, message.id,
            case when message.edited_at is null then message.created_at else message.edited_at end
        from called(message.channel_id, message.user_id, message.mentions) found
        where not exists (select from blocks b where b.blocker = found.user_id and b.blocked = message.user_id)
        on conflict (user_id, channel_id, seq) do nothing
        returning user_id
    loop
        perform announce('unread ' || message.channel_id || ' ' || told);
    end loop;
end $$;

create function messaging.mention_new() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform mention(new);
    return null;
end $$;
create trigger mention_new after insert on messaging.messages
    for each row when (new.mentions is not null) execute function messaging.mention_new();

-- Somebody to name: members of a channel of the viewer's whose handle begins with some letters. Looked for among as many
-- handles as take no long time.
create function messaging.members_called(slug text, beginning text, most integer, out full_name text, out handle text)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (
        select c.id from channels c join channel_members me on me.channel_id = c.id and me.user_id = viewer()
        where c.slug = members_called.slug);
begin
    if place is null or beginning !~ '^[a-z0-9-]{1,30}$' then
        return;
    end if;
    return query select u.full_name, u.handle
        from (
            select h.handle, h.user_id from handles h
            where h.handle collate "C" >= beginning and h.handle collate "C" < beginning || '~'
            order by h.handle collate "C" limit 2000
        ) near
        join channel_members m on m.channel_id = place and m.user_id = near.user_id
        join users u on u.id = near.user_id and u.handle = near.handle
        where u.id <> viewer() and not are_apart(u.id)
        order by near.handle collate "C" limit most;
end $$;

create policy owner on messaging.message_mentions to current_user using (true) with check (true);
create policy told_to_whom_it_names on messaging.message_mentions for select to :app_role
    using (user_id = (select messaging.viewer()));

grant execute on function messaging.members_called(text, text, integer) to :app_role;
grant select on messaging.message_mentions to :app_role;
