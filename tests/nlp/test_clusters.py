"""Which names, nouns and pronouns of an article stand for one thing. Docs are built by hand: `{name|type}` marks a name."""

from __future__ import annotations

import re

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from kg_extract.model import ENTITY_TYPES
from kg_extract.nlp import clusters
from kg_extract.nlp.clusters_names import defines
from kg_extract.nlp.state import Cluster, MentionSpan

BLANK = spacy.blank("en")
FINDER = clusters.ClusterFinder()


def unparsed(marked: str) -> Doc:
    """A Doc of the text with its names marked, one sentence, no parse."""
    text, names, at = "", [], 0
    for match in re.finditer(r"\{([^|]*)\|(\w+)\}", marked):
        text += marked[at : match.start()]
        names.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    doc = BLANK.make_doc(text + marked[at:])
    for token in doc:
        token.is_sent_start = token.i == 0
    spans = [(doc.char_span(start, end), kind) for start, end, kind in names]
    doc._.kgx_mentions = tuple(MentionSpan(span.start, span.end, kind) for span, kind in spans if span is not None)
    assert len(doc._.kgx_mentions) == len(names), "a name does not end with a token"
    return doc


def parsed(tokens: str, **names: str) -> Doc:
    """A Doc from word/POS/TAG/dep/head[/lemma] for each token; names: type = "first-last" token, several parted by a blank."""
    rows = [token.split("/") for token in tokens.split()]
    words, pos, tags, deps, heads = (list(column) for column in zip(*(row[:5] for row in rows), strict=True))
    lemmas = [row[5] if len(row) > 5 else row[0] for row in rows]
    doc = Doc(BLANK.vocab, words=words, pos=pos, tags=tags, deps=deps, heads=[int(head) for head in heads], lemmas=lemmas)
    spans = [(kind, span.split("-")) for kind, where in names.items() for span in where.split()]
    doc._.kgx_mentions = tuple(sorted(MentionSpan(int(first), int(last) + 1, kind) for kind, (first, last) in spans))
    return doc


def found(doc: Doc) -> list[Cluster]:
    """The clusters of the doc, after the component has run."""
    return list(FINDER(doc)._.kgx_clusters)


def groups(marked: str) -> list[set[str]]:
    """The names of each cluster."""
    return [set(cluster.names) for cluster in found(unparsed(marked))]


