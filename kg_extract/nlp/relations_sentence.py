"""A sentence as one string: `word/tag ` for every word and `<Type#number> ` for every mention, for the patterns of relations.

Tags: n noun, m proper noun, a adjective or adverb, d number, v verb, t determiner, p preposition, o pronoun, r 's and not,
"." punctuation, T a noun that heads a title, x anything else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise

from spacy.tokens import Doc, Span, Token

from kg_extract import resources
from kg_extract.nlp.state import MentionSpan

__all__ = ["Piece", "Sentence", "sentences", "title_words"]

_TAGS = {
    "NOUN": "n",
    "PROPN": "m",
    "ADJ": "a",
    "ADV": "a",
    "NUM": "d",
    "VERB": "v",
    "AUX": "v",
    "DET": "t",
    "ADP": "p",
    "PRON": "o",
    "PART": "r",
    "PUNCT": ".",
    "SYM": ".",
}
_BRACKET = re.compile(r"(?:(?<=> )|(?<=/T ))(\(/\S (?:[^\s]+ ){1,14}?\)/\S )")
_PREFIXES = frozenset(("co", "vice", "ex", "non"))
_POSSESSIVE = frozenset(("PRP$", "WP$"))
#: White space, and what the patterns use as marks.
_MARKS = str.maketrans("/<># \n", "______")


@dataclass(frozen=True, slots=True)
class Piece:
    """A mention in a sentence: its cluster (-1 for a date), its date if it is one, and its token offsets."""

    start: int
    end: int
    type: str
    cluster: int
    kind: str = "name"
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The string, where in it each item begins, the token each item stands for, and the mentions by number.

    `pairs`: the words and types of mentions that stand side by side.
    """

    doc: Doc
    start: int
    end: int
    text: str
    offsets: tuple[int, ...]
    tokens: tuple[int, ...]
    pieces: tuple[Piece, ...]
    words: frozenset[str]
    types: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def next_piece(self, offset: int) -> int:
        """Where the item behind the one at `offset` begins."""
        at = bisect_right(self.offsets, offset)
        return self.offsets[at] if at < len(self.offsets) else len(self.text)

    def token_span(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that `text[start:end]` stands for."""
        first = bisect_right(self.offsets, start) - 1
        behind = bisect_right(self.offsets, end - 1)
        return self.tokens[first], self.tokens[behind] if behind < len(self.tokens) else self.end


@cache
def title_words() -> dict[str, str]:
    """Noun that heads a title → its kind."""
    return {row["word"]: row["kind"] for row in resources.read_csv("lexicon/titles.csv")}


@cache
def _verbs() -> frozenset[str]:
    return frozenset(row["word"] for row in resources.read_csv("lexicon/titles.csv") if row["verb"] == "yes")


def sentences(doc: Doc) -> Iterator[Sentence]:
    """The sentences of `doc` that mention at least one thing."""
    pieces = _pieces(doc)
    at = 0
    for span in doc.sents:
        first = at
        while at < len(pieces) and pieces[at].start < span.end:
            at += 1
        if at > first:
            written = _write(doc, span, pieces[first:at])
            yield written
            if _BRACKET.search(written.text):
                yield _without_brackets(written)


def _pieces(doc: Doc) -> list[Piece]:
    """All mentions that a pattern can stand on, in text order and without overlap: names, then the heads of nominals, then dates."""
    names: list[Piece] = []
    others: list[Piece] = []
    for number, cluster in enumerate(doc._.kgx_clusters):
        for mention in cluster.mentions:
            if mention.kind == "name":
                names.append(Piece(mention.start, mention.end, cluster.type, number))
            elif mention.kind == "pronoun":
                others.append(Piece(mention.start, mention.end, cluster.type, number, mention.kind))
            elif _refers(doc, mention):
                others.append(Piece(mention.end - 1, mention.end, cluster.type, number, mention.kind))
    others += [Piece(date.start, date.end, "Date", -1, date=date.value) for date in doc._.kgx_dates if date.kind != "duration"]
    taken: set[int] = set()
    kept: list[Piece] = []
    for piece in [*sorted(names, key=lambda piece: (piece.start, -piece.end)), *others]:
        if taken.isdisjoint(range(piece.start, piece.end)):
            taken.update(range(piece.start, piece.end))
            kept.append(piece)
    return sorted(kept, key=lambda piece: piece.start)


def _without_brackets(sentence: Sentence) -> Sentence:
    """The sentence without the brackets behind names and titles: "Norland Systems (NS), based in Oslo", "chief executive (CEO) of"."""
    gone = [found.span(1) for found in _BRACKET.finditer(sentence.text)]
    kept = [
        (offset, token)
        for offset, token in zip(sentence.offsets, sentence.tokens, strict=True)
        if not any(start <= offset < end for start, end in gone)
    ]
    ends = dict(zip(sentence.offsets, (*sentence.offsets[1:], len(sentence.text)), strict=True))
    items = [sentence.text[offset : ends[offset]] for offset, _ in kept]
    offsets = tuple(accumulate((len(item) for item in items[:-1]), initial=0))
    tokens = tuple(token for _, token in kept)
    return replace(sentence, text="".join(items), offsets=offsets, tokens=tokens, pairs=_pairs(items))


def _pairs(items: list[str]) -> frozenset[tuple[str, str]]:
    keys = [item[1 : item.index("#")] if item[0] == "<" else item.rpartition("/")[0] for item in items]
    return frozenset(pairwise(keys))


def _refers(doc: Doc, mention: MentionSpan) -> bool:
    """Whether a nominal stands for its thing ("the company") and is not itself what a pattern looks for ("a unit of")."""
    lists = _nominals()
    words = [token.lower_ for token in doc[mention.start : mention.end]]
    return words[0] in lists["definite"] and lists["relational"].isdisjoint(words) and words[-1] not in title_words()


@cache
def _nominals() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in resources.read_toml("patterns/relations.toml")["nominals"].items()}


def _write(doc: Doc, span: Span, pieces: list[Piece]) -> Sentence:
    starts = {piece.start: number for number, piece in enumerate(pieces)}
    items: list[str] = []
    tokens: list[int] = []
    words: set[str] = set()
    at = span.start
    while at < span.end:
        number = starts.get(at)
        token = doc[at]
        if number is not None:
            piece = pieces[number]
            items.append(f"<{piece.type}#{number}> ")
            tokens.append(at)
            if token.tag_ in _POSSESSIVE:
                items.append("'s/r ")
                tokens.append(at)
                words.add("'s")
            if token.lower_.endswith("-based") or doc[piece.end - 1].lower_.endswith("-based"):
                items += ["-/. ", "based/v "]
                tokens += [at, at]
                words.update(("-", "based"))
            at = piece.end + (_age(doc, piece.end, span.end) if piece.type == "Person" else 0)
            continue
        ahead = starts.get(at + 1)
        if ahead is not None and pieces[ahead].type == "Person" and token.lower_ in _nominals()["honorifics"]:
            at += 1
            continue
        step, word, tag = _item(token, doc[at + 1 : min(at + 3, span.end)])
        if tag:
            items.append(f"{word}/{tag} ")
            tokens.append(at)
            words.add("/T" if tag == "T" else word)
        at += step
    offsets, length = [], 0
    for item in items:
        offsets.append(length)
        length += len(item)
    types = frozenset(piece.type for piece in pieces)
    return Sentence(
        doc, span.start, span.end, "".join(items), tuple(offsets), tuple(tokens), tuple(pieces), frozenset(words), types, _pairs(items)
    )


def _age(doc: Doc, at: int, end: int) -> int:
    """How many tokens of an age (", 24,") to leave out behind a person's name."""
    return 2 if at + 2 < end and doc[at].text == "," and doc[at + 1].is_digit and doc[at + 2].text in (",", "and") else 0


def _item(token: Token, ahead: Span) -> tuple[int, str, str]:
    """How many tokens the item takes, its word and its tag ("" for white space); "co - founder" is one word."""
    if token.is_space:
        return 1, "", ""
    word = token.lower_.translate(_MARKS)
    if token.tag_ == "POS":
        return 1, "'s", "r"
    if word in _PREFIXES and len(ahead) == 2 and ahead[0].text == "-":
        return 3, f"{word}-{ahead[1].lower_}", _tag(ahead[1])
    return 1, word, _tag(token)


def _tag(token: Token) -> str:
    """The tag of a word; a noun of the titles is one even where the tagger takes "NASA astronauts Roe and Poe" for a verb."""
    tag = _TAGS.get(token.pos_, "x")
    word = token.lower_
    return "T" if word in title_words() and (tag in "nma" or word not in _verbs()) else tag
