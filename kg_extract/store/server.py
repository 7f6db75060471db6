"""A SPARQL server as kgx talks to it: queries, updates and whole graphs over HTTP, and where a server has its addresses.

    server = Server.at("https://host/dataset", "")     # which product it is, is found by asking
    server.ask("SELECT …", timeout=30)                 # → results.Rows | Answer | Triples
    server.get(graph), server.put(graph, triples), server.add(graph, triples), server.drop(graph), server.update("INSERT DATA …")

Each request may be sent again after a failure, and so each must do the same when it is done twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Self, TypeVar, cast
from urllib.parse import parse_qs, quote, urlencode

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from kg_extract import resources
from kg_extract.errors import QueryError, StoreError
from kg_extract.store import diagnosis, sparql
from kg_extract.store.http import Client, Refused
from kg_extract.store.quads import canonical
from kg_extract.store.results import Answer, Result, Rows, Triples, text_of

__all__ = ["Endpoints", "Server"]

Part = TypeVar("Part")

_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
#: All servers take queries as a form; Virtuoso 7 does not answer when a query comes as application/sparql-query.
_FORM = "application/x-www-form-urlencoded"
#: Virtuoso 7 answers ASK by a table with this one column, empty for false.
_VIRTUOSO_ASK = "__ASK_RETVAL"
#: How an answer breaks off.
_BREAKS = (SyntaxError, OSError, HTTPError)
#: What kgx itself asks and writes may take as long as that.
_PATIENCE = 300.0


@dataclass(frozen=True)
class Endpoints:
    """The addresses of a server, relative to its own.

    `own_union`: its default graph is the union of all graphs, so that it cannot hold anything else. `atomic`: an update request is
    done as a whole or not at all; elsewhere only the exchange of one graph is. `limit`: the parameter by which a query tells the server
    how long it may take, and how many of its units are a second; without one a server may work on when nobody waits any more.
    """

    query: str
    update: str
    graphs: str
    own_union: bool
    atomic: bool
    limit: tuple[str, int] | None = None


class Server:
    """A dataset behind SPARQL 1.1 Protocol and Graph Store Protocol; made by `at`."""

    def __init__(self, client: Client, endpoints: Endpoints) -> None:
        self.address = client.address
        self.endpoints = endpoints
        # Some products make their default graph the union when they are configured so.
        self.own_union = endpoints.own_union
        self._client = client

    @classmethod
    def at(cls, address: str, given: str) -> Self:
        """The server at `address`; `given` names its parts, where kgx does not find them out."""
        client = Client(address)
        return cls(client, _given(given) if given else _found(client))

    def ask(self, text: str, timeout: float = _PATIENCE, *, shown: str | None = None) -> Result:
        """Answer a query; an error points into `shown`, where that is what a person has written."""
        is_graph = sparql.kind(text) in ("construct", "describe")
        headers = {"Content-Type": _FORM, "Accept": _TRIPLES if is_graph else _JSON}
        try:
            url = self.address + self.endpoints.query
            response = self._client.send(url, body=self._form(text, timeout), headers=headers, timeout=timeout)
        except Refused as refused:
            raise self._query_error(text if shown is None else shown, refused) from None
        except StoreError as fault:
            if "in time" not in fault.what:
                raise
            raise _too_slow(timeout) from None
        self._check_whole(response, timeout)
        try:
            return self._result(cast(IO[bytes], response), text, is_graph)
        except _BREAKS as fault:
            raise self._broken_off(fault) from fault

    def rows(self, text: str) -> Rows:
        """Answer a SELECT of kgx's own."""
        found = self.ask(text)
        assert isinstance(found, Rows)
        return found

    def get(self, graph: str | None) -> list[Triple]:
        """The content of a graph (None: of the default graph); nothing where there is none."""
        try:
            response = self._client.send(self._graph(graph), method="GET", headers={"Accept": _TRIPLES}, timeout=_PATIENCE)
        except Refused as refused:
            if refused.status == 404:
                return []
            raise self._store_error(refused) from None
        return self._parsed(response)

    def put(self, graph: str, content: Iterable[Triple]) -> None:
        """Make `content` the whole content of a graph."""
        self._write(self._graph(graph), "PUT", _lines(content), _TRIPLES)

    def add(self, graph: str, content: Iterable[Triple]) -> None:
        """Add to a graph."""
        self._write(self._graph(graph), "POST", _lines(content), _TRIPLES)

    def drop(self, graph: str) -> None:
        """Remove a graph, if it is there."""
        self._write(self._graph(graph), "DELETE", None, None)

    def update(self, text: str) -> None:
        """Run an update request."""
        self._write(self.address + self.endpoints.update, "POST", text.encode(), "application/sparql-update")

    def _form(self, text: str, timeout: float) -> bytes:
        limit = self.endpoints.limit
        # Virtuoso does not take limits below a second.
        return _form(sparql.prologue(text) + text, {limit[0]: str(max(math.ceil(timeout), 2) * limit[1])} if limit else {})

    def _check_whole(self, response: BaseHTTPResponse, timeout: float) -> None:
        """Refuse what Virtuoso has cut short: after the time that it was given, or after the rows that its settings allow."""
        if response.headers.get("X-SQL-State", "").startswith("S1TAT"):
            raise _too_slow(timeout)
        if rows := response.headers.get("X-SPARQL-MaxRows"):
            raise QueryError(
                f"The store {self.address} gives no more than {rows} rows, and the answer has more.",
                "Add LIMIT, or raise ResultSetMaxRows in its virtuoso.ini",
            )

    def _result(self, stream: IO[bytes], text: str, is_graph: bool) -> Result:
        if is_graph:
            return Triples(self._watched(quad.triple for quad in pyoxigraph.parse(stream, RdfFormat.N_TRIPLES)))
        found = pyoxigraph.parse_query_results(stream, QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return Answer(bool(found))
        if [variable.value for variable in found.variables] == [_VIRTUOSO_ASK]:
            return Answer(any(text_of(row[0]) not in ("0", "false") for row in found))
        rows = Rows.of(found, text)
        return Rows(rows.variables, self._watched(tuple(term and canonical(term) for term in row) for row in rows))

    def _watched(self, parts: Iterable[Part]) -> Iterator[Part]:
        try:
            yield from parts
        except _BREAKS as fault:
            raise self._broken_off(fault) from fault

    def _parsed(self, response: BaseHTTPResponse) -> list[Triple]:
        try:
            return [_canonical(quad.triple) for quad in pyoxigraph.parse(response.data, RdfFormat.N_TRIPLES)]
        except _BREAKS as fault:
            raise StoreError(f"The store {self.address} sent a graph that cannot be read ({fault}).", "Check the server.") from fault

    def _write(self, url: str, method: str, body: bytes | None, content: str | None) -> None:
        headers = {"Content-Type": content} if content else {}
        try:
            self._client.send(url, method=method, body=body, headers=headers, timeout=_PATIENCE).drain_conn()
        except Refused as refused:
            if method == "DELETE" and refused.status == 404:
                return
            raise self._store_error(refused) from None

    def _graph(self, graph: str | None) -> str:
        which = "default" if graph is None else f"graph={quote(graph, safe='')}"
        return f"{self.address}{self.endpoints.graphs}?{which}"

    def _broken_off(self, fault: Exception) -> QueryError:
        return QueryError(f"The answer of {self.address} broke off ({fault}).", "Try again, or narrow the query.")

    def _query_error(self, text: str, refused: Refused) -> QueryError:
        error = diagnosis.explain(text)
        if error.line:
            return error
        return QueryError(f"The store {self.address} refused the query (HTTP {refused.status}: {_short(refused)}).", "See kgx query --help")

    def _store_error(self, refused: Refused) -> StoreError:
        return StoreError(
            f"The store {self.address} refused the request (HTTP {refused.status}: {_short(refused)}).", "Check the server's log."
        )


def _canonical(triple: Triple) -> Triple:
    value = canonical(triple.object)
    return triple if value is triple.object else Triple(triple.subject, triple.predicate, value)


def _short(refused: Refused) -> str:
    return " ".join(refused.said.split())[:200]


def _lines(content: Iterable[Triple]) -> bytes:
    return "".join(sorted(f"{triple} .\n" for triple in content)).encode()


def _form(query: str, more: Mapping[str, str]) -> bytes:
    return urlencode({"query": query, **more}).encode()


def _too_slow(timeout: float) -> QueryError:
    return QueryError(f"The query ran past {timeout:g} s.", "Narrow it or add LIMIT; for more time use --timeout SECONDS")


def _given(fragment: str) -> Endpoints:
    values = {name: found[-1] for name, found in parse_qs(fragment).items()}
    unknown = sorted(set(values) - {"query", "update", "graphs", "union", "transaction"})
    if unknown or "query" not in values:
        raise StoreError(
            f"The part behind # of the store's address is wrong ({fragment}).", "Write it as #query=/sparql&update=/update&graphs=/data"
        )
    query = values["query"]
    own_union, atomic = values.get("union", "kept") == "server", values.get("transaction", "graph") == "update"
    return Endpoints(query, values.get("update", query), values.get("graphs", query), own_union, atomic)


def _found(client: Client) -> Endpoints:
    """The layout under which the server answers a query and knows a graph store."""
    for layout in resources.read_toml("store/endpoints.toml")["layout"]:
        own_union, atomic = layout["union"] == "server", layout["transaction"] == "update"
        limit = (layout["limit"][0], layout["limit"][1]) if "limit" in layout else None
        endpoints = Endpoints(layout["query"], layout["update"], layout["graphs"], own_union, atomic, limit)
        if _answers(client, endpoints):
            return endpoints
    raise StoreError(
        f"At {client.address} no SPARQL endpoint was found.",
        "Give the address of the dataset, as https://host/dataset, or its parts: https://host/x#query=/sparql&update=/update&graphs=/data",
    )


def _answers(client: Client, endpoints: Endpoints) -> bool:
    headers = {"Content-Type": _FORM, "Accept": _JSON}
    try:
        response = client.send(client.address + endpoints.query, body=_form("ASK {}", {}), headers=headers)
        response.drain_conn()
        asked = response.headers.get("Content-Type", "").partition(";")[0].strip() == _JSON
    except Refused:
        return False
    try:
        client.send(f"{client.address}{endpoints.graphs}?default", method="HEAD", headers={"Accept": _TRIPLES}).drain_conn()
    except Refused as refused:
        return asked and refused.status not in (404, 405)
    return asked
