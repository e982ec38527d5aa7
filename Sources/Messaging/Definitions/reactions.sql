-- Reactions to messages: who may set them, and how they are counted.

-- Sets a reaction of the viewer's, or takes it back. Returns 'changed', 'unchanged' where it was so already, 'too many' or
-- 'too many of one'; null where the viewer may react to no such message. A function, because whoever counts must have the
-- channel to themselves, and because a role that may delete from a table may also lock all of it.
create function messaging.react(slug text, place bigint, emoji text, is_wanted boolean) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    there constant uuid := (
        select c.id from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = me
        where c.slug = react.slug);
    target record;
begin
    perform from channels where id = there for no key update;
    -- Whoever left meanwhile is a member no more.
    select m.id, m.reactions into target from messages m
        where m.channel_id = there and m.seq = place and not m.is_deleted
            and exists (select from channel_members where channel_id = there and user_id = me)
            and (not is_wanted or may(there, 'react'));
    if not found then
        return null;
    end if;
    if not is_wanted then
        delete from message_reactions where message_id = target.id and reaction = emoji and user_id = me;
        return case when found then 'changed' else 'unchanged' end;
    end if;
    if exists (
            select from message_reactions where message_id = target.id and reaction = emoji and user_id = me) then
        return 'unchanged';
    end if;
    if (select count(*) from message_reactions
            where user_id = me and channel_id = there and message_id = target.id) >= 5 then
        return 'too many of one';
    end if;
    if cardinality(target.reactions) >= 20 and array_position(target.reactions, emoji) is null then
        return 'too many';
    end if;
    insert into message_reactions (message_id, reaction, user_id, channel_id) values (target.id, emoji, me, there);
    return 'changed';
end $$;

-- Whose message it is, for telling them.
create function messaging.name_author() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    new.author_id := (select m.user_id from messages m where m.id = new.message_id);
    return new;
end $$;
create trigger name_author before insert on messaging.message_reactions
    for each row execute function messaging.name_author();

-- Keeps what everybody is shown, under the lock of the channel's row. It counts as a change of the message, and so takes the
-- channel's next number; it is nothing that is unread, and no talk by which channels are ordered.
create function messaging.count_reaction() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    target constant uuid := coalesce(new.message_id, old.message_id);
    emoji constant text := coalesce(new.reaction, old.reaction);
    place constant uuid := coalesce(new.channel_id, old.channel_id);
    number bigint;
    kinds text[];
    counts integer[];
    kind integer;
begin
    select last_seq + 1 into number from channels where id = place for no key update;
    if not found then
        -- It goes with all that is in it.
        return null;
    end if;
    select m.reactions, m.reaction_counts into kinds, counts from messages m where m.id = target and not m.is_deleted;
    if not found then
        return null;
    end if;
    kind := array_position(kinds, emoji);
    if tg_op = 'INSERT' and kind is null then
        kinds := array_append(kinds, emoji);
        counts := array_append(counts, 1);
    elsif tg_op = 'INSERT' then
        counts[kind] := counts[kind] + 1;
    elsif counts[kind] > 1 then
        counts[kind] := counts[kind] - 1;
    else
        kinds := kinds[:kind - 1] || kinds[kind + 1:];
        counts := counts[:kind - 1] || counts[kind + 1:];
    end if;
    update messages set changed_seq = number, reactions = nullif(kinds, '{}'), reaction_counts = nullif(counts, '{}')
        where id = target;
    update channels set last_seq = number where id = place;
    perform announce('changed ' || place || ' ' || number);
    return null;
end $$;
create trigger count_reaction after insert or delete on messaging.message_reactions
    for each row execute function messaging.count_reaction();

-- A message that is gone has no reactions. Whoever takes it away counts that as a change.
create function messaging.drop_reactions() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from message_reactions where message_id = new.id;
    update messages set reactions = null, reaction_counts = null where id = new.id;
    return null;
end $$;
create trigger drop_reactions after update of is_deleted on messaging.messages
    for each row when (new.is_deleted and not old.is_deleted and new.reactions is not null)
    execute function messaging.drop_reactions();

-- What the viewer reacted with, in the order of channels and messages: also in channels they have left.
create function messaging.own_reactions(
    after_channel uuid, after_message uuid, after_reaction text, most integer,
    out channel_id uuid, out message_id uuid, out slug text, out seq bigint, out reaction text,
    out created_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select r.channel_id, r.message_id, c.slug, m.seq, r.reaction, r.created_at
        from (
            select * from message_reactions own
            where own.user_id = viewer()
                and (own.channel_id, own.message_id, own.reaction) > (after_channel, after_message, after_reaction collate "C")
            order by own.channel_id, own.message_id, own.reaction limit most
        ) r
        join messages m on m.id = r.message_id
        join channels c on c.id = r.channel_id
        order by r.channel_id, r.message_id, r.reaction;
end $$;

create policy owner on messaging.message_reactions to current_user using (true) with check (true);

create policy read_by_members on messaging.message_reactions for select to :app_role
    using ((select true from messaging.memberships m where m.channel_id = message_reactions.channel_id));

grant execute on function messaging.react(text, bigint, text, boolean),
    messaging.own_reactions(uuid, uuid, text, integer) to :app_role;
grant select on messaging.message_reactions to :app_role;
