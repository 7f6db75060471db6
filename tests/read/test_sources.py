"""Files, folders, globs and standard input."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kg_extract.errors import InputError
from kg_extract.read import Source, expand, read

BODY = "Acme Orbital has won a contract to build the satellites of Norland, the company said on Monday."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two articles, one of them deeper, and something else."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "b.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "deep" / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "notes.xyz").write_text("no", encoding="utf-8")
    return tmp_path


def test_a_folder_gives_its_texts_sorted(folder: Path) -> None:
    """Folders are searched to the bottom, for texts only."""
    assert [source.name for source in expand([str(folder)])] == [f"{folder}/b.txt", f"{folder}/deep/a.txt"]


def test_a_glob_and_a_file_named_twice(folder: Path) -> None:
    """Nothing is read twice."""
    assert [source.name for source in expand([f"{folder}/*.txt", f"{folder}/b.txt"])] == [f"{folder}/b.txt"]


def test_a_missing_file_names_near_ones(folder: Path) -> None:
    """A slip of the finger gets a proposal."""
    with pytest.raises(InputError, match="no such file") as caught:
        list(expand([f"{folder}/bb.txt"]))
    assert caught.value.hint == f"Did you mean {folder}/b.txt?"


@pytest.mark.parametrize("path", ["none/x.txt", "empty", "*.xyz"])
def test_nothing_to_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A missing folder, an empty folder and a glob without a match are told."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        list(expand([path]))
    assert caught.value.hint


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input, and the article's source."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BODY.encode())))
    [article] = read(next(expand(["-"])), "May 26, 2025")
    assert (article.source, article.text, article.published) == ("-", BODY, "2025-05-26")


def test_a_source_that_cannot_be_opened(tmp_path: Path) -> None:
    """The system's reason is passed on."""
    with pytest.raises(InputError, match="No such file"):
        Source(str(tmp_path / "gone.txt")).data()


def test_a_wrong_date_of_publication() -> None:
    """`--published soon` is refused before anything is read."""
    with pytest.raises(InputError, match="'soon' is no date"):
        list(read(Source("-"), "soon"))
