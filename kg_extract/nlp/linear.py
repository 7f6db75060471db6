"""A multinomial logistic regression over named sparse features: small, quick to apply, needs numpy only."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg_extract.errors import ModelError

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LinearModel:
    """`weights` is (features + 1, classes): one row a feature, the last row the bias; `classes` names the columns."""

    classes: tuple[str, ...]
    features: dict[str, int]
    weights: Array

    def sums(self, row: Sequence[str]) -> Array:
        """(classes,): the sum of the weights of a row's features; unknown names are passed over."""
        features = self.features
        return np.asarray(self.weights[[features[f] for f in row if f in features]].sum(axis=0))

    def probabilities(self, rows: Sequence[Sequence[str]], beside: Sequence[Array] | None = None) -> Array:
        """(rows, classes): the probability of each class for each row of feature names; `beside`: sums to add to each row's."""
        scores = np.array([self.sums(row) for row in rows], dtype=np.float32) + self.weights[-1]
        if beside is not None:
            scores += np.array(beside)
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)

    def to_bytes(self) -> bytes:
        """The model as a compressed npz archive; the same model gives the same bytes."""
        out = io.BytesIO()
        names = json.dumps([list(self.classes), list(self.features)], ensure_ascii=False).encode("utf-8")
        np.savez_compressed(out, names=np.frombuffer(names, dtype=np.uint8), weights=self.weights.astype(np.float16))
        return out.getvalue()

    @classmethod
    def read(cls, file: Path) -> LinearModel:
        """The model in `file`; `ModelError` if it is missing or broken."""
        try:
            with np.load(file) as archive:
                classes, features = json.loads(archive["names"].tobytes().decode("utf-8"))
                weights = archive["weights"].astype(np.float32)
        except (OSError, ValueError, KeyError) as fault:
            raise ModelError(f"{file}: the weights cannot be read ({fault}).", "Reinstall kgx, or run python -m training.") from fault
        return cls(tuple(classes), {name: i for i, name in enumerate(features)}, weights)
