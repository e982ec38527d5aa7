-- Mail for what somebody has missed, and when their browsers are told that there is something new.

create policy owner on agentor.missed_mail to current_user using (true) with check (true);
create policy own on agentor.missed_mail for select to :app_role using (account_id = (select agentor.viewer()));
grant select (account_id, wish) on agentor.missed_mail to :app_role;

create function agentor.plan_missed_mail() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    insert into missed_mail (account_id) values (new.id) on conflict do nothing;
    return null;
end $$;
create trigger plan_missed_mail after insert on agentor.accounts
    for each row execute function agentor.plan_missed_mail();

-- Which mails the viewer wants. Of what was said before there are none.
create function agentor.choose_missed_mail(wish text) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update missed_mail m set wish = choose_missed_mail.wish, due_at = now(),
            told_until = case when not m.is_planned then now() else m.told_until end
        where m.account_id = viewer() and m.wish <> choose_missed_mail.wish;
end $$;

-- Ends them for whoever has the link that is in each. For the door, which has opened its token.
create function agentor.stop_missed_mail(account uuid) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    update missed_mail m set wish = 'off' where m.account_id = account;
end $$;

-- The next eight o'clock in the morning by the clocks of a zone.
create function agentor.next_morning(zone text) returns timestamptz
    language plpgsql stable set search_path = agentor, pg_temp as $$
declare
    shown constant timestamp := now() at time zone zone;
begin
    return (shown::date + case when shown::time < '08:00' then 0 else 1 end + time '08:00') at time zone zone;
end $$;

-- Looks at somebody for whom it is time: whether they are away, want to be disturbed, and have missed anything for `patience`. Where
-- they have, it counts as told, their browsers are told soon, and it is returned, for a mail in the same transaction, unless they
-- want none (then there is no address): each conversation with how many messages,
-- and from whom. An account with no rows behind it has missed nothing. No row at all when nobody is due. Somebody who has been
-- away for long is looked at less often.
--
-- Whoever has words that count as their name is returned with those alone, and nothing has changed: they are looked for in
-- `missed_texts`, and the account is claimed by name, in the same transaction, with the messages that have one in them.
create function agentor.claim_missed(
    patience interval, claimed uuid, calling uuid[], out account uuid, out email text, out full_name text, out keywords text[],
    out place text, out is_request boolean, out messages bigint, out people text[]) returns setof record
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    due missed_mail%rowtype;
    person record;
    seen timestamptz;
    quiet timestamptz;
    zone text;
    again timestamptz;
begin
    if claimed is null then
        select m.* into due from missed_mail m
            where m.is_planned and m.due_at <= now() order by m.due_at limit 1 for update skip locked;
    else
        select m.* into due from missed_mail m
            where m.account_id = claimed and m.is_planned and m.due_at <= now() for update skip locked;
    end if;
    if not found then
        return;
    end if;
    select a.email, a.full_name, a.time_zone, not is_suspended(a.suspended_at, a.suspended_until) and a.erase_after is null
            and a.erasing_since is null as is_here
        into person from accounts a where a.id = due.account_id;
    zone := messaging.known_zone(person.time_zone);
    seen := greatest(
        (select max(s.last_seen_at) from sessions s where s.account_id = due.account_id),
        (select p.last_seen from messaging.user_presence p where p.user_id = due.account_id), '-infinity');
    quiet := greatest(
        (select p.quiet_until from messaging.user_presence p where p.user_id = due.account_id),
        messaging.quiet_hours_end(due.account_id));
    again := case
        when due.wish = 'daily' then next_morning(zone)
        when not person.is_here then now() + interval '1 day'
        when seen > now() - patience then seen + patience
        when seen > now() - interval '1 day' then now() + patience
        when seen > now() - interval '14 days' then now() + interval '1 hour'
        else now() + interval '1 day' end;
    if not person.is_here or seen > now() - patience then
        null;
    elsif quiet > now() then
        again := quiet;
    -- Until they have come back, once an hour.
    elsif due.wish <> 'daily' and due.mailed_at > now() - interval '1 hour' and due.mailed_at > seen then
        again := due.mailed_at + interval '1 hour';
    else
        if claimed is null then
            account := due.account_id;
            keywords := (
                select n.keywords from messaging.notification_choices n where n.user_id = due.account_id and n.keywords <> '{}');
            if keywords is not null then
                return next;
                return;
            end if;
        end if;
        return query select due.account_id, case when due.wish <> 'off' then person.email end, person.full_name, null::text[], missed.place, missed.is_request,
                missed.messages, missed.people
            from messaging.missed(due.account_id, due.told_until, now() - patience, coalesce(calling, '{}')) missed;
        if found then
            perform plan_pushes(due.account_id);
            update missed_mail m set mailed_at = now(), told_until = now() - patience,
                    due_at = case due.wish when 'daily' then next_morning(zone) else now() + interval '1 hour' end
                where m.account_id = due.account_id;
            return;
        end if;
    end if;
    update missed_mail m set due_at = again where m.account_id = due.account_id;
    account := due.account_id;
    return next;
end $$;

-- What the words of somebody who is due are looked for in. The door sees no other texts, and these while they are due alone.
create function agentor.missed_texts(patience interval, claimed uuid, out id uuid, out words bytea) returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
begin
    return query select missed.id, missed.words
        from missed_mail due
        join messaging.notification_choices chosen on chosen.user_id = due.account_id and chosen.keywords <> '{}'
        cross join lateral messaging.missed_texts(due.account_id, due.told_until, now() - patience) missed
        where due.account_id = claimed and due.is_planned and due.due_at <= now();
end $$;

grant execute on function agentor.choose_missed_mail(text) to :app_role;
grant execute on function agentor.stop_missed_mail(uuid), agentor.claim_missed(interval, uuid, uuid[]),
    agentor.missed_texts(interval, uuid) to :door_role;
