"""Backups: the whole store as one compressed N-Quads file that any RDF tool can read, verified when written and when restored.

    backup(store, Path("graph.nq.gz"))            → Contents(graphs, quads)
    restore(Path("graph.nq.gz"), store)           → Contents; only into an empty store, or with replace=True
    verify(Path("graph.nq.gz"))                   → Contents, or StoreError

The quads are sorted, so that the same store gives the same bytes. Comments hold what N-Quads has no place for: first the profiles that the
store was made with, before each graph the article it was made from, and in the last line the counts and the SHA-256 of all lines before it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile
from pathlib import Path
from typing import IO, cast

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from kg_extract.errors import StoreError
from kg_extract.model import Article
from kg_extract.store import remembered
from kg_extract.store.sources import as_line, from_line
from kg_extract.store.store import RESOLUTION, Store

__all__ = ["Contents", "backup", "restore", "verify"]

_SOURCE = b"# kgx source: "
_PROFILE = b"# kgx profile: "
_TRAILER = re.compile(rb"# kgx backup: (\d+) graphs, (\d+) quads, sha256 ([0-9a-f]{64})\n")


@dataclass(frozen=True)
class Contents:
    """What a backup holds."""

    graphs: int
    quads: int


def backup(store: Store, path: Path) -> Contents:
    """Write all graphs of `store` to `path`, which is there whole or not at all, and read it back."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
            _write(store, cast(IO[bytes], file))
        contents = verify(unfinished)
        unfinished.replace(path)
    except OSError as fault:
        raise StoreError(f"The backup {path} cannot be written: {fault.strerror}.", "Name another place with enough room.") from fault
    finally:
        unfinished.unlink(missing_ok=True)
    return contents


def _write(store: Store, file: IO[bytes]) -> None:
    digest = hashlib.sha256()
    graphs = quads = 0
    folder = store.beside()
    for told in remembered.as_lines(folder) if folder else ():
        digest.update(line := _PROFILE + told.encode() + b"\n")
        file.write(line)
    # Who is who follows from the rest, and is found out again when it is restored.
    for graph in [graph for graph in store.graphs() if graph != RESOLUTION]:
        lines = sorted(f"{quad} .\n".encode() for quad in store.quads(graph))
        graphs, quads = graphs + 1, quads + len(lines)
        article = store.source(graph)
        source = [_SOURCE + as_line(graph, article).encode() + b"\n"] if article else []
        for line in [*source, *lines]:
            digest.update(line)
            file.write(line)
    file.write(f"# kgx backup: {graphs} graphs, {quads} quads, sha256 {digest.hexdigest()}\n".encode())


def restore(path: Path, store: Store, *, replace: bool = False) -> Contents:
    """Bring `store` to what the backup holds; a store that is not empty only with `replace`."""
    contents = verify(path)
    there = set(store.graphs())
    if there and not replace:
        raise StoreError(f"The store {store.location} is not empty.", "Restore into a new one: --store FOLDER, or replace it: --force")
    _restore_profiles(path, store)
    for graph, quads, source in _graphs(path):
        store.replace(graph, quads, source)
        there.discard(graph)
    for graph_iri in sorted(there):
        store.forget(graph_iri)
    store.flush()
    return contents


def _restore_profiles(path: Path, store: Store) -> None:
    """The profiles that the store was made with stand before the first graph."""
    folder = store.beside()
    with gzip.open(path, "rb") as file:
        for line in takewhile(lambda line: line.startswith(_PROFILE), file):
            if folder:
                remembered.restore(folder, line.removeprefix(_PROFILE).decode())


def verify(path: Path) -> Contents:
    """What the backup holds; `StoreError` if it is none, is cut short or was changed."""
    digest = hashlib.sha256()
    previous = b""
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                digest.update(previous)
                previous = line
    except FileNotFoundError:
        raise StoreError(f"There is no backup {path}.", "Check the path.") from None
    except (OSError, EOFError, zlib.error) as fault:
        raise StoreError(f"The backup {path} is damaged or none ({fault}).", "Use another backup.") from fault
    trailer = _TRAILER.fullmatch(previous)
    if not trailer or trailer[3].decode() != digest.hexdigest():
        raise StoreError(f"The backup {path} is damaged or none: its checksum is wrong or missing.", "Use another backup.")
    return Contents(int(trailer[1]), int(trailer[2]))


def _graphs(path: Path) -> Iterator[tuple[str, list[Quad], Article | None]]:
    """Each graph of a verified backup, with its quads and its article."""
    sources: dict[str, Article] = {}
    with gzip.open(path, "rb") as file:
        for graph, quads in groupby(_quads(file, sources), key=lambda quad: quad.graph_name):
            assert isinstance(graph, NamedNode)
            content = list(quads)
            yield graph.value, content, sources.pop(graph.value, None)


def _quads(lines: Iterable[bytes], sources: dict[str, Article]) -> Iterator[Quad]:
    for line in lines:
        if line.startswith(_SOURCE):
            iri, article = from_line(line.removeprefix(_SOURCE).decode())
            sources[iri] = article
        elif not line.startswith(b"#"):
            yield from pyoxigraph.parse(line, RdfFormat.N_QUADS)
