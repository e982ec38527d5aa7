"""Text like what people write, the same in every run, and the page that shows it."""

import datetime
import json
import pathlib
import random

FIRST = "Ada Bram Chloé Dario Elif Farid Greta Hanna Ivo José Katja Liam Mateo Nora Omar Petra Quinn Rosa Sven Tomasz"
LAST = "Lindqvist Ruiz O’Neill Okafor Novák Brandt Yılmaz Moreau Haddad Kowalska Jansen Ferrari Smith Petrov Nakamura"

OPENINGS = [
    "Thanks, that helps.", "Good morning!", "Quick question:", "Just to confirm,", "I had a look.", "Sorry for the delay.",
    "As discussed yesterday:", "One more thing:", "Hi all,", "Yes.", "No worries.", "Right,",
]  # fmt: skip
SENTENCES = [
    "the draft contract is with my accountant & she'll answer by Thursday.",
    "can you send me the invoice for the first week?",
    "our budget is < 2,000 for the whole thing, VAT included.",
    "I moved the call to 14:30 because of the school run.",
    "the logo needs more room; \"a bit more air\" is what the client said.",
    "clause 14 moves repairs to the tenant, which is negotiable.",
    "I'd rather pay by the hour than agree on a fixed price for something nobody can estimate yet.",
    "the translation is done, 12 pages, and I marked the three passages where the original says two things at once.",
    "does the offer still stand?",
    "my rate is the same as last year.",
    "we tried it on staging: the export takes 40 seconds, most of it in one query, and the rest in the browser.",
    "photos are in the folder, the ones with names > 200 are retouched.",
    "let's start small: one room, one week, and then we decide about the others.",
    "please don't publish before the board has seen it.",
    "the notary wants both of us there in person, passports too.",
    "I can do Monday or Wednesday, mornings only.",
    "that is exactly what I needed to know.",
    "what happens when the supplier doesn't deliver?",
    "the old site stays up until the new one has been quiet for a week.",
    "perhaps a plumber should look at this before we paint.",
]


def name(number: int) -> str:
    """The name of account `number`, from 1."""
    first, last = FIRST.split(), LAST.split()
    return f"{first[number % len(first)]} {last[number // len(first) % len(last)]}"


def handle(number: int) -> str:
    return f"person-{number}"


STEMS = (
    "haus garten bau amt steuer rechnung vertrag bild farbe druck markt bahn hof schule kurs preis angebot kunde werk "
    "stadt plan brief recht gericht termin woche monat jahr arbeit zeit geld bank buch blatt wasser strom licht küche"
).split()
LINKS = "ist war wird und oder mit für gegen über ohne bis der die das ein eine kein nicht noch schon bitte danke".split()


def foreign(count: int, seed: int = 2026) -> list[str]:
    """Made-up messages, two of three in German, with its long words, and one in Chinese characters with kana."""
    dice, made = random.Random(seed), []
    # As unevenly as characters are used.
    characters = [chr(0x4E00 + number) for number in dice.sample(range(20_000), 2_500)]
    weights = [1 / (rank + 10) for rank in range(len(characters))]
    for number in range(count):
        if number % 3:
            words = [
                dice.choice(LINKS) if dice.random() < 0.5 else "".join(dice.choices(STEMS, k=dice.randint(1, 3)))
                for _ in range(dice.randint(3, 14))
            ]
            made.append(" ".join(words).capitalize() + ".")
        else:
            kana = [chr(0x3042 + dice.randrange(70)) for _ in range(dice.randint(0, 6))]
            made.append("".join(dice.choices(characters, weights, k=dice.randint(4, 24)) + kana) + "。")
    return made


def texts(count: int, seed: int = 2026) -> list[str]:
    """Messages of one to five sentences: half of them below 120 characters, a few of several hundred."""
    dice, made = random.Random(seed), []
    for _ in range(count):
        sentences = dice.sample(SENTENCES, dice.choices([1, 2, 3, 5], [6, 4, 2, 1])[0])
        parts = [dice.choice(OPENINGS), *sentences] if dice.random() < 0.4 else sentences
        text = ""
        for part in parts:
            text += part if text.endswith((", ", ": ")) else part[0].upper() + part[1:]
            text += " "
        made.append(text.rstrip())
    return made


def write_page(path: pathlib.Path):
    """A channel page of 50 messages, as the rendering programs read it."""
    dice, moment = random.Random(7), datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)
    messages = []
    for place, text in enumerate(texts(50)):
        author = dice.randint(1, 6)
        moment += datetime.timedelta(seconds=dice.choice([20, 90, 400, 3000, 20000]))
        messages.append(
            {
                "seq": 71 + place,
                "authorID": f"00000000-0000-0000-0000-{author:012x}",
                "author": name(author),
                "handle": handle(author),
                "role": "admin" if author == 1 else "member",
                "text": text,
                "datetime": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
                "time": f"{moment:%H:%M}",
                "sentAt": int(moment.timestamp()),
                "day": f"{moment:%Y-%m-%d}",
                "dayLabel": f"{moment:%A}, {moment.day} {moment:%B %Y}",
            }
        )
    page = {
        "viewer": name(1),
        "csrf": "5f" * 64,
        "nonce": "0d7f2c3a-6d6e-4f0e-9b0a-3f6c2d1e8a55",
        "slug": "tax-for-freelancers",
        "name": "Tax for freelancers",
        "description": "Questions about VAT, invoices & deadlines, and people who know the answers.",
        "cursor": 120,
        "earlier": 71,
        "members": [
            {
                "id": f"00000000-0000-0000-0000-{number:012x}",
                "name": name(number),
                "handle": handle(number),
                "role": "admin" if number == 1 else "member",
            }
            for number in range(1, 13)
        ],
        "messages": messages,
    }
    path.write_text(json.dumps(page, ensure_ascii=False))
