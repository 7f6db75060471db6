"""`kgx articles` and `kgx forget`: finding articles by what is known of them, and taking them out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kgx
from tests.read import documents
from tests.test_near import COPY, STORY


@pytest.fixture
def desk(kgx: Kgx, parsed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kgx:
    """Runs `kgx …` on a store with two stories, one of them in two copies."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KGX_STORE", str(tmp_path / "store"))
    texts = {
        "early": f"title: Satellites ordered\ndate: 2025-05-26\npublisher: Norland Post\n\n{COPY}",
        "late": f"title: Two satellites\ndate: 2025-05-27\npublisher: Oldhaven Times\n\n{STORY}",
        "other": f"title: A contract\ndate: 2025-05-01\n\n{documents.BODY}",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    assert kgx("ingest", *(f"{name}.txt" for name in texts)).code == 0
    return kgx


def files(desk: Kgx, *arguments: str) -> list[str]:
    """The files of the articles that are listed."""
    return [row["file_name"] for row in json.loads(desk("articles", *arguments, "--format", "json").out)]


def test_articles_are_found_by_what_is_known_of_them(desk: Kgx) -> None:
    """By words of the headline, name or text, by date, publisher, and the status of their events; all of it together."""
    assert files(desk, "SATELLITES") == ["other.txt", "early.txt", "late.txt"]
    assert files(desk, "oldhaven") == ["early.txt", "late.txt"]
    assert files(desk, "--since", "2025-05-26", "--until", "May 26, 2025") == ["early.txt"]
    assert files(desk, "--publisher", "times") == ["late.txt"]
    assert files(desk, "--status", "occurred") == ["other.txt", "early.txt"]
    assert files(desk, "two", "--publisher", "post") == ["early.txt"]
    assert files(desk, "no such words") == []


@pytest.mark.parametrize(("option", "value"), [("--since", "soon"), ("--until", "never"), ("--status", "done")])
def test_what_cannot_be_meant_is_told(desk: Kgx, option: str, value: str) -> None:
    """The option, and what it takes."""
    done = desk("articles", option, value)
    assert (done.code, f"{option} {value}" in done.err) == (2, True)


def test_a_copy_takes_the_place_of_a_forgotten_original(desk: Kgx) -> None:
    """At once, from the text that was kept."""
    assert files(desk, "--status", "occurred") == ["other.txt", "early.txt"]
    assert desk("forget", "early.txt").out.startswith("forgot early.txt: 2 events")
    assert files(desk, "--status", "occurred") == ["other.txt", "late.txt"]


def test_articles_are_forgotten_by_a_query(desk: Kgx) -> None:
    """All that it finds; a dry run only tells; what is no article is refused."""
    query = "SELECT ?a WHERE { ?a schema:publisher ?p }"
    assert desk("forget", "--query", query, "--dry-run").out.count("would forget") == 2
    assert desk("forget", "--query", query).out.count("forgot") == 2
    assert files(desk) == ["other.txt"]
    assert desk("forget", "--query", query).out == "nothing to forget.\n"
    assert desk("forget", "--query", "SELECT ?e WHERE { ?e a kg:ContractAward }").code == 2
    assert desk("forget").code == 2
