"""The store interface, and `open_store`, which every command uses.

    with open_store(location, mode="write", on_wait=print) as store:
        store.replace(article_iri, quads, article) # → "added" | "changed" | "unchanged"; one transaction
        store.content_hash(article_iri)            # → SHA-256 of the text as stored, or None: skip what is done

    with open_store(location, mode="read") as store:
        result = store.query("SELECT …", timeout=30, memory=2 * 2**30)     # results.Rows | Answer | Triples
        store.articles()                           # → list[ArticleRow]
        store.graphs(), store.quads(graph), store.joined(), store.stats(), store.forget(article_iri)

`location`: a folder (made when missing in mode "write"), "memory" (a new empty store that is never kept), the
address of a SPARQL server (remote.py), or None for `default_location()`.
All faults are `StoreError` (`StoreLocked` when another process writes) or `QueryError`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from typing import Literal as Choice

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract import met
from kg_extract.store.results import Result, Rows

if TYPE_CHECKING:
    from kg_extract.model import Article

__all__ = ["ArticleRow", "Mode", "Replaced", "Stats", "Store", "default_location", "open_store"]

Mode = Choice["read", "write"]
Replaced = Choice["added", "changed", "unchanged"]

DEFAULT_TIMEOUT = 30.0
DEFAULT_MEMORY = 2 * 2**30

_KG = "https://w3id.org/kg-extract/ns#"
RESOLUTION = _KG + "resolution"

#: The folder beside a store that has copies of the profiles it was made with.
PROFILES = "profiles"


@dataclass(frozen=True)
class ArticleRow:
    """One article of the store, as `kgx articles` lists it; the counts are what its graph holds."""

    iri: str
    headline: str | None
    published: str | None
    file_name: str | None
    url: str | None
    content_hash: str | None
    events: int = 0
    relations: int = 0
    entities: int = 0


@dataclass(frozen=True)
class Stats:
    """How much the store holds: distinct entities, events and relations by type, over all articles."""

    location: str
    articles: int
    quads: int
    events: dict[str, int]
    relations: dict[str, int]
    entities: dict[str, int]
    disk_bytes: int | None = None


class Store(ABC):
    """A dataset with one named graph per article; plain query patterns see the union of all graphs."""

    location: str

    @abstractmethod
    def replace(self, graph: str, quads: Iterable[Quad], source: Article | None = None) -> Replaced:
        """Make `quads` the whole content of `graph`, in one transaction: all of it or nothing, even after kill -9.

        `source`, the article that the quads were made from, is kept where the store can keep it.
        """

    @abstractmethod
    def forget(self, graph: str) -> bool:
        """Drop `graph`; False when there was none."""

    @abstractmethod
    def graphs(self) -> list[str]:
        """The IRIs of all named graphs, sorted."""

    @abstractmethod
    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """The quads of one graph, or of all, in no particular order."""

    @abstractmethod
    def joined(self) -> Iterator[Quad]:
        """The default graph, as queries see it: each thing one node with one label, whichever articles speak of it."""

    @abstractmethod
    def query(self, text: str, *, timeout: float = DEFAULT_TIMEOUT, memory: int = DEFAULT_MEMORY) -> Result:
        """Answer a query that a user wrote: contained by `timeout` seconds and `memory` bytes; never changes the store."""

    @abstractmethod
    def select(self, text: str) -> Rows:
        """Answer a SELECT of kgx's own, without containment."""

    @abstractmethod
    def flush(self) -> None:
        """See to it that everything written is on the disk."""

    @abstractmethod
    def close(self) -> None:
        """Flush, tidy up and let other writers in; the store cannot be used afterwards."""

    def source(self, graph: str) -> Article | None:
        """The article that `graph` was made from, if it was kept."""
        return None

    def sources(self) -> Iterator[tuple[str, Article]]:
        """Every kept article with the IRI of its graph."""
        yield from ()

    def faults(self) -> Iterator[str]:
        """What is wrong with the store beyond any single graph."""
        yield from ()

    def beside(self) -> Path | None:
        """The folder of this machine where what belongs to the store, and is no part of it, is kept; None where nothing is kept."""
        return None

    def disk_bytes(self) -> int | None:
        """The size on disk, where there is one."""
        return None

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Close the store, whatever happened."""
        self.close()

    def content_hash(self, graph: str) -> str | None:
        """The SHA-256 of the article's text as stored, or None when the store does not hold this article."""
        rows = self.select(f"SELECT ?hash WHERE {{ GRAPH {NamedNode(graph)} {{ {NamedNode(graph)} kg:contentHash ?hash }} }}")
        return next((_text(row[0]) for row in rows), None)

    def articles(self) -> list[ArticleRow]:
        """Every article with its counts, oldest first, those without a date last."""
        counts = self._counts_by_article()
        found: dict[str, ArticleRow] = {}
        for iri, *cells in self.select(_ARTICLES):
            headline, published, file_name, url, content_hash = map(_text, cells)
            article = _text(iri) or ""
            row = ArticleRow(article, headline, published, file_name, url, content_hash, **counts.get(article, {}))
            found.setdefault(article, row)
        return sorted(found.values(), key=lambda row: (row.published or "9999", row.headline or "", row.iri))

    def stats(self) -> Stats:
        """Counts of articles, quads, entities, events and relations."""
        by_kind: dict[str, dict[str, int]] = {"entities": {}, "events": {}, "relations": {}}
        for kind, number in self.select(_COUNTS):
            _count(by_kind, _text(kind) or "", int(_text(number) or 0))
        by_kind["relations"] |= {_local(_text(kind) or ""): int(_text(number) or 0) for kind, number in self.select(_STATEMENTS)}
        by_kind["relations"].pop("Statement", None)
        articles = sum(1 for graph in self.graphs() if graph != RESOLUTION)
        return Stats(self.location, articles, self.size(), **_in_order(by_kind), disk_bytes=self.disk_bytes())

    def size(self) -> int:
        """The number of quads."""
        return sum(1 for _ in self.quads())

    def _counts_by_article(self) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, dict[str, int]]] = {}
        for graph, kind, number in self.select(_COUNTS_BY_ARTICLE):
            article = counts.setdefault(_text(graph) or "", {"entities": {}, "events": {}, "relations": {}})
            _count(article, _text(kind) or "", int(_text(number) or 0))
        return {iri: {name: sum(types.values()) for name, types in article.items()} for iri, article in counts.items()}


