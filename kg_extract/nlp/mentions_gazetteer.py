"""Well-known names in the article, found in `lexicon/gazetteer.csv`: longest first, as written."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from kg_extract import resources
from kg_extract.model import ENTITY_TYPES
from kg_extract.nlp import state

__all__ = ["WIDTH", "Known", "flags", "known"]

WIDTH = 2 * len(ENTITY_TYPES)

_HINT = 0.5


class Known(NamedTuple):
    """Tokens that read like a well-known name of a type; `sure` if they hardly ever mean anything else."""

    start: int
    end: int
    type: str
    sure: bool


_Entry = tuple[str, str, bool]

_FIRST = re.compile(r"\w+|\S")


def _first(text: str, start: int = 0) -> str:
    """What the names are looked up by: the word or sign at `start`."""
    found = _FIRST.match(text, start)
    return found.group() if found else ""


@cache
def _entries() -> dict[str, list[_Entry]]:
    """The listed names by their first word, longest first."""
    index: dict[str, list[_Entry]] = {}
    for row in resources.read_csv("lexicon/gazetteer.csv"):
        index.setdefault(_first(row["name"]), []).append((row["name"], row["type"], row["use"] == "sure"))
    for entries in index.values():
        if len(entries) > 1:
            entries.sort(key=lambda entry: -len(entry[0]))
    return index


def known(doc: Doc) -> list[Known]:
    """The well-known names in the doc, none overlapping another."""
    index = _entries()
    text = state.text(doc)
    # Arrays, not tokens: making a Token object for each word takes longer than all the rest.
    places: list[list[int]] = doc.to_array(["IDX", "LENGTH"]).tolist()
    ends = {start + length: number for number, (start, length) in enumerate(places, 1)}
    found: list[Known] = []
    free = 0
    for number, (start, _) in enumerate(places):
        entries = index.get(_first(text, start))
        if entries is None or number < free:
            continue
        # A name is whole tokens: "Orion" is not found in "Orions".
        entry = next((e for e in entries if start + len(e[0]) in ends and text.startswith(e[0], start)), None)
        if entry:
            free = ends[start + len(entry[0])]
            found.append(Known(number, free, entry[1], entry[2]))
    return found


def flags(doc: Doc) -> npt.NDArray[np.float32]:
    """Two columns for each entity type: here begins, here goes on a listed name of the type (1 if sure, else 0.5)."""
    result = np.zeros((len(doc), WIDTH), np.float32)
    for start, end, kind, sure in known(doc):
        column = 2 * ENTITY_TYPES.index(kind)
        value = 1.0 if sure else _HINT
        result[start, column] = value
        result[start + 1 : end, column + 1] = value
    return result
