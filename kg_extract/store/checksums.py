"""The SHA-256 of each article's graph, kept in the graph kg:index: a graph that something else has changed is found out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Set
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.store.change import INDEX, Database

__all__ = ["Sums", "change", "checksum", "holds", "knows"]

_CHECKSUM = NamedNode("https://w3id.org/kg-extract/ns#checksum")


@dataclass(frozen=True)
class Sums:
    """Checksums that go and come."""

    gone: frozenset[Quad]
    come: frozenset[Quad]


def checksum(quads: Iterable[Quad]) -> str:
    """The SHA-256 of the sorted N-Quads lines."""
    return hashlib.sha256("\n".join(sorted(map(str, quads))).encode()).hexdigest()


def change(database: Database, gone: Set[Quad], come: Set[Quad]) -> Sums:
    """What a change of the named graphs changes in their checksums."""
    old: set[Quad] = set()
    new: set[Quad] = set()
    for graph in {quad.graph_name for quad in gone | come}:
        assert isinstance(graph, NamedNode)
        old.update(database.quads_for_pattern(graph, _CHECKSUM, None, INDEX))
        content = set(database.quads_for_pattern(None, None, None, graph)) - gone | {quad for quad in come if quad.graph_name == graph}
        if content:
            new.add(Quad(graph, _CHECKSUM, Literal(checksum(content)), INDEX))
    return Sums(frozenset(old - new), frozenset(new - old))


def holds(index: Database, graph: NamedNode, quads: Iterable[Quad]) -> bool:
    """Whether the content of a graph is what was stored, as far as `index` knows."""
    kept = [quad.object for quad in index.quads_for_pattern(graph, _CHECKSUM, None, INDEX)]
    return not kept or kept == [Literal(checksum(quads))]


def knows(index: Database, graph: NamedNode) -> bool:
    """Whether a graph was stored, be it there or not."""
    return any(True for _ in index.quads_for_pattern(graph, _CHECKSUM, None, INDEX))
