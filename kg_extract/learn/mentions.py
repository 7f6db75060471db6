"""Trains the mention tagger from annotated articles, or measures the shipped component on some.

    python -m kg_extract.learn.mentions GOLD_DIR             cross-validate, then train on all and write the weights
    python -m kg_extract.learn.mentions --evaluate GOLD_DIR  precision, recall and F1 of the shipped component, by type

How mentions are counted is said in kg_extract/learn/mentions_score.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kg_extract import resources
from kg_extract.learn.mentions_data import Name, Sample, samples
from kg_extract.learn.mentions_fit import Settings, fit, folds
from kg_extract.learn.mentions_score import count, report
from kg_extract.nlp.mentions import names
from kg_extract.nlp.mentions_features import Floats
from kg_extract.nlp.mentions_tagger import Tagger, decode, save_weights

__all__ = ["cross_validate", "main"]

DEFAULT_GOLD = Path(__file__).parents[2] / "shared" / "gold" / "train"


def cross_validate(data: Sequence[Sample], settings: Settings, number: int = 5) -> list[tuple[Sample, Floats]]:
    """Each sample with its tag scores from a tagger that has not seen it."""
    parts = folds(data, number)
    scored: list[tuple[Sample, Floats]] = []
    for part in parts:
        tagger = fit([data[k] for other in parts if other is not part for k in other], settings)
        scored += [(data[k], tagger.scores(data[k].features)) for k in part]
    return scored


def _report(title: str, data: Sequence[Sample], found: Sequence[Sequence[Name]]) -> None:
    """Write the table of one way to find mentions to the standard output."""
    sys.stdout.write(f"{title}\n\n{report(count(data, found))}\n\n")


def _train(folder: Path, output: Path, settings: Settings, number: int) -> None:
    """Cross-validate and print; train on everything and write the weights."""
    data = samples(folder)
    if number > 1:
        scored = cross_validate(data, settings, number)
        held_out = [sample for sample, _ in scored]
        _report("Tagger alone (cross-validated)", held_out, [decode(scores) for _, scores in scored])
        _report("With lists, cues and agreement (cross-validated)", held_out, [names(s.doc, scores) for s, scores in scored])
    output.parent.mkdir(parents=True, exist_ok=True)
    save_weights(fit(data, settings).model, output)


def _evaluate(folder: Path) -> None:
    """Print how the shipped component does."""
    data = samples(folder)
    tagger = Tagger.load()
    _report(f"{folder}", data, [names(s.doc, tagger.scores(s.features)) for s in data])


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_GOLD, help="NAME.txt and NAME.json of annotated articles")
    parser.add_argument("--evaluate", action="store_true", help="measure only")
    parser.add_argument("--folds", type=int, default=5, help="parts of the cross-validation; 1: none")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--output", type=Path, help="where the weights go; by default into the package")
    options = parser.parse_args()
    if options.evaluate:
        _evaluate(options.folder)
    else:
        output = options.output or resources.path("models/mentions") / "weights.npz"
        _train(options.folder, output, Settings(seed=options.seed), options.folds)


if __name__ == "__main__":
    main()
