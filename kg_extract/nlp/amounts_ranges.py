"""Which two amounts in a row are the ends of a range: "$1 million to $2 million", not "raised from $1 million to $2 million"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from kg_extract import resources
from kg_extract.nlp.amounts_grammar import Reading

__all__ = ["join"]

_RANGE = re.compile(r"\s*(?:(?P<dash>[-–—])|(?P<to>to)|(?P<and>and))\s*")
_BETWEEN = re.compile(r"\bbetween\W+(?:\w+\W+){0,2}$", re.IGNORECASE)


def join(text: str, readings: list[Reading]) -> list[Reading]:
    """Gives the two ends of "$250-$350 million", "$1 million to $2 million", "between $5 and $6" their bounds."""
    for i in range(len(readings) - 1):
        low, high = readings[i], readings[i + 1]
        link = _RANGE.fullmatch(text, low.end, high.start)
        if link is None or low.bound or high.bound or not set(low.codes) & set(high.codes):
            continue
        before = text[max(0, low.start - 40) : low.start]
        if (link["and"] and not _BETWEEN.search(before)) or (link["to"] and _move().search(before)):
            continue
        shared = low.below(high)
        if shared.value < high.value:
            readings[i], readings[i + 1] = replace(shared, bound="min"), replace(high, bound="max")
    return readings


@cache
def _move() -> re.Pattern[str]:
    """Words before an amount from which something moved to another: "fell $1 to $48", "raised from $3 to $5", but "ranging from"."""
    words = "|".join(resources.read_toml("lexicon/amount_cues.toml")["moves"]["words"])
    return re.compile(rf"\b(?:(?<!ranging )(?<!range )(?<!ranges )(?<!anywhere )from|{words})\s+(?:\w+\s+){{0,2}}$", re.IGNORECASE)
