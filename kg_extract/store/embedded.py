"""The embedded store: pyoxigraph on disk or in memory.

pyoxigraph can treat the union of all graphs as the default graph, but then counts a triple once for every graph that holds
it, and each entity that several articles name multiplies the rows of a query. So the union is kept as the real default
graph, in the same transaction: a set, as SPARQL defines it, half as much disk again, and quicker to query.

One article is one transaction. Commits reach the operating system at once and so survive kill -9; they reach the disk at
`flush`, which `close` calls. Queries of users on disk run in a child process on a read-only view (contained.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples
from pyoxigraph import Store as Oxigraph

from kg_extract.errors import StoreError, StoreLocked
from kg_extract.store import quads as quads_
from kg_extract.store import sparql
from kg_extract.store.folder import Folder
from kg_extract.store.quads import UNION
from kg_extract.store.results import Answer, Result, Rows, Triples
from kg_extract.store.store import DEFAULT_MEMORY, DEFAULT_TIMEOUT, Mode, Replaced, Store

if TYPE_CHECKING:
    from kg_extract.model import Article

__all__ = ["EmbeddedStore"]

_POLL = 0.1
_ATTEMPTS = 5


class EmbeddedStore(Store):
    """A store in this process; made by `on_disk` or `in_memory`."""

    def __init__(self, location: str, mode: Mode, folder: Folder | None, database: Oxigraph | None) -> None:
        self.location = location
        self._mode = mode
        self._folder = folder
        self._opened = database
        self._kept: dict[str, Article] = {}

    @classmethod
    def in_memory(cls) -> Self:
        """An empty store that is gone when the process ends: for tests and dry runs."""
        return cls("memory", "write", None, Oxigraph())

    @classmethod
    def on_disk(cls, path: Path, mode: Mode, *, wait: float = 10, on_wait: Callable[[str], None] | None = None) -> Self:
        """The store in the folder `path`; reading opens the database only when it is first needed."""
        folder = Folder(path)
        if mode == "read":
            folder.check()
            return cls(str(path), mode, folder, None)
        folder.create()
        return cls(str(path), mode, folder, _open_to_write(folder, wait, on_wait))

    def replace(self, graph: str, quads: Iterable[Quad], source: Article | None = None) -> Replaced:
        """Make `quads` the whole content of `graph`, in one transaction; the source is kept first."""
        name = NamedNode(graph)
        new = quads_.as_stored(quads, name)
        if not new:
            return "changed" if self.forget(graph) else "unchanged"
        old = set(self._database.quads_for_pattern(None, None, None, name))
        with _faults(self.location):
            self._keep(graph, source)
            if new == old:
                return "unchanged"
            if not old:
                self._writable.extend([*new, *(_in_union(quad) for quad in new)])
                return "added"
            self._writable.update(self._exchange(name, old - new, new - old))
        return "changed"

    def forget(self, graph: str) -> bool:
        """Drop `graph`, and then its source; False when there was none."""
        name = NamedNode(graph)
        if not self._database.contains_named_graph(name):
            return False
        with _faults(self.location):
            old = set(self._database.quads_for_pattern(None, None, None, name))
            self._writable.update(f"{self._exchange(name, old, set())} ; DROP SILENT GRAPH {name}")
            if self._folder:
                self._folder.sources.drop(graph)
        self._kept.pop(graph, None)
        return True

    def source(self, graph: str) -> Article | None:
        """The article that `graph` was made from, if it was kept."""
        return self._folder.sources.get(graph) if self._folder else self._kept.get(graph)

    def sources(self) -> Iterator[tuple[str, Article]]:
        """Every kept article with the IRI of its graph."""
        yield from self._folder.sources.all() if self._folder else sorted(self._kept.items())

    def faults(self) -> Iterator[str]:
        """Whether the union is the union, and whether each kept article has its graph."""
        kept: set[int] = set()
        made: set[int] = set()
        with _faults(self.location):
            for quad in self._database:
                (kept if quad.graph_name == UNION else made).add(hash(quad.triple))
        if kept != made:
            yield f"the union of the articles is wrong: {len(made - kept)} triples are missing in it, {len(kept - made)} too many"
        graphs = set(self.graphs())
        for graph, _ in self.sources():
            if graph not in graphs:
                yield f"the article {graph} is kept, but has no graph"

    def graphs(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""
        with _faults(self.location):
            return sorted(graph.value for graph in self._database.named_graphs())

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """The quads of one graph, or of all."""
        with _faults(self.location):
            found = self._database.quads_for_pattern(None, None, None, None if graph is None else NamedNode(graph))
            yield from (quad for quad in found if quad.graph_name != UNION)

    def query(self, text: str, *, timeout: float = DEFAULT_TIMEOUT, memory: int = DEFAULT_MEMORY) -> Result:
        """Answer a user's query; on disk in a child process within the limits, in memory in this one without them."""
        sparql.check(text)
        if self._folder is None:
            return self._answer(text)
        from kg_extract.store import contained

        return contained.query(self._folder.database, text, timeout=timeout, memory=memory)

    def select(self, text: str) -> Rows:
        """Answer a SELECT of kgx's own in this process."""
        result = self._answer(text)
        assert isinstance(result, Rows)
        return result

    def flush(self) -> None:
        """See to it that everything written is on the disk."""
        if self._opened is not None and self._mode == "write":
            with _faults(self.location):
                self._opened.flush()

    def close(self) -> None:
        """Flush, merge and remove leftover files, and let go of the lock."""
        try:
            self.flush()
            if self._folder and self._opened and self._mode == "write":
                if self._folder.scattered():
                    self._opened.optimize()
                self._folder.tidy()
        except OSError as fault:
            raise _store_error(self.location, fault) from fault
        finally:
            # RocksDB gives its lock back when the last reference is gone.
            self._opened = None

    def disk_bytes(self) -> int | None:
        """The size of the folder."""
        return self._folder.size() if self._folder else None

    @property
    def _database(self) -> Oxigraph:
        if self._opened is None:
            if self._folder is None or self._mode == "write":
                raise StoreError(f"The store {self.location} is closed.", "Open it again.")
            self._opened = _open_to_read(self._folder)
        return self._opened

    @property
    def _writable(self) -> Oxigraph:
        if self._mode == "read":
            raise StoreError(f"The store {self.location} was opened for reading only.", "Open it with mode='write'.")
        return self._database

    def _keep(self, graph: str, source: Article | None) -> None:
        if source is None:
            return
        if self._folder is None:
            self._kept[graph] = source
        elif self._mode == "write":
            self._folder.sources.keep(graph, source)

    def _exchange(self, graph: NamedNode, gone: set[Quad], come: set[Quad]) -> str:
        return quads_.exchange(graph, gone, [quad for quad in gone if not self._is_elsewhere(quad)], come)

    def _is_elsewhere(self, quad: Quad) -> bool:
        found = self._database.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return any(each.graph_name not in (quad.graph_name, UNION) for each in found)

    def _answer(self, text: str) -> Result:
        try:
            with _faults(self.location):
                found = self._database.query(text, prefixes=sparql.prefixes())
        except SyntaxError as fault:
            from kg_extract.store import diagnosis

            raise diagnosis.explain(text, str(fault)) from None
        return _result(found, text)


