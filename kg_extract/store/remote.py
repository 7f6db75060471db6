"""A store behind SPARQL 1.1 Protocol and Graph Store Protocol over HTTP: --store https://host/dataset.

The server's product is found by asking (data/store/endpoints.toml says where each has its addresses); the addresses can be
given, too: https://host/x#query=/sparql&update=/update&graphs=/data&union=kept. An article is one request: a PUT of its graph
where the server's default graph is the union of all graphs, else one update request that keeps the union as well.
Each request is idempotent, so that it can be sent again after a failure, and a run that broke off goes on where it was.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Self, TypeVar, cast
from urllib.parse import parse_qs, quote, urldefrag, urlencode

import pyoxigraph
from pyoxigraph import NamedNode, Quad, QueryBoolean, QueryResultsFormat, RdfFormat

from kg_extract import resources
from kg_extract.errors import QueryError, StoreError
from kg_extract.model import Article
from kg_extract.store import diagnosis, sparql
from kg_extract.store import quads as quads_
from kg_extract.store.http import Client, Refused
from kg_extract.store.results import Answer, Result, Rows, Triples, text_of
from kg_extract.store.store import DEFAULT_MEMORY, DEFAULT_TIMEOUT, Mode, Replaced, Store

__all__ = ["RemoteStore"]

Part = TypeVar("Part")

_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
#: All servers take queries as a form; Virtuoso 7 does not answer when a query comes as application/sparql-query.
_FORM = "application/x-www-form-urlencoded"
#: Virtuoso 7 answers ASK by a table with this one column, empty for false.
_VIRTUOSO_ASK = "__ASK_RETVAL"
#: Graphs that servers keep for themselves.
_SYSTEM = ("http://www.openlinksw.com/", "http://localhost:8890/", "http://www.w3.org/", "urn:rules.", "urn:virtuoso:", "urn:x-arq:")
_WRITE_TIMEOUT = 300.0


@dataclass(frozen=True)
class Endpoints:
    """The addresses of a server, relative to its own; `keeps_union` when kgx has to keep the union of all graphs itself."""

    query: str
    update: str
    graphs: str
    keeps_union: bool


class RemoteStore(Store):
    """A dataset on a server; made by `connect`."""

    def __init__(self, client: Client, endpoints: Endpoints, mode: Mode) -> None:
        self.location = client.address
        self._client = client
        self._endpoints = endpoints
        self._mode = mode

    @classmethod
    def connect(cls, location: str, mode: Mode) -> Self:
        """The store at the address `location`."""
        address, given = urldefrag(location)
        client = Client(address)
        return cls(client, _given(given) if given else _found(client), mode)

    def replace(self, graph: str, quads: Iterable[Quad], source: Article | None = None) -> Replaced:
        """Make `quads` the whole content of `graph`, in one request; a server does not keep the article itself."""
        self._check_mode()
        name = NamedNode(graph)
        new = quads_.as_stored(quads, name)
        old = quads_.as_stored(self.quads(graph), name)
        if new == old:
            return "unchanged"
        if self._endpoints.keeps_union:
            self._update(quads_.exchange_blindly(name, new))
        elif new:
            self._put(graph, new)
        else:
            self._delete(graph)
        return "changed" if old else "added"

    def forget(self, graph: str) -> bool:
        """Drop `graph`; False when there was none."""
        return self.replace(graph, []) == "changed"

    def graphs(self) -> list[str]:
        """The IRIs of all named graphs but the server's own, sorted."""
        found = (row[0] for row in self.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))
        return sorted(graph.value for graph in found if isinstance(graph, NamedNode) and not graph.value.startswith(_SYSTEM))

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """The quads of one graph, or of all, one request for each graph."""
        for name in [graph] if graph else self.graphs():
            place = NamedNode(name)
            yield from (Quad(quad.subject, quad.predicate, quad.object, place) for quad in self._get(name))

    def query(self, text: str, *, timeout: float = DEFAULT_TIMEOUT, memory: int = DEFAULT_MEMORY) -> Result:
        """Answer a user's query; the server itself must see to its memory."""
        sparql.check(text)
        return self._ask(text, timeout)

    def select(self, text: str) -> Rows:
        """Answer a SELECT of kgx's own."""
        result = self._ask(text, _WRITE_TIMEOUT)
        assert isinstance(result, Rows)
        return result

    def flush(self) -> None:
        """Nothing to do: the server has answered that it has stored."""

    def close(self) -> None:
        """Nothing to do: each request stands for itself."""

    def _check_mode(self) -> None:
        if self._mode == "read":
            raise StoreError(f"The store {self.location} was opened for reading only.", "Open it with mode='write'.")

    def _ask(self, text: str, timeout: float) -> Result:
        is_graph = sparql.kind(text) in ("construct", "describe")
        headers = {"Content-Type": _FORM, "Accept": _TRIPLES if is_graph else _JSON}
        body = _form(sparql.prologue(text) + text)
        try:
            response = self._client.send(self._url(self._endpoints.query), body=body, headers=headers, timeout=timeout)
        except Refused as refused:
            raise self._query_error(text, refused) from None
        except StoreError as fault:
            if "in time" in fault.what:
                raise QueryError(
                    f"The query ran past {timeout:g} s.", "Narrow it or add LIMIT; for more time use --timeout SECONDS"
                ) from None
            raise
        stream = cast(IO[bytes], response)
        if is_graph:
            return Triples(self._watched(quad.triple for quad in pyoxigraph.parse(stream, RdfFormat.N_TRIPLES)))
        found = pyoxigraph.parse_query_results(stream, QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return Answer(bool(found))
        if [variable.value for variable in found.variables] == [_VIRTUOSO_ASK]:
            return Answer(any(text_of(row[0]) not in ("0", "false") for row in found))
        rows = Rows.of(found, text)
        return Rows(rows.variables, self._watched(rows))

    def _watched(self, parts: Iterable[Part]) -> Iterator[Part]:
        try:
            yield from parts
        except (SyntaxError, OSError) as fault:
            raise QueryError(f"The answer of {self.location} broke off ({fault}).", "Try again, or narrow the query.") from fault

    def _query_error(self, text: str, refused: Refused) -> QueryError:
        error = diagnosis.explain(text)
        if error.line:
            return error
        said = " ".join(refused.said.split())[:200]
        return QueryError(f"The store {self.location} refused the query (HTTP {refused.status}: {said}).", "See kgx query --help")

    def _get(self, graph: str) -> Iterable[Quad]:
        try:
            response = self._client.send(self._graph_url(graph), method="GET", headers={"Accept": _TRIPLES}, timeout=_WRITE_TIMEOUT)
        except Refused as refused:
            if refused.status == 404:
                return []
            raise self._store_error(refused) from None
        return self._parsed(response.read())

    def _parsed(self, data: bytes) -> list[Quad]:
        try:
            return list(pyoxigraph.parse(io.BytesIO(data), RdfFormat.N_TRIPLES))
        except SyntaxError as fault:
            raise StoreError(f"The store {self.location} sent a graph that cannot be read ({fault}).", "Check the server.") from fault

    def _put(self, graph: str, content: set[Quad]) -> None:
        lines = sorted(f"{quad.triple} .\n" for quad in content)
        self._write(self._graph_url(graph), "PUT", "".join(lines).encode(), _TRIPLES)

    def _delete(self, graph: str) -> None:
        self._write(self._graph_url(graph), "DELETE", None, None)

    def _update(self, text: str) -> None:
        self._write(self._url(self._endpoints.update), "POST", text.encode(), "application/sparql-update")

    def _write(self, url: str, method: str, body: bytes | None, content: str | None) -> None:
        headers = {"Content-Type": content} if content else {}
        try:
            self._client.send(url, method=method, body=body, headers=headers, timeout=_WRITE_TIMEOUT).close()
        except Refused as refused:
            raise self._store_error(refused) from None

    def _store_error(self, refused: Refused) -> StoreError:
        said = " ".join(refused.said.split())[:200]
        return StoreError(f"The store {self.location} refused the request (HTTP {refused.status}: {said}).", "Check the server's log.")

    def _url(self, path: str) -> str:
        return self.location + path

    def _graph_url(self, graph: str) -> str:
        return f"{self._url(self._endpoints.graphs)}?graph={quote(graph, safe='')}"


def _given(fragment: str) -> Endpoints:
    values = {name: found[-1] for name, found in parse_qs(fragment).items()}
    unknown = sorted(set(values) - {"query", "update", "graphs", "union"})
    if unknown or "query" not in values:
        raise StoreError(
            f"The part behind # of the store's address is wrong ({fragment}).", "Write it as #query=/sparql&update=/update&graphs=/data"
        )
    query = values["query"]
    return Endpoints(query, values.get("update", query), values.get("graphs", query), values.get("union", "kept") == "kept")


def _found(client: Client) -> Endpoints:
    """The layout under which the server answers a query and knows a graph store."""
    for layout in resources.read_toml("store/endpoints.toml")["layout"]:
        endpoints = Endpoints(layout["query"], layout["update"], layout["graphs"], layout["union"] == "kept")
        if _answers(client, endpoints):
            return endpoints
    raise StoreError(
        f"At {client.address} no SPARQL endpoint was found.",
        "Give the address of the dataset, as https://host/dataset, or its parts: https://host/x#query=/sparql&update=/update&graphs=/data",
    )


def _answers(client: Client, endpoints: Endpoints) -> bool:
    headers = {"Content-Type": _FORM, "Accept": _JSON}
    try:
        with client.send(client.address + endpoints.query, body=_form("ASK {}"), headers=headers) as response:
            asked = response.headers.get_content_type() == _JSON
    except Refused:
        return False
    try:
        client.send(f"{client.address}{endpoints.graphs}?default", method="HEAD", headers={"Accept": _TRIPLES}).close()
    except Refused as refused:
        return asked and refused.status not in (404, 405)
    return asked


def _form(query: str) -> bytes:
    return urlencode({"query": query}).encode()
