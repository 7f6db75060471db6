"""`kgx doctor`: what is there, what is not, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kgx


def test_a_sound_installation_is_ok(kgx: Kgx) -> None:
    """Every line says ok, with versions and counts."""
    done = kgx("doctor")
    assert done.code == 0
    whats = ["kgx", "language model", "ontology", "store", "disk", "extra pdf", "extra train"]
    assert [line.split("  ")[0] for line in done.out.splitlines()[1:]] == whats
    assert "PROBLEM" not in done.out
    assert "1 article" in done.out


def test_what_is_missing_is_told_with_a_command(kgx: Kgx, tmp_path: Path) -> None:
    """A model that is not installed and a folder that is no store; the exit code is 1."""
    (tmp_path / "file.txt").write_text("mine", encoding="utf-8")
    done = kgx("doctor", "--model", "en_other", "--store", str(tmp_path))
    assert done.code == 1
    assert done.out.count("PROBLEM") == 2
    assert "pip install en-other" in done.out


def test_a_store_that_is_not_there_yet_is_no_problem(kgx: Kgx, tmp_path: Path) -> None:
    """Before the first ingest everything is fine."""
    done = kgx("doctor", "--store", str(tmp_path / "new"))
    assert (done.code, "not there yet" in done.out) == (0, True)


def test_a_full_disk_is_told(kgx: Kgx, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little space is found before an ingest fails."""
    monkeypatch.setattr("kg_extract.cli.doctor._LEAST_DISK", 2**60)
    assert "MB are free" in kgx("doctor").out


def test_an_extra_that_is_not_there_is_no_problem(kgx: Kgx, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what for and how to install it."""
    monkeypatch.setattr("kg_extract.cli.doctor._EXTRAS", {"pdf": ("no-such-reader", "PDF")})
    done = kgx("doctor")
    assert done.code == 0
    assert done.out.splitlines()[-1].split(None, 2)[1] == "pdf"
    assert 'no-such-reader is not installed; for PDF: pip install "kg-extract[pdf]"' in done.out
