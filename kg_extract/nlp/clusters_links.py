"""Compares two names of one article: equal, short form, acronym, or two different things.

`link` says whether and how surely two names mean the same, `conflict` whether they cannot. Likeness of spelling (rapidfuzz) only
proposes; numbers, acronyms, legal forms and first names veto.
"""

from __future__ import annotations

from rapidfuzz import fuzz

from kg_extract.nlp.clusters_names import Name, defines, initials, is_acronym, nicknames, squeeze, word_kinds

__all__ = ["conflict", "link"]


def conflict(a: Name, b: Name) -> bool:
    """Whether the two names cannot be names of one thing."""
    if a.group != b.group:
        return True
    if a.core == b.core and _told_apart(a, b):
        return True
    if _same(a, b):
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


def _same(a: Name, b: Name) -> bool:
    return a.key == b.key or bool(a.lines & b.lines) or (bool(a.inner or b.inner) and (a.inner == b.key or a.key == b.inner))


def _told_apart(a: Name, b: Name) -> bool:
    """Whether like names differ in legal form (Acme Corp, Acme Inc) or generation (Roe, Roe Jr.)."""
    if a.group == "person":
        return a.numbers != b.numbers and len(a.core) > 1
    return bool(a.legal and b.legal and a.legal != b.legal)


def _numbers_agree(a: Name, b: Name) -> bool:
    """Whether different designators do not matter: a model against one variant of it, "Chinook" for "CH-47 Chinook"."""
    if a.group == "person":
        return min(len(a.core), len(b.core)) == 1
    short, long = sorted((a, b), key=lambda n: len(n.core))
    if a.group == "org":
        return short.acronym and defines(long.text, short.text)
    if not short.numbers and _tail(short, long) and a.group == "artifact":
        return all(any(c.isdigit() for c in w) for w in long.core[: -len(short.core)])
    x, y = sorted((a.numbers, b.numbers), key=lambda n: sum(map(len, n)))
    return len(x) == len(y) == 1 and x[0][-1:].isdigit() and y[0][:-1] == x[0] and y[0][-1:].isalpha() and long.kind == "Product"


def _same_first(a: str, b: str) -> bool:
    if a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0]):
        return True
    if nicknames().get(a, frozenset()) & nicknames().get(b, frozenset()):
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
    if squeeze(first_a) != squeeze(first_b):
        return False
    x, y = squeeze(rest_a), squeeze(rest_b)
    return not x or not y or x == y or (x[0] == y[0] and (min(len(x), len(y)) <= 4 or x.startswith(y) or y.startswith(x)))


def link(short: Name, long: Name) -> int:
    """How surely `short` names the same as `long` (3 spelling, 2 usual short form, 1 possible short form, 0 not).

    For kind 1 the caller must look at the order and at rivals: "Boeing" may be short for "Boeing Capital", or its parent.
    """
    if conflict(short, long):
        return 0
    if _same(short, long):
        return 3
    return _LINKS[short.group](short, long)


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
    return name.core[1:] if len(name.core) > 1 and is_acronym(name.text.split()[0].removesuffix("'s")) else ()


def _link_org(short: Name, long: Name) -> int:
    if short.acronym and initials(long.text, short.text):
        return 2
    if (len(short.core) > 1 and _bag(short) == _bag(long)) or _misspelt(short, long):
        return 3
    if _part_of_same(short, long):
        return 2
    if len(short.core) > 1 and short.words[0] == short.core[0] and _tail(short, long):
        return 2 if short.head and len(short.core) > 2 else 1
    if len(short.key) > 4 and len(long.core) == 2 and _tail(short, long):
        return 1
    if short.legal or short.head or not _head(short, long):
        return 0
    return _link_front(short, long)


def _part_of_same(short: Name, long: Name) -> bool:
    """ "NASA Goddard", "Goddard" and "NASA's Goddard Space Flight Center"."""
    a, b = _without_owner(short), _without_owner(long)
    if a and long.head and not b:
        return long.core[: len(a)] == a
    return bool(b) and b[: len(short.core)] == short.core and long.kind == "Agency"


def _link_front(short: Name, long: Name) -> int:
    kinds = word_kinds()
    extra = long.core[len(short.core) :]
    if "usa" in extra and not long.legal:
        return 0
    if all(w in kinds["group"] or w in kinds["legal"] or w in kinds["small"] for w in extra):
        return 2
    if short.acronym and short.lines:
        return 0
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
    if short.acronym and short.key.isalpha() and initials(long.text, short.text):
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


def _link_own(short: Name, long: Name) -> int:
    return 2 if short.acronym and initials(long.text, short.text) else 0


#: Of a profile's own types nothing is known but how they are written.
_LINKS = {"person": _link_person, "place": _link_place, "site": _link_site, "org": _link_org, "artifact": _link_artifact, "own": _link_own}