def refer(doc: Doc) -> dict[str, str]:
    """Each noun or pronoun that was resolved → the name of what it stands for."""
    return {doc[m.start : m.end].text: c.name for c in found(doc) for m in c.mentions if m.kind != "name"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{Acme Corp.|Company} said {Acme|Company} grew", {"Acme Corp.", "Acme"}),
        ("{Pelorus Marine|Company} said {Pelorus|Company} grew", {"Pelorus Marine", "Pelorus"}),
        ("{Norland Space Agency|Agency} ({NSA|Agency}) said", {"Norland Space Agency", "NSA"}),
        ("{Institute of Snow and Ice Research|Organization} met {ISIR|Organization}", {"Institute of Snow and Ice Research", "ISIR"}),
        ("{Advanced Ice Sheet Survey|Programme} ({AIS2|Programme}) began", {"Advanced Ice Sheet Survey", "AIS2"}),
        ("{Brightwing|Company}, formerly known as {Old Mill Robotics|Company}, grew", {"Brightwing", "Old Mill Robotics"}),
        ("{Brightwing|Company} (formerly {Old Mill Robotics|Company}) grew", {"Brightwing", "Old Mill Robotics"}),
        (
            "{Brightwing|Company}, officially known as {Oslo Wing Technology Co., Ltd.|Company}, grew",
            {"Brightwing", "Oslo Wing Technology Co., Ltd."},
        ),
        ("{Jutland Foods LLC|Company}, doing business as {Plenty|Company}, grew", {"Jutland Foods LLC", "Plenty"}),
        ('{Pelorus Marine Services, Inc.|Company} ("{Pelorus|Company}") grew', {"Pelorus Marine Services, Inc.", "Pelorus"}),
        ("a {Torrent-1|LaunchVehicle} ({Skua-1|LaunchVehicle}) flew", {"Torrent-1", "Skua-1"}),
        ("{Norland Space Agency|Agency}, or {NSA|Agency} for short, said", {"Norland Space Agency", "NSA"}),
        ("{Jane Roe|Person} said; {Roe|Person} left", {"Jane Roe", "Roe"}),
        ("{Dr. Christopher Roe|Person} met {Chris Roe|Person}", {"Dr. Christopher Roe", "Chris Roe"}),
        ("the {U.S. Space Guard|Agency} and the {Space Guard|Agency}", {"U.S. Space Guard", "Space Guard"}),
        ("the {Department of Fisheries|Agency} or {Fisheries Department|Agency}", {"Department of Fisheries", "Fisheries Department"}),
        ("{U.S.|Place} and {United States|Place}", {"U.S.", "United States"}),
        ("{Bergen, Norway|Place} and {Bergen|Place}", {"Bergen, Norway", "Bergen"}),
        ("{Springfield, Ill.|Place} and {Springfield, Illinois|Place}", {"Springfield, Ill.", "Springfield, Illinois"}),
        ("the {Meridian|Spacecraft} and {Meridian spacecraft|Spacecraft}", {"Meridian", "Meridian spacecraft"}),
        ("{Acme|Company} flew {Acme Skylark|LaunchVehicle} and {Skylark|LaunchVehicle}", {"Acme Skylark", "Skylark"}),
        ("{NASA Pelorus|Agency} and the {Pelorus Space Center|Agency}", {"NASA Pelorus", "Pelorus Space Center"}),
        ("{Orbital Meadows|Company} and {Orbital Maedows|Company}", {"Orbital Meadows", "Orbital Maedows"}),
        ("{Acme Cargo Drone|Product} and two {Acme Cargo Drones|Product}", {"Acme Cargo Drone", "Acme Cargo Drones"}),
        ("{Pelorus|Person} shares; {Pelorus Marine Corp|Company} and {Pelorus|Person}", {"Pelorus Marine Corp", "Pelorus"}),
    ],
)
def test_names_of_one_thing(text: str, names: set[str]) -> None:
    """Spelling, acronyms, short forms and what the text says bring names together."""
    assert names in groups(text)


@pytest.mark.parametrize(
    "text",
    [
        "{Torrent-1|LaunchVehicle} and {Torrent-2|LaunchVehicle}",
        "{Torrent|LaunchVehicle} and {Torrent 2|LaunchVehicle}",
        "{Meridian II|Spacecraft} and {Meridian III|Spacecraft}",
        "{Heron 737|Product} and {Heron 787|Product}",
        "{NASC|Company} and {NASIC|Company}",
        "{Pelorus Corp|Company} and {Pelorus Capital|Company}",
        "{NASA|Agency} and {NASA Pelorus|Agency}",
        "{Pelorus|Company} grew, and {Pelorus National Security|Company} too",
        "{Acme Corp|Company} and {Acme Inc|Company}",
        "{Jane Roe|Person} and {John Roe|Person}",
        "{Jon Roe|Person} and {Jon Roe Jr.|Person}",
        "{Portland, Oregon|Place} and {Portland, Maine|Place}",
        "{Canadian Space Agency|Agency} and {UK Space Agency|Agency}",
        "{Jane Roe|Person} ({Acme|Company}) won",
        "{Acme|Company} ({Oslo|Place}) won",
        "{Acme Works|Company} ({ACM.N|Company}) won",
        "{Oslo|Place} and {Oslo|Place} against {Oslo|Company} and {Oslo|Company}",
        "{Department of Fisheries|Agency} and {Department of Fisheries inspector general|Agency}",
    ],
)
def test_different_things_stay_apart(text: str) -> None:
    """Numbers, acronyms, legal forms, first names, types and parts of a parent keep names apart."""
    assert len(found(unparsed(text))) == 2


def test_surname_goes_to_the_person_named_before_it() -> None:
    """A surname that two people share stands for the one named last."""
    assert {"John Roe", "Roe"} in groups("{Jane Roe|Person} left. {John Roe|Person} came. {Roe|Person} smiled")


