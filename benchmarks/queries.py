"""What it costs that queries are contained: `python -m benchmarks.queries [ARTICLES]`.

Each query is answered by kgx, and by pyoxigraph called directly on the same dataset, opened anew for each as kgx does. kgx may take
1.1 times as long as that and the start of its contained process together (the opening included), which is measured with `ASK {}`.
On a machine that others use, the processor time of both processes says more than the clock; both are told.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QuerySolutions
from pyoxigraph import Store as Oxigraph

from benchmarks.resolution import article
from kg_extract.store import named, sparql
from kg_extract.store.results import Rows
from kg_extract.store.store import Store, open_store

__all__ = ["Cost", "measure"]

#: By the clock, and of processor time.
Spent = tuple[float, float]

_RUNS = 15
_QUERIES = {
    "a count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "all labels": "SELECT ?x ?label { ?x rdfs:label ?label }",
    "a join": "SELECT ?e ?label ?value { ?e kg:awardee ?x ; kg:amount/kg:value ?value . ?x rdfs:label ?label }",
    "a group": "SELECT ?x (SUM(?value) AS ?sum) { ?e kg:awardee ?x ; kg:amount/kg:value ?value } GROUP BY ?x ORDER BY DESC(?sum)",
    "contracts": named.get("contracts").sparql({"limit": "1000"}),
}


@dataclass(frozen=True)
class Cost:
    """The medians for one query: seconds by the clock, and of processor time."""

    name: str
    kgx: Spent
    direct: Spent
    start: Spent

    def __str__(self) -> str:
        """On one line, with the mark to keep."""
        clock, processor = (self.kgx[i] / (self.direct[i] + self.start[i]) for i in (0, 1))
        times = f"kgx {self.kgx[0] * 1000:7.1f} ms, directly {self.direct[0] * 1000:7.1f} ms, start {self.start[0] * 1000:5.1f} ms"
        mark = "ok" if clock <= 1.1 else "MISSED"
        return f"{self.name:12}{times}: {clock:.2f} x (<= 1.1) {mark}; processor time {processor:.2f} x"


def measure(articles: int) -> Iterator[Cost]:
    """Each query in turn with what it is compared with, so that all are measured on an equally busy machine."""
    with tempfile.TemporaryDirectory() as folder:
        with open_store(folder, mode="write") as store:
            for number in range(articles):
                store.replace(f"https://w3id.org/kg-extract/id/article/{number}", article(number, random.Random(number)))
        with open_store(folder) as store:
            for name, text in _QUERIES.items():
                runs = [(_time(_asked, store, text), _time(_directly, _opened(folder), text), _time(_started, store)) for _ in range(_RUNS)]
                yield Cost(name, *map(_median, zip(*runs, strict=True)))


def _median(spent: Iterable[Spent]) -> Spent:
    clock, processor = map(statistics.median, zip(*spent, strict=True))
    return clock, processor


def _time(measured: Callable[..., None], *arguments: object) -> Spent:
    start, busy = time.perf_counter(), _busy()
    measured(*arguments)
    return time.perf_counter() - start, _busy() - busy


def _busy() -> float:
    """Seconds of processor time of this process and of those that it started."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _asked(store: Store, text: str) -> None:
    result = store.query(text)
    assert isinstance(result, Rows)
    for _ in result:
        pass


def _opened(folder: str) -> Oxigraph:
    return Oxigraph.read_only(str(Path(folder) / "quads"))


def _started(store: Store) -> None:
    store.query("ASK {}")


def _directly(database: Oxigraph, text: str) -> None:
    result = database.query(text, prefixes=sparql.prefixes())
    assert isinstance(result, QuerySolutions)
    for row in result:
        tuple(row)


def main() -> None:
    """Print a line for each query."""
    for cost in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 2000):
        print(cost, flush=True)


if __name__ == "__main__":
    main()
