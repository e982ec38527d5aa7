-- What administrators find people by.

create index accounts_by_email on agentor.accounts (lower(email) collate "C");
create index accounts_by_words on agentor.accounts using gin (to_tsvector('simple', full_name));
create index accounts_by_age on agentor.accounts (created_at desc, id);
create index accounts_in_charge on agentor.accounts (id) where role = 'admin';
