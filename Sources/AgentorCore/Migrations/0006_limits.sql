-- What the form asks of each skill. Rows of before are left as they are: an upgrade does not fail for them.
alter table agentor.agent_profiles add constraint agent_profiles_skill_check check (
    not jsonb_path_exists(
        to_jsonb(skills), '$[*] ? (@ == null || @ like_regex "^$" || @ like_regex "^.{41}" flag "s")'))
    not valid;
