"""What the tests of profiles share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg_extract import met, prefixes
from kg_extract.cli.main import run


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """After each test this process knows as many profiles as before."""
    known, names, spaces = dict(met.PROFILES), dict(prefixes.KNOWN), dict(prefixes.BY_NAMESPACE)
    yield
    met.PROFILES.clear()
    met.PROFILES.update(known)
    for registry, before in ((prefixes.KNOWN, names), (prefixes.BY_NAMESPACE, spaces)):
        registry.clear()
        registry.update(before)


@pytest.fixture
def own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The profile that `kgx profile new` makes."""
    folder = tmp_path / "food-safety"
    assert run(["profile", "new", "food-safety", "--output", str(folder)]) == 0
    capsys.readouterr()
    return folder