def test_short_name_belongs_to_one_full_name() -> None:
    """What is short for a company is not also short for its part."""
    assert groups("{Pelorus Marine Corp|Company}: {Pelorus|Company} owns {Pelorus Marine International|Company}") == [
        {"Pelorus Marine Corp", "Pelorus"},
        {"Pelorus Marine International"},
    ]


def test_acronym_that_no_one_found_becomes_a_mention() -> None:
    """An acronym defined in brackets is a name wherever it stands, even when it was not found as one."""
    (cluster,) = found(unparsed("{Norland Space Agency|Agency} (NSA) said that NSA pays"))
    assert [m.start for m in cluster.mentions] == [0, 4, 8]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{Brightwing Inc.|Company}, formerly known as Old Mill Robotics, grew", {"Brightwing Inc.", "Old Mill Robotics"}),
        ("Brightwing, officially known as {Oslo Wing Co., Ltd.|Company}, grew", {"Brightwing", "Oslo Wing Co., Ltd."}),
        ("a {Torrent-1|LaunchVehicle} (also known as Skua-1) flew", {"Torrent-1", "Skua-1"}),
        ("{Pelorus Marine Corp.|Company} grew and Pelorus won", {"Pelorus Marine Corp.", "Pelorus"}),
        ("{Jane Roe|Person} left and Roe won", {"Jane Roe", "Roe"}),
        ("{Pelorus Marine Corp|Company} (PMC.N) grew", {"Pelorus Marine Corp"}),
        ("{Jane Roe|Person} (JR) grew", {"Jane Roe"}),
    ],
)
def test_names_that_the_text_makes_known(text: str, names: set[str]) -> None:
    """An alias behind a cue, a short form or a surname is found even when it was not marked as a name; a ticker is none."""
    assert groups(text) == [names]


def test_preferred_name_is_the_full_name_that_readers_know() -> None:
    """Neither the short form nor the registered name, unless nothing else is used."""
    assert found(unparsed("{Jane Roe|Person} met {Roe|Person} and {Roe|Person}"))[0].name == "Jane Roe"
    text = "{Brightwing|Company}, officially known as {Oslo Wing Technology Co., Ltd.|Company}, grew. {Brightwing|Company} won"
    assert found(unparsed(text))[0].name == "Brightwing"
    assert found(unparsed("{Pelorus Marine Corp|Company}, {Pelorus Marine|Company}, {Pelorus|Company}"))[0].name == "Pelorus Marine"


def test_type_is_that_of_most_names() -> None:
    """One mention read as something else does not change what the thing is."""
    assert found(unparsed("{Pelorus Marine|Company}, {Pelorus Marine|Agency}, {Pelorus|Company}"))[0].type == "Company"


def test_surname_read_as_a_company_is_the_person() -> None:
    """However often the surname alone was mistaken, the full name decides; "in Roe" stays a place."""
    (cluster,) = found(unparsed("{Jane Roe|Person} left. {Roe|Company} won, {Roe|Company} sang and {Roe|Company} won"))
    assert cluster.type == "Person"
    assert len(found(unparsed("{Jane Roe|Person} left and won in {Roe|Place}"))) == 2


def test_possessive_is_no_part_of_a_name() -> None:
    """A mention that took in the ending is listed without it."""
    assert found(unparsed("{Acme's|Company} boat"))[0].names == ("Acme",)


RAISED = (
    "Acme/PROPN/NNP/compound/1 Orbital/PROPN/NNP/nsubj/2 raised/VERB/VBD/ROOT/2/raise $/SYM/$/quantmod/5 5/NUM/CD/compound/5 "
    "million/NUM/CD/dobj/2 ./PUNCT/./punct/2 The/DET/DT/det/8/the company/NOUN/NN/nsubjpass/10 is/AUX/VBZ/auxpass/10/be "
    "based/VERB/VBN/ROOT/10/base in/ADP/IN/prep/10 Oslo/PROPN/NNP/pobj/11 ./PUNCT/./punct/10"
)


