"""Finds where the text itself says that two names are one thing: "X (XYZ)", "X, formerly Y", "X, or Y for short"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Doc

from kg_extract import resources
from kg_extract.nlp.clusters_names import defines, read_name, type_group
from kg_extract.nlp.state import MentionSpan

__all__ = ["OPEN", "QUOTES", "acronym_like", "find_aliases", "is_cue"]

OPEN, _CLOSE, QUOTES = ("(", "["), (")", "]"), ('"', "''", "``", "'")
_SKIPPED = frozenset({"the", "a", "an", "simply", "just", *QUOTES})
_CUE_LENGTH = 7


@cache
def _cues() -> frozenset[str]:
    return frozenset(row["cue"] for row in resources.read_csv("lexicon/alias_cues.csv"))


def is_cue(words: str) -> bool:
    """Whether the words between two names say that they are one thing: "formerly known as"."""
    return words in _cues()


def acronym_like(text: str) -> bool:
    """Whether a bracketed word may be an abbreviation: GeoXO, KARI, ELaNa-19."""
    ticker = "." in text and any(len(part) > 1 for part in text.split("."))
    return 2 <= len(text) <= 12 and text[:1].isalnum() and sum(c.isupper() for c in text) >= 2 and not ticker


def _between(doc: Doc, start: int, end: int) -> tuple[str, bool, int]:
    """The cue words between two tokens, whether a bracket is opened, and how many commas there are."""
    words, bracket, commas = [], False, 0
    for token in doc[start:end]:
        if token.text in OPEN:
            bracket = True
        elif token.text in (",", "-", "–", "—", "--"):
            commas += 1
        elif token.lower_ not in _SKIPPED:
            words.append(token.lower_)
    return " ".join(words).replace(" / ", "/").replace("d/b/a", "dba"), bracket, commas


def _closed(doc: Doc, at: int) -> bool:
    """Whether a bracket closes at the token, quotation marks and a comma aside."""
    while at < len(doc) and (doc[at].text in QUOTES or doc[at].text == ","):
        at += 1
    return at < len(doc) and doc[at].text in _CLOSE


def _bracketed(doc: Doc, first: MentionSpan, second: MentionSpan) -> bool:
    """Whether a name in brackets directly behind a name is another name of the same thing."""
    a, b = doc[first.start : first.end].text, doc[second.start : second.end].text
    group = type_group(first.type)
    if not _closed(doc, second.end) or "." in b.rstrip("."):
        return False
    if acronym_like(b) and " " not in b:
        return group != "person" and defines(a, b)
    if acronym_like(a) and " " not in a and type_group(second.type) != "person":
        return defines(b, a)
    if group == "place" or type_group(second.type) != group:
        return False
    return (
        first.type == second.type
        and group in ("artifact", "org", "site")
        and read_name(a, first.type).numbers == read_name(b, second.type).numbers
    )


def _short_beside(doc: Doc, first: MentionSpan, second: MentionSpan) -> bool:
    return acronym_like(doc[first.start : first.end].text) or acronym_like(doc[second.start : second.end].text)


def _says_same(doc: Doc, first: MentionSpan, second: MentionSpan) -> bool:
    cue, bracket, commas = _between(doc, first.end, second.start)
    if not cue:
        if "Person" in (first.type, second.type) and first.type != second.type and not _short_beside(doc, first, second):
            return False
        return bracket and not commas and _bracketed(doc, first, second)
    if cue not in _cues() or not (bracket or commas):
        return False
    if cue == "or":
        a, b = doc[first.start : first.end].text, doc[second.start : second.end].text
        short = doc[second.end : second.end + 2].text.lower() == "for short"
        return short or (type_group(first.type) != "person" and acronym_like(b) and defines(a, b))
    return True


def find_aliases(doc: Doc, names: Sequence[MentionSpan]) -> Iterator[tuple[MentionSpan, MentionSpan]]:
    """Pairs of neighbouring names that the text calls the same."""
    for first, second in itertools.pairwise(names):
        if 0 < second.start - first.end <= _CUE_LENGTH + 3 and _may_be_one(doc, first, second) and _says_same(doc, first, second):
            yield first, second


def _may_be_one(doc: Doc, first: MentionSpan, second: MentionSpan) -> bool:
    """Whether the kinds of the two fit, given that a company's name is easily read as a person's."""
    groups = {type_group(first.type), type_group(second.type)}
    return "person" not in groups or len(groups) == 1 or groups == {"person", "org"}
