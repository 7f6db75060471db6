"""Where the SPARQL of a command comes from: its argument, a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from kg_extract.errors import UsageError

__all__ = ["sparql_text"]


def sparql_text(given: str | None, file: str | None) -> str:
    """The text as given, or of the file; "-" is standard input in either place."""
    if file is not None and given is not None:
        raise UsageError("Both SPARQL and --file were given.", "Give one of them.")
    if file is None and given is None:
        raise UsageError("No SPARQL was given.", "Give it as one quoted word, with -f FILE, or - for standard input.")
    if file is not None:
        return _read(file)
    return _read("-") if given == "-" else str(given)


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"{file}: cannot be read ({fault.strerror}).", "Check the path.") from fault
    except UnicodeDecodeError as fault:
        raise UsageError(f"{file}: is not UTF-8 text.", "Save the query as UTF-8.") from fault