def test_the_company_is_the_last_main_subject() -> None:
    """A definite noun stands for the most salient thing of its type, never for a place."""
    assert refer(parsed(RAISED, Company="0-1", Place="12-12")) == {"The company": "Acme Orbital"}


def test_noun_without_a_thing_of_its_type_is_dropped() -> None:
    """Only a rocket was named, so "the company" stands for nothing."""
    assert refer(parsed(RAISED, LaunchVehicle="0-1")) == {}


def test_index_and_at_find_the_cluster_of_a_token() -> None:
    """Look-ups by span and by token give the same cluster for a name and what refers to it."""
    doc = FINDER(parsed(RAISED, Company="0-1", Place="12-12"))
    assert clusters.index(doc)[(0, 2)] == clusters.index(doc)[(7, 9)] == clusters.at(doc, 8) == clusters.at(doc, 1)
    assert clusters.at(doc, 2) is None
    assert MentionSpan(7, 9, "Company", "nominal") in doc._.kgx_mentions


def test_apposition_comes_before_salience() -> None:
    """An indefinite noun in apposition stands for the name beside it."""
    doc = parsed(
        "Norland/PROPN/NNP/compound/1 Bank/PROPN/NNP/nsubj/9 ,/PUNCT/,/punct/1 a/DET/DT/det/4 lender/NOUN/NN/appos/1 "
        "founded/VERB/VBN/acl/4/found in/ADP/IN/prep/5 1990/NUM/CD/pobj/6 ,/PUNCT/,/punct/1 bought/VERB/VBD/ROOT/9/buy "
        "Acme/PROPN/NNP/compound/11 Orbital/PROPN/NNP/dobj/9 ./PUNCT/./punct/9",
        Company="0-1 10-11",
    )
    assert refer(doc) == {"a lender": "Norland Bank"}


def test_it_is_the_subject_of_the_clause_above() -> None:
    """ "Acme said it will …": who said it."""
    doc = parsed(
        "Acme/PROPN/NNP/compound/1 Orbital/PROPN/NNP/nsubj/2 said/VERB/VBD/ROOT/2/say it/PRON/PRP/nsubj/5 will/AUX/MD/aux/5 "
        "buy/VERB/VB/ccomp/2 Borealis/PROPN/NNP/dobj/5 ./PUNCT/./punct/2",
        Company="0-1 6-6",
    )
    assert refer(doc) == {"it": "Acme Orbital"}


def test_object_is_not_the_subject_of_its_own_verb() -> None:
    """ "Acme bought it": it is something else."""
    doc = parsed(
        "Acme/PROPN/NNP/compound/1 Orbital/PROPN/NNP/nsubj/2 bought/VERB/VBD/ROOT/2/buy it/PRON/PRP/dobj/2 ./PUNCT/./punct/2",
        Company="0-1",
    )
    assert refer(doc) == {}


def test_empty_it_stands_for_nothing() -> None:
    """ "It is clear that …"."""
    doc = parsed(
        "Acme/PROPN/NNP/compound/1 Orbital/PROPN/NNP/nsubj/2 won/VERB/VBD/ROOT/2/win the/DET/DT/det/4 award/NOUN/NN/dobj/2 "
        "./PUNCT/./punct/2 It/PRON/PRP/nsubj/7/it is/AUX/VBZ/ROOT/7/be clear/ADJ/JJ/acomp/7 that/SCONJ/IN/mark/12 "
        "Borealis/PROPN/NNPS/nsubj/12 will/AUX/MD/aux/12 protest/VERB/VB/ccomp/7 ./PUNCT/./punct/7",
        Company="0-1 10-10",
    )
    assert refer(doc) == {}


def test_she_is_a_person() -> None:
    """A personal pronoun never stands for a company."""
    doc = parsed(
        "Jane/PROPN/NNP/compound/1 Roe/PROPN/NNP/nsubj/2 joined/VERB/VBD/ROOT/2/join Acme/PROPN/NNP/compound/4 "
        "Orbital/PROPN/NNP/dobj/2 ./PUNCT/./punct/2 She/PRON/PRP/nsubj/7/she led/VERB/VBD/ROOT/7/lead Borealis/PROPN/NNP/dobj/7 "
        "./PUNCT/./punct/7",
        Person="0-1",
        Company="3-4 8-8",
    )
    assert refer(doc) == {"She": "Jane Roe"}


