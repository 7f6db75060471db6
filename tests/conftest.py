"""What tests of several packages share."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from kg_extract.model import Argument, Article, Event, Evidence, Extraction
from kg_extract.rdf import build, iri
from kg_extract.rdf.vocab import DEFAULT_BASE
from kg_extract.recipe import Recipe
from kg_extract.store.store import open_store
from tests.rdf import sample

# How long one example takes says more of what else the machine does than of kgx; the first one also reads the data files.
settings.register_profile("kgx", deadline=None)
settings.load_profile("kgx")

# A shell that runs the tests in the background has Ctrl-C ignored, and every process below would inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def fill(folder: Path) -> Path:
    """A store on disk that holds the made-up article of tests/rdf/sample.py."""
    with open_store(folder, mode="write") as store:
        extraction = sample.extraction()
        store.replace(iri.article_iri(extraction.article, DEFAULT_BASE), build.quads(extraction), extraction.article)
    return folder


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with one article; for tests that only read it."""
    return fill(tmp_path_factory.mktemp("filled") / "store")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replaces the language pipeline by one that finds the sample's facts in every article; the sources it has parsed."""
    sources: list[str] = []

    def extract(articles: Iterable[Article], recipe: Recipe, on_fault: object) -> Iterator[Extraction]:
        for article in articles:
            sources.append(article.source)
            whole = Evidence(0, len(article.text))
            found = sample.extraction()
            events = tuple(replace(event, arguments=_within(event, article), evidence=(whole,)) for event in found.events)
            relations = tuple(replace(relation, evidence=(whole,)) for relation in found.relations)
            entities = tuple(replace(entity, mentions=(), evidence=(whole,)) for entity in found.entities)
            yield Extraction(article, entities, events, relations)

    pipeline = ModuleType("kg_extract.nlp.pipeline")
    pipeline.extract = extract  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kg_extract.nlp.pipeline", pipeline)
    monkeypatch.setattr("kg_extract.nlp.pipeline", pipeline, raising=False)
    return sources


def _within(event: Event, article: Article) -> tuple[Argument, ...]:
    """The arguments of an event, none of them behind the end of the article."""
    end = len(article.text)
    return tuple(replace(each, start=min(each.start, end - 1), end=min(each.end, end)) for each in event.arguments)
