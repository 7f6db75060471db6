"""From the boxes of text on a page to paragraphs: lines, columns, and the gaps between them.

Columns are found as in the recursive cut of Nagy and Seth (1984): a page is cut at a vertical strip that (almost) no line
crosses; the lines that do cross it, a headline over two columns, cut the page into bands, each read column by column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Box", "Line", "lines_of", "paragraphs"]

#: Points between columns; share of lines that may cross; share of lines that each side must have.
_GUTTER, _CROSSING, _SIDE = 7.0, 0.25, 0.2
_FEWEST = 6


@dataclass(frozen=True, slots=True)
class Box:
    """Text at a place of the page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """Of the letters, about."""
        return self.top - self.bottom


Line = Box


def lines_of(boxes: list[Box]) -> list[Line]:
    """The lines of a page in reading order."""
    return list(_in_order(_joined(boxes)))


def _joined(boxes: list[Box]) -> list[Line]:
    """Boxes that stand side by side with no more than a space between them, as one line."""
    lines: list[Line] = []
    for box in sorted(boxes, key=lambda box: (-round((box.top + box.bottom) / 2), box.left)):
        last = lines[-1] if lines else None
        if last and _is_beside(last, box):
            gap = " " if box.left - last.right > 0.12 * box.height and not last.text.endswith(" ") else ""
            joined = f"{last.text}{gap}{box.text}"
            lines[-1] = Box(last.left, min(last.bottom, box.bottom), max(last.right, box.right), max(last.top, box.top), joined)
        else:
            lines.append(box)
    return lines


def _is_beside(last: Line, box: Box) -> bool:
    overlap = min(last.top, box.top) - max(last.bottom, box.bottom)
    return overlap > 0.5 * min(last.height, box.height) and -1 <= box.left - last.right <= 0.9 * max(last.height, box.height)


def _in_order(lines: list[Line]) -> Iterator[Line]:
    lines = sorted(lines, key=lambda line: (-line.top, line.left))
    gutter = _gutter(lines)
    if gutter is None:
        yield from lines
        return
    band: list[Line] = []
    for line in lines:
        if line.left < gutter < line.right:
            yield from _columns(band, gutter)
            band = []
            yield line
        else:
            band.append(line)
    yield from _columns(band, gutter)


def _columns(band: list[Line], gutter: float) -> Iterator[Line]:
    yield from _in_order([line for line in band if line.right <= gutter])
    yield from _in_order([line for line in band if line.left >= gutter])


def _gutter(lines: list[Line]) -> float | None:
    """Where a strip between columns lies, if there is one: the cut with the fewest lines across, then the most even sides."""
    count, best = len(lines), None
    if count < _FEWEST:
        return None
    for edge in sorted({round(line.right) for line in lines}):
        left = sum(line.right <= edge + 1 for line in lines)
        right = sum(line.left >= edge + _GUTTER for line in lines)
        crossing = count - left - right
        if crossing <= _CROSSING * count and min(left, right) >= max(2, _SIDE * count):
            rank = (crossing, -min(left, right))
            if best is None or rank < best[0]:
                best = (rank, edge + _GUTTER / 2)
    return best[1] if best else None


def paragraphs(pages: list[list[Line]]) -> Iterator[str]:
    """The paragraphs of all pages: a new one begins behind a wide gap, a short last line, or with other letters."""
    current: list[str] = []
    last: Line | None = None
    for page in pages:
        steps = sorted(a.top - b.top for a, b in pairwise(page) if a.top > b.top)
        leading = steps[len(steps) // 2] if steps else 0
        width = max((line.right - line.left for line in page), default=0)
        for line in page:
            if last and current and _breaks(last, line, leading, width):
                yield _text(current)
                current = []
            current.append(line.text.strip())
            last = line
    if current:
        yield _text(current)


def _breaks(last: Line, line: Line, leading: float, width: float) -> bool:
    ended = bool(re.search(r"[.!?:]['\"”’)]*\s*$", last.text))
    if line.top >= last.top:
        # A new column or page goes on with the paragraph unless a sentence ended with a short line.
        return ended and last.right - last.left < 0.4 * width
    if abs(line.height - last.height) > 0.35 * max(line.height, last.height) and last.top - line.top > 0.9 * leading:
        return True
    return last.top - line.top > 1.35 * leading > 0 or (ended and line.left - last.left > 0.8 * line.height)


def _text(lines: list[str]) -> str:
    """The lines as running text; a word that was cut at a line's end is whole again."""
    return re.sub(r"(?<=[a-z])[-\u00ad\u2010]\n(?=[a-z])", "", "\n".join(lines)).replace("\n", " ")
