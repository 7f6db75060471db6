"""Gradient-boosted decision trees, applied with numpy alone: the probability that a fact is right.

Trained with scikit-learn's HistGradientBoostingClassifier (after LightGBM, Ke et al. 2017); the trees are stored as plain arrays.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg_extract.errors import ModelError

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Trees:
    """All arrays are (trees, nodes): a row goes left where `row[feature] <= threshold`; a leaf's `left` is -1."""

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    baseline: float

    def probabilities(self, rows: Floats) -> Floats:
        """(rows,): the probability of the positive class for each row of features (rows, features)."""
        if self.feature.max() >= rows.shape[1]:
            raise ModelError("The weights of the fact scorer were made for another version of kgx.", "Train them again: kgx model train.")
        count, trees = len(rows), np.arange(len(self.left))[None, :]
        node = np.zeros((count, len(self.left)), dtype=np.int32)
        numbers = np.arange(count)[:, None]
        while True:
            left = self.left[trees, node]
            if (left < 0).all():
                break
            goes_left = rows[numbers, self.feature[trees, node]] <= self.threshold[trees, node]
            child = np.where(goes_left, left, self.right[trees, node])
            node = np.where(left < 0, node, child)
        scores = self.value[trees, node].sum(axis=1) + self.baseline
        return np.asarray(1.0 / (1.0 + np.exp(-scores)), dtype=np.float32)

    def to_bytes(self) -> bytes:
        """The trees as a compressed npz archive; the same trees give the same bytes."""
        out = io.BytesIO()
        arrays = {name: getattr(self, name) for name in ("feature", "threshold", "left", "right", "value")}
        np.savez_compressed(out, baseline=np.float64(self.baseline), **arrays)
        return out.getvalue()

    @classmethod
    def read(cls, file: Path) -> Trees:
        """The trees in `file`; `ModelError` if it is missing or broken."""
        try:
            with np.load(file) as archive:
                feature, threshold, left, right, value = (archive[name] for name in ("feature", "threshold", "left", "right", "value"))
                return cls(feature, threshold, left, right, value, float(archive["baseline"]))
        except (OSError, ValueError, KeyError) as fault:
            raise ModelError(f"{file}: the weights cannot be read ({fault}).", "Reinstall kgx, or run python -m training.") from fault
