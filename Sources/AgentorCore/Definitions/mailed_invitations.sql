-- Invitations into channels that go to an address by mail. The invitation itself is a link of messaging's.

create policy owner on agentor.mailed_invitations to current_user using (true) with check (true);
create policy owner on agentor.unwanted_invitations to current_user using (true) with check (true);

-- Makes one, and keeps its address for whoever invites. Returns as `messaging.invite_by_mail` does. What has ended keeps no address.
create function agentor.invite_by_mail(invitation uuid, slug text, hash bytea, role text, sealed bytea) returns text
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    outcome constant text := messaging.invite_by_mail(invitation, slug, hash, role);
begin
    delete from mailed_invitations m using messaging.channel_invites i
        where m.account_id = viewer() and i.id = m.invitation and i.expires_at < now();
    if outcome = 'made' then
        insert into mailed_invitations (invitation, account_id, sealed)
            values (invite_by_mail.invitation, viewer(), invite_by_mail.sealed);
    end if;
    return outcome;
end $$;

-- Puts another link in the place of the one that was sent. Returns the address of one of the viewer's that nobody has used; null for others.
create function agentor.renew_mailed_invitation(slug text, invitation uuid, hash bytea) returns bytea
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if not messaging.renew_mailed(slug, renew_mailed_invitation.invitation, hash) then
        return null;
    end if;
    return (select m.sealed from mailed_invitations m
        where m.invitation = renew_mailed_invitation.invitation and m.account_id = viewer());
end $$;

-- The addresses of the viewer's.
create function agentor.own_mailed_invitations(out invitation uuid, out sealed bytea) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return query select m.invitation, m.sealed from mailed_invitations m where m.account_id = viewer();
end $$;

-- Whether mail of an invitation by the viewer goes to an address: not where somebody wants none there, or it is that of somebody apart from
-- the viewer, who is not told. `fingerprints` are 32 bytes for each key there is.
create function agentor.is_invitation_wanted(email text, fingerprints bytea) returns boolean
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
begin
    return not exists (
            select from generate_series(1, octet_length(fingerprints), 32) place
            join unwanted_invitations u on u.fingerprint = substr(fingerprints, place, 32))
        and not exists (
            select from accounts a where a.email = is_invitation_wanted.email and messaging.are_apart(a.id));
end $$;

-- Has no invitations go to an address any more. For the door, which has opened the token of one of them.
create function agentor.refuse_invitations(fingerprint bytea) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into unwanted_invitations (fingerprint) values (refuse_invitations.fingerprint) on conflict do nothing;
end $$;

-- Whoever has come in, or is not to, needs no address.
create function agentor.forget_mailed_invitation() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    delete from mailed_invitations m where m.invitation = new.id;
    return null;
end $$;
create trigger forget_mailed_invitation after update on messaging.channel_invites
    for each row when (new.is_mailed and (new.state <> 'pending' or new.uses_left = 0))
    execute function agentor.forget_mailed_invitation();

grant execute on function agentor.invite_by_mail(uuid, text, bytea, text, bytea),
    agentor.renew_mailed_invitation(text, uuid, bytea), agentor.own_mailed_invitations(),
    agentor.is_invitation_wanted(text, bytea) to :app_role;
grant execute on function agentor.refuse_invitations(bytea) to :door_role;
