"""Opens a database on disk, waiting for a writer or beside one, and turns its faults into `StoreError`."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from pyoxigraph import Store as Oxigraph

from kg_extract.errors import StoreError, StoreLocked
from kg_extract.store.child import open_frozen
from kg_extract.store.folder import Folder

__all__ = ["HELD", "WAY_OUT", "faults", "open_to_read", "open_to_write", "store_error"]

#: Quads that a database may hold in memory, at some 800 bytes each, before they are flushed; by itself it would take over a gigabyte.
HELD = 50_000

#: What to do about a damaged store; one way to get one is to copy the folder while a writer changes it.
WAY_OUT = (
    "Restore a backup: kgx store restore FILE; or begin anew. If this is a copy of a store that was in use, copy it with: kgx store backup"
)

_POLL = 0.1


def open_to_write(folder: Folder, wait: float, on_wait: Callable[[str], None] | None) -> Oxigraph:
    """Open the database, waiting for another writer to finish."""
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            return Oxigraph(folder.database)
        except (OSError, RuntimeError) as fault:
            if not _is_lock(fault):
                raise store_error(str(folder.path), fault) from fault
            if time.monotonic() >= deadline:
                raise StoreLocked(
                    f"Another process is writing to the store {folder.path}; waited {wait:g} s for it.",
                    "Try again when it has finished, or name another folder: --store FOLDER",
                ) from None
        if on_wait and not told:
            on_wait(f"Another process is writing to the store {folder.path}: waiting up to {wait:g} s for it …")
            told = True
        time.sleep(_POLL)


def open_to_read(folder: Folder, view: Path) -> Oxigraph:
    """Open a frozen picture of the database, made in `view`."""
    if not (folder.database / "CURRENT").exists():
        return Oxigraph()  # The folder was made, but nothing has ever been written.
    try:
        found = open_frozen(str(folder.database), str(view))
    except OSError as fault:
        raise store_error(str(folder.path), fault) from fault
    return cast(Oxigraph, found)


class faults:
    """Turns what the database raises into `StoreError`."""

    def __init__(self, location: str) -> None:
        self._location = location

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: object) -> None:
        # RocksDB's "Corruption" comes as a RuntimeError.
        if isinstance(fault, OSError | RuntimeError):
            raise store_error(self._location, fault) from fault


def _is_lock(fault: Exception) -> bool:
    return "lock" in str(fault).lower() and "LOCK" in str(fault)


def store_error(location: str, fault: OSError | RuntimeError) -> StoreError:
    """What the database said, in words a person can act on."""
    text = str(fault)
    if "No space left" in text or "File too large" in text:
        return StoreError(
            f"The disk is full: {location} could not be written.", "What was stored before is safe. Free some space and run it again."
        )
    if "Permission denied" in text or "Read-only file system" in text:
        return StoreError(
            f"The store {location} cannot be written: it is read-only.", "Check its permissions, or name another: --store FOLDER"
        )
    return StoreError(f"The store {location} is damaged or cannot be read ({text}).", WAY_OUT)
