"""What the readers of formats hand to each other: `Content` (bytes with a name), `Link` (something to fetch), and the limits.

A format's reader yields articles (with what was extracted from them, if that was done before), contents that other formats read
(the members of an archive), links, and, for a member that is bad, the `InputError` itself, so that the members after it are still read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kg_extract.errors import InputError
from kg_extract.exchange_read import Extracted
from kg_extract.model import Article

__all__ = ["DEEPEST", "LARGEST", "Content", "Facts", "Link", "Part", "Parts"]

#: Bytes of one decompressed content.
LARGEST = 100 * 2**20
#: Archives inside archives.
DEEPEST = 3

#: Metadata with its origin: ("published", "2025-05-26", "feed").
Facts = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to be read: named `source`, fetched from `url`; type and charset as a server or an archive told them.

    `published` dates what has no date of its own; `facts` is what the container knows (a feed knows its entry's date).
    """

    data: bytes
    source: str
    published: str | None = None
    url: str | None = None
    media_type: str = ""
    charset: str | None = None
    facts: Facts = ()
    depth: int = 0

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case: ".html"."""
        name = self.source.partition("?")[0] if "://" in self.source else self.source
        return PurePosixPath(name.replace("\\", "/").rpartition("!/")[2]).suffix.lower()

    def member(self, data: bytes, source: str, **more: object) -> Content:
        """A content found inside this one; `InputError` when archives are nested too deep."""
        if self.depth >= DEEPEST:
            raise InputError(f"{source}: lies in more than {DEEPEST} archives.", "Unpack it and name the files.")
        inner = Content(data, source, self.published, facts=self.facts, depth=self.depth + 1)
        return replace(inner, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Link:
    """A path or an address to read next; `instead` is read when it cannot be."""

    address: str
    facts: Facts = ()
    instead: Content | None = None


Part = Article | Extracted | Content | Link | InputError
Parts = Iterator[Part]
