"""Compares ways to score facts: rules, linear models, small networks over token vectors, each with and without boosted trees behind.

    python -m training.compare [GOLD_DIR] [--dev DIR] [--names FILE] [--encoder MODEL.onnx --tokenizer tokenizer.json]

All ways see the same candidates. What a way's confidence must reach is chosen by cross-validation; `--dev` is only scored.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kg_extract.errors import KgxError
from kg_extract.learn import evaluate, facts, mentions_fit, run, tellings
from kg_extract.learn.evaluate import Tally
from kg_extract.learn.facts import Lesson, Unseen
from kg_extract.learn.mentions_data import Name, Sample, samples
from kg_extract.nlp import collect, frames, pipeline
from kg_extract.nlp.mentions import names
from kg_extract.nlp.mentions_features import BASE_WIDTH, VECTOR_WIDTH
from kg_extract.nlp.mentions_tagger import Tagger
from kg_extract.nlp.scorer import AllTrees, FactScorer, FirstLook
from kg_extract.nlp.trees import Floats, Trees
from kg_extract.recipe import Recipe
from training.__main__ import GOLD
from training.dense import VECTORS, DenseLook, dense_look

HEAD = (
    "| first look | second look | floor | precision | recall | ALL F1 | events F1 | relations F1 | dev ALL F1 | ms an article | MB |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)
FLOORS = (0.2, 0.3, 0.4, 0.5)  # of confidence; each way takes its best one
WIDTH = 128  # columns of any kind of token vectors
_SCORE_OF_FILL, _SCORE_OF_RELATION = 3, 1  # columns of the rows that rescoring.py makes


class AsBefore(Trees):
    """No second look: the first one's score, a column of the rows, stands."""

    @classmethod
    def of(cls, column: int) -> AsBefore:
        """Which column it is."""
        none = np.zeros((1, 1), np.float32)
        return cls(np.full((1, 1), column, np.int32), none, none.astype(np.int32), none.astype(np.int32), none, 0.0)

    def probabilities(self, rows: Floats) -> Floats:
        """The column."""
        return rows[:, self.feature[0, 0]]


def first_only(seen: Sequence[Lesson], told: Sequence[Unseen]) -> AllTrees:
    """In the place of the second look; tellings are told apart as ever."""
    told_apart = tellings.fitted(seen, told, frames.load())
    return AllTrees(told_apart, AsBefore.of(_SCORE_OF_FILL), AsBefore.of(_SCORE_OF_RELATION))


SECOND: dict[str, run.SecondLook] = {"none": first_only, "trees": run.trees}


@dataclass(frozen=True)
class Row:
    """One way: its scores on articles that its models have not seen, its time and the size of its weights."""

    first: str
    second: str
    floor: float
    unseen: Tally
    dev: Tally
    milliseconds: float
    megabytes: float

    def __str__(self) -> str:
        """One row of the table under `HEAD`."""
        total, dev = self.unseen.score(*run.FACTS), self.dev.score(*run.FACTS)
        parts = (total.precision, total.recall, total.f1, self.unseen.score("event/").f1, self.unseen.score("relation/").f1, dev.f1)
        figures = " | ".join(f"{x:.3f}" for x in parts)
        return f"| {self.first} | {self.second} | {self.floor:.2f} | {figures} | {self.milliseconds:.1f} | {self.megabytes:.1f} |"


