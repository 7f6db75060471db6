"""Trains the fact scorer: the first look on aligned triggers, the second look on what the first finds in articles it has not seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from spacy.tokens import Doc

from kg_extract import gold
from kg_extract.learn import fit, tellings
from kg_extract.learn.align import Aligned, align, filler
from kg_extract.model import STATUSES
from kg_extract.nlp import candidates, dense, features, merging, pairs, scorer, status, triggers
from kg_extract.nlp.context import Context
from kg_extract.nlp.drafts import Draft
from kg_extract.nlp.frames import Frame, Frames
from kg_extract.nlp.linear import Array, LinearModel
from kg_extract.nlp.network import Network
from kg_extract.nlp.rescoring import Rows, relation_rows
from kg_extract.nlp.scorer import NONE, AllTrees, FactScorer, FirstLook
from kg_extract.nlp.tellings import Tellings
from kg_extract.nlp.trees import Trees

FOLDS = 5
_STRENGTH = {"triggers": 0.1, "roles": 0.3, "relations": 0.3, "status": 0.03}


@dataclass(frozen=True)
class Lesson:
    """One annotated article with everything that training asks of it."""

    name: str
    aligned: Aligned
    facts: gold.GoldArticle

    @property
    def context(self) -> Context:
        """The article's context of features."""
        return self.aligned.context


def lesson(name: str, doc: Doc, facts: gold.GoldArticle, frames: Frames) -> Lesson:
    """The lesson of a Doc that has gone through the pipeline up to `kgx_relations`."""
    sentences = candidates.Sentences.read(doc)
    context = Context(doc, sentences, candidates.find(doc, sentences))
    context.found = list(triggers.find(doc, frames))
    return Lesson(name, align(context, list(context.found), facts), facts)


def first_look(lessons: Sequence[Lesson], frames: Frames) -> FirstLook:
    """Fits the linear models and the network."""
    return FirstLook(
        {t: _trigger_model(lessons, t) for t in frames.by_type},
        {t: _role_model(lessons, frame) for t, frame in frames.by_type.items()},
        _relation_models(lessons),
        _status_model(lessons),
        _network(lessons, frames),
    )


def _network(lessons: Sequence[Lesson], frames: Frames) -> Network:
    types = sorted(frames.by_type)
    parts: list[Array] = []
    labels: list[str] = []
    for frame in frames.by_type.values():
        for (one, found), asked in groupby(role_questions(lessons, frame), key=lambda question: question[:2]):
            beside = [(c, role) for *_, c, role in asked]
            parts.append(dense.rows(one.context, types, found, [c for c, _ in beside]))
            labels += [NONE if role == NONE else dense.column(frame.type, role) for _, role in beside]
    return fit.network(np.concatenate(parts), labels)


def _triggers(lesson: Lesson, event_type: str) -> Iterator[tuple[int, triggers.Found, int | None]]:
    """(number, trigger, event it tells of) of a type, without those on which readers may disagree."""
    for number, found in enumerate(lesson.aligned.found):
        event = lesson.aligned.event_of[number]
        if found.trigger.event == event_type and event != -1:
            yield number, found, event


def trigger_questions(lessons: Sequence[Lesson], event_type: str) -> Iterator[tuple[Lesson, triggers.Found, bool]]:
    """Every trigger of a type, and whether it tells of an event."""
    return ((one, found, event is not None) for one in lessons for _, found, event in _triggers(one, event_type))


def _trigger_model(lessons: Sequence[Lesson], event_type: str) -> LinearModel:
    here = list(trigger_questions(lessons, event_type))
    rows = [features.of_trigger(one.context, found) for one, found, _ in here]
    labels = ["event" if told else NONE for _, _, told in here]
    return fit.linear(rows, labels, (NONE, "event"), _STRENGTH["triggers"])


def role_questions(lessons: Sequence[Lesson], frame: Frame) -> Iterator[tuple[Lesson, triggers.Found, candidates.Candidate, str]]:
    """Every trigger that tells of an event of the frame's type, with each thing beside it and the role that this fills."""
    for one in lessons:
        told = [(number, found) for number, found, event in _triggers(one, frame.type) if event is not None]
        likely = {one.context.sentences.of[found.token] for _, found in told}
        for number, found in told:
            for c in scorer.fitting(one.context, found, frame, likely):
                yield one, found, c, min(one.aligned.roles(number, c) or {NONE})


