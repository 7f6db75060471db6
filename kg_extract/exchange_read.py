"""JSON as `exchange` writes it → Extraction. Nothing is taken on trust: whoever edits such a file by hand, or cuts it with jq, is told the
first place that does not hold (`events[2].roles.awardee[0]`), and what holds is what `kgx extract` found, down to the bytes of its graph.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from kg_extract.checked import At, Wrong, shown
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
from kg_extract.vocabulary import NEWS, Vocabulary

__all__ = ["Extracted", "is_record", "parse", "read_record"]

_KINDS = ("name", "nominal", "pronoun")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4])?")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Extracted:
    """An extraction that was made earlier, and with what (`settings`, as the graph has it)."""

    extraction: Extraction
    settings: str

    @property
    def profile(self) -> str:
        """The profile whose words it uses; "" for the built-in ones."""
        return self.extraction.vocabulary.profile


def is_record(record: Any) -> bool:
    """Whether this object says that `kgx extract` made it."""
    schema = record.get("schema") if isinstance(record, dict) else None
    return isinstance(schema, str) and schema.startswith("kgx-extract/")


def parse(line: str, where: str) -> dict[str, Any]:
    """The object on a line; `InputError` if it is none that `kgx extract` made."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise InputError(f"{where}: is not JSON ({fault}).", "Run kgx extract again.") from fault
    if not is_record(record):
        raise InputError(f"{where}: was not made by kgx extract.", f'It has a "schema": "{SCHEMA}".')
    return record  # type: ignore[no-any-return]


def read_record(record: dict[str, Any], where: str, words: Vocabulary = NEWS) -> Extracted:
    """What the object holds, in the words of its profile; `InputError` names `where` and the first place that does not hold."""
    if record["schema"] != SCHEMA:
        raise InputError(f"{where}: is {record['schema']}, this kgx reads {SCHEMA}.", "Run kgx extract again with this version.")
    try:
        return _extracted(record, words)
    except Wrong as fault:
        raise InputError(
            f"{where}: {fault.place}: {fault.why}.", "Run kgx extract again; what it prints is described in docs/extract.md."
        ) from None


def _extracted(record: dict[str, Any], words: Vocabulary) -> Extracted:
    top = At(record, "")
    text = top.child("text").string()
    article = _article(top, text)
    if top.child("sha256").string() != article.content_hash:
        raise top.child("sha256").wrong("is not the checksum of the text")
    top = At(record, "", text)
    entities = tuple(_entity(at, number, words) for number, at in enumerate(top.child("entities").each()))
    events = tuple(_event(at, len(entities), words) for at in top.child("events").each())
    relations = tuple(_relation(at, len(entities), words) for at in top.child("relations").each())
    return Extracted(Extraction(article, entities, events, relations, words), top.child("settings").string())


def _article(top: At, text: str) -> Article:
    told = {name: top.maybe(name, At.string) for name in METADATA}
    provenance = top.maybe("provenance", lambda at: at)
    origins = {} if provenance is None else provenance.value
    if not isinstance(origins, dict):
        raise top.child("provenance").wrong("is not an object")
    if top.maybe("published", _date):
        top.child("published").like(_DAY, "a day")
    return Article(
        text=text,
        source=top.child("source").filled(),
        provenance=tuple((name, At(value, f"provenance.{name}").string()) for name, value in origins.items()),
        **{name: value for name, value in told.items() if name != "source" and value is not None},
    )


def _entity(at: At, number: int, words: Vocabulary) -> Entity:
    if at.child("id").whole() != number:
        raise at.child("id").wrong(f"is {shown(at.value['id'])}, but this is entity {number}")
    name, names = at.child("name").filled(), tuple(each.filled() for each in at.child("names").each())
    if name not in names:
        raise at.child("names").wrong("lacks the name")
    mentions = tuple(_mention(each) for each in at.child("mentions").each())
    return Entity(number, at.child("type").one_of((*ENTITY_TYPES, *words.entities)), name, names, mentions, _evidence(at))


def _mention(at: At) -> Mention:
    start, end = at.quoted("text")
    return Mention(start, end, at.text[start:end], at.child("kind").one_of(_KINDS))


def _event(at: At, entities: int, words: Vocabulary) -> Event:
    type_ = at.child("type").one_of((*ROLES, *words.events))
    roles = at.child("roles")
    if not isinstance(roles.value, dict):
        raise roles.wrong("is not an object")
    known = words.events[type_].roles if type_ in words.events else ROLES[type_]
    for name in roles.value:
        if name not in known:
            raise roles.wrong(f"{shown(name)} is no role of {type_}, which has {', '.join(known)}")
    arguments = tuple(
        Argument(name, _filler(each, name, entities), *each.span()) for name in roles.value for each in roles.child(name).each()
    )
    return Event(type_, at.child("status").one_of(STATUSES), _confidence(at), arguments, _evidence(at))


def _relation(at: At, entities: int, words: Vocabulary) -> Relation:
    predicate = at.child("predicate").one_of((*RELATION_TYPES, *words.relations))
    target = at.child("object")
    return Relation(
        predicate,
        _reference(at.child("subject"), entities),
        _day_told(target) if predicate == "foundedOn" else _reference(target, entities),
        at.child("status").one_of(STATUSES),
        _confidence(at),
        _evidence(at),
        at.maybe("title", At.filled),
    )


def _filler(at: At, role: str, entities: int) -> Filler:
    if role == "amount" or at.has("currency"):
        return _amount(at)
    if role in ("date", "endDate") or at.has("date"):
        return _day_told(at)
    return _reference(at, entities) if at.has("entity") else Text(at.child("text").string())


def _reference(at: At, entities: int) -> EntityRef:
    found = at.child("entity").whole()
    if not 0 <= found < entities:
        raise at.wrong(f"there is no entity {found}")
    return EntityRef(found)


def _amount(at: At) -> Amount:
    currency = at.child("currency").like(_CURRENCY, "an ISO 4217 currency")
    bound = at.maybe("bound", lambda each: each.one_of(("max", "min")))
    return Amount(at.child("value").number(), currency, at.child("text").string(), bool(at.maybe("approximate", At.flag)), bound)


def _day_told(at: At) -> DateValue:
    return DateValue(_date(at.child("date")), at.child("text").string())


def _date(at: At) -> str:
    value = at.like(_DATE, "a date")
    if _DAY.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise at.wrong(f"{value!r} is no day of the calendar") from None
    return value


def _confidence(at: At) -> float:
    found = at.child("confidence").number()
    if not 0 <= found <= 1:
        raise at.child("confidence").wrong("is not between 0 and 1")
    return float(found)


def _evidence(at: At) -> tuple[Evidence, ...]:
    found = tuple(Evidence(*each.quoted("quote")) for each in at.child("evidence").each())
    if not found:
        raise at.child("evidence").wrong("is empty: every fact has a sentence that states it")
    return found
