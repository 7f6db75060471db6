"""Refuses a text that is not English, by its function words (cf. Cavnar & Trenkle 1994; Grefenstette 1995, "small words")."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from kg_extract import resources
from kg_extract.errors import InputError

__all__ = ["require_english"]

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 30_000
#: Below so many words nothing can be told; from here on, English news has at least this share of its function words.
_FEWEST_WORDS, _ENGLISH_SHARE = 12, 0.12


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {row["language"]: frozenset(row["words"].split()) for row in resources.read_csv("lexicon/function_words.csv")}


def require_english(text: str, source: str) -> None:
    """`InputError` if `text` is certainly not English; it names the language if that is known."""
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
    letters = "".join(words)
    if letters and sum(letter > "\u024f" for letter in letters) > 0.5 * len(letters):
        raise InputError(f"{source}: is not English (not in Latin script).", "kgx reads English only.")
    if len(words) < _FEWEST_WORDS:
        return
    counts = Counter(words)
    shares = {language: sum(counts[word] for word in known) / len(words) for language, known in _function_words().items()}
    best = max(shares, key=lambda language: shares[language])
    if best != "English" and shares[best] > 1.3 * shares["English"] and shares["English"] < 2 * _ENGLISH_SHARE:
        raise InputError(f"{source}: is not English (it looks like {best}).", "kgx reads English only.")
    if shares["English"] < _ENGLISH_SHARE / 4 and len(words) >= 4 * _FEWEST_WORDS:
        raise InputError(f"{source}: is not English.", "kgx reads English only.")
