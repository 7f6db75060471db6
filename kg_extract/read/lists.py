"""Lists of paths and addresses, one a line: in a file (`--from-file`) or on standard input."""

from __future__ import annotations

from kg_extract.errors import InputError
from kg_extract.read.content import Content, Link, Parts
from kg_extract.read.encoding import decode

__all__ = ["lines_of_list", "read_list"]

_LONGEST_LINE = 4096


def read_list(content: Content) -> Parts:
    """A link for each line."""
    for address in lines_of_list(content.data, content.source):
        yield Link(address)


def lines_of_list(data: bytes, source: str) -> list[str]:
    """The paths and addresses, without blank lines and lines that begin with #."""
    lines = (line.strip() for line in decode(data, source).splitlines())
    found = [line for line in lines if line and not line.startswith("#")]
    if wrong := next((line for line in found if len(line) > _LONGEST_LINE or "\0" in line), None):
        raise InputError(f"{source}: {wrong[:60]!r}… is neither a path nor an address.", "Write one path or address on each line.")
    return found
