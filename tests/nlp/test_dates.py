"""Date expressions: what they mean on a given day of publication, and what is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from kg_extract.model import Article
from kg_extract.nlp import state  # noqa: F401  (registers the attributes)
from kg_extract.nlp.dates import KgxDates, find, parse
from kg_extract.nlp.dates_tense import plain_tense

#: A Thursday.
PUBLISHED = date(2025, 5, 22)


def values(text: str, anchor: date | None = PUBLISHED) -> list[str]:
    """The values found in `text`, its tense read from its words."""
    return [value for _, _, value, _ in find(text, anchor, lambda start, end: plain_tense(text, start, end))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It flew on May 18, 2024.", ["2024-05-18"]),
        ("It flew on 18 May 2024.", ["2024-05-18"]),
        ("It flew on the 18th of May, 2024.", ["2024-05-18"]),
        ("It flew on Saturday, May 18, 2024, at 10:30 a.m. EDT.", ["2024-05-18"]),
        ("It flew on 2024-05-18.", ["2024-05-18"]),
        ("It flew on 12/31/2024.", ["2024-12-31"]),
        ("It flew on 31.12.2024.", ["2024-12-31"]),
        ("It flew on Sept. 3, 2024.", ["2024-09-03"]),
        ("It flew in May 2024.", ["2024-05"]),
        ("It flew in May of 2024.", ["2024-05"]),
        ("It flew in 2017.", ["2017"]),
        ("It flew in spring 2024.", ["2024"]),
        ("It flew in early 2018 and in mid-2019.", ["2018", "2019"]),
        ("It flew in the second half of 2018.", ["2018"]),
        ("It flew in the fourth quarter of 2024 and in Q1 2025.", ["2024-Q4", "2025-Q1"]),
        ("It flew on Christmas 2023.", ["2023-12-25"]),
        ("Work ends in fiscal 2026.", ["2026"]),
        ("Work ends by Dec. 31, 2030.", ["2030-12-31"]),
    ],
)
def test_absolute_dates_need_no_publication_date(text: str, expected: list[str]) -> None:
    """A date with its year is read as exactly as it is told, on any day or none."""
    assert values(text) == expected
    assert values(text, None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The firm said so today.", ["2025-05-22"]),
        ("The firm said so yesterday.", ["2025-05-21"]),
        ("The rocket will fly tomorrow.", ["2025-05-23"]),
        ("The firm said on Thursday it was sold.", ["2025-05-22"]),
        ("The firm said on Monday it was sold.", ["2025-05-19"]),
        ("The rocket will fly on Monday.", ["2025-05-26"]),
        ("The rocket flew last Friday.", ["2025-05-16"]),
        ("The rocket will fly next Tuesday.", ["2025-05-27"]),
        ("The deal was signed last week.", ["2025-05"]),
        ("The deal was signed last month.", ["2025-04"]),
        ("The deal was signed earlier this month.", ["2025-05"]),
        ("The deal was signed earlier this year.", ["2025"]),
        ("The deal was signed late last year.", ["2024"]),
        ("The deal was signed in October.", ["2024-10"]),
        ("The deal is expected to close in October.", ["2025-10"]),
        ("The deal was signed last November.", ["2024-11"]),
        ("It was launched on May 18.", ["2025-05-18"]),
        ("It was launched on Dec. 18.", ["2024-12-18"]),
        ("It is scheduled for no earlier than Sept. 12.", ["2025-09-12"]),
        ("The deal closed three years ago.", ["2022"]),
        ("The deal closed six months ago.", ["2024-11"]),
        ("The deal closed three days ago.", ["2025-05-19"]),
        ("It will be finished by the end of the year.", ["2025"]),
        ("It will be finished early next year.", ["2026"]),
        ("Sales fell in the first quarter.", ["2025-Q1"]),
        ("It was signed in January last year.", ["2024-01"]),
        ("It will fly on the 28th.", ["2025-05-28"]),
    ],
)
def test_relative_dates_count_from_the_publication_date(text: str, expected: list[str]) -> None:
    """A relative or yearless date is the one that the sentence's tense says, told from the day of publication."""
    assert values(text) == expected
    assert values(text, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "It employs 2,000 people in 12 towns.",
        "It employs 2000 people.",
        "The F-2000 and the WASP-2018 flew 2019 km.",
        "A two-year contract was signed for 18 months.",
        "It was popular in the 1990s.",
        "The 45-year-old founder is in his twenties no more.",
        "The ratio of 5/12 and 24/7 support may help.",
        "The firm may march on, and the sun will set.",
        "Sales grew over the past two years and in the last year.",
        "It is now the largest of its kind to date.",
        "Call +1 206-555-1212 or see https://example.com/2024/05/18/news.",
        "The price of $2000 was paid.",
        "One second later the second stage took over.",
        "August Capital and April Miller invest.",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Counts, names, durations, ages, decades and ratios have no date value."""
    assert values(text) == []


def test_both_ends_of_a_range_of_full_dates_are_told() -> None:
    """A range of two full dates gives both; a range of days its first day."""
    assert values("He led the firm from October 2006 to July 2008.") == ["2006-10", "2008-07"]
    assert values("They meet on May 18-20, 2026.") == ["2026-05-18"]
    assert values("They met between 18 and 20 May.") == ["2025-05-18"]


def test_later_counts_from_the_date_told_before() -> None:
    """A date told as so much later counts from the one before it, not from the publication."""
    assert values("It was founded in March 2010 and sold 18 months later.") == ["2010-03", "2011-09"]
    assert values("It was signed on May 2, 2019. Three days later, it was void.") == ["2019-05-02", "2019-05-05"]


def test_a_month_away_goes_before_a_year_away() -> None:
    """The nearest fitting day is meant where the tense would be most of a year off."""
    assert values("The board announced that he was elected, effective June 16.") == ["2025-06-16"]


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%B %d, %Y", "%d %B %Y", "%Y-%m-%d", "%b. %d, %Y", "%m/%d/%Y", "%A, %B %d, %Y"]),
)
def test_any_formatted_date_is_read_back(day: date, form: str) -> None:
    """Whatever the day and the usual form, the same day is read, with or without a publication date."""
    written = day.strftime(form).replace("May.", "May")
    text = f"It was launched on {written} by the firm."
    assert values(text) == [day.isoformat()]
    start, end, _, _ = find(text, None)[0]
    assert text[start:end] == written


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 6))
def test_a_weekday_in_the_past_tense_is_within_the_last_week(anchor: date, back: int) -> None:
    """News tells the weekday of the last seven days, the day of publication included."""
    day = anchor - timedelta(days=back)
    assert values(f"The firm said on {day:%A} that it was sold.", anchor) == [day.isoformat()]


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(50, 300))
def test_a_day_without_its_year_follows_the_tense(anchor: date, distance: int) -> None:
    """In the past tense the last such day is meant, in the future the next one."""
    before, after = anchor - timedelta(days=distance), anchor + timedelta(days=distance)
    if (before.month, before.day) != (2, 29) != (after.month, after.day):
        assert values(f"It was launched on {before:%B} {before.day}.", anchor) == [before.isoformat()]
        assert values(f"It will be launched on {after:%B} {after.day}.", anchor) == [after.isoformat()]


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text gives spans in order, inside the text, without overlap."""
    found = find(text, PUBLISHED)
    ends = [0, *(end for _, end, _, _ in found)]
    assert all(before <= start < end <= len(text) for before, (start, end, _, _) in zip(ends, found, strict=False))


def test_the_rich_result_has_both_readings_and_the_extent() -> None:
    """Behind the news value stand the readings before and after the anchor, each with its first day and the day behind its last."""
    (found,) = parse("in August", PUBLISHED)
    assert [(p.start, p.end) for p in found.readings] == [(date(2024, 8, 1), date(2024, 9, 1)), (date(2025, 8, 1), date(2025, 9, 1))]


def document(text: str, published: str | None) -> Doc:
    """A Doc without a parse, as it comes from an article."""
    doc = spacy.blank("en")(text)
    doc._.kgx_article = Article(text=text, source="test", published=published)
    return doc


def test_the_component_sets_token_spans() -> None:
    """The component gives the tokens of each date, with the value told from the article's publication date."""
    doc = KgxDates()(document("The award of last month was announced on May 18, 2025.", "2025-05-22"))
    assert [(doc[d.start : d.end].text, d.value) for d in doc._.kgx_dates] == [("last month", "2025-04"), ("May 18, 2025", "2025-05-18")]


@pytest.mark.parametrize("published", [None, "2025-05"])
def test_without_a_day_of_publication_only_absolute_dates_are_told(published: str | None) -> None:
    """Without a full publication date, relative expressions are left out."""
    doc = KgxDates()(document("It was announced on Monday and signed in May 2024.", published))
    assert [d.value for d in doc._.kgx_dates] == ["2024-05"]


def clause(words: list[str], tags: list[str], heads: list[int], deps: list[str]) -> Doc:
    """A parsed Doc of one clause, by hand; the POS follows from the tag."""
    pos = ["VERB" if tag.startswith("VB") else "AUX" if tag == "MD" else "NOUN" for tag in tags]
    doc = Doc(
        spacy.blank("en").vocab,
        words=words,
        tags=tags,
        heads=heads,
        deps=deps,
        pos=pos,
        lemmas=["be" if w == "is" else w.lower() for w in words],
    )
    doc._.kgx_article = Article(text=doc.text, source="test", published="2025-05-22")
    return doc


@pytest.mark.parametrize(
    ("words", "tags", "heads", "deps", "expected"),
    [
        (["It", "launched", "in", "August"], ["PRP", "VBD", "IN", "NNP"], [1, 1, 1, 2], ["nsubj", "ROOT", "prep", "pobj"], "2024-08"),
        (
            ["It", "will", "launch", "in", "August"],
            ["PRP", "MD", "VB", "IN", "NNP"],
            [2, 2, 2, 2, 3],
            ["nsubj", "aux", "ROOT", "prep", "pobj"],
            "2025-08",
        ),
        (["Launch", "due", "in", "August"], ["NN", "JJ", "IN", "NNP"], [0, 0, 1, 2], ["ROOT", "amod", "prep", "pobj"], "2025-08"),
        (["Bids", "close", "by", "August"], ["NNS", "VBP", "IN", "NNP"], [1, 1, 1, 2], ["nsubj", "ROOT", "prep", "pobj"], "2025-08"),
        (
            ["It", "is", "to", "fly", "Monday"],
            ["PRP", "VBZ", "TO", "VB", "NNP"],
            [1, 1, 3, 1, 3],
            ["nsubj", "ROOT", "aux", "xcomp", "npadvmod"],
            "2025-05-26",
        ),
        (["It", "is", "landing", "Monday"], ["PRP", "VBZ", "VBG", "NNP"], [2, 2, 2, 2], ["nsubj", "aux", "ROOT", "npadvmod"], "2025-05-19"),
    ],
)
def test_the_parse_tells_the_tense(words: list[str], tags: list[str], heads: list[int], deps: list[str], expected: str) -> None:
    """The verb that a date hangs on, with its auxiliaries, says which way it lies."""
    assert [d.value for d in KgxDates()(clause(words, tags, heads, deps))._.kgx_dates] == [expected]


def test_a_paragraph_parts_expressions() -> None:
    """A month at the end of one paragraph and a year at the start of the next are two dates."""
    assert values("The launch is set for June\n\n2028 will be the last year.", PUBLISHED) == ["2025-06", "2028"]
