"""Whether two tellings are of the same happening: a row of numbers for each pair of drafts of a type, judged by boosted trees.

A mention-pair model as in event coreference (Bejan and Harabagiu 2010; Lee et al. 2012); `merging` joins drafts by its verdicts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from spacy.tokens import Token

from kg_extract.nlp import merging
from kg_extract.nlp.context import Context
from kg_extract.nlp.drafts import Draft
from kg_extract.nlp.frames import Frame, Frames
from kg_extract.nlp.merging import Same
from kg_extract.nlp.trees import Floats, Trees

_REACH = 40  # drafts of a type back: a long list of launches is not compared with all of itself
_LIKELY = 0.15  # dates and amounts below this say nothing against each other
_PLURAL = "NNS"
_WIDTH = 31  # columns that are not of a role

Fillers = dict[str, dict[object, float]]


class Tellings:
    """Makes the rows of pairs; the frames fix how types and roles are numbered."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.types = {name: i for i, name in enumerate(sorted(frames.by_type))}
        self.roles = {role: i for i, role in enumerate(sorted({r for frame in frames.by_type.values() for r in frame.roles}))}

    def same(self, context: Context, drafts: Sequence[Draft], trees: Trees) -> Same:
        """The probability that two drafts tell of the same happening, by type and triggers (the earlier first)."""
        pairs = self.pairs(drafts)
        if not pairs:
            return {}
        scores = trees.probabilities(self.rows(context, pairs))
        return {(a.type, a.token, b.token): float(score) for (a, b, _), score in zip(pairs, scores, strict=True)}

    def pairs(self, drafts: Sequence[Draft]) -> list[tuple[Draft, Draft, int]]:
        """Every two drafts of a type and a notice, the earlier first, and how many drafts of the type the second is further on."""
        by_type: dict[tuple[str, int], list[Draft]] = defaultdict(list)
        for draft in sorted(drafts, key=lambda d: (d.token, d.type)):
            by_type[draft.type, draft.section].append(draft)
        return [(here[i], b, j - i) for here in by_type.values() for j, b in enumerate(here) for i in range(max(0, j - _REACH), j)]

    def rows(self, context: Context, pairs: Sequence[tuple[Draft, Draft, int]]) -> Floats:
        """(pairs, features)."""
        fillers: dict[int, Fillers] = {}
        table = np.zeros((len(pairs), 2 * len(self.roles) + _WIDTH), dtype=np.float32)
        for row, (a, b, steps) in zip(table, pairs, strict=True):
            for draft in (a, b):
                if id(draft) not in fillers:
                    fillers[id(draft)] = _fillers(draft)
            frame = self.frames.by_type[a.type]
            shared, clash, core = self._by_role(row, frame, fillers[id(a)], fillers[id(b)])
            rest = [self.types[a.type], shared, clash, core, merging.conflicts(a, b, frame), merging.agreements(a, b, frame), steps]
            rest += [*_place(context, a, b), *_sides(a, b, frame), *_words(context, a, b)]
            row[-_WIDTH:] = rest
        return table

    def _by_role(self, row: Floats, frame: Frame, a: Fillers, b: Fillers) -> tuple[float, float, float]:
        """Fills in how far each role agrees and differs; the sums of both, and of what the core roles share."""
        shared = clash = core = 0.0
        for role in a.keys() & b.keys():
            agrees, differs = _compare(a[role], b[role], frame.roles[role].kind)
            row[2 * self.roles[role]], row[2 * self.roles[role] + 1] = agrees, differs
            shared, clash, core = shared + agrees, clash + differs, core + agrees * (role in frame.core)
        return shared, clash, core


def _fillers(draft: Draft) -> Fillers:
    """By role, each thing with its best score."""
    best: Fillers = defaultdict(dict)
    for fill in draft.fills:
        here = best[fill.role]
        here[fill.candidate.identity] = max(here.get(fill.candidate.identity, 0.0), fill.score)
    return best


def _compare(a: dict[object, float], b: dict[object, float], kind: str) -> tuple[float, float]:
    """The score of the likeliest thing that both have, and of the likeliest that they do not share."""
    agrees = max((min(a[k], b[k]) for k in a.keys() & b.keys()), default=0.0)
    if kind in ("amount", "date"):
        clash = merging.clash({k for k in a if a[k] > _LIKELY}, {k for k in b if b[k] > _LIKELY}, kind)
        return agrees, min(max(a.values()), max(b.values())) if clash else 0.0
    only_a, only_b = (max((score for k, score in x.items() if k not in y), default=0.0) for x, y in ((a, b), (b, a)))
    return agrees, min(only_a, only_b)


def _place(context: Context, a: Draft, b: Draft) -> list[float]:
    """Where the two stand in the article."""
    same = context.paragraph[a.sentence] == context.paragraph[b.sentence]
    return [a.sentence, b.sentence - a.sentence, b.token - a.token, float(same), len(context.doc) / 1000]


def _sides(a: Draft, b: Draft, frame: Frame) -> list[float]:
    """How sure each is, what its status is, and whether it names a key role."""
    bare = [float(not any(d.fillers(role) for role in frame.key)) for d in (a, b)]
    first, second = a.said[a.token], b.said[b.token]
    return [a.score, b.score, *bare, float(first @ second), *first, *second]


def _words(context: Context, a: Draft, b: Draft) -> list[float]:
    """How the two triggers are written and hang together."""
    first, second = context.doc[a.token], context.doc[b.token]
    tied = _tie(first, second) if a.sentence == b.sentence else 0.0
    forms = [float(t.pos_ == "VERB") for t in (first, second)] + [float(t.tag_ == _PLURAL) for t in (first, second)]
    return [float(first.lemma_.lower() == second.lemma_.lower()), tied, *forms]


def _tie(a: Token, b: Token) -> float:
    """How two words of a sentence hang together: 3 coordinated, 2 one above the other, 1 directly so, 0 otherwise."""
    if b.head is a and b.dep_ == "conj":
        return 3.0
    if a.head is b or b.head is a:
        return 1.0
    return 2.0 if a.is_ancestor(b) or b.is_ancestor(a) else 0.0
