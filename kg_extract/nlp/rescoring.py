"""The second look: the probability that a filler of a finished event, or a relation, is right, seeing all that was found beside it.

Stacked generalisation (Wolpert 1992): the first scores are features of a gradient-boosted model that was trained on out-of-fold scores.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg_extract.nlp import drafts
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context
from kg_extract.nlp.drafts import Draft, Fill
from kg_extract.nlp.frames import Frames
from kg_extract.nlp.pairs import SIGNATURES
from kg_extract.nlp.trees import Floats

if TYPE_CHECKING:
    from kg_extract.nlp.scorer import Seen

KINDS = (
    "Agency", "Company", "Constellation", "LaunchSite", "LaunchVehicle", "Organization",
    "Person", "Place", "Product", "Programme", "Spacecraft", "amount", "date", "phrase", "position", "round", "contract", "outcome",
)  # fmt: skip
Ruled = dict[tuple[str, int], set[tuple[str, object]]]
_AMOUNTS = {"money": 2.0, "valuation": 1.0}
_DETAILS = ("", "name", "nominal", "pronoun")


class Rows:
    """Makes the rows of features of an article's events; the frames fix how types and roles are numbered."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.types = {name: i for i, name in enumerate(sorted(frames.by_type))}
        pairs = sorted((t, r) for t, frame in frames.by_type.items() for r in frame.roles)
        self.roles = {pair: i for i, pair in enumerate(pairs)}

    def of(self, context: Context, events: Sequence[Draft]) -> Floats:
        """(fillers, features), fillers in the order of the events and of each event's `fills`."""
        by_type: dict[str, list[Draft]] = defaultdict(list)
        for event in events:
            by_type[event.type].append(event)
        ruled = self._by_rule(context)
        rows = [[*self._row(context, event, fill, by_type), *_ruled(ruled, event, fill)] for event in events for fill in event.fills]
        return np.array(rows, dtype=np.float32)

    def _by_rule(self, context: Context) -> Ruled:
        """What the frames' rules alone say: role and thing by event type and sentence."""
        told: Ruled = defaultdict(set)
        for draft in drafts.by_rules(context.doc, context.sentences, context.candidates, self.frames, context.found):
            told[draft.type, draft.sentence].update((f.role, f.candidate.identity) for f in draft.fills)
        return told

    def _row(self, context: Context, event: Draft, fill: Fill, by_type: dict[str, list[Draft]]) -> list[float]:
        c = fill.candidate
        rivals = sorted(-f.score for f in event.fills if f.role == fill.role)
        siblings = [e for e in by_type[event.type] if e is not event]
        key = self.frames.by_type[event.type].key
        lengths = (len(event.fills), len({f.role for f in event.fills}), len(event.sentences), len(siblings))
        return [
            self.roles[event.type, fill.role],
            self.types[event.type],
            KINDS.index(c.type or c.kind),
            fill.score,
            fill.score / max(event.score, 1e-6),
            event.score,
            rivals.index(-fill.score),
            len(rivals),
            -rivals[0],
            max((f.score for f in event.fills if f.role in key), default=0.0),
            max(f.score for f in event.fills),
            *lengths,
            max((e.score for e in siblings), default=0.0),
            _elsewhere(siblings, fill),
            _in_other_types(by_type, event.type, fill),
            c.sentence - min(event.sentences),
            c.sentence,
            context.mentions[c.identity],
            context.first[c.identity],
            _DETAILS.index(c.detail) if c.detail in _DETAILS else -1,
            sum(f.score for f in event.fills if f.role != fill.role),
            c.end - c.start,
            fill.tellings,
            fill.gap,
            float(context.in_title(c)),
            _AMOUNTS.get(c.detail, 0.0) if c.kind == "amount" else -1.0,
            _when(c, context.published),
            float(context.paragraph[c.sentence] == context.paragraph[event.sentence]),
            max((f.score for f in event.fills if f.role == fill.role and f is not fill), default=0.0),
            float(context.doc[event.token].pos_ == "VERB"),
            fill.network,
            fill.weighed / max(1e-6, sum(score for _, score in event.told_at)),
        ]


def _ruled(told: Ruled, event: Draft, fill: Fill) -> list[float]:
    """Whether the rules give the thing this role anywhere, and in the event's sentences; what they share; whether they see an event."""
    here = [told[event.type, s] for s in event.sentences if (event.type, s) in told]
    key = (fill.role, fill.candidate.identity)
    anywhere = any(key in found for (kind, _), found in told.items() if kind == event.type)
    shared = sum((f.role, f.candidate.identity) in found for f in event.fills for found in here)
    return [float(anywhere), float(any(key in found for found in here)), float(shared), float(bool(here))]


def _when(c: Candidate, published: str) -> float:
    """A date before (0), on (1) or after (2) the day of publication; -1 for what is no date."""
    if c.kind != "date" or not published:
        return -1.0
    return 1.0 if c.text == published else 2.0 if (c.text or "") > published else 0.0


def _elsewhere(siblings: Sequence[Draft], fill: Fill) -> float:
    """The best score of the same thing in the same role of another event of the type."""
    others = (f for e in siblings for f in e.fills if f.role == fill.role)
    return max((f.score for f in others if f.candidate.identity == fill.candidate.identity), default=0.0)


def _in_other_types(by_type: dict[str, list[Draft]], own: str, fill: Fill) -> float:
    """The best score of the same thing in any role of an event of another type."""
    others = (f for t, events in by_type.items() if t != own for e in events for f in e.fills)
    return max((f.score for f in others if f.candidate.identity == fill.candidate.identity), default=0.0)


def relation_rows(context: Context, seen: Mapping[tuple[str, int, int | str], Seen]) -> Floats:
    """(relations, features) of the relations that two things may stand in, in the order of `seen`."""
    best_of: dict[tuple[str, int], float] = defaultdict(float)
    best_between: dict[tuple[int, int | str], float] = defaultdict(float)
    for (predicate, subject, target), s in seen.items():
        best_of[predicate, subject] = max(best_of[predicate, subject], s.best)
        best_between[subject, target] = max(best_between[subject, target], s.best)
    names = list(SIGNATURES)
    clusters = context.doc._.kgx_clusters
    rows = []
    for (predicate, subject, target), s in seen.items():
        entity = isinstance(target, int)
        rows.append(
            [
                names.index(predicate),
                s.best,
                s.total,
                s.count,
                float(s.by_rule),
                best_of[predicate, subject] - s.best,
                best_between[subject, target] - s.best,
                KINDS.index(clusters[subject].type),
                KINDS.index(clusters[target].type) if entity else -1,
                context.mentions["entity", subject],
                context.mentions["entity", target] if entity else 0,
                _DETAILS.index(s.pair.subject.detail) if s.pair and s.pair.subject.detail in _DETAILS else -1,
                _DETAILS.index(s.pair.object.detail) if s.pair and s.pair.object.detail in _DETAILS else -1,
            ]
        )
    return np.array(rows, dtype=np.float32)
