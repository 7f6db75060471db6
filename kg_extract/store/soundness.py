"""What is wrong with a store beyond any single article: its joined view, its checksums, its kept articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, Triple

from kg_extract.model import Article
from kg_extract.store import checksums, view
from kg_extract.store.change import Database

__all__ = ["faults"]


def faults(
    index: Database, shown: Iterable[Triple], graphs: Iterable[tuple[str, Iterable[Quad]]], kept: Iterable[tuple[str, Article]]
) -> Iterator[str]:
    """The faults, a line each; `index` has kg:resolution and kg:index, `graphs` comes with the quads of each graph."""
    eyes = view.eyes(index)
    there = {hash(triple) for triple in shown}
    made: set[int] = set()
    names: set[str] = set()
    broken: list[str] = []
    for name, quads in graphs:
        content = list(quads)
        names.add(name)
        made.update(hash(eyes.see(quad)) for quad in content)
        if not checksums.holds(index, NamedNode(name), content):
            broken.append(f"the graph {name} is not what was stored: its checksum is another one")
    if there != made:
        yield f"the union of the articles is wrong: {len(made - there)} triples are missing in it, {len(there - made)} too many"
    yield from broken
    # A text is kept before its graph is stored: one that was never stored is what a killed process, or a copy, leaves.
    lost = (name for name, _ in kept if name not in names and checksums.knows(index, NamedNode(name)))
    yield from (f"the article {name} is kept, but its graph is gone" for name in lost)
