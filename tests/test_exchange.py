"""What `kgx extract` prints is taken back as it was; what was changed on the way is told, line by line."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_extract.errors import InputError
from kg_extract.exchange import as_line
from kg_extract.exchange_read import read_record
from kg_extract.rdf import build
from tests.rdf import sample

Record = dict[str, Any]


def record() -> Record:
    """The sample as a program reads it."""
    return json.loads(as_line(sample.extraction(), "kgx, sample"))  # type: ignore[no-any-return]


def test_what_is_written_is_read_back() -> None:
    """The same article, entities and relations, the same events but for the order of their roles, and so the same graph."""
    found = read_record(record(), "x")
    whole = sample.extraction()
    assert (found.extraction.article, found.extraction.entities, found.extraction.relations) == (
        whole.article,
        whole.entities,
        whole.relations,
    )
    assert [set(event.arguments) for event in found.extraction.events] == [set(event.arguments) for event in whole.events]
    assert found.settings == "kgx, sample"
    assert build.quads(found.extraction) == build.quads(whole)


def test_facts_may_be_left_out_and_fields_added() -> None:
    """A program on the way may drop what is not sure enough, and note what it likes."""
    changed = record() | {"desk": "space"}
    changed["events"] = [event for event in changed["events"] if event["confidence"] > 0.85]
    assert [event.type for event in read_record(changed, "x").extraction.events] == ["Launch"]


def put(*way: str | int, value: object) -> Callable[[Record], None]:
    """Sets the value at the end of the way."""

    def change(whole: Record) -> None:
        inner: Any = whole
        for step in way[:-1]:
            inner = inner[step]
        inner[way[-1]] = value

    return change


FAULTS: dict[str, Callable[[Record], None]] = {
    "is kgx-extract/9, this kgx reads kgx-extract/1": put("schema", value="kgx-extract/9"),
    "text: is not a string": put("text", value=["x"]),
    "sha256: is not the checksum of the text": put("text", value="Another text."),
    "settings: is missing": lambda whole: whole.pop("settings"),
    "source: is not a string": put("source", value=7),
    "published: '2025-02-30' is no day of the calendar": put("published", value="2025-02-30"),
    "published: '2025-05' is not a day": put("published", value="2025-05"),
    "provenance: is not an object": put("provenance", value=["x"]),
    "entities: is not a list": put("entities", value={}),
    "entities[0].id: is 5, but this is entity 0": put("entities", 0, "id", value=5),
    "entities[0].type: 'Planet' is none of Agency": put("entities", 0, "type", value="Planet"),
    "entities[0].names: lacks the name": put("entities", 0, "names", value=["Other"]),
    "entities[0].mentions[0].text: the text reads 'Borealis' from 0 to 8": put("entities", 0, "mentions", 0, "text", value="X"),
    "entities[1].evidence: is empty": put("entities", 1, "evidence", value=[]),
    "events[0].type: 'Party' is none of ContractAward": put("events", 0, "type", value="Party"),
    "events[0].status: 'hoped' is none of occurred": put("events", 0, "status", value="hoped"),
    "events[0].confidence: is not between 0 and 1": put("events", 0, "confidence", value=1.5),
    "events[0].evidence[0].quote: the text reads": put("events", 0, "evidence", 0, "start", value=3),
    "events[0].evidence[0]: 0 to 99999 is no stretch": put("events", 0, "evidence", 0, "end", value=99999),
    "events[0].roles: 'cook' is no role of ContractAward": put("events", 0, "roles", "cook", value=[]),
    "events[0].roles.awardee[0]: there is no entity 77": put("events", 0, "roles", "awardee", 0, "entity", value=77),
    "events[0].roles.awardee[0].start: is not a whole number": put("events", 0, "roles", "awardee", 0, "start", value=True),
    "events[0].roles.amount[0].value: is not a number": put("events", 0, "roles", "amount", 0, "value", value="many"),
    "events[0].roles.amount[1].approximate: is neither true nor false": put("events", 0, "roles", "amount", 1, "approximate", value=1),
    "events[0].roles.amount[0].currency: 'yuan' is not an ISO 4217 currency": put(
        "events", 0, "roles", "amount", 0, "currency", value="yuan"
    ),
    "events[0].roles.date[0].date: 'May' is not a date": put("events", 0, "roles", "date", 0, "date", value="May"),
    "relations[0].predicate: 'likes' is none of": put("relations", 0, "predicate", value="likes"),
    "relations[0].object.entity: is missing": put("relations", 0, "object", value={"date": "2017", "text": "2017"}),
}


@pytest.mark.parametrize("told", FAULTS)
def test_the_first_place_that_does_not_hold_is_told(told: str) -> None:
    """Where in the object, what is wrong with it, and what to do, on one line."""
    changed = record()
    FAULTS[told](changed)
    with pytest.raises(InputError) as fault:
        read_record(changed, "all.jsonl: line 3")
    assert str(fault.value).startswith("all.jsonl: line 3: ")
    assert told in str(fault.value)
    assert "Run kgx extract again" in str(fault.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["start", "end", "entity", "text"]), inner, max_size=2),
    max_leaves=4,
)


def places(value: object, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The ways to everything in a value."""
    if isinstance(value, dict):
        members: list[tuple[str | int, object]] = list(value.items())
    else:
        members = list(enumerate(value)) if isinstance(value, list) else []
    return [place for name, inner in members for place in ((*way, name), *places(inner, (*way, name)))]


SOUND = record()


@given(st.sampled_from([place for place in places(SOUND) if place[0] != "schema"]), VALUES)
def test_any_value_in_any_place_is_sound_or_told(way: tuple[str | int, ...], value: object) -> None:
    """It gives an extraction from which a graph can be built, or an `InputError`; never anything else."""
    changed = copy.deepcopy(SOUND)
    put(*way, value=value)(changed)
    try:
        found = read_record(changed, "x")
    except InputError as fault:
        assert len(str(fault)) < 600
        return
    assert build.quads(found.extraction)
