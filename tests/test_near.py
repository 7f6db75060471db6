"""Near-duplicates: what is a copy, what is another story, and that the order of arrival does not matter."""

from __future__ import annotations

import tracemalloc
from itertools import permutations

from kg_extract.model import Article
from kg_extract.near import Index, fingerprint, similarity

STORY = (
    "Borealis Aerospace has won a contract worth 46 million dollars to build two weather satellites for the Norland "
    "Space Agency, the company said on Monday. The satellites will be launched in 2027 on a Skua-2 rocket from the "
    "coast of Norland. The agency chose the company after a tender in which four bidders took part. The satellites "
    "will replace three older ones that have been in orbit since 2009 and will send pictures of clouds and ice "
    "every ten minutes. A spokeswoman of the agency said that work would begin at once in the town of Oldhaven."
)
COPY = "OLDHAVEN (Norland Press) - " + STORY.replace("said on Monday", "announced on Monday") + " More news soon."
OTHER_FIGURES = STORY.replace("46", "71").replace("2027", "2029").replace("2009", "2011")


def alike(one: str, other: str) -> float:
    """How alike two texts are."""
    first, second = fingerprint(one), fingerprint(other)
    assert first
    assert second
    return similarity(first, second)


def test_a_copy_with_small_changes_is_alike() -> None:
    """Another agency's name in front and a word exchanged."""
    assert alike(STORY, STORY) == 1
    assert alike(STORY, COPY) > 0.75


def test_other_figures_make_another_story() -> None:
    """A text made from another one by exchanging the numbers is no copy."""
    assert alike(STORY, OTHER_FIGURES) == 0


def test_short_texts_are_no_copies() -> None:
    """A line or two may be alike by chance."""
    assert fingerprint("Borealis has won a contract.") is None


def test_the_original_is_the_same_in_any_order() -> None:
    """The earliest article, and of one day the one with the smallest IRI."""
    articles = {
        "urn:c": Article(STORY, "c", published="2025-05-26"),
        "urn:b": Article(COPY, "b", published="2025-05-26"),
        "urn:a": Article(STORY + " It was updated.", "a", published="2025-05-27"),
        "urn:d": Article(OTHER_FIGURES, "d", published="2025-05-01"),
    }
    for order in permutations(articles):
        index = Index()
        for iri in order:
            index.put(iri, articles[iri])
        assert {iri: index.original(iri) for iri in articles} == {"urn:a": "urn:b", "urn:b": None, "urn:c": "urn:b", "urn:d": None}


def test_what_an_article_changes_for_others() -> None:
    """An earlier copy makes copies of those that are there; when it goes, they are told again."""
    index = Index()
    later = Article(STORY, "later", published="2025-05-26")
    assert index.put("urn:later", later) == set()
    assert index.put("urn:early", Article(COPY, "early", published="2025-05-20")) == {"urn:later"}
    assert index.put("urn:later", later) == set()
    assert index.original("urn:later") == "urn:early"
    assert index.drop("urn:early") == {"urn:later"}
    assert index.original("urn:later") is None


def test_a_book_needs_no_more_memory_than_its_words() -> None:
    """The print of a long text is made in parts: it takes little memory, and the parts leave no gap between them."""
    text = " ".join(f"word{number}" for number in range(60_000))
    tracemalloc.start()
    whole = fingerprint(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000
    shifted = fingerprint("before " + text)
    assert whole and shifted and sum(a != b for a, b in zip(whole.minima, shifted.minima, strict=True)) < 10
