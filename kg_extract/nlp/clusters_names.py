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

from rapidfuzz import fuzz

from kg_extract import resources

__all__ = ["ARTIFACTS", "ORGANIZATIONS", "Name", "conflict", "defines", "link", "read_name", "type_group", "variants"]

ORGANIZATIONS = frozenset({"Company", "Agency", "Organization"})
PLACES = frozenset({"Place", "LaunchSite"})
ARTIFACTS = frozenset({"Spacecraft", "Constellation", "LaunchVehicle", "Product", "Programme"})

_WORD = re.compile(r"&(?= )|[^\W_]+(?:[-&+/'.][^\W_]+)*\+?")
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
            found.setdefault(_squeeze(entry), set()).add(number)
    return {entry: frozenset(numbers) for entry, numbers in found.items()}


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {row["short"]: tuple(row["full"].split()) for row in resources.read_csv("lexicon/name_abbreviations.csv")}


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


def _designators(words: list[str], core: tuple[str, ...], group: str) -> tuple[str, ...]:
    """The parts with digits, and Roman numbers behind the first word: what tells one of a series from another."""
    found = []
    if group == "person":
        return tuple(w for w in words[1:] if w in word_kinds()["suffix"])
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
        acronym=_is_acronym(text.replace(".", "")),
        head=len(core) > 1 and (core[-1] in word_kinds()["head"] or core[0] in word_kinds()["head"]),
        lines=variants().get(_squeeze(text), frozenset()) | variants().get("".join(core), frozenset()),
    )


def defines(long: str, short: str) -> bool:
    """Whether `short` can be the abbreviation of `long` ("Korea Advanced Institute of Science and Technology (KAIST)")."""
    a, b = _fold(short), _fold(long)
    letters = [c for c in a if c.isalnum()]
    if len(letters) < 2 or len(letters) >= len(b.replace(" ", "")):
        return False
    if _DIGITS.findall(b) and _DIGITS.findall(a) and [n.lstrip("0") for n in _DIGITS.findall(a)] != [n.lstrip("0") for n in _DIGITS.findall(b)]:
        return False
    if _DIGITS.search(a) and not _DIGITS.search(b) and not re.fullmatch(r"[a-z]+[2-4]", a):
        return False
    a = re.sub(r"([a-z])([2-4])$", lambda m: m[1] * int(m[2]), a) if not _DIGITS.search(b) else a
    letters = [c for c in a if c.isalpha()]
    return _initials(long, short) or _embedded(letters, [w for w in re.findall(r"[a-z0-9]+", b)])


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
    if a.core == b.core and (a.legal and b.legal and a.legal != b.legal or a.group == "person" and a.numbers != b.numbers and len(a.core) > 1):
        return True
    if a.key == b.key or a.lines & b.lines:
        return False
    if a.numbers != b.numbers and not _numbers_agree(a, b):
        return True
    if a.acronym and b.acronym:
        return not (a.key.startswith(b.key) or b.key.startswith(a.key)) or a.group != "artifact"
    if a.group == "person":
        return not _same_person(a, b)
    if a.group == "place" and "," in a.text and "," in b.text:
        return not _same_place(a, b)
    return False


def _numbers_agree(a: Name, b: Name) -> bool:
    """Whether different designators do not matter: a name against the acronym of it, a model against one variant of it, "Chinook" for "CH-47 Chinook"."""
    if a.group == "person":
        return min(len(a.core), len(b.core)) == 1
    short, long = sorted((a, b), key=lambda n: len(n.core))
    if a.group == "org":
        return defines(long.text, short.text)
    if not short.numbers and _tail(short, long) and a.group == "artifact":
        return all(any(c.isdigit() for c in w) for w in long.core[: -len(short.core)])
    x, y = sorted((a.numbers, b.numbers), key=lambda n: sum(map(len, n)))
    return len(x) == len(y) == 1 and x[0][-1:].isdigit() and y[0][:-1] == x[0] and y[0][-1:].isalpha() and long.kind == "Product"