def _role_model(lessons: Sequence[Lesson], frame: Frame) -> LinearModel:
    here = list(role_questions(lessons, frame))
    rows = [[*features.of_candidate(one.context, c), *features.of_pair(one.context, found, c)] for one, found, c, _ in here]
    return fit.linear(rows, [role for *_, role in here], (NONE, *frame.roles), _STRENGTH["roles"])


def _status_model(lessons: Sequence[Lesson]) -> LinearModel:
    rows, labels = [], []
    for one in lessons:
        for found, event in zip(one.aligned.found, one.aligned.event_of, strict=True):
            if event is not None and event >= 0:
                rows.append(status.of_telling(one.context, found.token, found.trigger.event))
                labels.append(one.facts.events[event].status)
    return fit.linear(rows, labels, STATUSES, _STRENGTH["status"])


def relation_questions(lessons: Sequence[Lesson]) -> Iterator[tuple[Lesson, pairs.Pair, frozenset[str], dict[str, bool]]]:
    """Every pair with what the rules see between its things, and whether it stands in each relation that its types allow."""
    for one in lessons:
        rules = pairs.by_rule(one.context.doc)
        truth = _relation_truth(one)
        for pair in pairs.find(one.context):
            ends = pairs.ends(pair)
            verdicts = {p: verdict for p in pairs.possible(one.context.doc, pair) if (verdict := truth((p, *ends))) is not None}
            yield one, pair, rules.get(ends, frozenset()), verdicts


def _relation_models(lessons: Sequence[Lesson]) -> dict[str, LinearModel]:
    rows: dict[str, list[list[str]]] = defaultdict(list)
    labels: dict[str, list[str]] = defaultdict(list)
    for one, pair, rules, verdicts in relation_questions(lessons):
        row = pairs.of_relation(one.context, pair, rules)
        for predicate, verdict in verdicts.items():
            rows[predicate].append(row)
            labels[predicate].append(predicate if verdict else NONE)
    return {p: fit.linear(rows[p], labels[p], (NONE, p), _STRENGTH["relations"]) for p in pairs.SIGNATURES}


def _relation_truth(one: Lesson) -> Callable[[scorer.Relation], bool | None]:
    """Whether the gold states a relation; None where readers may disagree."""
    clusters = one.context.doc._.kgx_clusters
    as_gold = [gold.GoldFiller(c.names, c.type) for c in clusters]
    known: dict[tuple[int, int | str], dict[str, bool]] = {}

    def verdict(key: scorer.Relation) -> bool | None:
        predicate, subject, target = key
        if (subject, target) not in known:
            o = as_gold[target] if isinstance(target, int) else gold.GoldFiller(date=target)
            stated = [r for r in one.facts.relations if gold.match("", r.subject, as_gold[subject]) and gold.match("", r.object, o)]
            known[subject, target] = {r.predicate: r.optional for r in stated}
        optional = known[subject, target].get(predicate)
        return False if optional is None else None if optional else True

    return verdict


def folds(lessons: Sequence[Lesson], number: int = FOLDS) -> Iterator[tuple[list[int], list[int]]]:
    """Article numbers by fold: those held out, and all others.

    The same on every run; neighbours, often of one series, are spread over the folds.
    """
    every = range(len(lessons))
    for k in range(number):
        yield list(every[k::number]), [i for i in every if i % number != k]


@dataclass
class Unseen:
    """What a first look that has not seen the article finds in it; itself a first look, at that article only."""

    look: FirstLook
    found: list[Draft]
    seen: dict[scorer.Relation, scorer.Seen]
    said: dict[object, str] = field(default_factory=dict)  # the status by what tells of an event: asked again for every floor

    def drafts(self, context: Context, found: Sequence[triggers.Found], frames: Frames) -> list[Draft]:
        """Copies of the drafts, so that they can be merged more than once."""
        return [merging.copy(d) for d in self.found]

    def relation_scores(self, context: Context, ruled: scorer.Rules) -> dict[scorer.Relation, scorer.Seen]:
        """What was seen of each relation."""
        return self.seen

    def status_of(self, context: Context, event: Draft) -> str:
        """The status, by the same look."""
        key = (event.type, *event.told_at)
        if key not in self.said:
            self.said[key] = self.look.status_of(context, event)
        return self.said[key]


def out_of_fold(lessons: Sequence[Lesson], frames: Frames) -> list[Unseen]:
    """For each article what a first look that has not seen it finds."""
    unseen: list[Unseen | None] = [None for _ in lessons]
    for held_out, others in folds(lessons):
        look = first_look([lessons[i] for i in others], frames)
        for i in held_out:
            unseen[i] = look_at(lessons[i], look, frames)
    return [u for u in unseen if u is not None]


