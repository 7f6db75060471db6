"""A first look by small networks over token vectors, to compare with the linear one: the same questions, the same candidates.

A row is the vectors of the tokens that a question is about (trigger, filler, what stands between …) and a few plain facts
(types, distance, what the rules say). Three networks answer for all event types and predicates together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from thinc.api import Adam, Linear, Relu, chain, fix_random_seed

from kg_extract.learn import facts
from kg_extract.learn.facts import Lesson
from kg_extract.nlp import pairs
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context
from kg_extract.nlp.frames import Frames
from kg_extract.nlp.linear import Array
from kg_extract.nlp.matrices import quicken
from kg_extract.nlp.mentions_tagger import log_softmax
from kg_extract.nlp.rescoring import KINDS
from kg_extract.nlp.scorer import NONE, FirstLook
from kg_extract.nlp.triggers import Found

__all__ = ["VECTORS", "DenseLook", "Network", "dense_look"]

#: Where a doc has the vectors of its tokens: under this and their name in its `user_data`.
VECTORS = "vectors of "

ROUNDS, HIDDEN, BATCH, RATE, DROPOUT = 6, 128, 256, 1e-3, 0.3

Span = tuple[int, int]
Row = tuple[Sequence[Span], Sequence[float]]
_DETAILS = ("name", "nominal", "pronoun", "money", "valuation")
_AROUND = 3  # tokens on either side of a trigger that make its surroundings


@dataclass(frozen=True)
class Network:
    """Two hidden layers, from a row to a score for each class; rows are brought to mean 0 and deviation 1 first."""

    classes: tuple[str, ...]
    model: Any
    mean: Array
    scale: Array

    @classmethod
    def fit(cls, rows: Array, labels: Sequence[str], classes: Sequence[str], allowed: npt.NDArray[np.bool_]) -> Network:
        """Trained by Adam with averaged weights; `allowed` (rows, classes) says which classes a row may have."""
        fix_random_seed(1)
        mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-3
        model = quicken(
            chain(Relu(HIDDEN, rows.shape[1], dropout=DROPOUT), Relu(HIDDEN, HIDDEN, dropout=DROPOUT), Linear(len(classes), HIDDEN))
        )
        model.initialize()
        target = np.array([classes.index(y) for y in labels])
        optimizer: Any = Adam(RATE, L2=0.01, L2_is_weight_decay=True, use_averages=True)
        random = np.random.default_rng(1)
        for turn in range(ROUNDS):
            optimizer.learn_rate = RATE * (1 - turn / ROUNDS)
            for some in np.array_split(random.permutation(len(rows)), max(1, len(rows) // BATCH)):
                scores, backward = model.begin_update((rows[some] - mean) / scale)
                gradient = np.exp(log_softmax(np.where(allowed[some], scores, np.float32(-30))))
                gradient[np.arange(len(some)), target[some]] -= 1
                backward((gradient / len(some)).astype(np.float32))
                model.finish_update(optimizer)
        with model.use_params(optimizer.averages):
            averaged = model.to_bytes()
        return cls(tuple(classes), model.from_bytes(averaged), mean, scale)

    def probabilities(self, rows: Array, classes: Iterable[str]) -> Array:
        """(rows, classes): the probability of each of the classes that are possible here."""
        scores = self.model.predict(np.asarray((rows - self.mean) / self.scale, np.float32))
        return np.exp(log_softmax(scores[:, [self.classes.index(c) for c in classes]]))

    @property
    def parameters(self) -> int:
        """How many numbers the network has."""
        nodes = [node for node in self.model.walk() for _ in node.param_names]
        return sum(node.get_param(name).size for node in dict.fromkeys(nodes) for name in node.param_names)


class Rows:
    """Makes the rows of the three kinds of question over one kind of token vectors."""

    def __init__(self, name: str, frames: Frames) -> None:
        self.name = name
        self.types = sorted(frames.by_type)
        self.roles = [NONE, *sorted({r for frame in frames.by_type.values() for r in frame.roles})]
        self.predicates = list(pairs.SIGNATURES)
        self._doc: Doc | None = None
        self._sums = np.zeros((0, 0), np.float32)  # of the vectors of all tokens up to one, of the doc that was asked of last

    def array(self, doc: Doc, rows: Sequence[Row]) -> Array:
        """The rows as one array: the mean vector of each span, then the plain facts."""
        spans = np.array([r[0] for r in rows])
        if doc is not self._doc:
            vectors: Array = doc.user_data[VECTORS + self.name]
            self._sums = np.vstack([np.zeros((1, vectors.shape[1]), np.float32), np.cumsum(vectors, axis=0, dtype=np.float32)])
            self._doc = doc
        sums = self._sums
        low, high = spans[..., 0], np.maximum(spans[..., 0], spans[..., 1])
        means = (sums[high] - sums[low]) / np.maximum(1, high - low)[..., None]
        return np.hstack([means.reshape(len(rows), -1), np.array([r[1] for r in rows], np.float32)])

    def trigger(self, context: Context, found: Found) -> Row:
        """What a trigger is, where it stands, and the kinds of things in its sentence."""
        i, sentence = found.token, context.sentences.of[found.token]
        start, end = context.sentences.bounds[sentence]
        here = {c.type or c.kind for c in context.by_sentence.get(sentence, ())}
        held = {c.type or c.kind for c in context.by_sentence.get(sentence, ()) if c.head in found.slots}
        plain = [*_one(self.types, found.trigger.event), *_some(KINDS, here), *_some(KINDS, held), float(found.strict), np.log1p(sentence)]
        return [_word(i), _word(context.heads[i]), (max(start, i - _AROUND), min(end, i + _AROUND + 1)), (start, end)], plain

    def role(self, context: Context, found: Found, c: Candidate) -> Row:
        """What a candidate is, how it stands to a trigger, and which role the rules give it."""
        i, gap = found.token, c.sentence - context.sentences.of[found.token]
        slot = found.slots.get(c.head, "-") if gap == 0 else "-"
        low, high = (i + 1, c.start) if c.start > i else (c.end, i)
        plain = [
            *_one(self.types, found.trigger.event),
            *_one(KINDS, c.type or c.kind),
            *_one(_DETAILS, c.detail),
            *_one(range(-2, 4), max(-2, min(gap, 3))),
            *_one(self.roles, next(iter(found.trigger.slots.get(slot, ())), NONE)),
            *_plain(context, c),
            float(slot != "-"),
            np.log1p(max(0, high - low)) if gap == 0 else 4.0,
            float(c.start > i),
        ]
        return [
            _word(i),
            _word(c.head),
            (c.start, c.end),
            (low, high) if gap == 0 else (max(0, c.start - _AROUND), c.start),
            _word(context.heads[c.head]),
        ], plain

    def pair(self, context: Context, pair: pairs.Pair, predicate: str, ruled: Iterable[str]) -> Row:
        """What the two things are, what stands between and around them, and what the rules see."""
        a, b = pair.subject, pair.object
        first, second = (a, b) if a.start <= b.start else (b, a)
        plain = [
            *_one(self.predicates, predicate),
            *_one(KINDS, a.type),
            *_one(KINDS, b.type or b.kind),
            *_one(_DETAILS, a.detail),
            *_one(_DETAILS, b.detail),
            *_some(self.predicates, ruled),
            *_plain(context, a),
            *_plain(context, b),
            float(predicate in ruled),
            float(first is a),
            np.log1p(max(0, second.start - first.end)),
        ]
        around = [(first.end, second.start), (max(0, first.start - 2), first.start), (second.end, min(second.end + 2, len(context.doc)))]
        return [_word(a.head), _word(b.head), *around], plain


def _word(i: int) -> Span:
    return i, i + 1


def _one(names: Iterable[object], name: object) -> list[float]:
    return [float(n == name) for n in names]


def _some(names: Iterable[str], held: Iterable[str]) -> list[float]:
    return [float(n in held) for n in names]


def _plain(context: Context, c: Candidate) -> list[float]:
    often, first = context.mentions[c.identity], context.first[c.identity]
    date = [float((c.text or "") > context.published), float(c.text == context.published)] if c.kind == "date" else [0.0, 0.0]
    return [np.log1p(often), float(first == 0), float(context.in_title(c)), np.log1p(c.end - c.start), *date]


@dataclass(frozen=True)
class DenseLook(FirstLook):
    """A first look by networks; with a `share` below 1 the linear models have the rest of the vote (a geometric mean)."""

    rows: Rows
    trigger_net: Network
    role_net: Network
    pair_net: Network
    share: float = 1.0

    def trigger_scores(self, context: Context, event_type: str, found: Sequence[Found]) -> Array:
        """By the network, and by the linear model for its share."""
        rows = self.rows.array(context.doc, [self.rows.trigger(context, f) for f in found])
        table = self.trigger_net.probabilities(rows, (NONE, "event"))
        return table[:, 1] if self.share == 1 else self._both(table[:, 1], super().trigger_scores(context, event_type, found))

    def role_table(self, context: Context, event_type: str, found: Found, possible: Sequence[Candidate]) -> Array:
        """By the network, and by the linear model for its share."""
        rows = self.rows.array(context.doc, [self.rows.role(context, found, c) for c in possible])
        table = self.role_net.probabilities(rows, self.roles[event_type].classes)
        if self.share == 1:
            return table
        logs = self.share * np.log(table + 1e-6) + (1 - self.share) * np.log(
            super().role_table(context, event_type, found, possible) + 1e-6
        )
        return np.exp(log_softmax(logs))

    def pair_scores(self, context: Context, predicate: str, asked: Sequence[pairs.Pair], rows: Sequence[Sequence[str]]) -> Array:
        """By the network, and by the linear model for its share."""
        ruled = pairs.by_rule(context.doc)
        mine = [self.rows.pair(context, pair, predicate, ruled.get(pairs.ends(pair), frozenset())) for pair in asked]
        table = self.pair_net.probabilities(self.rows.array(context.doc, mine), (NONE, "event"))
        return table[:, 1] if self.share == 1 else self._both(table[:, 1], super().pair_scores(context, predicate, asked, rows))

    def _both(self, mine: Array, other: Array) -> Array:
        """The geometric mean of two probabilities of a yes, and of two of a no, made to sum to 1."""
        yes = mine**self.share * other ** (1 - self.share)
        no = (1 - mine) ** self.share * (1 - other) ** (1 - self.share)
        return np.asarray(yes / (yes + no + 1e-9), np.float32)


def dense_look(lessons: Sequence[Lesson], linear: FirstLook, name: str, frames: Frames) -> DenseLook:
    """Trains the three networks over the vectors of a name; the linear look gives status, and its vote where it has one."""
    rows = Rows(name, frames)
    return DenseLook(
        **vars(linear),
        rows=rows,
        trigger_net=_triggers(lessons, rows, frames),
        role_net=_roles(lessons, rows, frames),
        pair_net=_pairs(lessons, rows),
    )


def _triggers(lessons: Sequence[Lesson], rows: Rows, frames: Frames) -> Network:
    asked = [(one.context, found, told) for t in frames.by_type for one, found, told in facts.trigger_questions(lessons, t)]
    table = _stacked(rows, [(context, rows.trigger(context, found)) for context, found, _ in asked])
    return _yes_or_no(table, [told for *_, told in asked])


def _roles(lessons: Sequence[Lesson], rows: Rows, frames: Frames) -> Network:
    asked = [(frame, *question) for frame in frames.by_type.values() for question in facts.role_questions(lessons, frame)]
    table = _stacked(rows, [(one.context, rows.role(one.context, found, c)) for _, one, found, c, _ in asked])
    allowed = np.array([[r == NONE or r in frame.roles for r in rows.roles] for frame, *_ in asked])
    return Network.fit(table, [role for *_, role in asked], rows.roles, allowed)


def _pairs(lessons: Sequence[Lesson], rows: Rows) -> Network:
    asked = [
        (one.context, rows.pair(one.context, pair, p, ruled), v)
        for one, pair, ruled, all_ in facts.relation_questions(lessons)
        for p, v in all_.items()
    ]
    return _yes_or_no(_stacked(rows, [(context, row) for context, row, _ in asked]), [verdict for *_, verdict in asked])


def _yes_or_no(table: Array, verdicts: Sequence[bool]) -> Network:
    return Network.fit(table, ["event" if v else NONE for v in verdicts], (NONE, "event"), np.ones((len(table), 2), bool))


def _stacked(rows: Rows, asked: Sequence[tuple[Context, Row]]) -> Array:
    """The rows of many articles, in the order in which they were asked."""
    by_doc: dict[int, list[int]] = {}
    for number, (context, _) in enumerate(asked):
        by_doc.setdefault(id(context), []).append(number)
    parts = [rows.array(asked[numbers[0]][0].doc, [asked[k][1] for k in numbers]) for numbers in by_doc.values()]
    table = np.empty((len(asked), parts[0].shape[1]), np.float32)
    for numbers, part in zip(by_doc.values(), parts, strict=True):
        table[numbers] = part
    return table
