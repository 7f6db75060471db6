"""Date expressions and what day, month, quarter or year they mean, told from the day of publication.

A cascade of small finite-state grammars over typed tokens: `dates_tokens` cuts the text into words and figures, then
`dates_days`, `dates_spans`, `dates_relative`, `dates_parts`, `dates_shifts` and `dates_ranges` build on each other's results;
`dates_readings` says what an expression means on a given day, `dates_calendar` is the arithmetic, `dates_tense` the tense.
The normalisation follows TIMEX3 (Pustejovsky et al., TimeML, 2003) and HeidelTime's news strategy (Strötgen & Gertz,
2010): a date without its year is the nearest one that the tense allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.nlp import state
from kg_extract.nlp.dates_calendar import Period
from kg_extract.nlp.dates_days import DAYS
from kg_extract.nlp.dates_parts import PARTS
from kg_extract.nlp.dates_ranges import BOUNDS, RANGES
from kg_extract.nlp.dates_readings import Chained, Readings, choose
from kg_extract.nlp.dates_relative import RELATIVE
from kg_extract.nlp.dates_shifts import SHIFTED_DAYS, SHIFTS, SHIFTS_FROM
from kg_extract.nlp.dates_spans import SPANS
from kg_extract.nlp.dates_tense import doc_tense
from kg_extract.nlp.dates_tokens import Node, tokenize
from kg_extract.nlp.state import DateSpan

__all__ = ["Expression", "KgxDates", "find", "parse"]

#: The grammar, each level on the result of the one before.
LEVELS = (DAYS, SPANS, RELATIVE, PARTS, SHIFTS, SHIFTS_FROM, SHIFTED_DAYS, RANGES, BOUNDS)

#: Says whether the text from one character offset to another looks to the past or the future, or neither.
Tense = Callable[[int, int], str | None]


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression by character offsets: all its readings, and the one that the tense says (None if unknown)."""

    start: int
    end: int
    readings: Readings
    chosen: Period | None
    timed: bool = False
    split: int = 0


def no_tense(start: int, end: int) -> str | None:
    """The tense of a text that says nothing about it."""
    return None


def parse(text: str, anchor: date | None, tense: Tense = no_tense, news: bool = True) -> list[Expression]:
    """Every date expression of `text`; in `news`, "days later" counts from the date told before it."""
    nodes = tokenize(text)
    for level in LEVELS:
        nodes = level.apply(nodes)
    out: list[Expression] = []
    told: date | None = None
    for i, node in enumerate(nodes):
        if node.when is None or (node.cls in "FX" and not _supported(nodes, i, news)):
            continue
        counted_from = told if news and isinstance(node.when, Chained) and told else anchor
        direction = tense(node.start, node.end)
        if node.cls == "I" and direction != "future" and news:
            continue
        readings = node.when.readings(counted_from)
        chosen = choose(readings, anchor, direction, news)
        if chosen is not None and node.cls in "GJ":
            chosen = replace(chosen, grain="")
        if chosen is not None and chosen.grain in ("day", "month", "year"):
            told = chosen.at
        out.append(Expression(node.start, node.end, readings, chosen, _timed(nodes, i), node.split))
    return out


def _supported(nodes: list[Node], i: int, news: bool) -> bool:
    """Whether what stands before a day and month in figures says that they are a date; most "5/12" in news are ratios."""
    if news:
        return i > 0 and "/" in nodes[i].word and nodes[i - 1].word in ("on", "by", "before", "after", "since", "from", "until")
    return (i > 0 and nodes[i - 1].cls in "i<>fbs&2") or (len(nodes[i].word) == 5 and "/" in nodes[i].word)


def _timed(nodes: list[Node], i: int) -> bool:
    near = [nodes[j] for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(nodes)]
    return any(node.cls == "t" for node in near)


def find(text: str, anchor: date | None, tense: Tense = no_tense) -> list[tuple[int, int, str, str]]:
    """The dates of `text` that have a value in news: (start, end, ISO value, "date" or "range").

    A range of two full dates ("from May 2024 to June 2026") gives both of them.
    """
    out: list[tuple[int, int, str, str]] = []
    for found in parse(text, anchor, tense):
        if found.chosen is not None and found.chosen.value:
            out += _values(text, found, found.chosen)
    return out


def _values(text: str, found: Expression, chosen: Period) -> Iterator[tuple[int, int, str, str]]:
    start = _inside(text, found)
    if found.split > start and chosen.last:
        first = _BETWEEN.sub("", text[start : found.split])
        yield start, start + len(first), chosen.value, "range"
        yield found.split, found.end, chosen.last, "range"
    else:
        yield start, found.end, chosen.value, "date" if chosen.single else "range"


_LEADING = re.compile(
    r"(?:(?:no later than|no earlier than|from|between|before|by|after|since|until|till|through|on|in|during|the)\s+)+", re.IGNORECASE
)


_BETWEEN = re.compile(r"(?:\s|[-–—~]|\b(?:and|to|until|till|til|through|thru|the)\b)+$", re.IGNORECASE)


def _inside(text: str, expression: Expression) -> int:
    """Where the expression begins behind its prepositions and article."""
    leading = _LEADING.match(text, expression.start, expression.end)
    return leading.end() if leading and leading.end() < expression.end else expression.start


@Language.factory("kgx_dates", requires=["token.dep", "token.tag"], assigns=["doc._.kgx_dates"])
def create(nlp: Language, name: str) -> KgxDates:
    """The component of the pipeline."""
    return KgxDates()


class KgxDates:
    """Sets `doc._.kgx_dates`: the dates of the text with their values, told from the article's day of publication."""

    def __call__(self, doc: Doc) -> Doc:
        """Sets the attribute."""
        doc._.kgx_dates = self.match(doc)
        return doc

    def match(self, doc: Doc) -> tuple[DateSpan, ...]:
        """The dates of `doc`, in text order."""
        published = doc._.kgx_article.published if doc._.kgx_article else None
        anchor = date.fromisoformat(published[:10]) if published and len(published) >= 10 else None
        parsed = doc.has_annotation("DEP")

        def tense(start: int, end: int) -> str | None:
            span = doc.char_span(start, end, alignment_mode="expand")
            return doc_tense(doc, span.start, span.end) if span and parsed else None

        out = []
        for start, end, value, kind in find(state.text(doc), anchor, tense):
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                out.append(DateSpan(span.start, span.end, value, kind))
        return tuple(out)
