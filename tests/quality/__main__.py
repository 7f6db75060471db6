"""`python -m tests.quality`: measures train, dev and the seed article; `--update` raises the floors to what it found, never lowers one."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.quality import gate, seed


def main(arguments: list[str]) -> int:
    """Measure, print, and raise the floors when asked to; 1 when a measure is below its floor."""
    splits = [split for split in gate.SPLITS if split in arguments] or list(gate.SPLITS)
    with tempfile.TemporaryDirectory() as folder:
        scores = {split: gate.measure(split, Path(folder)) for split in splits}
    scores["seed"] = seed.known()
    floors = gate.read_floors()
    print(gate.table(scores, floors))
    print(f"seed: {sum(scores['seed'].values()):.0f} of {len(seed.FACTS)} facts")
    misses = gate.below_floor(scores, floors)
    for miss in misses:
        print(miss)
    if "--update" in arguments:
        gate.write_floors(gate.raised(scores, floors))
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
