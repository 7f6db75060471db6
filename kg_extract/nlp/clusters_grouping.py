"""Groups the name mentions of an article by the thing they name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc

from kg_extract import resources
from kg_extract.nlp.clusters_aliases import find_aliases
from kg_extract.nlp.clusters_links import conflict, link
from kg_extract.nlp.clusters_names import Name, initials, read_name, type_group, word_kinds
from kg_extract.nlp.state import MentionSpan

__all__ = ["group_names", "mention_text"]

_ENDINGS = ("'s", "’s", "'", "’", ",")


def mention_text(doc: Doc, mention: MentionSpan) -> str:
    """The name as written, on one line, without a possessive ending."""
    end = mention.end
    while end - 1 > mention.start and doc[end - 1].text in _ENDINGS:
        end -= 1
    text = doc[mention.start : end].text
    return " ".join(text.split()) if "\n" in text or "  " in text else text


class _Entry:
    """One written name of one group of types, with all its mentions."""

    __slots__ = ("at", "mentions", "name", "types")

    def __init__(self, name: Name) -> None:
        self.name = name
        self.mentions: list[MentionSpan] = []
        self.types: Counter[str] = Counter()
        self.at = 0

    def add(self, mention: MentionSpan) -> None:
        if not self.mentions:
            self.at = mention.start
        self.mentions.append(mention)
        self.types[mention.type] += 1


class _Groups:
    """Disjoint sets of entries; `join` refuses to bring names together that cannot be one thing."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self.entries = entries
        self.of = list(range(len(entries)))
        self.members = {i: [i] for i in self.of}
        self._kin: dict[str, list[int]] = defaultdict(list)
        for i, entry in enumerate(entries):
            self._kin[entry.name.group].append(i)
        self._linked: dict[int, list[tuple[int, int]]] = {}
        self.apart: set[frozenset[int]] = set()

    def linked(self, short: int) -> list[tuple[int, int]]:
        """The entries that a name may be short for, and how surely; names do not change, so they are compared once."""
        if short not in self._linked:
            name = self.entries[short].name
            found = ((j, link(name, self.entries[j].name)) for j in self._kin[name.group] if j != short)
            self._linked[short] = [(j, strength) for j, strength in found if strength]
        return self._linked[short]

    def join(self, a: int, b: int, told: bool = False) -> bool:
        """Unite the groups of two entries; `told`: the text says they are the same, only the groups' other names are checked."""
        x, y = self.of[a], self.of[b]
        if x == y:
            return True
        pairs = ((i, j) for i in self.members[x] for j in self.members[y])
        if any(self._clash(i, j, told and {i, j} == {a, b}, told) for i, j in pairs):
            return False
        for j in self.members[y]:
            self.of[j] = x
        self.members[x] += self.members.pop(y)
        return True

    def _clash(self, i: int, j: int, excused: bool, told: bool) -> bool:
        one, other = self.entries[i].name, self.entries[j].name
        return not excused and (frozenset((i, j)) in self.apart or ((one.group == other.group or not told) and conflict(one, other)))

    def names(self, a: int) -> Iterable[Name]:
        """The names in the group of entry `a`."""
        return (self.entries[i].name for i in self.members[self.of[a]])


def _collect(doc: Doc, mentions: Iterable[MentionSpan]) -> list[_Entry]:
    """One entry per written name and group of types, in text order."""
    found: dict[tuple[str, str], _Entry] = {}
    for mention in mentions:
        name = read_name(mention_text(doc, mention), mention.type)
        key = (name.text, name.group)
        if key not in found:
            found[key] = _Entry(name)
        found[key].add(mention)
    return _settle_groups(doc, list(found.values()))


