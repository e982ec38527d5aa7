-- The words services are found by, which follow from what is written in them (`service_words`). Null until they are made.
alter table agentor.services add column words tsvector;
create index services_words on agentor.services using gin (words) where state = 'published';
