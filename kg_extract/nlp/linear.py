"""A multinomial logistic regression over named sparse features: small, quick to apply, needs numpy only."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, is_zipfile

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
            return cls.decode(file.read_bytes(), file)
        except OSError as fault:
            raise _unreadable(file, fault) from fault

    @classmethod
    def decode(cls, data: bytes, file: Path) -> LinearModel:
        """The model that `data`, the content of `file`, holds; `ModelError` if it is broken."""
        try:
            with np.load(io.BytesIO(data)) as archive:
                classes, features = json.loads(archive["names"].tobytes().decode("utf-8"))
                weights = archive["weights"].astype(np.float32)
        except (OSError, ValueError, KeyError, BadZipFile) as fault:
            raise _unreadable(file, fault) from fault
        return cls(tuple(classes), {name: i for i, name in enumerate(features)}, weights)


class StoredModels(Mapping[str, LinearModel]):
    """The models of a folder by name, read at once and decoded when first asked for: an article needs a few of them."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._files = {name: folder / f"{name}.npz" for name in names}
        self._data = {name: _complete(file) for name, file in self._files.items()}
        self._models: dict[str, LinearModel] = {}

    def __getitem__(self, name: str) -> LinearModel:
        """The model of this name."""
        if name not in self._models:
            self._models[name] = LinearModel.decode(self._data[name], self._files[name])
        return self._models[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is a model of this name, without decoding it."""
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._files)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._files)


def _complete(file: Path) -> bytes:
    """The content of an npz file; `ModelError` if it is missing or cut off."""
    try:
        data = file.read_bytes()
    except OSError as fault:
        raise _unreadable(file, fault) from fault
    if not is_zipfile(io.BytesIO(data)):
        raise _unreadable(file, "no npz archive")
    return data


def _unreadable(file: Path, why: object) -> ModelError:
    return ModelError(f"{file}: the weights cannot be read ({why}).", "Reinstall kgx, or run python -m training.")
