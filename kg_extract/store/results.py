"""What a query gives: `Rows` (SELECT), `Answer` (ASK) or `Triples` (CONSTRUCT, DESCRIBE); `Result` is any of them.

    match store.query(text):
        case Rows() as rows:       rows.variables; for row in rows: …    # a tuple of terms, None where unbound
        case Answer(value):        …
        case Triples() as found:   for triple in found: …

`Rows` and `Triples` stream: each can be read once, and a failure of the query (time, memory) is raised while reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Self

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Triple, serialize

from kg_extract.store.sparql import columns

__all__ = ["Answer", "Result", "Row", "Rows", "Term", "Triples", "Value", "result_of", "text_of", "value_of"]

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]
#: What a term is in Python.
Value = str | int | Decimal | float | bool | date | None


class Rows:
    """The rows of a SELECT, in order; `variables` are the column names without the question mark."""

    def __init__(self, variables: tuple[str, ...], rows: Iterator[Row]) -> None:
        self.variables = variables
        self._rows = rows

    @classmethod
    def of(cls, found: QuerySolutions, text: str) -> Self:
        """What pyoxigraph found for the query `text`."""
        names = [variable.value for variable in found.variables]
        variables = columns(text, names)
        if variables == names:
            return cls(tuple(names), map(tuple, found))
        return cls(tuple(variables), (tuple(solution[name] for name in variables) for solution in found))

    def __iter__(self) -> Iterator[Row]:
        """Each row as a tuple of terms, in the order of `variables`."""
        return self._rows


@dataclass(frozen=True)
class Answer:
    """The yes or no of an ASK."""

    value: bool


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE."""

    def __init__(self, triples: Iterator[Triple]) -> None:
        self._triples = triples

    def __iter__(self) -> Iterator[Triple]:
        """Each triple, in the order in which the query finds them."""
        return self._triples

    def serialize(self, output: IO[bytes], format: RdfFormat, prefixes: dict[str, str] | None = None) -> None:
        """Write the triples to `output`."""
        serialize(self, output, format, prefixes=prefixes)


Result = Rows | Answer | Triples


def result_of(found: QuerySolutions | QueryBoolean | QueryTriples, text: str) -> Result:
    """What pyoxigraph found for the query `text`, as kgx hands it out."""
    if isinstance(found, QueryBoolean):
        return Answer(bool(found))
    return Triples(iter(found)) if isinstance(found, QueryTriples) else Rows.of(found, text)


def text_of(term: object) -> str:
    """The IRI or the text of a term; "" for none."""
    return term.value if isinstance(term, NamedNode | Literal | BlankNode) else ""


_XSD = "http://www.w3.org/2001/XMLSchema#"
_READERS: dict[str, Callable[[str], Value]] = {
    f"{_XSD}boolean": lambda text: text in ("true", "1"),
    f"{_XSD}date": date.fromisoformat,
    f"{_XSD}decimal": Decimal,
    f"{_XSD}double": float,
    f"{_XSD}float": float,
    f"{_XSD}integer": int,
}


def value_of(term: object) -> Value:
    """A number, truth value or day as what it is in Python; anything else by its text or IRI; None for none."""
    if isinstance(term, Literal) and term.datatype.value in _READERS:
        try:
            return _READERS[term.datatype.value](term.value)
        except (ValueError, ArithmeticError):
            return term.value
    if isinstance(term, NamedNode | Literal | BlankNode):
        return term.value
    return None if term is None else str(term)
