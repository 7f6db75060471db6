"""What the words around an amount say: which currency is meant, how exact the amount is, and what it counts.

The phrases are in `data/lexicon/amount_cues.toml`; each is compiled into one regular expression that ends at the amount
(or starts behind it), and is stripped off until none is left: "up to an estimated $5 million".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg_extract import resources
from kg_extract.nlp import amounts_lexicon
from kg_extract.nlp.amounts_grammar import Reading

__all__ = ["Hedge", "currency", "echoes", "hedge", "kind", "sentence_before"]

_REACH = 200
_BOUNDARY = re.compile(r"(?<![A-Z])(?<!\bInc|\bLtd|\bplc)(?<!\bMr|\bMs|\bDr|\bSt|\bCo)(?<!\bCorp)[.!?][\"')\]]*\s+(?=[A-Z\"'(])|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Hedge:
    """How exact an amount is, and where the words that say so begin."""

    approximate: bool = False
    bound: str | None = None
    start: int = 0


def sentence_before(text: str, start: int) -> str:
    """The text of the amount's sentence in front of it, at most some thirty words."""
    before = text[max(0, start - _REACH) : start]
    ends = [match.end() for match in _BOUNDARY.finditer(before)]
    return before[ends[-1] :] if ends else before


# ---- currency


def currency(text: str, reading: Reading) -> str:
    """The code meant by an ambiguous mark or unit: that of the nearest country or city named, else the first of the table."""
    if len(reading.codes) == 1 or reading.codes[0] == "USD":
        return reading.codes[0]
    near = _nearest(text[max(0, reading.start - 300) : reading.end + 150], min(reading.start, 300), frozenset(reading.codes))
    return near or _nearest(text[:3000], 0, frozenset(reading.codes)) or reading.codes[0]


def _nearest(window: str, position: int, codes: frozenset[str]) -> str | None:
    """The code, of `codes`, whose country or city is named nearest to `position`."""
    pattern, meanings = _places(codes)
    best = min(pattern.finditer(window), key=lambda match: abs(match.start() - position), default=None)
    return meanings[best.group().lower()] if best is not None else None


