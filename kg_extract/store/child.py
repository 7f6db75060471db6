"""Runs in a process of its own: answers one query on a read-only store (or runs an update on a copy) within limits of memory and time.

Started by contained.py as a script, without site packages, so that it is ready in about 15 ms; so it imports nothing of kgx.
Standard input: the request as JSON. Standard output: one line with the kind of answer, then the answer (SPARQL results
in JSON, or N-Triples). Standard error: one line of JSON that says what went wrong.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from typing import Any


def main() -> int:
    """Answer the request; 0 when all of the answer has been written."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    request = json.load(sys.stdin)
    sys.path.append(request["packages"])
    # A crash of the database engine must not leave a core file in the user's folder.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (request["cpu"], request["cpu"] + 1))
    try:
        _answer(request)
    except SyntaxError as fault:
        return _failed("syntax", fault)
    except OSError as fault:
        return _failed("store", fault)
    except MemoryError as fault:
        return _failed("memory", fault)
    except (RuntimeError, ValueError) as fault:
        return _failed("query", fault)
    return 0


def _limit(memory: int) -> None:
    """Let this process grow by `memory` bytes from here on."""
    limit = memory + _address_space()
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _address_space() -> int:
    """What this process has reserved so far: the threads of the database alone reserve some hundred megabytes."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - importing pathlib takes longer than the rest of this file
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 2**29


def _answer(request: dict[str, Any]) -> None:
    import pyoxigraph

    if request["update"]:
        _limit(request["memory"] + 2**30)
        store = pyoxigraph.Store(request["database"])
        _limit(request["memory"])
        store.update(request["query"], prefixes=request["prefixes"])
        store.flush()
        sys.stdout.buffer.write(b"done\n")
        return
    # A damaged store can make opening it grow without bound.
    _limit(request["memory"] + 2**30)
    store = _open(request["database"]) if request["database"] else pyoxigraph.Store()
    _limit(request["memory"])
    found = store.query(request["query"], prefixes=request["prefixes"])
    output = sys.stdout.buffer
    if isinstance(found, pyoxigraph.QueryTriples):
        output.write(b"triples\n")
        found.serialize(output, pyoxigraph.RdfFormat.N_TRIPLES)
    else:
        output.write(b"rows\n" if isinstance(found, pyoxigraph.QuerySolutions) else b"answer\n")
        found.serialize(output, pyoxigraph.QueryResultsFormat.JSON)
    output.flush()


def _open(database: str) -> Any:
    """A read-only view; a writer may delete a file while we open it, so a failure is tried again."""
    import pyoxigraph

    for attempt in range(5):
        try:
            return pyoxigraph.Store.read_only(database)
        except (OSError, RuntimeError) as fault:
            if attempt == 4:
                raise OSError(str(fault)) from fault
        time.sleep(0.1 * attempt)
    return None


def _failed(kind: str, fault: BaseException) -> int:
    sys.stderr.write(json.dumps({"kind": kind, "message": str(fault)}) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
