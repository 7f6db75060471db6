"""Compares two names of one article: equal, short form, acronym, or two different things.

A `Name` is a written name taken apart once; `link` says whether and how surely two names mean the same, `conflict` whether they cannot.
Acronyms are checked by initials; those that the text itself introduces in brackets by the algorithm of Schwartz and Hearst
("A simple algorithm for identifying abbreviation definitions in biomedical text", PSB 2003), with digits compared as numbers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from kg_extract import resources

__all__ = ["ARTIFACTS", "ORGANIZATIONS", "Name", "conflict", "defines", "link", "read_name", "type_group", "variants"]

ORGANIZATIONS = frozenset({"Company", "Agency", "Organization"})
PLACES = frozenset({"Place", "LaunchSite"})
ARTIFACTS = frozenset({"Spacecraft", "Constellation", "LaunchVehicle", "Product", "Programme"})

_WORD = re.compile(r"[a-z0-9]+(?:[-&+/'.][a-z0-9]+)*\+?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_DIGITS = re.compile(r"\d+")
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
            found.setdefault(_squeeze(entry), set()).add(number)
    return {entry: frozenset(numbers) for entry, numbers in found.items()}


@cache
def variants() -> dict[str, frozenset[int]]:
    """Squeezed name → the lines of lexicon/name_variants.csv that list it."""
    return _lines("lexicon/name_variants.csv", "|")


@cache
def _nicknames() -> dict[str, frozenset[int]]:
    return _lines("lexicon/nicknames.csv", " ")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def _squeeze(text: str) -> str:
    """The letters and digits only: "U.S." and "US" are the same."""
    return "".join(c for c in _fold(text) if c.isalnum())


@dataclass(frozen=True, slots=True)
class Name:
    """A written name, taken apart. `core` has neither article, legal form, title nor country of a body in front."""

    text: str
    group: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    key: str
    numbers: tuple[str, ...]
    legal: bool
    acronym: bool
    head: bool
    lines: frozenset[int]

    @property
    def last(self) -> str:
        """The last word: a person's surname."""
        return self.core[-1] if self.core else ""


def type_group(kind: str) -> str:
    """What types may be one thing when its name is read twice: "org", "person", "place", "site" or "artifact"."""
    if kind in ORGANIZATIONS:
        return "org"
    if kind in ARTIFACTS:
        return "artifact"
    return {"Person": "person", "LaunchSite": "site"}.get(kind, "place")


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


def _designators(core: tuple[str, ...], group: str) -> tuple[str, ...]:
    """The parts with digits, and Roman numbers behind the first word: what tells one of a series from another."""
    found = []
    for place, word in enumerate(core):
        if any(c.isdigit() for c in word):
            found += [_ORDINAL.sub("", part).lstrip("0") or "0" for part in re.findall(r"\d+[a-z]*", word)]
        elif place and group in ("artifact", "site") and _ROMAN.fullmatch(word):
            found.append(word)
        elif place and group in ("artifact", "site") and len(word) == 1 and word != "a":
            found.append(word)
    return tuple(sorted(found))


