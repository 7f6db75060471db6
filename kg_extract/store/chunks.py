"""Cuts a long text into literals that every server takes (Virtuoso refuses long ones), and puts them together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["cut", "joined"]

_SIZE = 6000
_DIGITS = 6


def cut(text: str) -> Iterator[str]:
    """The parts of the text, each with its number in front, so that they differ and can be sorted."""
    for number, start in enumerate(range(0, len(text), _SIZE)):
        yield f"{number:0{_DIGITS}} {text[start : start + _SIZE]}"


def joined(parts: Iterable[str]) -> str:
    """The text whose parts these are, in whatever order."""
    return "".join(part[_DIGITS + 1 :] for part in sorted(parts))
