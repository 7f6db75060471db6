"""Keeps syndicated copies apart from their originals: a copy is stored as a link to its original, and states nothing itself.

Which article is the original depends on the set of articles alone (near.py). So an article that arrives may make copies of
others that were read before, and one that goes or changes may release them; both are put right here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kg_extract.model import Article
from kg_extract.near import Index
from kg_extract.rdf import build, iri
from kg_extract.store.results import text_of
from kg_extract.store.store import Store

__all__ = ["Copies"]


class Copies:
    """The copies in one store."""

    def __init__(self, store: Store, base: str, settings: str) -> None:
        self._store = store
        self._base = base
        self._settings = settings
        folder = store.beside()
        self._index = Index(folder / "near.db" if folder else None)
        self._unsettled: set[str] = set()
        self._synchronize()

    def settle(self, article: Article) -> Literal["copy", "unchanged"] | None:
        """What became of the article if it is a copy; None if it is an original, to be read. Others are settled with it."""
        name = iri.article_iri(article, self._base)
        for other in self._index.put(name, article):
            if self._index.original(other) is None:
                self._unsettled.add(other)
            else:
                self._link(other, self._store.source(other))
        self._unsettled.discard(name)
        return self._link(name, article)

    def released(self) -> Iterator[Article]:
        """The kept articles that are stored as copies but are originals now."""
        for name in sorted(self._unsettled):
            article = self._store.source(name)
            if article and self._index.original(name) is None and self._is_link(name):
                yield article
        self._unsettled.clear()

    def _link(self, name: str, article: Article | None) -> Literal["copy", "unchanged"] | None:
        original = self._index.original(name)
        if original is None or article is None:
            return None
        quads = build.copy_quads(article, original, self._base, self._settings)
        return "unchanged" if self._store.replace(name, quads, article) == "unchanged" else "copy"

    def _is_link(self, name: str) -> bool:
        return bool(list(self._store.select(f"SELECT ?o WHERE {{ GRAPH <{name}> {{ <{name}> kg:duplicateOf ?o }} }}")))

    def _synchronize(self) -> None:
        """Index what the store has otherwise than the index (it was restored, or read elsewhere), and the other way round."""
        stored = {text_of(name): text_of(hash) for name, hash in self._store.select(_HASHES)}
        indexed = self._index.articles()
        for gone in indexed.keys() - stored.keys():
            self._unsettled |= self._index.drop(gone)
        for name in sorted(name for name, hash in stored.items() if indexed.get(name) != hash):
            if article := self._store.source(name):
                self._index.put(name, article)


_HASHES = "SELECT ?article ?hash WHERE { GRAPH ?article { ?article kg:contentHash ?hash } }"
