"""Rebuilds every weight that ships with kgx from annotated articles.

`python -m training [GOLD_DIR] [--taught FOLDER LABELS] [--output DIR] [--force]`
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from kg_extract import resources
from kg_extract.errors import KgxError
from kg_extract.learn import run

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "train"


def main() -> int:
    """Runs the command line; 1 if nothing was written."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD, help="NAME.txt and NAME.json of annotated articles")
    parser.add_argument("--output", type=Path, default=resources.path("models"), help="where the weights go; default: into the package")
    parser.add_argument("--force", action="store_true", help="write weights that score worse than those there, too")
    parser.add_argument(
        "--taught",
        nargs=2,
        type=Path,
        metavar=("FOLDER", "LABELS"),
        help="articles without annotation, and what training/teacher.py says of them",
    )
    options = parser.parse_args()
    start = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - start:6.0f} s  {line}", flush=True)

    try:
        trained = run.train(options.gold, say, taught=tuple(options.taught) if options.taught else None)
        print(run.card(trained))
        run.write(trained, options.output, force=options.force)
    except KgxError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
