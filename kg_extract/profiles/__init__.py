"""Profiles: a folder that adds a domain's event types, roles, relations and entity types (docs/profiles.md).

locate("clinical-trials" or "DIR")   how a recipe names it; None for "news", which is what is built in
read(place)                          the Profile; DataError with file:line on the first fault
shipped()                            those that come with kgx
learn(profile), known()              which profiles this process has met: those that it extracts with, and those that the
                                     stores it has opened were made with; queries, shapes and tables know their words
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg_extract import met, prefixes, resources
from kg_extract.errors import DataError, UsageError
from kg_extract.vocabulary import EntityType, EventType, RelationType, SameHappening, Vocabulary

__all__ = [
    "MANIFEST",
    "NEWS",
    "Profile",
    "files",
    "folder_of",
    "known",
    "learn",
    "locate",
    "named",
    "read",
    "remembered",
    "shipped",
    "vocabulary",
]

#: The name of what is built in.
NEWS = "news"
MANIFEST = "profile.toml"

#: What decides what is extracted; the ontology, the shapes and the queries only say what it means.
_DECIDING = (MANIFEST, "relations.toml", "frames/*.toml", "lexicon/*")
_ALL = (*_DECIDING, "ontology.ttl", "shapes.ttl", "queries/*.rq")


@dataclass(frozen=True)
class Profile:
    """One profile as read; `digest` tells its versions apart, `without` are the built-in event types that it does without."""

    name: str
    about: str
    folder: Path
    digest: str
    vocabulary: Vocabulary
    without: frozenset[str] = frozenset()

    @property
    def version(self) -> str:
        """Its name and which version of it: part of the settings that an article was read with."""
        return f"{self.name} {self.digest}"


def locate(place: str) -> str | None:
    """How a recipe names the profile: a shipped one by its name, any other by its folder, the built-in one by None."""
    if place == NEWS:
        return None
    if place in {profile.name for profile in shipped()}:
        return place
    folder = Path(place)
    if not (folder / MANIFEST).is_file():
        names = ", ".join((NEWS, *(profile.name for profile in shipped())))
        hint = f"Shipped are {names}; make one of your own with: kgx profile new NAME"
        raise UsageError(f"There is no profile {place}" + (f": the folder has no {MANIFEST}." if folder.is_dir() else "."), hint)
    return str(folder.resolve())


def read(place: str) -> Profile:
    """The profile of that name or in that folder; `DataError` names the first fault."""
    from kg_extract.profiles import faults  # here: a reading command has no need of it

    folder = folder_of(place)
    for fault in faults.find(folder):
        raise DataError(f"{fault}.", f"See all: kgx profile check {place}")
    return _read(folder, _digest(folder, _DECIDING))


def shipped() -> tuple[Profile, ...]:
    """The profiles that come with kgx beside the built-in one, by name."""
    folders = sorted(file.parent for file in resources.path("profiles").glob(f"*/{MANIFEST}"))
    return tuple(_read(folder, _digest(folder, _DECIDING)) for folder in folders)


def remembered(folder: Path) -> Profile:
    """A profile of which a store has kept a copy; it was checked when that was made."""
    folder = folder.resolve()  # where data files are looked for, a relative path is one of kgx itself
    return _read(folder, _digest(folder, _DECIDING))


def files(folder: Path) -> Iterator[Path]:
    """The files that make up the profile in `folder`, in a stable order; samples and notes are none."""
    yield from (file for pattern in _ALL for file in sorted(folder.glob(pattern)) if file.is_file())


def learn(profile: Profile) -> None:
    """From now on this process knows the words, prefixes and queries of the profile."""
    met.PROFILES[profile.name] = profile
    prefixes.declare(profile.vocabulary.prefix, profile.vocabulary.namespace)
    for own in profile.vocabulary.entities.values():
        prefixes.declare(own.family, f"{prefixes.KNOWN['id']}{own.family}/")


def known() -> tuple[Profile, ...]:
    """The profiles that this process has met."""
    return tuple(met.PROFILES.values())


def named(name: str) -> Profile:
    """The profile of that name among those that this process has met and those that are shipped; `UsageError` if there is none."""
    for profile in (*met.PROFILES.values(), *shipped()):
        if profile.name == name:
            return profile
    raise UsageError(f"There is no profile {name!r} here.", "Name its folder: --profile DIR")


def vocabulary(name: object) -> Vocabulary:
    """The words of the profile of that name; for None the built-in ones."""
    return Vocabulary() if name is None else named(str(name)).vocabulary


def folder_of(place: str) -> Path:
    """Where the files of a profile are, by its name or folder."""
    named = resources.path("profiles") / place
    return named if (named / MANIFEST).is_file() else Path(place)


def _digest(folder: Path, patterns: tuple[str, ...]) -> str:
    found = hashlib.sha256()
    for pattern in patterns:
        for file in sorted(folder.glob(pattern)):
            found.update(f"{file.relative_to(folder).as_posix()}\n".encode() + file.read_bytes())
    return found.hexdigest()[:12]


@lru_cache(maxsize=32)
def _read(folder: Path, digest: str) -> Profile:
    raw = resources.read_toml(str(folder / MANIFEST))
    frames = [resources.read_toml(str(file)) for file in sorted(folder.glob("frames/*.toml"))]
    relations = {name: _relation(name, entry) for name, entry in raw.get("relations", {}).items()}
    entities = {name: EntityType(name, entry.get("like", name), name.lower()) for name, entry in raw.get("entities", {}).items()}
    events = {frame["type"]: _event(frame) for frame in frames}
    words = Vocabulary(raw["prefix"], raw["namespace"], events, relations, entities, raw["name"])
    return Profile(raw["name"], raw["about"], folder, digest, words, frozenset(raw.get("without", ())))


def _event(frame: dict[str, Any]) -> EventType:
    roles = tuple(frame["roles"])
    label, row = frame.get("label", {}), frame.get("row", {})
    named = [role for role in roles if frame["roles"][role]["kind"] not in ("amount", "date")]
    return EventType(
        frame["type"],
        roles,
        label=tuple(label.get("parts") or (", ".join(f"{{{role}}}" for role in named[:1]), *(f", {{{role}}}" for role in named[1:]))),
        bare=label.get("bare", frame["type"]),
        who=_row(row.get("who", named[:1])),
        what=_row(row.get("what", named[1:])),
        numbers=frozenset(role for role, entry in frame["roles"].items() if entry.get("number")),
        happenings=tuple(SameHappening(each["rule"], tuple(each["same"]), each["within"]) for each in frame.get("happening", ())),
    )


def _row(entries: list[str]) -> tuple[tuple[str, str], ...]:
    """("in", "condition") for "in condition": the words before a role, and the role."""
    return tuple((words, role) for words, _, role in (entry.rpartition(" ") for entry in entries))


def _relation(name: str, entry: dict[str, Any]) -> RelationType:
    words = entry["words"]
    return RelationType(name, words[0], words[1] if len(words) > 1 else "")
