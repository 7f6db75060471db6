"""Fetches for an ingest: what the store has as it was fetched is asked for only if it has changed."""

from __future__ import annotations

from collections.abc import Iterator

from kg_extract import read
from kg_extract.model import Article
from kg_extract.store.store import Store

__all__ = ["Fetching"]


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
