"""Trains the fact scorer: the first look on aligned triggers, the second look on what the first finds in articles it has not seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc

from kg_extract import gold
from kg_extract.learn import fit
from kg_extract.learn.align import Aligned, align, filler
from kg_extract.nlp import candidates, features, pairs, scorer, triggers
from kg_extract.nlp.drafts import Draft
from kg_extract.nlp.frames import Frames
from kg_extract.nlp.rescoring import Rows
from kg_extract.nlp.scorer import NONE, FactScorer, FirstLook

FOLDS = 5
_STRENGTH = {"triggers": 0.1, "roles": 0.3, "relations": 0.3}


@dataclass(frozen=True)
class Lesson:
    """One annotated article with everything that training asks of it."""

    name: str
    aligned: Aligned
    facts: gold.GoldArticle

    @property
    def context(self) -> features.Context:
        """The article's context of features."""
        return self.aligned.context


def lesson(name: str, doc: Doc, facts: gold.GoldArticle, frames: Frames) -> Lesson:
    """The lesson of a Doc that has gone through the pipeline up to `kgx_relations`."""
    sentences = candidates.Sentences.read(doc)
    context = features.Context(doc, sentences, candidates.find(doc, sentences))
    return Lesson(name, align(context, list(triggers.find(doc, frames)), facts), facts)


def first_look(lessons: Sequence[Lesson], frames: Frames) -> FirstLook:
    """Fits all linear models."""
    return FirstLook(
        {t: _trigger_model(lessons, t) for t in frames.by_type},
        {t: _role_model(lessons, t, frames) for t in frames.by_type},
        _relation_models(lessons),
    )


def _triggers(lesson: Lesson, event_type: str) -> Iterator[tuple[int, triggers.Found, int | None]]:
    """(number, trigger, event it tells of) of a type, without those on which readers may disagree."""
    for number, found in enumerate(lesson.aligned.found):
        event = lesson.aligned.event_of[number]
        if found.trigger.event == event_type and event != -1:
            yield number, found, event


def _trigger_model(lessons: Sequence[Lesson], event_type: str) -> fit.LinearModel:
    here = [(lesson, found, event) for lesson in lessons for _, found, event in _triggers(lesson, event_type)]
    rows = [features.of_trigger(lesson.context, found) for lesson, found, _ in here]
    labels = [NONE if event is None else "event" for _, _, event in here]
    return fit.linear(rows, labels, (NONE, "event"), _STRENGTH["triggers"])


def _role_model(lessons: Sequence[Lesson], event_type: str, frames: Frames) -> fit.LinearModel:
    rows, labels = [], []
    frame = frames.by_type[event_type]
    for one in lessons:
        told = [(number, found) for number, found, event in _triggers(one, event_type) if event is not None]
        likely = {one.context.sentences.of[found.token] for _, found in told}
        for number, found in told:
            for c in scorer.fitting(one.context, found, frame, likely):
                rows.append(features.of_pair(one.context, found, c))
                labels.append(min(one.aligned.roles(number, c) or {NONE}))
    return fit.linear(rows, labels, (NONE, *frame.roles), _STRENGTH["roles"])


def by_rule(doc: Doc) -> dict[tuple[int, int | str], frozenset[str]]:
    """The predicates that the rules see between two things."""
    found: dict[tuple[int, int | str], set[str]] = defaultdict(set)
    for r in doc._.kgx_relations:
        found[r.subject, r.object].add(r.predicate)
    return {key: frozenset(value) for key, value in found.items()}


def _relation_models(lessons: Sequence[Lesson]) -> dict[str, fit.LinearModel]:
    rows: dict[str, list[list[str]]] = defaultdict(list)
    labels: dict[str, list[str]] = defaultdict(list)
    for one in lessons:
        rules = by_rule(one.context.doc)
        truth = _relation_truth(one)
        for pair in pairs.find(one.context):
            key = (pair.subject.cluster or 0, pairs.target(pair))
            row = pairs.of_relation(one.context, pair, rules.get(key, frozenset()))
            for predicate in pairs.possible(pair):
                verdict = truth(pair, predicate)
                if verdict is not None:
                    rows[predicate].append(row)
                    labels[predicate].append(predicate if verdict else NONE)
    return {p: fit.linear(rows[p], labels[p], (NONE, p), _STRENGTH["relations"]) for p in pairs.SIGNATURES}


def _relation_truth(one: Lesson) -> Callable[[pairs.Pair, str], bool | None]:
    """Whether the gold states the relation; None where readers may disagree."""
    known: dict[tuple[object, object], dict[str, bool]] = {}

    def verdict(pair: pairs.Pair, predicate: str) -> bool | None:
        key = (pair.subject.identity, pair.object.identity)
        if key not in known:
            s, o = filler(one.context.doc, pair.subject), filler(one.context.doc, pair.object)
            known[key] = {r.predicate: r.optional for r in one.facts.relations if gold.match("", r.subject, s) and gold.match("", r.object, o)}
        if predicate not in known[key]:
            return False
        return None if known[key][predicate] else True

    return verdict


def folds(lessons: Sequence[Lesson], number: int = FOLDS) -> list[list[int]]:
    """Article numbers by fold, the same on every run; neighbours (often of one series) are spread over the folds."""
    return [list(range(k, len(lessons), number)) for k in range(number)]


def out_of_fold(lessons: Sequence[Lesson], frames: Frames) -> list[list[Draft]]:
    """For each article the events of a first look that has not seen it."""
    events: list[list[Draft]] = [[] for _ in lessons]
    for held_out in folds(lessons):
        hidden = set(held_out)
        look = first_look([one for i, one in enumerate(lessons) if i not in hidden], frames)
        for i in held_out:
            events[i] = look.events(lessons[i].context, lessons[i].aligned.found, frames)
    return events


def second_look(lessons: Sequence[Lesson], events: Sequence[Sequence[Draft]], frames: Frames) -> fit.Trees:
    """Fits the trees on the fillers of out-of-fold events, each right or wrong by the gold."""
    maker = Rows(frames)
    rows, labels = [], []
    for one, found in zip(lessons, events, strict=True):
        verdicts = judge(one, found)
        for row, verdict in zip(maker.of(one.context, found), verdicts, strict=True):
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


def train(lessons: Sequence[Lesson], frames: Frames) -> FactScorer:
    """The whole fact scorer from annotated articles."""
    second = second_look(lessons, out_of_fold(lessons, frames), frames)
    return FactScorer(first_look(lessons, frames), second, frames)
