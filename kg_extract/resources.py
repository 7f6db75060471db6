"""Finds and reads the data files of kgx; a fault in one is reported as file:line."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from kg_extract.errors import DataError

__all__ = ["ontology", "path", "read_csv", "read_toml"]

_PACKAGE = Path(__file__).parent
_DATA = _PACKAGE / "data"
#: In a wheel the ontology lies inside the package; in a checkout it is a folder of its own beside it.
_ONTOLOGY = next((p for p in (_PACKAGE / "ontology", _PACKAGE.parent / "ontology") if p.is_dir()), _PACKAGE / "ontology")


def path(name: str) -> Path:
    """Where the data file or folder `name` ("lexicon/currencies.csv") lies; `DataError` if it is not there."""
    return _existing(_DATA / name)


def ontology(name: str = "") -> Path:
    """Where the ontology's file or folder `name` ("kgx.ttl", "queries") lies; `DataError` if it is not there."""
    return _existing(_ONTOLOGY / name)


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a CSV data file with a header row; lines that start with # are comments."""
    import csv  # here, as tomllib below: most commands read neither, and each costs milliseconds

    file = path(name)
    numbered = [(n, line) for n, line in enumerate(_text(file).splitlines(), 1) if line.strip() and not line.startswith("#")]
    header, *rows = csv.reader([line for _, line in numbered]) if numbered else [[]]
    for row, (number, _) in zip(rows, numbered[1:], strict=False):
        if len(row) != len(header):
            raise DataError(f"{file}:{number}: the row has not as many cells as the header.", "Correct the file.")
    return [dict(zip(header, row)) for row in rows]  # noqa: B905 - just checked, and an argument doubles the time


def read_toml(name: str) -> dict[str, Any]:
    """A TOML data file as a dictionary; one that ships with kgx is read once, and not to be changed."""
    return _parsed(path(name)) if Path(name).is_absolute() else _shipped(name)


@cache
def _shipped(name: str) -> dict[str, Any]:
    return _parsed(path(name))


def _parsed(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as fault:
        line = getattr(fault, "lineno", None) or _line_in(str(fault))
        raise DataError(f"{file}:{line}: {fault}.", "Correct the file.") from fault


def _existing(file: Path) -> Path:
    if not file.exists():
        raise DataError(f"{file}: the data file is missing.", "Reinstall kgx: pip install --force-reinstall kg-extract")
    return file


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        line = file.read_bytes()[: fault.start].count(b"\n") + 1
        raise DataError(f"{file}:{line}: not UTF-8 ({fault.reason}).", "Save the file as UTF-8.") from fault


def _line_in(message: str) -> int:
    """The line that a TOML fault names ("… (at line 3, column 5)"); 1 where it names none."""
    _, found, after = message.partition("at line ")
    return int(after.split(",")[0].rstrip(")")) if found else 1