def _same_first(a: str, b: str) -> bool:
    if a == b or (len(a) == 1 or len(b) == 1) and a[0] == b[0]:
        return True
    if _nicknames().get(a, frozenset()) & _nicknames().get(b, frozenset()):
        return True
    return a[0] == b[0] and min(len(a), len(b)) > 4 and fuzz.ratio(a, b) >= 70


def _same_person(a: Name, b: Name) -> bool:
    """Whether two full names agree; a single word speaks against nothing."""
    short, long = sorted((a.core, b.core), key=len)
    if not short:
        return False
    if len(short) == 1:
        return True
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


def _misspelt(a: Name, b: Name) -> bool:
    """Whether two long names differ by a slip of the pen only."""
    if len(a.core) != len(b.core) or min(len(a.key), len(b.key)) < 6 or a.numbers != b.numbers or a.key[0] != b.key[0]:
        return False
    alike = fuzz.ratio(a.key, b.key)
    return alike >= 92 or (alike >= 85 and sorted(a.key) == sorted(b.key))


def _link_person(short: Name, long: Name) -> int:
    if not _same_person(short, long) or len(long.core) == 1:
        return 3 if _misspelt(short, long) else 0
    if len(short.core) > 1:
        return 3
    word, first = short.core[0], long.core[0]
    if word == long.last or long.last.endswith("-" + word):
        return 2 if long.numbers == short.numbers else 1
    return int(len(word) > 1 and (word == first or first.startswith(word + "-") or _same_first(word, first)))


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


def _without_owner(name: Name) -> tuple[str, ...]:
    """The core behind the acronym of the body that it is a part of: "NASA Goddard" → "goddard"."""
    return name.core[1:] if len(name.core) > 1 and _is_acronym(name.text.split()[0].removesuffix("'s")) else ()


def _link_org(short: Name, long: Name) -> int:
    if short.acronym and _initials(long.text, short.text):
        return 2
    if len(short.core) > 1 and _bag(short) == _bag(long) or _misspelt(short, long):
        return 3
    if _part_of_same(short, long):
        return 2
    if len(short.core) > 1 and short.words[0] == short.core[0] and _tail(short, long):
        return 2 if short.head and len(short.core) > 2 else 1
    if len(short.key) > 4 and len(long.core) == 2 and _tail(short, long):
        return 1
    if (short.legal and not long.legal) or short.legal or short.head or not _head(short, long):
        return 0
    return _link_front(short, long)


def _part_of_same(short: Name, long: Name) -> bool:
    """ "NASA Goddard", "Goddard" and "NASA's Goddard Space Flight Center"."""
    a, b = _without_owner(short), _without_owner(long)
    if a and long.head and not b:
        return long.core[: len(a)] == a
    if b and b[: len(short.core)] == short.core and long.kind == "Agency":
        return True
    return False


def _link_front(short: Name, long: Name) -> int:
    kinds = word_kinds()
    extra = long.core[len(short.core) :]
    if "usa" in extra and not long.legal:
        return 0
    if all(w in kinds["group"] or w in kinds["legal"] or w in kinds["small"] for w in extra):
        return 2
    if short.acronym and not long.legal and (long.kind == "Agency" or any(w in kinds["unit"] or w in kinds["head"] for w in extra)):
        return 0
    return 1


def _without_things(name: Name) -> tuple[str, ...]:
    core = name.core
    while core and core[-1] in word_kinds()["thing"]:
        core = core[:-1]
    return core


def _link_artifact(short: Name, long: Name) -> int:
    kinds = word_kinds()
    if short.acronym and short.key.isalpha() and _initials(long.text, short.text):
        return 2
    if short.key + "s" == long.key or long.key + "s" == short.key or _misspelt(short, long):
        return 3
    if _without_things(short) and _without_things(short) == _without_things(long):
        return 2
    if not short.core or len(short.core) >= len(long.core):
        return 1 if short.numbers != long.numbers and long.key.startswith(short.key) else 0
    if _head(short, long):
        extra = long.core[len(short.core) :]
        return 2 if all(w in kinds["thing"] for w in extra) else 1
    if _tail(short, long):
        front = long.core[: -len(short.core)]
        return 2 if short.numbers or all(w in kinds["thing"] or any(c.isdigit() for c in w) for w in front) else int(len(short.core) > 1)
    return 0
