"""What `kgx extract --profile` prints is taken in by `kgx ingest` as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg_extract import met
from kg_extract.cli.main import run


def test_lines_in_the_words_of_a_profile(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same graph as from the article; without the profile they are refused, with what to do; a relative store is asked as ever."""
    monkeypatch.chdir(tmp_path)
    profile = ["--profile", str(own)]
    assert run(["extract", str(own / "samples"), *profile]) == 0
    lines = capsys.readouterr().out
    assert json.loads(lines)["profile"] == "food-safety"
    Path("all.jsonl").write_text(lines, encoding="utf-8")
    met.PROFILES.clear()
    assert run(["ingest", "all.jsonl", "--store", "one"]) == 3
    assert "There is no profile 'food-safety' here. Name its folder: --profile DIR" in capsys.readouterr().err
    assert run(["ingest", "all.jsonl", "--store", "one", *profile]) == 0
    assert run(["ingest", str(own / "samples"), "--store", "two", *profile]) == 0
    met.PROFILES.clear()
    capsys.readouterr()
    graphs = []
    for store in ("one", "two"):
        assert run(["export", f"{store}.nq", "--store", store]) == 0
        graphs.append(Path(f"{store}.nq").read_bytes())
    assert graphs[0] == graphs[1] != b""
