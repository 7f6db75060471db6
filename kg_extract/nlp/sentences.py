"""`kgx_sentences`: presets sentence boundaries that the text's layout and its abbreviations decide; the parser decides the rest.

Runs before the parser, which keeps what is preset. A block starts a sentence; white space, closing quotes and what follows an
opening quote do not; after an abbreviation the next word tells (the rules follow the orthographic heuristics of Kiss & Strunk 2006,
"Unsupervised Multilingual Sentence Boundary Detection", with a closed list of abbreviations in place of a learned one).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg_extract import resources

__all__ = ["Sentences"]

_OPENING = frozenset("([{\"'“‘")
_CLOSING = frozenset(")]}\"'”’")
_FINAL = frozenset((".", "!", "?", "...", "…"))


@cache
def _abbreviations() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in resources.read_csv("lexicon/abbreviations.csv")}


class Sentences:
    """Sets `token.is_sent_start` to True or False where that is certain."""

    def __call__(self, doc: Doc) -> Doc:
        """Presets the boundaries of `doc`."""
        # As an array: `token.is_sent_start = …` looks through the whole Doc for a parse each time.
        column: Any = doc.to_array("SENT_START").astype(np.int64)
        for at, starts in self.match(doc).items():
            column[at] = 1 if starts else -1
        return doc.from_array(["SENT_START"], column.astype(np.uint64))

    def match(self, doc: Doc) -> dict[int, bool]:
        """Token index → whether a sentence starts there, for the tokens where that is certain."""
        found = _block_starts(doc)
        before: Token | None = None
        for token in doc:
            if token.is_space:
                found[token.i] = False
                continue
            if token.i not in found and before is not None:
                starts = _starts(before, token)
                if starts is not None:
                    found[token.i] = starts
            before = token
        return found


def _block_starts(doc: Doc) -> dict[int, bool]:
    starts = sorted(block.start for block in doc._.kgx_blocks if block.kind != "boilerplate")
    found: dict[int, bool] = {}
    at = 0
    for token in doc:
        if at < len(starts) and token.idx >= starts[at] and not token.is_space:
            found[token.i] = True
            while at < len(starts) and token.idx >= starts[at]:
                at += 1
    return found


def _starts(before: Token, token: Token) -> bool | None:
    """Whether a sentence starts at `token`, which stands behind `before` in one block; None: let the parser decide."""
    text, last = token.text, before.text
    if text in _CLOSING and not _opens(token):
        return False
    if last in _OPENING and _opens(before):
        return False
    if token.is_lower or (token.is_punct and text not in _OPENING):
        return False
    kind = _abbreviation(before)
    if kind is not None:
        return _after_abbreviation(kind, token)
    if last in _FINAL or (last in _CLOSING and before.i and token.doc[before.i - 1].text in _FINAL):
        return True if text[0].isupper() or text in _OPENING else None
    return False if last[-1].isalnum() and token.i == before.i + 1 else None


def _opens(token: Token) -> bool:
    """Whether a quote or bracket is an opening one: white space before it, none behind."""
    if token.text in "([{“‘":
        return True
    if token.text in ")]}”’":
        return False
    spaced = token.i == 0 or bool(token.nbor(-1).whitespace_) or token.nbor(-1).is_space
    return spaced and not token.whitespace_


def _abbreviation(token: Token) -> str | None:
    """The kind of abbreviation that `token` ends, also where the tokenizer has split off its period; a lone initial is a title."""
    known = _abbreviations()
    text = token.text
    if text == "." and token.i and not token.nbor(-1).whitespace_:
        text = token.nbor(-1).text + "."
    if text in known:
        return known[text]
    return "title" if len(text) == 2 and text[1] == "." and text[0].isupper() else None


def _after_abbreviation(kind: str, token: Token) -> bool | None:
    """Titles and the like never end a sentence; after others a capitalised function word starts one."""
    if kind in ("title", "other"):
        return False
    if kind in ("number", "month") and token.like_num:
        return False
    if kind == "number":
        return None
    if token.is_title and token.is_stop:
        return True
    return False if kind == "place" and token.text not in _OPENING else None


@Language.factory("kgx_sentences", assigns=["token.is_sent_start"])
def create(nlp: Language, name: str) -> Sentences:
    """The component for `nlp`."""
    return Sentences()
