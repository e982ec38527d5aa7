-- Reactions: what somebody answers a message with, one emoji each.

create table messaging.message_reactions (
    message_id uuid not null references messaging.messages (id) on delete cascade,
    -- One emoji, fully qualified, as the application makes it. The database holds it to what no text of a page is made of.
    reaction text collate "C" not null
        check (char_length(reaction) between 1 and 16 and reaction !~ '[\x01-\x22\x24-\x29\x2b-\x2f\x3a-\x7f]'),
    user_id uuid not null references messaging.users (id) on delete cascade,
    -- The message's.
    channel_id uuid not null references messaging.channels (id) on delete cascade,
    created_at timestamptz not null default clock_timestamp(),
    primary key (message_id, reaction, user_id)
);
create index message_reactions_of_user on messaging.message_reactions (user_id, channel_id, message_id, reaction);
alter table messaging.message_reactions enable row level security, force row level security;

-- What everybody is shown of them: each emoji in the order they first came, and how many people chose it. Null for none.
alter table messaging.messages
    add column reactions text[],
    add column reaction_counts integer[];
