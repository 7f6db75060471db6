"""Runs the command line in this process and hands out what it printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg_extract.cli.main import run
from tests.conftest import fill


@dataclass(frozen=True)
class Done:
    """A command that has run."""

    code: int
    out: str
    err: str


Kgx = Callable[..., Done]


@pytest.fixture
def kgx(store_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Kgx:
    """Runs `kgx …` on the store with the one sample article, which no test may change."""
    monkeypatch.setenv("KGX_STORE", str(store_folder))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> Done:
        capfd.readouterr()
        code = run(arguments)
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return call


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kgx: Kgx) -> Path:
    """A filled store of the test's own, which it may change; `kgx` then works on it."""
    folder = fill(tmp_path / "own")
    monkeypatch.setenv("KGX_STORE", str(folder))
    return folder
