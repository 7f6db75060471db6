"""The networks of the fact scorer, on disk and off it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg_extract.errors import ModelError
from kg_extract.nlp.network import Network

RANDOM = np.random.default_rng(0)


def _layer(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    return RANDOM.normal(size=(rows, columns)).astype(np.float32), RANDOM.normal(size=columns).astype(np.float32)


def test_networks_are_written_and_read(tmp_path: Path) -> None:
    """What is read says the same as what was written, to half precision; probabilities sum to one, and bytes are stable."""
    network = Network(("-", "Launch.site"), tuple((_layer(5, 4), _layer(4, 2)) for _ in range(2)))
    (tmp_path / "network.npz").write_bytes(network.to_bytes())
    rows = RANDOM.normal(size=(3, 5)).astype(np.float32)
    again = Network.read(tmp_path / "network.npz")
    assert again.classes == network.classes
    assert np.allclose(again.probabilities(rows), network.probabilities(rows), atol=0.01)
    assert np.allclose(again.probabilities(rows).sum(axis=1), 1)
    assert network.to_bytes() == network.to_bytes()


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_a_broken_file_is_said(content: bytes, tmp_path: Path) -> None:
    """A file that holds no networks is named in one line."""
    (tmp_path / "network.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"network\.npz"):
        Network.read(tmp_path / "network.npz")
