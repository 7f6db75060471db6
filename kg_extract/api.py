"""Python, with the words of the command line: `extract`, `open_store`, and on the store `ingest`, `query`, `articles`, `forget`, `graph`.

    with open_store("news") as store:               a folder, "memory", or the address of a SPARQL server
        report = store.ingest(["in/*.txt", found])  sources as on the command line, or extractions
        store.query("contracts", agency="NASA")     a shipped query, or SPARQL

A store is opened anew for each call, to be read or to be written; between two calls it is free for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypedDict, Unpack

from kg_extract.answers import Answers
from kg_extract.errors import UsageError
from kg_extract.exchange_read import Extracted
from kg_extract.ingest import Options, Report, forget, ingest
from kg_extract.read import read_text
from kg_extract.recipe import DEFAULT_MODEL, MIN_CONFIDENCE, Recipe
from kg_extract.settings import settings_line
from kg_extract.store import store as stores
from kg_extract.store.lookup import find_article
from kg_extract.views import Extraction

if TYPE_CHECKING:
    from rdflib import Graph

    from kg_extract.store.facts import Card, Fact

__all__ = ["RecipeWords", "Store", "day_of", "extract", "open_store", "recipe_of"]


class RecipeWords(TypedDict, total=False):
    """The options that say how facts are extracted, with the names and defaults of the command line."""

    model: str
    model_dir: str
    min_confidence: float
    rules_only: bool
    profile: str


def extract(
    text: str,
    published: str | date | None = None,
    *,
    source: str = "-",
    title: str | None = None,
    publisher: str | None = None,
    author: str | None = None,
    url: str | None = None,
    **recipe: Unpack[RecipeWords],
) -> Extraction:
    """What a text states. `published` is the day to which "Monday" or "next month" is related.

    The text is read as a file is, with its header, if it has one, and its dateline; title, publisher, author and url are for what it does
    not say itself. `recipe`: `model`, `model_dir`, `min_confidence`, `rules_only`, `profile`. The first call loads the language model.
    """
    from kg_extract.nlp import pipeline  # spaCy

    chosen = recipe_of(**recipe)
    article = read_text(text.encode("utf-8", "replace"), source, day_of(published))
    told = {"title": title, "publisher": publisher, "author": author, "url": url}
    article = replace(article, **{name: value for name, value in told.items() if not getattr(article, name)})  # type: ignore[arg-type]
    [found] = pipeline.extract([article], chosen)
    return Extraction(found, settings_line(chosen))


def open_store(location: str | Path | None = None) -> Store:
    """The store in a folder (made by the first ingest), on a server, or, for "memory", in this process alone; by default the user's own."""
    return Store(location)


class Store:
    """What kgx knows, one graph for each article; `location` is where it lies."""

    def __init__(self, location: str | Path | None = None) -> None:
        self.location = str(location or stores.default_location())
        self._held = stores.open_store("memory", mode="write") if self.location == "memory" else None

    def ingest(
        self,
        sources: Iterable[str | Path | Extraction],
        published: str | date | None = None,
        *,
        allow_private: bool = False,
        keep_duplicates: bool = False,
        jobs: int = 1,
        **recipe: Unpack[RecipeWords],
    ) -> Report:
        """Store what articles state: of files, folders, globs, addresses, or extractions (not parsed again). What is known is skipped.

        A source that cannot be read stops nothing: the report's `failures` say which and why.
        """
        if isinstance(sources, str | Path):
            raise UsageError("ingest() takes a list of sources.", f"Write it as ingest([{str(sources)!r}]).")
        options = Options(recipe_of(**recipe), day_of(published), allow_private=allow_private, keep_duplicates=keep_duplicates, jobs=jobs)
        given: list[str | Extracted] = [
            Extracted(each.made, each.settings) if isinstance(each, Extraction) else str(each) for each in sources
        ]
        with self._open("write") as store:
            return ingest(given, store, options)

    def query(self, query: str, *, timeout: float = 30, **parameters: object) -> Answers:
        """The answers to a query: SPARQL, or the name of a shipped one with its parameters (`store.query("contracts", agency="NASA")`)."""
        from kg_extract.store import named

        if named.is_name(query):
            query = named.get(query).sparql({name: str(value) for name, value in parameters.items()})
        elif parameters:
            raise UsageError(f"What is {next(iter(parameters))}?", "Only shipped queries take parameters.")
        with self._open() as store:
            return Answers(store.query(query, timeout=timeout))

    def articles(self) -> list[stores.ArticleRow]:
        """The articles, oldest first, with how many events, relations and entities each states."""
        with self._open() as store:
            return store.articles()

    def show(self, name: str) -> list[Card]:
        """Everything known about what has this name or IRI; `NotFoundError` names near ones."""
        from kg_extract.store import facts, sparql

        with self._open() as store:
            iri = sparql.expand(name)
            return [
                facts.entity_card(store, each) for each in ([iri] if iri else [found.iri for found in facts.find_entities(store, name)])
            ]

    def why(self, target: str) -> list[Fact]:
        """The facts behind a name or an IRI, each with the sentences that state it."""
        from kg_extract.store import facts

        with self._open() as store:
            return facts.why(store, target)

    def forget(self, *articles: str) -> None:
        """Take articles, and everything that only they state, out of the store: each by its IRI, URL, file name or headline.

        When one of several is unknown (`NotFoundError`), none is forgotten.
        """
        with self._open() as reader:
            iris = [find_article(reader, article).iri for article in articles]
        with self._open("write") as store:
            forget(store, iris)

    def graph(self, article: str | None = None) -> Graph:
        """What one article states (by its IRI, URL, file name or headline), or all of them, as queries see them, as an rdflib Graph."""
        from kg_extract.rdf.rdflib_graph import graph_of

        with self._open() as store:
            quads = store.quads(find_article(store, article).iri) if article else store.joined()
            return graph_of(quad.triple for quad in quads)

    def close(self) -> None:
        """Let go of what is held: only of a store in memory is that anything."""
        if self._held:
            self._held.close()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        return f"<Store: {self.location}>"

    @contextmanager
    def _open(self, mode: stores.Mode = "read") -> Iterator[stores.Store]:
        if self._held:
            yield self._held
            return
        with stores.open_store(self.location, mode=mode) as opened:
            yield opened


def recipe_of(
    model: str = DEFAULT_MODEL,
    model_dir: str | None = None,
    min_confidence: float = MIN_CONFIDENCE,
    rules_only: bool = False,
    profile: str | None = None,
) -> Recipe:
    """How facts are extracted; what is not told is as on the command line."""
    from kg_extract import profiles

    return Recipe(model, model_dir, 0.0 if rules_only else min_confidence, rules_only, profiles.locate(profile) if profile else None)


def day_of(published: str | date | None) -> str | None:
    """The day as YYYY-MM-DD; `UsageError` if it is none."""
    if published is None:
        return None
    from kg_extract import dateline

    day = dateline.parse_date(published.isoformat()[:10] if isinstance(published, date) else published)
    if day is None:
        raise UsageError(f"published={published!r}: not a date.", "Write it as YYYY-MM-DD.")
    return day
