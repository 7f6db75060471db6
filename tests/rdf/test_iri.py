"""IRIs depend on what was said and on nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg_extract.errors import UsageError
from kg_extract.model import ENTITY_TYPES, Article
from kg_extract.rdf.iri import FAMILIES, article_iri, check_base, entity_iri, name_key
from kg_extract.rdf.vocab import DEFAULT_BASE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Borealis Aerospace Ltd.", "BOREALIS Aerospace"),
        ("The Boreal Company", "Boreal Co., Ltd."),
        ("U.S. Navy", "US Navy"),
        ("Fjord & Sons S.p.A.", "Fjord and Sons"),
        ("L'Etoile", "L’Etoile"),
        ("Skua-Werke GmbH & Co. KG", "Skua Werke"),
        ("Ｂoreal", "Boreal"),
    ],
)
def test_names_that_agree_share_an_iri(one: str, other: str) -> None:
    """Case, punctuation, a leading "the" and the legal form do not make two organisations."""
    assert entity_iri("Company", one, DEFAULT_BASE) == entity_iri("Organization", other, DEFAULT_BASE)


@pytest.mark.parametrize(
    ("type_", "one", "other"),
    [
        ("LaunchVehicle", "Skua-1", "Skua-2"),
        ("LaunchVehicle", "Skua v1.1", "Skua v11"),
        ("Spacecraft", "Polaris-3 (04)", "Polaris-3 (02A)"),
        ("Spacecraft", "Polaris 3A", "Polaris 3B"),
        ("LaunchVehicle", "Skua XL+", "Skua XL"),
        ("Spacecraft", "Polaris Co", "Polaris"),
    ],
)
def test_designators_make_a_difference(type_: str, one: str, other: str) -> None:
    """Digits, letters after them and version points keep things apart."""
    assert entity_iri(type_, one, DEFAULT_BASE) != entity_iri(type_, other, DEFAULT_BASE)


def test_a_company_and_a_city_of_one_name_are_two() -> None:
    """The family of the type is part of the IRI."""
    assert entity_iri("Company", "Tromvik", DEFAULT_BASE) != entity_iri("Place", "Tromvik", DEFAULT_BASE)
    assert entity_iri("Place", "Tromvik", DEFAULT_BASE) == entity_iri("LaunchSite", "Tromvik", DEFAULT_BASE)


def test_every_entity_type_has_a_family() -> None:
    """No type is left without IRIs."""
    assert set(FAMILIES) == set(ENTITY_TYPES)


@given(st.text(max_size=200), st.sampled_from(ENTITY_TYPES))
def test_any_name_gives_a_valid_iri(name: str, type_: str) -> None:
    """Whatever a name is made of, its IRI is one that every parser takes, and is not that of the bare family."""
    iri = entity_iri(type_, name, DEFAULT_BASE)
    assert NamedNode(iri).value == iri
    assert not iri.endswith("/")


@given(st.text(max_size=60))
def test_a_key_is_a_fixed_point(name: str) -> None:
    """A name written as its own key keeps the key, so that an exported IRI can be typed back in as a name."""
    key = name_key(name, "product")
    assert key.startswith(("unnamed-", "the-")) or name_key(key, "product") == key


def test_a_legal_form_alone_is_a_name() -> None:
    """A company called by its legal form only keeps it."""
    assert name_key("Company", "organization") == "company"
    assert name_key("The Co.", "organization") == "co"


def test_an_article_is_named_after_its_source_whatever_its_text() -> None:
    """The same source gives the same IRI; standard input has nothing but its text and, where it gives one, its URL."""
    by_url = article_iri(Article("a", "-", url="https://News.example/Launch-7?utm_source=feed#top"), DEFAULT_BASE)
    assert by_url == article_iri(Article("b", "https://news.example/Launch-7/", url="https://news.example/Launch-7"), DEFAULT_BASE)
    assert by_url.startswith(DEFAULT_BASE + "article/launch-7-")
    assert article_iri(Article("a", "./in/x.txt"), DEFAULT_BASE) == article_iri(Article("b", "in/x.txt"), DEFAULT_BASE)
    assert article_iri(Article("a", "-"), DEFAULT_BASE) != article_iri(Article("b", "-"), DEFAULT_BASE)


@given(st.text(), st.text() | st.text().map("http://[".__add__))
def test_any_source_gives_a_valid_iri(source: str, url: str) -> None:
    """A header of an article may say what it likes."""
    iri = article_iri(Article("a", source, url=url), DEFAULT_BASE)
    assert NamedNode(iri).value == iri


def test_one_page_in_two_files_and_two_pages_in_one_file_are_two_articles() -> None:
    """Neither takes the other's place in the store."""
    page = "https://news.example/contracts"
    found = {article_iri(Article("a", source, url=url), DEFAULT_BASE) for source in ("1.txt", "2.txt") for url in (page, page + "/2", None)}
    assert len(found) == 6


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("https://news.example/launch?utm_source=x&utm_medium=y&fbclid=z", "https://news.example/launch?gclid=1#top"),
        ("https://short.example/abc", "https://news.example/launch/"),
        ("http://news.example/launch", None),
        ("HTTPS://News.Example/launch", "https://NEWS.example/launch?mc_cid=1&igshid=2"),
    ],
)
def test_a_fetched_page_is_its_own_address(source: str, url: str | None) -> None:
    """However it was reached: by a short link, with tracking parameters, without encryption."""
    plain = article_iri(Article("a", "https://news.example/launch"), DEFAULT_BASE)
    assert article_iri(Article("b", source, url=url), DEFAULT_BASE) == plain


def test_the_query_of_a_url_tells_articles_apart() -> None:
    """Only tracking parameters are dropped."""
    one, other = (Article("a", f"https://news.example/story?id={n}") for n in (1, 2))
    assert article_iri(one, DEFAULT_BASE) != article_iri(other, DEFAULT_BASE)


@pytest.mark.parametrize("base", ["", "example.org/id/", "https://example.org/id", "https://exa mple.org/"])
def test_a_base_that_cannot_work_is_refused(base: str) -> None:
    """The message says what a base looks like."""
    with pytest.raises(UsageError, match="absolute IRI"):
        check_base(base)
