"""Whatever the text: the pipeline gets through, and everything that it found points at its own words."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg_extract.model import ROLES, STATUSES, Article, EntityRef, Extraction
from kg_extract.nlp import pipeline
from kg_extract.rdf import build

PARTS = (
    "Acme Orbital, a unit of Borealis Aerospace Ltd., won a $12.5 million contract from the Norland Space Agency (NSA) on May 18",
    "The company said it will launch Polaris-3 (04) on a Skua-2 rocket no earlier than Q4 2026",
    "“We did not cancel it,” said Jane Roe, chief executive of Acme Orbital",
    "Acme raised €10-12 million in a Series B led by Example Ventures, and may buy Kestrel Systems",
    "* Northern Range, Tromvik, Norland, was awarded a $4,000,000 modification (P00007) to contract FA1234-25-C-0001",
    "HELSINKI —",
    "ABOUT ACME",
    "Photo: Jane Roe",
    "¥500 bn; kr 3m; A$1.2bn",
)
MARKS = st.sampled_from([". ", ", ", "\n", "\n\n", " ", "; ", " — ", "… ", "\t", "\u00a0", "?! ", " (", ") ", '"', "'s "])
TEXTS = st.lists(st.tuples(st.one_of(st.sampled_from(PARTS), st.text(max_size=25)), MARKS), min_size=1, max_size=12).map(
    lambda pairs: "".join(part + mark for part, mark in pairs)
)


def _check(found: Extraction) -> None:
    text = found.article.text
    assert [entity.id for entity in found.entities] == list(range(len(found.entities)))
    for entity in found.entities:
        assert entity.name in entity.names
        assert all(text[mention.start : mention.end] == mention.text for mention in entity.mentions)
    for event in found.events:
        assert {argument.role for argument in event.arguments} <= set(ROLES[event.type])
        assert event.status in STATUSES
        assert all(argument.filler.id < len(found.entities) for argument in event.arguments if isinstance(argument.filler, EntityRef))
    proofs = [entity.evidence for entity in found.entities]
    proofs += [event.evidence for event in found.events]
    proofs += [relation.evidence for relation in found.relations]
    assert all(proofs)
    assert all(0 <= evidence.start < evidence.end <= len(text) for proof in proofs for evidence in proof)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, published=st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(date.isoformat)))
def test_any_text_gives_a_sound_extraction(text: str, published: str | None) -> None:
    """No crash, roles and statuses of the vocabulary, offsets within the text, mentions verbatim, a graph that can be built."""
    (found,) = pipeline.extract([Article(text, "any.txt", published)])
    _check(found)
    assert build.quads(found)


def test_the_same_text_gives_the_same_extraction() -> None:
    """Alone or among others, twice: nothing depends on what was read before."""
    article = Article(" ".join(f"{part}." for part in PARTS), "one.txt", "2025-05-26")
    others = [Article(f"{part}.", f"{n}.txt", "2025-05-26") for n, part in enumerate(PARTS)]
    alone = next(pipeline.extract([article]))
    among = [found for found in pipeline.extract([*others, article]) if found.article == article]
    assert among == [alone]


def test_the_same_article_twice_in_a_row_is_two() -> None:
    """Each gives the same extraction; they are not taken for two pieces of one."""
    article = Article(f"{PARTS[0]}.", "one.txt", "2025-05-26")
    first, second = pipeline.extract([article, article])
    assert first == second
    assert len(first.events) == 1
