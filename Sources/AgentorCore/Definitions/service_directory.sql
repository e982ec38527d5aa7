-- Finding services by words of their titles and descriptions, which are compared as those of agents are (`words_of`).

-- What a service is found by: `w` and a word, and `t` and a word of its title. By other rules, a migration sets all to null.
create function agentor.service_words(title text, description text) returns tsvector
    language sql immutable
    return array_to_tsvector(array(
        select distinct 'w' || left(w, 90) from unnest(
            agentor.lexemes_of(agentor.words_of(title || ' ' || description))) w
        union
        select distinct 't' || left(w, 90) from unnest(agentor.lexemes_of(agentor.words_of(title))) w));

create function agentor.index_service() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
begin
    new.words := service_words(new.title, new.description);
    return new;
end $$;
create trigger index_service before insert or update of title, description on agentor.services
    for each row execute function agentor.index_service();

-- Those from before there were any.
update agentor.services set words = agentor.service_words(title, description) where words is null;

-- All words that are typed, each by how it begins; of what is written without spaces all its pairs. Null for none.
create function agentor.asked_of_services(typed text[], prefix text) returns tsquery
    language sql immutable
    return (
        select string_agg(case
                when not agentor.is_unspaced(w) or length(w) = 1 then agentor.quoted(prefix || w) || ':*'
                else (select string_agg(agentor.quoted(prefix || substr(w, i, 2)), '&')
                    from generate_series(1, length(w) - 1) i) end, '&')
        from unnest(typed[1:10]) w)::tsquery;

-- Services that everybody may see in which all words are, those that have them in their title first, then what was changed last.
-- Whoever the viewer has nothing to do with offers them none.
create function agentor.find_services(
    typed text, most integer, out name text, out handle text, out service agentor.services, out pictures jsonb)
    returns setof record
    language plpgsql stable security definer set search_path = agentor, pg_temp as $$
declare
    hidden constant uuid[] := hidden_from_viewer();
    asked constant tsquery := asked_of_services(words_of(typed), 'w');
    titled constant tsquery := asked_of_services(words_of(typed), 't');
begin
    return query
        select found.full_name, found.handle, found.s, messaging.album_pictures((found.s).album_id)
        from (
            select p.full_name, p.handle, s
            from services s join shown_agents p on p.account_id = s.account_id
            where s.words @@ asked and s.state = 'published' and s.account_id <> all (hidden)
            order by s.words @@ titled desc, s.updated_at desc, s.account_id, s.number limit most) found;
end $$;

grant execute on function agentor.find_services(text, integer) to :app_role;
