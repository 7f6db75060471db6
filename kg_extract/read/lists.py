"""Lists of paths and addresses, one a line: in a file (`--from-file`) or on standard input."""

from __future__ import annotations

import re

from kg_extract.errors import InputError
from kg_extract.read.content import Content, Link, Parts
from kg_extract.read.encoding import decode

__all__ = ["lines_of_list", "looks_like_list", "read_list"]

_ADDRESS = re.compile(r"https?://\S+")
_PATH = re.compile(r"(?:https?://\S+|(?:\.{0,2}/)?[\w.@~-]+(?:/[\w.@ ~-]+)*\.[A-Za-z0-9]{1,8})")
_SAMPLE = 65536
_LONGEST_LINE = 4096


def looks_like_list(content: Content) -> bool:
    """When every line is nothing but an address, or, on standard input, a path; lines with # are comments."""
    lines = content.data[:_SAMPLE].decode("utf-8", "replace").splitlines()
    if len(content.data) > _SAMPLE:
        lines = lines[:-1]
    told = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    form = _PATH if content.source == "-" else _ADDRESS
    return bool(told) and all(form.fullmatch(line) for line in told)


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
