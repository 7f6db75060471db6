"""What the network of the fact scorer sees of a candidate beside a trigger: GloVe vectors of the words around both, and a few plain facts.

Where sparse features know a word or do not, vectors know its neighbours (Pennington et al. 2014); names of slots are hashed into a few
columns (Weinberger et al. 2009).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from kg_extract.nlp import slots
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context
from kg_extract.nlp.linear import Array
from kg_extract.nlp.mentions_features import VECTOR_WIDTH, word_vectors
from kg_extract.nlp.rescoring import KINDS
from kg_extract.nlp.triggers import Found

__all__ = ["column", "rows"]

_AROUND = 4  # words on either side that make the surroundings
_HASHED = {"slot": 48, "rule": 32, "preposition": 32, "dependency": 24}
_FAR = -1  # no such word


def column(event_type: str, role: str) -> str:
    """The network's class of a role."""
    return f"{event_type}.{role}"


def rows(context: Context, types: Sequence[str], found: Found, candidates: Sequence[Candidate]) -> Array:
    """(candidates, features) of the candidates beside one trigger; `types` numbers the event types."""
    words, sums = _vectors(context)
    places = np.array([_places(context, found, c) for c in candidates])
    around = [(c.start, c.end) for c in candidates] + [(found.token, found.token + 1)]
    means = _means(sums, np.array(around))
    plain = np.array([_plain(context, found, c) for c in candidates])
    marks = np.zeros((len(candidates), len(types) + len(KINDS) + sum(_HASHED.values())), np.float32)
    for row, c in zip(marks, candidates, strict=True):
        row[_marks(context, types, found, c)] = 1
    trigger = np.broadcast_to(means[-1], (len(candidates), VECTOR_WIDTH))
    return np.hstack([words[places].reshape(len(candidates), -1), means[:-1], trigger, plain, marks]).astype(np.float32)


def _vectors(context: Context) -> tuple[Array, Array]:
    """The words' vectors with one of zeros behind the last word, and the sums of the vectors before each word; made once an article."""
    if "vectors" not in context.memory:
        known, nothing = word_vectors(context.doc), np.zeros((1, VECTOR_WIDTH), np.float32)
        context.memory["vectors"] = np.vstack([known, nothing])
        context.memory["sums"] = np.vstack([nothing, np.cumsum(known, axis=0, dtype=np.float64)])
    return context.memory["vectors"], context.memory["sums"]


def _places(context: Context, found: Found, c: Candidate) -> list[int]:
    """The words that matter most: the trigger, the candidate's head, their governors, and what stands beside them."""
    governor = slots.governor(context.doc[found.token])
    size = len(context.lower)
    beside = [c.start - 1, c.end if c.end < size else _FAR, found.token + 1 if found.token + 1 < size else _FAR]
    return [found.token, c.head, context.heads[c.head], governor.i if governor is not None else _FAR, *beside]


def _means(sums: Array, spans: Array) -> Array:
    """The mean vector of the words of each span and of those around it."""
    low, high = np.maximum(spans[:, 0] - _AROUND, 0), np.minimum(spans[:, 1] + _AROUND, len(sums) - 1)
    return np.asarray((sums[high] - sums[low]) / (high - low)[:, None])


def _plain(context: Context, found: Found, c: Candidate) -> list[float]:
    """Where the candidate stands, how often it is named, what it looks like."""
    gap, distance = c.sentence - context.sentences.of[found.token], c.start - found.token
    route = slots.path(context.doc[found.token], context.doc[c.head]) if gap == 0 else "far"
    return [
        float(gap == 0),
        max(-3, min(4, gap)) / 3,
        float(np.sign(distance) * np.log1p(abs(distance)) / 4),
        float(c.sentence < 2),
        min(context.mentions[c.identity], 5) / 5,
        float(context.in_title(c)),
        float(c.detail == "name"),
        float(c.detail == "pronoun"),
        (c.end - c.start) / 5,
        float(c.detail == "money"),
        0.0 if route == "far" else 1 / (1 + route.count("<") + route.count(">")),
        float(route.startswith("<")),
    ]


def _marks(context: Context, types: Sequence[str], found: Found, c: Candidate) -> list[int]:
    """The columns of the event type, the kind of thing, and (hashed) of the slot, the role by the rules, preposition and dependency."""
    slot = found.slots.get(c.head, "-") if c.sentence == context.sentences.of[found.token] else "far"
    rule = next(iter(found.trigger.slots.get(slot, ())), "-")
    said = {"slot": slot, "rule": rule, "preposition": context.preposition(c.head), "dependency": context.deps[c.head]}
    start = len(types) + len(KINDS)
    out = [types.index(found.trigger.event), len(types) + KINDS.index(c.type or c.kind)]
    for name, width in _HASHED.items():
        out.append(start + _column(said[name], width))
        start += width
    return out


@lru_cache(maxsize=4096)
def _column(text: str, width: int) -> int:
    return zlib.crc32(text.encode("utf-8")) % width
