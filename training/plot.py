"""Draws docs/reliability.svg from the model card: how often facts of a confidence are right. `python -m training.plot`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "kg_extract" / "data" / "models" / "README.md"
PLOT = ROOT / "docs" / "reliability.svg"
_ROW = re.compile(r"^\| (0\.\d)–(\d\.\d) \| (\d+) \| ([\d.]+) \|$", re.MULTILINE)
_SIZE, _EDGE = 360, 50


def bins(card: str) -> list[tuple[float, int, float]]:
    """(middle of the bin, facts, share that is right) of every row of the card's table of confidences."""
    return [((float(low) + float(high)) / 2, int(facts), float(right)) for low, high, facts, right in _ROW.findall(card)]


def svg(rows: list[tuple[float, int, float]]) -> str:
    """The plot: a dot a bin, as large as the bin is full, beside the diagonal on which confidence and truth are one."""

    def at(x: float, y: float) -> tuple[float, float]:
        return _EDGE + x * _SIZE, _EDGE + (1 - y) * _SIZE

    most = max(facts for _, facts, _ in rows)
    (left, low), (right, high) = at(0, 0), at(1, 1)
    side = _SIZE + 2 * _EDGE
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" font-family="sans-serif" font-size="12">',
        f'<rect x="{left}" y="{high}" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="#888"/>',
        f'<line x1="{left}" y1="{low}" x2="{right}" y2="{high}" stroke="#bbb" stroke-dasharray="4"/>',
        f'<text x="{side / 2}" y="{side - 14}" text-anchor="middle">kg:confidence</text>',
        f'<text x="16" y="{side / 2}" text-anchor="middle" transform="rotate(-90 16 {side / 2})">share that is right</text>',
    ]
    for tick in range(0, 11, 2):
        (x, _), (_, y) = at(tick / 10, 0), at(0, tick / 10)
        out.append(f'<text x="{x}" y="{low + 16}" text-anchor="middle">{tick / 10:.1f}</text>')
        out.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{tick / 10:.1f}</text>')
    for middle, facts, share in rows:
        x, y = at(middle, share)
        radius = 3 + 9 * (facts / most) ** 0.5
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#2a6fb0"><title>{facts} facts</title></circle>')
    return "\n".join([*out, "</svg>\n"])


if __name__ == "__main__":
    PLOT.write_text(svg(bins(CARD.read_text(encoding="utf-8"))), encoding="utf-8")
