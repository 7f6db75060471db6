"""The errors that kgx raises: each says what happened and what to do next.

KgxError
├── UsageError         the call itself is wrong (exit 2)
├── InputError         a source cannot be read as an article (exit 3)
├── ModelError         the language model is missing, broken or of a wrong version (exit 4)
├── DataError          a data file of kgx or of a profile has a fault, given as file:line (exit 4)
├── StoreError         the store cannot be opened, read or written (exit 5)
│   └── StoreLocked    another process is writing to it
├── QueryError         the SPARQL query is wrong, refused, or ran past its limits (exit 6)
└── NotFoundError      no such article, entity, event or named query (exit 7)
"""

from __future__ import annotations

__all__ = [
    "DataError",
    "InputError",
    "KgxError",
    "ModelError",
    "NotFoundError",
    "QueryError",
    "StoreError",
    "StoreLocked",
    "UsageError",
]


class KgxError(Exception):
    """Something went wrong that a user can act on.

    `what` says what happened and where, `hint` what to do next; `str()` is both on one line.
    """

    exit_code = 1

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what, hint)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        line = f"{self.what} {self.hint}" if self.hint else self.what
        return " ".join(line.split())


class UsageError(KgxError):
    """The call itself is wrong: an unknown option value, options that exclude each other."""

    exit_code = 2


class InputError(KgxError):
    """A source cannot be read as an article."""

    exit_code = 3


class ModelError(KgxError):
    """The language model is missing, broken, or of a version that kgx was not built for."""

    exit_code = 4


class DataError(KgxError):
    """A data file has a fault; `what` starts with file:line."""

    exit_code = 4


class StoreError(KgxError):
    """The store cannot be opened, read or written."""

    exit_code = 5


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class QueryError(KgxError):
    """A SPARQL query is wrong, is refused, or ran past its limits."""

    exit_code = 6


class NotFoundError(KgxError):
    """There is no such article, entity, event or named query."""

    exit_code = 7