def _result(found: QuerySolutions | QueryBoolean | QueryTriples, text: str) -> Result:
    """What pyoxigraph found, as kgx hands it out."""
    if isinstance(found, QueryBoolean):
        return Answer(bool(found))
    if isinstance(found, QueryTriples):
        return Triples(iter(found))
    return Rows.of(found, text)


def _in_union(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, UNION)


def _open_to_write(folder: Folder, wait: float, on_wait: Callable[[str], None] | None) -> Oxigraph:
    """Open the database, waiting for another writer to finish."""
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            return Oxigraph(folder.database)
        except (OSError, RuntimeError) as fault:
            if not _is_lock(fault):
                raise _store_error(str(folder.path), fault) from fault
            if time.monotonic() >= deadline:
                raise StoreLocked(
                    f"Another process is writing to the store {folder.path}; waited {wait:g} s for it.",
                    "Try again when it has finished, or name another folder: --store FOLDER",
                ) from None
        if on_wait and not told:
            on_wait(f"Another process is writing to the store {folder.path}: waiting up to {wait:g} s for it …")
            told = True
        time.sleep(_POLL)


def _open_to_read(folder: Folder) -> Oxigraph:
    """Open a read-only view; a writer may delete a file while we open it, so a failure is tried again."""
    for attempt in range(_ATTEMPTS):
        try:
            return Oxigraph.read_only(str(folder.database))
        except FileNotFoundError:
            if not (folder.database / "CURRENT").exists():
                return Oxigraph()  # The folder was made, but nothing has ever been written.
        except (OSError, RuntimeError) as fault:
            if attempt == _ATTEMPTS - 1:
                raise _store_error(str(folder.path), fault) from fault
        time.sleep(_POLL * attempt)
    raise StoreError(f"The store {folder.path} cannot be opened: its files keep changing.", "Try again when the writer has finished.")


class _faults:
    """Turns what the database raises into `StoreError`."""

    def __init__(self, location: str) -> None:
        self._location = location

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: object) -> None:
        # RocksDB's "Corruption" comes as a RuntimeError.
        if isinstance(fault, OSError | RuntimeError):
            raise _store_error(self._location, fault) from fault


def _is_lock(fault: Exception) -> bool:
    return "lock" in str(fault).lower() and "LOCK" in str(fault)


def _store_error(location: str, fault: OSError | RuntimeError) -> StoreError:
    text = str(fault)
    if "No space left" in text or "File too large" in text:
        return StoreError(
            f"The disk is full: {location} could not be written.", "What was stored before is safe. Free some space and run it again."
        )
    if "Permission denied" in text or "Read-only file system" in text:
        return StoreError(
            f"The store {location} cannot be written: it is read-only.", "Check its permissions, or name another: --store FOLDER"
        )
    return StoreError(
        f"The store {location} is damaged or cannot be read ({text}).", "Restore a backup, or rebuild the store from its articles."
    )