class Comparison:
    """The articles, and every first look at each of them by models that have not seen it."""

    def __init__(self, train: Sequence[Lesson], dev: Sequence[Lesson], vectors: Sequence[str]) -> None:
        self.train, self.dev, self.vectors = train, dev, vectors
        self.frames = frames.load()
        self.seconds: dict[str, float] = defaultdict(float)
        self.sizes: dict[str, float] = {}
        self.unseen: dict[str, list[Unseen]] = defaultdict(lambda: [None] * len(train))  # type: ignore[list-item] # each is filled
        self.of_dev: dict[str, list[Unseen]] = {}

    def look(self) -> None:
        """Trains every first look five times on four fifths of the articles, and once on all."""
        for held_out, others in facts.folds(self.train):
            for name, look in self._looks([self.train[i] for i in others]).items():
                for i in held_out:
                    self.unseen[name][i] = self._timed(name, self.train[i], look)
        for name, look in self._looks(self.train).items():
            self.of_dev[name] = [facts.look_at(one, look, self.frames) for one in self.dev]
            self.sizes[name] = _size(look)

    def _looks(self, lessons: Sequence[Lesson]) -> dict[str, FirstLook]:
        linear = facts.first_look(lessons, self.frames)
        looks: dict[str, FirstLook] = {"linear": linear}
        for name in self.vectors:
            dense = dense_look(lessons, linear, name, self.frames)
            looks |= {name: dense, f"linear + {name}": replace(dense, share=0.5)}
        return looks

    def _timed(self, name: str, one: Lesson, look: FirstLook) -> Unseen:
        start = time.process_time()
        found = facts.look_at(one, look, self.frames)
        self.seconds[name] += time.process_time() - start
        return found

    def rows(self) -> Iterator[Row]:
        """Every first look with every second look."""
        for name, found in self.unseen.items():
            for again in SECOND:
                curve, _ = run.cross_validate_facts(self.train, found, SECOND[again], FLOORS)
                floor = run.best_floor(curve)
                after = SECOND[again](self.train, found)
                tally, seconds = self._finish(self.of_dev[name], after, floor)
                time_ = self.seconds[name] / len(self.train) + seconds
                size = self.sizes[name] + sum(len(trees.to_bytes()) for trees in (after.told, after.events, after.relations)) / 1e6
                yield Row(name, again, floor, curve[floor], tally, 1000 * time_, size)

    def _finish(self, told: Sequence[Unseen], models: AllTrees, floor: float) -> tuple[Tally, float]:
        """The tally of dev, and the seconds an article that the second look took."""
        tally, start = Tally(), time.process_time()
        found = [run.extraction(one, FactScorer(look, models, self.frames), floor) for one, look in zip(self.dev, told, strict=True)]
        seconds = (time.process_time() - start) / len(found)
        for one, extraction in zip(self.dev, found, strict=True):
            tally.article(one.facts, extraction)
        return tally, seconds


def _size(look: FirstLook) -> float:
    """Megabytes of the weights, in half precision."""
    linear = [*look.triggers.values(), *look.roles.values(), *look.relations.values(), look.status]
    nets = (look.trigger_net, look.role_net, look.pair_net) if isinstance(look, DenseLook) else ()
    shared = 0 if isinstance(look, DenseLook) and look.share == 1 else sum(len(model.to_bytes()) for model in linear)
    return (shared + sum(2 * net.parameters for net in nets)) / 1e6


def by_rule(lessons: Sequence[Lesson]) -> Tally:
    """What the rules alone find, with the same names."""
    nlp, tally = pipeline.load(Recipe(rules_only=True)), Tally()
    for one in lessons:
        doc = one.context.doc
        kept = doc._.kgx_relations
        for part in pipeline.BY_RULE:
            doc = nlp.get_pipe(part)(doc)
        tally.article(one.facts, collect.collect(doc))
        doc._.kgx_relations = kept
    return tally


def detail(columns: dict[str, Tally]) -> Iterator[str]:
    """F1 by event type, role and relation, a column for each tally."""
    yield f"| F1 | {' | '.join(columns)} |"
    yield f"| --- |{' --- |' * len(columns)}"
    tables = [{name.strip(): score for name, score in evaluate.table(tally) if score.gold} for tally in columns.values()]
    for name in tables[0]:
        yield f"| {name} | {' | '.join(f'{table[name].f1:.3f}' if name in table else '' for table in tables)} |"


