"""A size -> the YAML of a memo of that size, the same bytes on every machine.

A post has its author and date, two or three sentences, and its address. Odd posts have one note,
even posts two; every fourth note cites a source that was cited before. Each note has a paragraph
number of its own, and each cited sentence a case number, so that what any program makes of the memo
can be proved by its text.
"""

import json
import random
from collections.abc import Iterator

SIZES = {"S": 11, "M": 100, "L": 1_000, "XL": 10_000}
"""Posts of a memo; it has half as many notes again."""
_SEED = 20310314
_GIVEN = (
    "Aino", "Bruno", "Céline", "Dagny", "Emeka", "Farah", "Gwen", "Hideo", "Ilmari", "Jolanta",
    "Kofi", "Lucía", "Mehmet", "Noor", "Oskar", "Paula",
)  # fmt: skip
_FAMILY = (
    "Aalto", "Brandão", "Corrigan", "Dvořák", "Eze", "Fontaine", "Grönlund", "Hakimi", "Ivanova",
    "Järvi", "Kamara", "Lindqvist", "Núñez", "Ostrow",
)  # fmt: skip
_WHO = (
    "the harbour office", "a dredging firm from upriver", "the ferry line", "the pilots' guild",
    "the town council", "an insurer of coastal ships", "the lock keeper",
    "the customs post at the old quay",
)  # fmt: skip
_DID = (
    "confirmed",
    "denied",
    "postponed",
    "widened",
    "questioned",
    "halted",
    "audited",
    "defended",
)
_WHAT = (
    "the second contract for the outer quay", "a new set of tide permits",
    "the winter order of fuel", "its watch on convoys at night",
    "the list of dues for the coming year", "an inquiry into lost papers",
)  # fmt: skip
_WHEN = (
    "after two weeks of talks with the towns upriver",
    "while traffic at the northern lock fell by a third",
    "by figures that came out late on a Friday", "before the board could hear from its surveyors",
    "although three of five parties had left the table",
    "with no date given for a last word on the matter",
)  # fmt: skip
_PAPERS = ("Tidal Gazette", "Harbour Notes", "Northern Ledger", "Saltholm Courier")
_BODIES = ("Institute of Inland Shipping", "Office of Port Audit", "Forum for River Safety")
_PLACES = ("Saltholm", "Bergen", "Gdynia", "Porto")
_HEAD = """schema: threadbrief/1
memo:
  to: Director, Ports Desk
  from: Open Source Unit
  date: 2031-03-14
  subject: What is known of the stop at the outer quay
  summary: |-
    {summary}
  key_judgements:
{judgements}
thread: {{platform: mastodon, url: "https://social.example/thread/1", author: {{name: Port Watch, handle: "@watch"}}}}
checks: {{TB310: off, TB311: off, TB315: off, TB316: off, TB318: off}}
"""


def memo_yaml(posts: int) -> bytes:
    """Return a memo with so many posts."""
    chance = random.Random(_SEED)
    summary = " ".join(f"{_sentence(chance)}." for _ in range(4))
    judgements = "\n".join(f"    - {{text: {_quoted(_sentence(chance) + '.')}}}" for _ in range(5))
    thread, sources = ["posts:"], ["citations:"]
    notes = _notes(chance, sources)
    for number in range(1, posts + 1):
        thread += _post(chance, number, notes)
    head = _HEAD.format(summary=summary, judgements=judgements)
    return "\n".join([head.rstrip("\n"), *thread, *sources, ""]).encode()


def note_count(posts: int) -> int:
    """Return how many notes a memo has."""
    return posts + posts // 2


def _post(chance: random.Random, number: int, notes: Iterator[tuple[int, str]]) -> list[str]:
    sentences = []
    for index in range(2 + chance.randrange(2)):
        said = _sentence(chance)
        if index < 2 - number % 2:
            note, key = next(notes)
            sentences.append(f"{said} (case {note}).[@{key}, para. {note}]")
        else:
            sentences.append(f"{said}.")
    who = f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)} (@crew{number}), {_date(chance)}"
    address = f"https://social.example/@crew{number}/{10**15 + number * 7919}"
    return [
        "  - text: |-",
        *(f"      {line}" for line in (who, "", " ".join(sentences), "", address)),
    ]


def _notes(chance: random.Random, sources: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the number of each note and the source that it cites; a new source is written down."""
    count = note = 0
    while True:
        note += 1
        if note % 4:
            count += 1
            sources += _source(chance, count)
            yield note, f"source{count}"
        else:
            yield note, f"source{1 + chance.randrange(count)}"


def _source(chance: random.Random, number: int) -> list[str]:
    kind = chance.choice(("article-newspaper", "report", "post"))
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    lines = {
        "type": kind,
        "title": _quoted(f"{_sentence(chance)}, part {number}"),
        "author": f"[{{family: {family}, given: {given}}}]",
        "issued": _date(chance),
        "URL": f"https://files.example/2030/{number:05}/{chance.randrange(10**6):06}",
    }
    if kind == "article-newspaper":
        lines["container-title"] = chance.choice(_PAPERS)
    elif kind == "report":
        lines |= {"publisher": chance.choice(_BODIES), "publisher-place": chance.choice(_PLACES)}
    else:
        lines["container-title"] = "Mastodon"
    return [f"  source{number}:", *(f"    {name}: {value}" for name, value in lines.items())]


def _sentence(chance: random.Random) -> str:
    words = " ".join(chance.choice(part) for part in (_WHO, _DID, _WHAT, _WHEN))
    return words[0].upper() + words[1:]


def _date(chance: random.Random) -> str:
    return f"2030-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
