"""Turtle and TriG for people: grouped, indented, sorted, and short names for everything that has one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg_extract.rdf.terms import Object, Prefixes, Row, by_subject, graphs, merged, split_iri
from kg_extract.rdf.vocab import PREFIXES, RDF, XSD

__all__ = ["write_trig", "write_turtle"]

_INDENT = "    "
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile('[\x00-\x1f\x7f\\\\"]')
# Literals that Turtle lets one write bare (its grammar, productions 19 to 20 and 133s).
_BARE = {
    XSD["integer"].value: re.compile(r"[+-]?[0-9]+"),
    XSD["decimal"].value: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD["boolean"].value: re.compile(r"true|false"),
}


def write_turtle(quads: Iterable[Quad], out: BinaryIO) -> None:
    """The union of all graphs as Turtle."""
    names = Prefixes()
    _write(out, names, list(_blocks(merged(quads), names, "")))


def write_trig(quads: Iterable[Quad], out: BinaryIO) -> None:
    """Every graph, the default graph first, as TriG."""
    names = Prefixes()
    blocks: list[str] = []
    for graph, rows in graphs(quads):
        if not graph:
            blocks.extend(_blocks(rows, names, ""))
            continue
        blocks.extend(_move(names, graph.strip("<>") + "#", rows))
        blocks.append(f"{_iri(graph, names)} {{\n" + "\n".join(_blocks(rows, names, _INDENT)) + "}\n")
    _write(out, names, blocks)


def _write(out: BinaryIO, names: Prefixes, blocks: list[str]) -> None:
    header = "".join(f"@prefix {prefix}: <{names.used[prefix]}> .\n" for prefix in PREFIXES if prefix in names.used)
    out.write(header.encode())
    for block in blocks:
        out.write(("\n" + block).encode())


def _blocks(rows: list[Row], names: Prefixes, indent: str) -> Iterator[str]:
    for subject, properties in by_subject(rows):
        if not indent and isinstance(subject, NamedNode):
            yield from _move(names, split_iri(subject.value)[0], [])
        lines = [f"{indent}{_INDENT}{_verb(p, names)} {' , '.join(_object(o, names) for o in objects)}" for p, objects in properties]
        yield f"{indent}{_object(subject, names)}\n" + " ;\n".join(lines) + " .\n"


def _move(names: Prefixes, namespace: str, rows: list[Row]) -> Iterator[str]:
    """Declare the empty prefix anew where the nodes of another article begin."""
    wanted = not rows or any(isinstance(s, NamedNode) and s.value.startswith(namespace) for s, _, _ in rows)
    if wanted and namespace.endswith("#") and namespace != names.here and namespace not in PREFIXES.values():
        names.here = namespace
        yield f"@prefix : <{namespace}> .\n"


def _verb(predicate: NamedNode, names: Prefixes) -> str:
    return "a" if predicate == RDF["type"] else names.short(predicate.value)


def _object(term: Object, names: Prefixes) -> str:
    if isinstance(term, NamedNode):
        return names.short(term.value)
    if isinstance(term, Triple):
        return f"<<( {_object(term.subject, names)} {names.short(term.predicate.value)} {_object(term.object, names)} )>>"
    return _literal(term, names) if isinstance(term, Literal) else str(term)


def _iri(graph: str, names: Prefixes) -> str:
    return names.short(graph[1:-1]) if graph.startswith("<") else graph


def _literal(literal: Literal, names: Prefixes) -> str:
    datatype = literal.datatype.value
    bare = _BARE.get(datatype)
    if bare and bare.fullmatch(literal.value):
        return literal.value
    quoted = '"' + _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", literal.value) + '"'
    if literal.language:
        return quoted + str(literal)[str(literal).rindex("@") :]
    return quoted if datatype == XSD["string"].value else f"{quoted}^^{names.short(datatype)}"
