"""A store behind HTTP: finding the endpoints, credentials, retries, and errors in one line."""

from __future__ import annotations

import base64
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kg_extract.errors import QueryError, StoreError
from kg_extract.store.results import Answer, Rows
from kg_extract.store.sparql import SparqlError
from kg_extract.store.store import open_store
from tests.store.conftest import AWARD, article_graphs
from tests.store.proxy import proxy

Refused = tuple[int, dict[str, str]] | None


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the user who runs the tests is sent anywhere."""
    for name in ("KGX_STORE_TOKEN", "KGX_STORE_USER", "KGX_STORE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


@pytest.fixture
def address(server: str) -> str:
    """The server, emptied."""
    with open_store(server, mode="write") as store:
        for graph in store.graphs():
            store.forget(graph)
    return server


def only_with(authorization: str) -> object:
    """A refusal of all requests without this header."""

    def refuse(request: BaseHTTPRequestHandler) -> Refused:
        return None if request.headers.get("Authorization") == authorization else (401, {"WWW-Authenticate": 'Basic realm="kgx"'})

    return refuse


BASIC = "Basic " + base64.b64encode(b"jane:s3:cret").decode()


@pytest.mark.parametrize("way", ["address", "environment", "netrc"])
def test_basic_authentication(address: str, way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Name and password from the address, the environment or ~/.netrc; the password is in no message and no location."""
    with proxy(address, only_with(BASIC)) as place:  # type: ignore[arg-type]
        if way == "address":
            place = place.replace("//", "//jane:s3%3Acret@")
        elif way == "environment":
            monkeypatch.setenv("KGX_STORE_USER", "jane")
            monkeypatch.setenv("KGX_STORE_PASSWORD", "s3:cret")
        else:
            (tmp_path / "netrc").write_text("machine 127.0.0.1 login jane password s3:cret\n")
        with open_store(place, mode="write") as store:
            assert store.replace(AWARD, article_graphs()[AWARD]) == "added"
            assert store.content_hash(AWARD) == "aa11"
            assert "cret" not in store.location


def test_bearer_token(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token from the environment."""
    monkeypatch.setenv("KGX_STORE_TOKEN", "abc.def")
    with proxy(address, only_with("Bearer abc.def")) as place, open_store(place) as store:  # type: ignore[arg-type]
        assert store.query("ASK {}") == Answer(True)


def test_refused_access_says_how_to_give_credentials(address: str) -> None:
    """No or wrong credentials end at once, in one line."""
    for user in ("", "jane:wrong@"):
        with proxy(address, only_with(BASIC)) as place, pytest.raises(StoreError, match=r"refuses access \(HTTP 401\).*KGX_STORE_USER"):  # type: ignore[arg-type]
            open_store(place.replace("//", f"//{user}"))


def test_a_busy_server_is_asked_again(address: str) -> None:
    """Every second request is refused as "unavailable", and still the article is stored once and whole."""
    calls = iter(range(1000))

    def busy(request: BaseHTTPRequestHandler) -> Refused:
        return (503, {"Retry-After": "0"}) if next(calls) % 2 == 0 else None

    with proxy(address, busy) as place, open_store(place, mode="write") as store:
        assert store.replace(AWARD, article_graphs()[AWARD]) == "added"
        assert store.replace(AWARD, article_graphs()[AWARD]) == "unchanged"


def test_a_server_that_stays_busy(address: str) -> None:
    """After some attempts the server's answer is reported."""
    with (
        proxy(address, lambda request: (503, {}) if "update" in request.path else None) as place,
        open_store(place, mode="write") as store,
        pytest.raises(StoreError, match=r"refused the request \(HTTP 503: not now\)"),
    ):
        store.replace(AWARD, article_graphs()[AWARD])


def test_nobody_listens() -> None:
    """A wrong port is one clear line, after a few attempts."""
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:9/ds cannot be reached .*Check the address"):
        open_store("http://127.0.0.1:9/ds")


def test_no_endpoint_at_this_address(address: str) -> None:
    """A server without SPARQL at that place."""
    with pytest.raises(StoreError, match="no SPARQL endpoint was found"):
        open_store(address + "/somewhere/else")


def test_addresses_can_be_given(address: str) -> None:
    """For a server that kgx does not know; with union=server an article is put by the Graph Store Protocol."""
    with open_store(f"{address}#query=/query&update=/update&graphs=/store&union=server", mode="write") as store:
        quads = article_graphs()[AWARD]
        assert store.replace(AWARD, quads) == "added"
        assert store.replace(AWARD, quads[5:]) == "changed"
        assert store.replace(AWARD, quads[5:]) == "unchanged"
        assert store.graphs() == [AWARD]
        assert store.forget(AWARD)
        assert store.graphs() == []
    with pytest.raises(StoreError, match="The part behind # of the store's address is wrong"):
        open_store(f"{address}#qeury=/x")


def test_a_wrong_query_is_explained_as_everywhere(address: str) -> None:
    """The place of the fault is that in the text as it was written, without the prefixes that were put before it."""
    with open_store(address) as store:
        with pytest.raises(SparqlError, match="Line 1, column 20 of the query: kg:d cannot stand here") as caught:
            store.query("ASK { ?x kg:b kg:c kg:d . }")
        assert caught.value.detail == f"ASK {{ ?x kg:b kg:c kg:d . }}\n{' ' * 19}^"


def test_a_slow_query_ends(address: str) -> None:
    """The timeout holds for servers, too."""

    def slow(request: BaseHTTPRequestHandler) -> Refused:
        if request.path == "/query" and request.headers["Content-Length"] != "6":
            time.sleep(2)
        return None

    with proxy(address, slow) as place, open_store(place) as store, pytest.raises(QueryError, match=r"ran past 0\.3 s"):
        store.query("SELECT * { ?s ?p ?o }", timeout=0.3)


def test_a_reader_cannot_write(address: str) -> None:
    """Opened for reading, a remote store is not written to."""
    with open_store(address) as store, pytest.raises(StoreError, match="opened for reading only"):
        store.replace(AWARD, [])


def test_known_prefixes_need_no_declaration(address: str) -> None:
    """They are declared for the server, which does not know them."""
    with open_store(address, mode="write") as store:
        store.replace(AWARD, article_graphs()[AWARD])
        result = store.query("SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a kg:Company ; skos:altLabel [] }")
        assert isinstance(result, Rows)
        assert [[getattr(term, "value", "") for term in row] for row in result] == [["1"]]
