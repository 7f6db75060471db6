"""What a query asks for, step by step: its SPARQL algebra, with the number of matches that each pattern has in the store.

explain(store, text)   → lines; the innermost step, which is done first, stands furthest to the right
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pyoxigraph import Store as Oxigraph
from pyparsing import ParseBaseException
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Node, URIRef

from kg_extract.errors import QueryError
from kg_extract.store import diagnosis, sparql
from kg_extract.store.results import Rows, text_of
from kg_extract.store.store import Store

__all__ = ["explain"]

_STEPS = {
    "SelectQuery": "select",
    "AskQuery": "ask whether there is any",
    "ConstructQuery": "construct triples",
    "DescribeQuery": "describe",
    "Slice": "take a slice",
    "Distinct": "drop repeated rows",
    "Reduced": "may drop repeated rows",
    "OrderBy": "sort",
    "Project": "choose columns",
    "AggregateJoin": "aggregate",
    "Group": "group",
    "Extend": "bind",
    "Filter": "keep what passes the filter",
    "LeftJoin": "join what there is (OPTIONAL)",
    "Join": "join",
    "Union": "union of both",
    "Minus": "without",
    "Graph": "in the graph",
    "BGP": "match",
    "ToMultiSet": "rows",
    "ServiceGraphPattern": "ask another server",
}
#: Which parts of a step are steps.
_PARTS = ("p", "p1", "p2", "part", "graph")


def explain(store: Store, text: str, timeout: float = 30) -> Iterator[str]:
    """The steps of the query, outermost first; `SparqlError` for one that is wrong."""
    sparql.check(text)
    try:
        Oxigraph().query(text, prefixes=sparql.prefixes())
        query = prepareQuery(text, initNs=sparql.prefixes())
    except SyntaxError as fault:
        raise diagnosis.explain(text, str(fault)) from None
    except (ParseBaseException, ValueError, TypeError, KeyError) as fault:
        raise QueryError(f"The query cannot be taken apart ({fault}).", "Run it without --explain.") from fault
    yield from _lines(query.algebra, 0, store, timeout)


def _lines(step: CompValue, depth: int, store: Store, timeout: float) -> Iterator[str]:
    indent = "  " * depth
    detail = _detail(step)
    yield f"{indent}{_STEPS.get(step.name, step.name)}{f' {detail}' if detail else ''}"
    # rdflib's own get() gives the key for what is missing.
    for triple in step["triples"] if step.name == "BGP" else ():
        yield f"{indent}  {_pattern(triple)}    # {_matches(store, triple, timeout)}"
    for name in _PARTS:
        if name in step and isinstance(step[name], CompValue):
            yield from _lines(step[name], depth + 1, store, timeout)


def _detail(step: CompValue) -> str:
    if step.name == "Slice":
        return f"of {step.length} from {step.start}" if step.length is not None else f"from {step.start}"
    if step.name == "Project":
        return " ".join(f"?{name}" for name in step.PV)
    if step.name == "Extend":
        return f"?{step.var} := {_expression(step.expr)}"
    if step.name in ("Filter", "LeftJoin"):
        condition = _expression(step.expr)
        return "" if condition == "TrueFilter" else f"if {condition}"
    if step.name == "Graph":
        return _term(step.term)
    if step.name == "AggregateJoin":
        return ", ".join(
            f"{_term(each.res)} := {each.name.removeprefix('Aggregate_').upper()}({_expression(each.vars)})" for each in step.A
        )
    if step.name == "Group":
        return f"by {', '.join(_expression(each) for each in step.expr)}" if step.expr else "all"
    if step.name == "OrderBy":
        return f"by {', '.join(_expression(each.expr) for each in step.expr)}"
    return ""


def _expression(part: Any) -> str:
    """An expression, roughly as it is written."""
    if isinstance(part, CompValue):
        inner = [_expression(part[key]) for key in part if key != "_vars" and part[key] is not None]
        return part.name if not inner else f"{part.name.removeprefix('Builtin_')}({', '.join(inner)})"
    if isinstance(part, list | tuple | set):
        return " ".join(_expression(each) for each in part)
    return _term(part)


def _term(term: Any) -> str:
    if not isinstance(term, Node):
        return str(term)
    written = str(term.n3())
    iri = str(term)
    for prefix, namespace in sparql.prefixes().items():
        if written.startswith("<") and iri.startswith(namespace) and iri[len(namespace) :].isidentifier():
            return f"{prefix}:{iri[len(namespace) :]}"
    return written


def _pattern(triple: tuple[Any, ...]) -> str:
    return " ".join(_path(part) for part in triple)


def _path(part: Any) -> str:
    if isinstance(part, BNode):
        return str(part.n3())[:6]  # as many characters as tell the few of one query apart
    if isinstance(part, Node):
        return _term(part)
    return re.sub("<([^>]*)>", lambda iri: _term(URIRef(iri[1])), str(part.n3()))


def _matches(store: Store, triple: tuple[Any, ...], timeout: float) -> str:
    """How many matches the pattern has by itself, in the default graph."""
    pattern = " ".join(part.n3() for part in triple)
    try:
        found = store.query(f"SELECT (COUNT(*) AS ?number) WHERE {{ {pattern} }}", timeout=timeout)
        number = next(iter(found), None) if isinstance(found, Rows) else None
    except QueryError:
        return "too many matches to count"
    count = int(text_of(number[0])) if number else 0
    return f"{count:,} match{'es' if count != 1 else ''}"