def _settle_groups(doc: Doc, entries: list[_Entry]) -> list[_Entry]:
    """Where the same name was read as things of different kinds, keep them apart only if the text supports both."""
    surnames = {e.name.last for e in entries if e.name.group == "person" and len(e.name.core) > 1}
    by_key: dict[str, list[_Entry]] = {}
    for entry in entries:
        by_key.setdefault(entry.name.key, []).append(entry)
    kept: list[_Entry] = []
    for same in by_key.values():
        kept += _settle(same, surnames) if len({e.name.group for e in same}) > 1 else same
    _drop_owners(kept)
    bodies = [e.name for e in kept if e.name.group == "org"]
    for entry in kept:
        kind = _mistaken(doc, entry, bodies, surnames)
        if kind:
            entry.name = read_name(entry.name.text, kind)
    return sorted(kept, key=lambda e: e.at)


def _mistaken(doc: Doc, entry: _Entry, bodies: list[Name], surnames: set[str]) -> str:
    """The type that the other names of the article show a name to have, "" if none: a body's short form, its acronym, a surname."""
    name = entry.name
    if name.group not in ("person", "place", "org") or not name.core:
        return ""
    begins = any(len(b.core) > len(name.core) and b.core[: len(name.core)] == name.core for b in bodies)
    if name.group != "org" and name.acronym and not name.lines and any(initials(b.text, name.text) for b in bodies):
        return "Organization"
    if name.group == "person" and begins and (len(name.core) > 1 or name.last not in surnames):
        return "Company"
    if name.group == "person" and len(name.core) > 1 and any(b.core == name.core[:1] for b in bodies):
        return "Company"
    single = len(name.core) == 1 and name.group != "person" and name.last in surnames
    return "Person" if single and not begins and _like_person(doc, entry) else ""


def _like_person(doc: Doc, entry: _Entry) -> bool:
    """Whether a surname that was read as a company or a place may be the person after all: no acronym, never "in Roe" or "the Roe"."""
    before = {doc[m.start - 1].lower_ for m in entry.mentions if m.start}
    return not entry.name.acronym and not entry.name.lines and not before & {"in", "the", "near", "at"}


def _drop_owners(entries: Iterable[_Entry]) -> None:
    """Take the maker or operator off the front of a made thing's name: "SpaceX Dragon" is Dragon."""
    owners = {e.name.core for e in entries if e.name.group == "org"}
    for entry in entries:
        core = entry.name.core
        for length in range(1, min(len(core), 4)):
            if entry.name.group == "artifact" and core[:length] in owners:
                rest = core[length:]
                entry.name = replace(entry.name, core=rest, key="".join(c for w in rest for c in w if c.isalnum()))
                break


def _settle(same: list[_Entry], surnames: set[str]) -> list[_Entry]:
    apart = [e for e in same if e.name.group == "person" and len(e.name.core) == 1 and e.name.last in surnames]
    rest = [e for e in same if e not in apart]
    counts: Counter[str] = Counter()
    for entry in rest:
        counts[entry.name.group] += len(entry.mentions) + 2 * bool(entry.name.legal)
    if len(counts) == 2 and "place" in counts and min(counts.values()) >= 2:
        return same
    if len(counts) < 2:
        return same
    group = counts.most_common(1)[0][0]
    kind = next(t for e in rest for t in e.types if type_group(t) == group)
    merged: dict[str, _Entry] = {}
    for mention, text in sorted((m, e.name.text) for e in rest for m in e.mentions):
        if text not in merged:
            merged[text] = _Entry(read_name(text, kind))
        merged[text].add(mention)
    return [*apart, *merged.values()]


@cache
def _part_nouns() -> frozenset[str]:
    return frozenset(resources.read_toml("patterns/relations.toml")["nominals"]["owned"])


def _parts(doc: Doc, entries: Sequence[_Entry]) -> Iterator[frozenset[int]]:
    """The entries that a sentence calls whole and part: "Acme Radio is a subsidiary of Acme", "Acme and its subsidiary Acme Radio"."""
    names = sorted((m.start, m.end, i) for i, e in enumerate(entries) if e.name.group == "org" for m in e.mentions)
    for (_, end, one), (start, _, other) in pairwise(names):
        words = [doc[k].lower_ for k in range(end, start)] if start - end <= 14 and doc[start].sent.start <= end else []
        while words and words[-1] in ("the", ",", ":", "company"):
            words.pop()
        if words and words[-1] in ("of", "for", "to"):
            words.pop()
        if words and words[-1] in _part_nouns() and entries[one].name.core != entries[other].name.core:
            yield frozenset((one, other))


