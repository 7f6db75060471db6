"""Who speaks in a quotation, and for which organisation: what "we" and "our" stand for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Doc

from kg_extract.nlp.clusters_anaphora import pronoun_words
from kg_extract.nlp.clusters_names import ORGANIZATIONS
from kg_extract.nlp.state import Cluster

__all__ = ["Quotes"]

_MARKS = frozenset({'"', "``", "''", "“", "”"})
_REACH = 14
_EMPLOYER_REACH = 14


class Quotes:
    """The quotations of a doc, as half-open token ranges inside the marks."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc

    @cached_property
    def ranges(self) -> list[tuple[int, int]]:
        """Every quotation; one that is not closed in its paragraph ends there."""
        found, start = [], None
        for token in self.doc:
            if token.text in _MARKS:
                if start is None:
                    start = token.i + 1
                else:
                    found.append((start, token.i))
                    start = None
            elif start is not None and "\n\n" in token.text:
                found.append((start, token.i))
                start = None
        if start is not None:
            found.append((start, len(self.doc)))
        return found

    def around(self, token: int) -> tuple[int, int] | None:
        """The quotation that the token stands in."""
        return next(((s, e) for s, e in self.ranges if s <= token < e), None)

    def speaker(self, quote: tuple[int, int], named: Sequence[int]) -> int | None:
        """The token that is the subject of the verb of saying nearest to the quotation: a name, "he" or "she"."""
        start, end = quote
        said = pronoun_words()["speech.verbs"]
        behind = range(end + 1, min(end + _REACH, len(self.doc)))
        before = range(start - 2, max(start - 2 - _REACH, -1), -1)
        for places in (behind, before):
            for i in places:
                token = self.doc[i]
                if token.text in _MARKS:
                    break
                if token.lemma_ in said and token.pos_ == "VERB":
                    subject = self._subject(i, named)
                    if subject is not None:
                        return subject
        return None

    def _subject(self, verb: int, named: Sequence[int]) -> int | None:
        people = pronoun_words()["agreement.person"]
        for child in self.doc[verb].children:
            if child.dep_ in ("nsubj", "nsubjpass") and (named[child.i] >= 0 or child.lower_ in people):
                return int(child.i)
        for i in (*range(verb + 1, min(verb + 8, len(self.doc))), verb - 1):
            if self.doc[i].text in (".", '"', ";"):
                break
            if named[i] >= 0:
                return int(i)
        return None

    def employer(self, person: Cluster, named: Sequence[int], types: Sequence[str]) -> int | None:
        """The organisation that a person is introduced with: "Jane Roe, chief executive of Acme", "Acme CEO Jane Roe"."""
        for mention in person.mentions:
            for i in range(mention.end, min(mention.end + _EMPLOYER_REACH, len(self.doc))):
                if self.doc[i].text in (".", ";", '"') and not (self.doc[i].text == '"' and i == mention.end):
                    break
                if named[i] >= 0 and types[named[i]] in ORGANIZATIONS and self.doc[mention.end].text == ",":
                    return named[i]
            for i in range(mention.start - 1, max(mention.start - 7, -1), -1):
                if self.doc[i].text in (".", ";", '"', ","):
                    break
                if named[i] >= 0 and types[named[i]] in ORGANIZATIONS:
                    return named[i]
        return None
