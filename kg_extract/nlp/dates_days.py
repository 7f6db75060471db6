"""The first level of the date grammar: days and months of the calendar, with or without their year."""

from __future__ import annotations

from kg_extract.nlp.dates_calendar import period
from kg_extract.nlp.dates_cascade import Level, Match, day, meaning, span
from kg_extract.nlp.dates_readings import Calendar, Fixed, in_year
from kg_extract.nlp.dates_tokens import Node, century, words

__all__ = ["DAYS", "year_of"]

DAYS = Level()
_YEAR = r"(?:(?:[,~/]|,?[oi])?(?P<y>[Yy]))?"
_WEEKDAY = r"(?:T?(?P<w>[Ww])[,~(]?)?"


def year_of(node: Node | None) -> int | None:
    """The year that a node's number stands for."""
    if node is None:
        return None
    return century(node.number) if node.number < 100 else node.number


def _calendar(year: int | None, month: Node, number: Node) -> Node | None:
    return day(Calendar(year, month.number, number.number)) if number.number <= 31 else None


@DAYS.rule(r"(?:T?[Ww][,~(]?)?(?P<x>X)")
def _figures(m: Match) -> Node:
    return day(meaning(m.need("x")))


@DAYS.rule(
    r"(?P<m>M)~(?P<y>Y)~(?P<d>N)",
    r"(?P<y>Y)[~/,]?(?P<m>M)[~/]?(?P<d>[NO])(?!~)",
    r"(?P<y>Y)[~/](?P<d>N)[~/](?P<m>M)",
    r"(?P<d>N)~(?P<y>Y)~(?P<m>M)",
)
def _year_inside(m: Match) -> Node | None:
    return _calendar(m.need("y").number, m.need("m"), m.need("d"))


@DAYS.rule(r"(?P<y>Y)(?P<m>N)(?P<d>N)(?!U)")
def _spaced(m: Match) -> Node | None:
    parts = m.need("y"), m.need("m"), m.need("d")
    lengths = [part.end - part.start for part in parts]
    year, month, number = (part.number for part in parts)
    return day(Calendar(year, month, number)) if lengths == [4, 2, 2] and month <= 12 else None


@DAYS.rule(rf"(?:(?P<r>R)(?=[WwMm]))?{_WEEKDAY}(?P<m>[Mm])[,~/]?T?(?P<d>[NO])(?!:)\)?(?:(?<=O)(?P<yy>N)(?!U)|{_YEAR})")
def _month_day(m: Match) -> Node | None:
    number, month = m.need("d"), m.need("m")
    if _counts(m, number):
        return None
    return _relative(_calendar(year_of(m["yy"] or m["y"]), month, number), m)


@DAYS.rule(rf"(?P<r>R)?{_WEEKDAY}T?(?P<d>[NO])(?:(?P<u>U)?o|[~/])?(?P<t>T)?(?P<m>[Mm])(?!~?N)(?:o(?P<n>n)|{_YEAR})")
def _day_month(m: Match) -> Node | None:
    unit, two = m["u"], m["n"]
    if unit and (unit.word != "day" or m.need("d").cls != "O"):
        return None
    if m.need("d").cls == "N" and (m["t"] or (m.need("m").cls == "m" and m.need("d").word == "spelled" and not m["y"])):
        return None
    year = year_of(two if two and two.number < 100 else m["y"])
    node = _calendar(year, m.need("m"), m.need("d"))
    if node is not None and not m["w"]:
        node.word = "day first"
    return _relative(node, m)


def _counts(m: Match, number: Node) -> bool:
    return number.cls == "N" and m.after is not None and m.after.word in words().counted and not m["y"]


def _relative(node: Node | None, m: Match) -> Node | None:
    """ "Next 6th of April" is that of the next year, where no weekday stands between."""
    relative = m["r"]
    if node is None or relative is None or not isinstance(node.when, Calendar) or node.when.year:
        return node
    return day(in_year(node.when, 0 if m["w"] else relative.number))


@DAYS.rule(r"(?P<r>R)(?:[Ww])?(?P<f>F)")
def _relative_figures(m: Match) -> Node | None:
    figures = m.need("f").when
    offset = 0 if len(m.classes) > 2 else m.need("r").number
    return day(in_year(figures, offset)) if isinstance(figures, Calendar) else None


@DAYS.rule(r"[Ww](?P<f>F)", r"[Ww](?P<m>N)~(?P<d>N)")
def _weekday_figures(m: Match) -> Node | None:
    if figures := m["f"]:
        return day(meaning(figures))
    month = m.need("m")
    return _calendar(None, month, m.need("d")) if month.number <= 12 else None


@DAYS.rule(r"(?<![~/])(?P<y>Y)[~/](?P<n>N)(?![~/:U])", r"(?<![~/])(?P<n>N)[~/](?P<y>Y)(?![~/])")
def _month_in_figures(m: Match) -> Node | None:
    year, month = m.need("y"), m.need("n")
    glued = max(year.end, month.end) - min(year.start, month.start) <= 7
    return span(Calendar(year.number, month.number, unit="month")) if month.number <= 12 and glued else None


@DAYS.rule(r"(?P<m>[Mm])[,~/]?[oi]?(?P<y>[Yy])(?!~N)", r"(?P<y>Y)(?P<m>M)(?!~?N)", r"(?P<m>M)(?=[&,]M,?(?P<y>Y))")
def _month_year(m: Match) -> Node:
    """ "May 2024"; in "January and June 2020" both months are of that year."""
    return span(Calendar(year_of(m["y"]), m.need("m").number, unit="month"))


@DAYS.rule(r"(?P<m>[Mm])(?P<o>o)?(?P<n>n)")
def _month_short_year(m: Match) -> Node | None:
    """ "April of 87", "October two thousand"."""
    year = m.need("n").number
    if year != 2000 and not (m["o"] and 32 <= year < 100):
        return None
    return span(Calendar(year_of(m["n"]), m.need("m").number, unit="month"))


@DAYS.rule(r"(?P<m>M)o?(?P<r>R)(?P<u>U)")
def _month_of_relative_year(m: Match) -> Node | None:
    """ "January last year"."""
    if m.need("u").word != "year":
        return None
    return span(in_year(Calendar(month=m.need("m").number, unit="month"), m.need("r").number))


@DAYS.rule(r"(?P<b>B)")
def _relative_day(m: Match) -> Node:
    word, number = m.need("b").word, m.need("b").number
    return (
        span(Fixed(lambda anchor: period(anchor, "day")), "J", word)
        if word == "now"
        else day(Fixed(lambda anchor: period(anchor, "day", number)))
    )
