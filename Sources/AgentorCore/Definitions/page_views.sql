-- Counting how often agents' pages were looked at, without keeping who looked.

create policy owner on agentor.page_views to current_user using (true) with check (true);
create policy owner on agentor.page_view_salts to current_user using (true) with check (true);
create policy owner on agentor.page_view_marks to current_user using (true) with check (true);
create policy own on agentor.page_views for select to :app_role using (account_id = (select agentor.viewer()));

grant select on agentor.page_views to :app_role;

-- The day in UTC, and its salt: the same for all workers. The first to ask on a day throws away what there was of those before.
create function agentor.view_salt(out day date, out salt bytea)
    language plpgsql security definer set search_path = agentor, pg_temp as $$
#variable_conflict use_column
declare
    today constant date := (now() at time zone 'UTC')::date;
begin
    insert into page_view_salts (day, salt) values (today, sha256((gen_random_uuid()::text || gen_random_uuid())::bytea))
        on conflict do nothing;
    if found then
        delete from page_view_salts s where s.day < today;
        delete from page_view_marks m where m.day < today;
        delete from page_views v where v.day < today - 90;
    end if;
    select s.day, s.salt into day, salt from page_view_salts s where s.day = today;
end $$;

-- Counts views of a day, each once for whoever looked; nothing of a day whose salt is gone.
create function agentor.count_views(today date, people uuid[], marks bytea[]) returns void
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    if not exists (select from page_view_salts s where s.day = today) then
        return;
    end if;
    -- In one order, so that workers wait for each other and not in a circle.
    with seen as (
        insert into page_view_marks (day, mark)
            select distinct today, m from unnest(marks) m order by m on conflict do nothing returning mark),
    counted as (
        select v.person, count(*)::integer as views
        from (select distinct person, mark from unnest(people, marks) u (person, mark)) v join seen s on s.mark = v.mark
        group by v.person)
    insert into page_views as kept (account_id, day, views)
        select c.person, today, c.views from counted c join published_agents p on p.account_id = c.person
        order by c.person
        on conflict (account_id, day) do update set views = kept.views + excluded.views;
end $$;

grant execute on function agentor.view_salt(), agentor.count_views(date, uuid[], bytea[]) to :door_role;
