"""Checks graphs against ontology/shapes.ttl (SHACL) and says in plain words what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import rdflib
from pyoxigraph import Quad, Triple
from rdflib.collection import Collection
from rdflib.namespace import RDFS, SH
from rdflib.term import Node

from kg_extract import profiles, resources
from kg_extract.profiles import Profile
from kg_extract.rdf.rdflib_graph import graph_of
from kg_extract.rdf.terms import graphs

__all__ = ["Violation", "validate"]

_KGSH = rdflib.Namespace("https://w3id.org/kg-extract/shapes#")


@dataclass(frozen=True, order=True)
class Violation:
    """One fault: the node that has it, the property it is about ("" for the node itself), and what is wrong."""

    graph: str
    node: str
    label: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.label or self.node}: {self.message}" + (f" (in {self.graph})" if self.graph else "")


def validate(quads: Iterable[Quad], *, union: bool = False) -> list[Violation]:
    """Every fault of the dataset, each named graph checked by itself (or all together as one, with `union`), sorted."""
    if union:
        return sorted(set(_faults("", graph_of({quad.triple for quad in quads}), _union_shapes())))
    checked = ((name.strip("<>"), graph_of(Triple(*row) for row in rows)) for name, rows in graphs(quads))
    return sorted({fault for name, graph in checked for fault in _faults(name, graph, _shapes())})


def _faults(name: str, graph: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Violation]:
    from pyshacl import validate as check  # slow to import (0.5 s), and wanted by one command only

    _, report, _ = check(graph, shacl_graph=shapes, inference="none", inplace=True, meta_shacl=False)
    if not isinstance(report, rdflib.Graph):
        return
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        node = report.value(result, SH.focusNode)
        label = graph.value(node, RDFS.label) if node is not None else None
        path = report.value(result, SH.resultPath)
        yield Violation(name, str(node), str(label or ""), _text(path), _text(report.value(result, SH.resultMessage)))


def _text(node: Node | None) -> str:
    return "" if node is None or isinstance(node, rdflib.BNode) else str(node)


def _shapes() -> rdflib.Graph:
    return _with_profiles(profiles.known())


@cache
def _with_profiles(known: tuple[Profile, ...]) -> rdflib.Graph:
    """The shapes of kgx; what they ask of every event and entity they ask of those of profiles, too, and then come the profiles' own."""
    shapes = rdflib.Graph().parse(resources.ontology("shapes.ttl"), format="turtle")
    for profile in known:
        own = rdflib.Namespace(profile.vocabulary.namespace)
        for shape, names in (("Event", profile.vocabulary.events), ("Entity", profile.vocabulary.entities)):
            for name in names:
                shapes.add((_KGSH[shape], SH.targetClass, own[name]))
        _allow(shapes, [own[name] for name in profile.vocabulary.relations])
        if (file := profile.folder / "shapes.ttl").exists():
            shapes.parse(file, format="turtle")
    return shapes


def _allow(shapes: rdflib.Graph, relations: Iterable[Node]) -> None:
    """A statement may be about these relations, too."""
    for constraint in shapes.objects(_KGSH["Statement"], SH.property):
        for listed in shapes.objects(constraint, SH["in"]):
            Collection(shapes, listed, []).__iadd__(relations)


def _union_shapes() -> rdflib.Graph:
    """Two articles may prefer different names of one entity, so that the union of graphs may have two labels for it."""
    shapes = rdflib.Graph() + _shapes()
    shapes.remove((_KGSH["Entity"], SH.property, _KGSH["OneLabel"]))
    return shapes