def test_relative_pronoun_is_what_stands_before_it() -> None:
    """ "Acme, which builds …"."""
    doc = parsed(
        "Acme/PROPN/NNP/compound/1 Orbital/PROPN/NNP/nsubj/7 ,/PUNCT/,/punct/1 which/PRON/WDT/nsubj/4 builds/VERB/VBZ/relcl/1/build "
        "satellites/NOUN/NNS/dobj/4/satellite ,/PUNCT/,/punct/1 hired/VERB/VBD/ROOT/7/hire Jane/PROPN/NNP/compound/9 "
        "Roe/PROPN/NNP/dobj/7 ./PUNCT/./punct/7",
        Company="0-1",
        Person="8-9",
    )
    assert refer(doc) == {"which": "Acme Orbital"}


def test_relative_clause_of_what_something_is() -> None:
    """ "Acme is a startup that builds …": both words stand for Acme."""
    doc = parsed(
        "Acme/PROPN/NNP/compound/1 Orbital/PROPN/NNP/nsubj/2 is/AUX/VBZ/ROOT/2/be a/DET/DT/det/4 startup/NOUN/NN/attr/2 "
        "that/PRON/WDT/nsubj/6 builds/VERB/VBZ/relcl/4/build satellites/NOUN/NNS/dobj/6/satellite ./PUNCT/./punct/2",
        Company="0-1",
    )
    assert refer(doc) == {"a startup": "Acme Orbital", "that": "Acme Orbital"}


def test_we_in_a_quotation_is_the_speakers_organisation() -> None:
    """The speaker is introduced with the company that they speak for."""
    doc = parsed(
        '"/PUNCT/``/punct/9 We/PRON/PRP/nsubj/2/we are/AUX/VBP/ccomp/9/be proud/ADJ/JJ/acomp/2 of/ADP/IN/prep/3 our/PRON/PRP$/poss/6 '
        "team/NOUN/NN/pobj/4 ,/PUNCT/,/punct/9 \"/PUNCT/''/punct/9 said/VERB/VBD/ROOT/9/say Jane/PROPN/NNP/compound/11 "
        "Roe/PROPN/NNP/nsubj/9 ,/PUNCT/,/punct/11 chief/ADJ/JJ/amod/14 executive/NOUN/NN/appos/11 of/ADP/IN/prep/14 "
        "Acme/PROPN/NNP/compound/17 Orbital/PROPN/NNP/pobj/15 ./PUNCT/./punct/9",
        Person="10-11",
        Company="16-17",
    )
    assert refer(doc) == {"We": "Acme Orbital", "our": "Acme Orbital", "chief executive": "Jane Roe"}


def test_noun_agrees_with_the_type_of_a_thing() -> None:
    """ "The satellite" is not the company that launched it."""
    doc = parsed(
        "Borealis/PROPN/NNPS/nsubj/1 launched/VERB/VBD/ROOT/1/launch Meridian-1/PROPN/NNP/dobj/1 ./PUNCT/./punct/1 "
        "The/DET/DT/det/5/the satellite/NOUN/NN/nsubj/6 reached/VERB/VBD/ROOT/6/reach orbit/NOUN/NN/dobj/6 ./PUNCT/./punct/6",
        Company="0-0",
        Spacecraft="2-2",
    )
    assert refer(doc) == {"The satellite": "Meridian-1"}


def test_noun_behind_a_name_is_the_named_thing() -> None:
    """ "The Skylark rocket" is Skylark; "the Acme rocket" is not Acme."""
    tokens = "The/DET/DT/det/2/the Skylark/PROPN/NNP/compound/2 rocket/NOUN/NN/nsubj/3 flew/VERB/VBD/ROOT/3/fly ./PUNCT/./punct/3"
    assert refer(parsed(tokens, LaunchVehicle="1-1")) == {"The Skylark rocket": "Skylark"}
    assert refer(parsed(tokens, Company="1-1")) == {}


