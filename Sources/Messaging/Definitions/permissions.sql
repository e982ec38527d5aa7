-- Who may do what in a channel, and what those in charge of it do.

-- How much a role is above others; null for whoever has none.
create function messaging.rank(role text) returns integer
    language sql immutable parallel safe
    return case rank.role when 'admin' then 3 when 'moderator' then 2 when 'member' then 1 when 'guest' then 0 end;

-- Whether a role does something in a channel, by the one table that says so (`Permission.table`), and what the channel has
-- chosen of what the table lets it choose.
create function messaging.allowed(action text, role text, chosen jsonb, is_direct boolean, is_archived boolean)
    returns boolean
    language sql immutable parallel safe
    return coalesce((
        select case
            when allowed.role is null then false
            when allowed.is_direct then rule.in_direct
            when allowed.is_archived and not rule.in_archive then false
            else messaging.rank(allowed.role) >= messaging.rank(
                case when allowed.chosen ->> rule.action = any (rule.choices) then allowed.chosen ->> rule.action
                    else rule.least end)
            end
        from (values :permissions) rule (action, least, choices, in_direct, in_archive)
        where rule.action = allowed.action), false);

-- The same of the viewer.
create function messaging.may(place uuid, action text) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (
        select from channels c join channel_members mine on mine.channel_id = c.id and mine.user_id = viewer()
        where c.id = place
            and allowed(may.action, mine.role, c.permissions, c.is_direct, c.archived_at is not null));
end $$;

-- The channel at an address, locked for a change, if the viewer may do something there; null otherwise. Whoever lost their
-- role while waiting for the lock may no more. For the functions below.
create function messaging.take_channel(slug text, action text) returns uuid
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select c.id from channels c where c.slug = take_channel.slug);
begin
    if not may(place, action) then
        return null;
    end if;
    perform from channels where id = place for no key update;
    return case when may(place, action) then place end;
end $$;

-- Who answers for a channel: of its administrators the one who came first, and whoever has created it where there is none.
create function messaging.keeper_of(place uuid) returns uuid
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return coalesce(
        (select m.user_id from channel_members m
            -- Both roles, as the index of those in charge has it.
            where m.channel_id = place and m.role in ('admin', 'moderator') and m.role = 'admin'
            order by m.joined_at, m.user_id limit 1),
        (select c.created_by from channels c where c.id = place));
end $$;

-- Whether somebody is an administrator of a channel.
create function messaging.runs(place uuid, participant uuid) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return exists (
        select from channel_members m where m.channel_id = place and m.user_id = participant and m.role = 'admin');
end $$;

-- Writes down what the viewer did in a channel.
create function messaging.record(place uuid, deed text, subject uuid, value text) returns void
    language sql volatile security definer set search_path = messaging, pg_temp
    begin atomic
        insert into messaging.channel_deeds (channel_id, actor, deed, subject, value)
            values (record.place, messaging.viewer(), record.deed, record.subject, left(record.value, 600));
    end;

-- Counts a change of what a channel is, so that pages kept of it are made anew.
create function messaging.revise(place uuid) returns void
    language sql volatile security definer set search_path = messaging, pg_temp
    begin atomic
        update messaging.channels set revision = revision + 1, updated_at = now() where id = revise.place;
    end;

-- A member the viewer may act on with the channel locked: whoever has a lower role; administrators may act on each other and on
-- themselves. All null where there is none. For the functions below.
create function messaging.take_member(slug text, participant uuid) returns messaging.channel_members
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'manage-members');
    mine constant text := (select role from channel_members where channel_id = place and user_id = viewer());
    them channel_members%rowtype;
begin
    select * into them from channel_members m
        where m.channel_id = place and m.user_id = participant and (mine = 'admin' or rank(m.role) < rank(mine))
        for no key update;
    return them;
end $$;

