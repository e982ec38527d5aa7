-- Invitations into channels, and who comes in by them.

-- Whether the viewer invites into a channel as somebody of a role: nobody gives more than they have, and a moderator's role is given by
-- those who give roles. For the functions below.
create function messaging.may_invite(place uuid, role text) returns boolean
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return may(place, 'invite') and may_invite.role in ('guest', 'member', 'moderator')
        and (may_invite.role <> 'moderator' or may(place, 'manage-members'))
        and exists (
            select from channel_members mine
            where mine.channel_id = place and mine.user_id = viewer()
                and (mine.role = 'admin' or rank(mine.role) >= rank(may_invite.role)
                    and may_invite.role <> 'moderator'));
end $$;

-- Invites somebody, for thirty days; again is sending it anew. Returns 'invited'; 'member' where they are one already; 'closed' where they
-- are not to be reached, or kept out and not the viewer's to let in; 'too many' where a channel waits for two hundred answers, or the
-- viewer for a hundred; null where the viewer may not.
create function messaging.invite(slug text, participant uuid, role text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'invite');
begin
    if not may_invite(place, invite.role) then
        return null;
    end if;
    if exists (select from channel_members m where m.channel_id = place and m.user_id = participant) then
        return 'member';
    end if;
    if access_to(participant) = 'closed' or (ban_of(place, participant)).is_banned and not may(place, 'manage-members') then
        return 'closed';
    end if;
    update channel_invites i set invited_by = viewer(), role = invite.role, expires_at = clock_timestamp() + interval '30 days',
            created_at = clock_timestamp()
        where i.channel_id = place and i.invitee = participant and i.state = 'pending';
    if not found then
        if (select count(*) from (
                select from channel_invites i
                where i.channel_id = place and i.state = 'pending' and i.expires_at > clock_timestamp() limit 200) waiting) >= 200
            or (select count(*) from channel_invites i
                where i.invited_by = viewer() and i.state = 'pending' and i.expires_at > clock_timestamp()) >= 100 then
            return 'too many';
        end if;
        insert into channel_invites (channel_id, invited_by, invitee, role, expires_at)
            values (place, viewer(), participant, invite.role, clock_timestamp() + interval '30 days');
    end if;
    perform record(place, 'invited', participant, invite.role);
    return 'invited';
end $$;

-- Makes a link that lets in whoever has it, as a member or guest. Returns what names it; null where the viewer may not, or the channel has
-- twenty that hold.
create function messaging.invite_by_link(slug text, hash bytea, role text, seconds integer, uses integer) returns uuid
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'invite');
    link uuid;
begin
    if not may_invite(place, invite_by_link.role) or invite_by_link.role = 'moderator'
            or seconds is null or seconds not between 3600 and 2592000
            or (select count(*) from channel_invites i
                where i.channel_id = place and i.token is not null and not i.is_mailed and i.state = 'pending'
                    and i.expires_at > clock_timestamp()) >= 20 then
        return null;
    end if;
    insert into channel_invites (channel_id, invited_by, token, role, expires_at, uses_left)
        values (place, viewer(), sha256(hash), invite_by_link.role, clock_timestamp() + make_interval(secs => seconds), uses)
        returning id into link;
    perform record(place, 'linked', null, invite_by_link.role);
    return link;
end $$;

-- Makes a link that lets in one, for fourteen days, which the host sends by mail. Returns 'made'; 'too many' where a hundred of the channel
-- hold; null where the viewer may not. For functions of the host's own.
create function messaging.invite_by_mail(invitation uuid, slug text, hash bytea, role text) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'invite');
begin
    if not may_invite(place, invite_by_mail.role) or invite_by_mail.role = 'moderator' then
        return null;
    end if;
    if (select count(*) from channel_invites i
            where i.channel_id = place and i.is_mailed and i.state = 'pending' and i.uses_left > 0
                and i.expires_at > clock_timestamp()) >= 100 then
        return 'too many';
    end if;
    insert into channel_invites (id, channel_id, invited_by, token, role, expires_at, uses_left, is_mailed)
        values (invitation, place, viewer(), sha256(hash), invite_by_mail.role, clock_timestamp() + interval '14 days', 1, true);
    perform record(place, 'mailed', null, invite_by_mail.role);
    return 'made';
end $$;

