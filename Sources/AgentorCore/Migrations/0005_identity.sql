-- Who is asking is proved to the database, and what is sealed is bound to its row. Functions, triggers, policies and
-- grants are definitions from here on: see the folder of that name.

-- Whether the row and the account are authenticated with what is sealed; what was sealed before this migration is not.
alter table agentor.challenges add column is_bound boolean not null default false;
alter table agentor.second_factors add column is_bound boolean not null default false;
alter table agentor.outbox add column is_bound boolean not null default false;

-- Since when an account is being erased, a little at a time: nobody gets in any more, and nothing keeps it.
alter table agentor.accounts add column erasing_since timestamptz;

-- What recognises a browser or a link is hashed once more: what these tables hold is not what it takes to enter.
update agentor.sessions set token_hash = sha256(token_hash);
update agentor.challenges set browser_hash = sha256(browser_hash) where browser_hash is not null;
update agentor.challenges set link_hash = sha256(link_hash) where link_hash is not null;
