"""`kgx watch`: new articles are stored and printed as they come, nothing twice, and the sources are asked politely."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg_extract.cli.watch import seconds
from kg_extract.errors import UsageError
from tests.cli.conftest import Kgx
from tests.rdf import sample
from tests.read import documents
from tests.read.server import Sent, Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on loopback."""
    with Server() as running:
        yield running


@pytest.fixture
def desk(kgx: Kgx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kgx:
    """Runs `kgx …` in a folder of the test's own, with a store of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KGX_STORE", str(tmp_path / "store"))
    return kgx


def test_only_what_is_new_is_printed(desk: Kgx, parsed: list[str], tmp_path: Path) -> None:
    """The first look prints the facts of the folder, the next one only those of the new file."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.txt").write_text(sample.TEXT, encoding="utf-8")
    first = desk("watch", str(folder), "--once")
    assert first.out.splitlines()[0].startswith("undated  ContractAward  Borealis Aerospace Ltd.")
    assert desk("watch", str(folder), "--once").out == ""
    (folder / "two.txt").write_text(documents.BODY, encoding="utf-8")
    assert all("two.txt" in line for line in desk("watch", str(folder), "--once").out.splitlines())
    assert len(parsed) == 2


def test_a_query_chooses_what_is_shown(desk: Kgx, parsed: list[str], tmp_path: Path) -> None:
    """A shipped query or any SELECT, on the new article alone; as JSON, a line for each row."""
    file = tmp_path / "one.txt"
    file.write_text(sample.TEXT, encoding="utf-8")
    ask = """SELECT ?who ?value ("x" AS ?source) { ?a a kg:ContractAward ; kg:awardee/rdfs:label ?who ; kg:amount/kg:value ?value }
             ORDER BY ?value LIMIT 1"""
    [row] = [json.loads(line) for line in desk("watch", str(file), "--once", "--query", ask, "--format", "json").out.splitlines()]
    assert (row["who"], row["value"]) == ("Borealis Aerospace Ltd.", 111000000)
    assert (row["source"], row["change"]) == (str(file), "added")
    file.write_text(f"{sample.TEXT} It was corrected.", encoding="utf-8")
    assert "Borealis" in desk("watch", str(file), "--once", "--query", "contracts").out
    assert desk("watch", str(file), "--once", "--query", "no-such").code == 7


def test_a_feed_is_asked_only_whether_it_changed(desk: Kgx, parsed: list[str], server: Server) -> None:
    """The second look costs one small answer; a failure is told and leaves with 3."""
    server.put("/one", documents.page())
    feed = documents.rss([f"<title>x</title><link>{server.address}/one</link>"])
    server.pages["/feed"] = lambda headers: Sent(b"", 304) if headers.get("If-None-Match") else Sent(feed, 200, {"ETag": "1"})
    assert desk("watch", f"{server.address}/feed", "--once", "--allow-private").code == 0
    server.asked.clear()
    done = desk("watch", f"{server.address}/feed", f"{server.address}/gone", "--once", "--allow-private")
    assert (done.code, server.paths[:2]) == (3, ["/robots.txt", "/feed"])
    assert "404" in done.err


def test_it_goes_on_until_stopped(desk: Kgx, parsed: list[str], tmp_path: Path) -> None:
    """Ctrl-C while it waits ends it at once, with exit code 0."""
    (tmp_path / "one.txt").write_text(sample.TEXT, encoding="utf-8")
    timer = threading.Timer(2, lambda: signal.raise_signal(signal.SIGINT))
    timer.start()
    done = desk("watch", str(tmp_path / "one.txt"), "--every", "1h")
    assert done.code == 0
    assert "ContractAward" in done.out


def test_facts_are_found_as_ingest_would(desk: Kgx, parsed: list[str], tmp_path: Path) -> None:
    """The same options say how sure a fact must be; a store that both write has one version of each article."""
    (tmp_path / "one.txt").write_text(sample.TEXT, encoding="utf-8")
    assert desk("watch", "one.txt", "--once", "--min-confidence", "0.6").code == 0
    assert desk("ingest", "one.txt", "--min-confidence", "0.6").out == "1 article unchanged.\n"
    assert desk("watch", "one.txt", "--once", "--model-dir", "nowhere").code == 2


@pytest.mark.parametrize(("text", "value"), [("30s", 30), ("10m", 600), ("1.5h", 5400), ("1d", 86400), ("2", 120)])
def test_times(text: str, value: float) -> None:
    """With a unit, or in minutes."""
    assert seconds(text) == value


@pytest.mark.parametrize("text", ["often", "1s", "-5m", ""])
def test_times_that_are_refused(text: str) -> None:
    """What is no time, and what would be impolite."""
    with pytest.raises(UsageError, match="--every"):
        seconds(text)
