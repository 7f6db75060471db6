"""The sample articles and the graph each must give; `python -m tests.samples --update` writes the graphs anew."""

from __future__ import annotations

import sys
from pathlib import Path

from kg_extract.cli.main import run

__all__ = ["FOLDER", "SAMPLES", "graph_of", "main"]

FOLDER = Path(__file__).parents[1] / "samples"
#: Those of a profile are in a folder of its name.
SAMPLES = [*sorted(FOLDER.glob("*.txt")), *sorted(FOLDER.glob("*/*.txt"))]


def graph_of(sample: Path, folder: Path) -> bytes:
    """The Turtle that `kgx ingest` (with its profile, if it is one's) and `kgx export` make of one sample, with a store in `folder`."""
    store, graph = folder / f"{sample.stem}.store", folder / f"{sample.stem}.ttl"
    place = sample.relative_to(Path.cwd()) if sample.is_relative_to(Path.cwd()) else sample
    profile = ["--profile", sample.parent.name] if sample.parent != FOLDER else []
    assert run(["ingest", str(place), *profile, "--store", str(store), "--format", "csv"]) == 0
    assert run(["export", str(graph), "--store", str(store)]) == 0
    return graph.read_bytes()


def main(arguments: list[str]) -> int:
    """Compare every sample with its graph, or with `--update` write the graphs; 1 when one differs."""
    import os
    import tempfile

    os.chdir(FOLDER.parent)
    different = 0
    with tempfile.TemporaryDirectory() as folder:
        for sample in SAMPLES:
            made, expected = graph_of(sample, Path(folder)), sample.with_suffix(".ttl")
            if expected.exists() and expected.read_bytes() == made:
                continue
            different += 1
            print(f"{expected.name} differs", file=sys.stderr)
            if "--update" in arguments:
                expected.write_bytes(made)
    return 1 if different and "--update" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
