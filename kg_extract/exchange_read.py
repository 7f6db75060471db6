"""JSON as `exchange` writes it → Extraction. Nothing is taken on trust: whoever edits such a file by hand, or cuts it with jq, is told the
first place that does not hold (`events[2].roles.awardee[0]`), and what holds is what `kgx extract` found, down to the bytes of its graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from kg_extract.errors import InputError
from kg_extract.exchange import METADATA, SCHEMA
from kg_extract.model import (
    ENTITY_TYPES,
    RELATION_TYPES,
    ROLES,
    STATUSES,
    Amount,
    Argument,
    Article,
    DateValue,
    Entity,
    EntityRef,
    Event,
    Evidence,
    Extraction,
    Filler,
    Mention,
    Relation,
    Text,
)

__all__ = ["Extracted", "is_record", "read_record"]

T = TypeVar("T")

_KINDS = ("name", "nominal", "pronoun")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4])?")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Extracted:
    """An extraction that was made earlier, and with what (`settings`, as the graph has it)."""

    extraction: Extraction
    settings: str


def is_record(record: Any) -> bool:
    """Whether this object says that `kgx extract` made it."""
    schema = record.get("schema") if isinstance(record, dict) else None
    return isinstance(schema, str) and schema.startswith("kgx-extract/")


def read_record(record: dict[str, Any], where: str) -> Extracted:
    """What the object holds; `InputError` names `where` and the first place that is not as `kgx extract` writes it."""
    if record["schema"] != SCHEMA:
        raise InputError(f"{where}: is {record['schema']}, this kgx reads {SCHEMA}.", "Run kgx extract again with this version.")
    try:
        return _extracted(record)
    except _Wrong as fault:
        raise InputError(
            f"{where}: {fault.place}: {fault.why}.", "Run kgx extract again; what it prints is described in docs/extract.md."
        ) from None


class _Wrong(Exception):
    """The first place that does not hold."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(place, why)
        self.place = place
        self.why = why


