"""Lists of winners: who is listed, in whatever form, has won; who is listed for something else has not."""

from __future__ import annotations

import pytest

from kg_extract.model import Article, EntityRef, Event, Extraction
from kg_extract.nlp import pipeline
from kg_extract.recipe import Recipe

COMPANIES = ("Dogwood Aerospace Inc.", "Quarry Flight Systems LLC", "Heron Robotics Corp.")
LEAD = "The Norland Space Agency has selected three companies to provide balloon flight services. "
FORMS = {
    "paragraphs": "The awardees are:\n\n{}, of Denver, Colorado\n\n{}, of Tulsa, Oklahoma\n\n{}, of Boulder, Colorado",
    "lines": "The awardees are:\n\n{}, Denver\n{}, Tulsa\n{}, Boulder",
    "long lines": "The companies selected by the agency are:\n{}, Denver Heights, Colorado\n{}, Tulsa, Oklahoma\n{}, New Boulder, Colorado",
    "hyphens": "The awardees are:\n\n- {}, Denver\n- {}, Tulsa\n- {}, Boulder",
    "bullets": "The awardees are:\n\n• {} of Denver, Colorado\n\n• {} of Tulsa, Oklahoma\n\n• {} of Boulder, Colorado",
    "numbers": "The following companies have been awarded contracts:\n\n1. {}\n2. {}\n3. {}",
    "projects": "The selected companies are:\n\n{}, Denver — a helium balloon\n\n{}, Tulsa — a glider\n\n{}, Boulder — a reusable kite",
}
INSIDE = {
    "sentence": "Contracts were awarded to three companies: {} of Denver; {} of Tulsa; and {} of Boulder.",
    "commas": "The agency awarded contracts to three companies: {}, {} and {}",
}
NO_WINNERS = {
    "speakers": "Participants in the event about the selected services are:\n\n{}, Denver\n\n{}, Tulsa\n\n{}, Boulder",
    "bidders": "Bids for the next award were received from three companies: {}, {} and {}",
    "members": "Members of the selection board come from:\n\n{}, Denver\n\n{}, Tulsa\n\n{}, Boulder",
    "links": "For more information about the selected companies, visit:\n\n{}\n\n{}\n\n{}",
}


def _extract(forms: dict[str, str], recipe: Recipe) -> dict[str, Extraction]:
    articles = [Article(LEAD + form.format(*COMPANIES), name, "2026-03-05") for name, form in forms.items()]
    return {each.article.source: each for each in pipeline.extract(articles, recipe)}


@pytest.fixture(scope="module")
def found() -> dict[str, Extraction]:
    """What the pipeline finds in each form of list."""
    return _extract(FORMS | INSIDE | NO_WINNERS, Recipe())


def _winners(extraction: Extraction, event: Event) -> list[str]:
    fillers = [a.filler for a in event.arguments if a.role == "awardee"]
    return [extraction.entity(f).name for f in fillers if isinstance(f, EntityRef)]


@pytest.mark.parametrize("form", FORMS)
def test_each_winner_of_a_list_has_one_award(form: str, found: dict[str, Extraction]) -> None:
    """There are as many awards as winners, each with one of them and with the agency."""
    awards = [event for event in found[form].events if event.type == "ContractAward"]
    assert sorted(_winners(found[form], e) for e in awards) == sorted([name] for name in COMPANIES)
    assert all({"awarder", "awardee"} <= {a.role for a in e.arguments} and e.status == "occurred" for e in awards)


@pytest.mark.parametrize("form", INSIDE)
def test_what_a_sentence_lists_has_been_won_together(form: str, found: dict[str, Extraction]) -> None:
    """One award with all winners, as if they stood in the sentence without a colon."""
    awards = [event for event in found[form].events if event.type == "ContractAward"]
    assert [sorted(_winners(found[form], e)) for e in awards] == [sorted(COMPANIES)]


@pytest.mark.parametrize("form", FORMS)
def test_the_proof_of_an_award_has_its_winner(form: str, found: dict[str, Extraction]) -> None:
    """Among the sentences that prove an award is the line that names its winner."""
    text = found[form].article.text
    for event in found[form].events:
        assert any(_winners(found[form], event)[0] in text[e.start : e.end] for e in event.evidence)


@pytest.mark.parametrize("form", NO_WINNERS)
def test_who_is_listed_for_something_else_has_won_nothing(form: str, found: dict[str, Extraction]) -> None:
    """Speakers, bidders, members and links are listed in the same way."""
    assert not [w for event in found[form].events for w in _winners(found[form], event)]


def test_the_rules_alone_read_lists_as_well() -> None:
    """Without learned weights each winner has its award, too."""
    form = "The following companies were awarded contracts by the Norland Space Agency:\n\n{}, Denver\n\n{}, Tulsa\n\n{}, Boulder"
    (extraction,) = _extract({"rules": form}, Recipe(rules_only=True)).values()
    assert {name for e in extraction.events for name in _winners(extraction, e)} == set(COMPANIES)
    assert all(len(_winners(extraction, e)) < 2 for e in extraction.events)
