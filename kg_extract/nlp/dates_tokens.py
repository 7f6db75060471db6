"""Cuts a text into the words, numbers and signs that date expressions are made of, each with its class (one letter).

A blank line or a long run of spaces (text left out) parts expressions: it is a node of class x.
Classes: M month, m the same if its context says so, W w weekday, N number 1–31, O ordinal, n other number, a article as
one, c vague number, Y year, y two-digit year, X whole date in figures, F day and month in figures, D decade, U unit,
Q quarter, h half, R relative, E part, S season, Z end of a unit, B relative day, V holiday, K fiscal, t time of day, p possessive;
T the, i in, o of, f from, b between, 2 to, & and, ~ dash, "," comma, A ago, < before, > after, s since, I within,
e every, "/" slash, ( ), = sign, "." full stop, x anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from kg_extract import resources
from kg_extract.nlp.dates_calendar import holidays
from kg_extract.nlp.dates_readings import Calendar, Holiday, When

__all__ = ["Node", "tokenize"]


@dataclass(slots=True)
class Node:
    """One word, or an expression already understood (`when`), by character offsets; `split` is where a range's other end starts."""

    start: int
    end: int
    cls: str
    word: str = ""
    number: int = 0
    when: When | None = None
    mod: str = ""
    split: int = 0


