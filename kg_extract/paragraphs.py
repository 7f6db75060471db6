"""Cuts a long text where it hurts least. It lies below `read` and `nlp` because both need it and neither may import the other."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["cut"]

_ENDS = ("\n\n", "\n", ". ", " ")


def cut(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Start and end of each part, none longer than `longest`; a part ends with a paragraph, else a line, a sentence, a word."""
    start = 0
    while start < len(text):
        end = _end(text, start, longest)
        yield start, end
        start = end


def _end(text: str, start: int, longest: int) -> int:
    limit = start + longest
    if limit >= len(text):
        return len(text)
    for mark in _ENDS:
        at = text.rfind(mark, start + longest // 2, limit)
        if at > 0:
            return at + len(mark)
    return limit
