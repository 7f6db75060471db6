"""What more gold would bring: trains every weight on a part of the articles and scores it on others.

    python -m training.curve [GOLD_DIR] [--dev DIR] [--shares 25 50 75 100] [--seed N]

Parts are nested: a larger one holds the smaller ones. Each is scored twice: cross-validated within the part, and on the articles of
`--dev`, of which nothing is printed but sums.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg_extract import gold
from kg_extract.errors import KgxError
from kg_extract.learn import mentions_fit, mentions_score, run
from kg_extract.learn.evaluate import Tally, measure
from kg_extract.learn.mentions_data import Sample, samples
from kg_extract.nlp.mentions import names
from kg_extract.recipe import Recipe
from training.__main__ import GOLD

HEAD = (
    "| share | articles | scored | mentions F1 | precision | recall | ALL F1 | events F1 | relations F1 |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True)
class Point:
    """The scores of what was learned from a share of the articles; `how` says which articles were scored."""

    share: int
    articles: int
    how: str
    mentions: mentions_score.Score
    facts: Tally

    def __str__(self) -> str:
        """One row of the table under `HEAD`."""
        total = self.facts.score(*run.FACTS)
        figures = (
            self.mentions.figures("sentence")[2],
            total.precision,
            total.recall,
            total.f1,
            self.facts.score("event/").f1,
            self.facts.score("relation/").f1,
        )
        return f"| {self.share} % | {self.articles} | {self.how} | " + " | ".join(f"{x:.3f}" for x in figures) + " |"


def sample(files: Sequence[Path], share: int, seed: int) -> list[Path]:
    """`share` per cent of the files, picked by the seed; a larger share holds all that a smaller one has."""
    order = sorted(files)
    random.Random(seed).shuffle(order)
    return order[: max(1, round(len(order) * share / 100))]


def points(folder: Path, dev: Path, shares: Sequence[int], seed: int, settings: mentions_fit.Settings | None = None) -> Iterator[Point]:
    """Two points for each share: cross-validated, and on the articles of `dev`."""
    files = [text for text, _ in gold.read_folder(folder)]
    held_out = samples(dev)
    for share in shares:
        chosen = sample(files, share, seed)
        with tempfile.TemporaryDirectory() as place:
            trained = run.train(_linked(Path(place) / "gold", chosen), _quiet, settings)
            run.write(trained, Path(place) / "weights")
            floor = run.best_floor(trained.curve)
            yield Point(share, len(chosen), "cross-validated", trained.mentions, trained.curve[floor])
            facts = measure(dev, Recipe(weights=str(Path(place) / "weights"), min_confidence=floor))
            yield Point(share, len(chosen), "dev", _mentions(held_out, trained), facts)


def _mentions(held_out: Sequence[Sample], trained: run.Trained) -> mentions_score.Score:
    """How well the tagger finds the names of articles that it has not seen."""
    return mentions_score.count(held_out, [names(s.doc, trained.tagger.scores(s.features)) for s in held_out])


def _linked(folder: Path, files: Sequence[Path]) -> Path:
    """A folder that holds just these annotated articles."""
    folder.mkdir()
    for file in (f for text in files for f in (text, text.with_suffix(".json"))):
        (folder / file.name).symlink_to(file.resolve())
    return folder


def _quiet(line: str) -> None:
    """The steps of training are not told: their times are."""


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Runs the command line; 1 if the articles cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m training.curve", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD, help="NAME.txt and NAME.json of annotated articles")
    parser.add_argument("--dev", type=Path, default=GOLD.with_name("dev"), help="annotated articles that are scored only")
    parser.add_argument("--shares", type=int, nargs="+", default=[25, 50, 75, 100], help="per cent of the articles")
    parser.add_argument("--seed", type=int, default=0, help="which articles the smaller shares get")
    options = parser.parse_args(arguments)
    start = time.monotonic()
    try:
        say(HEAD)
        for point in points(options.gold, options.dev, options.shares, options.seed):
            say(str(point))
    except KgxError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    say(f"\n{(time.monotonic() - start) / 60:.0f} minutes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
