"""What was fetched before: the validators that a server gave, and which articles came of it; kept in a file beside the store."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Visit", "Visits"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One fetch: the validators, the IRIs of the articles, and the settings they were read with."""

    etag: str | None
    modified: str | None
    articles: tuple[str, ...]
    settings: str


class Visits:
    """Address → the last visit. The file is a mere memory: without it, or when it is damaged, pages are fetched again."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._visits: dict[str, Visit] = {}
        self._changed = False
        if file and file.exists():
            self._visits = _read(file)

    def get(self, address: str) -> Visit | None:
        """The last visit to this address."""
        return self._visits.get(address)

    def put(self, address: str, visit: Visit) -> None:
        """Remember a visit; one without validators is of no use."""
        if (visit.etag or visit.modified) and self._visits.get(address) != visit:
            self._visits[address] = visit
            self._changed = True

    def save(self) -> None:
        """Write the file, whole or not at all."""
        if not self._file or not self._changed:
            return
        unfinished = self._file.with_suffix(f".{os.getpid()}")
        lines = (json.dumps({"address": address} | asdict(visit), ensure_ascii=False) for address, visit in sorted(self._visits.items()))
        unfinished.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        unfinished.replace(self._file)
        self._changed = False


def _read(file: Path) -> dict[str, Visit]:
    visits = {}
    try:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            visits[row["address"]] = Visit(row["etag"], row["modified"], tuple(row["articles"]), row["settings"])
    except (ValueError, KeyError, TypeError, OSError):
        return {}
    return visits
