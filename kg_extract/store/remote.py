"""A store behind SPARQL 1.1 Protocol and Graph Store Protocol over HTTP: --store https://host/dataset.

The server's product is found by asking (data/store/endpoints.toml says where each has its addresses); the addresses can be
given, too: https://host/x#query=/sparql&update=/update&graphs=/data&union=kept&transaction=graph.

The dataset is laid out as on disk: a graph for each article, kg:resolution, kg:corrections, kg:index, and the joined view of all in
the default graph, or in kg:view where the server makes a default graph of its own; queries are rewritten so that nobody sees the
difference. The texts of the articles are in kg:sources. How a change is written: commit.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag

from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg_extract.errors import StoreError, StoreLocked
from kg_extract.model import Article
from kg_extract.store import quads as quads_
from kg_extract.store import rewriting, sparql
from kg_extract.store.change import CORRECTIONS, HIDDEN, INDEX, RESOLUTION, SOURCES, VIEW, Database
from kg_extract.store.commit import State, commit, mark, repair, state
from kg_extract.store.folder import FORMAT
from kg_extract.store.quads import UNION
from kg_extract.store.results import Result, Rows, Triples, text_of
from kg_extract.store.server import Server
from kg_extract.store.store import DEFAULT_MEMORY, DEFAULT_TIMEOUT, Mode, Replaced, Store

if TYPE_CHECKING:
    from kg_extract.store.embedded import EmbeddedStore

__all__ = ["RemoteStore"]

_KG = "https://w3id.org/kg-extract/ns#"
_CHECKSUM, _SOURCE = NamedNode(f"{_KG}checksum"), NamedNode(f"{_KG}source")
#: How often a change is made anew because somebody else has written meanwhile.
_ATTEMPTS = 10
#: So many kept articles are fetched by one request.
_TOGETHER = 50

#: Given the dataset: the quads of named graphs that go and come, and those of kgx's own that go and come with them.
Plan = Callable[[Database], tuple[Set[Quad], Set[Quad], Set[Quad], Set[Quad]]]


class RemoteStore(Store):
    """A dataset on a server; made by `connect`."""

    def __init__(self, server: Server, mode: Mode, found: State) -> None:
        self.location = server.address
        self._server = server
        self._mode = mode
        self._found(found)

    @classmethod
    def connect(cls, location: str, mode: Mode, *, wait: float = 10, on_wait: Callable[[str], None] | None = None) -> Self:
        """The store at the address `location`; what is not as kgx would leave it is put right before anything is written."""
        address, given = urldefrag(location)
        server = Server.at(address, given)
        found = state(server)
        if (found.format or 0) > FORMAT:
            raise StoreError(
                f"The store {server.address} was written by a newer kgx (store format {found.format}, this one knows {FORMAT}).",
                "Upgrade kgx: pip install --upgrade kg-extract",
            )
        store = cls(server, mode, found)
        if mode == "write":
            store._prepare(found, wait, on_wait)
        return store

    def replace(self, graph: str, quads: Iterable[Quad], source: Article | None = None) -> Replaced:
        """Make `quads` the whole content of `graph`, and keep the source; all of it or nothing."""
        name = NamedNode(graph)
        if name in (RESOLUTION, INDEX, *HIDDEN):
            return "unchanged"
        new = quads_.as_stored(quads, name)
        if not new:
            return "changed" if self.forget(graph) else "unchanged"
        kept = None if source is None else _source_quads(name, source)

        def plan(facts: Database) -> tuple[Set[Quad], Set[Quad], Set[Quad], Set[Quad]]:
            old = set(facts.quads_for_pattern(None, None, None, name))
            before = set() if kept is None else set(facts.quads_for_pattern(name, _SOURCE, None, SOURCES))
            return old - new, new - old, before - (kept or set()), (kept or set()) - before

        gone, come = self.change(plan)
        if not gone and not come:
            return "unchanged"
        return "changed" if gone or len(come) < len(new) else "added"

    def forget(self, graph: str) -> bool:
        """Drop `graph`, and its source; False when there was none."""
        name = NamedNode(graph)
        if name in (RESOLUTION, INDEX, *HIDDEN):
            return False

        def plan(facts: Database) -> tuple[Set[Quad], Set[Quad], Set[Quad], Set[Quad]]:
            old = set(facts.quads_for_pattern(None, None, None, name))
            return old, set(), set(facts.quads_for_pattern(name, _SOURCE, None, SOURCES)), set()

        return bool(self.change(plan)[0])

    def change(self, plan: Plan) -> tuple[Set[Quad], Set[Quad]]:
        """Make a change of the named graphs and all that follows from it; the quads of the named graphs that went and came."""
        from kg_extract.store import checksums, view
        from kg_extract.store.distant import Distant

        if self._mode == "read":
            raise StoreError(f"The store {self.location} was opened for reading only.", "Open it with mode='write'.")
        for _ in range(_ATTEMPTS):
            version = state(self._server).version
            facts = Distant(self._server)
            gone, come, own_gone, own_come = facts.settled(lambda: plan(facts))  # noqa: B023 - called at once
            if not (gone or come or own_gone or own_come):
                return gone, come
            effects = facts.settled(lambda: view.effects(facts, gone, come))  # noqa: B023
            sums = facts.settled(lambda: checksums.change(facts, gone, come))  # noqa: B023
            all_gone, all_come = gone | effects.gone | sums.gone | own_gone, come | effects.come | sums.come | own_come
            if commit(self._server, version, all_gone - all_come, all_come - all_gone):
                return gone, come
        raise StoreLocked(f"Others are writing to the store {self.location} all the time.", "Try again when they have finished.")

    def graphs(self) -> list[str]:
        """The IRIs of the graphs of kgx, sorted; a server may hold others."""
        own = {name.value for name in (CORRECTIONS, RESOLUTION) if self._holds(name)}
        return sorted(own | self._found_by(_INDEXED) | self._found_by(_ARTICLES))

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """The quads of one graph, or of all, one request for each graph."""
        for name in [graph] if graph else self.graphs():
            place = NamedNode(name)
            yield from (Quad(triple.subject, triple.predicate, triple.object, place) for triple in self._server.get(name))

    def joined(self) -> Iterator[Quad]:
        """The view; before kgx has been at work, the articles as they are."""
        if not self._is_settled:
            yield from (Quad(quad.subject, quad.predicate, quad.object, UNION) for quad in self.quads())
            return
        for triple in self._server.get(VIEW.value if self._server.own_union else None):
            yield Quad(triple.subject, triple.predicate, triple.object, UNION)

    def source(self, graph: str) -> Article | None:
        """The article that `graph` was made from, if it was kept."""
        return next((article for _, article in self._kept([graph])), None)

    def sources(self) -> Iterator[tuple[str, Article]]:
        """Every kept article with the IRI of its graph."""
        found = self._server.rows(f"SELECT DISTINCT ?article WHERE {{ GRAPH {SOURCES} {{ ?article ?p ?o }} }}")
        names = sorted(text_of(row[0]) for row in found)
        for start in range(0, len(names), _TOGETHER):
            yield from self._kept(names[start : start + _TOGETHER])

    def faults(self) -> Iterator[str]:
        """Whether the view shows what the articles state, each graph is what was stored, and each kept article has its graph."""
        from kg_extract.store import soundness

        index = Oxigraph()
        for name in (RESOLUTION, INDEX):
            index.extend(self.quads(name.value))
        shown = self._server.get(VIEW.value if self._server.own_union else None)
        graphs = self.graphs()
        yield from soundness.faults(index, shown, ((name, list(self.quads(name))) for name in graphs), self.sources())
        if self._server.get(_JOURNAL):
            yield "a change was broken off: the next command that writes completes it"

    def query(self, text: str, *, timeout: float = DEFAULT_TIMEOUT, memory: int = DEFAULT_MEMORY) -> Result:
        """Answer a user's query; the server itself must see to its memory."""
        sparql.check(text)
        if self._view and sparql.kind(text) == "describe":
            return self._describe(text, timeout)
        return self._server.ask(rewriting.seen(text, self._view), timeout, shown=text)

    def select(self, text: str) -> Rows:
        """Answer a SELECT of kgx's own."""
        return self._server.rows(rewriting.seen(text, self._view))

    def size(self) -> int:
        """The number of quads."""
        number = next(iter(self._server.rows(_SIZE)))[0]
        return int(text_of(number))

    def flush(self) -> None:
        """Nothing to do: the server has answered that it has stored."""

    def close(self) -> None:
        """Nothing to do: each request stands for itself."""

    def beside(self) -> Path:
        """Where this machine keeps what belongs to the store, but is of no use to others."""
        import hashlib

        from platformdirs import user_data_path

        folder = user_data_path("kgx") / "servers" / hashlib.sha256(self.location.encode()).hexdigest()[:16]
        if self._mode == "write":
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def mirrored(self) -> Iterator[EmbeddedStore]:
        """A copy of the whole store on this machine's disk, for what cannot be tried on the server."""
        import tempfile

        from kg_extract.store.embedded import EmbeddedStore

        with tempfile.TemporaryDirectory(prefix="kgx-") as place, EmbeddedStore.on_disk(Path(place) / "store", "write") as copy:
            for name in [*self.graphs(), INDEX.value]:
                copy.load(self.quads(name))
            copy.load(self.joined())
            yield copy

    def _found_by(self, select: str) -> set[str]:
        """The IRIs in the first column."""
        return {text_of(row[0]) for row in self._server.rows(select)}

    def _holds(self, name: NamedNode) -> bool:
        """Whether there is anything in a graph."""
        return bool(list(self._server.rows(f"SELECT ?s WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }} LIMIT 1")))

    def _kept(self, names: Iterable[str]) -> Iterator[tuple[str, Article]]:
        from kg_extract.store.chunks import joined
        from kg_extract.store.sources import from_line

        values = " ".join(str(NamedNode(name)) for name in names)
        parts: dict[str, list[str]] = {}
        for article, part in self._server.rows(
            f"SELECT ?article ?part WHERE {{ VALUES ?article {{ {values} }} GRAPH {SOURCES} {{ ?article {_SOURCE} ?part }} }}"
        ):
            parts.setdefault(text_of(article), []).append(text_of(part))
        yield from (from_line(joined(found)) for _, found in sorted(parts.items()))

    def _describe(self, text: str, timeout: float) -> Result:
        """A DESCRIBE as the view has it: servers describe from what they take for the default graph."""
        declarations, select, terms = rewriting.described(text)
        if select:
            found = self._server.ask(rewriting.seen(select, self._view), timeout, shown=text)
            assert isinstance(found, Rows)
            terms += [str(term) for row in found for term in row if isinstance(term, NamedNode)]
        if not terms:
            return Triples(iter(()))
        whole = f"CONSTRUCT {{ ?x ?p ?o }} WHERE {{ VALUES ?x {{ {' '.join(dict.fromkeys(terms))} }} GRAPH {self._view} {{ ?x ?p ?o }} }}"
        return self._server.ask(declarations + whole, timeout, shown=text)

    def _found(self, found: State) -> None:
        """Get to know where the joined view is; before kgx has been at work, the server's default graph is the best there is."""
        self._server.own_union |= found.own_union
        self._is_settled = found.format is not None
        self._view = VIEW if self._server.own_union and found.format else None

    def _prepare(self, found: State, wait: float, on_wait: Callable[[str], None] | None) -> None:
        """Complete what was broken off, and join what others have loaded."""
        if not self._server.endpoints.atomic:
            repair(self._server, wait)
        if found.format is None:
            if not self._server.own_union:
                self._server.update(_OLD_UNION)
            for stale in (RESOLUTION, INDEX):
                self._server.drop(stale.value)
            mark(self._server, FORMAT)
            self._found(state(self._server))
        own = {CORRECTIONS.value} if self._holds(CORRECTIONS) else set()
        new = sorted((own | self._found_by(_ARTICLES)) - self._found_by(_INDEXED))
        if len(new) > 1 and on_wait:
            on_wait(f"{len(new)} graphs of {self.location} were not stored by this version of kgx: joining them to the others …")
        for graph in new:
            self._settle(NamedNode(graph))

    def _settle(self, name: NamedNode) -> None:
        """Make what follows from a graph that the server holds already."""
        self.change(lambda facts: (set(), set(facts.quads_for_pattern(None, None, None, name)), set(), set()))


def _source_quads(name: NamedNode, article: Article) -> set[Quad]:
    from kg_extract.store.chunks import cut
    from kg_extract.store.sources import as_line

    # In ASCII, whatever the server makes of other characters.
    line = json.dumps(json.loads(as_line(name.value, article)))
    return {Quad(name, _SOURCE, Literal(part), SOURCES) for part in cut(line)}


_JOURNAL = f"{_KG}journal"
_INDEXED = f"SELECT DISTINCT ?g WHERE {{ GRAPH {INDEX} {{ ?g {_CHECKSUM} ?sum }} }}"
_ARTICLES = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?g a <{_KG}Article> }} }}"
_SIZE = f"""SELECT (COUNT(*) AS ?n) WHERE {{ {{ GRAPH {INDEX} {{ ?g {_CHECKSUM} ?sum }} GRAPH ?g {{ ?s ?p ?o }} }}
  UNION {{ GRAPH {RESOLUTION} {{ ?s ?p ?o }} }} }}"""
#: Before kgx joined articles on servers, it kept the plain union of all graphs in their default graphs.
_OLD_UNION = f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?g a <{_KG}Article> . ?s ?p ?o }} ?s ?p ?o }}"
