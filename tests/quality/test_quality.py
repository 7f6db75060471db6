"""Fails when extraction from real articles gets worse than the floors; skipped only where there are no gold facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quality import gate

pytestmark = [pytest.mark.quality, pytest.mark.skipif(not gate.GOLD.is_dir(), reason="no gold facts in ../shared")]


def test_extraction_is_not_below_its_floors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every measure of train and dev reaches its floor."""
    floors = gate.read_floors()
    scores = {split: gate.measure(split, tmp_path) for split in gate.SPLITS}
    with capsys.disabled():
        print("\n" + gate.table(scores, floors))
    assert not gate.below_floor(scores, floors)
