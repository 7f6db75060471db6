"""What is said of faulty profiles, and of profiles that are not there."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_extract import profiles, resources
from kg_extract.cli.main import run
from kg_extract.errors import DataError, UsageError
from kg_extract.profiles import faults
from tests.profiles.change import change

CASES: dict[str, list[dict[str, str]]] = tomllib.loads(Path(__file__).with_name("faults.toml").read_text(encoding="utf-8"))
TEMPLATE = resources.path("profile_template")


def told(folder: Path) -> list[str]:
    """The faults, each with its file relative to the profile."""
    return [str(fault).removeprefix(f"{folder}/") for fault in faults.find(folder)]


@pytest.mark.parametrize("case", CASES["static"], ids=[case["fault"][:40] for case in CASES["static"]])
def test_a_fault_is_told_with_its_file_and_line(own: Path, case: dict[str, str]) -> None:
    """Each fault names the place to correct, and nothing is extracted with such a profile."""
    change(own / case["file"], case["before"], case["after"])
    found = told(own)
    assert any(each.startswith(case["fault"]) for each in found), found
    with pytest.raises(DataError, match=r":\d+: .* See all: kgx profile check"):
        profiles.read(str(own))


def test_a_frame_without_triggers_or_examples_is_one_fault_each(own: Path) -> None:
    """A frame that no word evokes finds nothing, and one without examples cannot be tried."""
    file = own / "frames" / "Recall.toml"
    file.write_text(file.read_text().partition("[[trigger]]")[0])
    assert told(own) == [
        "frames/Recall.toml:1: there is no trigger: without a [[trigger]] no word tells of the event",
        "frames/Recall.toml:1: there is no [[example]]: a sentence and the roles that it must give",
    ]


@pytest.mark.parametrize("case", CASES["tried"], ids=[case["fault"][:40] for case in CASES["tried"]])
def test_the_check_tries_the_profile(own: Path, capsys: pytest.CaptureFixture[str], case: dict[str, str]) -> None:
    """Ontology, shapes, queries, patterns and examples are put to the test; the exit code is 1."""
    change(own / case["file"], case["before"], case["after"])
    assert run(["profile", "check", str(own)]) == 1
    out = capsys.readouterr().out.replace(f"{own}/", "")
    assert any(line.startswith(case["fault"]) for line in out.splitlines()), out


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_of_a_line_brings_the_check_down(data: st.DataObject) -> None:
    """Whatever is cut out of a file or put in its place, faults are told and nothing is raised."""
    name = data.draw(st.sampled_from(["profile.toml", "frames/Recall.toml", "relations.toml", "lexicon/names.csv", "lexicon/shapes.toml"]))
    lines = (TEMPLATE / name).read_text().splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    odd = ["", "roles = 3", "key = 1", "[roles]", "trigger = 'x'", "[[trigger]]", "types = [{}]", "==", "without = 1", "[entities]\nx = 1"]
    lines[number] = data.draw(st.sampled_from(odd))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "food")
        shutil.copytree(TEMPLATE, place)
        (place / name).write_text("\n".join(lines))
        assert all(str(fault) for fault in faults.find(place))


def test_the_shipped_profiles_are_without_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """Every shipped profile passes its check: terms, shapes, queries, and every example."""
    for profile in profiles.shipped():
        assert run(["profile", "check", profile.name]) == 0, capsys.readouterr().out


def test_the_list_shows_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    """The built-in one first, each with its event types."""
    assert run(["profile", "list", "--format", "csv"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.partition(",")[0] for row in rows] == ["profile", "news", "clinical-trials"]
    assert "TrialStart" in rows[2]


def test_a_profile_that_is_not_there_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error names those that there are; `news` is what is built in."""
    assert run(["ingest", "--profile", "clinical-trails", "x.txt"]) == 2
    assert capsys.readouterr().err == (
        "kgx: There is no profile clinical-trails. Shipped are news, clinical-trials; make one of your own with: kgx profile new NAME\n"
    )
    with pytest.raises(UsageError, match=r"the folder has no profile\.toml"):
        profiles.locate(str(tmp_path))
    assert profiles.locate("news") is None


def test_a_profile_is_not_made_over_something(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is overwritten, and a name must be one."""
    assert run(["profile", "new", "other", "--output", str(own)]) == 2
    assert "is there already. Name another place: --output DIR" in capsys.readouterr().err
    assert run(["profile", "new", "Food Safety"]) == 2
