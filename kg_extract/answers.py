"""What a query gives, as Python values: the rows of a SELECT, the yes or no of an ASK, the graph of a CONSTRUCT or DESCRIBE."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg_extract.errors import UsageError
from kg_extract.store.results import Answer, Result, Rows, Triples, Value, value_of

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Answers", "Row"]

#: Variable → value; None where it is unbound.
Row = dict[str, Value]


class Answers:
    """Iterate over it for rows, ask `bool()` for yes or no (of a SELECT: whether there are rows), `graph()` for triples."""

    def __init__(self, result: Result) -> None:
        self.variables: tuple[str, ...] = result.variables if isinstance(result, Rows) else ()
        self._rows = [dict(zip(self.variables, map(value_of, row), strict=True)) for row in result] if isinstance(result, Rows) else None
        self._triples = list(result) if isinstance(result, Triples) else None
        self._yes = result.value if isinstance(result, Answer) else None

    def __iter__(self) -> Iterator[Row]:
        """Each row, a dictionary from variable to value."""
        if self._rows is None:
            raise UsageError("The query is no SELECT: it has no rows.", "Take bool() of an ASK, graph() of a CONSTRUCT or DESCRIBE.")
        return iter(self._rows)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return self._yes if self._yes is not None else bool(self._rows or self._triples)

    def graph(self) -> Graph:
        """The triples of a CONSTRUCT or DESCRIBE, as an rdflib Graph."""
        if self._triples is None:
            raise UsageError("The query is no CONSTRUCT or DESCRIBE: it has no triples.", "Iterate over the rows of a SELECT.")
        from kg_extract.rdf.rdflib_graph import graph_of

        return graph_of(self._triples)

    def __repr__(self) -> str:
        if self._yes is not None:
            return f"<Answers: {'yes' if self._yes else 'no'}>"
        return f"<Answers: {len(self._triples)} triples>" if self._triples is not None else f"<Answers: {len(self)} rows>"
