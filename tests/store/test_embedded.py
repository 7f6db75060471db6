"""The folder of a store: what it is, what it is not, and what it looks like after use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg_extract.errors import StoreError
from kg_extract.store import who
from kg_extract.store.change import INDEX, RESOLUTION
from kg_extract.store.folder import FORMAT
from kg_extract.store.results import Rows
from kg_extract.store.store import default_location, open_store
from tests.store.articles import BASE
from tests.store.conftest import AWARD, article_graphs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with one article, closed."""
    with open_store(tmp_path / "store", mode="write") as store:
        store.replace(AWARD, article_graphs()[AWARD])
    return tmp_path / "store"


def test_what_was_written_is_there_again(folder: Path) -> None:
    """A closed store can be opened to read and to write."""
    with open_store(folder) as store:
        assert store.graphs() == [AWARD]
    with open_store(str(folder), mode="write") as store:
        assert store.replace(AWARD, article_graphs()[AWARD]) == "unchanged"


def test_a_foreign_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    """No database is ever built into a folder that holds something else."""
    (tmp_path / "letter.txt").write_text("Dear Jane")
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match=r"is not a kgx store \(it has no kgx-store.json\)"):
            open_store(tmp_path, mode=mode)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    """A file in place of a folder is told apart from a missing store."""
    file = tmp_path / "graph.ttl"
    file.write_text("")
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match="is not a kgx store"):
            open_store(file, mode=mode)


def test_reading_makes_no_store(tmp_path: Path) -> None:
    """A reading command on a missing or empty folder says how to make a store, and makes nothing."""
    with pytest.raises(StoreError, match=r"There is no store at .* Make one: kgx ingest FILE"):
        open_store(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="there is no store in it yet"):
        open_store(tmp_path / "empty")
    assert list(tmp_path.iterdir()) == [tmp_path / "empty"]


def test_a_store_of_nothing_can_be_read(tmp_path: Path) -> None:
    """A store that was made and never written to is empty, also for a query."""
    open_store(tmp_path / "store", mode="write").close()
    with open_store(tmp_path / "store") as store:
        assert store.graphs() == []
        result = store.query("SELECT * { ?s ?p ?o }")
        assert isinstance(result, Rows)
        assert list(result) == []


def test_the_store_of_a_newer_kgx_is_refused(folder: Path) -> None:
    """An older kgx does not misread what a newer one wrote."""
    marker = folder / "kgx-store.json"
    marker.write_text(json.dumps({"format": FORMAT + 1}))
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match=r"newer kgx .* Upgrade kgx"):
            open_store(folder, mode=mode)


def make_old(folder: Path) -> None:
    """Put a store into the first format: the default graph repeats the articles, nothing is joined, there is no index."""
    database = Oxigraph(folder / "quads")
    database.update(f"CLEAR DEFAULT ; DROP SILENT GRAPH {RESOLUTION} ; DROP SILENT GRAPH {INDEX}")
    database.extend([Quad(*quad.triple) for quad in database])
    database.flush()
    (folder / "kgx-store.json").write_text(json.dumps({"format": 1, "kgx": "0.1.0"}))


def test_a_newer_kgx_migrates_an_older_store(tmp_path: Path) -> None:
    """Opened to write, a store of the first format becomes what a new store of the same articles is; until then it can be read."""
    folder = tmp_path / "store"
    for place in (folder, tmp_path / "new"):
        with open_store(place, mode="write") as store:
            for graph, quads in article_graphs().items():
                store.replace(graph, quads)
            who.rename(store, f"{BASE}organization/acme-orbital", "Acme")
    make_old(folder)
    with open_store(folder) as old:
        assert set(old.graphs()) >= set(article_graphs())
    open_store(folder, mode="write").close()
    assert json.loads((folder / "kgx-store.json").read_text())["format"] == FORMAT
    with open_store(folder) as store, open_store(tmp_path / "new") as new:
        assert list(store.faults()) == []
        assert set(store.quads()) == set(new.quads())
        everything = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
        assert list(store.select(everything)) == list(new.select(everything))


def test_a_migration_that_was_broken_off_is_begun_again(tmp_path: Path) -> None:
    """Half migrated, the store still says that it is old."""
    with open_store(tmp_path / "store", mode="write") as store:
        for graph, quads in article_graphs().items():
            store.replace(graph, quads)
    make_old(tmp_path / "store")
    Oxigraph(tmp_path / "store" / "quads").update("CLEAR DEFAULT")
    with open_store(tmp_path / "store", mode="write") as store:
        assert list(store.faults()) == []