_ARTICLES = """SELECT ?article ?headline ?published ?file ?url ?hash WHERE { GRAPH ?article { ?article a kg:Article .
  OPTIONAL { ?article schema:headline ?headline } OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article kg:fileName ?file } OPTIONAL { ?article schema:url ?url } OPTIONAL { ?article kg:contentHash ?hash } } }"""
_COUNTS_BY_ARTICLE = "SELECT ?g ?type (COUNT(DISTINCT ?x) AS ?n) WHERE { GRAPH ?g { ?x a ?type } } GROUP BY ?g ?type"
_COUNTS = "SELECT ?type (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ?type } GROUP BY ?type"
_STATEMENTS = "SELECT ?p (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a rdf:Statement ; rdf:predicate ?p } GROUP BY ?p"


def _text(term: object) -> str | None:
    return term.value if isinstance(term, NamedNode | Literal) else None


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]


def _count(into: dict[str, dict[str, int]], type_iri: str, number: int) -> None:
    from kg_extract.model import ENTITY_TYPES, ROLES  # here: a query needs neither, and they cost it milliseconds

    name = _local(type_iri)
    own = [profile.vocabulary for profile in met.PROFILES.values()]
    if name in ROLES or any(name in words.events for words in own):
        into["events"][name] = number
    elif name in ENTITY_TYPES or name in ("Entity", "Artifact") or any(name in words.entities for words in own):
        into["entities"][name] = number
    elif name in ("Statement", "Post"):
        into["relations"][name] = number


def _in_order(counts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {kind: dict(sorted(types.items())) for kind, types in counts.items()}


def default_location() -> Path:
    """The folder of the store when none is named: the platform's place for user data."""
    from platformdirs import user_data_path

    return user_data_path("kgx") / "store"


def open_store(
    location: str | Path | None = None,
    *,
    mode: Mode = "read",
    wait: float = 10,
    on_wait: Callable[[str], None] | None = None,
) -> Store:
    """Open the store at `location`; with another writer at work, wait up to `wait` seconds (`on_wait` is told once).

    The profiles that it was made with are known from then on.
    """
    opened = _opened(location, mode, wait, on_wait)
    folder = opened.beside()
    if folder is not None and (folder / PROFILES).is_dir():
        from kg_extract.store import remembered  # here: most stores remember none

        remembered.recall(folder)
    return opened


def _opened(location: str | Path | None, mode: Mode, wait: float, on_wait: Callable[[str], None] | None) -> Store:
    if str(location).startswith(("http://", "https://")):
        from kg_extract.store import remote

        return remote.RemoteStore.connect(str(location), mode, wait=wait, on_wait=on_wait)
    from kg_extract.store import embedded

    if str(location) == "memory":
        return embedded.EmbeddedStore.in_memory()
    return embedded.EmbeddedStore.on_disk(Path(location or default_location()), mode, wait=wait, on_wait=on_wait)
