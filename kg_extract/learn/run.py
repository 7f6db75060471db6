"""From a folder of annotated articles to all weights of kgx, with cross-validated figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg_extract import gold
from kg_extract.errors import UsageError
from kg_extract.learn import facts, mentions_fit, mentions_score, mentions_taught
from kg_extract.learn.evaluate import Tally, table
from kg_extract.learn.facts import Lesson, Unseen
from kg_extract.learn.mentions import cross_validate
from kg_extract.learn.mentions_data import Name, Sample, samples
from kg_extract.model import Extraction
from kg_extract.nlp import collect, frames, pipeline
from kg_extract.nlp.facts import Facts
from kg_extract.nlp.mentions import names
from kg_extract.nlp.mentions_tagger import Tagger, save_weights
from kg_extract.nlp.scorer import AllTrees, FactScorer
from kg_extract.nlp.state import MentionSpan
from kg_extract.recipe import Recipe

FACTS = ("event/", "relation/")
Say = Callable[[str], None]
SecondLook = Callable[[Sequence[Lesson], Sequence[Unseen]], AllTrees]
FLOORS = tuple(round(0.05 * n, 2) for n in range(3, 17))  # the values of --min-confidence in the curve


@dataclass(frozen=True)
class Trained:
    """What was learned, and how well it does on articles that it has not seen."""

    tagger: Tagger
    scorer: FactScorer
    mentions: mentions_score.Score
    curve: dict[float, Tally]
    confidences: list[tuple[float, bool]]


def train(folder: Path, say: Say, settings: mentions_fit.Settings | None = None, taught: tuple[Path, Path] | None = None) -> Trained:
    """Trains everything on the annotated articles of a folder; deterministic.

    `taught`: a folder of articles without annotation and the labels of a larger tagger for them (`mentions_taught`).
    """
    settings = settings or mentions_fit.Settings()
    data = samples(folder)
    say(f"{len(data)} articles read and parsed")
    unseen = unseen_names(data, settings)
    say("mention tagger cross-validated")
    tagger = mentions_fit.fit(data, settings)
    if taught is not None:
        tagger = mentions_fit.fit(data, settings, mentions_taught.taught(*taught, tagger))
    say("mention tagger trained")
    all_lessons = lessons(folder, data, unseen)
    found = facts.out_of_fold(all_lessons, frames.load())
    say("first look cross-validated")
    curve, confidences = cross_validate_facts(all_lessons, found)
    scorer = facts.train(all_lessons, found, frames.load())
    say("fact scorer trained")
    mentions = mentions_score.count(data, [unseen[sample.name] for sample in data])
    return Trained(tagger, scorer, mentions, curve, confidences)


def unseen_names(data: Sequence[Sample], settings: mentions_fit.Settings) -> dict[str, list[Name]]:
    """By article the names that a tagger finds which has not seen it."""
    return {sample.name: names(sample.doc, scores) for sample, scores in cross_validate(data, settings)}


def best_floor(curve: dict[float, Tally]) -> float:
    """The --min-confidence with the best F1."""
    return max(curve, key=lambda floor: (curve[floor].score(*FACTS).f1, -floor))


def card(trained: Trained) -> str:
    """The model card: what the weights are, how well they do on articles they have not seen, by confidence, and how honest that is."""
    best = best_floor(trained.curve)
    lines = [
        "# The weights of the fact scorer and the mention tagger",
        "",
        "Made by `python -m training` from annotated English news (business, defence, spaceflight); see training/README.md.",
        f"Figures are from {facts.FOLDS}-fold cross-validation: every article is scored by models that have not seen it.",
        "Limits: names of a kind that the training articles do not have (other fields, other languages) are found less well.",
        "",
        "| min. confidence | precision | recall | F1 | events F1 | relations F1 | status |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for floor, tally in trained.curve.items():
        total = tally.score(*FACTS)
        parts = (
            total.precision,
            total.recall,
            total.f1,
            tally.score("event/").f1,
            tally.score("relation/").f1,
            tally.score("status").precision,
        )
        mark = " (best)" if floor == best else ""
        lines.append(f"| {floor:.2f}{mark} | " + " | ".join(f"{x:.3f}" for x in parts) + " |")
    lines += ["", f"| what, at {best:.2f} | precision | recall | F1 |", "| --- | --- | --- | --- |"]
    lines += [f"| {name.strip()} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} |" for name, s in table(trained.curve[best]) if s.gold]
    lines += ["", f"Expected calibration error over {len(trained.confidences)} facts: {calibration_error(trained.confidences):.3f}", ""]
    lines += ["| confidence | facts | share that is right |", "| --- | --- | --- |"]
    for number in range(10):
        here = [right for c, right in trained.confidences if number <= c * 10 < number + 1]
        if here:
            lines.append(f"| {number / 10:.1f}–{(number + 1) / 10:.1f} | {len(here)} | {sum(here) / len(here):.3f} |")
    return "\n".join(lines) + "\n"


def write(trained: Trained, folder: Path, force: bool = False) -> None:
    """Writes all weights (mentions/, facts/) and the model card below `folder`; `UsageError` if better ones are there."""
    figures = folder / "figures.json"
    score = round(trained.curve[best_floor(trained.curve)].score(*FACTS).f1, 4)
    before = json.loads(figures.read_text(encoding="utf-8"))["f1"] if figures.exists() else 0.0
    if score < before and not force:
        raise UsageError(
            f"{folder}: the weights there score F1 {before}, the new ones {score}.", "Nothing was written; --force writes them."
        )
    for part in ("mentions", "facts"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    save_weights(trained.tagger.model, folder / "mentions" / "weights.npz")
    trained.scorer.write(folder / "facts")
    (folder / "README.md").write_text(card(trained), encoding="utf-8")
    figures.write_text(json.dumps({"f1": score, "min_confidence": best_floor(trained.curve)}) + "\n", encoding="utf-8")


def lessons(folder: Path, data: Sequence[Sample], unseen: dict[str, list[Name]]) -> list[Lesson]:
    """The articles as the fact scorer will meet them: with the names that a tagger finds in articles it has not seen."""
    truth = {facts_.name: facts_ for _, facts_ in gold.read_folder(folder)}
    # By rule: what is about to be trained must not be needed for it.
    nlp, all_frames = pipeline.load(Recipe(rules_only=True)), frames.load()
    parts = [nlp.get_pipe(name) for name in ("kgx_amounts", "kgx_dates", "kgx_clusters", "kgx_relations")]
    out = []
    for sample in data:
        doc = sample.doc
        doc._.kgx_mentions = tuple(MentionSpan(*name) for name in unseen[sample.name])
        for part in parts:
            doc = part(doc)
        out.append(facts.lesson(sample.name, doc, truth[sample.name], all_frames))
    return out


def trees(seen: Sequence[Lesson], told: Sequence[Unseen]) -> AllTrees:
    """What comes after the first look."""
    return facts.all_trees(seen, told, frames.load())


def cross_validate_facts(
    all_lessons: Sequence[Lesson], found: Sequence[Unseen], again: SecondLook = trees, floors: Sequence[float] = FLOORS
) -> tuple[dict[float, Tally], list[tuple[float, bool]]]:
    """Scores by floor of confidence, and (confidence, right or wrong) of every fact, each from models that have not seen its article."""
    all_frames = frames.load()
    curve = {floor: Tally() for floor in floors}
    confidences: list[tuple[float, bool]] = []
    for held_out, others in facts.folds(all_lessons):
        after = again([all_lessons[i] for i in others], [found[i] for i in others])
        for i in held_out:
            scorer = FactScorer(found[i], after, all_frames)
            for floor, tally in curve.items():
                tally.article(all_lessons[i].facts, extraction(all_lessons[i], scorer, floor))
            confidences += facts.verdicts(all_lessons[i], scorer)
    return curve, confidences


def extraction(one: Lesson, scorer: FactScorer, floor: float) -> Extraction:
    """What a fact scorer finds in an article."""
    doc = one.context.doc
    ruled = doc._.kgx_relations
    component = Facts(scorer, floor)
    doc._.kgx_events, doc._.kgx_relations = component.match(one.context, one.aligned.found)
    extraction = collect.collect(doc)
    doc._.kgx_relations = ruled
    return extraction


def calibration_error(confidences: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """The expected calibration error (Naeini et al. 2015) over bins of equal width."""
    error = 0.0
    for number in range(bins):
        here = [(c, right) for c, right in confidences if number <= c * bins < number + 1 or (c == 1.0 and number == bins - 1)]
        if here:
            error += abs(sum(right for _, right in here) - sum(c for c, _ in here)) / len(confidences)
    return error
