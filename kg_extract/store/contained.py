"""Answers a query in a child process with limits of time and memory, so that no query can hang or kill kgx.

SPARQL can ask for more than any machine has (a cross product, a sort of it, a catastrophic pattern), and the database
engine knows no limits and does not hear Ctrl-C. The child is limited by RLIMIT_AS and RLIMIT_CPU (setrlimit(2)), and killed when kgx has
waited longer than the timeout for it. Time that the reader of the answer takes (a pager) does not count.
"""

from __future__ import annotations

import io
import json
import marshal
import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar, cast

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat

from kg_extract.errors import KgxError, QueryError, StoreError
from kg_extract.store import sparql
from kg_extract.store.child import unfreeze
from kg_extract.store.folder import Folder
from kg_extract.store.opening import WAY_OUT
from kg_extract.store.results import Answer, Result, Rows, Triples

__all__ = ["query", "update"]

_SCRIPT = Path(__file__).with_name("child.py")
_PACKAGES = Path(pyoxigraph.__file__).parent.parent

Part = TypeVar("Part")


def query(folder: Folder, text: str, *, timeout: float, memory: int) -> Result:
    """Answer `text` from the store in `folder`."""
    child = _Child(folder.database, text, timeout, memory, view=folder.view())
    try:
        return _result(child, text)
    except (SyntaxError, OSError) as fault:
        raise child.failure() from fault
    except BaseException:
        child.kill()
        raise


def update(database: Path, text: str, *, timeout: float, memory: int) -> None:
    """Run the update `text` on the database at `database`, a copy of a store."""
    child = _Child(database, text, timeout, memory)
    try:
        if child.output.readline().strip() != b"done":
            raise child.failure()
        child.finish()
    except OSError as fault:
        raise child.failure() from fault
    finally:
        child.kill()


def _result(child: _Child, text: str) -> Result:
    kind = child.output.readline().strip()
    if kind == b"triples":
        return Triples(child.watched(quad.triple for quad in pyoxigraph.parse(child.output, RdfFormat.N_TRIPLES)))
    if kind not in (b"rows", b"answer"):
        raise child.failure()
    found = pyoxigraph.parse_query_results(cast(IO[bytes], child.output), QueryResultsFormat.TSV)
    if isinstance(found, QueryBoolean):
        child.finish()
        return Answer(bool(found))
    rows = Rows.of(found, text)
    return Rows(rows.variables, child.watched(rows))


class _Child:
    """The process that answers, and what is left of its time."""

    def __init__(self, database: Path, text: str, timeout: float, memory: int, *, view: Path | None = None) -> None:
        self._timeout = timeout
        self._memory = memory
        self._view = view
        request = {
            "database": str(database) if (database / "CURRENT").exists() else None,
            "packages": str(_PACKAGES),
            "query": text,
            "update": view is None,
            "view": str(view),
            "prefixes": sparql.prefixes(),
            "memory": memory,
            "cpu": math.ceil(timeout) + 1,
        }
        self._query = text
        command = [sys.executable, "-I", "-S", str(_SCRIPT)]
        # Large pages spare the short-lived process half of its page faults, a tenth of its time; other C libraries ignore the variable.
        environment = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", **os.environ}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._pipe = _TimedPipe(self._process.stdout.fileno(), timeout)
        self.output = io.BufferedReader(self._pipe, 1 << 16)
        self._send(marshal.dumps(request))

    def watched(self, parts: Iterable[Part]) -> Iterator[Part]:
        """The parts of the answer; a child that fails half-way raises, and one that nobody reads on is killed."""
        try:
            yield from parts
            self.finish()
        except (SyntaxError, OSError) as fault:
            # The answer breaks off: the child says why. `OSError` is what a timeout becomes on its way through the parser.
            raise self.failure() from fault
        finally:
            self.kill()

    def finish(self) -> None:
        """Wait for the end of the child; raise if it failed."""
        if self._process.wait(timeout=5) != 0:
            raise self.failure()
        self.kill()

    def failure(self) -> KgxError:
        """What went wrong in the child, as the error to raise."""
        if self._pipe.ran_out:
            self.kill()
            return self._too_slow()
        status = self._process.wait(timeout=5)
        assert self._process.stderr
        said = self._process.stderr.read().decode(errors="replace")
        self.kill()
        return self._explained(status, said)

    def kill(self) -> None:
        """End the child and close the pipes."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        if self._view:
            unfreeze(str(self._view))

    def _send(self, request: bytes) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(request)
            self._process.stdin.close()
        except BrokenPipeError:
            raise self.failure() from None

    def _explained(self, status: int, said: str) -> KgxError:
        fault = _last_line_of_json(said)
        message = fault.get("message", "")
        if fault.get("kind") == "syntax":
            from kg_extract.store import diagnosis

            return diagnosis.explain(self._query, message)
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            return self._too_slow()
        if fault.get("kind") == "memory" or _is_out_of_memory(message + said):
            return QueryError(
                f"The query needed more than {_readable(self._memory)} of memory.",
                "Join with fewer rows, add LIMIT, or allow more: --memory",
            )
        if fault.get("kind") == "store":
            return StoreError(f"The store cannot be read ({message}).", WAY_OUT)
        if fault:
            return QueryError(f"The query failed: {message}.", "See kgx query --help")
        return QueryError(f"The query crashed the database engine ({_signal_name(status)}); the store is unharmed.", "Write it simpler.")

    def _too_slow(self) -> QueryError:
        return QueryError(f"The query ran past {self._timeout:g} s.", "Narrow it or add LIMIT; for more time use --timeout SECONDS")


class _TimedPipe(io.RawIOBase):
    """A pipe whose reads together wait no longer than `timeout` seconds."""

    def __init__(self, descriptor: int, timeout: float) -> None:
        self._descriptor = descriptor
        self._left = timeout
        self.ran_out = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as soon as there is anything; `TimeoutError` when the time is used up."""
        start = time.monotonic()
        ready, _, _ = select.select([self._descriptor], [], [], max(self._left, 0))
        self._left -= time.monotonic() - start
        if not ready:
            self.ran_out = True
            raise TimeoutError
        return os.readv(self._descriptor, [buffer])


def _last_line_of_json(said: str) -> dict[str, str]:
    try:
        found = json.loads(said.strip().rsplit("\n", 1)[-1])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_out_of_memory(said: str) -> bool:
    signs = (
        "memory allocation",
        "bad_alloc",
        "Cannot allocate memory",
        "MemoryError",
        "Resource temporarily unavailable",
        "failed to map segment",
    )
    return any(sign in said for sign in signs)


def _readable(size: int) -> str:
    return f"{size / 2**30:.3g} GB" if size >= 2**30 else f"{size / 2**20:.3g} MB"


def _signal_name(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"
