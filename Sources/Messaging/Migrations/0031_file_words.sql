-- What files are called and what they show, and what people say who ask to come into a channel, is sealed as messages are.
-- What was kept before stays plain until `agentor keys seal`.

alter table messaging.files
    -- The file's own key. It is sealed by the operator's secret until the file is sent, and from then on by its channel's data key.
    add column key bytea check (octet_length(key) between 32 and 1024),
    -- Of which channel's data key; null while it is sealed by the operator's secret.
    add column home_id uuid references messaging.channels (id) on delete cascade,
    -- Boxes of a nonce of twelve bytes, the text, and a tag of sixteen. Where there is one, the plain text is empty.
    add column sealed_name bytea check (octet_length(sealed_name) between 29 and 283),
    add column sealed_description bytea check (octet_length(sealed_description) between 29 and 4028),
    drop constraint files_name_check,
    add constraint files_name_check check (
        case when sealed_name is null then octet_length(name) between 1 and 255 else name = '' end),
    add constraint files_sealed_check check (
        (key is not null or home_id is null and sealed_name is null and sealed_description is null)
        and (sealed_description is null or description = ''));
create index files_of_home on messaging.files (home_id, id) where home_id is not null;
-- For whoever seals what is plain, and for whoever wraps keys anew.
create index files_plain on messaging.files (id) where key is null and not is_deleted;
create index files_wrapped on messaging.files (id) where key is not null and home_id is null;

-- Keys of the files a message is sent with, sealed for its channel, in their order: only while it is stored.
alter table messaging.messages add column file_keys bytea[] check (file_keys is null);

alter table messaging.channel_requests
    add column sealed bytea,
    add constraint channel_requests_sealed_check check (
        sealed is null or message = '' and octet_length(sealed) between 33 and 2032);
create index channel_requests_plain on messaging.channel_requests (channel_id, user_id) where sealed is null and message <> '';