def test_possessor_is_not_what_it_owns() -> None:
    """ "The company's shipping business" is not the company."""
    doc = parsed(
        "Acme/PROPN/NNP/nsubj/1 left/VERB/VBD/ROOT/1/leave ./PUNCT/./punct/1 The/DET/DT/det/4/the company/NOUN/NN/poss/7 "
        "'s/PART/POS/case/4 shipping/NOUN/NN/compound/7 business/NOUN/NN/nsubj/8 grew/VERB/VBD/ROOT/8/grow ./PUNCT/./punct/8",
        Company="0-0",
    )
    assert refer(doc) == {"The company": "Acme"}


def test_the_country_is_no_city() -> None:
    """ "The country" stands for a country, even when a city was named last."""
    tokens = (
        "Norway/PROPN/NNP/nsubj/1 left/VERB/VBD/ROOT/1/leave Oslo/PROPN/NNP/dobj/1 ./PUNCT/./punct/1 "
        "The/DET/DT/det/5/the country/NOUN/NN/nsubj/6 paid/VERB/VBD/ROOT/6/pay ./PUNCT/./punct/6"
    )
    assert refer(parsed(tokens, Place="0-0 2-2")) == {"The country": "Norway"}
    assert refer(parsed(tokens.replace("country", "city"), Place="0-0 2-2")) == {"The city": "Oslo"}


def test_one_of_several_is_not_resolved() -> None:
    """ "The first company" picks one of two; which, salience cannot tell."""
    doc = parsed(
        "Acme/PROPN/NNP/compound/1 Orbital/PROPN/NNP/nsubj/4 and/CCONJ/CC/cc/1 Borealis/PROPN/NNPS/conj/1 merged/VERB/VBD/ROOT/4/merge "
        "./PUNCT/./punct/4 The/DET/DT/det/8/the first/ADJ/JJ/amod/8 company/NOUN/NN/nsubj/9 was/AUX/VBD/ROOT/9/be "
        "rich/ADJ/JJ/acomp/9 ./PUNCT/./punct/9",
        Company="0-1 3-3",
    )
    assert refer(doc) == {}


def test_spokesman_brings_the_company_to_mind() -> None:
    """ "A spokesman for Acme said the company …"."""
    doc = parsed(
        "A/DET/DT/det/1/a spokesman/NOUN/NN/nsubj/5 for/ADP/IN/prep/1 Acme/PROPN/NNP/compound/4 Orbital/PROPN/NNP/pobj/2 "
        "said/VERB/VBD/ROOT/5/say the/DET/DT/det/7 company/NOUN/NN/nsubj/9 would/AUX/MD/aux/9 pay/VERB/VB/ccomp/5 ./PUNCT/./punct/5",
        Company="3-4",
    )
    assert refer(doc) == {"the company": "Acme Orbital"}


def test_no_names_no_clusters() -> None:
    """A text that names nothing has nothing to refer to."""
    assert found(parsed(RAISED)) == []


WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8).map(str.capitalize), min_size=2, max_size=6)
NAMES = st.sampled_from(["Acme", "Acme Corp", "Roe", "Jane Roe", "X-1", "X-2", "AB", "A B"])


@given(WORDS)
def test_initials_always_define_a_name(words: list[str]) -> None:
    """The initials of any name of two words and more are an abbreviation of it."""
    assert defines(" ".join(words), "".join(word[0] for word in words))


@given(st.lists(st.tuples(NAMES, st.sampled_from(ENTITY_TYPES)), max_size=8))
def test_every_name_is_in_exactly_one_cluster(names: list[tuple[str, str]]) -> None:
    """Whatever was found, nothing is lost, nothing is in two clusters, and no cluster holds two designators."""
    doc = unparsed(" , ".join(f"{{{name}|{kind}}}" for name, kind in names))
    mentions = [m for cluster in found(doc) for m in cluster.mentions]
    assert sorted(mentions) == sorted(doc._.kgx_mentions)
    assert all(cluster.name in cluster.names and not {"X-1", "X-2"} <= set(cluster.names) for cluster in doc._.kgx_clusters)
