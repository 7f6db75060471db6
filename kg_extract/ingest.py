"""The one orchestrator: sources → articles → extractions → quads → store, one article one transaction, with a report at the end."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal

from kg_extract import profiles, read
from kg_extract.copies import Copies
from kg_extract.errors import InputError
from kg_extract.exchange_read import Extracted
from kg_extract.fetching import Fetching, is_stored, under_one_address
from kg_extract.model import Article, Extraction
from kg_extract.profiles import Profile
from kg_extract.rdf import build, iri
from kg_extract.rdf.vocab import DEFAULT_BASE
from kg_extract.recipe import Recipe
from kg_extract.settings import recipe_of, settings_line
from kg_extract.store import remembered
from kg_extract.store.results import text_of
from kg_extract.store.store import Store

__all__ = ["Change", "Failure", "Options", "Outcome", "Report", "Watcher", "forget", "ingest", "rebuild", "settle"]

Change = Literal["added", "changed", "unchanged", "found", "copy"]


@dataclass(frozen=True)
class Options:
    """How to read and where to mint: how facts are extracted, the date of undated articles, the base of all IRIs.

    `allow_private`: pages may be fetched from addresses inside the local network. `keep_duplicates`: copies of an article
    are read as articles of their own. `jobs`: so many processes.
    """

    recipe: Recipe = field(default_factory=Recipe)
    published: str | None = None
    base: str = DEFAULT_BASE
    allow_private: bool = False
    keep_duplicates: bool = False
    jobs: int = 1


@dataclass(frozen=True)
class Outcome:
    """What became of one article; `extraction` is None when it was unchanged, `change` is "found" when nothing is stored, "copy" when it is
    stored only as a copy of another article. `settings` tells with what the extraction was made.
    """

    article: Article
    iri: str
    change: Change
    extraction: Extraction | None = None
    settings: str = ""


@dataclass(frozen=True)
class Failure:
    """A source that could not be read, and why."""

    source: str
    reason: str


@dataclass
class Report:
    """What a run did; of `parsed` articles it has the facts (they went through the language pipeline, now or in kgx extract)."""

    changes: dict[Change, int] = field(default_factory=lambda: {"added": 0, "changed": 0, "unchanged": 0, "found": 0, "copy": 0})
    parsed: int = 0
    events: int = 0
    relations: int = 0
    entities: int = 0
    failures: list[Failure] = field(default_factory=list)
    stopped: bool = False

    def add(self, outcome: Outcome) -> None:
        """Count one article."""
        self.changes[outcome.change] += 1
        if outcome.extraction:
            self.parsed += 1
            self.events += len(outcome.extraction.events)
            self.relations += len(outcome.extraction.relations)
            self.entities += len(outcome.extraction.entities)


class Watcher:
    """Told what happens as it happens; does nothing itself."""

    def begin(self, sources: int) -> None:
        """The run starts with so many sources."""

    def done(self, outcome: Outcome) -> None:
        """One article is through."""

    def failed(self, failure: Failure) -> None:
        """One source could not be read."""

    def stopped(self) -> bool:
        """Whether the run is to end after the article at hand."""
        return False


def ingest(
    sources: Iterable[str | Extracted], store: Store | None, options: Options | None = None, watcher: Watcher | None = None
) -> Report:
    """Read every source and store what its articles state; without a store, only tell the watcher what was found.

    A source that cannot be read is reported and never stops the run. An article whose text, metadata and settings are
    what the store has already costs no parsing, and spaCy is imported only for one that does.
    """
    return _Run(store, options or Options(), watcher or Watcher()).over(sources)


def rebuild(store: Store, options: Options | None = None, watcher: Watcher | None = None) -> Report:
    """Extract every article that the store has kept anew, with the settings of now."""
    articles = [article for _, article in store.sources()]
    return _Run(store, options or Options(), watcher or Watcher()).again(articles)


def settle(store: Store, options: Options | None = None, watcher: Watcher | None = None) -> Report:
    """Read the copies whose original has been taken out of the store: one of them is the original now."""
    return _Run(store, options or Options(), watcher or Watcher()).released()


def forget(store: Store, articles: Iterable[str]) -> None:
    """Take the articles of these IRIs out of the store; a copy whose original goes takes its place, read as the original was."""
    gone = list(articles)
    found = (store.select(f"SELECT ?copy ?line WHERE {{ ?copy kg:duplicateOf <{name}> ; kg:settings ?line }}") for name in gone)
    copies = sorted((text_of(copy), text_of(line)) for rows in found for copy, line in rows)
    for name in gone:
        store.forget(name)
    if copies:
        name, line = copies[0]
        settle(store, Options(recipe_of(line), base=name.rpartition("article/")[0]))


class _Run:
    """One run's store, options and report, which the steps share."""

    def __init__(self, store: Store | None, options: Options, watcher: Watcher) -> None:
        self.store = store
        self.options = options
        self.watcher = watcher
        self.report = Report()
        self.settings = settings_line(options.recipe)
        self._fetching = Fetching(store, f"{self.settings}, {options.published}, {options.keep_duplicates}", options.allow_private)
        if options.recipe.profile:
            _meet(store, profiles.read(options.recipe.profile))
        self._copies = Copies(store, options.base, self.settings) if store and not options.keep_duplicates else None

    def over(self, sources: Iterable[str | Extracted]) -> Report:
        given = list(sources)
        ready = [each for each in given if isinstance(each, Extracted)]
        places = self._places(each for each in given if isinstance(each, str))
        self.watcher.begin(len(places) + len(ready))
        for made in ready:
            self._take(made)
        try:
            return self._store_all(self._to_parse(places))
        finally:
            self._fetching.save()

    def again(self, articles: list[Article]) -> Report:
        self.watcher.begin(len(articles))
        return self._store_all(article for article in articles if not self._is_copy(article))

    def released(self) -> Report:
        return self._store_all(self._copies.released() if self._copies else iter(()))

    def _store_all(self, articles: Iterator[Article]) -> Report:
        with closing(self._extractions(articles)) as extractions:
            for extraction in extractions:
                self._keep(extraction, self.settings)
                if self._is_stopped():
                    break
        if self.store:
            self.store.flush()
        return self.report

    def _places(self, sources: Iterable[str]) -> list[read.Source]:
        """Folders and globs opened up, each file once; what leads nowhere is a failure."""
        places: dict[read.Source, None] = {}
        for source in sources:
            try:
                places |= dict.fromkeys(read.expand([source]))
            except InputError as fault:
                self._fail(source, str(fault))
        return list(places)

    def _to_parse(self, places: Iterable[read.Source]) -> Iterator[Article]:
        """The articles that the store does not have as they are, and those that are no longer copies of others."""
        for place in places:
            if self._is_stopped():
                return
            failures = len(self.report.failures)
            names: list[tuple[str, str]] = []
            try:
                for found in read.found(place, self.options.published, fetcher=self._fetching.fetcher, on_fault=self._part_failed):
                    article = found.extraction.article if isinstance(found, Extracted) else found
                    names.append((article.source, iri.article_iri(article, self.options.base)))
                    if isinstance(found, Extracted):
                        self._take(found)
                        continue
                    article = self._addressed(article)
                    if not self._is_copy(article) and not self._is_unchanged(article, self.settings):
                        yield article
            except InputError as fault:
                self._part_failed(place.name, fault)
            self._fetching.note(place.name, names, complete=len(self.report.failures) == failures)
        if self._copies:
            yield from self._copies.released()

    def _part_failed(self, part: str, fault: InputError) -> None:
        if isinstance(fault, read.NotModified):
            for name, article in self._fetching.known_articles(part):
                self._done(Outcome(article, name, "unchanged"))
        else:
            self._fail(part, str(fault))

    def _addressed(self, article: Article) -> Article:
        return under_one_address(self.store, iri.article_iri(article, self.options.base), article) if self.store else article

    def _is_copy(self, article: Article) -> bool:
        """Whether the article is a copy of another one; then that is all that is stored of it."""
        change = self._copies.settle(article) if self._copies else None
        if change is None:
            return False
        self._done(Outcome(article, iri.article_iri(article, self.options.base), change))
        return True

    def _is_unchanged(self, article: Article, settings: str) -> bool:
        """Whether the store has this text with the same metadata, read with these settings."""
        name = iri.article_iri(article, self.options.base)
        if not self.store or not is_stored(self.store, name, article, build.article_pairs(article, settings)):
            return False
        self._done(Outcome(article, name, "unchanged"))
        return True

    def _extractions(self, articles: Iterator[Article]) -> Generator[Extraction, None, None]:
        """The extraction of each article; spaCy is imported when the first one is there."""
        first = next(articles, None)
        if first is None:
            return
        from kg_extract import workers

        batches = workers.groups(chain([first], articles))
        if self.options.jobs > 1:
            yield from workers.extract(batches, self.options.recipe, self.options.jobs, self._could_not_parse)
            return
        from kg_extract.nlp import pipeline

        for batch in batches:
            yield from pipeline.extract(batch, self.options.recipe, self._could_not_parse)

    def _could_not_parse(self, article: Article, fault: str) -> None:
        self._fail(article.source, f"{article.source}: could not be analysed ({fault}). Please report it with the text.")

    def _take(self, made: Extracted) -> None:
        """Store what was extracted before, as if it were extracted now."""
        if made.profile:
            _meet(self.store, profiles.named(made.profile))
        if not self._is_copy(made.extraction.article) and not self._is_unchanged(made.extraction.article, made.settings):
            self._keep(made.extraction, made.settings)

    def _keep(self, extraction: Extraction, settings: str) -> None:
        name = iri.article_iri(extraction.article, self.options.base)
        change: Change = "found"
        if self._is_copy(extraction.article):
            # An earlier copy of it was read while it was being parsed.
            return
        if self.store:
            extraction = replace(extraction, article=self._addressed(extraction.article))
            quads = build.quads(extraction, self.options.base, settings)
            change = self.store.replace(name, quads, extraction.article)
        self._done(Outcome(extraction.article, name, change, extraction, settings))

    def _is_stopped(self) -> bool:
        self.report.stopped = self.report.stopped or self.watcher.stopped()
        return self.report.stopped

    def _done(self, outcome: Outcome) -> None:
        self.report.add(outcome)
        self.watcher.done(outcome)

    def _fail(self, source: str, reason: str) -> None:
        failure = Failure(source, reason)
        self.report.failures.append(failure)
        self.watcher.failed(failure)


def _meet(store: Store | None, profile: Profile) -> None:
    """Know the words of the profile, and let the store remember them."""
    profiles.learn(profile)
    if store:
        remembered.remember(store, profile)
