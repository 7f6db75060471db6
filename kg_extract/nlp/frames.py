"""The frames of `data/frames/*.toml`: which words tell of which event, and which role stands in which slot.

The idea is that of FrameNet (Baker, Fillmore & Lowe 1998): a word evokes a frame, its grammatical slots are the frame's roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kg_extract import resources
from kg_extract.errors import DataError

KINDS = ("entity", "amount", "date", "phrase", "position", "round", "contract", "outcome")


@dataclass(frozen=True)
class Role:
    """A role of an event: the kind of its fillers, and for entities the types that fit, most likely first."""

    name: str
    kind: str
    types: tuple[str, ...] = ()
    text: bool = False
    many: bool = False

    def fits(self, kind: str, entity_type: str) -> bool:
        """Whether a filler of this kind (and, for an entity, of this type) may fill the role."""
        if kind == "entity":
            return entity_type in self.types
        return kind == self.kind


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


@dataclass(frozen=True)
class Frame:
    """One event type: its roles, and the roles that make (`key`) and tell apart (`core`) an event."""

    type: str
    roles: Mapping[str, Role]
    key: tuple[str, ...]
    core: tuple[str, ...]
    examples: tuple[Mapping[str, Any], ...] = field(default=())


@dataclass(frozen=True)
class Frames:
    """All frames, and their triggers by (lemma, part of speech)."""

    by_type: Mapping[str, Frame]
    triggers: Mapping[tuple[str, str], tuple[Trigger, ...]]


@cache
def load(*folders: str) -> Frames:
    """The frames that ship with kgx, and those of further folders of TOML files; `DataError` on a fault."""
    files = [f for folder in (resources.path("frames"), *map(Path, folders)) for f in sorted(folder.glob("*.toml"))]
    by_type: dict[str, Frame] = {}
    triggers: dict[tuple[str, str], list[Trigger]] = {}
    for file in files:
        raw = resources.read_toml(str(file))
        try:
            frame = _frame(raw)
            by_type[frame.type] = frame
            for number, entry in enumerate(raw.get("trigger", ())):
                trigger = _trigger(frame, number, entry)
                for lemma in entry["lemmas"]:
                    triggers.setdefault((lemma, trigger.pos), []).append(trigger)
        except (KeyError, TypeError, ValueError) as fault:
            raise DataError(f"{file}: not a frame ({fault}).", "See data/frames/README.md for the form.") from fault
    return Frames(by_type, {key: tuple(found) for key, found in triggers.items()})


def _frame(raw: dict[str, Any]) -> Frame:
    roles = {
        name: Role(
            name, role["kind"], tuple(role.get("types", ())), role.get("text", False) or role["kind"] == "phrase", role.get("many", False)
        )
        for name, role in raw["roles"].items()
    }
    for role in roles.values():
        if role.kind not in KINDS:
            raise ValueError(f"role {role.name}: kind {role.kind!r} is none of {', '.join(KINDS)}")
    return Frame(raw["type"], roles, tuple(raw["key"]), tuple(raw["core"]), tuple(raw.get("example", ())))


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
    )
