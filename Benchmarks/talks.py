"""One talk in two channels: its messages alone, and the same with all that people hang on messages."""

import dataclasses

from . import sample
from .machine import Failed
from .site import ACCOUNT, Site, array, literal

MESSAGES = 50
#: Accounts that have no part in other benchmarks, and private channels, so that what others are shown stays as it is.
FIRST, MEMBERS, AUTHORS = 9_001, 12, 6
#: Who asks for the pages, and has said the last of it: three in a row are somebody's.
READER = FIRST + MESSAGES // 3 % AUTHORS
#: Who say nothing and have read all of the rich talk.
SEEN_BY = range(FIRST + AUTHORS, FIRST + AUTHORS + 5)

# Which messages of the rich talk have what: conditions on a message's place, `n`.
REACTED, HEAD, QUOTING = "n % 3 = 0", "n % 5 = 0", "n % 10 = 7"
PINNED, NAMING = "n in (11, 22, 33)", "n in (19, 41)"
#: How many people chose each.
REACTIONS = {"👍": 4, "🎉": 2}
#: In each thread, and in all.
REPLIES = 3
ANSWERS = MESSAGES // 5 * REPLIES


@dataclasses.dataclass(frozen=True)
class Talk:
    slug: str
    is_rich: bool

    @property
    def last(self) -> int:
        """The number of its last change. In the rich one replies take numbers behind the messages', and behind those
        each message was changed once."""
        return MESSAGES + ANSWERS + MESSAGES if self.is_rich else MESSAGES

    @property
    def latest(self) -> str:
        """The address of its page, which a worker keeps as long as nothing changes."""
        return f"/channels/{self.slug}"

    @property
    def read(self) -> str:
        """The address of the same messages by their place, which are read from the database each time."""
        return f"{self.latest}?before={self.last + 1}"

    def parts(self, is_latest: bool) -> dict[str, int]:
        """What its page shows, and how often."""
        parts = {
            '<ul class="reactions">': MESSAGES // 3,
            f' <span class="figures">{max(REACTIONS.values())}</span>': MESSAGES // 3,
            f' <span class="figures">{min(REACTIONS.values())}</span>': MESSAGES // 3,
            f">{REPLIES} replies": MESSAGES // 5,
            '<a class="quote"': MESSAGES // 10,
            ">pinned</a>": 3,
            '<a class="mention"': 2,
        }
        # A page of the past does not say it.
        if is_latest:
            parts["Seen by"] = 1
        return {'<li id="m-': MESSAGES} | (parts if self.is_rich else dict.fromkeys(parts, 0))

    def require_parts(self, page: str, is_latest: bool):
        """Fails unless a page shows all that it is measured for, and nothing of it where the talk is plain."""
        for part, count in self.parts(is_latest).items():
            if page.count(part) != count:
                raise Failed(f"the page of {self.slug} has {part} {page.count(part)} times, and not {count}")


PLAIN, RICH = Talk("talk-plain", is_rich=False), Talk("talk-rich", is_rich=True)


def write(site: Site):
    """Makes both channels. In one transaction, so that the same was said at the same moment."""
    site.sql(f"begin; set local session_replication_role = replica; {_said(PLAIN)} {_said(RICH)} {_hung()} commit;")


def _said(talk: Talk) -> str:
    """SQL for a channel and what was said in it, with what a message's own row keeps of what hangs on it."""

    def only(condition: str, value: str, otherwise: str = "null") -> str:
        return f"case when {condition} then {value} else {otherwise} end" if talk.is_rich else otherwise

    changed = f"{MESSAGES + ANSWERS} + n" if talk.is_rich else "n"
    have_read = [READER, *SEEN_BY] if talk.is_rich else [READER]
    called = literal(f"@{sample.handle(READER)} ")
    return f"""
        with channel as (
            insert into messaging.channels
                (slug, name, description, type, created_by, nonce, last_seq, last_message_at, member_count,
                last_reply_seq, pin_count)
            values ({literal(talk.slug)}, 'Tax for freelancers',
                'Questions about VAT, invoices & deadlines, and people who know the answers.', 'private',
                {ACCOUNT.format(FIRST)}, gen_random_uuid(), {talk.last}, now() - interval '1 hour', {MEMBERS},
                {MESSAGES + ANSWERS if talk.is_rich else 0}, {3 if talk.is_rich else 0})
            returning id),
        seats as (
            insert into messaging.channel_members (channel_id, user_id, role, joined_at, last_read_seq)
            -- Before anything was said: whoever came later has not seen it.
            select id, {ACCOUNT.format("n")}, case when n = {FIRST} then 'admin' else 'member' end,
                now() - interval '30 days',
                case when n in ({", ".join(map(str, have_read))}) then {talk.last} else 0 end
            from channel, generate_series({FIRST}, {FIRST + MEMBERS - 1}) n)
        insert into messaging.messages
            (channel_id, user_id, content, seq, changed_seq, nonce, created_at, mentions, reactions, reaction_counts,
            pinned_at, quoted_seq, reply_count, last_reply_seq, last_reply_at)
        select channel.id, {ACCOUNT.format(f"{FIRST} + n / 3 % {AUTHORS}")},
            {only(NAMING, called, "''")} || ({array(sample.texts(MESSAGES))})[n],
            n, {changed}, gen_random_uuid(), said,
            {only(NAMING, array([sample.handle(READER)]))},
            {only(REACTED, array(list(REACTIONS)))},
            {only(REACTED, f"array{list(REACTIONS.values())}")},
            {only(PINNED, "said")},
            {only(QUOTING, "n - 4")},
            {only(HEAD, str(REPLIES), "0")},
            {only(HEAD, f"{MESSAGES} + n / 5 * {REPLIES}")},
            {only(HEAD, f"said + {REPLIES} * interval '1 minute'")}
        from channel, generate_series(1, {MESSAGES}) n,
            lateral (values (now() - interval '1 hour' - ({MESSAGES} - n) * interval '2 minutes'
                - ({MESSAGES} - n) / 10 * interval '9 hours')) moment (said);
    """


def _hung() -> str:
    """SQL for the rows behind it in other places: replies, who reacted, and who is named."""
    of_rich = f"join messaging.channels c on c.id = m.channel_id and c.slug = {literal(RICH.slug)}"
    return f"""
        insert into messaging.messages
            (channel_id, user_id, content, seq, changed_seq, nonce, created_at, parent_id, parent_seq)
        select m.channel_id, {ACCOUNT.format(f"{FIRST} + r")}, 'I have looked at it, and see no reason to wait.',
            place, place, gen_random_uuid(), m.created_at + r * interval '1 minute', m.id, m.seq
        from messaging.messages m {of_rich}, generate_series(1, {REPLIES}) r,
            lateral (values ({MESSAGES} + (m.seq / 5 - 1) * {REPLIES} + r)) numbered (place)
        where m.reply_count > 0;

        insert into messaging.message_reactions (message_id, reaction, user_id, channel_id)
        select m.id, emoji, {ACCOUNT.format(f"{FIRST} + person")}, m.channel_id
        from messaging.messages m {of_rich}, unnest(m.reactions, m.reaction_counts) kind (emoji, people),
            generate_series(1, people) person;

        insert into messaging.message_mentions (user_id, channel_id, seq, message_id)
        select {ACCOUNT.format(READER)}, m.channel_id, m.seq, m.id from messaging.messages m {of_rich}
        where m.mentions is not null;
    """