-- Gives a member another role, lower than the viewer's own unless that is the highest. Returns 'changed', 'unchanged', or 'last' where
-- nobody would be in charge any more; null where the viewer may not.
create function messaging.give_role(slug text, participant uuid, role text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    them constant channel_members := take_member(slug, participant);
    mine constant text := (
        select m.role from channel_members m where m.channel_id = them.channel_id and m.user_id = viewer());
begin
    if them.user_id is null or rank(give_role.role) is null
            or mine <> 'admin' and rank(give_role.role) >= rank(mine) then
        return null;
    end if;
    if them.role = give_role.role then
        return 'unchanged';
    end if;
    if them.role = 'admin' and not exists (
            select from channel_members other
            where other.channel_id = them.channel_id and other.role in ('admin', 'moderator') and other.role = 'admin'
                and other.user_id <> participant) then
        return 'last';
    end if;
    update channel_members m set role = give_role.role
        where m.channel_id = them.channel_id and m.user_id = participant;
    perform record(them.channel_id, 'role', participant, give_role.role);
    return 'changed';
end $$;

-- Has a member say nothing in a channel for some seconds; 0 for no longer. Returns whether the viewer may.
create function messaging.silence(slug text, participant uuid, seconds integer) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    them constant channel_members := take_member(slug, participant);
    moment constant timestamptz := case when seconds > 0 then clock_timestamp() + make_interval(secs => seconds) end;
begin
    if them.user_id is null or participant = viewer() then
        return false;
    end if;
    update channel_members set silenced_until = moment where channel_id = them.channel_id and user_id = participant;
    perform revise(them.channel_id);
    perform record(
        them.channel_id, case when moment is null then 'unsilenced' else 'silenced' end, participant,
        to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
    return true;
end $$;

-- Takes a member out of a channel; with a ban, whose end may be null for none, also somebody who is no member, so that they do not
-- come back. Returns whether the viewer may.
create function messaging.remove_member(slug text, participant uuid, is_banned boolean, ends_at timestamptz) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    them constant channel_members := take_member(slug, participant);
begin
    if them.user_id is null or participant = viewer() then
        return false;
    end if;
    if is_banned then
        insert into channel_bans as kept (channel_id, user_id, ends_at)
            values (them.channel_id, participant, remove_member.ends_at)
            on conflict (channel_id, user_id)
                do update set ends_at = excluded.ends_at, created_at = clock_timestamp() where not kept.is_hosts;
    end if;
    delete from channel_members where channel_id = them.channel_id and user_id = participant;
    perform record(
        them.channel_id, case when is_banned then 'banned' else 'removed' end, participant,
        case when is_banned then to_char(remove_member.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end);
    return true;
end $$;

-- Lets somebody come back. Returns whether there was a ban the viewer may lift: not one of the host's.
create function messaging.lift_ban(slug text, participant uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'manage-members');
begin
    delete from channel_bans where channel_id = place and user_id = participant and not is_hosts;
    if not found then
        return false;
    end if;
    perform record(place, 'unbanned', participant, null);
    return true;
end $$;

-- Whether somebody is kept out of a channel, and until when.
create function messaging.ban_of(place uuid, participant uuid, out is_banned boolean, out ends_at timestamptz)
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    select true, b.ends_at into is_banned, ends_at from channel_bans b
        where b.channel_id = place and b.user_id = participant
            and (b.ends_at is null or b.ends_at > clock_timestamp());
    is_banned := coalesce(is_banned, false);
end $$;

-- Those who are kept out of a channel, the last first, for whoever may let them in again.
create function messaging.bans(
    slug text, most integer,
    out participant uuid, out full_name text, out handle text, out picture text, out ends_at timestamptz,
    out created_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select c.id from channels c where c.slug = bans.slug);
begin
    if not may(place, 'manage-members') then
        return;
    end if;
    return query select u.id, u.full_name, u.handle, u.picture, b.ends_at, b.created_at
        from channel_bans b join users u on u.id = b.user_id
        where b.channel_id = place and (b.ends_at is null or b.ends_at > clock_timestamp())
        order by b.created_at desc, b.user_id desc limit most;
end $$;

-- Says what a channel is called and about. Returns whether the viewer may.
create function messaging.describe_channel(
    slug text, name text, description text, category text, language text) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'manage-channel');
    was record;
begin
    if place is null then
        return false;
    end if;
    select c.name, c.description, c.category, c.language into was from channels c where c.id = place;
    if was.name <> describe_channel.name then
        perform record(place, 'named', null, describe_channel.name);
    end if;
    if was.description <> describe_channel.description then
        perform record(place, 'described', null, describe_channel.description);
    end if;
    if (was.category, was.language) is distinct from (describe_channel.category, describe_channel.language) then
        perform record(place, 'sorted', null,
            coalesce(describe_channel.category, '') || ' ' || coalesce(describe_channel.language, ''));
    end if;
    update channels c set name = describe_channel.name, description = describe_channel.description,
            category = describe_channel.category, language = describe_channel.language,
            revision = revision + 1, updated_at = now()
        where c.id = place and (c.name, c.description, c.category, c.language) is distinct from (
            describe_channel.name, describe_channel.description, describe_channel.category, describe_channel.language);
    return true;
end $$;

-- Chooses the least role for an action. Returns whether the viewer may, and the action lets itself be given to that role.
create function messaging.permit(slug text, action text, role text) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'govern');
    chosen constant jsonb := jsonb_build_object(permit.action, permit.role);
begin
    if place is null or not exists (
            select from (values :permissions) rule (action, least, choices, in_direct, in_archive)
            where rule.action = permit.action and permit.role = any (rule.choices)) then
        return false;
    end if;
    update channels c set permissions = c.permissions || chosen, revision = revision + 1, updated_at = now()
        where c.id = place and not c.permissions @> chosen;
    if found then
        perform record(place, 'permitted', null, permit.action || ' ' || permit.role);
    end if;
    return true;
end $$;

-- Says who can find a channel, join it and read it; whether people may ask to come in is said anew. Returns whether the viewer may;
-- nobody does while the host withholds it.
create function messaging.open_channel(slug text, visibility text) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    goes_on_web constant boolean := visibility = 'web-public';
    kind constant text := case when goes_on_web then 'public' else visibility end;
    place constant uuid := take_channel(slug, case when goes_on_web then 'publish' else 'govern' end);
begin
    if place is null or exists (select from channels c where c.id = place and c.withheld_at is not null) then
        return false;
    end if;
    update channels c set type = kind, is_on_web = goes_on_web, takes_requests = false, revision = revision + 1,
            updated_at = now()
        where c.id = place and (c.type, c.is_on_web) is distinct from (kind, goes_on_web);
    if found then
        perform record(place, 'opened', null, visibility);
    end if;
    return true;
end $$;

-- Has nothing more said in a channel, or again. Returns whether the viewer may; nobody does while the host withholds it.
create function messaging.archive_channel(slug text, is_wanted boolean) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'govern');
begin
    if place is null or exists (select from channels c where c.id = place and c.withheld_at is not null) then
        return false;
    end if;
    update channels c set archived_at = case when is_wanted then clock_timestamp() end,
            revision = revision + 1, updated_at = now()
        where c.id = place and (c.archived_at is not null) <> is_wanted;
    if found then
        perform record(place, case when is_wanted then 'archived' else 'restored' end, null, null);
    end if;
    return true;
