"""Relations from Docs built by hand: words with their tags, mentions in square brackets."""

from __future__ import annotations

import re

import pytest
import spacy
from spacy.tokens import Doc

from kg_extract.nlp.relations import RelationFinder
from kg_extract.nlp.relations_patterns import load
from kg_extract.nlp.state import Cluster, DateSpan, MentionSpan, RelationSpan

VOCAB = spacy.blank("en").vocab
_MARKED = re.compile(r"\[([^|\]]+)\|(\w+)\]|(\S+)")
_POS = {
    "VERB": "won said based founded heads built established selected headquartered owned lost blamed fly",
    "AUX": "is was were has will are",
    "ADP": "in of by at for on",
    "DET": "the a an",
    "NOUN": "founder executive unit subsidiary satellites company officer president parent astronauts rocket order chief",
    "ADJ": "small wholly former financial vice",
    "CCONJ": "and",
    "PART": "'s",
    "PUNCT": ", . - ; ( )",
    "PRON": "who which it",
}
_TAG_OF = {word: pos for pos, words in _POS.items() for word in words.split()}


def _doc(marked: str) -> Doc:
    """A Doc of one sentence from a text such as "[Acme Corp|Company] , founded in [2011|Date] ."."""
    words: list[str] = []
    pos: list[str] = []
    mentions: list[MentionSpan] = []
    dates: list[DateSpan] = []
    for name, kind, word in _MARKED.findall(marked):
        parts = name.split() if name else [word]
        if kind == "Date":
            dates.append(DateSpan(len(words), len(words) + len(parts), name))
        elif kind:
            mentions.append(MentionSpan(len(words), len(words) + len(parts), kind))
        words += parts
        pos += ["PROPN"] * len(parts) if name else [_TAG_OF.get(word.lower(), "X")]
    starts: list[bool | int | None] = [index == 0 for index in range(len(words))]
    doc = Doc(VOCAB, words=words, pos=pos, tags=["POS" if word == "'s" else "" for word in words], sent_starts=starts)
    doc._.kgx_mentions, doc._.kgx_dates = tuple(mentions), tuple(dates)
    doc._.kgx_clusters = _clusters(doc, mentions)
    return doc


def _clusters(doc: Doc, mentions: list[MentionSpan]) -> tuple[Cluster, ...]:
    by_name: dict[str, list[MentionSpan]] = {}
    for mention in mentions:
        by_name.setdefault(doc[mention.start : mention.end].text, []).append(mention)
    return tuple(Cluster(found[0].type, name, (name,), tuple(found)) for name, found in by_name.items())


def _told(marked: str) -> set[str]:
    """The relations found, each as one line."""
    doc = RelationFinder()(_doc(marked))

    def line(span: RelationSpan) -> str:
        clusters = doc._.kgx_clusters
        other = span.object if isinstance(span.object, str) else clusters[span.object].name
        return f"{clusters[span.subject].name} {span.predicate} {other}" + (f": {span.title}" if span.title else "")

    return {line(span) for span in doc._.kgx_relations}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Oslo|Place] - based [Acme|Company] won .", {"Acme headquarteredIn Oslo"}),
        ("[Acme|Company] , based in [Oslo|Place] , won .", {"Acme headquarteredIn Oslo"}),
        ("[Acme Corp.|Company] , [Salem, Oregon|Place] , was selected .", {"Acme Corp. headquarteredIn Salem, Oregon"}),
        ("[Acme|Company] ( AO ) , founded in [2011|Date] , won .", {"Acme foundedOn 2011"}),
        ("[Acme|Company] was founded in [2011|Date] by [Jo Roe|Person] .", {"Acme foundedOn 2011", "Acme founder Jo Roe"}),
        ("[Acme|Company] was founded by [Jo Roe|Person] and [Al Poe|Person] .", {"Acme founder Jo Roe", "Acme founder Al Poe"}),
        ("[Acme|Company] , a wholly owned subsidiary of [Nor Corp|Company] , won .", {"Acme subsidiaryOf Nor Corp"}),
        ("[Nor Corp|Company] 's [Acme|Company] unit won .", {"Acme subsidiaryOf Nor Corp"}),
        ("[Nor Corp|Company] 's [Acme|Company] order won .", set()),
        ("[Jo Roe|Person] , chief executive of [Acme|Company] , won .", {"Jo Roe holdsPosition Acme: chief executive"}),
        ("[Acme|Company] chief financial officer [Jo Roe|Person] won .", {"Jo Roe holdsPosition Acme: chief financial officer"}),
        (
            "[Jo Roe|Person] , founder and vice president of [Acme|Company] , won .",
            {"Acme founder Jo Roe", "Jo Roe holdsPosition Acme: vice president"},
        ),
        (
            "[NASA|Agency] astronauts [Jo Roe|Person] and [Al Poe|Person] will fly .",
            {"Jo Roe holdsPosition NASA: astronauts", "Al Poe holdsPosition NASA: astronauts"},
        ),
        ("[Jo Roe|Person] , a former chief executive of [Acme|Company] , won .", set()),
        ("[Acme|Company] , which built [Juno|Spacecraft] , won .", {"Juno manufacturer Acme"}),
        ("[Acme|Company] 's [Falcon|LaunchVehicle] rocket won .", {"Falcon operator Acme"}),
        ("[Pad 1|LaunchSite] in [Norland|Place] won .", {"Pad 1 locatedIn Norland"}),
        ("[Acme Pad 1|LaunchSite] is [Acme|Company] .", {"Acme Pad 1 operator Acme"}),
        ("[Artemis IV|Programme] is [Artemis|Programme] .", {"Artemis IV partOf Artemis"}),
    ],
)
def test_relation(marked: str, expected: set[str]) -> None:
    """A sentence gives the relations that it states, and no other."""
    assert _told(marked) == expected


def test_a_title_without_organisation_takes_the_one_before() -> None:
    """ "Chief Executive Jo Roe" is chief executive of whom the sentence is about."""
    assert _told("[Acme|Company] lost , chief executive [Jo Roe|Person] said .") == {"Jo Roe holdsPosition Acme: chief executive"}


def test_every_pattern_names_its_roles() -> None:
    """Each pattern has a subject, and an object unless it takes one from the context."""
    for pattern in load():
        assert "s" in pattern.form.groupindex, pattern.source
        assert pattern.context or "o" in pattern.form.groupindex or "title" in pattern.form.groupindex, pattern.source


def test_a_relation_is_told_once() -> None:
    """The same relation in several forms is one span."""
    assert len(RelationFinder()(_doc("[Oslo|Place] - based [Acme|Company] is based in [Oslo|Place] ."))._.kgx_relations) == 1