def learned(folder: Path, kept: Path | None) -> tuple[list[Sample], list[Lesson]]:
    """The articles to learn from, with the names of taggers that have not seen them; these are kept in a file, if one is named."""
    data = samples(folder)
    if kept is not None and kept.exists():
        unseen = {name: [(a, b, kind) for a, b, kind in found] for name, found in json.loads(kept.read_text(encoding="utf-8")).items()}
    else:
        unseen = run.unseen_names(data, mentions_fit.Settings())
        if kept is not None:
            kept.write_text(json.dumps(unseen), encoding="utf-8")
    return data, run.lessons(folder, data, unseen)


def scored(folder: Path) -> tuple[list[Sample], list[Lesson]]:
    """The articles that are scored only, with the names that the shipped tagger finds."""
    data, tagger = samples(folder), Tagger.load()
    found: dict[str, list[Name]] = {sample.name: names(sample.doc, tagger.scores(sample.features)) for sample in data}
    return data, run.lessons(folder, data, found)


def add_vectors(data: Sequence[Sample], encoder: Path | None, tokenizer: Path | None, say: Callable[[str], None]) -> list[str]:
    """Puts the vectors of each token into the docs; their names."""
    _put("spaCy", data, [sample.features[:, : 2 * BASE_WIDTH + VECTOR_WIDTH + 1] for sample in data])
    if encoder is None or tokenizer is None:
        return ["spaCy"]
    from training.encoders import Encoder

    model, start = Encoder(encoder, tokenizer), time.process_time()
    states = [model.states(sample.doc) for sample in data]
    spent, tokens = time.process_time() - start, sum(map(len, states))
    say(f"The encoder reads {tokens / spent:.0f} tokens a second: {1000 * spent / len(data):.0f} ms an article.\n")
    _put("encoder", data, states)
    return ["spaCy", "encoder"]


def _put(name: str, data: Sequence[Sample], vectors: Sequence[Floats]) -> None:
    """Puts vectors into the docs, turned (PCA) to the `WIDTH` columns that say most."""
    some = np.concatenate([rows[::20] for rows in vectors]).astype(np.float64)
    _, axes = np.linalg.eigh(np.cov(some, rowvar=False))
    mean, best = some.mean(axis=0).astype(np.float32), axes[:, ::-1][:, :WIDTH].astype(np.float32)
    for sample, rows in zip(data, vectors, strict=True):
        sample.doc.user_data[VECTORS + name] = (rows - mean) @ best


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Runs the command line; 1 if the articles cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m training.compare", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD, help="NAME.txt and NAME.json of annotated articles")
    parser.add_argument("--dev", type=Path, default=GOLD.with_name("dev"), help="annotated articles that are scored only")
    parser.add_argument("--names", type=Path, help="a file that keeps the cross-validated names (9 of the minutes) for the next run")
    parser.add_argument("--encoder", type=Path, help="a transformer encoder in ONNX form; needs the extra `compare`")
    parser.add_argument("--tokenizer", type=Path, help="its tokenizer.json")
    options = parser.parse_args(arguments)
    try:
        data, train = learned(options.gold, options.names)
        held_out, dev = scored(options.dev)
        comparison = Comparison(train, dev, add_vectors([*data, *held_out], options.encoder, options.tokenizer, say))
        ruled = by_rule(train), by_rule(dev)
        comparison.look()
        say(HEAD)
        say(str(Row("rules", "none", 0.0, *ruled, 0.0, 0.0)))
        shipped = None
        for row in comparison.rows():
            say(str(row))
            shipped = row if (row.first, row.second) == ("linear", "trees") else shipped
        if shipped:
            say("")
            columns = {"rules, train": ruled[0], "learned, train": shipped.unseen, "rules, dev": ruled[1], "learned, dev": shipped.dev}
            say("\n".join(detail(columns)))
    except KgxError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
