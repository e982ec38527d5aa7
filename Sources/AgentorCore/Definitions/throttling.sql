-- Turns: how often something may be done, counted by the door, which everybody passes.

-- Takes `count` of `burst` turns, which come back one per `pause`. Returns the seconds to wait; 0 when they are taken.
create function agentor.take_turn(subject text, burst integer, pause interval, count integer) returns double precision
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    present timestamptz := clock_timestamp();
    whole timestamptz;
begin
    insert into throttles as t (key, whole_at) values (subject, present + pause * count)
    on conflict (key) do update set whole_at = greatest(t.whole_at, present) + pause * count
        where greatest(t.whole_at, present) + pause * count <= present + pause * burst
    returning whole_at into whole;
    if found then
        if random() < 0.01 then
            delete from throttles where key in (
                select key from throttles where whole_at < present - interval '1 hour' limit 100 for update skip locked);
        end if;
        return 0;
    end if;
    -- Nobody waits longer for it than for all turns there are: what was counted at a slower pace is cut to that.
    update throttles set whole_at = present + pause * burst where key = subject and whole_at > present + pause * burst;
    select whole_at into whole from throttles where key = subject;
    return greatest(1, ceil(extract(epoch from whole + pause * count - pause * burst - present)));
end $$;

-- Takes turns of several limits, one after the other. Returns the seconds to wait for the first that has none left, after which
-- none is taken, and which it is, counted from 1; 0 seconds when all are taken.
create function agentor.take_turns(
    subjects text[], bursts integer[], pauses double precision[], counts integer[], out wait double precision, out place integer)
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    wait := 0;
    place := 0;
    while wait = 0 and place < cardinality(subjects) loop
        place := place + 1;
        wait := take_turn(subjects[place], bursts[place], make_interval(secs => pauses[place]), counts[place]);
    end loop;
end $$;

-- Gives a turn back: what it was taken for succeeded.
create function agentor.return_turn(subject text, pause interval) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    update agentor.throttles set whole_at = whole_at - pause where key = subject;
end;

-- Takes one of `most` turns within any `span`, counted to the turn. Returns the seconds to wait; 0 when it is taken.
create function agentor.take_turn_within(subject text, most integer, span interval) returns double precision
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    present timestamptz := clock_timestamp();
    recent timestamptz[];
begin
    insert into throttles (key, whole_at, taken) values (subject, present + span, '{}') on conflict (key) do nothing;
    select array(select moment from unnest(t.taken) moment where moment > present - span order by moment) into recent
        from throttles t where t.key = subject for update;
    if cardinality(recent) >= most then
        -- There are more than so many where the limit was higher when they were taken.
        return greatest(1, ceil(extract(epoch from recent[cardinality(recent) - most + 1] + span - present)));
    end if;
    update throttles set taken = recent || present, whole_at = present + span where key = subject;
    return 0;
end $$;

-- Gives the last of these turns back.
create function agentor.return_turn_within(subject text) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    update agentor.throttles set taken = taken[:cardinality(taken) - 1] where key = subject;
end;

-- A limit's turns are all given back.
create function agentor.clear_turns(subject text) returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    delete from agentor.throttles where key = subject;
end;

create policy owner on agentor.throttles to current_user using (true) with check (true);

grant execute on function agentor.take_turn(text, integer, interval, integer),
    agentor.take_turns(text[], integer[], double precision[], integer[]), agentor.return_turn(text, interval),
    agentor.take_turn_within(text, integer, interval), agentor.return_turn_within(text), agentor.clear_turns(text)
    to :door_role;
