"""What is wrong with a frame of a profile (frames/TYPE.toml): its roles, triggers, label and examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg_extract.model import ENTITY_TYPES, ROLES
from kg_extract.profiles.text import Fault, Toml, regex_faults

__all__ = ["KINDS", "of_frame"]

#: What can fill a role; "pattern" and "words" are told by the role itself.
KINDS = ("entity", "amount", "date", "phrase", "position", "round", "contract", "outcome", "pattern", "words")
_PARTS_OF_SPEECH = ("VERB", "NOUN", "ADJ")
#: Fillers that need a slot; the others go to the nearest trigger of their sentence.
_IN_SLOTS = ("entity", "phrase", "position")

_FRAME_KEYS = {"type", "key", "core", "apart", "status_like", "each", "listed", "label", "row", "roles", "trigger", "example", "happening"}
_ROLE_KEYS = {"kind", "types", "text", "many", "anywhere", "regex", "words", "number"}
_TRIGGER_KEYS = {"lemmas", "pos", "with", "without", "never", "sure", "support", "slots", "prior"}


def of_frame(frame: Toml, types: set[str]) -> Iterator[Fault]:
    """frames/TYPE.toml: roles, triggers, examples."""
    text, told = frame.text, frame.raw
    name = told.get("type")
    if name != frame.text.file.stem or name in ROLES or not re.fullmatch(r"[A-Z][A-Za-z0-9]*", str(name)):
        yield text.fault(f"type {name!r}: the name of the file is expected, and no event type of kgx", "type =")
    yield from (text.fault(f"unknown entry {key!r}", key) for key in told if key not in _FRAME_KEYS)
    roles = frame.table("roles")
    if not roles:
        yield text.fault("there are no roles: write [roles.NAME] with a kind")
    for key in ("key", "core", "apart"):
        if key != "apart" and not told.get(key):
            yield text.fault(f"{key} is missing: {_WHY[key]}")
        yield from (text.fault(f"{key}: there is no role {role!r}", f"{key} =") for role in told.get(key, ()) if role not in roles)
    yield from (text.fault(what, where) for what, where in _lists(told, roles))
    if told.get("status_like", "Launch") not in ROLES:
        yield text.fault(f"status_like: {told['status_like']!r} is no event type of kgx ({', '.join(ROLES)})", "status_like")
    for role, entry in roles.items():
        yield from (text.fault(f"role {role}: {what}", f"[roles.{role}]", at) for what, at in _role(entry, types))
    yield from _told(frame, roles)
    yield from _triggers(frame, roles)
    yield from _examples(frame, roles)
    yield from _happenings(frame, roles)


_WHY = {"key": "the roles of which one must be filled", "core": "the roles that tell two events of the type apart"}


def _lists(told: Mapping[str, Any], roles: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(what is wrong, where) of what is said about lists of things that have an event each."""
    each, listed = told.get("each", []), told.get("listed")
    if not isinstance(each, list) or len(each) not in (0, 2):
        yield "each: a role and the role of its number are expected", "each ="
        return
    yield from ((f"each: there is no role {role!r}", "each =") for role in each if role not in roles)
    if listed is not None and listed not in roles:
        yield f"listed: there is no role {listed!r}", "listed ="
    for key, role in (("each", each[0] if each else None), ("listed", listed)):
        if role is not None and roles.get(role, {}).get("kind", "entity") != "entity":
            yield f'{key}: role {role} must have kind = "entity": what is listed begins with a name', f"{key} ="


def _role(entry: Mapping[str, Any], types: set[str]) -> Iterator[tuple[str, str]]:
    """(what is wrong, where) of one role."""
    kind = entry.get("kind")
    yield from ((f"unknown entry {key!r}", key) for key in entry if key not in _ROLE_KEYS)
    if kind not in KINDS:
        yield f"kind {kind!r} is none of {', '.join(KINDS)}", "kind"
    if kind == "entity" and not entry.get("types"):
        yield "types is missing: the entity types that fit, most likely first", "kind"
    yield from (
        (f"there is no entity type {t!r} (kgx has {', '.join(ENTITY_TYPES)})", "types") for t in entry.get("types", ()) if t not in types
    )
    if kind == "words" and not isinstance(entry.get("words"), dict):
        yield 'words is missing, such as words = { success = ["met"], failure = ["missed"] }', "kind"
    if kind == "pattern":
        yield from ((what, "regex") for what in regex_faults(entry.get("regex")))