@dataclass(frozen=True)
class _At:
    """A value in the record and the way to it."""

    value: Any
    place: str
    text: str = ""

    def wrong(self, why: str) -> _Wrong:
        return _Wrong(self.place, why)

    def child(self, name: str) -> _At:
        """The field `name`, which must be there."""
        if not isinstance(self.value, dict):
            raise self.wrong("is not an object")
        inner = _At(self.value.get(name), f"{self.place}.{name}".lstrip("."), self.text)
        if name not in self.value:
            raise inner.wrong("is missing")
        return inner

    def maybe(self, name: str, read: Callable[[_At], T]) -> T | None:
        """The field `name`, if it is there and not null."""
        return read(self.child(name)) if isinstance(self.value, dict) and self.value.get(name) is not None else None

    def each(self) -> Iterator[_At]:
        """The members of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("is not a list")
        return (_At(value, f"{self.place}[{number}]", self.text) for number, value in enumerate(self.value))

    def string(self) -> str:
        if not isinstance(self.value, str):
            raise self.wrong("is not a string")
        return self.value

    def filled(self) -> str:
        """A string that is not empty."""
        if not self.string():
            raise self.wrong("is empty")
        return self.string()

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong("is neither true nor false")
        return self.value

    def whole(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("is not a whole number")
        return self.value

    def number(self) -> Decimal:
        if not isinstance(self.value, int | float | Decimal) or isinstance(self.value, bool):
            raise self.wrong("is not a number")
        found = Decimal(str(self.value))
        if not found.is_finite():
            raise self.wrong("is not a number")
        return found

    def one_of(self, known: tuple[str, ...]) -> str:
        if self.string() not in known:
            raise self.wrong(f"{_shown(self.value)} is none of {', '.join(known)}")
        return self.string()

    def like(self, form: re.Pattern[str], what: str) -> str:
        if not form.fullmatch(self.string()):
            raise self.wrong(f"{_shown(self.value)} is not {what}")
        return self.string()

    def span(self) -> tuple[int, int]:
        """`start` and `end`, which must lie in the text."""
        start, end = self.child("start").whole(), self.child("end").whole()
        if not 0 <= start < end <= len(self.text):
            raise self.wrong(f"{start} to {end} is no stretch of the text, which has {len(self.text)} characters")
        return start, end

    def quoted(self, name: str) -> tuple[int, int]:
        """As `span`, where the field `name` must be what stands there."""
        start, end = self.span()
        if self.child(name).string() != self.text[start:end]:
            raise self.child(name).wrong(f"the text reads {_shown(self.text[start:end])} from {start} to {end}")
        return start, end


def _extracted(record: dict[str, Any]) -> Extracted:
    top = _At(record, "")
    text = top.child("text").filled()
    article = _article(top, text)
    if top.child("sha256").string() != article.content_hash:
        raise top.child("sha256").wrong("is not the checksum of the text")
    top = _At(record, "", text)
    entities = tuple(_entity(at, number) for number, at in enumerate(top.child("entities").each()))
    events = tuple(_event(at, len(entities)) for at in top.child("events").each())
    relations = tuple(_relation(at, len(entities)) for at in top.child("relations").each())
    return Extracted(Extraction(article, entities, events, relations), top.child("settings").string())


def _article(top: _At, text: str) -> Article:
    told = {name: top.maybe(name, _At.string) for name in METADATA}
    provenance = top.maybe("provenance", lambda at: at)
    origins = {} if provenance is None else provenance.value
    if not isinstance(origins, dict):
        raise top.child("provenance").wrong("is not an object")
    if top.maybe("published", _date):
        top.child("published").like(_DAY, "a day")
    return Article(
        text=text,
        source=top.child("source").filled(),
        provenance=tuple((name, _At(value, f"provenance.{name}").string()) for name, value in origins.items()),
        **{name: value for name, value in told.items() if name != "source" and value is not None},
    )


def _entity(at: _At, number: int) -> Entity:
    if at.child("id").whole() != number:
        raise at.child("id").wrong(f"is {_shown(at.value['id'])}, but this is entity {number}")
    name, names = at.child("name").filled(), tuple(each.filled() for each in at.child("names").each())
    if name not in names:
        raise at.child("names").wrong("lacks the name")
    mentions = tuple(_mention(each) for each in at.child("mentions").each())
    return Entity(number, at.child("type").one_of(ENTITY_TYPES), name, names, mentions, _evidence(at))


def _mention(at: _At) -> Mention:
    start, end = at.quoted("text")
    return Mention(start, end, at.text[start:end], at.child("kind").one_of(_KINDS))


def _event(at: _At, entities: int) -> Event:
    type_ = at.child("type").one_of(tuple(ROLES))
    roles = at.child("roles")
    if not isinstance(roles.value, dict):
        raise roles.wrong("is not an object")
    for name in roles.value:
        if name not in ROLES[type_]:
            raise roles.wrong(f"{_shown(name)} is no role of {type_}, which has {', '.join(ROLES[type_])}")
    arguments = tuple(
        Argument(name, _filler(each, name, entities), *each.span()) for name in roles.value for each in roles.child(name).each()
    )
    return Event(type_, at.child("status").one_of(STATUSES), _confidence(at), arguments, _evidence(at))


def _relation(at: _At, entities: int) -> Relation:
    predicate = at.child("predicate").one_of(RELATION_TYPES)
    target = at.child("object")
    return Relation(
        predicate,
        _reference(at.child("subject"), entities),
        _day_told(target) if predicate == "foundedOn" else _reference(target, entities),
        at.child("status").one_of(STATUSES),
        _confidence(at),
        _evidence(at),
        at.maybe("title", _At.filled),
    )


def _filler(at: _At, role: str, entities: int) -> Filler:
    if role == "amount":
        return _amount(at)
    if role in ("date", "endDate"):
        return _day_told(at)
    if isinstance(at.value, dict) and "entity" in at.value:
        return _reference(at, entities)
    return Text(at.child("text").string())


def _reference(at: _At, entities: int) -> EntityRef:
    found = at.child("entity").whole()
    if not 0 <= found < entities:
        raise at.wrong(f"there is no entity {found}")
    return EntityRef(found)


def _amount(at: _At) -> Amount:
    currency = at.child("currency").like(_CURRENCY, "an ISO 4217 currency")
    bound = at.maybe("bound", lambda each: each.one_of(("max", "min")))
    return Amount(at.child("value").number(), currency, at.child("text").string(), bool(at.maybe("approximate", _At.flag)), bound)


def _day_told(at: _At) -> DateValue:
    return DateValue(_date(at.child("date")), at.child("text").string())


def _date(at: _At) -> str:
    value = at.like(_DATE, "a date")
    if _DAY.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise at.wrong(f"{value!r} is no day of the calendar") from None
    return value


def _confidence(at: _At) -> float:
    found = at.child("confidence").number()
    if not 0 <= found <= 1:
        raise at.child("confidence").wrong("is not between 0 and 1")
    return float(found)


def _evidence(at: _At) -> tuple[Evidence, ...]:
    found = tuple(Evidence(*each.quoted("quote")) for each in at.child("evidence").each())
    if not found:
        raise at.child("evidence").wrong("is empty: every fact has a sentence that states it")
    return found


def _shown(value: object) -> str:
    """The value, cut to what fits on a line."""
    return repr(value)[:60]
