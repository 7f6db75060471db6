"""N-Quads in several files, for the bulk loaders of large stores, which read them side by side."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

from pyoxigraph import Quad

from kg_extract.rdf.serialize import write

__all__ = ["write_shards"]


def write_shards(quads: Iterable[Quad], folder: Path, number: int) -> None:
    """part-1-of-N.nq and so on; an article's graph is never split, and which file it goes to depends on its name alone."""
    shards: list[list[Quad]] = [[] for _ in range(number)]
    for quad in quads:
        shards[crc32(str(quad.graph_name).encode()) % number].append(quad)
    width = len(str(number))
    for n, shard in enumerate(shards, 1):
        with (folder / f"part-{n:0{width}}-of-{number}.nq").open("wb") as out:
            write(shard, out, "nquads")
