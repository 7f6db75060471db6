"""How terms are ordered and shortened: shared by the writers of Turtle, TriG, RDF/XML and JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg_extract.rdf.vocab import DEFAULT_BASE, PREFIX_OF, PREFIXES, RDF, RDFS

__all__ = ["Object", "Prefixes", "Row", "by_subject", "graphs", "merged", "split_iri"]

Object = NamedNode | BlankNode | Literal | Triple
Subject = NamedNode | BlankNode | Triple
#: A statement without its graph.
Row = tuple[Subject, NamedNode, Object]

_FIRST = {RDF["type"].value: 0, RDFS["label"].value: 1}
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def split_iri(iri: str) -> tuple[str, str]:
    """Namespace and local name, split after the last # or /."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


def graphs(quads: Iterable[Quad]) -> Iterator[tuple[str, list[Row]]]:
    """Each graph's name ("" for the default graph) and its statements without repetition, all in a stable order."""
    found: dict[str, set[Row]] = {}
    for quad in quads:
        name = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
        found.setdefault(name, set()).add((quad.subject, quad.predicate, quad.object))
    for name in sorted(found):
        yield name, _ordered(found.pop(name), name)


def merged(quads: Iterable[Quad]) -> list[Row]:
    """The union of all graphs, in a stable order."""
    return _ordered({(q.subject, q.predicate, q.object) for q in quads}, "")


def by_subject(rows: list[Row]) -> Iterator[tuple[Subject, list[tuple[NamedNode, list[Object]]]]]:
    """Ordered statements, grouped by subject and within it by predicate."""
    for subject, same in groupby(rows, key=lambda row: row[0]):
        yield subject, [(p, [o for _, _, o in group]) for p, group in groupby(same, key=lambda row: row[1])]


def _ordered(rows: set[Row], first: str) -> list[Row]:
    """By subject (`first` before all others), then type, label and the other properties by name, then object."""

    def key(row: Row) -> tuple[bool, str, int, str, str]:
        subject = str(row[0])
        return subject != first, subject, _FIRST.get(row[1].value, 2), row[1].value, str(row[2])

    return sorted(rows, key=key)


class Prefixes:
    """Shortens IRIs to prefixed names and remembers which prefixes were used; `here` is the namespace of the empty prefix."""

    def __init__(self) -> None:
        self.used: dict[str, str] = {}
        self.here = ""
        self._known: dict[str, str] = {}

    def short(self, iri: str) -> str:
        """`prefix:local` where that needs no escape, else `<iri>`."""
        known = self._known.get(iri)
        if known is None:
            known = self._known[iri] = self._find(iri)
        if not known:
            namespace, local = split_iri(iri)
            return f":{local}" if namespace == self.here and _LOCAL.fullmatch(local) else f"<{iri}>"
        return known

    def _find(self, iri: str) -> str:
        namespace, local = split_iri(iri)
        if not _LOCAL.fullmatch(local):
            return ""
        prefix = PREFIX_OF.get(namespace) or _family(namespace)
        # Under another base than the default one, the first namespace of a family gets the family's prefix.
        if not prefix or self.used.setdefault(prefix, namespace) != namespace:
            return ""
        return f"{prefix}:{local}"


def _family(namespace: str) -> str:
    """The prefix of a family of entities (or of articles) that was minted under another base; "" for any other namespace."""
    name = namespace.rstrip("/").rpartition("/")[2]
    return name if PREFIXES.get(name, "").startswith(DEFAULT_BASE) and namespace.endswith(f"/{name}/") else ""
