"""From what a user names on the command line (files, folders, globs, "-") to articles.

`FORMATS` is the one table of what can be read: each row says by the content whether it is this format, and how to read it.
"""

from __future__ import annotations

import difflib
import glob
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg_extract import dateline
from kg_extract.errors import InputError
from kg_extract.model import Article
from kg_extract.read.text import parts, read_text

__all__ = ["FORMATS", "Format", "Source", "expand", "read"]

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of source: `suffixes` are looked for in folders, `sniff` decides by content, `read` yields its articles."""

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, str, str | None], Iterator[Article]]


def _read_plain(data: bytes, source: str, published: str | None) -> Iterator[Article]:
    yield from parts(read_text(data, source, published))


#: The first row whose `sniff` says yes reads the source; plain text takes what nothing else takes.
FORMATS: tuple[Format, ...] = (Format("text", (".txt",), lambda data: True, _read_plain),)


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: a file, or standard input. `name` is how the user named it, or the path found inside a named folder."""

    name: str

    def data(self) -> bytes:
        """Its bytes; `InputError` if it cannot be read."""
        if self.name == STDIN:
            return sys.stdin.buffer.read()
        try:
            return Path(self.name).read_bytes()
        except OSError as fault:
            raise InputError(f"{self.name}: cannot be read ({fault.strerror}).", "Check the path and its permissions.") from fault


def expand(paths: Sequence[str]) -> Iterator[Source]:
    """The sources that `paths` name, each once, in order: files and "-" as they are, folders with all texts below, globs sorted.

    `InputError` for one that does not exist (it names near ones) or a folder or glob that holds nothing.
    """
    seen: set[str] = set()
    for path in paths:
        for name in _expand_one(path):
            if name not in seen:
                seen.add(name)
                yield Source(name)


def _expand_one(path: str) -> Iterator[str]:
    if path == STDIN or Path(path).is_file():
        yield path
    elif Path(path).is_dir():
        yield from _in_folder(path)
    elif glob.has_magic(path):
        yield from _in_glob(path)
    elif Path(path).exists():
        yield path
    else:
        raise InputError(f"{path}: no such file or folder.", _near(path))


def _in_folder(path: str) -> Iterator[str]:
    suffixes = {suffix for form in FORMATS for suffix in form.suffixes}
    names = sorted(str(file) for file in Path(path).rglob("*") if file.suffix.lower() in suffixes and file.is_file())
    if not names:
        raise InputError(f"{path}: the folder has no {' or '.join(sorted(suffixes))} files.", "Name the files themselves.")
    yield from names


def _in_glob(path: str) -> Iterator[str]:
    names = sorted(name for name in glob.glob(path, recursive=True) if Path(name).is_file())  # noqa: PTH207  (Path.glob takes no absolute pattern)
    if not names:
        raise InputError(f"{path}: matches no file.", "Quote the pattern, or check it with: ls")
    yield from names


def _near(path: str) -> str:
    """What the user may have meant: names in the same folder that are close to it."""
    folder = Path(path).parent
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    near = difflib.get_close_matches(Path(path).name, names, n=3, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(str(folder / name) for name in near) + "?"
    return "Check the path." if folder.is_dir() else f"The folder {folder} does not exist either."


def read(source: Source, published: str | None = None) -> Iterator[Article]:
    """The articles in `source`; `published` (a date in ISO or written form) dates those that have no date of their own."""
    day = dateline.parse_date(published) if published else None
    if published and day is None:
        raise InputError(f"The date {published!r} is no date.", 'Write it as 2025-05-26 or as "May 26, 2025".')
    data = source.data()
    form = next(form for form in FORMATS if form.sniff(data))
    return form.read(data, source.name, day)
