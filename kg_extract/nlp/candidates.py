"""What could fill a role: mentions of entities, amounts, dates, noun phrases, rounds, contract numbers, positions, outcomes."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from kg_extract import resources
from kg_extract.model import Amount
from kg_extract.nlp import state
from kg_extract.nlp.frames import OwnKind

_SKIP_LEFT = {"det", "poss", "predet", "case"}
_PHRASE_MAX = 8  # tokens of the shortest noun phrase that still says what it is about


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible filler. `identity` is equal for candidates that stand for the same thing in the article."""

    kind: str
    start: int
    end: int
    head: int
    sentence: int
    type: str
    identity: Hashable
    cluster: int | None = None
    amount: Amount | None = None
    text: str | None = None
    detail: str = ""  # entity: name, nominal or pronoun; amount: money, valuation …; date: its precision


@dataclass(frozen=True)
class Sentences:
    """Where the sentences of a Doc are: token offsets, and the sentence of each token."""

    bounds: tuple[tuple[int, int], ...]
    of: tuple[int, ...]

    @classmethod
    def read(cls, doc: Doc) -> Sentences:
        """The sentences that the parser found."""
        bounds = tuple((s.start, s.end) for s in doc.sents)
        return cls(bounds, tuple(i for i, (start, end) in enumerate(bounds) for _ in range(start, end)))

    def paragraphs(self, doc: Doc) -> list[int]:
        """The number of each sentence's paragraph."""
        starts = [block.start for block in doc._.kgx_blocks]
        return [bisect(starts, doc[start].idx) for start, _ in self.bounds]


def by_sentence(found: Iterable[Candidate]) -> dict[int, list[Candidate]]:
    """The candidates by the number of their sentence."""
    grouped: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in found:
        grouped[candidate.sentence].append(candidate)
    return dict(grouped)


def find(doc: Doc, sentences: Sentences, own: Iterable[OwnKind] = ()) -> tuple[Candidate, ...]:
    """Every candidate of the article, in text order, and those of kinds that only some frame knows."""
    taken = [False] * len(doc)
    found = [*_entities(doc, sentences), *_amounts(doc, sentences), *_dates(doc, sentences)]
    for candidate in found:
        for i in range(candidate.start, candidate.end):
            taken[i] = True
    found.extend(_patterns(doc, sentences))
    found.extend(_phrases(doc, sentences, taken))
    found.extend(_outcomes(doc, sentences))
    found.extend(candidate for kind in own for candidate in _of_own_kind(doc, sentences, kind))
    return tuple(sorted(found, key=lambda c: (c.start, c.end, c.kind, c.text or "")))


def _head(doc: Doc, start: int, end: int) -> int:
    """The token that the others of the span hang from."""
    for i in range(start, end):
        head = doc[i].head.i
        if not start <= head < end or head == i:
            return i
    return end - 1


def _entities(doc: Doc, sentences: Sentences) -> Iterator[Candidate]:
    for number, cluster in enumerate(doc._.kgx_clusters):
        for m in cluster.mentions:
            yield Candidate(
                "entity",
                m.start,
                m.end,
                _head(doc, m.start, m.end),
                sentences.of[m.start],
                cluster.type,
                ("entity", number),
                cluster=number,
                detail=m.kind,
            )


def _amounts(doc: Doc, sentences: Sentences) -> Iterator[Candidate]:
    for a in doc._.kgx_amounts:
        identity = ("amount", a.amount.value, a.amount.currency)
        yield Candidate(
            "amount", a.start, a.end, _head(doc, a.start, a.end), sentences.of[a.start], "", identity, amount=a.amount, detail=a.kind
        )


def _dates(doc: Doc, sentences: Sentences) -> Iterator[Candidate]:
    for d in doc._.kgx_dates:
        if d.kind != "duration":
            yield Candidate(
                "date",
                d.start,
                d.end,
                _head(doc, d.start, d.end),
                sentences.of[d.start],
                "",
                ("date", d.value),
                text=d.value,
                detail=d.kind,
            )


@cache
def _regexes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    raw = resources.read_toml("patterns/fillers.toml")
    return tuple((kind, re.compile(raw[kind]["regex"].strip())) for kind in ("round", "contract"))


def is_contract(text: str) -> bool:
    """Whether this is a contract's number, which no thing is named."""
    return any(kind == "contract" and regex.fullmatch(text) for kind, regex in _regexes())


def _patterns(doc: Doc, sentences: Sentences) -> Iterator[Candidate]:
    """Rounds and contract numbers, by their shape."""
    for kind, regex in _regexes():
        for match in regex.finditer(state.text(doc)):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if span is not None and len(span):
                text = _singular(match.group()) if kind == "round" else match.group()
                where = (span.start, span.end, span.root.i, sentences.of[span.start])
                yield Candidate(kind, *where, "", (kind, text.casefold()), text=text)


def _singular(text: str) -> str:
    """A round is named in the singular: "grants" are of the round "grant"."""
    if text.lower().endswith(("series", "ss")) or not text.endswith("s") or len(text) < 4:
        return text
    return text[:-3] + "y" if text.endswith("ies") else text[:-1]


