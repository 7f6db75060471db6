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


def _first(text: str) -> str:
    """What the names are looked up by: the first word or sign."""
    found = _FIRST.match(text)
    return found.group() if found else ""


@cache
def _entries() -> dict[str, list[_Entry]]:
    """The listed names by their first word, longest first."""
    index: dict[str, list[_Entry]] = {}
    for row in resources.read_csv("lexicon/gazetteer.csv"):
        index.setdefault(_first(row["name"]), []).append((row["name"], row["type"], row["use"] == "sure"))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def known(doc: Doc) -> list[Known]:
    """The well-known names in the doc, none overlapping another."""
    index = _entries()
    text = doc.text
    ends = {token.idx + len(token): token.i + 1 for token in doc}
    found: list[Known] = []
    for token in doc:
        entries = index.get(_first(token.text))
        if entries is None or (found and token.i < found[-1].end):
            continue
        # A name is whole tokens: "Orion" is not found in "Orions".
        entry = next((e for e in entries if token.idx + len(e[0]) in ends and text.startswith(e[0], token.idx)), None)
        if entry:
            found.append(Known(token.i, ends[token.idx + len(entry[0])], entry[1], entry[2]))
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
