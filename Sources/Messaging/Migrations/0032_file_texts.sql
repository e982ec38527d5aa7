-- What files say: the beginnings of texts and PDF files, for searches alone. A row says that somebody has looked; one without words
-- that there was nothing to read.
create table messaging.file_texts (
    file_id uuid primary key references messaging.files (id) on delete cascade,
    -- Where the file has no key.
    words text not null default '' check (char_length(words) <= 16384),
    -- By the file's own key: a nonce of twelve bytes, the text, and a tag of sixteen.
    sealed bytea check (octet_length(sealed) between 29 and 65564),
    constraint file_texts_secret_check check (sealed is null or words = '')
);
alter table messaging.file_texts enable row level security, force row level security;
