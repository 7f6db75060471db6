"""RDF/XML, sorted and indented."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg_extract.errors import UsageError
from kg_extract.rdf.terms import Object, by_subject, merged
from kg_extract.rdf.vocab import PREFIX_OF, XSD

__all__ = ["escape", "write_rdfxml"]

_NAME = re.compile(r"[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d][\w.-]*\Z")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;", "\n": "&#xA;", "\t": "&#x9;"}


def write_rdfxml(quads: Iterable[Quad], out: BinaryIO) -> None:
    """The union of all graphs as RDF/XML."""
    used: dict[str, str] = {"http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf"}
    body: list[str] = []
    for subject, properties in by_subject(merged(quads)):
        body.append(f"  <rdf:Description {_reference(subject, 'about')}>\n")
        body.extend(_property(_qname(p, used), o) for p, objects in properties for o in objects)
        body.append("  </rdf:Description>\n")
    declared = "".join(f'\n    xmlns:{prefix}="{escape(namespace)}"' for namespace, prefix in sorted(used.items(), key=lambda x: x[1]))
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode())
    out.write("".join(body).encode())
    out.write(b"</rdf:RDF>\n")


def _property(name: str, value: Object) -> str:
    if not isinstance(value, Literal):
        return f"    <{name} {_reference(value, 'resource')}/>\n"
    attribute = ""
    if value.language:
        attribute = f' xml:lang="{value.language}"'
    elif value.datatype != XSD["string"]:
        attribute = f' rdf:datatype="{escape(value.datatype.value)}"'
    return f"    <{name}{attribute}>{escape(value.value)}</{name}>\n"


def _reference(node: Object, attribute: str) -> str:
    if isinstance(node, NamedNode):
        return f'rdf:{attribute}="{escape(node.value)}"'
    if isinstance(node, BlankNode):
        return f'rdf:nodeID="b{node.value}"'
    raise UsageError("RDF/XML cannot carry a triple term.", "Export to Turtle, TriG or N-Quads instead.")


def _qname(predicate: NamedNode, used: dict[str, str]) -> str:
    """The predicate as prefix:local, where the local part is the longest that XML takes for a name."""
    iri = predicate.value
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    while cut < len(iri) and not _NAME.match(iri, cut):
        cut += 1
    if cut == len(iri):
        raise UsageError(f"The property <{iri}> cannot be an element's name in RDF/XML.", "Export to Turtle, TriG or N-Quads instead.")
    namespace = iri[:cut]
    return f"{used.setdefault(namespace, PREFIX_OF.get(namespace, f'ns{len(used)}'))}:{iri[cut:]}"


def escape(value: str) -> str:
    """`value` as XML character data or attribute value; `UsageError` for what XML 1.0 has no way to write."""
    if found := _FORBIDDEN.search(value):
        raise UsageError(f"XML cannot carry the character U+{ord(found[0]):04X}.", "Export to Turtle, TriG or N-Quads instead.")
    return re.sub(r'[&<>"\r\n\t]', lambda m: _ENTITIES[m[0]], value)