@cache
def _places(codes: frozenset[str]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of the countries and cities of `codes`, and which code each means."""
    meanings = {
        word: next(code for code in owners if code in codes)
        for word, owners in amounts_lexicon.load().qualifiers.items()
        if codes & set(owners) and len(word) > 2
    }
    words = "|".join(re.escape(word) for word in sorted(meanings, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE), meanings


# ---- exactness


def hedge(text: str, start: int, end: int) -> Hedge:
    """What the words next to the amount at `start`–`end` say about how exact it is."""
    before = sentence_before(text, start)
    offset = start - len(before)
    approximate, bound, direct = False, None, True
    while True:
        match = _direct().search(before) if direct else None
        match = match or (_before().search(before) if _told("before", before) else None)
        if match is None:
            break
        found = match.lastgroup or ""
        approximate |= found == "approximate"
        bound = bound or (found if found != "approximate" else None)
        before, direct = before[: match.start(found)].rstrip(), False
    after = _after().match(text, end)
    if after is not None:
        approximate |= after.lastgroup == "approximate"
        bound = bound or (after.lastgroup if after.lastgroup != "approximate" else None)
    return Hedge(approximate, bound, offset + len(before))


@cache
def _cues() -> dict[str, Any]:
    return resources.read_toml("lexicon/amount_cues.toml")


def _told(cues: str, text: str) -> bool:
    """Whether the text has all the words of one of the phrases: most have none, and compiling the phrases takes milliseconds."""
    lower = text.lower()
    return any(all(word in lower for word in words) for words in _words(cues))


@cache
def _words(cues: str) -> tuple[tuple[str, ...], ...]:
    """The words of each phrase of "before", "kinds.before" or "kinds.after"."""
    part, _, side = cues.partition(".")
    lists = [kind[side] for kind in _cues()[part].values()] if side else _cues()[part].values()
    return tuple(tuple(word for word in phrase.lower().split() if word != "*") for phrases in lists for phrase in phrases)


def _phrase(phrase: str) -> str:
    """A phrase as a pattern: "*" stands for up to four words, a blank for any white space."""
    words = [r"(?:[\w/-]+\s+){0,4}?" if word == "*" else re.escape(word) + r"\s+" for word in phrase.split()]
    return ("".join(words)).removesuffix(r"\s+")


def _groups(table: dict[str, list[str]], suffix: str = "") -> str:
    """One named group for each key of the table, longer phrases first."""
    return "|".join(
        f"(?P<{name}{suffix}>{'|'.join(_phrase(phrase) for phrase in sorted(phrases, key=len, reverse=True))})"
        for name, phrases in table.items()
    )


@cache
def _before() -> re.Pattern[str]:
    fillers = "|".join(_phrase(filler) for filler in sorted(_cues()["fillers"], key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{_groups(_cues()['before'])})(?:\s+(?:{fillers})){{0,3}}[\s(]*$", re.IGNORECASE)


@cache
def _direct() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_groups(_cues()['direct'])})\s*$", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{_groups(_cues()['after'])})(?!\w)", re.IGNORECASE)


# ---- what it counts


def kind(text: str, start: int, end: int, hedged: int) -> str:
    """What the amount counts: "money" unless its neighbours say "valuation", "revenue", "budget", "unit price" …"""
    if _unit_price().match(text, end):
        return "unit price"
    before = sentence_before(text, start)
    behind = text[end : end + 10 * _REACH].lstrip()[:_REACH]
    found = _after_kind().match(text, end) if _told("kinds.after", behind) else None
    for words in (before, sentence_before(text, hedged)):
        found = found or (_before_kind().search(words) if _told("kinds.before", words) else None)
    if found is None:
        return "money"
    group = found.lastgroup or "money"
    name = group.rstrip("_")
    if (
        name == "valuation"
        and re.match(r"valu(?:ed|es|ing)|(?:equity|enterprise) value", found.group(group), re.IGNORECASE)
        and _is_deal(text, start, before)
    ):
        return "money"
    return name


def _is_deal(text: str, start: int, before: str) -> bool:
    """Whether "valued at" tells the price of a deal rather than the value of a company."""
    words = set(re.findall(r"[a-z]+", before.lower()))
    return bool(words & set(_cues()["deal"]["words"])) and not words & set(_cues()["deal"]["unless"])


def echoes(text: str, end: int, start: int) -> bool:
    """Whether the amount at `start` is set against the one that stops at `end`: "up from", "compared with"."""
    return start - end < _REACH // 2 and _echo().search(text, end, start) is not None and not _BOUNDARY.search(text, end, start)


@cache
def _echo() -> re.Pattern[str]:
    words = "|".join(_phrase(word) for word in _cues()["echo"]["words"])
    return re.compile(rf"\b(?:{words})\W+(?:(?:about|around|roughly|nearly|an?|the)\s+)?$", re.IGNORECASE)


@cache
def _unit_price() -> re.Pattern[str]:
    units = "|".join(_phrase(unit) for unit in _cues()["unit_price"]["units"])
    periods = "|".join(_cues()["unit_price"]["periods"])
    return re.compile(rf"[\s-]*(?:an?[\s-]+(?:{units})\b|per[\s-]+(?!{periods})\w|/\s?(?:{units})\b|apiece\b)", re.IGNORECASE)


@cache
def _before_kind() -> re.Pattern[str]:
    table = {name: cues["before"] for name, cues in _cues()["kinds"].items()}
    links = "|".join(_cues()["kind_links"]["words"])
    link = rf"\s+(?:[\w'’%.-]+\s+){{0,5}}?(?:{links})(?:\s+(?:an?|the|as|over|just|only|some))*\s*$"
    return re.compile(rf"\b(?:{_groups(table)}){link}|\b(?:{_groups(table, '_')}):\s*$", re.IGNORECASE)


@cache
def _after_kind() -> re.Pattern[str]:
    table = {name: cues["after"] for name, cues in _cues()["kinds"].items()}
    return re.compile(rf"[\s-]*(?:{_groups(table)})(?!\w)", re.IGNORECASE)
