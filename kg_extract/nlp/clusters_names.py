"""Takes a written name apart once (`Name`), and checks acronyms.

Acronyms are checked by initials; those that the text itself introduces in brackets by the algorithm of Schwartz and Hearst
("A simple algorithm for identifying abbreviation definitions in biomedical text", PSB 2003), with digits compared as numbers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from kg_extract import resources

__all__ = [
    "ARTIFACTS",
    "ORGANIZATIONS",
    "Name",
    "countries",
    "defines",
    "initials",
    "is_acronym",
    "nicknames",
    "read_name",
    "squeeze",
    "type_group",
    "word_kinds",
]

ORGANIZATIONS = frozenset({"Company", "Agency", "Organization"})
ARTIFACTS = frozenset({"Spacecraft", "Constellation", "LaunchVehicle", "Product", "Programme"})

_WORD = re.compile(r"&(?= )|[^\W_]+(?:[-&+/'.][^\W_]+)*\+?")
#: "ACS3": the letter before the digit stands for that many words.
_REPEATED = re.compile(r"[a-z]+[2-4]")
#: An acronym in brackets inside a name: "Transportable Landing System (TLS) prototype".
_INNER = re.compile(r"\s*\(([A-Z][A-Za-z&-]*[A-Z])\)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_DIGITS = re.compile(r"\d+")
_FULL_LEGAL = {"corporation": "corp", "company": "co", "limited": "ltd", "incorporated": "inc"}
_ROMAN = re.compile(r"(?:x{0,3})(?:ix|iv|v?i{0,3})")


@cache
def word_kinds() -> dict[str, frozenset[str]]:
    """Kind ("legal", "unit", "title" …) → its words, from lexicon/name_words.csv; "legal" from lexicon/legal_forms.csv."""
    kinds: dict[str, set[str]] = {"legal": {row["form"] for row in resources.read_csv("lexicon/legal_forms.csv")}}
    for row in resources.read_csv("lexicon/name_words.csv"):
        kinds.setdefault(row["kind"], set()).add(row["word"])
    return {kind: frozenset(words) for kind, words in kinds.items()}


def _lines(file: str, separator: str) -> dict[str, frozenset[int]]:
    """Each entry of a one-column table of equals → the numbers of the lines that have it."""
    found: dict[str, set[int]] = {}
    for number, row in enumerate(resources.read_csv(file)):
        for entry in row["names"].split(separator):
            found.setdefault(squeeze(entry), set()).add(number)
    return {entry: frozenset(numbers) for entry, numbers in found.items()}


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {row["short"]: tuple(row["full"].split()) for row in resources.read_csv("lexicon/name_abbreviations.csv")}


@cache
def countries() -> frozenset[str]:
    """The squeezed names of lexicon/countries.csv."""
    return frozenset(squeeze(row["name"]) for row in resources.read_csv("lexicon/countries.csv"))


@cache
def variants() -> dict[str, frozenset[int]]:
    """Squeezed name → the lines of lexicon/name_variants.csv that list it."""
    return _lines("lexicon/name_variants.csv", "|")


@cache
def nicknames() -> dict[str, frozenset[int]]:
    """First name → the lines of lexicon/nicknames.csv that list it."""
    return _lines("lexicon/nicknames.csv", " ")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def squeeze(text: str) -> str:
    """The letters and digits only: "U.S." and "US" are the same."""
    return "".join(c for c in _fold(text) if c.isalnum())


@dataclass(frozen=True, slots=True)
class Name:
    """A written name, taken apart. `core` has neither article, legal form, title nor country of a body in front.

    `numbers` are its designators ("3", "ii"), `lines` where the table of variants lists it, `inner` an acronym in brackets in it.
    """

    text: str
    kind: str
    group: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    key: str
    numbers: tuple[str, ...]
    legal: str
    acronym: bool
    head: bool
    lines: frozenset[int]
    inner: str

    @property
    def last(self) -> str:
        """The last word: a person's surname."""
        return self.core[-1] if self.core else ""


def type_group(kind: str) -> str:
    """What types may be one thing when its name is read twice: "org", "person", "place", "site" or "artifact"; "own" are a profile's."""
    if kind in ORGANIZATIONS:
        return "org"
    if kind in ARTIFACTS:
        return "artifact"
    return {"Person": "person", "Place": "place", "LaunchSite": "site"}.get(kind, "own")


def _strip_ends(words: list[str], group: str) -> list[str]:
    kinds = word_kinds()
    if group == "person":
        while len(words) > 1 and words[0] in kinds["title"]:
            words = words[1:]
        while len(words) > 1 and words[-1] in kinds["suffix"]:
            words = words[:-1]
    elif group == "org":
        while len(words) > 1 and words[-1] in kinds["legal"]:
            words = words[:-1]
        if words[:2] == ["united", "states"] or words[:2] == ["united", "kingdom"]:
            words = words[2:] or words
        elif len(words) > 1 and words[0] in ("us", "uk"):
            words = words[1:]
    elif group == "place":
        while len(words) > 1 and words[-1] in kinds["place"]:
            words = words[:-1]
    return words


