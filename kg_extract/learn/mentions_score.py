"""How well mentions are found, against gold names laid over the text.

The gold names only what fills a role, so a mention elsewhere may be right and yet unlabelled. Three counts, all by exact tokens and type:
`all` takes every unlabelled mention for wrong, `sentence` only those in sentences with a gold name, `overlap` only those that touch one.
`entities` is the share of gold entities of which at least one name was found with the right type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg_extract.learn.mentions_data import Name, Sample

__all__ = ["Score", "count", "report"]


@dataclass
class Score:
    """Right, found and gold mentions by (count, type)."""

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    gold: Counter[tuple[str, str]] = field(default_factory=Counter)

    def figures(self, way: str, kind: str = "") -> tuple[float, float, float]:
        """Precision, recall, F1; of one type if given."""

        def total(counter: Counter[tuple[str, str]]) -> int:
            return sum(n for (w, k), n in counter.items() if w == way and kind in ("", k))

        right, found, gold = total(self.right), total(self.found), total(self.gold)
        precision, recall = right / max(1, found), right / max(1, gold)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def count(samples: Sequence[Sample], found: Iterable[Sequence[Name]]) -> Score:
    """The score of what was found in each sample."""
    score = Score()
    for sample, names in zip(samples, found, strict=True):
        gold, mine = set(sample.names), set(names)
        sentences = {sample.doc[start].sent.start for start, _, _ in gold}
        tokens = {k for start, end, _ in gold for k in range(start, end)}
        counted = {
            "all": mine,
            "sentence": {name for name in mine if sample.doc[name[0]].sent.start in sentences},
            "overlap": {name for name in mine if tokens.intersection(range(name[0], name[1]))},
        }
        for way, some in counted.items():
            score.found.update((way, kind) for *_, kind in some)
            score.gold.update((way, kind) for *_, kind in gold)
            score.right.update((way, kind) for *_, kind in gold & some)
        _entities(score, sample, mine)
    return score


def _entities(score: Score, sample: Sample, names: set[Name]) -> None:
    """Count the gold entities that the text names, and those that were found."""
    words = {(sample.doc[start:end].text, kind) for start, end, kind in names}
    for entity in sample.entities:
        if any(name in sample.doc.text for name in entity.names):
            key = ("entities", entity.type or "")
            score.gold[key] += 1
            score.right[key] += any((name, entity.type) in words for name in entity.names)


def report(score: Score) -> str:
    """A table, one line a type."""
    lines = ["| type | P | R | F1 | gold | entities found |", "| --- | --- | --- | --- | --- | --- |"]
    for kind in sorted({kind for way, kind in score.gold if way == "all"}):
        precision, recall, f1 = score.figures("sentence", kind)
        found = score.figures("entities", kind)[1]
        lines.append(f"| {kind} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {score.gold['all', kind]} | {found:.3f} |")
    for way in ("all", "sentence", "overlap"):
        precision, recall, f1 = score.figures(way)
        lines.append(f"| ALL ({way}) | {precision:.3f} | {recall:.3f} | {f1:.3f} | | {score.figures('entities')[1]:.3f} |")
    return "\n".join(lines)
