"""Each sample article gives, byte for byte, the graph that lies beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples import FOLDER, SAMPLES, graph_of


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.stem for sample in SAMPLES])
def test_sample_gives_its_graph(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ingesting the article and exporting Turtle gives the expected file (python -m tests.samples --update writes it anew)."""
    monkeypatch.chdir(FOLDER.parent)
    assert graph_of(sample, tmp_path).decode() == sample.with_suffix(".ttl").read_text(encoding="utf-8")


def test_there_is_a_sample_of_each_kind() -> None:
    """A contract award, a launch and a funding round are there, each with its graph."""
    assert {"contract-award", "launch", "funding-round"} <= {sample.stem for sample in SAMPLES}
    assert all(sample.with_suffix(".ttl").exists() for sample in SAMPLES)
