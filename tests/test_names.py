"""Which other name tells who somebody is, wherever it is met alone."""

from __future__ import annotations

import pytest

from kg_extract.names import identifies


@pytest.mark.parametrize(
    ("alias", "name", "family", "expected"),
    [
        ("NSA", "Norland Space Agency", "organization", True),
        ("Northern Light Systems", "Borealis Aerospace", "organization", True),
        ("Borealis", "Borealis Aerospace", "organization", False),
        ("Borealis Aerospace Group", "Borealis Aerospace", "organization", False),
        ("Borealis Aerospace Ltd.", "Borealis Aerospace", "organization", False),
        ("JPX", "NSA", "organization", False),
        ("Skua-1", "Skua-2", "vehicle", False),
        ("Skua", "Skua-2", "vehicle", False),
        ("Skua-2", "CZ-2", "vehicle", True),
        ("Beacon-S", "Beacon-X", "spacecraft", False),
        ("Roe", "Jane Roe", "person", False),
        ("Bob Roe", "Robert Roe", "person", True),
        ("Jane Poe", "Jane Roe", "person", False),
        ("the agency", "Norland Space Agency", "organization", False),
        ("X", "Norland Space Agency", "organization", False),
    ],
)
def test_identifies(alias: str, name: str, family: str, expected: bool) -> None:
    """Acronyms and other full names do; surnames, parts of names, members of a series and common nouns do not."""
    assert identifies(alias, name, family) is expected
