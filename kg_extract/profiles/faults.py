"""What is wrong with a profile's files, each fault with its file and line; without the language model (`trial` tries it out)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from kg_extract import prefixes
from kg_extract.model import ENTITY_TYPES, RELATION_TYPES, ROLES
from kg_extract.names import FAMILIES
from kg_extract.profiles.frame_faults import of_frame
from kg_extract.profiles.text import Fault, Text, Toml, regex_faults
from kg_extract.vocabulary import NAMESPACE

__all__ = ["find"]

_MANIFEST_KEYS = {"name", "about", "prefix", "namespace", "without", "entities", "relations"}


def find(folder: Path) -> Iterator[Fault]:
    """Every fault of the profile in `folder`, file by file."""
    manifest = folder / "profile.toml"
    raw = Toml(manifest)
    yield from raw.faults
    if raw.faults:
        return
    yield from _sound(manifest, _manifest(raw))
    types = {*ENTITY_TYPES, *raw.table("entities")}
    files = sorted(folder.glob("frames/*.toml"))
    if not files:
        yield raw.text.fault("there is no event type: no file in frames/")
    for file in files:
        frame = Toml(file)
        yield from frame.faults or _sound(file, of_frame(frame, types))
    yield from _sound(folder / "relations.toml", _relations(folder / "relations.toml", raw, types))
    yield from _sound(folder / "lexicon", _lexicon(folder, types))


def _sound(file: Path, faults: Iterator[Fault]) -> Iterator[Fault]:
    """The faults; a value of another type than what belongs there is one, too."""
    try:
        yield from faults
    except (TypeError, AttributeError, ValueError) as fault:
        yield Fault(str(file), 1, f"a value has the wrong type ({fault})")


def _manifest(raw: Toml) -> Iterator[Fault]:
    """profile.toml: names, prefix, namespace, and the terms that it defines."""
    text, told = raw.text, raw.raw
    demands: dict[str, Callable[[str], bool]] = {
        "name": lambda v: bool(re.fullmatch(r"[a-z][a-z0-9-]*", v)) and v != "news",
        "about": lambda v: bool(v.strip()),
        "prefix": lambda v: bool(re.fullmatch(r"[a-z][a-z0-9]*", v)) and v not in prefixes.BUILT_IN,
        "namespace": lambda v: bool(re.fullmatch(r"[a-z]+://[^\s<>\"{}|^`\\]+#", v)) and v != NAMESPACE,
    }
    for key, holds in demands.items():
        if not isinstance(told.get(key), str):
            yield text.fault(f"{key} is missing")
        elif not holds(told[key]):
            yield text.fault(f"{key} {told[key]!r}: {_EXPECTED[key]}", f"{key} =")
    if told.get("prefix") in {name.lower() for name in raw.table("entities")}:
        yield text.fault(f"prefix {told['prefix']!r}: the IRIs of an entity type have this prefix already", "prefix =")
    yield from (text.fault(f"unknown entry {key!r}", key) for key in told if key not in _MANIFEST_KEYS)
    yield from _without(raw)
    yield from _terms(raw)


def _without(raw: Toml) -> Iterator[Fault]:
    text, told = raw.text, raw.raw
    for name in told.get("without", ()):
        if name not in ROLES:
            yield text.fault(f"without: {name!r} is no event type of kgx ({', '.join(ROLES)})", "without =")


def _terms(raw: Toml) -> Iterator[Fault]:
    """The entity types and relations that profile.toml defines."""
    text = raw.text
    for name, entry in raw.table("entities").items():
        here = f"[entities.{name}]"
        if name in ENTITY_TYPES or name.lower() in FAMILIES.values() or not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
            yield text.fault(f"entity type {name!r}: a name of its own is needed, such as Drug", here)
        if entry.get("like", "Product") not in ENTITY_TYPES:
            yield text.fault(f"entity type {name}: like = {entry['like']!r} is none of {', '.join(ENTITY_TYPES)}", here, "like")
    for name, entry in raw.table("relations").items():
        here = f"[relations.{name}]"
        if name in RELATION_TYPES or not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
            yield text.fault(f"relation {name!r}: a name of its own is needed, such as developedBy", here)
        if not entry.get("words"):
            yield text.fault(f'relation {name}: words is missing, such as ["developed by", "developer of"]', here)


_EXPECTED = {
    "name": "small letters, digits and hyphens are expected, and not news",
    "about": "a sentence that says what it is about is expected",
    "prefix": "small letters are expected, and no prefix that kgx knows already",
    "namespace": "an IRI of your own that ends in # is expected, such as https://example.org/trials#",
}


def _relations(file: Path, manifest: Toml, types: set[str]) -> Iterator[Fault]:
    """relations.toml: what it says are relations that there are, between types that there are."""
    declared = manifest.table("relations")
    if not file.exists():
        yield from (
            manifest.text.fault(f"relation {name}: there is no relations.toml to state it", f"[relations.{name}]") for name in declared
        )
        return
    table = Toml(file)
    yield from table.faults
    for name, members in table.table("types").items():
        for each in members:
            if each not in {*types, "Date"}:
                yield table.text.fault(f"types: there is no entity type {each!r}", "[types]", f"{name} =")
    entries = table.raw.get("relation", [])
    for number, entry in enumerate(entries):
        line = table.text.entry("[[relation]]", number)
        if entry.get("predicate") not in {*RELATION_TYPES, *declared}:
            what = f"there is no relation {entry.get('predicate')!r}: declare it in profile.toml as [relations.NAME]"
            yield Fault(str(file), line, what)
        if not entry.get("patterns"):
            yield Fault(str(file), line, "patterns is missing")
    stated = {entry.get("predicate") for entry in entries}
    if not table.faults:
        yield from (manifest.text.fault(f"relation {n}: no pattern states it", f"[relations.{n}]") for n in declared if n not in stated)


def _lexicon(folder: Path, types: set[str]) -> Iterator[Fault]:
    """lexicon/names.csv and lexicon/shapes.toml: names of types that there are."""
    names = folder / "lexicon" / "names.csv"
    for number, row in enumerate(Text(names).lines if names.exists() else (), 1):
        cells = row.split(",")
        if row.strip() and not row.startswith("#") and row != "name,type" and (len(cells) != 2 or cells[1] not in types):
            yield Fault(str(names), number, f"{row!r}: a name and an entity type are expected, such as Zelvorin,Drug")
    file = folder / "lexicon" / "shapes.toml"
    if not file.exists():
        return
    shapes = Toml(file)
    yield from shapes.faults
    for number, entry in enumerate(shapes.raw.get("shape", [])):
        line = shapes.text.entry("[[shape]]", number)
        if entry.get("type") not in types:
            yield Fault(str(file), line, f"there is no entity type {entry.get('type')!r}")
        yield from (Fault(str(file), line, what) for what in regex_faults(entry.get("pattern")))
