"""RDF files: writing quads sorted and byte-stable, by format name or file ending, and reading them back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Triple

from kg_extract.errors import InputError, UsageError
from kg_extract.rdf.jsonld import write_jsonld
from kg_extract.rdf.rdfxml import write_rdfxml
from kg_extract.rdf.turtle import write_trig, write_turtle

__all__ = ["RDF_FORMATS", "RdfSyntax", "format_of", "read", "write", "write_triples"]


def write_nquads(quads: Iterable[Quad], out: BinaryIO) -> None:
    """Every quad on a line of its own, sorted."""
    _write_lines(pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS), out)


def write_ntriples(quads: Iterable[Quad], out: BinaryIO) -> None:
    """The union of all graphs, every triple on a line of its own, sorted."""
    _write_lines(pyoxigraph.serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES), out)


def _write_lines(data: bytes | None, out: BinaryIO) -> None:
    """N-Triples and N-Quads escape line feeds, so that a line is a statement (their grammars, production 9)."""
    lines = (data or b"").split(b"\n")
    lines.sort()
    out.writelines(line + b"\n" for line, _ in groupby(lines) if line)


@dataclass(frozen=True)
class RdfSyntax:
    """One RDF syntax: how it is called, what its files end in, and how it is written and read."""

    name: str
    endings: tuple[str, ...]
    description: str
    writer: Callable[[Iterable[Quad], BinaryIO], None]
    parser: RdfFormat


#: The RDF syntaxes by name.
RDF_FORMATS: dict[str, RdfSyntax] = {
    syntax.name: syntax
    for syntax in (
        RdfSyntax("turtle", (".ttl",), "Turtle, the union of all articles", write_turtle, RdfFormat.TURTLE),
        RdfSyntax("trig", (".trig",), "TriG, a named graph per article", write_trig, RdfFormat.TRIG),
        RdfSyntax("nquads", (".nq",), "N-Quads, a line per fact with its article", write_nquads, RdfFormat.N_QUADS),
        RdfSyntax("ntriples", (".nt",), "N-Triples, a line per fact", write_ntriples, RdfFormat.N_TRIPLES),
        RdfSyntax("jsonld", (".jsonld", ".json"), "JSON-LD 1.1, a named graph per article", write_jsonld, RdfFormat.JSON_LD),
        RdfSyntax("rdfxml", (".rdf", ".xml", ".owl"), "RDF/XML, the union of all articles", write_rdfxml, RdfFormat.RDF_XML),
    )
}


def format_of(path: Path) -> str:
    """The name of the RDF format that `path` ends in."""
    for syntax in RDF_FORMATS.values():
        if path.suffix.lower() in syntax.endings:
            return syntax.name
    known = ", ".join(ending for syntax in RDF_FORMATS.values() for ending in syntax.endings)
    ending = path.suffix or "(none)"
    raise UsageError(f"{path}: the ending {ending} is no known RDF format.", f"End it in one of {known}, or name a --format.")


def write(quads: Iterable[Quad], out: BinaryIO, format: str) -> None:
    """Write `quads` in the RDF format of that name; the same quads in any order give the same bytes."""
    syntax(format).writer(quads, out)


def write_triples(triples: Iterable[Triple], out: BinaryIO, format: str) -> None:
    """Write triples that belong to no graph, as `write` does."""
    write((Quad(triple.subject, triple.predicate, triple.object) for triple in triples), out, format)


def syntax(format: str) -> RdfSyntax:
    """The RDF format of that name."""
    if format not in RDF_FORMATS:
        raise UsageError(f"{format!r} is no known RDF format.", f"Known are {', '.join(RDF_FORMATS)}.")
    return RDF_FORMATS[format]


def read(path: Path, format: str | None = None) -> Iterator[Quad]:
    """The quads of an RDF file; `InputError` says where it is malformed."""
    parser = syntax(format or format_of(path)).parser
    try:
        yield from pyoxigraph.parse(io.BytesIO(path.read_bytes()), format=parser)
    except (OSError, SyntaxError) as fault:
        raise InputError(f"{path}: {fault}.", "Correct the file, or name its --format.") from fault
