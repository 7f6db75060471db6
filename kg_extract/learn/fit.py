"""Fits the two kinds of model of the fact scorer with scikit-learn, and turns them into what kgx applies with numpy alone."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from kg_extract.nlp.linear import LinearModel
from kg_extract.nlp.network import Network
from kg_extract.nlp.trees import Floats, Trees

_MIN_COUNT = 2  # a feature seen once says nothing of other articles
_MIN_WEIGHT = 0.02  # smaller weights are not worth their place in the wheel


def linear(rows: Sequence[Sequence[str]], labels: Sequence[str], classes: Sequence[str], strength: float) -> LinearModel:
    """An L2-regularized multinomial logistic regression; `strength` is scikit-learn's C."""
    counts = Counter(f for row in rows for f in set(row))
    features = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= _MIN_COUNT))}
    seen = [c for c in classes if c in set(labels)]
    if len(seen) < 2:
        return LinearModel(
            (*seen, *(c for c in classes if c not in seen)), {}, np.array([[0.0] + [-20.0] * (len(classes) - 1)], dtype=np.float32)
        )
    model = LogisticRegression(C=strength, max_iter=120, solver="liblinear" if len(seen) == 2 else "lbfgs")
    model.fit(_matrix(rows, features), np.array([seen.index(y) for y in labels]))
    weights = np.vstack([model.coef_.T, model.intercept_[None, :]])
    if len(seen) == 2:
        weights = np.hstack([np.zeros_like(weights), weights])
    return _pruned(seen, features, weights)


def _matrix(rows: Sequence[Sequence[str]], features: dict[str, int]) -> csr_matrix:
    indices: list[int] = []
    ends = [0]
    for row in rows:
        indices.extend(sorted({features[f] for f in row if f in features}))
        ends.append(len(indices))
    return csr_matrix(
        (np.ones(len(indices), dtype=np.float64), np.array(indices, dtype=np.int32), np.array(ends)), shape=(len(rows), len(features))
    )


def _pruned(classes: Sequence[str], features: dict[str, int], weights: Any) -> LinearModel:
    keep = [(name, i) for name, i in features.items() if np.abs(weights[i]).max() >= _MIN_WEIGHT]
    rows = [i for _, i in keep] + [len(features)]
    return LinearModel(tuple(classes), {name: n for n, (name, _) in enumerate(keep)}, weights[rows].astype(np.float16).astype(np.float32))


def network(rows: Floats, labels: Sequence[str], hidden: int = 96, members: int = 2, rounds: int = 12) -> Network:
    """Networks with one hidden layer that differ in their seed."""
    models = [
        MLPClassifier((hidden,), alpha=1e-3, learning_rate_init=1e-3, batch_size=min(256, len(rows)), max_iter=rounds, random_state=seed)
        for seed in range(members)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a fixed number of rounds is what is wanted
        for model in models:
            model.fit(rows, labels)
    layers = [tuple((w.astype(np.float32), b.astype(np.float32)) for w, b in zip(m.coefs_, m.intercepts_, strict=True)) for m in models]
    return Network(tuple(models[0].classes_), tuple((first, last) for first, last in layers))


def trees(rows: Floats, labels: Sequence[int], rounds: int = 150) -> Trees:
    """Gradient-boosted trees for a yes-or-no question."""
    model = HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=0.06,
        max_leaf_nodes=15,
        min_samples_leaf=20,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    )
    model.fit(rows, np.array(labels))
    grown = [stage[0].nodes for stage in model._predictors]
    size = max(len(nodes) for nodes in grown)
    arrays = {
        name: np.zeros((len(grown), size), dtype=kind)
        for name, kind in (("feature", "i4"), ("threshold", "f4"), ("left", "i4"), ("right", "i4"), ("value", "f4"))
    }
    for number, nodes in enumerate(grown):
        count, leaf = len(nodes), nodes["is_leaf"].astype(bool)
        arrays["feature"][number, :count] = np.where(leaf, 0, nodes["feature_idx"])
        arrays["threshold"][number, :count] = np.where(leaf, 0, nodes["num_threshold"])
        arrays["left"][number, :count] = np.where(leaf, -1, nodes["left"].astype(np.int64))
        arrays["right"][number, :count] = np.where(leaf, 0, nodes["right"].astype(np.int64))
        arrays["value"][number, :count] = np.where(leaf, nodes["value"], 0)
        arrays["left"][number, count:] = -1
    return Trees(**arrays, baseline=float(np.ravel(model._baseline_prediction)[0]))
