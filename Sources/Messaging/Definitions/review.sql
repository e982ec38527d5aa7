-- Hiding messages, and silencing people, for functions of the host's that say who decides about it.

create policy owner on messaging.hidden_messages to current_user using (true) with check (true);

-- Puts a sentence in place of what a message says, and what it says where nobody else reads it: so nothing that reads messages has to
-- know of it. A change of the message, of which readers are told. Returns whether it is hidden; deleted, it is not.
create function messaging.hide_message(message uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select m.channel_id from messages m where m.id = message);
    number bigint;
begin
    perform from channels c where c.id = place for no key update;
    if exists (select from messages m where m.id = message and m.hiding = 'hidden') then
        return true;
    end if;
    insert into hidden_messages (message_id, channel_id, content, sealed, mentions, file_ids)
        select m.id, m.channel_id, m.content, m.sealed, m.mentions, m.file_ids
        from messages m where m.id = message and not m.is_deleted;
    if not found then
        return false;
    end if;
    update files f set is_hidden = true where f.message_id = message;
    update channels c set last_seq = last_seq + 1 where c.id = place returning c.last_seq into number;
    update messages m set content = 'This message is hidden while a moderator looks at it.', sealed = null, mentions = null,
            file_ids = null, files = null, hiding = 'hidden', updated_at = clock_timestamp(), changed_seq = number
        where m.id = message;
    perform announce('changed ' || place || ' ' || number);
    return true;
end $$;

-- Puts the words of a hidden message back.
create function messaging.show_message(message uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select m.channel_id from messages m where m.id = message);
    number bigint;
    kept hidden_messages%rowtype;
begin
    perform from channels c where c.id = place for no key update;
    delete from hidden_messages h where h.message_id = message and not h.is_kept returning h.* into kept;
    if not found then
        return;
    end if;
    update files f set is_hidden = false where f.message_id = message;
    update channels c set last_seq = last_seq + 1 where c.id = place returning c.last_seq into number;
    update messages m set content = kept.content, sealed = kept.sealed, mentions = kept.mentions, file_ids = kept.file_ids,
            files = case when kept.file_ids is not null then shown_files(kept.file_ids) end, hiding = 'shown',
            updated_at = clock_timestamp(), changed_seq = number
        where m.id = message;
    perform announce('changed ' || place || ' ' || number);
end $$;

-- Hides one file of a message, or shows it again: its message stays, and says that there is one. A change of the message, of which
-- readers are told; shown again, whoever makes filters has to know. Returns whether it is there.
create function messaging.withhold_file(file uuid, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select f.channel_id from files f where f.id = withhold_file.file);
    number bigint;
begin
    perform from channels c where c.id = place for no key update;
    update files f set is_withheld = is_wanted
        where f.id = withhold_file.file and f.message_id is not null and not f.is_deleted and f.is_withheld <> is_wanted;
    if found then
        update channels c set last_seq = last_seq + 1 where c.id = place returning c.last_seq into number;
        update messages m set files = case when m.file_ids is not null then shown_files(m.file_ids) end,
                hiding = case when is_wanted then m.hiding else coalesce(m.hiding, 'shown') end,
                updated_at = clock_timestamp(), changed_seq = number
            where m.id = (select f.message_id from files f where f.id = withhold_file.file);
        perform announce('changed ' || place || ' ' || number);
    end if;
    return exists (select from files f where f.id = withhold_file.file and f.message_id is not null and not f.is_deleted);
end $$;