def _told(doc: Doc, entries: Sequence[_Entry], mentions: Sequence[MentionSpan], groups: _Groups) -> None:
    where = {m: i for i, e in enumerate(entries) for m in e.mentions}
    for first, second in find_aliases(doc, mentions):
        groups.join(where[first], where[second], told=True)


def _complete(groups: _Groups, short: int, long: int) -> bool:
    """Whether the short name already has its own full name, so that a longer one names something else."""
    name = groups.entries[short].name
    if name.legal or name.head:
        return True
    for other in groups.names(short):
        if other.legal or (name.acronym and len(other.core) > 1 and other.core[0] != name.core[0]):
            return True
        if (
            len(other.core) > len(name.core)
            and not conflict(other, groups.entries[long].name)
            and not link(other, groups.entries[long].name)
        ):
            return True
    return False


def _may_shorten(groups: _Groups, short: int, long: int) -> bool:
    """Whether a possible short form is one: the long name comes first, or adds nothing that would name a part."""
    a, b = groups.entries[short], groups.entries[long]
    if a.name.group == "person":
        return True
    if a.name.group == "org" and b.name.core[: len(a.name.core)] != a.name.core:
        front = b.name.core[: -len(a.name.core)]
        return b.at < a.at and (len(a.name.core) > 1 or any(e.name.core == front and e.name.group == "org" for e in groups.entries))
    if a.name.group == "org":
        extra = b.name.core[len(a.name.core) :]
        kinds = word_kinds()
        part = any(w in kinds["unit"] or w in kinds["head"] for w in extra)
        return not _complete(groups, short, long) and (b.at < a.at or not part)
    if a.name.group == "artifact":
        return bool(a.name.numbers) or b.at < a.at
    return True


def _taken(groups: _Groups, short: int, long: Name) -> bool:
    """Whether the acronym already stands for another full name."""
    if not groups.entries[short].name.acronym:
        return False
    return any(len(n.core) > 1 and len(long.core) > 1 and not link(n, long) and not link(long, n) for n in groups.names(short))


def _rivals(groups: _Groups, short: int, strength: int) -> list[int]:
    """The entries that the name can be a short form of, one for each group, the best first."""
    me = groups.entries[short]
    found: dict[int, tuple[tuple[bool, int, int], int]] = {}
    for j, linked in groups.linked(short):
        other = groups.entries[j]
        if groups.of[j] == groups.of[short]:
            continue
        if linked == strength and (strength > 1 or _may_shorten(groups, short, j)) and not _taken(groups, short, other.name):
            before = other.at <= me.at
            rank = (before, other.at if before and me.name.group == "person" else -len(other.name.core), -other.at)
            found[groups.of[j]] = max(found.get(groups.of[j], (rank, j)), (rank, j))
    ranked = [j for _, j in sorted(found.values(), reverse=True)]
    # "F-35" is short for its only variant, never for one of several
    variants = [j for j in ranked if groups.entries[j].name.numbers != me.name.numbers and me.name.group == "artifact"]
    return [j for j in ranked if j not in variants or len(variants) == 1]


def group_names(doc: Doc, mentions: Sequence[MentionSpan]) -> list[list[MentionSpan]]:
    """The mentions, grouped by the thing they name; groups and mentions in text order."""
    entries = _collect(doc, mentions)
    groups = _Groups(entries)
    groups.apart.update(_parts(doc, entries))
    _told(doc, entries, mentions, groups)
    order = sorted(range(len(entries)), key=lambda i: (-len(entries[i].name.core), entries[i].at))
    for strength in (3, 2, 1):
        for short in order:
            for long in _rivals(groups, short, strength):
                if groups.join(long, short) and strength < 3:
                    break
    found = [sorted(m for i in members for m in entries[i].mentions) for members in groups.members.values()]
    return sorted(found)
