"""The second level of the date grammar: quarters, halves, decades, seasons, fiscal years, holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kg_extract.nlp.dates_calendar import Period, add, floor, period
from kg_extract.nlp.dates_cascade import Level, Match, day, span
from kg_extract.nlp.dates_days import year_of
from kg_extract.nlp.dates_readings import Bare, Calendar, Directed, Fixed, Holiday, When, in_year
from kg_extract.nlp.dates_tokens import Node, century

__all__ = ["SPANS"]

SPANS = Level()
_PARTS = {"quarter": 3, "half": 6}


def _part(node: Node, unit: Node | None, year: int | None = None) -> Calendar | None:
    """The quarter or half that "Q3", "H1" or "third quarter" names."""
    kind = unit.word if unit else "quarter" if node.cls == "Q" else "half"
    months = _PARTS.get(kind, 13)
    return Calendar(year, node.number * months - months + 1, unit=kind) if node.number * months <= 12 else None


@SPANS.rule(
    r"(?P<q>[Qh])(?:~|,|[oi]|K|TK)*U?(?P<y>[Yy])",
    r"(?P<y>Y)~?(?P<q>[Qh])",
    r"(?P<q>[Qh])[,~oi]*T?KU?~?(?P<y>[Nn])",
    r"(?:TR?)?(?P<q>O)~?(?P<u>U)[oi,]*T?K?U?(?P<y>[Yy])",
)
def _part_of_year(m: Match) -> Node | None:
    found = _part(m.need("q"), m["u"], year_of(m["y"]))
    return span(found) if found else None


@SPANS.rule(
    r"(?P<r>R)K?(?P<u2>U)p(?P<q>O)~?(?P<u>U)",
    r"(?P<q>Q)[oi]?(?P<r>R)(?P<u2>U)",
    r"T?(?P<q>O)~?(?P<u>U)[oi]?(?P<r>[RT])K?(?P<u2>U)",
)
def _part_of_relative_year(m: Match) -> Node | None:
    found, relative = _part(m.need("q"), m["u"]), m.need("r")
    if found is None or m.need("u2").word != "year":
        return None
    return span(found if relative.cls == "T" and found.unit == "quarter" else in_year(found, relative.number))


@SPANS.rule(r"T?(?P<r>R)(?P<u>U)[oi]T?(?P<y>Y)")
def _last_quarter(m: Match) -> Node | None:
    """ "The last quarter of 2024"."""
    if m.need("r").word != "last" or m.need("u").word != "quarter":
        return None
    return span(Calendar(m.need("y").number, 10, unit="quarter"))


@SPANS.rule(r"[TR]?(?P<q>Q)", r"T?(?P<q>O)~?(?P<u>U)")
def _part_alone(m: Match) -> Node | None:
    unit = m["u"]
    found = _part(m.need("q"), unit)
    return span(found) if found and found.unit == "quarter" and not (unit and unit.number) else None


@SPANS.rule(r"T?E?~?(?P<y>[YNn])(?P<p>p)", r"T?E?~?(?P<y>y)(?P<p>p)", r"T?E?~?(?P<y>D)")
def _decade(m: Match) -> Node | None:
    year, glued = m.need("y"), m["p"]
    if glued and glued.word != "s":
        return None
    first = year.number if year.number > 99 else century(year.number)
    return _stretch(first, 10) if first % 10 == 0 else None


def _stretch(first: int, years: int) -> Node:
    start = date(first, 1, 1)
    return span(Bare(Fixed(lambda _: Period(start, date(first + years, 1, 1), "", start))))


@SPANS.rule(r"T?(?P<o>O)(?P<u>U)")
def _century(m: Match) -> Node | None:
    number = m.need("o").number
    return _stretch(number * 100 - 100, 100) if m.need("u").word == "century" and 1 < number < 90 else None


@SPANS.rule(r"T?(?P<r>R)(?P<n>[Nn])?(?P<u>U)")
def _relative_decade(m: Match) -> Node | None:
    relative, count = m.need("r"), m["n"]
    if m.need("u").word != "decade" or (relative.number < 1 and count):
        return None
    number = count.number if count else 1

    def make(anchor: date) -> Period:
        first = add(floor(anchor, "decade"), relative.number, "decade")
        return Period(first, add(first, number, "decade"), "", first)

    return span(Bare(Fixed(make)))


@SPANS.rule(r"T?R?KU?~?(?P<y>[YyNn])", r"S[,o]*(?P<y>[Yy])")
def _fiscal_or_season(m: Match) -> Node:
    return span(Calendar(year_of(m["y"]), unit="year"))


@SPANS.rule(r"T?(?P<r>R)K(?P<u>U)", r"T?(?P<r>R)S")
def _relative_fiscal_or_season(m: Match) -> Node | None:
    offset = m.need("r").number
    return span(_year(offset)) if not m["u"] or m.need("u").word == "year" else None


def _year(offset: int) -> When:
    return Fixed(lambda anchor: period(anchor, "year", offset))


@SPANS.rule(r"(?P<v>V)[,o]?(?P<y>[Yy])", r"(?P<v>V)o(?P<r>R)U")
def _holiday_of_year(m: Match) -> Node | None:
    inner, relative = m.need("v").when, m["r"]
    if not isinstance(inner, Holiday):
        return None
    return day(in_year(inner, relative.number) if relative else replace(inner, year=year_of(m["y"])))


@SPANS.rule(r"(?P<r>R)?(?P<v>V)")
def _holiday(m: Match) -> Node:
    inner, relative = m.need("v").when, m["r"]
    return day(Directed(inner or Calendar(), relative.number) if relative and relative.number else inner or Calendar())
