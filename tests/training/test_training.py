"""The learning curve and the comparison, on a few made-up articles: what a person who runs them gets to see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg_extract.learn.mentions_data import samples
from kg_extract.learn.mentions_fit import Settings
from kg_extract.nlp.mentions import names
from kg_extract.nlp.mentions_tagger import Tagger
from training import compare, curve


@pytest.fixture(scope="module")
def kept(gold: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of names that a first run of the comparison leaves; here those of the shipped tagger."""
    tagger, file = Tagger.load(), tmp_path_factory.mktemp("names") / "names.json"
    found = {sample.name: names(sample.doc, tagger.scores(sample.features)) for sample in samples(gold)}
    file.write_text(json.dumps(found), encoding="utf-8")
    return file


def test_the_curve_scores_each_share_on_its_own_and_on_other_articles(gold: Path, dev: Path) -> None:
    """Two rows a share; more articles are never fewer, and every score is one."""
    found = list(curve.points(gold, dev, [60, 100], seed=0, settings=Settings(rounds=2)))
    assert [(point.share, point.articles, point.how) for point in found] == [
        (60, 12, "cross-validated"),
        (60, 12, "dev"),
        (100, 20, "cross-validated"),
        (100, 20, "dev"),
    ]
    assert all(row.count("|") == curve.HEAD.splitlines()[0].count("|") for row in map(str, found))
    assert all(point.facts.score("event/", "relation/").gold for point in found)


def test_a_larger_share_holds_the_smaller_ones() -> None:
    """So that the curve shows what more articles bring, not other ones; the same seed gives the same articles."""
    files = [Path(f"{number}.txt") for number in range(40)]
    quarter, half = curve.sample(files, 25, seed=3), curve.sample(files, 50, seed=3)
    assert len(quarter) == 10
    assert set(quarter) < set(half)
    assert quarter == curve.sample(files[::-1], 25, seed=3)
    assert set(quarter) != set(curve.sample(files, 25, seed=4))


def test_the_comparison_prints_a_row_for_each_way(gold: Path, dev: Path, kept: Path) -> None:
    """Rules, linear models, networks and both, each with and without trees; then the table by event, role and relation."""
    lines: list[str] = []
    assert compare.main([str(gold), "--dev", str(dev), "--names", str(kept)], lines.append) == 0
    table = [line for line in lines if line.startswith("| ")]
    ways = [tuple(cell.strip() for cell in row.split("|")[1:3]) for row in table[1:8]]
    assert ways == [
        ("rules", "none"),
        ("linear", "none"),
        ("linear", "trees"),
        ("spaCy", "none"),
        ("spaCy", "trees"),
        ("linear + spaCy", "none"),
        ("linear + spaCy", "trees"),
    ]
    assert any("| Funding |" in line for line in lines)


def test_the_comparison_says_what_folder_holds_no_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line on the standard error, and no traceback."""
    assert compare.main([str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err
