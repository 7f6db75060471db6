"""Finds the amounts of money in a text: value, currency, how exact, and what they count.

A grammar over data tables (`amounts_grammar`), then the words around each amount (`amounts_context`). The idea of
normalising quantities by a grammar and reading their "change" (about, more than, up to) from the neighbouring words follows
Almasian et al., "CQE: A Comprehensive Quantity Extractor", EMNLP 2023.
"""

from __future__ import annotations

import re
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.model import Amount
from kg_extract.nlp import amounts_context, amounts_grammar, amounts_lexicon, amounts_ranges, state
from kg_extract.nlp.amounts_grammar import Reading
from kg_extract.nlp.state import AmountSpan

__all__ = ["Amounts", "Found", "find", "match"]

Found = tuple[int, int, Amount, str]

_BRACKET = re.compile(r"\s*(?:[(\[]|;|/|,? or\b)\s*(?:[\w.~≈-]+\s+){0,3}?[~≈]?\s*")
_BARE = re.compile(r"\s*\(\s*(?P<sign>[~≈–-]?)\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<scale>[A-Za-z]+)\s*\)")


_SMALL = 1000  #: below, it is the price of one thing: no contract, round or takeover of the training articles is that small


def find(text: str) -> list[Found]:
    """Every amount of money in `text`, in order: start, end (character offsets), the amount, its kind."""
    found: list[Found] = []
    for reading in amounts_ranges.join(text, amounts_grammar.read(text)):
        found.append(_echo(text, _interpret(text, reading, found[-1] if found else None), found))
        bare = _bare_conversion(text, found[-1])
        if bare is not None:
            found.append(bare)
    return _share_range_kind(found)


def _interpret(text: str, reading: Reading, previous: Found | None) -> Found:
    """The reading with its currency, exactness and kind; a conversion in brackets is as exact as what it converts."""
    hedge = amounts_context.hedge(text, reading.start, reading.end)
    code = amounts_context.currency(text, reading)
    kind = amounts_context.kind(text, reading.start, reading.end, hedge.start)
    approximate, bound = hedge.approximate, reading.bound or hedge.bound
    if previous is not None and previous[2].currency != code and _BRACKET.fullmatch(text, previous[1], reading.start):
        approximate |= previous[2].approximate
        bound = bound or previous[2].bound
        kind = previous[3] if kind == "money" else kind
    amount = Amount(_plain(reading.value), code, text[reading.start : reading.end], approximate, bound)
    return reading.start, reading.end, amount, kind


def _echo(text: str, here: Found, earlier: list[Found]) -> Found:
    """The amount with the kind of the one that it is compared with: "sales rose to $5 million from $4 million"; small change is a price."""
    start, end, amount, kind = here
    if kind != "money":
        return here
    if abs(amount.value) < _SMALL:
        return start, end, amount, "unit price"
    for other in reversed(earlier[-3:]):
        if other[3] in ("revenue", "valuation", "budget") and amounts_context.echoes(text, other[1], start):
            return start, end, amount, other[3]
    return here


def _bare_conversion(text: str, previous: Found) -> Found | None:
    """A conversion into dollars whose sign was lost: "1 billion yuan (137M)"."""
    match = _BARE.match(text, previous[1])
    if match is None or previous[2].currency == "USD":
        return None
    lexicon = amounts_lexicon.load()
    scale = lexicon.magnitudes.get(match["scale"].lower()) or lexicon.glued_magnitudes.get(match["scale"].lower())
    if scale is None:
        return None
    approximate = previous[2].approximate or match["sign"] in ("~", "≈")
    start, end = match.start("number"), match.end("scale")
    return start, end, Amount(_plain(Decimal(match["number"]) * scale), "USD", text[start:end], approximate, previous[2].bound), previous[3]


def _share_range_kind(found: list[Found]) -> list[Found]:
    """The lower end of a range counts what the upper one does: "sales of $5 million to $6 million", "$2-$3 a share"."""
    for i in range(len(found) - 1):
        low, high = found[i], found[i + 1]
        if low[2].bound == "min" and high[2].bound == "max" and 0 <= high[0] - low[1] <= 5:
            kind = low[3] if low[3] != "money" else high[3]
            found[i], found[i + 1] = (*low[:3], kind), (*high[:3], kind)
    return found


def _plain(value: Decimal) -> Decimal:
    """The value without an exponent and without trailing zeros behind the point."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def match(doc: Doc) -> tuple[AmountSpan, ...]:
    """The amounts of the Doc, widened to whole tokens."""
    spans = []
    for start, end, amount, kind in find(state.text(doc)):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            spans.append(AmountSpan(span.start, span.end, amount, kind))
    return tuple(spans)


class Amounts:
    """The component `kgx_amounts`."""

    def __call__(self, doc: Doc) -> Doc:
        """Sets `doc._.kgx_amounts`."""
        doc._.kgx_amounts = match(doc)
        return doc


@Language.factory("kgx_amounts", assigns=["doc._.kgx_amounts"])
def create(nlp: Language, name: str) -> Amounts:
    """The component, for `nlp.add_pipe`."""
    return Amounts()