end $$;

-- Gives a channel another address; the one it had leads there for ever. Returns 'moved', 'unchanged', or 'taken'; null where the
-- viewer may not. Twenty addresses are enough.
create function messaging.move_channel(slug text, wish text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'govern');
begin
    if place is null then
        return null;
    end if;
    if wish = slug then
        return 'unchanged';
    end if;
    if (select count(*) from former_slugs f where f.channel_id = place) >= 20 then
        return 'too many';
    end if;
    -- What it had before it can have again.
    delete from former_slugs f where f.slug = wish and f.channel_id = place;
    begin
        update channels c set slug = wish, revision = revision + 1, updated_at = now() where c.id = place;
    exception when unique_violation then
        return 'taken';
    end;
    insert into former_slugs (slug, channel_id) values (move_channel.slug, place);
    perform record(place, 'moved', null, wish);
    return 'moved';
end $$;

-- What was an address of a channel is no other's.
create function messaging.keep_former_slugs() returns trigger
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    if exists (select from former_slugs f where f.slug = new.slug) then
        raise exception 'the address leads to another channel'
            using errcode = 'unique_violation', constraint = 'channels_slug_key';
    end if;
    return new;
end $$;
create trigger keep_former_slugs before insert or update of slug on messaging.channels
    for each row execute function messaging.keep_former_slugs();

