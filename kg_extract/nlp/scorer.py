"""The fact scorer: which triggers tell of an event, which candidates fill its roles, which pairs stand in a relation.

A first look with linear models over sparse features (`features`, `pairs`), drafts merged into events, then a second look
(`rescoring`) that gives each fact its confidence. Weights are made by `python -m training`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg_extract.nlp import features, merging, pairs, selection
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.drafts import Draft, Fill
from kg_extract.nlp.frames import Frame, Frames
from kg_extract.nlp.linear import LinearModel
from kg_extract.nlp.rescoring import Rows
from kg_extract.nlp.trees import Trees
from kg_extract.nlp.triggers import Found

NONE = "-"  # the class of what is no trigger, or fills no role
LIKELY = 0.5  # a trigger of at least this score ends the reach of the one before it
TRIGGER_FLOOR, ROLE_FLOOR = 0.15, 0.1  # below these, nothing is drafted

Relation = tuple[str, int, int | str]


@dataclass(frozen=True)
class FirstLook:
    """Linear models by event type (triggers, roles) and by predicate (relations)."""

    triggers: Mapping[str, LinearModel]
    roles: Mapping[str, LinearModel]
    relations: Mapping[str, LinearModel]

    def events(self, context: features.Context, found: Sequence[Found], frames: Frames) -> list[Draft]:
        """Drafts merged into events, every filler that is not out of the question still among them."""
        by_type: dict[str, list[Found]] = defaultdict(list)
        for f in found:
            by_type[f.trigger.event].append(f)
        drafts = [d for t, here in by_type.items() if t in self.triggers for d in self._drafts(context, here, frames.by_type[t])]
        return merging.merge(drafts, frames)

    def _drafts(self, context: features.Context, found: Sequence[Found], frame: Frame) -> list[Draft]:
        scores = self.triggers[frame.type].probabilities([features.of_trigger(context, f) for f in found])[:, 1]
        likely = {context.sentences.of[f.token] for f, score in zip(found, scores, strict=True) if score >= LIKELY}
        out = []
        for f, score in zip(found, scores, strict=True):
            if score >= TRIGGER_FLOOR:
                draft = Draft(frame.type, f.token, context.sentences.of[f.token], float(score))
                draft.fills = self._fills(context, f, frame, likely, float(score))
                selection.select(draft, frame, context.doc)
                if draft.fills:
                    out.append(draft)
        return out

    def _fills(self, context: features.Context, found: Found, frame: Frame, likely: set[int], score: float) -> list[Fill]:
        possible = fitting(context, found, frame, likely)
        if not possible:
            return []
        model = self.roles[frame.type]
        table = model.probabilities([features.of_pair(context, found, c) for c in possible])
        return [
            Fill(role, c, score * float(p))
            for c, row in zip(possible, table, strict=True)
            for role, p in zip(model.classes, row, strict=True)
            if role != NONE and p >= ROLE_FLOOR
        ]

    def relation_scores(self, context: features.Context, by_rule: Mapping[tuple[int, int | str], frozenset[str]]) -> dict[Relation, tuple[float, pairs.Pair]]:
        """The best score of each relation between two things, and the pair of mentions that has it."""
        best: dict[Relation, tuple[float, pairs.Pair]] = {}
        for pair in pairs.find(context):
            target = pairs.target(pair)
            rules = by_rule.get((pair.subject.cluster or 0, target), frozenset())
            row = pairs.of_relation(context, pair, rules)
            for predicate in pairs.possible(pair):
                score = float(self.relations[predicate].probabilities([row])[0, 1])
                key = (predicate, pair.subject.cluster or 0, target)
                if key not in best or score > best[key][0]:
                    best[key] = (score, pair)
        return best


def fitting(context: features.Context, found: Found, frame: Frame, likely: set[int]) -> list[Candidate]:
    """The candidates within a trigger's reach that some role of its frame admits."""
    roles = frame.roles.values()
    return [
        c for c in features.window(context, found, likely) if any(r.fits(c.kind, c.type) or (r.text and c.kind == "phrase") for r in roles)
    ]


class FactScorer:
    """Both looks, with the weights of one folder."""

    def __init__(self, first: FirstLook, second: Trees, frames: Frames) -> None:
        self.first, self.second, self.frames = first, second, frames
        self.rows = Rows(frames)

    @classmethod
    def load(cls, folder: Path, frames: Frames) -> FactScorer:
        """The weights of `folder`; `ModelError` if one is missing or broken."""
        parts = [
            {name: LinearModel.read(folder / part / f"{name}.npz") for name in names}
            for part, names in (("triggers", frames.by_type), ("roles", frames.by_type), ("relations", pairs.SIGNATURES))
        ]
        return cls(FirstLook(*parts), Trees.read(folder / "second.npz"), frames)

    def events(self, context: features.Context, found: Sequence[Found], floor: float) -> list[Draft]:
        """The events, each filler with its probability of being right; what is below `floor` is gone."""
        events = self.first.events(context, found, self.frames)
        if not events:
            return []
        scores = iter(self.second.probabilities(self.rows.of(context, events)))
        for event in events:
            event.fills = [Fill(f.role, f.candidate, score) for f in event.fills if (score := float(next(scores))) >= floor]
            selection.select(event, self.frames.by_type[event.type], context.doc)
            event.score = max((f.score for f in event.fills), default=0.0)
        return [e for e in events if e.fills]