def _of_own_kind(doc: Doc, sentences: Sentences, kind: OwnKind) -> Iterator[Candidate]:
    """What a frame's own expression finds: its first group, if it has one, or the value that it stands for."""
    for match in kind.regex.finditer(state.text(doc)):
        group = 1 if kind.regex.groups and match[1] is not None else 0
        span = doc.char_span(*match.span(group), alignment_mode="expand")
        if span is not None and len(span):
            text = kind.values.get(match[group].lower(), match[group])
            where = (span.start, span.end, span.root.i, sentences.of[span.start])
            yield Candidate(kind.name, *where, "", (kind.name, text.casefold()), text=text)


@cache
def _positions() -> dict[str, frozenset[str]]:
    """What titles of posts are made of: `heads`, and words `before` them."""
    return {part: frozenset(words) for part, words in resources.read_toml("patterns/fillers.toml")["position"].items()}


def position_heads() -> frozenset[str]:
    """Nouns that end a post's title."""
    return _positions()["heads"]


def _phrases(doc: Doc, sentences: Sentences, taken: list[bool]) -> Iterator[Candidate]:
    """Noun phrases that are no names: what a contract, a licence or a launch is about; and titles of posts."""
    for chunk in doc.noun_chunks:
        root = chunk.root
        if root.pos_ != "PRON" and taken[root.i] and root.lower_ not in position_heads():
            yield from _before_name(chunk, sentences, taken)
        if root.pos_ == "PRON" or (taken[root.i] and root.lower_ not in position_heads()):
            continue
        kind = "position" if root.lemma_.lower() in position_heads() else "phrase"
        start, end = _trim(chunk, taken, kind)
        if start < end:
            text = doc[start:end].text
            yield Candidate(kind, start, end, root.i, sentences.of[root.i], "", (kind, text.casefold()), text=text)


def _before_name(chunk: Span, sentences: Sentences, taken: list[bool]) -> Iterator[Candidate]:
    """A post's title right before a name: "Chief Financial Officer Jane Roe"."""
    doc = chunk.doc
    name = next((i for i in range(chunk.start, chunk.end) if taken[i] and i > chunk.start and doc[i - 1].lower_ in position_heads()), None)
    if name is None or doc[name].ent_type_ == "DATE":
        return
    start = name - 1
    while start > chunk.start and not taken[start - 1] and _belongs_to_title(doc[start - 1]):
        start -= 1
    text = doc[start:name].text
    yield Candidate("position", start, name, name - 1, sentences.of[start], "", ("position", text.casefold()), text=text)


def _belongs_to_title(token: Token) -> bool:
    return token.text[:1].isupper() or token.dep_ == "compound" or token.lower_ in _positions()["before"]


def _trim(chunk: Span, taken: list[bool], kind: str) -> tuple[int, int]:
    """The chunk without its determiner and possessor; a title goes on through "of X and Y"."""
    doc, root = chunk.doc, chunk.root
    start, end = chunk.start, root.i + 1
    for token in chunk:
        bars = token.dep_ in _SKIP_LEFT or token.tag_ in ("POS", "DT", "PRP$") or token.is_punct or token.is_space
        if token.i < root.i and bars and not _inside_word(token):
            start = token.i + 1
    if kind == "position":
        while start < root.i and taken[start]:
            start += 1
        end = _through_of(doc, root, taken)
    return max(start, end - _PHRASE_MAX) if kind == "phrase" else start, end


def _inside_word(token: Token) -> bool:
    """Whether a token is the hyphen of a word such as "low-cost", or a part of one before its hyphen."""
    doc, i = token.doc, token.i
    after = i + 1 < len(doc) and doc[i + 1].text == "-" and not token.whitespace_
    return after or (token.text == "-" and i > 0 and not doc[i - 1].whitespace_ and not token.whitespace_)


def _through_of(doc: Doc, root: Token, taken: list[bool]) -> int:
    """Where a title ends: "vice president of build and flight reliability", but not "president of Acme"."""
    end = root.i + 1
    if end < len(doc) and doc[end].lower_ in ("of", "for") and doc[end].head.i == root.i:
        subtree_end = doc[end].right_edge.i + 1
        i = end + 1
        while (
            i < min(subtree_end, end + 9)
            and not taken[i]
            and not doc[i].is_punct
            and doc[i].pos_ in ("NOUN", "PROPN", "ADJ", "CCONJ", "DET", "ADP", "VERB")
        ):
            i += 1
        while i > end + 1 and doc[i - 1].pos_ in ("CCONJ", "DET", "ADP"):
            i -= 1
        if i > end + 1:
            return i
    return end


@cache
def _outcome_cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    raw = resources.read_toml("patterns/fillers.toml")["outcome"]
    return tuple(
        (name, re.compile(r"\b(?:" + "|".join(map(re.escape, raw[name])) + r")\b", re.IGNORECASE))
        for name in ("partial", "failure", "success")
    )


def _outcomes(doc: Doc, sentences: Sentences) -> Iterator[Candidate]:
    """Words that tell how a launch went."""
    for name, regex in _outcome_cues():
        for match in regex.finditer(state.text(doc)):
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if span is not None and len(span):
                yield Candidate(
                    "outcome",
                    span.start,
                    span.end,
                    span.root.i,
                    sentences.of[span.start],
                    "",
                    ("outcome", name),
                    text=name,
                    detail=match.group().casefold(),
                )
