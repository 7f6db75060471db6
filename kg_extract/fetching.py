"""Fetches for an ingest: what the store has as it was fetched is asked for only if it has changed.

A page that is reached by several addresses (with tracking parameters, by a redirect) is one article; whichever of them comes first,
it goes by the plainest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract import read
from kg_extract.model import Article
from kg_extract.rdf.facts import Pair
from kg_extract.rdf.vocab import KG
from kg_extract.store.results import text_of
from kg_extract.store.store import Store

__all__ = ["Fetching", "is_stored", "under_one_address"]


def under_one_address(store: Store, name: str, article: Article) -> Article:
    """The article as come from the plainest of the addresses by which this same text has been reached."""
    if not read.is_address(article.source):
        return article
    rows = store.select(f"SELECT ?place ?hash WHERE {{ GRAPH <{name}> {{ <{name}> kg:fileName ?place ; kg:contentHash ?hash }} }}")
    known = [text_of(place) for place, content in rows if text_of(content) == article.content_hash]
    return replace(article, source=min([article.source, *filter(read.is_address, known)], key=lambda place: (len(place), place)))


def is_stored(store: Store, name: str, article: Article, pairs: Iterable[Pair]) -> bool:
    """Whether the store has this text and says the same `pairs` of the article; if only the address is another one, that is put right."""
    if store.content_hash(name) != article.content_hash:
        return False
    stored = store.select(f"SELECT ?p ?o WHERE {{ GRAPH <{name}> {{ <{name}> ?p ?o }} }}")
    different = set(stored) ^ set(pairs)
    if any(not _is_other_address(pair, article) for pair in different):
        return False
    if different:
        _readdress(store, name, article)
    return True


def _is_other_address(pair: Iterable[object], article: Article) -> bool:
    """Whether this only tells by which address a page was reached: then it is the same page."""
    name, value = pair
    return name == KG["fileName"] and all(read.is_address(place) for place in (getattr(value, "value", ""), article.source))


def _readdress(store: Store, name: str, article: Article) -> None:
    """Let the article `name` go by the address that `article` has."""
    this = NamedNode(name)
    others = [quad for quad in store.quads(name) if (quad.subject, quad.predicate) != (this, KG["fileName"])]
    store.replace(name, [*others, Quad(this, KG["fileName"], Literal(article.source), this)], article)


class Fetching:
    """One run's fetcher, and the memory of earlier visits that lies beside the store; of use only with the same `settings`."""

    def __init__(self, store: Store | None, settings: str, allow_private: bool) -> None:
        self._store = store
        self._settings = settings
        folder = store.beside() if store else None
        self._visits = read.Visits(folder / "fetched.jsonl" if folder else None)
        self.fetcher = read.Fetcher(read.Limits(allow_private=allow_private), self._validators)

    def known_articles(self, address: str) -> Iterator[tuple[str, Article]]:
        """The IRIs and articles that came of the last visit to an address."""
        visit = self._visits.get(address)
        for name in visit.articles if visit and self._store else ():
            if article := self._store.source(name) if self._store else None:
                yield name, article

    def note(self, place: str, names: list[tuple[str, str]], complete: bool) -> None:
        """Remember what was fetched for `place`, which gave these articles (source, IRI); a feed only if all its pages were read."""
        for address, answer in self.fetcher.answers.items():
            own = tuple(name for source, name in names if source == address)
            if address == place and complete:
                own = tuple(name for _, name in names)
            if own:
                self._visits.put(address, read.Visit(answer.validators.etag, answer.validators.modified, own, self._settings))
        self.fetcher.answers.clear()

    def save(self) -> None:
        """Keep the memory."""
        self._visits.save()

    def _validators(self, address: str) -> read.Validators | None:
        """Those of the last visit, if its articles are all in the store, read with the same settings."""
        visit = self._visits.get(address)
        if visit is None or self._store is None or visit.settings != self._settings:
            return None
        there = all(self._store.content_hash(name) for name in visit.articles)
        return read.Validators(visit.etag, visit.modified) if there else None
