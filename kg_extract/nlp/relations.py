"""`kgx_relations`: the nine relations, read off the surface of sentences by patterns, and off the names of things.

Patterns (see `relations_patterns`) find pairs of mentions; lists share what is said of one member; a title without an organisation
("Chief Executive Jane Roe") takes the organisation that the text is about just there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.nlp.relations_names import named_after
from kg_extract.nlp.relations_patterns import Pattern, chain, load
from kg_extract.nlp.relations_sentence import Piece, Sentence, sentences
from kg_extract.nlp.relations_titles import Title, read_title
from kg_extract.nlp.state import RelationSpan

__all__ = ["RelationFinder"]

_INNERMOST = frozenset(("holdsPosition", "locatedIn"))
_NUMBER = re.compile(r"#(\d+)>")
_PART_OF = re.compile(r"'s/r (?:\S+/[nma] ){0,3}<(?:Company|Agency|Organization|LaunchSite|Place)#(\d+)> ")
_ORGANISATIONS = frozenset(("Company", "Agency", "Organization"))


class RelationFinder:
    """The component `kgx_relations`; with `past` also posts that somebody held before; with `patterns` only what these say."""

    def __init__(self, past: bool = False, patterns: Sequence[Pattern] | None = None) -> None:
        self.past = past
        self.patterns = patterns

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.kgx_relations`: each relation once, where it is told best."""
        best: dict[tuple[str, int, int | str], RelationSpan] = {}
        for span in self.match(doc):
            key = (span.predicate, span.subject, span.object)
            if key not in best or span.confidence > best[key].confidence:
                best[key] = span
        doc._.kgx_relations = tuple(best.values())
        return doc

    def match(self, doc: Doc) -> Iterator[RelationSpan]:
        """Every place in the text that states a relation, in text order."""
        reader = _Reader(self.past, load() if self.patterns is None else self.patterns)
        for sentence in sentences(doc):
            yield from reader.read(sentence)
        if self.patterns is None:
            yield from named_after(doc)


class _Reader:
    """Reads one sentence after the other and remembers which organisation was named last."""

    def __init__(self, past: bool, patterns: Sequence[Pattern]) -> None:
        self.past = past
        self.patterns = patterns
        self.last: Piece | None = None

    def read(self, sentence: Sentence) -> Iterator[RelationSpan]:
        holders: set[int] = set()
        for pattern in self.patterns:
            if pattern.past <= self.past and pattern.may_match(sentence):
                yield from self._apply(pattern, sentence, holders)
        self.last = next((piece for piece in reversed(sentence.pieces) if piece.type in _ORGANISATIONS), self.last)

    def _apply(self, pattern: Pattern, sentence: Sentence, holders: set[int]) -> Iterator[RelationSpan]:
        at = 0
        while found := pattern.form.search(sentence.text, at):
            at = sentence.next_piece(found.start())
            title = read_title(sentence, found) if "title" in pattern.form.groupindex else None
            if title is not None and not title.says_something(self.past):
                continue
            subject = int(found["s"])
            if pattern.context:
                other = self._organisation(sentence, found.start()) if subject not in holders and title and title.at_organisation else None
            else:
                other = sentence.pieces[_innermost(sentence, found) if pattern.predicate in _INNERMOST else int(found["o"])]
            if other is not None:
                yield from _spans(sentence, pattern, found, other, title)
                if pattern.predicate == "holdsPosition":
                    holders.update(_members(sentence, found, "s", pattern))

    def _organisation(self, sentence: Sentence, offset: int) -> Piece | None:
        """The organisation whose post is meant: the nearest one before it, in the sentence or in those before."""
        before = self.last
        for number, piece in enumerate(sentence.pieces):
            if piece.type in _ORGANISATIONS and 0 <= sentence.text.find(f"#{number}>") < offset:
                before = piece
        return before


def _members(sentence: Sentence, found: re.Match[str], role: str, pattern: Pattern) -> list[int]:
    """The mention in a role, and the other members of its list where the pattern shares them."""
    number = int(found[role])
    if role not in pattern.shared:
        return [number]
    for listed in chain(sentence.pieces[number].type).finditer(sentence.text):
        if listed.start() <= found.start(role) < listed.end():
            return [int(other) for other in _NUMBER.findall(listed[0])]
    return [number]


def _innermost(sentence: Sentence, found: re.Match[str]) -> int:
    """Of "NASA's Science Directorate" as an object, the part that the text means: the last."""
    number, end = int(found["o"]), found.end("o") + 2
    while more := _PART_OF.match(sentence.text, end):
        number, end = int(more[1]), more.end()
    return number


def _spans(sentence: Sentence, pattern: Pattern, found: re.Match[str], other: Piece, title: Title | None) -> Iterator[RelationSpan]:
    objects = [sentence.pieces[number] for number in _members(sentence, found, "o", pattern)] if "o" in pattern.shared else [other]
    for number in _members(sentence, found, "s", pattern):
        for obj in objects:
            subject = sentence.pieces[number]
            if subject.cluster == obj.cluster or (pattern.named and subject.kind != "name"):
                continue
            if title is None:
                yield _span(sentence, pattern.predicate, subject, obj, pattern.confidence)
                continue
            if title.is_founder and obj.type in _ORGANISATIONS:
                yield _span(sentence, "founder", obj, subject, pattern.confidence)
            if title.post:
                yield _span(sentence, "holdsPosition", subject, obj, pattern.confidence, title.post)


def _span(sentence: Sentence, predicate: str, subject: Piece, obj: Piece, confidence: float, title: str | None = None) -> RelationSpan:
    return RelationSpan(
        predicate,
        subject.cluster,
        obj.cluster if obj.date is None else obj.date,
        (subject.start, subject.end),
        (obj.start, obj.end),
        (sentence.start, sentence.end),
        title=title,
        confidence=confidence,
    )


@Language.factory("kgx_relations", requires=["doc._.kgx_clusters", "doc._.kgx_dates"], assigns=["doc._.kgx_relations"])
def create(nlp: Language, name: str) -> RelationFinder:
    """The component for `nlp`."""
    return RelationFinder()
