"""One happening told by many: counted once, with all its sources and what they do not agree on."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.store import named
from kg_extract.store.embedded import EmbeddedStore
from kg_extract.store.results import Rows, text_of
from tests.store.articles import Telling, kg
from tests.store.test_resolve import FULL, NASA, filled

ACME = "organization/acme-orbital"


def award(number: int, published: str, awarder: str, **said: str) -> Telling:
    """An article that tells of an award to Acme."""
    article = Telling(number, published).entity(ACME, "Company", "Acme Orbital")
    if awarder == FULL:
        article.entity(FULL, "Agency", "National Aeronautics and Space Administration", ("NASA", NASA))
    else:
        article.entity(awarder, "Agency", awarder.rsplit("/", 1)[-1].upper())
    return article.event("award", "ContractAward", awardee=ACME, awarder=awarder, **said)


def contracts(store: EmbeddedStore, **values: str) -> list[dict[str, str]]:
    """The rows of `kgx query contracts`, without empty cells."""
    result = store.query(named.get("contracts").sparql(values))
    assert isinstance(result, Rows)
    return [{c: text_of(t) for c, t in zip(result.variables, row, strict=True) if text_of(t)} for row in result]


def told_in_may_and_june() -> EmbeddedStore:
    """Planned in May under one name of the awarder, occurred in June under another."""
    may = award(1, "2025-05-10", NASA, status="planned", day="2025-06-01", money="100")
    june = award(2, "2025-06-02", FULL, status="occurred", day="2025-06-02", money="100")
    return filled([may, june])


def test_an_award_told_twice_is_one_row() -> None:
    """The row says what happened in the end, and what the sources disagree on."""
    (row,) = contracts(told_in_may_and_june())
    assert row["awarder"] == "National Aeronautics and Space Administration"
    assert (row["amount"], row["currency"], row["status"]) == ("100", "USD", "occurred")
    assert row["disagreement"] == "date: 2025-06-01 / 2025-06-02. status: planned (told 2025-05-10) / occurred (told 2025-06-02)."


def test_what_was_known_on_a_day() -> None:
    """In May it was only planned."""
    (row,) = contracts(told_in_may_and_june(), known="2025-05-31")
    assert row["status"] == "planned"
    assert "disagreement" not in row


def test_the_link_says_its_rule() -> None:
    """kg:resolution names the rule by which two accounts are one happening."""
    rows = told_in_may_and_june().select("SELECT ?rule { ?one kg:sameHappening ?other ; kg:joinedBy ?rule }")
    assert [row[0] for row in rows] == [Literal("same awarder, awardee and amount, within a month")]


def test_different_amounts_or_times_are_two_happenings() -> None:
    """A second contract of the same parties is no second account of the first."""
    first = award(1, "2025-05-10", NASA, money="100")
    other = award(2, "2025-05-12", NASA, money="200")
    later = award(3, "2025-11-10", NASA, money="100")
    assert len(contracts(filled([first, other, later]))) == 3


def test_what_did_not_happen_is_never_joined() -> None:
    """A denial is no account of the happening."""
    said = award(1, "2025-05-10", NASA, money="100")
    denied = award(2, "2025-05-12", NASA, status="negated", money="100")
    assert len(contracts(filled([said, denied]))) == 2


def test_a_payload_without_a_name_links_nothing() -> None:
    """Two launches of "six satellites" in one month are two; two accounts of one named satellite are one."""
    articles = []
    for number in (1, 2):
        article = Telling(number, "2025-05-10").entity("spacecraft/polaris-3", "Spacecraft", "Polaris-3")
        article.event("crowd", "Launch").event("polaris", "Launch", payload="spacecraft/polaris-3")
        this = NamedNode(f"{article.graph.value}#crowd")
        article.quads.append(Quad(this, kg("payload"), Literal("six satellites"), article.graph))
        articles.append(article)
    rows = list(filled(articles).select("SELECT ?one ?other { ?one kg:sameHappening ?other }"))
    assert [[text_of(term).rsplit("#", 1)[-1] for term in row] for row in rows] == [["polaris", "polaris"]]
