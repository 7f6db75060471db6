"""The component `kgx_assertion`: whether an event occurred, is planned, is possible, or did not happen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg_extract import resources
from kg_extract.model import Article
from kg_extract.nlp.assertion_signs import Sign, signs
from kg_extract.nlp.state import EventSpan

__all__ = ["Assertion", "judged", "lie_ahead", "match", "status"]


def status(doc: Doc, token: Token, event_type: str) -> str:
    """The status of the event that `token` tells of: "occurred", "planned", "possible" or "negated"."""
    value = _compose(signs(token), event_type)
    if value == "occurred" and event_type == "Acquisition" and token.pos_ == "NOUN" and token.lemma_.lower() in _types()["offers"]:
        return "planned"
    return "possible" if value == "planned" and is_rumour(doc, token) else value


def is_rumour(doc: Doc, token: Token) -> bool:
    """Whether the sentence says that it has its news from people it does not name."""
    return _anonymous().search(doc[token.sent.start : token.sent.end].text) is not None


@cache
def _anonymous() -> re.Pattern[str]:
    """Words of a sentence that says it has its news from people it does not name."""
    phrases = resources.read_toml("lexicon/assertion.toml")["rumours"]["phrases"]
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)


def _compose(found: list[Sign], event_type: str) -> str:
    """The signs from the trigger outwards, each acting on what is inside it."""
    value = ""
    for sign in found:
        value = _tense(value, sign, event_type) if sign.source == "tense" else _operator(value, sign, event_type)
    open_end = any(sign.kind == "infinitive" and not sign.step for sign in found)
    return value or ("planned" if open_end else "occurred")


def _tense(value: str, sign: Sign, event_type: str) -> str:
    """A finite tense settles what is still open; what is under way in the progressive is not done yet."""
    if value or sign.kind in ("infinitive", "bare", "gerund"):
        return value
    if sign.step and sign.below in ("nsubj", "pobj") and event_type in _types()["granted"]:
        return "occurred"  # what a contract will do, or what will be done under it, presupposes it
    if sign.kind == "modal":
        return "planned"
    if sign.kind == "present" and sign.step and sign.below in ("nsubj", "attr", "compound") and event_type == "Launch":
        return "planned"  # "the launch comes as …": what is told in the present has not flown yet
    return "planned" if sign.kind == "progressive" and event_type in _types()["progressive"] else "occurred"


def _operator(value: str, sign: Sign, event_type: str) -> str:
    """A predicate, modal or particle around `value`; denial of a denial leaves the event standing."""
    if sign.source == "own" and (event_type not in _types()["own"] or (sign.kind == "possible" and event_type in _types()["calls"])):
        return value
    if sign.kind == "negated":
        if event_type in _types()["failed"] and (
            sign.source in ("modifier", "holder") or (sign.word == "fail" and sign.below != "infinitive")
        ):
            return value
        if value == "negated":
            return "planned" if sign.word in _types()["denials"] else "occurred"
        return "negated"
    if sign.source == "attempt" and sign.kind in ("planned", "possible") and event_type in _types()["attempted"]:
        return value or "negated"
    if sign.kind == "planned" and sign.word in _promises().get(event_type, ()):
        return value
    if sign.kind == "possible" and event_type == "Launch" and sign.word in _types()["attempts"]:
        return value or "planned"
    if sign.kind in ("planned", "possible"):
        weak = ("", "planned", "occurred") if sign.source == "modifier" else ("", "planned")
        return sign.kind if value in weak else value
    return value


@cache
def _promises() -> dict[str, list[str]]:
    promises: dict[str, list[str]] = resources.read_toml("lexicon/assertion.toml")["promises"]
    return promises


@cache
def _types() -> dict[str, list[str]]:
    types: dict[str, list[str]] = resources.read_toml("lexicon/assertion.toml")["types"]
    return types


def match(doc: Doc) -> tuple[EventSpan, ...]:
    """The events of the Doc with their status; one that was set before is kept."""
    return tuple(judged(doc, event, event.type) for event in doc._.kgx_events)


def judged(doc: Doc, event: EventSpan, like: str) -> EventSpan:
    """The event with its status, by the rules that hold for events of the type `like`."""
    value = event.status if event.status != "occurred" else status(doc, doc[event.start], like)
    if value == "occurred" and like in _types()["dated"] and _lies_ahead(doc, event):
        value = "planned"
    return replace(event, status=value)


def _lies_ahead(doc: Doc, event: EventSpan) -> bool:
    """Whether all dates of the event are later than the article; an appointment is made before it takes effect."""
    article: Article | None = doc._.kgx_article
    dates = [argument.date for argument in event.arguments if argument.role == "date" and argument.date]
    return lie_ahead(dates, (article.published or "") if article is not None else "")


def lie_ahead(dates: Sequence[str], published: str) -> bool:
    """Whether there are ISO dates, and all are later than the day of publication ("" if that is not known)."""
    return bool(published and dates) and all(_is_later(date, published) for date in dates)


def _is_later(date: str, published: str) -> bool:
    """Whether an ISO date ("2026", "2026-Q4", "2026-05-18") is certainly later than the day of publication."""
    year, _, rest = date.partition("-")
    if rest.startswith("Q"):
        return (year, int(rest[1:])) > (published[:4], (int(published[5:7]) + 2) // 3)
    return date > published[: len(date)]


class Assertion:
    """The component `kgx_assertion`."""

    def __call__(self, doc: Doc) -> Doc:
        """Sets the status of the events in `doc._.kgx_events`."""
        doc._.kgx_events = match(doc)
        return doc


@Language.factory("kgx_assertion", requires=["doc._.kgx_events"], assigns=["doc._.kgx_events"])
def create(nlp: Language, name: str) -> Assertion:
    """The component, for `nlp.add_pipe`."""
    return Assertion()
