"""The quality gate: real articles through the real command line, scored by the gold facts' own scorer, compared with floors.

The articles and the scorer lie in ../shared beside the checkout. `dev` is only ever scored, never read.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FLOORS", "GOLD", "MEASURES", "SPLITS", "below_floor", "measure", "raised", "read_floors", "table", "write_floors"]

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "gold"
FLOORS = Path(__file__).with_name("floors.json")
SPLITS = ("train", "dev")

#: What is gated → where the scorer's JSON has it.
MEASURES: dict[str, tuple[str, ...]] = {
    "all": ("all", "f1"),
    "precision": ("all", "precision"),
    "events": ("events", "f1"),
    "relations": ("relations", "f1"),
    "status": ("status accuracy",),
    "type": ("entity type accuracy",),
}

Scores = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Miss:
    """One measure that fell below its floor."""

    split: str
    measure: str
    floor: float
    value: float

    def __str__(self) -> str:
        """The miss on one line."""
        return f"{self.split} {self.measure}: {self.value:.4f} is below the floor {self.floor:.4f}"


def measure(split: str, folder: Path) -> dict[str, float]:
    """Ingest one split into a store in `folder`, export it and score the export."""
    store, graph = folder / f"{split}.store", folder / f"{split}.nq"
    _kgx("ingest", str(GOLD / split / "*.txt"), "--store", str(store), "--keep-duplicates", "--format", "csv")
    _kgx("export", str(graph), "--store", str(store))
    command = [sys.executable, str(GOLD / "score.py"), str(GOLD / split), str(graph), "--json"]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if found["missing"]:
        raise AssertionError(f"no graph for {len(found['missing'])} articles of {split}")
    return {name: round(_dig(found, way), 4) for name, way in MEASURES.items()}


def read_floors() -> Scores:
    """The floors, by split and measure."""
    floors: Scores = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    return floors


def write_floors(floors: Scores) -> None:
    """Keep the floors."""
    FLOORS.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def below_floor(scores: Scores, floors: Scores) -> list[Miss]:
    """Every measure that is below its floor."""
    return [
        Miss(split, name, floor, scores[split][name])
        for split, named in floors.items()
        for name, floor in named.items()
        if split in scores and scores[split][name] < floor
    ]


def raised(scores: Scores, floors: Scores) -> Scores:
    """The floors raised to the scores; none is ever lowered."""
    return {
        split: {
            name: max(scores.get(split, {}).get(name, 0.0), floors.get(split, {}).get(name, 0.0))
            for name in {**floors.get(split, {}), **scores.get(split, {})}
        }
        for split in {**floors, **scores}
    }


def table(scores: Scores, floors: Scores) -> str:
    """The scores beside their floors."""
    lines = ["split  " + "".join(f"{name:>11}" for name in MEASURES)]
    for split in (each for each in SPLITS if each in scores):
        values = scores[split]
        lines.append(f"{split:<7}" + "".join(f"{values[name]:>11.3f}" for name in MEASURES))
        lines.append(f"{'floor':<7}" + "".join(f"{floors.get(split, {}).get(name, 0.0):>11.3f}" for name in MEASURES))
    return "\n".join(lines)


def _dig(found: Any, way: tuple[str, ...]) -> float:
    for step in way:
        found = found[step]
    return float(found)


def _kgx(*arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "kg_extract", *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
