"""Learns whether two tellings are of the same happening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg_extract.learn import fit
from kg_extract.nlp.frames import Frames
from kg_extract.nlp.tellings import Tellings
from kg_extract.nlp.trees import Floats, Trees

if TYPE_CHECKING:
    from kg_extract.learn.facts import Lesson, Unseen


def fitted(lessons: Sequence[Lesson], unseen: Sequence[Unseen], frames: Frames) -> Trees:
    """Fits the trees on pairs of out-of-fold drafts that both tell of an annotated event: of the same, or of two."""
    maker = Tellings(frames)
    rows: list[Floats] = []
    labels: list[int] = []
    for one, found in zip(lessons, unseen, strict=True):
        told = _told(one)
        asked = [(a, b, steps) for a, b, steps in maker.pairs(found.found) if (a.type, a.token) in told and (b.type, b.token) in told]
        rows.append(maker.rows(one.context, asked))
        labels += [int(told[a.type, a.token] == told[b.type, b.token]) for a, b, _ in asked]
    return fit.trees(np.concatenate(rows), labels)


def _told(one: Lesson) -> dict[tuple[str, int], int]:
    """The event that each trigger tells of, by type and token, without those on which readers may disagree."""
    both = zip(one.aligned.found, one.aligned.event_of, strict=True)
    return {(f.trigger.event, f.token): event for f, event in both if event is not None and event >= 0}
