"""Queries of users: none can hang, eat up or kill kgx, and each failure is one clear line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.errors import QueryError
from kg_extract.store.results import Answer, Rows, Triples
from kg_extract.store.store import Store, open_store

CROSS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with 2,000 triples, enough to ask for more than any machine has."""
    path = tmp_path_factory.mktemp("store") / "store"
    with open_store(path, mode="write") as store:
        graph = NamedNode("http://x/g")
        store.replace(
            "http://x/g",
            [Quad(NamedNode(f"http://x/{n}"), NamedNode("http://x/p"), Literal("a" * 40 + str(n)), graph) for n in range(2000)],
        )
    return path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """The store, open for reading."""
    with open_store(folder) as opened:
        yield opened


def children() -> set[str]:
    """The processes that answer queries for this one and still run."""
    started = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return {process for process in started if "child.py" in Path(f"/proc/{process}/cmdline").read_text()}


def test_time_is_limited(store: Store) -> None:
    """A query that never ends is ended, with a line that says how to go on; no process is left."""
    started = time.monotonic()
    with pytest.raises(QueryError, match=r"ran past 0\.5 s\. .*--timeout"):
        store.query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", timeout=0.5)
    assert time.monotonic() - started < 5
    assert children() == set()


def test_time_runs_out_while_rows_come(store: Store) -> None:
    """An answer that breaks off is an error, not a short answer."""
    result = store.query(CROSS, timeout=1)
    assert isinstance(result, Rows)
    with pytest.raises(QueryError, match="ran past"):
        for _ in result:
            pass
    assert children() == set()


def test_the_readers_own_time_does_not_count(store: Store) -> None:
    """Somebody who reads page by page loses nothing."""
    result = store.query("SELECT * { ?s ?p ?o } LIMIT 3", timeout=0.4)
    assert isinstance(result, Rows)
    rows = iter(result)
    next(rows)
    time.sleep(0.6)
    assert len(list(rows)) == 2


def test_memory_is_limited(store: Store) -> None:
    """Sorting a cross product ends when the memory is used up."""
    with pytest.raises(QueryError, match=r"more than 200 MB of memory\. .*--memory"):
        list(store.query(f"{CROSS} ORDER BY ?c ?l", memory=200 * 2**20, timeout=60))  # type: ignore[arg-type]


def test_a_crash_of_the_engine_is_an_error(store: Store) -> None:
    """What overflows the stack of the engine kills the child only."""
    text = "ASK { FILTER(" + "!" * 100_000 + "true) }"
    with pytest.raises(QueryError, match=r"crashed the database engine|needed more than|cannot stand here"):
        store.query(text)
    assert store.query("ASK {}") == Answer(True)


def test_a_catastrophic_pattern_is_harmless(store: Store) -> None:
    """A regular expression that explodes elsewhere gives an answer or an error in time."""
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(REGEX(?o, '^(a+)+$')) }"
    result = store.query(text, timeout=10)
    assert isinstance(result, Rows)
    assert [[getattr(term, "value", "") for term in row] for row in result] == [["0"]]


def test_answers_stream(store: Store) -> None:
    """The first rows of an endless answer come at once, and reading no further ends the child."""
    started = time.monotonic()
    result = store.query(CROSS)
    assert isinstance(result, Rows)
    assert len(list(islice(result, 5))) == 5
    assert time.monotonic() - started < 5
    del result
    deadline = time.monotonic() + 5
    while children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children() == set()


def test_all_kinds_of_answers(store: Store) -> None:
    """SELECT, ASK and CONSTRUCT come through the child as they were."""
    rows = store.query("SELECT ?s ?n { ?s ?p ?o . OPTIONAL { ?s rdfs:label ?n } } ORDER BY ?s LIMIT 1")
    assert isinstance(rows, Rows)
    assert list(rows) == [(NamedNode("http://x/0"), None)]
    assert store.query("ASK { ?s ?p 1 }") == Answer(False)
    triples = store.query("CONSTRUCT WHERE { ?s <http://x/p> ?o }")
    assert isinstance(triples, Triples)
    assert len(set(triples)) == 2000
    typed = store.query("SELECT (1.5 AS ?a) ('x'@en AS ?b) ('2024'^^xsd:gYear AS ?c) (BNODE() AS ?d) {}")
    assert isinstance(typed, Rows)
    assert [str(term) for term in next(iter(typed))][:3] == [
        '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"x"@en',
        '"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>',
    ]


_ENDLESS = """
import sys
from kg_extract.store.store import open_store
with open_store(sys.argv[1]) as store:
    sys.stdout.write("running\\n"); sys.stdout.flush()
    store.query(sys.argv[2], timeout=60)
"""


def test_ctrl_c_works_at_once(folder: Path) -> None:
    """An interrupt ends the command and the query within a moment."""
    text = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"
    command = [sys.executable, "-c", _ENDLESS, str(folder), text]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    time.sleep(0.5)
    started = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=10) != 0
    assert time.monotonic() - started < 2
    assert b"KeyboardInterrupt" in process.stderr.read()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    process.stdout.close()
    process.stderr.close()