def test_a_damaged_marker_is_told(folder: Path) -> None:
    """A marker that is no JSON is a fault of its own."""
    (folder / "kgx-store.json").write_text("{")
    with pytest.raises(StoreError, match=r"kgx-store\.json is damaged"):
        open_store(folder)


def test_a_damaged_database_is_told(folder: Path) -> None:
    """A database that cannot be opened says so in one line, with a way out."""
    manifest = next((folder / "quads").glob("MANIFEST-*"))
    manifest.write_bytes(b"\0" * 100)
    with open_store(folder) as store, pytest.raises(StoreError, match=r"is damaged or cannot be read .*estore a backup"):
        store.graphs()


def test_a_reader_cannot_write(folder: Path) -> None:
    """A store opened for reading refuses to change."""
    with open_store(folder) as store:
        with pytest.raises(StoreError, match="opened for reading only"):
            store.forget(AWARD)
        with pytest.raises(StoreError, match="opened for reading only"):
            store.replace("http://x/new", [Quad(NamedNode("http://x/s"), NamedNode("http://x/p"), Literal("o"))])


def test_a_closed_store_says_so(folder: Path) -> None:
    """Using a store after closing it is a clear error."""
    store = open_store(folder, mode="write")
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.replace(AWARD, [])


_AS_NOBODY = """
import os, sys
from kg_extract.errors import StoreError
from kg_extract.store import embedded
from kg_extract.store.store import open_store
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    with open_store(sys.argv[1], mode=sys.argv[2]) as store:
        sys.stdout.write(f"{len(store.graphs())} {store.content_hash(store.graphs()[0])}")
except StoreError as fault:
    sys.stdout.write(str(fault))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_read_only_store_can_be_read_and_not_written(folder: Path) -> None:
    """A user without the right to write can query; writing is refused in one line."""
    for part in (folder, *folder.parents):
        if part.stat().st_uid == os.geteuid() and part != Path("/"):
            part.chmod(part.stat().st_mode | 0o055)
    for file in folder.rglob("*"):
        file.chmod(file.stat().st_mode | (0o055 if file.is_dir() else 0o044))

    def run(mode: str, place: Path) -> str:
        done = subprocess.run([sys.executable, "-c", _AS_NOBODY, str(place), mode], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    assert run("read", folder) == "1 aa11"
    assert "cannot be written: it is read-only. Check its permissions" in run("write", folder)
    assert "No store can be made at" in run("write", folder.parent / "other")


def test_many_small_sessions_leave_few_files(tmp_path: Path) -> None:
    """Sessions tidy up behind themselves."""
    from kg_extract.store import folder as module

    quads = article_graphs()[AWARD]
    for number in range(12):
        with open_store(tmp_path / "store", mode="write") as store:
            store.replace(AWARD, quads[: 20 + number])
    names = [file.name for file in (tmp_path / "store" / "quads").iterdir()]
    assert not [name for name in names if name.startswith("LOG.old")]
    assert len(names) < module.MANY_FILES + 20


def test_readers_leave_nothing_behind(folder: Path) -> None:
    """Two readers at once in one process do not disturb each other, and their frozen pictures go with them."""
    with open_store(folder) as one:
        assert one.graphs() == [AWARD]
        with open_store(folder) as other:
            assert other.graphs() == [AWARD]
            result = other.query("SELECT * { ?s ?p ?o }")
            assert isinstance(result, Rows)
            assert len(list(result)) == len(list(one.quads()))
        assert len(list(one.quads())) > 0
    assert sorted(file.name for file in folder.iterdir()) == ["kgx-store.json", "quads"]


def test_what_a_killed_reader_left_is_removed(folder: Path) -> None:
    """By the next writer."""
    (folder / "view-999999999-1").mkdir()
    (folder / "view-999999999-1" / "000001.sst").write_text("")
    (folder / "copy-abc").mkdir()
    open_store(folder, mode="write").close()
    assert sorted(file.name for file in folder.iterdir()) == ["kgx-store.json", "quads"]


def test_the_default_location_is_the_users_own() -> None:
    """A folder for user data, not the working folder."""
    assert default_location().is_absolute()
    assert default_location().parts[-2:] == ("kgx", "store")
