"""From what a user names (files, folders, globs, addresses, "-") to articles.

`formats.FORMATS` is the one table of what can be read. Archives, feeds and lists lead to further contents, which are read
in turn; what is bad among them is told to `on_fault` and the rest goes on.
"""

from __future__ import annotations

import glob
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg_extract import dateline
from kg_extract.errors import InputError
from kg_extract.exchange_read import Extracted
from kg_extract.model import Article
from kg_extract.read.content import LARGEST, Content, Link, Part
from kg_extract.read.deadline import within
from kg_extract.read.fetch import Fetcher, NotModified
from kg_extract.read.formats import SUFFIXES, format_of
from kg_extract.read.lists import lines_of_list

__all__ = ["Source", "expand", "found", "from_list", "is_address", "read"]

STDIN = "-"
#: Seconds for reading one part of a source, and more for each megabyte.
_SECONDS, _SECONDS_PER_MB = 4.0, 0.5
#: Links that lead to links: a list of feeds of pages.
_DEEPEST_LINKS = 3

#: What libraries raise on files that they did not foresee; none of it is of kgx's own making.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)

OnFault = Callable[[str, InputError], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: a file, an address, or standard input; `name` is how the user named it, or the path inside a named folder."""

    name: str

    def data(self) -> bytes:
        """The bytes of a file or of standard input; `InputError` if they cannot be read."""
        if self.name == STDIN:
            return sys.stdin.buffer.read()
        try:
            size = Path(self.name).stat().st_size
            if size > 4 * LARGEST:
                raise InputError(f"{self.name}: is larger than {4 * LARGEST // 2**20} MB.", "Split it, or unpack it.")
            return Path(self.name).read_bytes()
        except OSError as fault:
            raise InputError(f"{self.name}: cannot be read ({fault.strerror}).", "Check the path and its permissions.") from fault


def is_address(name: str) -> bool:
    """Whether `name` is to be fetched."""
    return name.lower().startswith(("http://", "https://"))


def from_list(name: str) -> list[str]:
    """The paths and addresses that a list (a file, or "-") names, one on each line."""
    return lines_of_list(Source(name).data(), name)


def expand(paths: Sequence[str]) -> Iterator[Source]:
    """The sources that `paths` name, each once, in order: files, addresses and "-" as they are, folders with all texts below, globs sorted.

    `InputError` for one that does not exist (it names near ones) or a folder or glob that holds nothing.
    """
    seen: set[str] = set()
    for path in paths:
        for name in _expand_one(path):
            if name not in seen:
                seen.add(name)
                yield Source(name)


def _expand_one(path: str) -> Iterator[str]:
    if path == STDIN or is_address(path) or Path(path).is_file():
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
    names = sorted(str(file) for file in Path(path).rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    if not names:
        raise InputError(f"{path}: the folder has no files that kgx reads ({' '.join(sorted(SUFFIXES))}).", "Name the files themselves.")
    yield from names


def _in_glob(path: str) -> Iterator[str]:
    names = sorted(name for name in glob.glob(path, recursive=True) if Path(name).is_file())  # noqa: PTH207  (Path.glob takes no absolute pattern)
    if not names:
        raise InputError(f"{path}: matches no file.", "Quote the pattern, or check it with: ls")
    yield from names


def _near(path: str) -> str:
    """What the user may have meant: names in the same folder that are close to it."""
    import difflib

    folder = Path(path).parent
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    near = difflib.get_close_matches(Path(path).name, names, n=3, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(str(folder / name) for name in near) + "?"
    return "Check the path." if folder.is_dir() else f"The folder {folder} does not exist either."


def read(
    source: Source, published: str | None = None, *, fetcher: Fetcher | None = None, on_fault: OnFault | None = None
) -> Iterator[Article]:
    """The articles in `source`; see `found`."""
    parts = found(source, published, fetcher=fetcher, on_fault=on_fault)
    return (part if isinstance(part, Article) else part.extraction.article for part in parts)


def found(
    source: Source, published: str | None = None, *, fetcher: Fetcher | None = None, on_fault: OnFault | None = None
) -> Iterator[Article | Extracted]:
    """The articles in `source`, those that `kgx extract` has read before with what it found.

    `published` (a date in ISO or written form) dates those that have no date of their own. What is bad inside (a member of an archive, a
    page of a feed) is told to `on_fault`, or raised where there is none.
    """
    day = dateline.parse_date(published) if published else None
    if published and day is None:
        raise InputError(f"The date {published!r} is no date.", 'Write it as 2025-05-26 or as "May 26, 2025".')
    return Reading(day, fetcher, on_fault).link(Link(source.name))


class Reading:
    """Follows what leads from one source to its articles."""

    def __init__(self, published: str | None, fetcher: Fetcher | None, on_fault: OnFault | None) -> None:
        self._published = published
        self._fetcher = fetcher
        self._on_fault = on_fault

    def link(self, link: Link, depth: int = 0) -> Iterator[Article | Extracted]:
        """The articles of a path or address; if it cannot be had, of what the link gives instead."""
        try:
            content = self._open(link)
        except InputError as fault:
            if link.instead is None or isinstance(fault, NotModified):
                raise
            content = link.instead
        yield from self.content(content, depth)

    def content(self, content: Content, depth: int) -> Iterator[Article | Extracted]:
        """The articles of a content."""
        form = format_of(content)
        seconds = _SECONDS + _SECONDS_PER_MB * len(content.data) / 2**20
        pieces = form.read(content)
        while True:
            try:
                with within(seconds, content.source):
                    part = next(pieces, None)
            except _BROKEN as fault:
                reason = f"{type(fault).__name__}: {fault}"[:200]
                raise InputError(f"{content.source}: is no {form.name} that can be read ({reason}).", "Save or fetch it again.") from fault
            if part is None:
                return
            yield from self._part(part, depth)

    def _part(self, part: Part, depth: int) -> Iterator[Article | Extracted]:
        if isinstance(part, Article | Extracted):
            yield part
            return
        try:
            if isinstance(part, InputError):
                raise part
            if isinstance(part, Content):
                yield from self.content(part, depth)
            elif depth >= _DEEPEST_LINKS:
                raise InputError(f"{part.address}: is reached over more than {_DEEPEST_LINKS} lists or feeds.", "Name it itself.")
            else:
                for source in expand([part.address]):
                    yield from self.link(replace(part, address=source.name), depth + 1)
        except InputError as fault:
            if self._on_fault is None:
                raise
            self._on_fault(part.address if isinstance(part, Link) else getattr(part, "source", str(fault).split(": ")[0]), fault)

    def _open(self, link: Link) -> Content:
        if not is_address(link.address):
            return Content(Source(link.address).data(), link.address, self._published, facts=link.facts)
        if self._fetcher is None:
            self._fetcher = Fetcher()
        return replace(self._fetcher.fetch(link.address), published=self._published, facts=link.facts)