def _designators(words: list[str], core: tuple[str, ...], group: str) -> tuple[str, ...]:
    """The parts with digits, and Roman numbers behind the first word: what tells one of a series from another."""
    found = []
    if group == "person":
        return tuple(w for w in words[1:] if w in word_kinds()["suffix"])
    for place, word in enumerate(core):
        if any(c.isdigit() for c in word):
            found += [_ORDINAL.sub("", part).lstrip("0") or "0" for part in re.findall(r"\d+[a-z]*", word)]
        elif place and (_ROMAN.fullmatch(word) if len(word) > 1 else group in ("artifact", "site") and word != "a"):
            found.append(word)
    return tuple(sorted(found))


@lru_cache(maxsize=20_000)
def is_acronym(text: str) -> bool:
    """Whether a single word is written as an acronym: NASA, DoD, GeoXO."""
    letters = [c for c in text if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return 2 <= len(letters) <= 9 and " " not in text and upper >= 2 and len(letters) - upper <= len(letters) // 2


@lru_cache(maxsize=20_000)
def read_name(text: str, kind: str) -> Name:
    """The name `text` of something of type `kind`, taken apart."""
    group = type_group(kind)
    inner = _INNER.search(text)
    folded = _fold(text if inner is None else text.replace(inner[0], ""))
    words = [w.replace(".", "").replace("'", "").replace("/", "") for w in _WORD.findall(folded.replace("'s ", " "))]
    words = [part for w in words for part in _abbreviations().get(w, (w,))]
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    core = tuple(_strip_ends(words, group))
    legal = words[-1] if group == "org" and len(words) > 1 and words[-1] in word_kinds()["legal"] else ""
    return Name(
        text=text,
        kind=kind,
        group=group,
        words=tuple(words),
        core=core,
        key="".join(c for w in core for c in w if c.isalnum() or c == "+"),
        numbers=_designators(words, core, group),
        legal=_FULL_LEGAL.get(legal, legal),
        acronym=is_acronym(text.replace(".", "")),
        head=len(core) > 1 and (core[-1] in word_kinds()["head"] or core[0] in word_kinds()["head"]),
        inner=squeeze(inner[1]) if inner else "",
        lines=variants().get(squeeze(text), frozenset()) | variants().get("".join(core), frozenset()),
    )


def defines(long: str, short: str) -> bool:
    """Whether `short` can be the abbreviation of `long` ("Korea Advanced Institute of Science and Technology (KAIST)")."""
    a, b = _fold(short), _fold(long)
    if not 2 <= sum(c.isalnum() for c in a) < len(b.replace(" ", "")):
        return False
    if _DIGITS.search(a) and _DIGITS.search(b):
        if _numbers(a) != _numbers(b):
            return False
    elif _DIGITS.search(a):
        if not _REPEATED.fullmatch(a):
            return False
        a = a[:-1] + a[-2] * (int(a[-1]) - 1)
    return initials(long, short) or _embedded([c for c in a if c.isalpha()], re.findall(r"[a-z0-9]+", b))


def _numbers(text: str) -> list[str]:
    return [number.lstrip("0") for number in _DIGITS.findall(text)]


def _embedded(letters: list[str], words: list[str]) -> bool:
    """Schwartz and Hearst: each letter is found right to left, the first one at the start of one of the first two content words."""
    small = word_kinds()["small"]
    starts = [i for i, w in enumerate(words) if w not in small][:2]
    return len(words) <= 2 * len(letters) + 2 and any(_in_order(letters, words[i:]) for i in starts)


def _in_order(letters: list[str], words: list[str]) -> bool:
    text = " ".join(words)
    if not letters or text[0] != letters[0]:
        return False
    place = len(text)
    for letter in reversed(letters[1:]):
        place = text.rfind(letter, 1, place)
        if place < 0:
            return False
    return True


@lru_cache(maxsize=20_000)
def _initial_strings(long: str) -> frozenset[str]:
    """The initials of a name, with and without small words, legal form and a country in front."""
    kinds = word_kinds()
    words = [w for w in re.split(r"[^a-z0-9&]+", _fold(long.replace("U.S.", "US").replace("'s", ""))) if w]
    found = set()
    for part in (words, [w for w in words if w not in kinds["legal"]]):
        content = [w for w in part if w not in kinds["small"]]
        for some in (part, content, content[1:] if content and content[0] in kinds["country"] else content):
            if len(some) > 1:
                found.add("".join("us" if w == "us" else w[0] for w in some))
                found.add("".join(w[0] for w in some))
    return frozenset(found)


def initials(long: str, short: str) -> bool:
    """Whether `short` is exactly the initials of `long`, small words, legal form and a country in front counted or not."""
    letters = squeeze(short).removesuffix("s") if short.endswith("s") and short[:-1].isupper() else squeeze(short)
    return len(letters) >= 2 and letters in _initial_strings(long)
