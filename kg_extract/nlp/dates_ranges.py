"""The last levels of the date grammar: ranges ("from May to July 2024") and open bounds ("by", "since", "no later than")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg_extract.nlp.dates_calendar import Period, bounded, period
from kg_extract.nlp.dates_cascade import Level, Match, day, meaning, span
from kg_extract.nlp.dates_parts import day_of_month
from kg_extract.nlp.dates_readings import Bare, Calendar, Fixed, Mapped, Readings, Weekday, When
from kg_extract.nlp.dates_tokens import Node

__all__ = ["BOUNDS", "RANGES", "Range"]

RANGES = Level()
BOUNDS = Level()
_DATE = "[dPYJ]"


@dataclass(frozen=True)
class Range(When):
    """From one date to another; what the first leaves open is taken from the second."""

    first: When
    second: When

    def readings(self, anchor: date | None) -> Readings:
        """The pairs of readings in which the second is not before the first."""
        first, second = self.first, self.second
        if isinstance(first, Calendar) and first.year is None and (ends := second.readings(anchor)) and len(ends) == 1:
            first = replace(first, year=_year_before(first, ends[0].at))
        if isinstance(first, Calendar) and first.year is None and isinstance(second, Calendar) and anchor:
            return self._around(first, anchor)
        ends = second.readings(anchor)
        pairs = [(start, self._end(start, ends, i)) for i, start in enumerate(first.readings(anchor))]
        return tuple(joined(start, end) for start, end in pairs if end is not None)

    def _around(self, first: Calendar, anchor: date) -> Readings:
        """The range that holds the anchor, or the last one before and the next one after it."""
        starts = [p for year in range(anchor.year - 8, anchor.year + 8) if (p := first.within(year))]
        out = [joined(start, end) for start in starts if (end := self._end(start, (), 0))]
        if now := [p for p in out if p.at < anchor and p.until and p.until > anchor]:
            return tuple(now)
        return (*[p for p in out if p.at <= anchor][-1:], *[p for p in out if p.at > anchor][:1])

    def _end(self, start: Period, ends: Readings, index: int) -> Period | None:
        second = self.second
        if isinstance(second, Calendar) and second.year is None:
            years = (start.at.year, start.at.year + 1)
            return next((p for year in years if (p := second.within(year)) and p.at > start.at), None)
        if isinstance(second, Weekday):
            ends = second.readings(start.at)[-1:]
        return ends[min(index, len(ends) - 1)] if ends else None


def _year_before(first: Calendar, end: date) -> int:
    found = first.within(end.year)
    return end.year if found is None or found.at <= end else end.year - 1


def joined(start: Period, end: Period) -> Period:
    """The range of two periods, told by its start."""
    told = start if start.grain else end
    return Period(_edge(start), _edge(end), told.grain, told.at, last=end.value, until=end.end)


def _edge(found: Period) -> date | None:
    """Where a range begins or ends: the start of a named period, or the point that a part of it means."""
    if found.mod == "end":
        return found.end
    if found.mod == "mid":
        return date(found.at.year, 7, 2) if found.grain == "year" else found.at + timedelta(days=15)
    return found.start


@RANGES.rule(r"i?(?P<f>[fb])?T?(?P<d>d)(?P<x>[~2&])T?(?P<n>[NO])(?![U:Mm])(?:,?o?(?P<y>[Yy]))?")
def _days(m: Match) -> Node | None:
    """ "May 18-20, 2025"."""
    first, number, year = m.need("d").when, m.need("n"), m["y"]
    if not isinstance(first, Calendar) or first.day is None or first.month is None or number.number > 31:
        return None
    if m.need("x").cls == "&" and not (m["f"] and m.need("f").cls == "b") and number.cls != "O" and not year:
        return None
    first = replace(first, year=year.number) if year else first
    month = first.month or 1
    return span(Range(first, Calendar(first.year, month % 12 + 1 if number.number <= first.day else month, number.number)))  # type: ignore[operator]


@RANGES.rule(r"(?P<f>[fb])?T?(?P<n>[NO])(?:[~2]|(?P<and>&))T?(?P<d>d)")
def _days_first(m: Match) -> Node | None:
    """ "From 18 to 20 May 2025"."""
    number, second = m.need("n").number, m.need("d").when
    if not isinstance(second, Calendar) or second.day is None or (m["and"] and not (m["f"] and m.need("f").cls == "b")):
        return None
    month, year = second.month or 1, second.year
    if number > second.day:
        month, year = month - 1 or 12, year - 1 if year and month == 1 else year
    return span(Range(Calendar(year, month, number), second))


@RANGES.rule(r"f?(?P<n>N)[~2](?P<n2>N)[io](?P<p>P)")
def _days_of(m: Match) -> Node:
    """ "From 4-23 in next month"."""
    first, last = m.need("n").number, m.need("n2").number
    return span(Mapped(meaning(m.need("p")), lambda p: joined(day_of_month(p, first), day_of_month(p, last))))


@RANGES.rule(r"(?P<n>N)(?=&(?P<d>d))")
def _day_of_pair(m: Match) -> Node | None:
    """ "18 and 19 June": the first of the two takes the month of the second."""
    told = m.need("d")
    return day(replace(told.when, day=m.need("n").number)) if told.word == "day first" and isinstance(told.when, Calendar) else None


@RANGES.rule(
    rf"i?f?(?P<a>{_DATE})(?:[~2]T?|2f)(?P<b>{_DATE})",
    rf"b(?P<a>{_DATE})[~2&]T?(?P<b>{_DATE})",
    r"i?[fb]?(?P<a>F)[~2](?P<b>[dF])(?:,?(?P<y>Y))?",
    r"b(?P<a>F)&(?P<b>[dF])(?:,?(?P<y>Y))?",
)
def _range(m: Match) -> Node:
    first, second, year = m.need("a"), m.need("b"), m["y"]
    last = meaning(second)
    if year and isinstance(last, Calendar):
        last = replace(last, year=year.number)
    node = span(Range(meaning(first), last))
    node.split = second.start if first.cls in "dPY" else 0
    return node


@RANGES.rule(r"2(?P<x>x)", r"(?P<u>U)2(?P<x>x)", r"f(?P<p>[PYd])2(?P<x>x)")
def _to_date(m: Match) -> Node | None:
    """ "To date", "year to date", "from March to date"."""
    before = m.before()
    if m.need("x").word != "date" or (m.after and m.after.cls == "f") or (before and before.word == "up"):
        return None
    if since := m["p"]:
        return span(Range(meaning(since), Fixed(lambda anchor: period(anchor, "day"))))
    if unit := m["u"]:
        return span(Bare(Fixed(lambda anchor: replace(period(anchor, unit.word), end=anchor))))
    return span(Bare(Fixed(lambda anchor: Period(None, anchor, "", anchor, mod="before"))), "G")


# ------------------------------------------------------------------ open bounds

_SIGNS = {"<": "before", ">": "after", "s": "since", "2": "until"}
_COMPARED = {"later": "after", "greater": "after", "more": "after", "earlier": "before", "less": "before"}


def _bounded(m: Match, mod: str | None) -> Node | None:
    told = m.need("d")
    return Node(0, 0, "d" if told.cls == "d" else "P", when=Mapped(meaning(told), lambda p: bounded(p, mod))) if mod else None


@BOUNDS.rule(rf"(?P<s>[<>s])[if]?T?(?P<d>{_DATE})", rf"(?P<s>2)T?(?P<d>{_DATE})")
def _sign(m: Match) -> Node | None:
    sign = m.need("s")
    return _bounded(m, _SIGNS[sign.cls]) if sign.cls != "2" or sign.word in ("until", "till", "til") else None


@BOUNDS.rule(rf"(?P<r>R)2T?(?P<d>{_DATE})")
def _prior_to(m: Match) -> Node | None:
    return _bounded(m, "before" if m.need("r").word in ("prior", "previous") else None)


@BOUNDS.rule(rf"(?P<no>x)(?P<l>E)HT?(?P<d>{_DATE})")
def _no_later(m: Match) -> Node | None:
    if m.need("no").word != "no":
        return None
    return _bounded(m, {"later": "before", "earlier": "since"}.get(m.need("l").word))


@BOUNDS.rule(rf"(?P<l>[Ex])HT?(?P<d>{_DATE})")
def _later_than(m: Match) -> Node | None:
    return _bounded(m, _COMPARED.get(m.need("l").word))


@BOUNDS.rule(rf"(?P<d>{_DATE})&(?P<e>[E>x])(?![JdPYxtH])")
def _or_later(m: Match) -> Node | None:
    return _bounded(m, "since" if m.need("e").word in ("later", "after", "greater", "above") else None)


@BOUNDS.rule(rf"(?P<as>x)(?P<e>E)xT?(?P<d>{_DATE})")
def _as_early_as(m: Match) -> Node | None:
    return _bounded(m, {"early": "since", "late": "until"}.get(m.need("e").mod)) if m.need("as").word == "as" else None


@BOUNDS.rule(r"(?P<e>E)i?(?P<d>d)")
def _beginning(m: Match) -> Node | None:
    return _bounded(m, "since" if m.need("e").mod == "beginning" else None)


@BOUNDS.rule(rf"(?P<q>=)(?P<o>=)?(?P<d>{_DATE})")
def _compared(m: Match) -> Node | None:
    more = {"<": "until", ">": "since"} if m["o"] else {"<": "before", ">": "after"}
    return _bounded(m, more.get(m.need("q").word))