def _is_acronym(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return 2 <= len(letters) <= 9 and " " not in text and sum(c.isupper() for c in letters) >= 2 and sum(c.islower() for c in letters) <= len(letters) // 2


@lru_cache(maxsize=20_000)
def read_name(text: str, kind: str) -> Name:
    """The name `text` of something of type `kind`, taken apart."""
    group = type_group(kind)
    folded = _fold(text)
    words = [w.replace(".", "").replace("'", "").replace("/", "") for w in _WORD.findall(folded.replace("'s ", " "))]
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    core = tuple(_strip_ends(words, group))
    legal = group == "org" and len(words) > 1 and words[-1] in word_kinds()["legal"]
    return Name(
        text=text,
        group=group,
        words=tuple(words),
        core=core,
        key="".join(c for w in core for c in w if c.isalnum()),
        numbers=_designators(core, group),
        legal=legal,
        acronym=_is_acronym(text.replace(".", "")),
        head=len(core) > 1 and core[-1] in word_kinds()["head"],
        lines=variants().get(_squeeze(text), frozenset()) | variants().get("".join(core), frozenset()),
    )


def defines(long: str, short: str) -> bool:
    """Whether `short` can be the abbreviation of `long` ("Korea Advanced Institute of Science and Technology (KAIST)")."""
    a, b = _fold(short), _fold(long)
    letters = [c for c in a if c.isalnum()]
    if len(letters) < 2 or len(letters) >= len(b.replace(" ", "")):
        return False
    if _DIGITS.findall(a) and [n.lstrip("0") for n in _DIGITS.findall(a)] != [n.lstrip("0") for n in _DIGITS.findall(b)]:
        return False
    letters = [c for c in a if c.isalpha()]
    return _initials(long, short) or _embedded(letters, [w for w in re.findall(r"[a-z0-9]+", b)])


def _embedded(letters: list[str], words: list[str]) -> bool:
    """Schwartz and Hearst: letters found right to left, the first one at the start of the first or second content word."""
    small = word_kinds()["small"]
    starts = [i for i, w in enumerate(words) if w not in small][:2]
    if not starts or not letters:
        return False
    for begin in starts:
        if words[begin][0] == letters[0] and _in_order(letters, words[begin:]):
            return True
    return False


def _in_order(letters: list[str], words: list[str]) -> bool:
    """Whether the letters occur in order, at least two thirds of them at the start of a word."""
    initial = 0
    word, place = 0, 0
    for letter in letters:
        hit = next((k for k in range(word + (place > 0), len(words)) if words[k].startswith(letter)), None)
        inner = words[word].find(letter, place) if word < len(words) else -1
        if hit is not None:
            word, place, initial = hit, 1, initial + 1
        elif inner >= 0:
            place = inner + 1
        else:
            return False
    return initial >= max(2, (2 * len(letters) + 2) // 3) or (len(words) == 1 and initial >= 1)


@lru_cache(maxsize=20_000)
def _initial_strings(long: str) -> frozenset[str]:
    """The initials of a name, with and without small words, legal form and a country in front."""
    kinds = word_kinds()
    words = [w for w in re.split(r"[^a-z0-9&]+", _fold(long.replace("U.S.", "US").replace("'s", ""))) if w]
    found = set()
    for part in (words, [w for w in words if w not in kinds["legal"]], [w for w in words if w not in kinds["legal"] | kinds["group"]]):
        content = [w for w in part if w not in kinds["small"]]
        for some in (part, content, content[1:] if content and content[0] in kinds["country"] else content):
            if len(some) > 1:
                found.add("".join("us" if w == "us" else w[0] for w in some))
                found.add("".join(w[0] for w in some))
    return frozenset(found)


def _initials(long: str, short: str) -> bool:
    letters = _squeeze(short).removesuffix("s") if short.endswith("s") and short[:-1].isupper() else _squeeze(short)
    return len(letters) >= 2 and letters in _initial_strings(long)


def conflict(a: Name, b: Name) -> bool:
    """Whether the two names cannot be names of one thing."""
    if a.group != b.group:
        return True
    if a.key == b.key or a.lines & b.lines:
        return False
    if a.numbers != b.numbers and a.group != "person":
        return not (a.group == "org" and (defines(a.text, b.text) or defines(b.text, a.text)))
    if a.acronym and b.acronym:
        return not (a.key.startswith(b.key) or b.key.startswith(a.key)) or a.group != "artifact"
    if a.group == "person":
        return not _same_person(a, b)
    if a.group == "place" and "," in a.text and "," in b.text:
        return not _same_place(a, b)
    return False


def _same_first(a: str, b: str) -> bool:
    if a == b or (len(a) == 1 or len(b) == 1) and a[0] == b[0]:
        return True
    return bool(_nicknames().get(a, frozenset()) & _nicknames().get(b, frozenset()))


def _same_person(a: Name, b: Name) -> bool:
    """Surname or first name alone against a full name, or two full names that agree."""
    short, long = sorted((a.core, b.core), key=len)
    if not short:
        return False
    if len(short) == 1:
        return short[0] in (long[0], long[-1]) or long[-1].endswith("-" + short[0]) or _same_first(short[0], long[0]) and len(short[0]) > 1
    if short[-1] != long[-1]:
        return long[: len(short)] == short or short[-1].startswith(long[-1] + "-") or long[-1].startswith(short[-1] + "-")
    return long[-len(short) :] == short or _same_first(short[0], long[0])


def _same_place(a: Name, b: Name) -> bool:
    first_a, _, rest_a = a.text.partition(",")
    first_b, _, rest_b = b.text.partition(",")
    if _squeeze(first_a) != _squeeze(first_b):
        return False
    x, y = _squeeze(rest_a), _squeeze(rest_b)
    return not x or not y or x == y or x[0] == y[0] and (min(len(x), len(y)) <= 4 or x.startswith(y) or y.startswith(x))


def link(short: Name, long: Name) -> int:
    """How surely `short` names the same as `long` (3 spelling, 2 usual short form, 1 possible short form, 0 not).

    For kind 1 the caller must look at the order and at rivals: "Boeing" may be short for "Boeing Capital", or its parent.
    """
    if conflict(short, long):
        return 0
    if short.key == long.key or short.lines & long.lines:
        return 3
    return {"person": _link_person, "place": _link_place, "site": _link_site, "org": _link_org, "artifact": _link_artifact}[short.group](short, long)


def _link_person(short: Name, long: Name) -> int:
    if not _same_person(short, long):
        return 0
    if len(short.core) > 1:
        return 3
    return 2 if short.core[0] == long.last or long.last.endswith("-" + short.core[0]) else 1


def _link_place(short: Name, long: Name) -> int:
    if "," in long.text or "," in short.text:
        return 3 if _same_place(short, long) else 0
    return 0


def _tail(short: Name, long: Name) -> bool:
    return len(short.core) < len(long.core) and long.core[-len(short.core) :] == short.core


def _head(short: Name, long: Name) -> bool:
    if len(short.core) < len(long.core) and long.core[: len(short.core)] == short.core:
        return True
    return len(short.core) == 1 and len(short.key) > 3 and long.core[:1] != () and long.core[0].startswith(short.core[0] + "-")


def _link_site(short: Name, long: Name) -> int:
    if _tail(short, long) and len(short.core) > 1:
        return 2
    if defines(long.text, short.text) and short.acronym:
        return 2
    return 1 if _head(short, long) else 0


def _bag(name: Name) -> frozenset[str]:
    small = word_kinds()["small"]
    return frozenset("department" if w == "dept" else w for w in name.core if w not in small)


def _link_org(short: Name, long: Name) -> int:
    if short.legal and not long.legal and len(short.core) <= len(long.core):
        return 0
    kinds = word_kinds()
    if short.acronym and _initials(long.text, short.text):
        return 2
    if len(short.core) > 1 and _bag(short) == _bag(long):
        return 3
    if short.head and _tail(short, long) and len(short.core) > 2:
        return 2
    if short.legal or short.head or not _head(short, long):
        return 0
    extra = long.core[len(short.core) :]
    if all(w in kinds["group"] or w in kinds["legal"] or w in kinds["small"] for w in extra):
        return 2
    return 1


def _link_artifact(short: Name, long: Name) -> int:
    kinds = word_kinds()
    if short.acronym and short.key.isalpha() and _initials(long.text, short.text):
        return 2
    if not short.core or len(short.core) >= len(long.core):
        return 0
    if _head(short, long):
        extra = long.core[len(short.core) :]
        return 2 if all(w in kinds["thing"] for w in extra) else 1
    if _tail(short, long):
        front = long.core[: -len(short.core)]
        return 2 if short.numbers or all(w in kinds["thing"] for w in front) else 1
    return 0
