"""The answer of a SPARQL query on stdout: a table, CSV, TSV, JSON, XML or Markdown; rows are written as they come where the format allows.

TSV, JSON and XML are the W3C's SPARQL 1.1 result formats; CSV is too, but for the apostrophe before what a spreadsheet would run.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg_extract.cli import output
from kg_extract.cli.output import Cell, plain

if TYPE_CHECKING:
    from kg_extract.store.results import Rows, Term

__all__ = ["FORMATS", "print_answer", "print_solutions"]

FORMATS = ("table", "csv", "tsv", "json", "xml", "markdown")

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(_XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"))
_LOCAL = re.compile(r"[\w-]+(?:[.#/][\w-]+)*")
_RESULTS = "http://www.w3.org/2005/sparql-results#"


def print_answer(value: bool, format: str = "table") -> None:
    """The yes or no of an ASK."""
    word = "true" if value else "false"
    if format == "json":
        sys.stdout.write(json.dumps({"head": {}, "boolean": value}) + "\n")
    elif format == "xml":
        sys.stdout.write(f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head/><boolean>{word}</boolean></sparql>\n')
    else:
        sys.stdout.write(word + "\n")


def print_solutions(rows: Rows, format: str = "table") -> int:
    """The rows of a SELECT; how many there were."""
    counted = _Counted(rows)
    if format in _STREAMED:
        for piece in _STREAMED[format](rows.variables, counted):
            sys.stdout.write(piece)
    else:
        cell = _csv_cell if format == "csv" else _table_cell(_prefixes())
        output.print_rows(rows.variables, ([cell(term) for term in row] for row in counted), format)
    return counted.number


class _Counted:
    """The rows, and how many have gone by."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        for row in self._rows:
            self.number += 1
            yield row


def _prefixes() -> list[tuple[str, str]]:
    """(namespace, prefix), the longest namespace first."""
    from kg_extract.store.sparql import prefixes

    return sorted(((iri, prefix) for prefix, iri in prefixes().items()), key=lambda pair: -len(pair[0]))


def _kind(term: Term) -> str:
    """What sort of term it is, by how N-Triples writes it."""
    return {"<": "uri", "_": "bnode", '"': "literal"}.get(str(term)[0], "triple")


def _value(term: Term) -> str:
    return str(getattr(term, "value", term))


def _datatype(term: Term) -> str:
    datatype = getattr(term, "datatype", None)
    return datatype.value if datatype else ""


def _number(term: Term) -> Decimal | None:
    if _datatype(term) not in _NUMBERS:
        return None
    try:
        number = Decimal(_value(term))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _csv_cell(term: Term | None) -> Cell:
    if term is None:
        return None
    number = _number(term)
    return _value(term) if number is None else number


def _table_cell(prefixes: list[tuple[str, str]]) -> Callable[[Term | None], Cell]:
    def cell(term: Term | None) -> Cell:
        if term is None or _kind(term) != "uri":
            return _csv_cell(term)
        return _shortened(_value(term), prefixes)

    return cell


def _shortened(iri: str, prefixes: list[tuple[str, str]]) -> str:
    """The IRI as a prefixed name that can be pasted into a query, where there is a prefix for it."""
    for namespace, prefix in prefixes:
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}".replace("#", "\\#").replace("/", "\\/")
    return iri


def _tsv(variables: tuple[str, ...], rows: _Counted) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else plain(str(term)) for term in row) + "\n"


def _json(variables: tuple[str, ...], rows: _Counted) -> Iterator[str]:
    yield f'{{"head": {{"vars": {json.dumps(list(variables))}}}, "results": {{"bindings": ['
    before = "\n"
    for row in rows:
        bindings = {name: _json_term(term) for name, term in zip(variables, row, strict=True) if term is not None}
        yield before + json.dumps(bindings, ensure_ascii=False)
        before = ",\n"
    yield "\n]}}\n"


def _json_term(term: Term) -> dict[str, Any]:
    extra = {}
    if language := getattr(term, "language", None):
        extra = {"xml:lang": language}
    elif _datatype(term) not in ("", _XSD + "string"):
        extra = {"datatype": _datatype(term)}
    return {"type": _kind(term), "value": _value(term), **extra}


def _xml(variables: tuple[str, ...], rows: _Counted) -> Iterator[str]:
    names = "".join(f"<variable name={_quoted(name)}/>" for name in variables)
    yield f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head>{names}</head><results>\n'
    for row in rows:
        bound = (
            f"<binding name={_quoted(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(variables, row, strict=True)
            if term is not None
        )
        yield f"<result>{''.join(bound)}</result>\n"
    yield "</results></sparql>\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _quoted(value: str) -> str:
    return f'"{_escaped(plain(value))}"'


def _xml_term(term: Term) -> str:
    value = _escaped(plain(_value(term), keep_lines=True))
    kind = _kind(term)
    if kind != "literal":
        return f"<{kind}>{value}</{kind}>"
    attribute = ""
    if language := getattr(term, "language", None):
        attribute = f" xml:lang={_quoted(language)}"
    elif _datatype(term) not in ("", _XSD + "string"):
        attribute = f" datatype={_quoted(_datatype(term))}"
    return f"<literal{attribute}>{value}</literal>"


_STREAMED = {"tsv": _tsv, "json": _json, "xml": _xml}