_TOKEN = re.compile(
    r"""
    (?P<X>(?<![\w.+])(?<!\b\d{3}-)(?:\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3(?:\d{4}|\d{2}))(?!\w|[-/.]\d(?!\d?[-/.]\d{1,2}[-/.]\d{4})))
  | (?P<Z>(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\w))
  | (?P<t>\d{1,2}(?::\d\d){1,2}|\d{3,4}(?=\ (?:[aApP]\.?[mM]\b|UTC|GMT)))
  | (?P<x>\n[ \t]*\n\s*|[ ]{9,}|https?://\S+|[$€£¥]\s?\d[\d.,]*|\d+(?:,\d{3})+(?:\.\d+)?|\d+%|\d+\.\d{3,}|\.\d+|\d{5,})
  | (?P<F>(?<![\w.,/$])\d{1,2}[/.]\d{1,2}(?![\w%/]|\.\d|\s?[ap]\.?m\b))
  | (?P<y>['’]\d\d(?!\d))
  | (?P<N>\d+)
  | (?P<w>[A-Za-z]+)
  | (?P<p>['’]s\b)
  | (?P<s>[^\s\w])
    """,
    re.VERBOSE,
)
_SIGNS = {",": ",", "-": "~", "–": "~", "—": "~", "~": "~", "(": "(", ")": ")", "/": "/", "=": "=", ">": "=", "<": "=", ".": "."}
_LETTERS = re.compile(r"[A-Za-z]+$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\s?[ap]\.?m\b\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """The lexicon of data/lexicon/dates.toml, by word."""

    classes: dict[str, tuple[str, str, int]]
    ambiguous: frozenset[str]
    counted: frozenset[str]
    rests: frozenset[str]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    holidays: dict[str, list[tuple[re.Pattern[str], str]]]


@cache
def words() -> Words:
    """Reads the lexicon once."""
    data = resources.read_toml("lexicon/dates.toml")
    classes: dict[str, tuple[str, str, int]] = {}
    for table, cls in (("months", "M"), ("weekdays", "W"), ("seasons", "S"), ("relative_days", "B"), ("relatives", "R"), ("decades", "D")):
        classes |= {word: (cls, word, number) for word, number in data[table].items()}
    classes |= {word: ("E", part, 0) for word, part in data["parts"].items()}
    classes |= {word: (cls, word, 0) for word, cls in data["prepositions"].items()}
    classes |= {word: ("U", unit, int(word.endswith("s"))) for word, unit in data["units"].items()}
    classes |= {word: ("Z", unit, 0) for word, unit in data["closings"].items()}
    classes |= {word: ("c", word, 3) for word in data["vague"]["words"]} | {"a": ("a", "a", 1), "an": ("a", "an", 1)}
    classes |= {word: ("K", word, 0) for word in data["years"]["words"]}
    classes |= {word: ("u", word, number) for word, number in data["numbers"].items()}
    classes |= {word: ("v", word, number) for word, number in data["ordinals"].items()}
    by_first: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for name in sorted(holidays(), key=len, reverse=True):
        pattern = re.compile(re.escape(name).replace("'", "['’]") + r"\b", re.IGNORECASE)
        by_first.setdefault(re.split(r"\W", name)[0], []).append((pattern, name))
    return Words(
        classes,
        frozenset(data["ambiguous"]["words"]),
        frozenset(data["counted"]["words"]),
        frozenset(data["rests"]["words"]),
        data["numbers"],
        data["ordinals"],
        by_first,
    )


def tokenize(text: str) -> list[Node]:
    """The nodes of `text`, in order."""
    nodes: list[Node] = []
    at = 0
    while match := _TOKEN.search(text, at):
        node = _node(text, match, nodes)
        nodes.append(node)
        at = node.end
    return _numbers(nodes)


def _node(text: str, match: re.Match[str], before: list[Node]) -> Node:
    start, end = match.span()
    raw = match.group()
    match match.lastgroup:
        case "w":
            return _word(text, start, end, before)
        case "N":
            return _figure(text, start, end)
        case "s":
            return Node(start, end, _SIGNS.get(raw, "x"), raw)
        case "X" | "Z":
            return Node(start, end, "X", raw, when=whole(raw)) if whole(raw) else Node(start, end, "x", raw)
        case "F":
            return Node(start, end, "F", raw, when=partial(raw)) if partial(raw) else Node(start, end, "x", raw)
        case "y":
            return Node(start, end, "y", raw, century(int(raw[1:])))
        case "p":
            return Node(start, end, "p", raw)
    return Node(start, end, "t" if match.lastgroup == "t" else "x", raw)


def _word(text: str, start: int, end: int, before: list[Node]) -> Node:
    raw = text[start:end]
    word = raw.lower()
    lexicon = words()
    for pattern, name in lexicon.holidays.get(word, ()):
        if found := pattern.match(text, start):
            return Node(start, found.end(), "V", name, when=Holiday(rule=holidays()[name]))
    known = lexicon.classes.get(word)
    if known is None:
        return _odd_word(text, start, end, word)
    cls, name, number = known
    if cls in "MW":
        if text[end : end + 1] == "." and len(word) <= 4 and word not in ("may", "june", "july"):
            end += 1
        if word in lexicon.ambiguous and (raw.islower() or (raw == "May" and _begins(before))):
            cls = cls.lower()
        if word in ("sun", "sat", "mon", "wed") and text[end - 1] != ".":
            cls = "w"
        if cls == "M" and raw.isupper() and word in ("may", "mar", "dec"):
            cls = "m"
    return Node(start, end, cls, name, number, mod=word if cls == "E" else "")


def _odd_word(text: str, start: int, end: int, word: str) -> Node:
    following = text[end : end + 3]
    if word in ("q", "h") and following[:1] in "1234" and not following[1:2].isdigit() and following[:1]:
        return Node(start, end + 1, "Q" if word == "q" else "h", word, int(following[0]))
    if word == "s" and text[max(0, start - 2) : start].strip()[-1:].isdigit():
        return Node(start, end, "p", word)
    return Node(start, end, "x", word, mod="capital" if text[start].isupper() else "")


def _begins(before: list[Node]) -> bool:
    return not before or before[-1].word in (".", "!", "?", '"', "“", ":")


def _figure(text: str, start: int, end: int) -> Node:
    raw = text[start:end]
    number = int(raw)
    suffix = _ORDINAL.match(text, end)
    glued = start > 0 and (text[start - 1].isalpha() or text[start - 1] in "_#@+") and not _dated(text, start)
    glued = glued or (text[end : end + 1].isalpha() and text[end].lower() not in "sqh") or text[end : end + 1] == "+"
    if suffix:
        return Node(start, suffix.end(), "O" if number <= 31 or number < 100 else "x", raw, number)
    if clock := _CLOCK.match(text, end):
        return Node(start, clock.end(), "t", raw)
    if len(raw) == 4 and 1500 <= number < 2200:
        return Node(start, end, "x" if glued else "Y", raw, number)
    if len(raw) > 3:
        return Node(start, end, "x", raw)
    return Node(start, end, "N" if 1 <= number <= 31 and len(raw) < 3 else "n", raw, number)


def _dated(text: str, start: int) -> bool:
    """Whether the letters in front of a number are a word of time ("FY2026", "29Jan2010")."""
    word = _LETTERS.search(text, max(0, start - 9), start)
    return word is not None and words().classes.get(word.group().lower(), ("x",))[0] in "KM"


def century(two: int) -> int:
    """The year that two figures stand for: up to 39 in this century."""
    return two + (2000 if two < 40 else 1900)


def whole(raw: str) -> When | None:
    """The day of a date in figures: year first, or month first unless that cannot be."""
    parts = [int(p) for p in re.findall(r"\d+", raw)]
    if len(parts) == 1:
        return _day(int(raw[:4]), int(raw[4:6]), int(raw[6:]))
    a, b, c = parts
    if a > 31:
        return _day(a, b, c) or _day(a, c, b)
    year = c if c > 99 else century(c)
    dotted = "." in raw
    return (_day(year, b, a) or _day(year, a, b)) if dotted else (_day(year, a, b) or _day(year, b, a))


def partial(raw: str) -> When | None:
    """The day of a month and a day in figures, month first unless that cannot be."""
    a, b = (int(p) for p in re.findall(r"\d+", raw))
    for month, day in ((a, b), (b, a)):
        if _day(2000, month, day):
            return Calendar(month=month, day=day)
    return None


def _day(year: int, month: int, day: int) -> Calendar | None:
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Calendar(year, month, day)


def _numbers(nodes: list[Node]) -> list[Node]:
    """Joins number words ("twenty-nine", "nineteen ninety six", "two thousand and fifteen")."""
    if not any(n.cls in "uv" for n in nodes):
        return nodes
    out: list[Node] = []
    at = 0
    while at < len(nodes):
        if nodes[at].cls in "uv":
            node, at = _spelled(nodes, at)
            out.append(node)
        else:
            out.append(nodes[at])
            at += 1
    return out


def _spelled(nodes: list[Node], at: int) -> tuple[Node, int]:
    first, end, cls = _below_hundred(nodes, at)
    total = first
    if cls == "u" and end < len(nodes) and nodes[end].word in ("hundred", "thousand"):
        total, end = _scaled(nodes, end, first)
    elif cls == "u" and end < len(nodes) and nodes[end].cls == "u" and 10 <= first <= 21:
        second, end2, cls2 = _below_hundred(nodes, end)
        if cls2 == "u" and second >= 10 and 1600 <= first * 100 + second < 2100:
            total, end = first * 100 + second, end2
    kind = "O" if cls == "v" else "Y" if 1600 <= total < 2200 else "N" if 1 <= total <= 31 else "n"
    return Node(nodes[at].start, nodes[end - 1].end, kind, "spelled", total), end


def _below_hundred(nodes: list[Node], at: int) -> tuple[int, int, str]:
    node = nodes[at]
    end = at + 1
    if node.cls == "u" and 20 <= node.number <= 90 and end < len(nodes):
        other = end + 1 if nodes[end].cls == "~" and end + 1 < len(nodes) else end
        if nodes[other].cls in "uv" and nodes[other].number < 10:
            return node.number + nodes[other].number, other + 1, nodes[other].cls
    return node.number, end, node.cls


def _scaled(nodes: list[Node], at: int, first: int) -> tuple[int, int]:
    total = first * nodes[at].number
    end = at + 1
    rest = end + 1 if end + 1 < len(nodes) and nodes[end].word == "and" else end
    if rest < len(nodes) and nodes[rest].cls == "u":
        more, rest_end, cls = _below_hundred(nodes, rest)
        if cls == "u" and more < nodes[at].number:
            return total + more, rest_end
    return total, end
