"""Finds and reads the data files of kgx; a fault in one is reported as file:line."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from kg_extract.errors import DataError

_ROOT = Path(str(files("kg_extract"))) / "data"


def path(name: str) -> Path:
    """Where the data file `name` ("lexicon/currencies.csv") lies; `DataError` if it is not there."""
    found = _ROOT / name
    if not found.exists():
        raise DataError(f"{found}: the data file is missing.", "Reinstall kgx: pip install --force-reinstall kg-extract")
    return found


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a CSV data file with a header row; lines that start with # are comments."""
    file = path(name)
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return list(csv.DictReader(lines))


def read_toml(name: str) -> dict[str, Any]:
    """A TOML data file as a dictionary."""
    file = path(name)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise DataError(f"{file}: {fault}", "Correct the file.") from fault
