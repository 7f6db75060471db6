"""Gold facts: how an annotated article is written down (JSON), and when a found filler matches an annotated one.

The matching rules are those of the project's annotation guidelines: names by shared words without legal forms, amounts within
0.5 %, dates exactly, phrases by half of their words or containment.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg_extract import resources
from kg_extract.errors import InputError

DATE_ROLES = frozenset({"date", "endDate"})
_PHRASE_ROLES = frozenset({"subject", "position", "payload"})


@dataclass(frozen=True)
class GoldFiller:
    """What fills a role: an entity's names (and type), a plain string, an amount (value, currency), or an ISO date."""

    names: tuple[str, ...] = ()
    type: str | None = None
    amount: tuple[float, str] | None = None
    date: str | None = None


@dataclass(frozen=True)
class GoldEvent:
    """An annotated event; `optional` ones count neither when found nor when missed."""

    type: str
    status: str
    roles: tuple[tuple[str, tuple[GoldFiller, ...]], ...]
    quote: str
    optional: bool

    def fillers(self, role: str) -> tuple[GoldFiller, ...]:
        """What fills `role`."""
        return next((fillers for name, fillers in self.roles if name == role), ())


@dataclass(frozen=True)
class GoldRelation:
    """An annotated relation; `title` is a post's title."""

    predicate: str
    subject: GoldFiller
    object: GoldFiller
    quote: str
    optional: bool
    title: str | None = None


@dataclass(frozen=True)
class GoldArticle:
    """One annotated article."""

    name: str
    published: str | None
    entities: tuple[GoldFiller, ...]
    events: tuple[GoldEvent, ...]
    relations: tuple[GoldRelation, ...]


def read(file: Path) -> GoldArticle:
    """The gold facts of one JSON file; `InputError` if it has another form."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        entities = {e["id"]: GoldFiller(tuple(e["names"]), e["type"]) for e in raw.get("entities", ())}
        events = tuple(_event(e, entities) for e in raw.get("events", ()))
        relations = tuple(_relation(r, entities) for r in raw.get("relations", ()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InputError(f"{file}: not a file of gold facts ({fault}).", "See training/README.md for the form.") from fault
    return GoldArticle(file.stem, raw.get("published"), tuple(entities.values()), events, relations)


def read_folder(folder: Path) -> Iterator[tuple[Path, GoldArticle]]:
    """(text file, gold facts) of every NAME.txt that has a NAME.json beside it, in the order of names."""
    pairs = [(t, t.with_suffix(".json")) for t in sorted(folder.glob("*.txt")) if t.with_suffix(".json").exists()]
    if not pairs:
        raise InputError(f"{folder}: no NAME.txt with a NAME.json beside it.", "Give a folder of annotated articles.")
    for text, facts in pairs:
        yield text, read(facts)


def _filler(role: str, value: Any, entities: dict[str, GoldFiller]) -> GoldFiller:
    if isinstance(value, dict):
        return GoldFiller(amount=(float(value["value"]), value["currency"]))
    if role in DATE_ROLES:
        return GoldFiller(date=str(value))
    return entities.get(value) or GoldFiller(names=(str(value),))


def _event(raw: dict[str, Any], entities: dict[str, GoldFiller]) -> GoldEvent:
    roles = tuple((role, tuple(_filler(role, v, entities) for v in values)) for role, values in raw["roles"].items())
    return GoldEvent(raw["type"], raw.get("status", "occurred"), roles, raw.get("quote", ""), raw.get("optional", False))


def _relation(raw: dict[str, Any], entities: dict[str, GoldFiller]) -> GoldRelation:
    target = GoldFiller(date=str(raw["o"])) if raw["p"] == "foundedOn" else _filler("", raw["o"], entities)
    return GoldRelation(
        raw["p"], _filler("", raw["s"], entities), target, raw.get("quote", ""), raw.get("optional", False), raw.get("title")
    )


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    raw = resources.read_toml("gold.toml")
    return frozenset(raw["legal_forms"]), frozenset(raw["stop_words"])


@lru_cache(maxsize=65536)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name that count: lower case, without accents, stop words and (if others remain) legal forms."""
    legal, stop = _words()
    text = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("'s ", " ").replace("'", "").replace(".", "")
    found = [t for t in re.findall(r"[a-z0-9]+", text) if t not in stop]
    return tuple([t for t in found if t not in legal] or found)


@lru_cache(maxsize=262144)
def same_name(a: str, b: str) -> bool:
    """Whether two names share at least 80 % of their words."""
    x, y = tokens(a), tokens(b)
    if not x or not y:
        return a.strip().casefold() == b.strip().casefold()
    if "".join(x) == "".join(y):
        return True
    common = sum((Counter(x) & Counter(y)).values())
    return 2 * common / (len(x) + len(y)) >= 0.8


@lru_cache(maxsize=262144)
def same_phrase(a: str, b: str) -> bool:
    """Whether two phrases share half of their words, or one holds the other."""
    x, y = set(tokens(a)), set(tokens(b))
    common = len(x & y)
    return bool(common) and (2 * common / (len(x) + len(y)) >= 0.5 or x <= y or y <= x)


def any_match(rule: Any, a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether any name of `a` matches any of `b` by `rule`."""
    return any(rule(x, y) for x in a for y in b)


def match(role: str, gold: GoldFiller, found: GoldFiller) -> bool:
    """Whether a found filler is the annotated one."""
    if gold.amount or found.amount:
        if not (gold.amount and found.amount) or gold.amount[1] != found.amount[1]:
            return False
        x, y = gold.amount[0], found.amount[0]
        return abs(x - y) <= 0.005 * max(abs(x), abs(y), 1e-9)
    if gold.date or found.date:
        return gold.date == found.date
    if role == "payload":
        loose = gold.type is None or found.type is None
        return any_match(same_name, gold.names, found.names) or (loose and any_match(same_phrase, gold.names, found.names))
    if role in _PHRASE_ROLES or role == "round":
        return any_match(same_phrase, gold.names, found.names)
    if role == "contract":
        return any_match(lambda x, y: _squash(x) == _squash(y), gold.names, found.names)
    return any_match(same_name, gold.names, found.names)


def _squash(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())
