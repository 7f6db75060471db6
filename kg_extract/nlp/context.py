"""What the fact scorer knows of an article as a whole, computed once: its candidates by sentence, words, classes, and its title's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from spacy.tokens import Doc

from kg_extract.nlp import notices, winners_lists, words
from kg_extract.nlp.candidates import Candidate, Sentences, by_sentence
from kg_extract.nlp.linear import Array
from kg_extract.nlp.triggers import Found


@dataclass
class Context:
    """What is computed once an article: its candidates by sentence, how often each thing is mentioned."""

    doc: Doc
    sentences: Sentences
    candidates: Sequence[Candidate]
    by_sentence: dict[int, list[Candidate]] = field(default_factory=dict)
    mentions: Counter[object] = field(default_factory=Counter)
    first: dict[object, int] = field(default_factory=dict)
    published: str = ""
    paragraph: list[int] = field(default_factory=list)
    section: list[int] = field(default_factory=list)
    title: frozenset[str] = frozenset()
    coarse: list[int] = field(default_factory=list)
    fine: list[int] = field(default_factory=list)
    found: Sequence[Found] = ()

    def __post_init__(self) -> None:
        for c in self.candidates:
            self.mentions[c.identity] += 1
            self.first.setdefault(c.identity, c.sentence)
        self.by_sentence = by_sentence(self.candidates)
        self.paragraph = self.sentences.paragraphs(self.doc)
        self.section = notices.sections(self.doc, self.sentences, self.candidates)
        self.agencies = notices.letting(self.doc, self.sentences, self.section, self.by_sentence)
        self.winners = winners_lists.find(self.doc, self.sentences, self.by_sentence)
        article = self.doc._.kgx_article
        self.published = (article.published or "") if article is not None else ""
        self.title = frozenset(_letters((article.title or "") if article is not None else "").split())
        self.coarse, self.fine = words.classes(self.doc)
        # Read once: a token's attribute costs 0.3 µs, an item of a list 0.03.
        columns = self.doc.to_array(["LOWER", "LEMMA", "DEP", "HEAD"])
        self.lower, lemmas, self.deps = (self._strings(columns[:, k].tolist()) for k in range(3))
        self.lemmas = [lemma.lower() for lemma in lemmas]
        self.heads = [i + step for i, step in enumerate(columns[:, 3].view("int64").tolist())]
        self.named = [""] * len(self.lower)  # the type of the name that a token is part of
        for c in self.candidates:
            if c.detail == "name":
                self.named[c.start : c.end] = [c.type] * (c.end - c.start)
        self.memory: dict[str, Array] = {}  # what is made of the article when first asked for
        self.sums: dict[object, Array] = {}  # what candidates alone add to scores, for the models of one first look
        self._titled: dict[object, bool] = {}
        self._prepositions: dict[int, str] = {}

    def _strings(self, keys: list[int]) -> list[str]:
        """The strings that the vocabulary has under these keys."""
        text = {key: self.doc.vocab.strings[key] if key else "" for key in set(keys)}
        return [text[key] for key in keys]

    def word(self, i: int) -> str:
        """The word at a position, in small letters; "" outside of the text."""
        return self.lower[i] if 0 <= i < len(self.lower) else ""

    def preposition(self, head: int) -> str:
        """The preposition that a phrase hangs from, else its dependency; conjuncts and the like share it."""
        if head not in self._prepositions:
            self._prepositions[head] = self._find_preposition(head)
        return self._prepositions[head]

    def _find_preposition(self, node: int) -> str:
        for _ in range(3):
            above = self.heads[node]
            if self.deps[node] in ("pobj", "pcomp") and self.doc[above].pos_ in ("ADP", "SCONJ"):
                return str(self.lower[above])
            if self.deps[node] not in ("conj", "appos", "compound", "nummod", "nmod", "poss"):
                break
            node = above
        return self.deps[node]

    def in_title(self, c: Candidate) -> bool:
        """Whether the title names the thing: all words of one of its names stand there."""
        if c.identity not in self._titled:
            self._titled[c.identity] = self._find_in_title(c)
        return self._titled[c.identity]

    def _find_in_title(self, c: Candidate) -> bool:
        if c.kind == "entity" and c.cluster is not None:
            names: Iterable[str] = self.doc._.kgx_clusters[c.cluster].names
        else:
            names = (c.text or self.doc[c.start : c.end].text,)
        return any(self.title.issuperset(spelled) for name in names if (spelled := _letters(name).split()))


def _letters(text: str) -> str:
    """Small letters and digits only, words apart by blanks."""
    return "".join(ch if ch.isalnum() else " " for ch in text.casefold().replace("'s", " ").replace("’s", " "))


BACK, NEAR, AHEAD = 2, 2, 8  # sentences before, after, and after when no other trigger of the type stands between


def window(context: Context, found: Found, others: Set[int]) -> Iterator[Candidate]:
    """The candidates that a trigger may take: each thing once, at the place nearest to it; on a page of notices, in its own notice.

    `others` are the sentences of the article with a trigger of the same event type: behind one, its own event goes on.
    """
    sentence = context.sentences.of[found.token]
    section, last = context.section, sentence
    while (
        last + 1 < len(section)
        and section[last + 1] == section[sentence]
        and _goes_on(section[sentence], last - sentence, last + 1 in others)
    ):
        last += 1
    best: dict[object, tuple[int, int, Candidate]] = {}
    for number in range(max(0, sentence - BACK), last + 1):
        if section[number] != section[sentence]:
            continue
        for c in context.by_sentence.get(number, ()):
            if c.start <= found.token < c.end and c.kind != "entity":
                continue
            rank = (abs(number - sentence) * 2 + (number > sentence), abs(c.start - found.token), c)
            if c.identity not in best or rank[:2] < best[c.identity][:2]:
                best[c.identity] = rank
    yield from (c for _, _, c in sorted(best.values(), key=lambda r: (r[2].start, r[2].end)))


def _goes_on(section: int, gap: int, other: bool) -> bool:
    """Whether what follows so many sentences later may still speak of an event: a notice (`section`) does to its end."""
    return bool(section) or (gap < AHEAD and (gap < NEAR or not other))
