"""Where an article lists winners: "The following companies have been awarded contracts:", then a paragraph or a part of it for each."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from spacy.tokens import Doc, Token

from kg_extract import resources
from kg_extract.nlp.candidates import Candidate, Sentences

_AT_START = 2  # marks, numbers and articles that may stand before a winner's name in its line
_LINE_LONGEST = 60  # tokens of a line that is a winner's, or a heading between winners
_OWN = (("amount", "money"), ("contract", ""))  # what a line says of its winner alone


@dataclass(frozen=True)
class Winner:
    """What a line of a list names first, and the amounts and numbers that it has for it alone."""

    name: Candidate
    own: tuple[Candidate, ...]


@dataclass(frozen=True)
class Listing:
    """A list of winners: the sentences that announce it (`said`), that of its colon, that of its last line; its tokens, its winners.

    `inside` a sentence, a list tells of what its winners have won together.
    """

    said: range
    start: int
    end: int
    tokens: range
    winners: tuple[Winner, ...]

    @property
    def inside(self) -> bool:
        """Whether the list stands in the sentence of its colon."""
        return self.start == self.end


@cache
def data() -> dict[str, Any]:
    """The words of lists of winners."""
    return resources.read_toml("patterns/winners.toml")


@cache
def words_of(key: str) -> frozenset[str]:
    """The words of one kind."""
    return frozenset(data()[key])


def find(doc: Doc, sentences: Sentences, beside: Mapping[int, Sequence[Candidate]]) -> tuple[Listing, ...]:
    """The lists of an article; `beside`: the candidates by sentence."""
    return tuple(_Finder(doc, sentences, beside).lists())


class _Finder:
    """Goes through the paragraphs of an article."""

    def __init__(self, doc: Doc, sentences: Sentences, beside: Mapping[int, Sequence[Candidate]]) -> None:
        self.doc, self.sentences, self.beside = doc, sentences, beside
        paragraph = sentences.paragraphs(doc)
        self.starts = [i for i, number in enumerate(paragraph) if i == 0 or paragraph[i - 1] != number]
        self.runs = [range(a, b) for a, b in pairwise([*self.starts, len(paragraph)])]

    def lists(self) -> Iterator[Listing]:
        """Every list with two winners or more."""
        done = -1  # the last token of the list before
        for colon in self._colons():
            at = bisect(self.starts, self.sentences.of[colon]) - 1
            if colon > done and self._announces(self.runs[at], colon):
                parts = self._parts(at, colon)
                winners = tuple(w for part in parts if (w := self._winner(part)) is not None)
                if len(winners) > 1 and 2 * len(winners) >= len(parts):
                    done, sentence = parts[-1][-1].i, self.sentences.of[colon]
                    said = range(max(self.runs[at].start, sentence - 1), sentence + 1)
                    yield Listing(said, sentence, self.sentences.of[done], range(colon + 1, done + 1), winners)

    def _colons(self) -> list[int]:
        """Where the text has a colon."""
        words = self.doc.to_array("ORTH")
        return [int(i) for i in (words == self.doc.vocab.strings.add(":")).nonzero()[0]]

    def _tokens(self, run: range) -> list[Token]:
        start, end = self.sentences.bounds[run.start][0], self.sentences.bounds[run.stop - 1][1]
        return [t for t in self.doc[start:end] if not t.is_space]

    def _announces(self, run: range, colon: int) -> bool:
        """Whether the words before a colon say that winners follow."""
        sentence = self.sentences.of[colon]
        said = {t.lower_ for t in self.doc[self.sentences.bounds[sentence][0] : colon]}
        before = {t.lower_ for t in self.doc[slice(*self.sentences.bounds[sentence - 1])]} if sentence > run.start else set()
        return not said & words_of("bars") and bool((said | before) & words_of("announces"))

    def _parts(self, at: int, colon: int) -> list[list[Token]]:
        """What a colon in a paragraph is followed by: the paragraphs behind it, or the parts of its own sentence."""
        words = self._tokens(self.runs[at])
        return self._lines(at + 1) if words[-1].i == colon else self._inside([t for t in words if t.i > colon])

    def _lines(self, at: int) -> list[list[Token]]:
        """The paragraphs with a winner from a place on; one between two may be a heading, or tell of the winner above it."""
        kept: list[list[Token]] = []
        strange = 0
        for run in self.runs[at:]:
            words = self._tokens(run)
            strange = 0 if self._winner(words) is not None else strange + 1
            if strange > 1 or (strange and words[-1].text == ":" and self._announces(run, words[-1].i)):
                break
            if not strange:
                kept.append(words)
        return kept

    def _inside(self, words: Sequence[Token]) -> list[list[Token]]:
        """The parts of a list inside a sentence that begins with a name: between semicolons, or commas where there are none."""
        sentence = self.sentences.of[words[0].i]
        inside = [t for t in words if self.sentences.of[t.i] == sentence]
        if self._named(inside[0].i) is None:
            return []
        marks = (";",) if any(t.text == ";" for t in inside) else (",", "and")
        parts: list[list[Token]] = [[]]
        for token in inside:
            if token.text in marks:
                parts.append([])
            else:
                parts[-1].append(token)
        return [part for part in parts if part and (";" in marks or self._named(part[0].i) is not None)]

    def _named(self, at: int) -> Candidate | None:
        """The name that begins at a token."""
        here = self.beside.get(self.sentences.of[at], ())
        return next((c for c in here if c.start == at and c.kind == "entity" and c.detail == "name"), None)

    def _winner(self, words: Sequence[Token]) -> Winner | None:
        """The winner that a line begins with, if nothing but a mark or an article stands before it, and a mark or its place behind."""
        if not words or len(words) > _LINE_LONGEST:
            return None
        start = next((t.i for t in words if not (t.is_punct or t.lower_ in ("the", "and") or t.like_num)), words[0].i)
        name = self._named(start) if start - words[0].i <= _AT_START else None
        name = name or self._named(words[0].i)
        if name is None or name.type in ("Person", "Place") or not self._ends(words, name):
            return None
        inside = range(name.end, words[-1].i + 1)
        own = (c for c in self.beside.get(name.sentence, ()) if c.start in inside and (c.kind, c.detail) in _OWN)
        return Winner(name, tuple(own))

    def _ends(self, words: Sequence[Token], name: Candidate) -> bool:
        """Whether a name is no part of a longer one: "NASA" is in "NASA Administrator"."""
        behind = next((t for t in words if t.i >= name.end), None)
        return behind is None or behind.is_punct or behind.text in "–—-:;|(" or behind.lower_ in words_of("follows")
