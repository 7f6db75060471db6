"""Writes one change of a dataset to a server: all of it or nothing where the server can, else in steps that can be gone on with.

    commit(server, gone, come)     False when somebody else has written since the state that `gone` and `come` begin with
    repair(server, wait)           completes what a process that was killed has begun
    state(server)                  → State(format, version, own_union)

The graph kg:index holds a version, a new one after each change. Where an update request is one transaction, the change is one that
does nothing unless the version is still the old one. Elsewhere the whole change is written into kg:journal first (one request),
then made graph by graph, each article by one exchange of its graph, then the journal is dropped: each step can be done twice, so
whoever finds a journal that nobody works on completes it.
"""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from kg_extract.errors import StoreLocked
from kg_extract.store.change import HIDDEN, INDEX, JOURNAL, RESOLUTION, SOURCES, VIEW
from kg_extract.store.chunks import cut, joined
from kg_extract.store.quads import UNION, in_graphs
from kg_extract.store.results import text_of
from kg_extract.store.server import Server

__all__ = ["State", "commit", "mark", "repair", "state"]

_KG = "https://w3id.org/kg-extract/ns#"
_VERSION, _FORMAT, _STEP = (NamedNode(f"{_KG}{name}") for name in ("version", "format", "step"))
#: So many quads go into one update: Virtuoso refuses those of some thousand lines.
_TOGETHER = 400
_POLL = 0.5

Change = tuple[Set[Quad], Set[Quad]]


@dataclass(frozen=True)
class State:
    """In which format kgx has written a dataset (None: it has not, or before this was noted), and the version that it is in.

    `own_union`: the default graph shows what kgx has put into another graph, so it is the server's own union of all graphs.
    """

    format: int | None
    version: str | None
    own_union: bool


def state(server: Server) -> State:
    """The state of the dataset."""
    rows = server.rows(
        f"SELECT ?p ?o WHERE {{ {{ GRAPH {INDEX} {{ {INDEX} ?p ?o }} }} UNION {{ {INDEX} {_FORMAT} ?o BIND({INDEX} AS ?p) }} }}"
    )
    found = {text_of(predicate): text_of(value) for predicate, value in rows}
    number = found.get(_FORMAT.value, "")
    return State(int(number) if number.isdigit() else None, found.get(_VERSION.value), INDEX.value in found)


def mark(server: Server, number: int) -> None:
    """Note the format."""
    server.update(f"INSERT DATA {{ {in_graphs([_noted(_FORMAT, str(number))])} }}")


def commit(server: Server, version: str | None, gone: Set[Quad], come: Set[Quad]) -> bool:
    """Make the change, if the dataset is still in `version`; the default graph stands for the joined view, wherever it is kept."""
    new = str(uuid.uuid4())
    gone, come = _placed(gone, server), _placed(come, server) | {_noted(_VERSION, new)}
    if version is not None:
        gone = gone | {_noted(_VERSION, version)}
    if not server.endpoints.atomic:
        return _in_steps(server, version, gone, come)
    known = f"FILTER NOT EXISTS {{ GRAPH {INDEX} {{ {INDEX} {_VERSION} ?any }} }}"
    if version is not None:
        known = f"GRAPH {INDEX} {{ {INDEX} {_VERSION} {Literal(version)} }}"
    server.update(f"DELETE {{ {in_graphs(gone)} }} INSERT {{ {in_graphs(come)} }} WHERE {{ {known} }}")
    return state(server).version == new


def repair(server: Server, wait: float) -> None:
    """Complete a change that was broken off; one that goes on gets up to `wait` seconds to end."""
    deadline = time.monotonic() + wait
    first = found = _journal(server)
    while found and time.monotonic() < deadline:
        time.sleep(_POLL)
        found = _journal(server)
    if found and found != first:
        raise StoreLocked(f"Another process is writing to the store {server.address}; waited {wait:g} s for it.", "Try again later.")
    if found:
        _finish(server, found)


def _in_steps(server: Server, version: str | None, gone: Set[Quad], come: Set[Quad]) -> bool:
    if state(server).version != version or _journal(server):
        return False
    text = "".join(f"{sign} {quad} .\n" for sign, quads in (("-", gone), ("+", come)) for quad in sorted(quads, key=str))
    server.put(JOURNAL.value, (Triple(JOURNAL, _STEP, Literal(chunk)) for chunk in cut(text)))
    _finish(server, text)
    return True


def _journal(server: Server) -> str:
    rows = server.rows(f"SELECT ?o WHERE {{ GRAPH {JOURNAL} {{ {JOURNAL} {_STEP} ?o }} }}")
    return joined(text_of(row[0]) for row in rows)


def _finish(server: Server, journal: str) -> None:
    """Do what the journal says, whatever part of it has been done, and drop it."""
    changes: dict[NamedNode | DefaultGraph, Change] = defaultdict(lambda: (set(), set()))
    for line in filter(None, journal.split("\n")):
        for quad in pyoxigraph.parse(line[2:].encode(), RdfFormat.N_QUADS):
            assert isinstance(quad.graph_name, NamedNode | DefaultGraph)
            which = changes[quad.graph_name][line[0] == "+"]
            assert isinstance(which, set)
            which.add(quad)
    for graph in sorted(changes, key=_turn):
        if isinstance(graph, DefaultGraph) or graph in (RESOLUTION, INDEX, *HIDDEN):
            _edit(server, *changes[graph])
        else:
            _exchange(server, graph, *changes[graph])
    server.drop(JOURNAL.value)


def _turn(graph: NamedNode | DefaultGraph) -> tuple[int, str]:
    """First the texts, then the articles, then what shows them, then the index with its version."""
    order = {str(SOURCES): 0, str(RESOLUTION): 2, str(VIEW): 3, str(UNION): 3, str(INDEX): 4}
    return order.get(str(graph), 1), str(graph)


def _exchange(server: Server, graph: NamedNode, gone: Set[Quad], come: Set[Quad]) -> None:
    """Change the graph of an article by one request."""
    content = set(server.get(graph.value)) - {quad.triple for quad in gone} | {quad.triple for quad in come}
    if content:
        server.put(graph.value, content)
    else:
        server.drop(graph.value)


def _edit(server: Server, gone: Set[Quad], come: Set[Quad]) -> None:
    """Change a graph of kgx itself, or the default graph, that may be too large to be exchanged."""
    for part in _parts(come):
        graph = part[0].graph_name
        if isinstance(graph, NamedNode):
            server.add(graph.value, (quad.triple for quad in part))
        else:
            server.update(f"INSERT DATA {{ {in_graphs(part)} }}")
    for part in _parts(gone):
        server.update(f"DELETE DATA {{ {in_graphs(part)} }}")


def _parts(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    ordered = sorted(quads, key=str)
    for start in range(0, len(ordered), _TOGETHER):
        yield ordered[start : start + _TOGETHER]


def _placed(quads: Iterable[Quad], server: Server) -> set[Quad]:
    """The quads, those of the default graph where this server keeps the joined view."""
    if not server.own_union:
        return set(quads)
    return {Quad(q.subject, q.predicate, q.object, VIEW) if q.graph_name == UNION else q for q in quads}


def _noted(predicate: NamedNode, value: str) -> Quad:
    return Quad(INDEX, predicate, Literal(value), INDEX)
