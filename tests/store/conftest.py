"""One store fixture, over memory, disk and servers of both kinds: what holds for one holds for the other."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg_extract.store.store import Store, open_store

ARTICLES = Path(__file__).with_name("articles.trig")
BASE = "https://w3id.org/kg-extract/id/"
AWARD, LAUNCHES, YEAR = (f"{BASE}article/{name}" for name in ("award", "launches", "year"))


def article_graphs() -> dict[str, list[Quad]]:
    """The quads of the three articles, by graph."""
    quads = sorted(parse(path=str(ARTICLES), format=RdfFormat.TRIG), key=lambda quad: str(quad.graph_name))
    return {str(graph)[1:-1]: list(group) for graph, group in groupby(quads, key=lambda quad: quad.graph_name)}


def oxigraph_server() -> str | None:
    """The program of the PyPI package oxigraph, if it is installed."""
    return shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


@contextmanager
def oxigraph(*options: str) -> Iterator[str]:
    """The address of a running Oxigraph."""
    program = oxigraph_server()
    if program is None:
        pytest.skip("the package oxigraph is not installed")
    address = f"127.0.0.1:{free_ports(1)[0]}"
    process = subprocess.Popen([program, "serve", *options, "--bind", address], stderr=subprocess.DEVNULL)
    wait_for(address)
    yield f"http://{address}"
    process.kill()
    process.wait()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a running SPARQL server, which leaves its default graph to kgx and does an update as a whole."""
    with oxigraph() as address:
        yield address


@pytest.fixture(scope="session")
def union_server() -> Iterator[str]:
    """A server whose default graph is the union of all graphs, and of which kgx is told that it does one graph at a time."""
    with oxigraph("--union-default-graph") as address:
        yield f"{address}#query=/query&update=/update&graphs=/store&transaction=graph"


_VIRTUOSO = """[Database]
DatabaseFile = {0}/virtuoso.db
TransactionFile = {0}/virtuoso.trx
ErrorLogFile = {0}/virtuoso.log
LockFile = {0}/virtuoso.lck
xa_persistent_file = {0}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {0}/temp.db
TransactionFile = {0}/temp.trx
[Parameters]
ServerPort = {1}
NumberOfBuffers = 4000
[HTTPServer]
ServerPort = {2}
ServerThreads = 5
"""


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address, with name and password, of a new Virtuoso (Debian package virtuoso-opensource)."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso-opensource is not installed")
    folder = tmp_path_factory.mktemp("virtuoso")
    ports = free_ports(2)
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(folder, *ports))
    command = [program, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(f"127.0.0.1:{ports[1]}")
    yield f"http://dba:dba@127.0.0.1:{ports[1]}"
    process.kill()
    process.wait()


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_for(address: str) -> None:
    """Return once something listens at `address`."""
    host, port = address.rsplit(":", 1)
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


#: The fixtures of the servers.
SERVERS = {"remote": "server", "union": "union_server"}


@pytest.fixture(params=["memory", "disk", *SERVERS])
def location(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where a new, empty store is to be."""
    if request.param == "memory":
        return "memory"
    if request.param == "disk":
        return str(tmp_path / "store")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return emptied(request.getfixturevalue(SERVERS[request.param]))


def emptied(address: str) -> str:
    """The same address, with nothing stored there."""
    with open_store(address, mode="write") as remote:
        for graph in remote.graphs():
            remote.forget(graph)
    return address


@pytest.fixture
def empty(location: str) -> Iterator[Store]:
    """A new store, open for writing."""
    with open_store(location, mode="write", wait=0) as store:
        yield store


@pytest.fixture
def store(empty: Store) -> Store:
    """A store that holds the three articles."""
    for graph, quads in article_graphs().items():
        empty.replace(graph, quads)
    return empty
