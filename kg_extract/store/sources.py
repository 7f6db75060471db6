"""The articles themselves, kept beside their graphs, so that evidence can be checked and the store rebuilt from them.

One small file for each article, `sources/AB/CDEF….json`, written whole or not at all; named by its IRI's digest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

from kg_extract.errors import StoreError
from kg_extract.model import Article

__all__ = ["Sources", "as_line", "from_line"]

_FIELDS = frozenset(field.name for field in fields(Article))


class Sources:
    """The kept articles of a store on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, iri: str, article: Article) -> None:
        """Keep `article` as the source of the graph `iri`."""
        file = self._file(iri)
        data = as_line(iri, article)
        if file.exists() and file.read_text(encoding="utf-8") == data:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_text(data, encoding="utf-8")
        unfinished.replace(file)

    def get(self, iri: str) -> Article | None:
        """The article that the graph `iri` was made from, if it was kept."""
        file = self._file(iri)
        return _read(file)[1] if file.exists() else None

    def drop(self, iri: str) -> None:
        """Keep it no longer."""
        self._file(iri).unlink(missing_ok=True)

    def all(self) -> Iterator[tuple[str, Article]]:
        """Every kept article with its IRI, in a stable order."""
        for file in sorted(self._folder.glob("*/*.json")):
            yield _read(file)

    def _file(self, iri: str) -> Path:
        digest = hashlib.sha256(iri.encode()).hexdigest()
        return self._folder / digest[:2] / f"{digest[2:32]}.json"


def as_line(iri: str, article: Article) -> str:
    """The article and its IRI as one line of JSON."""
    return json.dumps({"iri": iri, **asdict(article)}, ensure_ascii=False)


def from_line(line: str) -> tuple[str, Article]:
    """The IRI and the article that `as_line` wrote; ValueError for anything else."""
    data = json.loads(line)
    try:
        fields = {name: value for name, value in data.items() if name in _FIELDS}
        return data["iri"], Article(**fields | {"provenance": tuple((field, origin) for field, origin in data.get("provenance", ()))})
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not an article: {fault}") from fault


def _read(file: Path) -> tuple[str, Article]:
    try:
        return from_line(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise StoreError(f"The kept article {file} is damaged.", "Ingest the article again from where it came.") from fault
