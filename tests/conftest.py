"""What tests of several packages share."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg_extract.rdf import build, iri
from kg_extract.rdf.vocab import DEFAULT_BASE
from kg_extract.store.store import open_store
from tests.rdf import sample


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
