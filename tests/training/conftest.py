"""A folder of annotated articles about invented companies, large enough to learn something from and small enough to learn it soon."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

_COMPANIES = ("Norvalt Orbital", "Quillon Robotics", "Tessaly Energy", "Brimwick Software", "Ostrava Dynamics", "Calder Photonics")
_INVESTORS = ("Marrow Capital", "Fennick Partners", "Linden Ventures", "Hollis Growth")
_PLACES = ("Oslo", "Turin", "Denver", "Leeds", "Lyon")


def write_article(folder: Path, number: int) -> None:
    """One article with its facts; the number says whom it is about."""
    company = f"{_COMPANIES[number % len(_COMPANIES)]} {'' if number < 6 else number}".strip()
    investor, place = _INVESTORS[number % len(_INVESTORS)], _PLACES[number % len(_PLACES)]
    text = (
        f"title: {company} raises ${number + 3} million\ndate: 2026-03-{number % 28 + 1:02d}\n\n"
        f"{company}, based in {place}, has raised ${number + 3} million in a round led by {investor}. "
        f"The company makes sensors. The chief executive of {company} did not win a prize, and {place} had rain.\n\n"
        f"{investor} said that it was pleased. Last year the company had sold ${number + 90} million of sensors in {place}.\n"
    )
    facts = {
        "id": f"a{number:02d}",
        "published": f"2026-03-{number % 28 + 1:02d}",
        "entities": [
            {"id": "e1", "type": "Company", "names": [company]},
            {"id": "e2", "type": "Company", "names": [investor]},
            {"id": "e3", "type": "Place", "names": [place]},
        ],
        "events": [
            {
                "type": "Funding",
                "status": "occurred",
                "quote": f"has raised ${number + 3} million",
                "roles": {"recipient": ["e1"], "investor": ["e2"], "amount": [{"value": (number + 3) * 1_000_000, "currency": "USD"}]},
            }
        ],
        "relations": [{"s": "e1", "p": "headquarteredIn", "o": "e3", "quote": f"based in {place}"}],
    }
    (folder / f"a{number:02d}.txt").write_text(text, encoding="utf-8")
    (folder / f"a{number:02d}.json").write_text(json.dumps(facts), encoding="utf-8")


def _folder(folder: Path, numbers: range) -> Path:
    for number in numbers:
        write_article(folder, number)
    return folder


@pytest.fixture(scope="session")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles to learn from."""
    return _folder(tmp_path_factory.mktemp("gold"), range(20))


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles to score."""
    return _folder(tmp_path_factory.mktemp("dev"), range(20, 24))
