"""Well-known names in the article, found in `lexicon/gazetteer.csv`: longest first, as written."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.lang.en import English
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


_Entry = tuple[tuple[str, ...], str, bool]


@cache
def _entries() -> dict[str, list[_Entry]]:
    """The listed names as tokens, by their first token, longest first."""
    tokenizer = English().tokenizer
    index: dict[str, list[_Entry]] = {}
    for row in resources.read_csv("lexicon/gazetteer.csv"):
        words = tuple(token.text for token in tokenizer(row["name"]))
        index.setdefault(words[0], []).append((words, row["type"], row["use"] == "sure"))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def known(doc: Doc) -> list[Known]:
    """The well-known names in the doc, none overlapping another."""
    index = _entries()
    words = [token.text for token in doc]
    found: list[Known] = []
    at = 0
    for k, word in enumerate(words):
        if k < at or word not in index:
            continue
        entry = _longest(index[word], words, k)
        if entry:
            at = k + len(entry[0])
            found.append(Known(k, at, entry[1], entry[2]))
    return found


def _longest(entries: list[_Entry], words: list[str], start: int) -> _Entry | None:
    """The longest entry that the words from `start` on spell."""
    for entry in entries:
        if tuple(words[start : start + len(entry[0])]) == entry[0]:
            return entry
    return None


def flags(doc: Doc) -> npt.NDArray[np.float32]:
    """Two columns for each entity type: here begins, here goes on a listed name of the type (1 if sure, else 0.5)."""
    result = np.zeros((len(doc), WIDTH), np.float32)
    for start, end, kind, sure in known(doc):
        column = 2 * ENTITY_TYPES.index(kind)
        value = 1.0 if sure else _HINT
        result[start, column] = value
        result[start + 1 : end, column + 1] = value
    return result
