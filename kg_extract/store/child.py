"""Runs in a process of its own: answers one query on a read-only store (or runs an update on a copy) within limits of memory and time.

Started by contained.py as a script, without site packages, so that it is ready in about 15 ms. So it imports nothing of kgx, and of
the standard library only what costs next to nothing: `json`, `signal` and `typing` would double the time.
Standard input: the request, marshalled. Standard output: one line with the kind of answer, then the answer (SPARQL results
in TSV, which is read a third quicker than JSON, or N-Triples). Standard error: one line of JSON that says what went wrong.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found] # what signal wraps, with which comes enum
import marshal
import os
import resource
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["open_frozen", "unfreeze"]

#: How often opening is tried beside a busy writer.
ATTEMPTS = 12


def main() -> int:
    """Answer the request; 0 when all of the answer has been written."""
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
    request = marshal.load(sys.stdin.buffer)
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
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (OSError, ValueError):
        return  # macOS has no such limit; the time limit holds.


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
    store = open_frozen(request["database"], request["view"]) if request["database"] else pyoxigraph.Store()
    _limit(request["memory"])
    found = store.query(request["query"], prefixes=request["prefixes"])
    output = sys.stdout.buffer
    if isinstance(found, pyoxigraph.QueryTriples):
        output.write(b"triples\n")
        found.serialize(output, pyoxigraph.RdfFormat.N_TRIPLES)
    else:
        output.write(b"rows\n" if isinstance(found, pyoxigraph.QuerySolutions) else b"answer\n")
        found.serialize(output, pyoxigraph.QueryResultsFormat.TSV)
    output.flush()
    # Nothing is left to do, and taking the database apart would keep the reader of the answer waiting.
    os._exit(0)


def open_frozen(database: str, view: str) -> Any:
    """A read-only store on a frozen picture of the database, made in the folder `view`.

    RocksDB opens many of its files only when it reads them, and a writer deletes files at any time: hard links keep them. Where
    none can be made (a folder that may not be written to), the database itself is opened.
    """
    import pyoxigraph

    for attempt in range(ATTEMPTS):
        try:
            return pyoxigraph.Store.read_only(_freeze(database, view))
        except (OSError, RuntimeError) as fault:
            if attempt == ATTEMPTS - 1:
                raise OSError(str(fault)) from fault
        time.sleep(0.01 * 2 ** min(attempt, 5))
    return None


def _freeze(database: str, view: str) -> str:
    """Link the files of `database` into `view`; the folder to open.

    The logs come first: a log that was removed after the manifest was read would be missed without notice, while a data file
    that was removed makes opening fail, and it is tried again.
    """
    try:
        unfreeze(view)
        os.mkdir(view)  # noqa: PTH102 - importing pathlib takes longer than the rest of this file
        names = os.listdir(database)  # noqa: PTH208
        for name in sorted(names, key=lambda name: (not name.endswith(".log"), name.endswith(".sst"))):
            if name.startswith("MANIFEST"):
                _copy(os.path.join(database, name), os.path.join(view, name))  # noqa: PTH118
            elif not name.startswith("LO"):
                os.link(os.path.join(database, name), os.path.join(view, name))  # noqa: PTH118
    except FileNotFoundError:
        pass  # Gone meanwhile: if it was needed, opening says so.
    except OSError:
        return database
    return view


def unfreeze(view: str) -> None:
    """Remove the folder `view`, if it is there."""
    try:
        for name in os.listdir(view):  # noqa: PTH208
            os.unlink(os.path.join(view, name))  # noqa: PTH108, PTH118
        os.rmdir(view)  # noqa: PTH106
    except FileNotFoundError:
        pass


def _copy(source: str, target: str) -> None:
    with open(source, "rb") as file, open(target, "wb") as copy:  # noqa: PTH123
        copy.write(file.read())


def _failed(kind: str, fault: BaseException) -> int:
    import json  # here: most queries do not fail

    sys.stderr.write(json.dumps({"kind": kind, "message": str(fault)}) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
