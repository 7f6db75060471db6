"""Datelines and the dates in them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_extract import dateline


@pytest.mark.parametrize(
    ("text", "place", "day", "rest"),
    [
        ("HELSINKI — Acme won.", "HELSINKI", None, "Acme won."),
        ("WASHINGTON (Reuters) - Acme won.", "WASHINGTON", None, "Acme won."),
        ("(Reuters) - Acme won.", None, None, "Acme won."),
        ("NEW YORK/LONDON, May 26 (AP) — Acme won.", "NEW YORK/LONDON", None, "Acme won."),
        ("CAPE CANAVERAL, Fla.—Acme won.", "CAPE CANAVERAL, Fla.", None, "Acme won."),
        ("Munich, 22 January 2018 – Acme won.", "Munich", "2018-01-22", "Acme won."),
        ("Long Beach, Calif. Oct. 4, 2022 – Acme won.", "Long Beach, Calif.", "2022-10-04", "Acme won."),
        ("Oslo, Norway. Thursday 4 April, 2019 – Acme won.", "Oslo, Norway", "2019-04-04", "Acme won."),
        ("May 20th, 2021, Fairfax, VA – Acme won.", "Fairfax, VA", "2021-05-20", "Acme won."),
        ("OSLO, Norway, Nov. 05, 2025 (GLOBE NEWSWIRE) -- Acme won.", "OSLO, Norway", "2025-11-05", "Acme won."),
    ],
)
def test_forms(text: str, place: str | None, day: str | None, rest: str) -> None:
    """Agencies, magazines and press releases each have their form."""
    found = dateline.find(text)
    assert found is not None
    assert (found.place, found.date, text[found.end :]) == (place, day, rest)


@pytest.mark.parametrize(
    "text", ["Acme won a contract – its first.", "NASA has paid.", "The U.S. Navy - a buyer - paid.", "In 2018 – it rose.", ""]
)
def test_no_dateline(text: str) -> None:
    """A dash alone makes no dateline."""
    assert dateline.find(text) is None


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_written_dates_come_back(day: date) -> None:
    """Every way to write a whole date gives the ISO date."""
    for form in ("%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%b. %d, %Y", "%Y-%m-%dT10:00:00Z", "%a, %d %b %Y 10:00:00 +0000"):
        assert dateline.parse_date(day.strftime(form)) == day.isoformat()
