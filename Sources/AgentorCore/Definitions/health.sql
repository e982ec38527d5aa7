-- Whether anything can be written.

-- Writes, once a second at most, and fails where nothing can be written. It may be called by anybody: nothing grows by it.
create function agentor.probe() returns void
    language sql volatile security definer set search_path = agentor, pg_temp
begin atomic
    insert into agentor.throttles as t (key, whole_at) values ('probe', clock_timestamp())
    on conflict (key) do update set whole_at = excluded.whole_at
        where t.whole_at < excluded.whole_at - interval '1 second';
end;

grant execute on function agentor.probe() to :app_role, :door_role;
