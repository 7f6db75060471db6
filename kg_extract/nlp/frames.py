"""The frames of `data/frames/*.toml`: which words tell of which event, and which role stands in which slot.

The idea is that of FrameNet (Baker, Fillmore & Lowe 1998): a word evokes a frame, its grammatical slots are the frame's roles.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kg_extract import resources
from kg_extract.errors import DataError
from kg_extract.profiles.frame_faults import KINDS

#: What the name of a kind of filler begins with that only one role of one frame knows.
OWN = "own:"


@dataclass(frozen=True)
class Role:
    """A role of an event: the kind of its fillers, and for entities the types that fit, most likely first.

    With `anywhere`, a thing of these types in the trigger's sentence fills it when none stands in a slot.
    """

    name: str
    kind: str
    types: tuple[str, ...] = ()
    text: bool = False
    many: bool = False
    anywhere: bool = False

    def fits(self, kind: str, entity_type: str) -> bool:
        """Whether a filler of this kind (and, for an entity, of this type) may fill the role."""
        if kind == "entity":
            return entity_type in self.types
        return kind == self.kind


@dataclass(frozen=True)
class OwnKind:
    """A kind of filler that a frame's role tells by a regular expression; `values`: words in small letters → what they stand for."""

    name: str
    regex: re.Pattern[str]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Trigger:
    """Words that evoke a frame; see data/frames/README.md for the fields."""

    event: str
    number: int
    pos: str
    slots: Mapping[str, tuple[str, ...]]
    prior: float
    with_: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    support: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Frame:
    """One event type: its roles, and the roles that make (`key`) and tell apart (`core`) an event.

    `apart`: roles that keep two events apart when different things fill them; `status_like`: the event type whose rules of status
    hold; `own`: the kinds of fillers that only this frame knows; `each`: a role, and the role of the number that each of its fillers has
    where several are listed; `listed`: the role of the winners in a list of them.
    """

    type: str
    roles: Mapping[str, Role]
    key: tuple[str, ...]
    core: tuple[str, ...]
    apart: frozenset[str] = frozenset()
    status_like: str = ""
    own: tuple[OwnKind, ...] = ()
    each: tuple[str, ...] = ()
    listed: str = ""
    examples: tuple[Mapping[str, Any], ...] = field(default=())


@dataclass(frozen=True)
class Frames:
    """All frames, and their triggers by (lemma, part of speech)."""

    by_type: Mapping[str, Frame]
    triggers: Mapping[tuple[str, str], tuple[Trigger, ...]]


@cache
def load() -> Frames:
    """The frames that ship with kgx; `DataError` on a fault."""
    return read(resources.path("frames"))


def read(folder: Path) -> Frames:
    """The frames of a folder of TOML files; `DataError` on a fault."""
    by_type: dict[str, Frame] = {}
    triggers: dict[tuple[str, str], list[Trigger]] = {}
    for file in sorted(folder.glob("*.toml")):
        raw = resources.read_toml(str(file))
        try:
            frame = _frame(raw)
            by_type[frame.type] = frame
            for number, entry in enumerate(raw.get("trigger", ())):
                trigger = _trigger(frame, number, entry)
                for lemma in entry["lemmas"]:
                    triggers.setdefault((lemma, trigger.pos), []).append(trigger)
        except (KeyError, TypeError, ValueError) as fault:
            raise DataError(f"{file}:1: not a frame ({fault}).", "See data/frames/README.md for the form.") from fault
    return Frames(by_type, {key: tuple(found) for key, found in triggers.items()})


def part(frames: Frames, types: Collection[str]) -> Frames:
    """The frames of these event types only."""
    triggers = {key: tuple(t for t in found if t.event in types) for key, found in frames.triggers.items()}
    return Frames(
        {name: f for name, f in frames.by_type.items() if name in types}, {key: found for key, found in triggers.items() if found}
    )


def _frame(raw: dict[str, Any]) -> Frame:
    roles = {name: _role(raw["type"], name, role) for name, role in raw["roles"].items()}
    return Frame(
        raw["type"],
        roles,
        tuple(raw["key"]),
        tuple(raw["core"]),
        apart=frozenset(raw.get("apart", ())),
        status_like=raw.get("status_like", raw["type"]),
        own=tuple(kind for name, role in raw["roles"].items() for kind in _own_kinds(roles[name].kind, role)),
        each=tuple(raw.get("each", ())),
        listed=raw.get("listed", ""),
        examples=tuple(raw.get("example", ())),
    )


def _role(event: str, name: str, raw: dict[str, Any]) -> Role:
    kind = raw["kind"]
    if kind not in KINDS:
        raise ValueError(f"role {name}: kind {kind!r} is none of {', '.join(KINDS)}")
    if kind in ("pattern", "words"):
        kind = f"{OWN}{event}.{name}"
    return Role(
        name,
        kind,
        tuple(raw.get("types", ())),
        raw.get("text", False) or kind == "phrase",
        raw.get("many", False),
        raw.get("anywhere", False),
    )


def _own_kinds(kind: str, raw: dict[str, Any]) -> Iterator[OwnKind]:
    if raw["kind"] == "pattern":
        yield OwnKind(kind, re.compile(raw["regex"]))
    elif raw["kind"] == "words":
        values = {word.lower(): value for value, words in raw["words"].items() for word in words}
        longest_first = sorted(values, key=lambda word: (-len(word), word))
        yield OwnKind(kind, re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE), values)


def _trigger(frame: Frame, number: int, entry: dict[str, Any]) -> Trigger:
    slots = {slot: tuple(roles) for slot, roles in entry.get("slots", {}).items()}
    for role in {r for roles in slots.values() for r in roles} - set(frame.roles):
        raise ValueError(f"trigger {number + 1}: no role {role!r} in {frame.type}")
    return Trigger(
        event=frame.type,
        number=number,
        pos=entry["pos"],
        slots=slots,
        prior=float(entry.get("prior", 0.5)),
        with_=frozenset(entry.get("with", ())),
        without=frozenset(entry.get("without", ())),
        support=frozenset(entry.get("support", ())),
        never=frozenset(entry.get("never", ())),
        sure=frozenset(entry.get("sure", ())),
    )
