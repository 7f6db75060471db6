"""The mention tagger: two convolutional networks over the article's tokens, and the best tag sequence by Viterbi's algorithm.

Trained by `kg_extract/learn/mentions.py`: the networks differ in nothing but the seed, and the mean of their scores counts (an ensemble
as in Lakshminarayanan et al. 2017). Tags are BILOU (Ratinov and Roth 2009) over the eleven entity types.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from thinc.api import Linear, Maxout, Model, add, chain, expand_window, residual, with_array

from kg_extract import resources
from kg_extract.errors import DataError
from kg_extract.model import ENTITY_TYPES
from kg_extract.nlp.matrices import quicken
from kg_extract.nlp.mentions_features import WIDTH, Floats

__all__ = ["MEMBERS", "TAGS", "Tagger", "build", "columns", "decode", "join", "load_weights", "member", "path", "save_weights"]

TAGS = ("O", *(f"{position}-{kind}" for position in "BILU" for kind in ENTITY_TYPES))

_TYPES = len(ENTITY_TYPES)
_B, _I, _L, _U = (slice(1 + _TYPES * k, 1 + _TYPES * (k + 1)) for k in range(4))
_NEVER = np.float32(-1e9)

HIDDEN = 128
DEPTH = 2
MEMBERS = 2

TagModel = Model[list[Floats], list[Floats]]


def member(dropout: float = 0.0) -> Any:
    """One untrained network, from a row of features for each token to a score for each tag; each layer looks one token further."""
    wide: list[Any] = [residual(chain(expand_window(1), _layer(3 * HIDDEN, dropout))) for _ in range(DEPTH)]
    return quicken(chain(_layer(WIDTH, dropout), *wide, Linear(nO=len(TAGS), nI=HIDDEN)))


def join(members: list[Any]) -> TagModel:
    """The sum of the networks' scores, for a list of docs."""
    return cast(TagModel, quicken(with_array(add(*members))))


def build() -> TagModel:
    """All networks, without weights."""
    return join([member() for _ in range(MEMBERS)])


def _layer(width: int, dropout: float) -> Any:
    """A normalized maxout layer (Goodfellow et al. 2013)."""
    return Maxout(nO=HIDDEN, nI=width, nP=2, normalize=True, dropout=dropout)


def save_weights(model: TagModel, file: Path) -> None:
    """Write all parameters in half precision; not compressed, which would cost each start more than it saves."""
    arrays: dict[str, Any] = {}
    for k, node in enumerate(model.walk()):
        arrays |= {f"{k}.{name}": np.asarray(node.get_param(name)).astype(np.float16) for name in node.param_names if node.has_param(name)}
    np.savez(file, **arrays)


def load_weights(model: TagModel, file: Path) -> None:
    """Read what `save_weights` wrote; `DataError` if the file does not fit this model."""
    nodes = list(model.walk())
    try:
        with np.load(file) as arrays:
            for key in arrays.files:
                place, name = key.split(".")
                nodes[int(place)].set_param(name, arrays[key].astype(np.float32))
    except (OSError, ValueError, KeyError, IndexError) as fault:
        raise DataError(f"{file}: not the weights of this tagger ({fault}).", "Reinstall kgx, or train the weights again.") from fault


class Tagger:
    """A trained tagger."""

    def __init__(self, model: TagModel) -> None:
        self.model = model

    @classmethod
    def load(cls, file: Path | None = None) -> Tagger:
        """With the weights in `file`, by default those that kgx ships."""
        model = build()
        load_weights(model, file or resources.path("models/mentions/weights.npz"))
        return cls(model)

    def scores(self, features: Floats) -> Floats:
        """The log probability of every tag for every token."""
        if not len(features):
            return np.zeros((0, len(TAGS)), np.float32)
        return log_softmax(self.model.predict([features])[0] * np.float32(1 / MEMBERS))


def log_softmax(scores: Floats) -> Floats:
    """Each row as log probabilities."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return cast("Floats", shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


@cache
def columns(kind: str) -> list[int]:
    """The columns of all tags of a type."""
    return [k for k, tag in enumerate(TAGS) if tag.endswith(f"-{kind}")]


@cache
def path(length: int) -> list[list[int]]:
    """For each token of a name of this length, the column of its tag by type (in the order of ENTITY_TYPES)."""
    first = _U if length == 1 else _B
    parts = [first, *[_I] * (length - 2), *[_L] * (length > 1)]
    return [list(range(part.start, part.stop)) for part in parts]


def decode(scores: Floats) -> list[tuple[int, int, str]]:
    """The (start, end, type) of the best well-formed tag sequence (Viterbi 1967)."""
    found: list[tuple[int, int, str]] = []
    others = scores[:, 1:].max(axis=1, initial=_NEVER)
    busy = np.flatnonzero(others > scores[:, 0] - 6)
    for start, end in _runs(busy):
        found += [(start + s, start + e, kind) for s, e, kind in _best(scores[start:end])]
    return found


def _runs(positions: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Runs of neighbouring positions: all other tokens are surely outside of names."""
    if not len(positions):
        return []
    breaks = np.flatnonzero(np.diff(positions) > 1) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(positions, breaks)]


def _best(scores: Floats) -> list[tuple[int, int, str]]:
    """Viterbi over one run. Between names there are two kinds of state: outside, or inside a name of one type."""
    length = len(scores)
    free = np.full(length + 1, _NEVER, np.float32)  # best score of a path that is outside of a name before token k
    free[0] = 0
    inside = np.full(_TYPES, _NEVER, np.float32)  # … of one that is inside a name of each type
    since = np.zeros(_TYPES, int)  # where that name began
    back: list[tuple[int, int]] = [(0, -1)]  # how `free` came about: from which token, with a name of which type
    for k, row in enumerate(scores):
        ends, units = inside + row[_L], row[_U]
        options = (free[k] + row[0], free[k] + units.max(), ends.max())
        choice = int(np.argmax(options))
        free[k + 1] = options[choice]
        kind = int(units.argmax() if choice == 1 else ends.argmax())
        back.append((k, -1) if choice == 0 else (k, kind) if choice == 1 else (int(since[kind]), kind))
        begins, goes_on = free[k] + row[_B], inside + row[_I]
        since = np.where(begins > goes_on, k, since)
        inside = np.maximum(begins, goes_on)
    return _trace(back)


def _trace(back: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The names on the best path, read from its end."""
    found: list[tuple[int, int, str]] = []
    end = len(back) - 1
    while end > 0:
        start, kind = back[end]
        if kind >= 0:
            found.append((start, end, ENTITY_TYPES[kind]))
        end = start
    return found[::-1]
