"""The status of an event: tense, modals, plans, talks, denials and failures around its trigger."""

from __future__ import annotations

from functools import cache

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.model import Article
from kg_extract.nlp import assertion
from kg_extract.nlp.state import ArgumentSpan, EventSpan
from kg_extract.recipe import DEFAULT_MODEL


@cache
def parser() -> Language:
    """The base model without its entity recognizer."""
    return spacy.load(DEFAULT_MODEL, exclude=["ner"])


def status(text: str, trigger: str, event: str) -> str:
    """The status of the event that the first `trigger` in the text tells of."""
    doc = parser()(text)
    return assertion.status(doc, next(token for token in doc if token.text == trigger), event)


@pytest.mark.parametrize(
    ("text", "trigger", "event", "expected"),
    [
        ("Kestrel bought Dunmore last year.", "bought", "Acquisition", "occurred"),
        ("Kestrel has acquired Dunmore.", "acquired", "Acquisition", "occurred"),
        ("Kestrel agreed to buy Dunmore.", "buy", "Acquisition", "planned"),
        ("Kestrel will buy Dunmore.", "buy", "Acquisition", "planned"),
        ("Kestrel said it would acquire Dunmore.", "acquire", "Acquisition", "planned"),
        ("Kestrel is acquiring Dunmore.", "acquiring", "Acquisition", "planned"),
        ("Kestrel announced a bid for Dunmore.", "bid", "Acquisition", "planned"),
        ("Kestrel is considering an acquisition of Dunmore.", "acquisition", "Acquisition", "possible"),
        ("Kestrel is in talks to acquire Dunmore.", "acquire", "Acquisition", "possible"),
        ("Kestrel plans to buy Dunmore, people familiar with the matter said.", "buy", "Acquisition", "possible"),
        ("Kestrel failed to buy Dunmore.", "buy", "Acquisition", "negated"),
        ("Kestrel tried to buy Dunmore in 2008.", "buy", "Acquisition", "negated"),
        ("Dunmore rejected a takeover by Kestrel.", "takeover", "Acquisition", "negated"),
        ("Its failed acquisition of Dunmore was costly.", "acquisition", "Acquisition", "negated"),
        ("Halden won a contract.", "won", "ContractAward", "occurred"),
        ("Halden may win a contract.", "win", "ContractAward", "possible"),
        ("Halden did not win the contract.", "win", "ContractAward", "negated"),
        ("Halden was selected to build the probe.", "selected", "ContractAward", "occurred"),
        ("The army expects to award the contract in May.", "award", "ContractAward", "planned"),
        ("Halden finalized a deal to buy 32 planes.", "buy", "ContractAward", "occurred"),
        ("The satellite launched on Friday.", "launched", "Launch", "occurred"),
        ("The satellite is scheduled to launch in May.", "launch", "Launch", "planned"),
        ("The mission, scheduled for May, carries a telescope.", "mission", "Launch", "planned"),
        ("The satellite could launch in May.", "launch", "Launch", "possible"),
        ("They cancelled the launch.", "launch", "Launch", "negated"),
        ("They denied that they had cancelled the launch.", "launch", "Launch", "planned"),
        ("The failed launch destroyed two satellites.", "launch", "Launch", "occurred"),
        ("The satellites launched in 2019 will be replaced.", "launched", "Launch", "occurred"),
        ("After he left Halden, he plans to sail.", "left", "Departure", "occurred"),
        ("Roe plans to retire.", "retire", "Departure", "planned"),
        ("Tidal has sought approval for the drug.", "sought", "Approval", "possible"),
        ("The deal closes once the board approves it.", "approves", "Approval", "planned"),
        ("If the board approves it, the deal will close.", "approves", "Approval", "possible"),
    ],
)
def test_status(text: str, trigger: str, event: str, expected: str) -> None:
    """Each construction gives the status a careful reader would give."""
    assert status(text, trigger, event) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [("2025-06-12", "planned"), ("2025-05-18", "occurred"), ("2025", "occurred"), ("2026", "planned"), ("2025-Q4", "planned")],
)
def test_a_date_ahead_means_planned(date: str, expected: str) -> None:
    """What is dated after the article has not occurred."""
    doc = Doc(
        parser().vocab, words=["Liftoff", "Tuesday"], pos=["NOUN", "PROPN"], tags=["NN", "NNP"], heads=[0, 0], deps=["ROOT", "npadvmod"]
    )
    doc._.kgx_article = Article(text=doc.text, source="test", published="2025-05-26")
    doc._.kgx_events = (EventSpan("Launch", 0, 1, (ArgumentSpan("date", 1, 2, date=date),), ((0, 2),)),)
    assertion.Assertion()(doc)
    assert [event.status for event in doc._.kgx_events] == [expected]


def test_a_status_set_before_is_kept() -> None:
    """What an earlier component knows better stays."""
    doc = parser()("Halden won a contract.")
    doc._.kgx_events = (EventSpan("ContractAward", 1, 2, (), ((0, 5),), status="negated"),)
    assertion.Assertion()(doc)
    assert doc._.kgx_events[0].status == "negated"
