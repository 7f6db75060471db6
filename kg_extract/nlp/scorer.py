"""The fact scorer: which triggers tell of an event, which candidates fill its roles, which pairs stand in a relation.

A first look with linear models over sparse features (`features`, `pairs`), drafts merged into events, then a second look
(`rescoring`) that gives each fact its confidence. Weights are made by `python -m training`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol

import numpy as np

from kg_extract.nlp import dense, features, implied, merging, notices, pairs, selection, status, winners
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context, window
from kg_extract.nlp.drafts import Draft, Fill, surely
from kg_extract.nlp.frames import Frame, Frames
from kg_extract.nlp.linear import Array, LinearModel, StoredModels
from kg_extract.nlp.merging import Same
from kg_extract.nlp.network import Network
from kg_extract.nlp.rescoring import Rows, relation_rows
from kg_extract.nlp.tellings import Tellings
from kg_extract.nlp.trees import Trees
from kg_extract.nlp.triggers import Found

NONE = "-"  # the class of what is no trigger, or fills no role
LIKELY = 0.5  # a trigger of at least this score ends the reach of the one before it
TRIGGER_FLOOR, ROLE_FLOOR, PAIR_FLOOR = 0.2, 0.1, 0.1  # below these, nothing is drafted

Relation = tuple[str, int, int | str]
Rules = Mapping[tuple[int, int | str], frozenset[str]]


@dataclass(frozen=True)
class FirstLook:
    """Linear models by event type (triggers, roles) and by predicate (relations), and a network that has a second opinion on roles."""

    triggers: Mapping[str, LinearModel]
    roles: Mapping[str, LinearModel]
    relations: Mapping[str, LinearModel]
    status: LinearModel
    network: Network

    @classmethod
    def load(cls, folder: Path, frames: Frames) -> FirstLook:
        """The models of `folder`; `ModelError` if one is missing or broken."""
        types = list(frames.by_type)
        return cls(
            StoredModels(folder / "triggers", types),
            StoredModels(folder / "roles", types),
            StoredModels(folder / "relations", pairs.SIGNATURES),
            LinearModel.read(folder / "status.npz"),
            Network.read(folder / "network.npz"),
        )

    def write(self, folder: Path) -> None:
        """Writes the models into `folder`."""
        for part, models in (("triggers", self.triggers), ("roles", self.roles), ("relations", self.relations)):
            (folder / part).mkdir(parents=True, exist_ok=True)
            for name, model in models.items():
                (folder / part / f"{name}.npz").write_bytes(model.to_bytes())
        (folder / "status.npz").write_bytes(self.status.to_bytes())
        (folder / "network.npz").write_bytes(self.network.to_bytes())

    def status_of(self, context: Context, event: Draft) -> str:
        """What the best telling says plainly or all deny; else what the tellings, each weighed by its score, make most likely."""
        best = context.sentences.of[max(event.told_at, key=lambda told: told[1])[0]]
        for token, _ in event.told_at:
            said = status.plain(context, token, event.type) if context.sentences.of[token] == best else None
            if said is not None:
                return said
        table = np.stack([event.said[token] for token, _ in event.told_at])
        if status.denied(context, event):
            return "negated"
        votes = np.log(table + 1e-3).T @ np.array([score for _, score in event.told_at], dtype=np.float32)
        return self.status.classes[int(votes.argmax())]

    def drafts(self, context: Context, found: Sequence[Found], frames: Frames) -> list[Draft]:
        """What each trigger tells, every filler that is not out of the question still among them."""
        by_type: dict[str, list[Found]] = defaultdict(list)
        for f in found:
            by_type[f.trigger.event].append(f)
        return [d for t, here in by_type.items() if t in self.triggers for d in self._drafts(context, here, frames.by_type[t])]

    def _drafts(self, context: Context, found: Sequence[Found], frame: Frame) -> list[Draft]:
        scores = self.trigger_scores(context, frame.type, found)
        likely = {context.sentences.of[f.token] for f, score in zip(found, scores, strict=True) if score >= LIKELY}
        out = []
        for f, score in zip(found, scores, strict=True):
            sentence = context.sentences.of[f.token]
            sure = surely(f, frame, context.by_sentence.get(sentence, ()))
            score = max(float(score), f.trigger.prior) if sure else float(score)
            if score >= TRIGGER_FLOOR or (frame.listed and any(sentence in listing.said for listing in context.winners)):
                draft = Draft(frame.type, f.token, sentence, score, section=context.section[sentence])
                draft.fills = self._fills(context, f, frame, likely, score)
                for fill in draft.fills:
                    if fill.candidate.identity in sure.get(fill.role, ()):
                        fill.least = score
                selection.select(draft, frame, context.doc)
                if draft.fills:
                    self._second_opinion(context, f, draft)
                    out.append(draft)
        said = self.status.probabilities([status.of_telling(context, d.token, d.type) for d in out]) if out else ()
        for draft, row in zip(out, said, strict=True):
            draft.said = {draft.token: row}
        return out

    def _second_opinion(self, context: Context, found: Found, draft: Draft) -> None:
        """What the network says of each filler."""
        table = self.network.probabilities(dense.rows(context, self.types, found, [fill.candidate for fill in draft.fills]))
        for fill, row in zip(draft.fills, table, strict=True):
            name = dense.column(draft.type, fill.role)
            fill.network = float(row[self.network.classes.index(name)]) if name in self.network.classes else 0.0
            fill.weighed = fill.network * draft.score

    @property
    def types(self) -> list[str]:
        """The event types, in the order in which the network numbers them."""
        return sorted(self.triggers)

    def _fills(self, context: Context, found: Found, frame: Frame, likely: set[int], score: float) -> list[Fill]:
        possible = fitting(context, found, frame, likely)
        if not possible:
            return []
        table = self.role_table(context, frame.type, found, possible)
        return [
            Fill(role, c, score * float(p), gap=c.sentence - context.sentences.of[found.token])
            for c, row in zip(possible, table, strict=True)
            for role, p in zip(self.roles[frame.type].classes, row, strict=True)
            if role != NONE and p >= ROLE_FLOOR
        ]

    def trigger_scores(self, context: Context, event_type: str, found: Sequence[Found]) -> Array:
        """(triggers,): the probability that each trigger of the type tells of an event."""
        return self.triggers[event_type].probabilities([features.of_trigger(context, f) for f in found])[:, 1]

    def role_table(self, context: Context, event_type: str, found: Found, possible: Sequence[Candidate]) -> Array:
        """(candidates, classes of the type's role model): the probability of each role for what may fill one beside a trigger."""
        rows = [features.of_pair(context, found, c) for c in possible]
        return self.roles[event_type].probabilities(rows, [self._of_candidate(context, event_type, c) for c in possible])

    def _of_candidate(self, context: Context, event_type: str, c: Candidate) -> Array:
        """What the candidate alone adds to the scores of its roles, summed up once."""
        key = (event_type, c.start, c.end, c.kind, c.identity)
        if key not in context.sums:
            context.sums[key] = self.roles[event_type].sums(features.of_candidate(context, c))
        return context.sums[key]

    def relation_scores(self, context: Context, ruled: Rules) -> dict[Relation, Seen]:
        """What is seen of each relation that two things of the article may stand in; pairs are scored one predicate at a time."""
        asked: dict[str, list[tuple[Relation, pairs.Pair, list[str]]]] = defaultdict(list)
        for pair in pairs.find(context):
            ends = pairs.ends(pair)
            row = pairs.of_relation(context, pair, ruled.get(ends, frozenset()))
            for predicate in pairs.possible(context.doc, pair):
                asked[predicate].append(((predicate, *ends), pair, row))
        seen: dict[Relation, Seen] = {}
        for predicate, here in asked.items():
            scores = self.pair_scores(context, predicate, [pair for _, pair, _ in here], [row for _, _, row in here])
            for (key, pair, _), score in zip(here, scores, strict=True):
                seen.setdefault(key, Seen()).add(float(score), pair)
        for ends, predicates in ruled.items():
            for predicate in predicates:
                seen.setdefault((predicate, *ends), Seen()).by_rule = True
        return seen

    def pair_scores(self, context: Context, predicate: str, asked: Sequence[pairs.Pair], rows: Sequence[Sequence[str]]) -> Array:
        """(pairs,): the probability that each pair, of which `rows` are the features, stands in the relation."""
        return self.relations[predicate].probabilities(rows)[:, 1]


@dataclass
class Seen:
    """What speaks for a relation: the best score, the pair that has it, the sum over all pairs, their number, whether a rule found it."""

    best: float = 0.0
    pair: pairs.Pair | None = None
    total: float = 0.0
    count: int = 0
    by_rule: bool = False

    def add(self, score: float, pair: pairs.Pair) -> None:
        """One more pair of mentions of the two things."""
        self.total += score
        self.count += 1
        if score > self.best:
            self.best, self.pair = score, pair


def fitting(context: Context, found: Found, frame: Frame, likely: set[int]) -> list[Candidate]:
    """The candidates within a trigger's reach that some role of its frame admits."""
    roles = frame.roles.values()
    return [c for c in window(context, found, likely) if any(r.fits(c.kind, c.type) or (r.text and c.kind == "phrase") for r in roles)]


def happenings(context: Context, drafts: Sequence[Draft], frames: Frames, told: Same) -> list[Draft]:
    """The events that drafts tell of, before they are scored."""
    spoken = [d for d in drafts if notices.speaks_of(context.agencies, d, frames.by_type[d.type])]
    merged = winners.merged(spoken, context.winners, frames, told)
    apart = [one for e in merged for one in notices.distribute(e, frames.by_type[e.type], context.doc, context.by_sentence)]
    events = winners.tell(apart, context.winners, frames, context.sentences, context.doc)
    return [e for e in events if e.announced or e.score >= TRIGGER_FLOOR]


class Look(Protocol):
    """A first look at an article."""

    def drafts(self, context: Context, found: Sequence[Found], frames: Frames) -> list[Draft]:
        """What each trigger tells."""
        ...

    def relation_scores(self, context: Context, ruled: Rules) -> dict[Relation, Seen]:
        """What is seen of each relation."""
        ...

    def status_of(self, context: Context, event: Draft) -> str:
        """The status of an event."""
        ...


@dataclass(frozen=True)
class AllTrees:
    """What is asked after the first look: are two tellings of one happening, is a filler of an event right, is a relation right."""

    told: Trees
    events: Trees
    relations: Trees

    @classmethod
    def load(cls, folder: Path) -> AllTrees:
        """The trees of `folder`; `ModelError` if one is missing or broken."""
        return cls(*(Trees.read(folder / f"{part.name}.npz") for part in fields(cls)))

    def write(self, folder: Path) -> None:
        """Writes the trees into `folder`."""
        for part in fields(self):
            (folder / f"{part.name}.npz").write_bytes(getattr(self, part.name).to_bytes())


class FactScorer:
    """Both looks, with the weights of one folder."""

    def __init__(self, first: Look, trees: AllTrees, frames: Frames) -> None:
        self.first, self.trees, self.frames = first, trees, frames
        self.rows, self.tellings = Rows(frames), Tellings(frames)

    @classmethod
    def load(cls, folder: Path, frames: Frames) -> FactScorer:
        """The weights of `folder`; `ModelError` if one is missing or broken."""
        return cls(FirstLook.load(folder, frames), AllTrees.load(folder), frames)

    def write(self, folder: Path) -> None:
        """Writes all weights into `folder`, in the form that `load` reads; the first look must be one that was trained."""
        if isinstance(self.first, FirstLook):
            self.first.write(folder)
        self.trees.write(folder)

    def events(self, context: Context, found: Sequence[Found], floor: float) -> list[Draft]:
        """The events, each filler with its probability of being right; what is below `floor` is gone."""
        drafts = self.first.drafts(context, found, self.frames)
        events = happenings(context, drafts, self.frames, self.tellings.same(context, drafts, self.trees.told))
        if not events:
            return []
        scores = iter(self.trees.events.probabilities(self.rows.of(context, events)))
        for event in events:
            for fill in event.fills:
                fill.score = float(next(scores))
            winners.weigh(event, self.frames.by_type[event.type])
            event.fills = [f for f in event.fills if f.score >= floor]
            selection.select(event, self.frames.by_type[event.type], context.doc)
            notices.say_who_lets(event, self.frames.by_type[event.type], context.agencies)
            implied.drop_watchers(event, context)
        kept = merging.again([e for e in events if selection.says_what(e, self.frames.by_type[e.type])], self.frames)
        for event in kept:
            frame = self.frames.by_type[event.type]
            selection.select(event, frame, context.doc)
            selection.complete(event, frame, context.doc, context.by_sentence)
            implied.name_client(event, context, self.frames)
            implied.name_object(event, context)
            event.score = max(f.score for f in event.fills)
            event.sentences = selection.telling(event, context.by_sentence)
            event.status = winners.status(event, self.first.status_of(context, event))
            if event.status == "occurred" and not event.announced and status.lies_ahead(event, context.published):
                event.status = "planned"
        return [*kept, *implied.sequels(kept, context)]

    def relations(self, context: Context, ruled: Rules) -> dict[Relation, tuple[float, pairs.Pair | None]]:
        """Every relation that is not out of the question: its probability of being right, and the mentions it is best read from."""
        seen = {key: s for key, s in self.first.relation_scores(context, ruled).items() if s.by_rule or s.best >= PAIR_FLOOR}
        seen = {key: s for key, s in seen.items() if s.pair is None or not implied.only_watches(key[0], s.pair, context)}
        if not seen:
            return {}
        scores = self.trees.relations.probabilities(relation_rows(context, seen))
        return {key: (float(score), s.pair) for (key, s), score in zip(seen.items(), scores, strict=True)}