-- Where a channel is now that was at an address before, for whoever may see it.
create function messaging.present_slug(former text) returns text
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return (
        select c.slug from former_slugs f join channels c on c.id = f.channel_id
        where f.slug = former and viewer() is not null
            and (c.type = 'public' or exists (
                select from channel_members mine where mine.channel_id = c.id and mine.user_id = viewer())
                or is_askable(c.id)));
end $$;

-- What was done in a channel, the last first, before a number, for its administrators.
create function messaging.deeds(
    slug text, before bigint, most integer,
    out number bigint, out actor_name text, out actor_handle text, out deed text, out subject_name text,
    out subject_handle text, out value text, out created_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select c.id from channels c where c.slug = deeds.slug);
begin
    if not may(place, 'govern') then
        return;
    end if;
    return query select d.number, a.full_name, a.handle, d.deed, s.full_name, s.handle, d.value, d.created_at
        from channel_deeds d left join users a on a.id = d.actor left join users s on s.id = d.subject
        where d.channel_id = place and d.number < before
        order by d.number desc limit most;
end $$;

-- Members of a channel of the viewer's by when they came, after a place in that order; or those whose handle or name begins with
-- some letters, at most as many as fit on a page.
create function messaging.members(
    slug text, beginning text, after timestamptz, above uuid, most integer,
    out participant uuid, out full_name text, out handle text, out picture text, out role text,
    out has_look_alike boolean, out joined_at timestamptz, out silenced_until timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (
        select c.id from channels c join channel_members me on me.channel_id = c.id and me.user_id = viewer()
        where c.slug = members.slug);
begin
    if place is null then
        return;
    end if;
    if beginning is not null then
        return query select u.id, u.full_name, u.handle, u.picture, m.role,
                u.is_resembled and has_look_alike(place, u.id), m.joined_at,
                case when m.silenced_until > clock_timestamp() then m.silenced_until end
            from channel_members m join users u on u.id = m.user_id
            where m.channel_id = place
                and (u.handle like beginning || '%' or lower(u.full_name) like beginning || '%'
                    or lower(u.full_name) like '% ' || beginning || '%')
            order by rank(m.role) desc, u.full_name, u.id limit most;
    else
        return query select u.id, u.full_name, u.handle, u.picture, page.role,
                u.is_resembled and has_look_alike(place, u.id), page.joined_at,
                case when page.silenced_until > clock_timestamp() then page.silenced_until end
            from (
                select m.user_id, m.role, m.joined_at, m.silenced_until from channel_members m
                where m.channel_id = place and (m.joined_at, m.user_id) > (after, above)
                order by m.joined_at, m.user_id limit most
            ) page join users u on u.id = page.user_id
            order by page.joined_at, page.user_id;
    end if;
end $$;

-- One of them.
create function messaging.one_member(
    slug text, somebody uuid,
    out participant uuid, out full_name text, out handle text, out picture text, out role text,
    out has_look_alike boolean, out joined_at timestamptz, out silenced_until timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select u.id, u.full_name, u.handle, u.picture, m.role,
            u.is_resembled and has_look_alike(c.id, u.id), m.joined_at,
            case when m.silenced_until > clock_timestamp() then m.silenced_until end
        from channels c
        join channel_members me on me.channel_id = c.id and me.user_id = viewer()
        join channel_members m on m.channel_id = c.id and m.user_id = somebody
        join users u on u.id = m.user_id
        where c.slug = one_member.slug;
end $$;

create policy owner on messaging.former_slugs to current_user using (true) with check (true);
create policy owner on messaging.channel_bans to current_user using (true) with check (true);
create policy owner on messaging.channel_returns to current_user using (true) with check (true);
create policy owner on messaging.channel_deeds to current_user using (true) with check (true);

grant execute on function messaging.may(uuid, text), messaging.give_role(text, uuid, text),
    messaging.silence(text, uuid, integer), messaging.remove_member(text, uuid, boolean, timestamptz),
    messaging.lift_ban(text, uuid), messaging.bans(text, integer),
    messaging.describe_channel(text, text, text, text, text), messaging.permit(text, text, text),
    messaging.open_channel(text, text), messaging.archive_channel(text, boolean), messaging.move_channel(text, text),
    messaging.present_slug(text), messaging.deeds(text, bigint, integer),
    messaging.members(text, text, timestamptz, uuid, integer), messaging.one_member(text, uuid) to :app_role;
