"""One store fixture, over memory and disk: what holds for one holds for the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg_extract.store.store import Store, open_store

ARTICLES = Path(__file__).with_name("articles.trig")
BASE = "https://w3id.org/kg-extract/id/"
AWARD, LAUNCHES, YEAR = (f"{BASE}article/{name}" for name in ("award", "launches", "year"))


def article_graphs() -> dict[str, list[Quad]]:
    """The quads of the three articles, by graph."""
    quads = sorted(parse(path=str(ARTICLES), format=RdfFormat.TRIG), key=lambda quad: str(quad.graph_name))
    return {str(graph)[1:-1]: list(group) for graph, group in groupby(quads, key=lambda quad: quad.graph_name)}


@pytest.fixture(params=["memory", "disk"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new store is to be."""
    return "memory" if request.param == "memory" else str(tmp_path / "store")


@pytest.fixture
def empty(location: str) -> Iterator[Store]:
    """A new store, open for writing."""
    with open_store(location, mode="write", wait=0) as store:
        yield store


@pytest.fixture
def store(empty: Store) -> Store:
    """A store that holds the three articles."""
    for graph, quads in article_graphs().items():
        empty.replace(graph, quads)
    return empty