def look_at(one: Lesson, look: FirstLook, frames: Frames) -> Unseen:
    """What a first look finds in an article."""
    one.context.sums.clear()
    relations = look.relation_scores(one.context, pairs.by_rule(one.context.doc))
    kept = {key: s for key, s in relations.items() if s.by_rule or s.best >= scorer.PAIR_FLOOR}
    return Unseen(look, look.drafts(one.context, one.aligned.found, frames), kept)


def events_of(one: Lesson, found: Unseen, frames: Frames, told: Trees) -> list[Draft]:
    """An article's drafts merged into events; the drafts stay as they are."""
    drafts = [merging.copy(d) for d in found.found]
    return scorer.happenings(one.context, drafts, frames, Tellings(frames).same(one.context, drafts, told))


def linked(lessons: Sequence[Lesson], unseen: Sequence[Unseen]) -> Trees:
    """Fits the trees on out-of-fold relations."""
    rows, labels = [], []
    for one, found in zip(lessons, unseen, strict=True):
        truth = _relation_truth(one)
        for row, key in zip(relation_rows(one.context, found.seen), found.seen, strict=True):
            verdict = truth(key)
            if verdict is not None:
                rows.append(row)
                labels.append(int(verdict))
    return fit.trees(np.array(rows, dtype=np.float32), labels)


def second_look(lessons: Sequence[Lesson], unseen: Sequence[Unseen], frames: Frames) -> Trees:
    """Fits the trees on the fillers of out-of-fold events, each right or wrong by the gold; the drafts of an article are merged by
    trees that have not seen it.
    """
    maker = Rows(frames)
    rows, labels = [], []
    for held_out, others in folds(lessons):
        told = tellings.fitted([lessons[i] for i in others], [unseen[i] for i in others], frames)
        for i in held_out:
            events = events_of(lessons[i], unseen[i], frames, told)
            for row, verdict in zip(maker.of(lessons[i].context, events), judge(lessons[i], events), strict=True):
                if verdict is not None:
                    rows.append(row)
                    labels.append(int(verdict))
    return fit.trees(np.array(rows, dtype=np.float32), labels)


def judge(one: Lesson, events: Sequence[Draft]) -> list[bool | None]:
    """For each filler of each event: right, wrong, or (None) of an event on which readers may disagree."""
    partner = _partners(one, events)
    verdicts: list[bool | None] = []
    for number, event in enumerate(events):
        truth = one.facts.events[partner[number]] if number in partner else None
        for fill in event.fills:
            found = filler(one.context.doc, fill.candidate)
            right = truth is not None and any(gold.match(fill.role, w, found) for w in truth.fillers(fill.role))
            verdicts.append(None if truth is not None and truth.optional else right)
    return verdicts


def _partners(one: Lesson, events: Sequence[Draft]) -> dict[int, int]:
    """Found event → annotated event, greedily by how many fillers they share."""
    doc = one.context.doc
    scores = []
    for p, event in enumerate(events):
        found = [(f.role, filler(doc, f.candidate)) for f in event.fills]
        for g, truth in enumerate(one.facts.events):
            if truth.type == event.type:
                shared = sum(any(gold.match(role, w, x) for w in truth.fillers(role)) for role, x in found)
                if shared:
                    scores.append((-shared, g, p))
    partner: dict[int, int] = {}
    for _, g, p in sorted(scores):
        if p not in partner and g not in partner.values():
            partner[p] = g
    return partner


def train(lessons: Sequence[Lesson], unseen: Sequence[Unseen], frames: Frames) -> FactScorer:
    """The whole fact scorer from annotated articles and what first looks found in them unseen."""
    return FactScorer(first_look(lessons, frames), all_trees(lessons, unseen, frames), frames)


def all_trees(lessons: Sequence[Lesson], unseen: Sequence[Unseen], frames: Frames) -> AllTrees:
    """Everything after the first look."""
    return AllTrees(tellings.fitted(lessons, unseen, frames), second_look(lessons, unseen, frames), linked(lessons, unseen))


def verdicts(one: Lesson, model: FactScorer) -> list[tuple[float, bool]]:
    """(confidence, right or wrong) of every filler and relation that the scorer does not rule out."""
    events = model.events(one.context, one.aligned.found, 0.0)
    scores = [fill.score for event in events for fill in event.fills]
    out = [(s, v) for s, v in zip(scores, judge(one, events), strict=True) if v is not None]
    truth = _relation_truth(one)
    related = model.relations(one.context, pairs.by_rule(one.context.doc))
    return out + [(score, v) for key, (score, _) in related.items() if (v := truth(key)) is not None]