-- Puts another link in the place of one of the viewer's that was sent by mail, for fourteen days more. Returns whether they had one that
-- nobody has used. For functions of the host's own.
create function messaging.renew_mailed(slug text, invitation uuid, hash bytea) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'invite');
begin
    update channel_invites i set token = sha256(hash), expires_at = clock_timestamp() + interval '14 days'
        where i.id = invitation and i.channel_id = place and i.invited_by = viewer() and i.is_mailed
            and i.state = 'pending' and i.uses_left > 0 and may_invite(place, i.role);
    return found;
end $$;

-- Takes an invitation back: one's own, or anybody's for whoever manages members. Returns whether there was one.
create function messaging.revoke_invitation(slug text, invitation uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := take_channel(slug, 'read');
    whom uuid;
begin
    update channel_invites i set state = 'revoked', answered_at = clock_timestamp()
        where i.id = invitation and i.channel_id = place and i.state = 'pending'
            and (i.invited_by = viewer() or may(place, 'manage-members'))
        returning i.invitee into whom;
    if not found then
        return false;
    end if;
    perform record(place, 'revoked', whom, null);
    return true;
end $$;

-- Invitations of a channel that nobody has answered or used up, the last first: the viewer's own, or everybody's for whoever manages
-- members.
create function messaging.invitations(
    slug text, most integer,
    out id uuid, out full_name text, out handle text, out picture text, out participant uuid, out invited_by text,
    out role text, out uses_left integer, out expires_at timestamptz, out created_at timestamptz, out is_mailed boolean)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
declare
    place constant uuid := (select c.id from channels c where c.slug = invitations.slug);
    sees_all constant boolean := may(place, 'manage-members');
begin
    if not may(place, 'invite') then
        return;
    end if;
    return query select i.id, u.full_name, u.handle, u.picture, u.id, by.full_name, i.role, i.uses_left, i.expires_at,
            i.created_at, i.is_mailed
        from channel_invites i join users by on by.id = i.invited_by left join users u on u.id = i.invitee
        where i.channel_id = place and i.state = 'pending' and (sees_all or i.invited_by = viewer())
            and i.expires_at > clock_timestamp() and (i.uses_left is null or i.uses_left > 0)
        order by i.created_at desc, i.id desc limit most;
end $$;

-- What waits for the viewer's answer, the last first; nothing of whom they have blocked or are blocked by, nor of a channel the host
-- withholds: it waits until that is over.
create function messaging.own_invitations(
    most integer,
    out id uuid, out slug text, out name text, out description text, out member_count integer, out is_public boolean,
    out picture text, out invited_by uuid, out inviter_name text, out inviter_handle text, out role text,
    out expires_at timestamptz, out created_at timestamptz)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select i.id, c.slug, c.name, c.description, c.member_count, c.type = 'public', c.picture, by.id,
            by.full_name, by.handle, i.role, i.expires_at, i.created_at
        from channel_invites i join channels c on c.id = i.channel_id join users by on by.id = i.invited_by
        where i.invitee = viewer() and i.state = 'pending' and i.expires_at > clock_timestamp()
            and not are_apart(i.invited_by) and c.withheld_at is null
        order by i.created_at desc, i.id desc limit most;
end $$;

-- Seats the viewer in a channel that is locked, as what they were invited for; whoever is in it already stays what they are. For the
-- functions below.
create function messaging.come_in(place uuid, wish text) returns void
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
begin
    insert into channel_members (channel_id, user_id) values (place, me) on conflict do nothing;
    if found then
        -- Whoever comes into a channel without an administrator is it.
        update channel_members set role = wish where channel_id = place and user_id = me and role = 'member';
        perform record(place, 'admitted', me, wish);
    end if;
end $$;

-- Answers an invitation of the viewer's. Returns the channel's address when they came in; '' when they declined, or were not let in; null
-- where there is none that holds.
create function messaging.answer_invitation(invitation uuid, is_accepted boolean) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    asked record;
    address text;
begin
    select i.channel_id, i.invited_by, i.role into asked from channel_invites i
        where i.id = invitation and i.invitee = viewer() and i.state = 'pending' and i.expires_at > clock_timestamp()
            and not are_apart(i.invited_by);
    if not found then
        return null;
    end if;
    -- The channel first, as whoever takes the invitation back does.
    select c.slug into address from channels c where c.id = asked.channel_id and c.withheld_at is null for no key update;
    if not found then
        return null;
    end if;
    update channel_invites i
        set state = case when is_accepted then 'accepted' else 'declined' end, answered_at = clock_timestamp()
        where i.id = invitation and i.state = 'pending';
    if not found then
        return null;
    end if;
    if not is_accepted then
        return '';
    end if;
    if is_kept_out(asked.channel_id, viewer()) then
        return '';
    end if;
    -- What was decided about them before ends where whoever asked them to come may end it.
    if exists (
            select from channel_members m join channels c on c.id = m.channel_id
            where m.channel_id = asked.channel_id and m.user_id = asked.invited_by
                and allowed('manage-members', m.role, c.permissions, false, c.archived_at is not null)) then
        delete from channel_bans where channel_id = asked.channel_id and user_id = viewer();
        delete from channel_returns where channel_id = asked.channel_id and user_id = viewer();
    elsif (ban_of(asked.channel_id, viewer())).is_banned then
        return '';
    end if;
    perform come_in(asked.channel_id, asked.role);
    return address;
end $$;

-- What a link leads to, for whoever is signed in and has it: nothing of one that holds no more.
create function messaging.linked_channel(
    hash bytea,
    out slug text, out name text, out description text, out member_count integer, out is_public boolean, out picture text,
    out inviter_name text, out inviter_handle text, out role text, out expires_at timestamptz, out is_member boolean)
    returns setof record
    language plpgsql stable security definer set search_path = messaging, pg_temp as $$
begin
    return query select c.slug, c.name, c.description, c.member_count, c.type = 'public', c.picture, by.full_name, by.handle,
            i.role, i.expires_at,
            exists (select from channel_members m where m.channel_id = c.id and m.user_id = viewer())
        from channel_invites i join channels c on c.id = i.channel_id join users by on by.id = i.invited_by
        where i.token = sha256(hash) and i.state = 'pending' and i.expires_at > clock_timestamp()
            and (i.uses_left is null or i.uses_left > 0) and viewer() is not null and not are_apart(i.invited_by)
            and c.withheld_at is null;
end $$;

-- Comes in by a link. Returns the channel's address, also for whoever is in it already and so uses nothing up; '' for whoever is kept out;
-- null where the link holds no more. Of two who come for the last place the second finds it taken.
create function messaging.enter_by_link(hash bytea) returns text
    language plpgsql security definer set search_path = messaging, pg_temp as $$
declare
    me constant uuid := viewer();
    place constant uuid := (select i.channel_id from channel_invites i where i.token = sha256(hash));
    link record;
    address text;
begin
    if me is null then
        return null;
    end if;
    select c.slug into address from channels c where c.id = place for no key update;
    select i.id, i.invited_by, i.role into link from channel_invites i
        where i.token = sha256(hash) and i.state = 'pending' and i.expires_at > clock_timestamp()
            and (i.uses_left is null or i.uses_left > 0) and not are_apart(i.invited_by)
        for no key update;
    if not found then
        return null;
    end if;
    if exists (select from channel_members m where m.channel_id = place and m.user_id = me) then
        return address;
    end if;
    -- A link is for anybody, and so for nobody who is kept out.
    if (ban_of(place, me)).is_banned or is_kept_out(place, me) then
        return '';
    end if;
    perform come_in(place, link.role);
    update channel_invites set uses_left = uses_left - 1 where id = link.id and uses_left is not null;
    return address;
end $$;

-- Takes away what invited somebody, what they invited with, where they asked to come in, and where they are kept out. Returns whether there was anything.
create function messaging.forget_invitations(participant uuid) returns boolean
    language plpgsql security definer set search_path = messaging, pg_temp as $$
begin
    delete from channel_bans where user_id = participant;
    delete from channel_returns where user_id = participant;
    delete from channel_requests where user_id = participant;
    delete from channel_invites where id in (
        select id from channel_invites where invitee = participant or invited_by = participant order by id limit 1000);
    return found;
end $$;

create policy owner on messaging.channel_invites to current_user using (true) with check (true);

grant execute on function messaging.invite(text, uuid, text),
    messaging.invite_by_link(text, bytea, text, integer, integer), messaging.revoke_invitation(text, uuid),
    messaging.invitations(text, integer), messaging.own_invitations(integer),
    messaging.answer_invitation(uuid, boolean), messaging.linked_channel(bytea), messaging.enter_by_link(bytea)
    to :app_role;
