"""Word classes: words that occur in like places share a class, so that a rule learned of one word holds for its neighbours.

The classes are a k-means clustering of GloVe vectors (Pennington et al. 2014), coarse and fine; `training/words.py` makes them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from kg_extract import resources

Classes = npt.NDArray[np.int32]
UNKNOWN = -1


@cache
def _table() -> tuple[npt.NDArray[np.uint64], Classes, Classes]:
    with np.load(resources.path("models/facts/words.npz")) as archive:
        coarse, fine = (np.append(archive[name].astype(np.int32), UNKNOWN) for name in ("coarse", "fine"))
        return archive["hashes"], coarse, fine


def classes(doc: Doc) -> tuple[list[int], list[int]]:
    """The coarse and the fine class of every token, `UNKNOWN` where the word has none."""
    hashes, coarse, fine = _table()
    lower = doc.to_array("LOWER")
    at = np.minimum(np.searchsorted(hashes, lower), len(hashes) - 1)
    rows = np.where(hashes[at] == lower, at, len(hashes))
    return coarse[rows].tolist(), fine[rows].tolist()
