"""Quicker look-ups in spaCy's registries: loading a pipeline asks some 250 times which packages offer something of a kind.

Each time, `catalogue` goes through all entry points of all installed packages; grouped by kind, as it knows them from Python 3.9, they
are found at once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import catalogue  # type: ignore[import-untyped]

__all__ = ["group"]


def group() -> None:
    """Group the entry points that `catalogue` knows by the registry they belong to."""
    known: Any = catalogue.AVAILABLE_ENTRY_POINTS
    if type(known) is not dict:
        catalogue.AVAILABLE_ENTRY_POINTS = _by_group(known)


def _by_group(known: Any) -> dict[str, list[Any]]:
    """The entry points by the name of their group: what Python 3.11 gives is such a dictionary, later ones give a plain list."""
    if isinstance(known, dict):
        return {name: list(points) for name, points in dict.items(known)}
    groups: dict[str, list[Any]] = defaultdict(list)
    for point in known:
        groups[point.group].append(point)
    return dict(groups)
