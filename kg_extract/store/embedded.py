"""The embedded store: pyoxigraph on disk or in memory.

pyoxigraph can treat the union of all graphs as the default graph, but then counts a triple once for every graph that holds
it, and each entity that several articles name multiplies the rows of a query. So the union is kept as the real default
graph, in the same transaction: a set, as SPARQL defines it, half as much disk again, and quicker to query.

One article is one transaction. Commits reach the operating system at once and so survive kill -9; they reach the disk at
`flush`, which `close` calls. Queries of users on disk run in a child process on a read-only view (contained.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pyoxigraph import NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg_extract.errors import StoreError
from kg_extract.store import quads as quads_
from kg_extract.store import sparql
from kg_extract.store.change import INDEX, RESOLUTION
from kg_extract.store.child import unfreeze
from kg_extract.store.folder import COPY, Folder
from kg_extract.store.opening import HELD, faults, open_to_read, open_to_write, store_error
from kg_extract.store.quads import UNION
from kg_extract.store.results import Result, Rows, result_of
from kg_extract.store.store import DEFAULT_MEMORY, DEFAULT_TIMEOUT, Mode, Replaced, Store

if TYPE_CHECKING:
    from kg_extract.model import Article
    from kg_extract.store.resolve import Resolver

__all__ = ["EmbeddedStore"]


class EmbeddedStore(Store):
    """A store in this process; made by `on_disk` or `in_memory`."""

    def __init__(self, location: str, mode: Mode, folder: Folder | None, database: Oxigraph | None) -> None:
        self.location = location
        self._mode = mode
        self._folder = folder
        self._opened = database
        self._view: Path | None = None
        self._kept: dict[str, Article] = {}
        self._unflushed = 0

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
        store = cls(str(path), mode, folder, open_to_write(folder, wait, on_wait))
        if not folder.is_of_now():
            store._migrate(folder)
        return store

    def replace(self, graph: str, quads: Iterable[Quad], source: Article | None = None) -> Replaced:
        """Make `quads` the whole content of `graph`, in one transaction; the source is kept first."""
        name = NamedNode(graph)
        if name in (RESOLUTION, INDEX):
            return "unchanged"
        new = quads_.as_stored(quads, name)
        if not new:
            return "changed" if self.forget(graph) else "unchanged"
        old = set(self._database.quads_for_pattern(None, None, None, name))
        with faults(self.location):
            self._keep(graph, source)
            if new == old:
                return "unchanged"
            self._change(old - new, new - old)
        return "changed" if old else "added"

    def forget(self, graph: str) -> bool:
        """Drop `graph`, and then its source; False when there was none."""
        name = NamedNode(graph)
        if name in (RESOLUTION, INDEX) or not self._database.contains_named_graph(name):
            return False
        with faults(self.location):
            self._change(set(self._database.quads_for_pattern(None, None, None, name)), set(), [name])
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
        """Whether the default graph shows what the articles state, and whether each kept article has its graph."""
        from kg_extract.store import soundness  # here: a query, which answers in a child, does not need it

        with faults(self.location):
            shown = (quad.triple for quad in self._database.quads_for_pattern(None, None, None, UNION))
            graphs = ((name, self.quads(name)) for name in self.graphs())
            yield from soundness.faults(self._database, shown, graphs, self.sources())

    def holds(self, quad: Quad) -> bool:
        """Whether the store has this very quad."""
        return quad in self._database

    @contextmanager
    def copied(self) -> Iterator[tuple[Path | None, Callable[[], Oxigraph]]]:
        """A copy of the database to try something on: where it lies, if on disk, and how to open it."""
        if self._folder is None:
            copy = Oxigraph()
            copy.extend(self._database)
            yield None, lambda: copy
            return
        import tempfile  # here: a query does not need it

        # In the same file system a backup is hard links only.
        with tempfile.TemporaryDirectory(prefix=COPY, dir=self._folder.path, ignore_cleanup_errors=True) as place:
            path = Path(place) / "quads"
            with faults(self.location):
                self._writable.backup(path)
            yield path, lambda: Oxigraph(path)

    def difference(self, changed: Oxigraph) -> tuple[set[Quad], set[Quad]]:
        """What would go out of the named graphs, and what would come, to make them those of `changed`, a copy."""
        mine = self._writable
        come = {quad for quad in changed if quad.graph_name not in (UNION, RESOLUTION, INDEX) and quad not in mine}
        gone = {quad for quad in mine if quad.graph_name not in (UNION, RESOLUTION, INDEX) and quad not in changed}
        return gone, come

    def adopt(self, gone: set[Quad], come: set[Quad]) -> None:
        """Make a change of the named graphs, in one transaction."""
        mine = self._writable
        emptied = {quad.graph_name for quad in gone if set(mine.quads_for_pattern(None, None, None, quad.graph_name)) <= gone - come}
        with faults(self.location):
            self._change(gone, come, [graph for graph in emptied - {quad.graph_name for quad in come} if isinstance(graph, NamedNode)])

    def load(self, quads: Iterable[Quad]) -> None:
        """Take quads as they are, with nothing that follows from them: those of another store as a whole."""
        with faults(self.location):
            self._writable.extend(quads)

    def seen(self, quad: Quad) -> Quad:
        """The quad of the default graph that shows `quad`."""
        from kg_extract.store import view  # here: a query, which answers in a child, does not need it

        triple = view.eyes(self._database).see(quad)
        return Quad(triple.subject, triple.predicate, triple.object, UNION)

    def resolver(self) -> Resolver:
        """Who is who, as the store has it."""
        from kg_extract.store.change import Changing
        from kg_extract.store.resolve import Resolver

        return Resolver(Changing(self._database))

    def graphs(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""
        with faults(self.location):
            return sorted(graph.value for graph in self._database.named_graphs() if graph != INDEX)

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """The quads of one graph, or of all."""
        with faults(self.location):
            found = self._database.quads_for_pattern(None, None, None, None if graph is None else NamedNode(graph))
            yield from (quad for quad in found if quad.graph_name not in (UNION, INDEX))

    def joined(self) -> Iterator[Quad]:
        """The default graph."""
        with faults(self.location):
            yield from self._database.quads_for_pattern(None, None, None, UNION)

    def query(self, text: str, *, timeout: float = DEFAULT_TIMEOUT, memory: int = DEFAULT_MEMORY) -> Result:
        """Answer a user's query; on disk in a child process within the limits, in memory in this one without them."""
        sparql.check(text)
        if self._folder is None:
            return self._answer(text)
        from kg_extract.store import contained

        return contained.query(self._folder, text, timeout=timeout, memory=memory)

    def select(self, text: str) -> Rows:
        """Answer a SELECT of kgx's own in this process."""
        result = self._answer(text)
        assert isinstance(result, Rows)
        return result

    def flush(self) -> None:
        """See to it that everything written is on the disk."""
        if self._opened is not None and self._mode == "write":
            with faults(self.location):
                self._opened.flush()
                self._unflushed = 0

    def close(self) -> None:
        """Flush, merge and remove leftover files, and let go of the lock."""
        try:
            self.flush()
            if self._opened is not None and self._mode == "write" and self._folder:
                if self._folder.scattered():
                    self._opened.optimize()
                self._folder.tidy()
                self._opened = None
                self._drop_logs(self._folder)
        except OSError as fault:
            raise store_error(self.location, fault) from fault
        finally:
            # RocksDB gives its lock back when the last reference is gone.
            self._opened = None
            if self._view:
                unfreeze(str(self._view))

    @staticmethod
    def _drop_logs(folder: Folder) -> None:
        if folder.has_old_logs():
            # RocksDB removes the logs that it has no more use for when it opens the next time.
            with suppress(OSError):
                Oxigraph(folder.database)

    def beside(self) -> Path | None:
        """The folder."""
        return self._folder.path if self._folder else None

    def disk_bytes(self) -> int | None:
        """The size of the folder."""
        return self._folder.size() if self._folder else None

    @property
    def _database(self) -> Oxigraph:
        if self._opened is None:
            if self._folder is None or self._mode == "write":
                raise StoreError(f"The store {self.location} is closed.", "Open it again.")
            self._view = self._folder.view()
            self._opened = open_to_read(self._folder, self._view)
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

    def _change(self, gone: set[Quad], come: set[Quad], emptied: Iterable[NamedNode] = ()) -> None:
        """Make a change of the named graphs and all that follows from it, in one transaction."""
        from kg_extract.store import checksums, view  # here: a query, which answers in a child, does not need it

        effects, sums = view.effects(self._writable, gone, come), checksums.change(self._writable, gone, come)
        all_gone, all_come = gone | effects.gone | sums.gone, come | effects.come | sums.come
        drops = "".join(f" ; DROP SILENT GRAPH {graph}" for graph in sorted(emptied, key=str))
        if all_gone or drops:
            self._writable.update(quads_.exchange(all_gone, all_come) + drops)
        else:
            self._writable.extend(all_come)
        self._unflushed += len(all_gone) + len(all_come)
        if self._unflushed > HELD:
            self.flush()

    def _migrate(self, folder: Folder) -> None:
        """Bring a store of an earlier kgx up to date: articles stay, what follows from them is made anew. Begun again if it breaks off."""
        with faults(self.location):
            database = self._writable
            database.update(f"CLEAR DEFAULT ; DROP SILENT GRAPH {RESOLUTION} ; DROP SILENT GRAPH {INDEX}")
            for graph in self.graphs():
                self._change(set(), set(database.quads_for_pattern(None, None, None, NamedNode(graph))))
            database.flush()
            folder.mark()

    def _answer(self, text: str) -> Result:
        try:
            with faults(self.location):
                found = self._database.query(text, prefixes=sparql.prefixes())
        except SyntaxError as fault:
            from kg_extract.store import diagnosis

            raise diagnosis.explain(text, str(fault)) from None
        return result_of(found, text)
