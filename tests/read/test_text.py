"""Plain text → Article: header, dateline, encodings, and what is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_extract.errors import InputError
from kg_extract.read import read_text

BODY = "Acme Orbital has won a contract to build the satellites of Norland, the company said on Monday."


def test_header_lines_in_any_order_and_case() -> None:
    """Header lines become fields; the body begins after them."""
    data = f"URL: https://example.org/a\nTitle: Acme wins\ndate: May 26, 2025\nAUTHOR: Jo Doe\npublisher: Norland News\n\n{BODY}\n"
    article = read_text(data.encode(), "a.txt")
    assert (article.url, article.title, article.published) == ("https://example.org/a", "Acme wins", "2025-05-26")
    assert (article.author, article.publisher, article.text, article.source) == ("Jo Doe", "Norland News", BODY, "a.txt")


def test_header_ends_at_the_first_other_line() -> None:
    """No blank line is needed."""
    assert read_text(f"title: Acme wins\n{BODY}".encode(), "a").text == BODY


def test_first_line_with_a_date_and_dateline() -> None:
    """`date 2025-05-26 CITY — …`: the date goes, the dateline stays in the text and is told apart."""
    article = read_text(f" date 2025-05-26 HELSINKI — {BODY}".encode(), "a")
    assert (article.published, article.dateline, article.text) == ("2025-05-26", "HELSINKI", f"HELSINKI — {BODY}")


def test_dateline_dates_a_bare_text() -> None:
    """A full date in the dateline is the date of publication, and wins over the one given."""
    article = read_text(f"Long Beach, Calif. – May 3, 2025 – {BODY}".encode(), "a", "2020-01-01")
    assert (article.published, article.dateline) == ("2025-05-03", "Long Beach, Calif.")


def test_given_date_is_used_where_the_text_has_none() -> None:
    """--published dates an undated text only."""
    assert read_text(BODY.encode(), "a", "2020-01-01").published == "2020-01-01"
    assert read_text(f"date: 2021-02-03\n\n{BODY}".encode(), "a", "2020-01-01").published == "2021-02-03"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_that_are_certain_are_read(encoding: str) -> None:
    """Byte-order marks, UTF-16 and Windows-1252 typography are recognised."""
    text = f"“It’s done,” said Zoë Roe – for €4 million. {BODY}"
    assert read_text(text.encode(encoding), "a").text == text


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"title: Acme\n\n", "has a header but no text"),
        (b"%PDF-1.7 ...", "is a PDF document"),
        (bytes(range(256)) * 4, "is binary data"),
        (("Acme paid four yen. " * 5 + "日本語の記事です。" * 20).encode("shift_jis"), "is not UTF-8"),
        (b"date: soon\n\nAcme paid.", "the date 'soon' is no date"),
        (
            "Der Konzern hat am Montag einen Vertrag mit der Behörde unterzeichnet und wird Satelliten bauen.".encode(),
            "German",
        ),
        ("Компания подписала контракт на строительство трёх спутников.".encode(), "not in Latin script"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, what: str) -> None:
    """Each refusal names the source, says what is wrong and what to do."""
    with pytest.raises(InputError) as caught:
        read_text(data, "a.txt")
    assert what in caught.value.what
    assert caught.value.what.startswith("a.txt: ")
    assert caught.value.hint


@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_an_input_error(data: bytes) -> None:
    """Nothing crashes the reader."""
    with contextlib.suppress(InputError):
        assert read_text(data, "a").text.strip()
