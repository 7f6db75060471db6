"""The folder of a store on disk: its marker file, its database in `quads/`, and the tidying of what RocksDB leaves behind.

The marker `kgx-store.json` says that the folder is a store of kgx and in which format, so that kgx never builds a
database inside somebody's home folder, and that an older kgx never misreads the store of a newer one.
"""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import kg_extract
from kg_extract.errors import StoreError

if TYPE_CHECKING:
    from kg_extract.store.sources import Sources

__all__ = ["COPY", "FORMAT", "MANY_FILES", "VIEW", "Folder"]

#: The version of the layout on disk; raise it when an older kgx would misread what a newer one writes.
#: 2: who is who is resolved in the default graph, and kg:index holds checksums and signatures.
FORMAT = 2

#: What the names of short-lived copies of the database start with.
COPY = "copy-"
VIEW = "view-"
_VIEWS = itertools.count(1)

_MARKER = "kgx-store.json"
#: RocksDB merges small files by itself only within a level; past this many, a full merge is quicker than living with them.
MANY_FILES = 80
_MUCH = 8 * 2**20


@dataclass(frozen=True)
class Folder:
    """A folder that is, or is to become, a store."""

    path: Path

    @property
    def database(self) -> Path:
        """Where RocksDB keeps its files."""
        return self.path / "quads"

    @property
    def sources(self) -> Sources:
        """The kept articles."""
        from kg_extract.store.sources import Sources  # here: a query does not need them

        return Sources(self.path / "sources")

    def view(self) -> Path:
        """A new place where this process may freeze the database, to read it beside a writer."""
        return self.path / f"{VIEW}{os.getpid()}-{next(_VIEWS)}"

    def check(self) -> None:
        """`StoreError` unless the folder holds a store that this version of kgx can read."""
        try:
            text = (self.path / _MARKER).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            raise self._not_a_store() from None
        except OSError as fault:
            raise StoreError(f"The store {self.path} cannot be read: {fault.strerror}.", "Check the permissions of the folder.") from fault
        version = _format_of(text, self.path / _MARKER)
        if version > FORMAT:
            raise StoreError(
                f"The store {self.path} was written by a newer kgx (store format {version}, this one knows {FORMAT}).",
                "Upgrade kgx: pip install --upgrade kg-extract",
            )

    def create(self) -> None:
        """Make the folder a store if it does not exist or is empty; otherwise `check` it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not any(self.path.iterdir()):
                self._write_marker()
        except FileExistsError:
            raise self._not_a_store() from None
        except OSError as fault:
            raise StoreError(f"No store can be made at {self.path}: {fault.strerror}.", "Name another folder: --store FOLDER") from fault
        self.check()

    def is_of_now(self) -> bool:
        """Whether the store is in the format of this version of kgx."""
        return _format_of((self.path / _MARKER).read_text(encoding="utf-8"), self.path / _MARKER) == FORMAT

    def mark(self) -> None:
        """Say that the store is in the format of this version of kgx."""
        self._write_marker()

    def tidy(self) -> None:
        """Remove what earlier sessions left: RocksDB's log files for its own developers, and copies and views of killed ones."""
        for old in self.database.glob("LOG.old.*"):
            old.unlink(missing_ok=True)
        dead = [view for view in self.path.glob(f"{VIEW}*") if not _runs(view.name.removeprefix(VIEW).split("-")[0])]
        for copy in [*self.path.glob(f"{COPY}*"), *dead]:
            import shutil  # here: a query does not need it

            shutil.rmtree(copy, ignore_errors=True)

    def scattered(self) -> bool:
        """Whether many small sessions have left so many files that merging them pays."""
        return sum(1 for _ in self.database.glob("*.sst")) > MANY_FILES

    def has_old_logs(self) -> bool:
        """Whether write-ahead logs, all of them flushed, take up much room."""
        return sum(log.stat().st_size for log in self.database.glob("*.log")) > _MUCH

    def size(self) -> int:
        """Bytes on disk."""
        own = [part for part in self.path.iterdir() if not part.name.startswith((VIEW, COPY))]
        files = [file for part in own for file in [part, *part.rglob("*")] if file.is_file()]
        return sum(file.stat().st_size for file in files)

    def _write_marker(self) -> None:
        marker = {"format": FORMAT, "kgx": kg_extract.__version__, "about": "A knowledge graph made by kgx; see kgx --help."}
        unfinished = self.path / f"{_MARKER}.{os.getpid()}"
        unfinished.write_text(json.dumps(marker, indent=2) + "\n", encoding="utf-8")
        unfinished.replace(self.path / _MARKER)

    def _not_a_store(self) -> StoreError:
        if not self.path.exists():
            return StoreError(f"There is no store at {self.path}.", "Make one: kgx ingest FILE")
        if self.path.is_dir() and not any(self.path.iterdir()):
            return StoreError(f"The folder {self.path} is empty: there is no store in it yet.", "Make one: kgx ingest FILE")
        return StoreError(f"{self.path} is not a kgx store (it has no {_MARKER}).", "Name another folder: --store FOLDER")


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _format_of(text: str, marker: Path) -> int:
    try:
        return int(json.loads(text)["format"])
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{marker} is damaged.", "Restore it from a backup, or rebuild the store from its articles.") from None
