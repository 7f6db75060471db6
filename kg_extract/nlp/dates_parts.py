"""The fourth level of the date grammar: parts of periods ("early 2018", "the first week of July", "the week of May 4")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg_extract.nlp.dates_calendar import Period, nth_unit, period, weekend_around
from kg_extract.nlp.dates_cascade import Level, Match, day, meaning, span
from kg_extract.nlp.dates_readings import Fixed, Holiday, Mapped, MonthDay, Readings, When
from kg_extract.nlp.dates_tokens import Node, words

__all__ = ["PARTS"]

PARTS = Level()
#: "Later in the week", "late in 2025", but "the end of 2025".
_LINKS = {"earlier": "i", "later": "i", "early": "i", "late": "i"}


@dataclass(frozen=True)
class _Cut(When):
    """A part of a period; `halves` where the period is told from the anchor, and so is short of thirds."""

    inner: When
    part: str
    halves: bool

    def readings(self, anchor: date | None) -> Readings:
        """The part of each inner reading."""
        return tuple(self._cut(p, p.start, p.end, anchor) for p in self.inner.readings(anchor))

    def _cut(self, whole: Period, start: date | None, end: date | None, anchor: date | None) -> Period:
        if start is None or end is None:
            return whole
        days = (end - start).days
        if self.part in ("earlier", "later") and anchor is not None and start <= anchor < end:
            return _around(whole, self.part, start, anchor, days)
        first, last = _cuts(start, days, self.part == "mid", self.halves)
        match self.part:
            case "start" | "earlier":
                return replace(whole, end=first, mod="start", single=False)
            case "end" | "later":
                return replace(whole, start=last, mod="end", single=False)
        return replace(whole, start=first, end=last, mod="mid", single=False)


def _around(whole: Period, part: str, start: date, anchor: date, days: int) -> Period:
    """What of the period lies before or after the anchor ("later this year")."""
    middle = _middle(start, days)
    if part == "later":
        return replace(whole, start=max(anchor, middle), mod="end")
    return replace(whole, end=anchor if days > 100 else min(anchor, middle) if days < 8 else middle, mod="start")


def _middle(start: date, days: int) -> date:
    return date(start.year, 7, 1) if days > 100 else start + timedelta(days=3 if days < 8 else 15)


def _cuts(start: date, days: int, mid: bool, halves: bool) -> tuple[date, date]:
    """Where the first part ends and the last begins."""
    if days >= 365 and (mid or not halves):
        return date(start.year, 5, 1), date(start.year, 9, 1)
    if 8 < days < 100 and mid:
        return start + timedelta(days=9), start + timedelta(days=20)
    return (_middle(start, days),) * 2


@PARTS.rule(r"T?(?P<e>E)~?[oi]?T?~?(?P<p>[PYG])(?!p)", r"T?(?P<e>E)~?o~?(?P<p>U)(?!p)")
def _part(m: Match) -> Node | None:
    part, whole = m.need("e"), m.need("p")
    link = next((letter for letter in m.classes if letter in "io"), "")
    if (link and link not in _LINKS.get(part.mod, "o")) or (not link and part.mod in ("end", "start")):
        return None
    if (whole.number and whole.cls == "U") or whole.word == "day":
        return None
    inner = _unit(whole.word) if whole.cls == "U" else meaning(whole)
    return span(_Cut(inner, part.word, isinstance(inner, Fixed)), word=part.word)


def _unit(kind: str) -> When:
    return Fixed(lambda anchor: period(anchor, kind))


@PARTS.rule(r"T?(?P<o>[OR])(?P<n>[Nn])?(?P<u>U)[oi]T?(?P<p>[PYGU])")
def _nth_of(m: Match) -> Node | None:
    nth, unit, whole, count = m.need("o"), m.need("u"), m.need("p"), m["n"]
    if unit.word not in ("week", "month", "day", "weekend") or (nth.cls == "R" and nth.word != "last"):
        return None
    number, size = -1 if nth.cls == "R" else nth.number, count.number if count else 1
    return span(Mapped(_unit(whole.word) if whole.cls == "U" else meaning(whole), lambda p: nth_unit(p, number, unit.word, size)))


@PARTS.rule(r"(?P<k>k)T?(?P<p>[PYG])")
def _nth_weekday_of(m: Match) -> Node:
    """ "The second Sunday of May"."""
    weekday, nth = divmod(m.need("k").number, 100)
    return day(Mapped(meaning(m.need("p")), lambda p: _weekday_in(p, weekday, nth)))


def _weekday_in(whole: Period, weekday: int, nth: int) -> Period:
    if whole.start is None or whole.end is None:
        raise ValueError(nth)
    first = whole.start + timedelta(days=(weekday - whole.start.isoweekday()) % 7)
    days = [d for i in range(54) if (d := first + timedelta(days=7 * i)) < whole.end]
    return period(days[-1 if nth == 99 else nth - 1], "day")


@PARTS.rule(r"T?(?P<x>x)o(?P<p>[PYG])")
def _rest(m: Match) -> Node | None:
    """ "The rest of the week": from the anchor to its last day."""
    return span(_Rest(meaning(m.need("p")))) if m.need("x").word in words().rests else None


@dataclass(frozen=True)
class _Rest(When):
    inner: When

    def readings(self, anchor: date | None) -> Readings:
        """The rest of each inner reading that holds the anchor."""
        found = self.inner.readings(anchor)
        return tuple(replace(p, start=anchor, end=p.end - timedelta(days=1)) for p in found if anchor and p.end and p.at <= anchor < p.end)


@PARTS.rule(r"(?<=[<i])(?P<u>U)~(?P<e>E)(?P<y>Y)?", r"(?<=[<i])(?P<e>E)~(?P<u>U)(?P<y>Y)?")
def _year_end(m: Match) -> Node | None:
    """ "By year-end", "in mid-year 2026"."""
    if m.need("u").word != "year" or m.need("e").mod not in ("end", "mid"):
        return None
    year = m["y"]
    return span(_Cut(meaning(year) if year else _unit("year"), m.need("e").word, True))


@PARTS.rule(r"T?(?P<z>Z)")
def _closing(m: Match) -> Node:
    return span(_Cut(_unit(m.need("z").word), "end", True))


@PARTS.rule(r"T?(?P<u>U)(?P<n>[Nn])(?!U)(?:[oi](?P<p>[PY]))?")
def _numbered_week(m: Match) -> Node | None:
    unit, number, whole = m.need("u"), m.need("n").number, m["p"]
    if unit.word != "week" or unit.number or not 1 <= number <= 53:
        return None
    return span(Mapped(meaning(whole) if whole else _unit("year"), lambda p: nth_unit(p, number, "week")))


@PARTS.rule(r"T?(?P<u>U)[osEx]?i?(?P<d>d)", r"(?P<d>d)(?P<u>U)(?P<y>Y)?", r"T?(?P<u>U)oT?(?P<o>O)")
def _week_of(m: Match) -> Node | None:
    unit, told, ordinal = m.need("u"), m["d"], m["o"]
    if unit.word not in ("week", "weekend") or unit.number or m.before_in("aNn"):
        return None
    if unit.word == "week" and m.classes.startswith("d"):
        return None
    inner: When = MonthDay(ordinal.number) if ordinal else meaning(told or unit)
    if (year := m["y"]) and isinstance(inner, Holiday):
        inner = replace(inner, year=year.number)
    return span(Mapped(inner, lambda p: weekend_around(p.at) if unit.word == "weekend" else period(p.at, "week")))


@PARTS.rule(r"T?(?P<o>O)(?P<u>U)?o?(?P<p>[PG])", r"iT?(?P<o>O)(?P<u>U)?o?(?P<p>[PG])")
def _day_of(m: Match) -> Node | None:
    """ "The 15th day of next month"."""
    number, unit = m.need("o").number, m["u"]
    if not 1 <= number <= 31 or (unit and unit.word != "day"):
        return None
    return day(Mapped(meaning(m.need("p")), lambda p: day_of_month(p, number)))


def day_of_month(whole: Period, number: int) -> Period:
    """The day of a month by its number."""
    if whole.grain != "month" or whole.start is None or whole.start.day != 1:
        raise ValueError(number)
    return period(whole.start.replace(day=number), "day")


@PARTS.rule(r"(?P<i>i)(?P<t>T)?(?P<o>O)(?!U)")
def _day_alone(m: Match) -> Node | None:
    """ "On the 18th"; a spelled ordinal needs the article, and neither may have a noun behind it."""
    ordinal, after = m.need("o"), m.after
    figures = ordinal.word != "spelled"
    if m.need("i").word != "on" or not 1 <= ordinal.number <= 31 or m.before_in("&b") or not (figures or m["t"]):
        return None
    if after is not None and after.word.isalpha() and (not figures or after.mod == "capital"):
        return None
    return day(MonthDay(ordinal.number))
