"""One readable line for every event, post and amount."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from kg_extract import resources
from kg_extract.model import Amount, DateValue, EntityRef, Event, Filler, Text
from kg_extract.vocabulary import EventType

__all__ = ["amount_label", "event_label", "post_label"]

_ROLE = re.compile(r"\{(\w+)\}")
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_BOUNDS = {"max": "up to ", "min": "at least "}
_LISTED = 3

Naming = Callable[[EntityRef], str]


def event_label(event: Event, name_of: Naming, own: EventType | None = None) -> str:
    """What happened, on one line: "Acme wins contract from Norland, CNY 804 million, 2025-05-18"; `own`: its type, if a profile's."""
    template: dict[str, Any] = _templates()[event.type] if own is None else {"bare": own.bare, "parts": own.label}
    filled = [text for text in (_fill(part, event, name_of) for part in template["parts"]) if text]
    lacks_head = not _fill(template["parts"][0], event, name_of)
    line = (template["bare"] if lacks_head else "") + "".join(filled) + str(_templates()["status"][event.status])
    return " ".join(line.split())


def post_label(person: str, position: str | None, organization: str) -> str:
    """Who holds what post where."""
    return ", ".join(part for part in (person, position, organization) if part)


def amount_label(amount: Amount) -> str:
    """An amount as a reader would write it: "about USD 111 million"."""
    prefix = _BOUNDS.get(amount.bound or "", "") + ("about " if amount.approximate else "")
    return f"{prefix}{amount.currency} {_scaled(amount.value)}"


def _fill(part: str, event: Event, name_of: Naming) -> str:
    roles = _ROLE.findall(part)
    texts = {role: _listing([_filler(f, name_of) for f in event.fillers(role)]) for role in roles}
    return part.format_map(texts) if all(texts.values()) else ""


def _listing(names: list[str]) -> str:
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - _LISTED
    return ", ".join(distinct[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def _filler(filler: Filler, name_of: Naming) -> str:
    match filler:
        case EntityRef():
            return name_of(filler)
        case Amount():
            return amount_label(filler)
        case DateValue() | Text():
            return filler.value


def _scaled(value: Decimal) -> str:
    for scale, name in _SCALES:
        scaled = value / scale
        if abs(scaled) >= 1 and scaled == scaled.quantize(Decimal("0.001")):
            return f"{scaled.normalize():f} {name}"
    return f"{value.normalize():,f}"


@cache
def _templates() -> dict[str, Any]:
    return resources.read_toml("rdf/labels.toml")
