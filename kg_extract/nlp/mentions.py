"""Finds the named things of an article: companies, agencies, people, places, rockets, spacecraft, products, programmes.

Sets `doc._.kgx_mentions` to mentions of kind "name"; what refers to them without a name is added with the clusters.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg_extract.nlp.state import MentionSpan

__all__ = ["MentionFinder"]

_BASE_TYPES = {"PERSON": "Person", "ORG": "Company", "GPE": "Place", "LOC": "Place", "FAC": "Place", "PRODUCT": "Product"}


def _trim(span: Span) -> tuple[int, int]:
    """The token offsets of the span without a leading article and a trailing possessive."""
    start, end = span.start, span.end
    if start < end and span.doc[start].lower_ in ("the", "a", "an"):
        start += 1
    while end > start and span.doc[end - 1].lower_ in ("'s", "'", "’s", "’"):
        end -= 1
    return start, end


class MentionFinder:
    """The component `kgx_mentions`."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.kgx_mentions`."""
        doc._.kgx_mentions = self.match(doc)
        return doc

    def match(self, doc: Doc) -> tuple[MentionSpan, ...]:
        """The named mentions of the doc, in text order, none overlapping another."""
        found = []
        for entity in doc.ents:
            kind = _BASE_TYPES.get(entity.label_)
            start, end = _trim(entity)
            if kind and start < end:
                found.append(MentionSpan(start, end, kind))
        return tuple(found)


@Language.factory("kgx_mentions", requires=["doc.ents"], assigns=["doc._.kgx_mentions"])
def make_mentions(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component with the shipped weights and lists."""
    return MentionFinder()