def _told(frame: Toml, roles: Mapping[str, Any]) -> Iterator[Fault]:
    """The label and the row of a table name roles that there are."""
    label, row = frame.table("label"), frame.table("row")
    for part in label.get("parts", ()):
        for role in re.findall(r"\{(\w+)\}", part):
            if role not in roles:
                yield frame.text.fault(f"label: there is no role {role!r}", "[label]", part)
    for column in ("who", "what"):
        for entry in row.get(column, ()):
            if entry.rpartition(" ")[2] not in roles:
                yield frame.text.fault(f"row: there is no role {entry.rpartition(' ')[2]!r}", "[row]", f"{column} =")


def _triggers(frame: Toml, roles: Mapping[str, Any]) -> Iterator[Fault]:
    triggers = frame.raw.get("trigger", [])
    if not triggers:
        yield frame.text.fault("there is no trigger: without a [[trigger]] no word tells of the event")
        return
    filled = {role for entry in triggers for fitting in entry.get("slots", {}).values() for role in fitting}
    for number, entry in enumerate(triggers):
        line = frame.text.entry("[[trigger]]", number)
        for what in _trigger(entry, roles):
            yield Fault(str(frame.text.file), line, f"trigger {number + 1}: {what}")
    for role, entry in roles.items():
        if entry.get("kind") in _IN_SLOTS and not entry.get("anywhere") and role not in filled:
            yield frame.text.fault(f"role {role}: no trigger has a slot for it", f"[roles.{role}]")


def _trigger(entry: Mapping[str, Any], roles: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"unknown entry {key!r}" for key in entry if key not in _TRIGGER_KEYS)
    if not entry.get("lemmas"):
        yield "lemmas is missing: the words that tell of the event"
    if entry.get("pos") not in _PARTS_OF_SPEECH:
        yield f"pos {entry.get('pos')!r} is none of {', '.join(_PARTS_OF_SPEECH)}"
    unknown = sorted({role for fitting in entry.get("slots", {}).values() for role in fitting} - set(roles))
    yield from (f"there is no role {role!r}" for role in unknown)
    prior = entry.get("prior", 0.5)
    if not isinstance(prior, int | float) or not 0 < prior <= 1:
        yield f"prior {prior!r}: the share of such words that tell of the event is expected, above 0 and up to 1"


def _happenings(frame: Toml, roles: Mapping[str, Any]) -> Iterator[Fault]:
    for number, entry in enumerate(frame.raw.get("happening", [])):
        line, what = frame.text.entry("[[happening]]", number), f"happening {number + 1}"
        if not isinstance(entry.get("rule"), str):
            yield Fault(str(frame.text.file), line, f"{what}: rule is missing: in words, what two accounts share")
        for role in entry.get("same") or [""]:
            if role not in roles:
                yield Fault(str(frame.text.file), line, f"{what}: same: there is no role {role!r}")
        if entry.get("within") not in ("day", "month", "ever"):
            yield Fault(str(frame.text.file), line, f'{what}: within: "day", "month" or "ever" is expected')


def _examples(frame: Toml, roles: Mapping[str, Any]) -> Iterator[Fault]:
    examples = frame.raw.get("example", [])
    if not examples:
        yield frame.text.fault("there is no [[example]]: a sentence and the roles that it must give")
    for number, entry in enumerate(examples):
        line = frame.text.entry("[[example]]", number)
        if not entry.get("text"):
            yield Fault(str(frame.text.file), line, f"example {number + 1}: text is missing")
        for role in entry.get("roles", {}):
            if role not in roles:
                yield Fault(str(frame.text.file), line, f"example {number + 1}: there is no role {role!r}")
