"""Whatever happens to the process or the disk, the store opens and holds every article that was reported as stored, whole."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg_extract.errors import StoreError, StoreLocked
from kg_extract.store.change import INDEX
from kg_extract.store.results import Rows
from kg_extract.store.store import Store, open_store
from tests.store import writer
from tests.store.conftest import AWARD, article_graphs

#: Set KGX_KILLS=200 for the long run.
KILLS = int(os.environ.get("KGX_KILLS", "6"))


def start(folder: Path, seed: int) -> subprocess.Popen[str]:
    """A writing process."""
    return subprocess.Popen([sys.executable, str(Path(writer.__file__)), str(folder), str(seed)], stdout=subprocess.PIPE, text=True)


def version_of(store: Store, graph: str) -> int:
    """The version that the store holds, which must be whole; 0 for none."""
    quads = set(store.quads(graph))
    numbers = {int(quad.object.value) for quad in quads if isinstance(quad.object, Literal)}
    assert len(numbers) <= 1, f"{graph} is a mixture of {numbers}"
    assert quads == {quad for number in numbers for quad in writer.version(graph, number)}
    return next(iter(numbers), 0)


def assert_union(folder: Path) -> None:
    """The default graph is exactly the union of the articles (of which none names an entity)."""
    database = Oxigraph.read_only(str(folder / "quads"))
    union = {quad.triple for quad in database if quad.graph_name not in (DefaultGraph(), INDEX)}
    assert {quad.triple for quad in database.quads_for_pattern(None, None, None, DefaultGraph())} == union


def test_kill_at_any_moment(tmp_path: Path) -> None:
    """A writer is killed again and again over the same folder; nothing reported is lost and nothing is half there."""
    folder = tmp_path / "store"
    chance = random.Random(7)
    expected = dict.fromkeys((f"http://x/article/{number}" for number in range(4)), 0)
    for seed in range(1, KILLS + 1):
        process = start(folder, seed)
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        time.sleep(chance.random() * 0.2)
        process.kill()
        begun: tuple[str, int] | None = None
        for line in process.stdout.read().splitlines():
            *mark, graph, number = line.split(" ")
            if mark:
                begun = graph, int(number)
            else:
                expected[graph] = int(number)
        process.wait()
        with open_store(folder, mode="read") as store:
            found = {graph: version_of(store, graph) for graph in expected}
        changed = {(graph, number) for graph, number in found.items() if number != expected[graph]}
        assert changed <= {begun}
        expected = found
        assert_union(folder)


def test_kill_while_merging_and_updating(tmp_path: Path) -> None:
    """Killed amid merges, splits and updates, the store is sound, and who is who is what its articles and corrections say."""
    folder = tmp_path / "store"
    chance = random.Random(11)
    for seed in range(1, KILLS + 1):
        command = [sys.executable, "-m", "tests.store.corrector", str(folder), str(seed)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        time.sleep(chance.random() * 0.6)
        process.kill()
        process.wait()
        process.stdout.close()
        with open_store(folder, mode="write") as store, open_store("memory") as afresh:
            assert list(store.faults()) == []
            graphs = [graph for graph in store.graphs() if not graph.endswith("#resolution")]
            for graph in graphs:
                afresh.replace(graph, list(store.quads(graph)))
            assert set(store.quads()) == set(afresh.quads())


def test_a_second_writer_waits_and_is_told(tmp_path: Path) -> None:
    """Two writers: the second says that it waits, and gets its turn when the first has finished."""
    folder = tmp_path / "store"
    first = open_store(folder, mode="write")
    told: list[str] = []
    threading.Timer(0.4, first.close).start()
    with open_store(folder, mode="write", wait=20, on_wait=told.append) as second:
        second.replace(AWARD, article_graphs()[AWARD])
    assert len(told) == 1
    assert "waiting up to 20 s" in told[0]


def test_a_locked_store_says_so(tmp_path: Path) -> None:
    """When the first writer goes on, the second gives up with one clear line."""
    folder = tmp_path / "store"
    with open_store(folder, mode="write"), pytest.raises(StoreLocked, match="Another process is writing to the store"):
        open_store(folder, mode="write", wait=0.2)


def test_another_process_that_writes_locks_the_store(tmp_path: Path) -> None:
    """The lock holds between processes, and goes with the process that is killed."""
    process = start(tmp_path / "store", 1)
    assert process.stdout
    process.stdout.readline()
    try:
        with pytest.raises(StoreLocked):
            open_store(tmp_path / "store", mode="write", wait=0.1)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    open_store(tmp_path / "store", mode="write", wait=0.1).close()


def test_readers_while_writing(tmp_path: Path) -> None:
    """A reader opens while another process writes, and sees whole articles only."""
    folder = tmp_path / "store"
    process = start(folder, 3)
    assert process.stdout
    process.stdout.readline()
    try:
        for _ in range(8):
            with open_store(folder, mode="read") as store:
                for graph in store.graphs():
                    numbers = {quad.object.value for quad in store.quads(graph) if isinstance(quad.object, Literal)}
                    assert len(numbers) <= 1
                result = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
                assert isinstance(result, Rows)
                assert len(list(result)) == 1
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _fill(folder: str) -> int:
    """In a child process: write until the disk is full; the number of articles that were stored."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    stored = 0
    try:
        with open_store(folder, mode="write") as store:
            while stored < 100:
                store.replace(f"http://x/{stored}", _big(stored))
                stored += 1
    except StoreError as fault:
        writer.say(f"{stored} {fault}")
        return 0
    return 1


def _big(number: int) -> list[Quad]:
    graph = NamedNode(f"http://x/{number}")
    return [Quad(graph, NamedNode(f"http://x/p{i}"), Literal(f"{number} {i} " + "x" * 500), graph) for i in range(100)]


def test_a_full_disk_keeps_what_was_stored(tmp_path: Path) -> None:
    """The error is one line that says what is safe, and all that was reported as stored can be read."""
    code = f"import sys; from tests.store import test_nothing_lost as t; sys.exit(t._fill({str(tmp_path / 'store')!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 0, done.stderr
    stored, message = done.stdout.split(" ", 1)
    assert message.startswith("The disk is full")
    with open_store(tmp_path / "store", mode="read") as store:
        assert int(stored) > 0
        for number in range(int(stored)):
            assert set(store.quads(f"http://x/{number}")) == set(_big(number))
