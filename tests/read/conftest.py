"""What the tests of the readers share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg_extract.errors import InputError
from kg_extract.model import Article
from kg_extract.read import Fetcher, Source, read
from tests.read.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on loopback."""
    with Server() as running:
        yield running


class Read:
    """Reads a file and keeps the articles and the faults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[str] = []

    def __call__(self, name: str, data: bytes, fetcher: Fetcher | None = None) -> list[Article]:
        """The articles of a file of this name and content."""
        path = self._folder / name
        path.write_bytes(data)

        def note(source: str, fault: InputError) -> None:
            self.faults.append(str(fault).removeprefix(f"{self._folder}/"))

        try:
            return list(read(Source(str(path)), fetcher=fetcher, on_fault=note))
        except InputError as fault:
            note(name, fault)
            return []


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    """Reads files in a folder of the test's own."""
    return Read(tmp_path)
