"""Small feed-forward networks over dense rows, applied with numpy alone: one hidden layer, several networks that vote."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kg_extract.errors import ModelError
from kg_extract.nlp.linear import Array

Layer = tuple[Array, Array]


@dataclass(frozen=True)
class Network:
    """`members`: for each network its two layers, (weights (in, out), bias (out,)); `classes` names the columns of the last."""

    classes: tuple[str, ...]
    members: tuple[tuple[Layer, Layer], ...]

    def probabilities(self, rows: Array) -> Array:
        """(rows, classes): the mean of what the networks say (an ensemble as in Lakshminarayanan et al. 2017)."""
        return np.asarray(sum(_softmax(_apply(rows, *member)) for member in self.members) / len(self.members), dtype=np.float32)

    def to_bytes(self) -> bytes:
        """The networks in half precision as an npz archive; the same networks give the same bytes."""
        out = io.BytesIO()
        arrays = {
            f"{m}.{layer}.{part}": array.astype(np.float16)
            for m, layers in enumerate(self.members)
            for layer, arrays in enumerate(layers)
            for part, array in zip(("weights", "bias"), arrays, strict=True)
        }
        names = np.frombuffer(json.dumps(list(self.classes)).encode("utf-8"), dtype=np.uint8)
        np.savez(out, names=names, **arrays)  # type: ignore[arg-type]
        return out.getvalue()

    @classmethod
    def read(cls, file: Path) -> Network:
        """The networks in `file`; `ModelError` if it is missing or broken."""
        try:
            with np.load(file) as archive:
                stored = {key: archive[key] for key in archive.files}
            classes = tuple(json.loads(stored.pop("names").tobytes()))
            arrays = {key: value.astype(np.float32) for key, value in stored.items()}
            members = tuple(
                ((arrays[f"{m}.0.weights"], arrays[f"{m}.0.bias"]), (arrays[f"{m}.1.weights"], arrays[f"{m}.1.bias"]))
                for m in range(len(arrays) // 4)
            )
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as fault:
            raise ModelError(f"{file}: not the weights of a network ({fault}).", "Reinstall kgx, or train the weights again.") from fault
        return cls(classes, members)


def _apply(rows: Array, hidden: Layer, last: Layer) -> Array:
    return np.asarray(np.maximum(rows @ hidden[0] + hidden[1], 0) @ last[0] + last[1])


def _softmax(scores: Array) -> Array:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