-- Takes one file of a message away, as its author would. Gone already, it stays so.
create function messaging.remove_file(file uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    target record;
    number bigint;
begin
    select f.channel_id, f.message_id into target from files f where f.id = remove_file.file and f.message_id is not null;
    perform from channels c where c.id = target.channel_id for no key update;
    if exists (select from files f where f.id = remove_file.file and not f.is_deleted) then
        update channels c set last_seq = last_seq + 1 where c.id = target.channel_id returning c.last_seq into number;
        perform take_file_away(remove_file.file, target.message_id, target.channel_id, number);
    end if;
end $$;

-- What a hidden message of the viewer's says.
create function messaging.own_hidden(
    slug text, place bigint, out words bytea, out mentions text[], out files text) returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query
        select text_of(h.content, h.sealed, m.channel_id, m.user_id, m.nonce), h.mentions,
            case when h.file_ids is not null then shown_files(h.file_ids)::text end
        from channels c
        join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        join messages m on m.channel_id = c.id and m.seq = place and m.user_id = viewer()
        join hidden_messages h on h.message_id = m.id and not h.is_kept
        where c.slug = own_hidden.slug;
end $$;

-- Has somebody write nothing until a moment; null for no longer. It ends by the clock.
create function messaging.silence_everywhere(participant uuid, moment timestamptz) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    update users u set silenced_until = moment where u.id = participant;
end $$;

-- Refuses what somebody wants to write who is silenced.
create function messaging.refuse_silenced(participant uuid) returns void
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    moment constant timestamptz := (select u.silenced_until from users u where u.id = participant);
begin
    if moment > clock_timestamp() then
        raise exception 'they write nothing for a while'
            using errcode = 'check_violation', constraint = 'users_silenced',
                detail = ceil(extract(epoch from moment - clock_timestamp()))::text;
    end if;
end $$;

-- The same of the viewer, before a row comes into a table. Messages ask `refuse_silenced` by themselves, once they are known to be new.
create function messaging.insist_on_voice() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform refuse_silenced(viewer());
    return null;
end $$;
create trigger insist_on_voice before insert on messaging.message_reactions
    for each statement execute function messaging.insist_on_voice();
-- Changing a message keeps what it said before.
create trigger insist_on_voice before insert on messaging.message_versions
    for each statement execute function messaging.insist_on_voice();
-- Channels, groups and conversations of two.
create trigger insist_on_voice before insert on messaging.channels
    for each statement execute function messaging.insist_on_voice();
create trigger insist_on_voice before insert on messaging.channel_invites
    for each statement execute function messaging.insist_on_voice();
create trigger insist_on_voice before insert on messaging.channel_requests
    for each statement execute function messaging.insist_on_voice();
create trigger insist_on_voice before insert on messaging.scheduled_messages
    for each statement execute function messaging.insist_on_voice();
-- What is uploaded, before its bytes are kept, and what is forwarded.
create trigger insist_on_voice before insert on messaging.contents
    for each statement execute function messaging.insist_on_voice();
create trigger insist_on_voice before insert on messaging.files
    for each statement execute function messaging.insist_on_voice();

-- Keeps somebody out of a channel until a moment, or (null) for good; those in charge there do not lift it. Returns 'done';
-- 'in charge' of whoever runs the channel, 'impossible' where there is none to keep them out of.
create function messaging.keep_out(place uuid, participant uuid, moment timestamptz) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform from channels c where c.id = place and not c.is_direct for no key update;
    if not found or not exists (select from users u where u.id = participant) then
        return 'impossible';
    end if;
    if exists (
            select from channel_members m where m.channel_id = place and m.user_id = participant and m.role = 'admin') then
        return 'in charge';
    end if;
    insert into channel_bans as kept (channel_id, user_id, ends_at, is_hosts) values (place, participant, moment, true)
        on conflict (channel_id, user_id) do update set is_hosts = true, created_at = clock_timestamp(),
            ends_at = case when kept.ends_at is null or excluded.ends_at is null then null
                else greatest(kept.ends_at, excluded.ends_at) end;
    delete from channel_members m where m.channel_id = place and m.user_id = participant;
    return 'done';
end $$;

-- Lets them come back.
create function messaging.let_in(place uuid, participant uuid) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from channel_bans b where b.channel_id = place and b.user_id = participant and b.is_hosts;
end $$;

-- Keeps a channel from whoever is not in it, and has nothing more said there, or gives it back as it was. Meanwhile nobody comes in, and
-- those in charge of it change none of that. Returns whether there is such a channel.
create function messaging.withhold_channel(channel uuid, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    perform from channels c where c.id = withhold_channel.channel and not c.is_direct for no key update;
    if not found then
        return false;
    end if;
    if is_wanted then
        update channels c set withheld_at = clock_timestamp(),
                visibility_before = case when c.is_on_web then 'web-public' else c.type end, type = 'private', is_on_web = false,
                archived_before = c.archived_at, archived_at = coalesce(c.archived_at, clock_timestamp()),
                revision = revision + 1, updated_at = now()
            where c.id = withhold_channel.channel and c.withheld_at is null;
    else
        update channels c set type = case c.visibility_before when 'private' then 'private' else 'public' end,
                is_on_web = c.visibility_before = 'web-public', archived_at = c.archived_before, withheld_at = null,
                visibility_before = null, archived_before = null, revision = revision + 1, updated_at = now()
            where c.id = withhold_channel.channel and c.withheld_at is not null;
    end if;
    return true;
end $$;

-- Whether somebody is kept out of a channel by the host, as everybody is of one that is withheld.
create function messaging.is_kept_out(place uuid, participant uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (select from channels c where c.id = place and c.withheld_at is not null) or exists (
        select from channel_bans b
        where b.channel_id = place and b.user_id = participant and b.is_hosts
            and (b.ends_at is null or b.ends_at > clock_timestamp()));
end $$;

-- Whoever is kept out comes in by no way.
create function messaging.refuse_kept_out() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    return case when is_kept_out(new.channel_id, new.user_id) then null else new end;
end $$;
create trigger refuse_kept_out before insert on messaging.channel_members
    for each row execute function messaging.refuse_kept_out();

grant execute on function messaging.own_hidden(text, bigint) to :app_role;
