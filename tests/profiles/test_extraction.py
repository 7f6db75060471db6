"""What the frames, patterns and lexicon of a profile find, beside what kgx knows by itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg_extract import resources
from kg_extract.model import Article, EntityRef, Extraction
from kg_extract.nlp import facts, frames, pipeline
from kg_extract.recipe import MIN_CONFIDENCE, Recipe


def names(extraction: Extraction, role: str) -> list[str]:
    """What fills the role of the first event."""
    fillers = extraction.events[0].fillers(role)
    return [extraction.entity(f).name if isinstance(f, EntityRef) else getattr(f, "value", "") for f in fillers]


def extracted(text: str, **recipe: object) -> Extraction:
    """What is read out of one article of March 5th, 2026."""
    [found] = pipeline.extract([Article(text, "test", "2026-03-05")], Recipe(**recipe))  # type: ignore[arg-type]
    return found


def test_events_of_a_profile_stand_beside_those_that_are_learned() -> None:
    """One article has a trial, by the profile's frames, and a funding round, by the fact scorer."""
    found = extracted(
        "Halden Therapeutics has begun a phase 2 trial of SP-2207 in 300 patients with asthma. "
        "Halden Therapeutics raised $45 million in a Series B round led by Fjord Capital.",
        profile="clinical-trials",
    )
    assert [event.type for event in found.events] == ["TrialStart", "Funding"]
    assert (names(found, "drug"), names(found, "condition"), names(found, "phase")) == (["SP-2207"], ["asthma"], ["phase 2"])
    assert {entity.type for entity in found.entities} >= {"Drug", "Condition", "Company"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Borealis Pharma began a phase 3 trial of zelvorimab in asthma.", "occurred"),
        ("Borealis Pharma will begin a phase 3 trial of zelvorimab in asthma.", "planned"),
        ("Borealis Pharma may begin a phase 3 trial of zelvorimab in asthma.", "possible"),
        ("Borealis Pharma did not begin a phase 3 trial of zelvorimab in asthma.", "negated"),
    ],
)
def test_status_is_told_as_for_the_events_of_kgx(text: str, status: str) -> None:
    """Tense, modals and negation count for the events of a profile, too."""
    assert [(event.type, event.status) for event in extracted(text, profile="clinical-trials").events] == [("TrialStart", status)]


def test_the_confidence_of_an_event_is_the_prior_of_its_trigger() -> None:
    """What the frame's author says of the word; --min-confidence holds for it, and with --rules-only every event is taken."""
    text = "Norland Biotech halted a phase 2 trial of NB-4471 in asthma."
    assert [event.confidence for event in extracted(text, profile="clinical-trials").events] == [0.75]
    assert extracted(text, profile="clinical-trials", min_confidence=0.8).events == ()
    assert [e.type for e in extracted(text, profile="clinical-trials", min_confidence=0.0, rules_only=True).events] == ["TrialStop"]


def test_event_types_that_a_profile_does_without_are_left_out() -> None:
    """The approval of a drug is told once, as the profile tells it."""
    text = "The Norland Medicines Agency approved zelvorimab for asthma."
    assert [event.type for event in extracted(text, profile="clinical-trials").events] == ["RegulatoryDecision"]


def test_relations_come_from_the_patterns_of_the_profile() -> None:
    """A relation of the profile's own, and one of kgx in further words."""
    found = extracted("Zelvorimab, an antibody for the treatment of asthma, was developed by Borealis Pharma.", profile="clinical-trials")
    told = {(found.entity(r.subject).name, r.predicate) for r in found.relations}
    assert told == {("Zelvorimab", "treats"), ("Zelvorimab", "manufacturer")}


def test_without_a_profile_nothing_is_different() -> None:
    """A drug is no entity and a trial no event for the news."""
    assert not {event.type for event in extracted("Borealis Pharma began a phase 3 trial of zelvorimab in asthma.").events} & {"TrialStart"}


def test_a_frame_without_weights_works_beside_the_learned_ones(own: Path) -> None:
    """A new file in the frames of kgx needs no training: its events go by its triggers, the others are scored as before."""
    text = "Acme Orbital won a $30 million contract from NASA. Acme Orbital recalled 12 units of the Falcon 9."
    nlp = pipeline.load(Recipe())
    doc = nlp(pipeline.make_doc(nlp, Article(text, "test", "2026-03-05")))
    before = doc._.kgx_events
    for file in resources.path("frames").glob("*.toml"):
        shutil.copy(file, own / "frames")
    more = facts.Facts.load(resources.path("models/facts"), frames.read(own / "frames"), MIN_CONFIDENCE)
    after = more(doc)._.kgx_events
    assert after[: len(before)] == before
    assert [(event.type, event.confidence) for event in after[len(before) :]] == [("Recall", 0.8)]
