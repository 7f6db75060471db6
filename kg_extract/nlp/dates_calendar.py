"""Calendar arithmetic for date expressions: periods, their readings, holidays. Knows nothing of text."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from kg_extract import resources

__all__ = ["Calendar", "Fixed", "Holiday", "Period", "Weekday", "When", "add", "bounded", "choose", "floor", "holidays", "period", "shifted"]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days: `start` inclusive, `end` exclusive, either None where it is open.

    `grain` is how exactly news tells it ("day", "month", "quarter", "year", or "" for no date at all), `at` the day
    that this grain is read from. `single` says that the expression is a day, `mod` how it is bounded ("before", "since" …), `last` the news value of a
    range's other end and `until` the day behind it.
    """

    start: date | None
    end: date | None
    grain: str
    at: date
    single: bool = False
    mod: str = ""
    last: str = ""
    until: date | None = None

    @property
    def value(self) -> str:
        """The ISO value that news wants: as exact as the grain."""
        day = self.at
        match self.grain:
            case "day":
                return day.isoformat()
            case "month":
                return f"{day.year:04d}-{day.month:02d}"
            case "quarter":
                return f"{day.year:04d}-Q{(day.month + 2) // 3}"
            case "year":
                return f"{day.year:04d}"
        return ""


Readings = tuple[Period, ...]


class When:
    """What a date expression means before it is known from which day it is told."""

    def readings(self, anchor: date | None) -> Readings:
        """One period, or the one before and the one after `anchor`, or none where it cannot be told."""
        raise NotImplementedError


def add(day: date, number: int, unit: str) -> date:
    """`day` moved by a number of units; the day of the month is cut to the month's length."""
    if unit in ("day", "weekend"):
        return day + timedelta(days=number)
    if unit in ("week", "workweek", "fortnight"):
        return day + timedelta(days=number * (14 if unit == "fortnight" else 7))
    months = number * {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}[unit]
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def floor(day: date, unit: str) -> date:
    """The first day of the unit that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    match unit:
        case "week" | "workweek" | "fortnight":
            return monday
        case "weekend":
            return monday + timedelta(days=5)
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "half":
            return date(day.year, 1 if day.month < 7 else 7, 1)
        case "year":
            return date(day.year, 1, 1)
        case "decade":
            return date(day.year // 10 * 10, 1, 1)
        case "century":
            return date(day.year // 100 * 100, 1, 1)
    return day


GRAINS = {
    "day": "day", "week": "month", "workweek": "month", "weekend": "month", "fortnight": "month", "month": "month",
    "quarter": "quarter", "half": "year", "year": "year", "decade": "", "century": "",
}  # fmt: skip


def period(day: date, unit: str, offset: int = 0) -> Period:
    """The unit that holds `day`, or the one `offset` units from it."""
    step = "week" if unit in ("weekend", "workweek") else unit
    start = floor(add(floor(day, step), offset, step), unit)
    if unit == "weekend":
        end = start + timedelta(days=2)
    elif unit == "workweek":
        end = start + timedelta(days=5)
    else:
        end = add(start, 1, unit)
    return Period(start, end, GRAINS[unit], start, single=unit == "day")


@dataclass(frozen=True, slots=True)
class Fixed(When):
    """An expression that is a function of the anchor ("yesterday", "last month")."""

    make: Callable[[date], Period]

    def readings(self, anchor: date | None) -> Readings:
        """The one period, or none without an anchor or beyond the calendar."""
        if anchor is None:
            return ()
        try:
            return (self.make(anchor),)
        except (ValueError, OverflowError, IndexError):
            return ()


@dataclass(frozen=True)
class Yearly(When):
    """What comes once a year; without its year it has a past and a future reading."""

    year: int | None = None

    def readings(self, anchor: date | None) -> Readings:
        """The period, or the nearest before (or around) and after the anchor."""
        if self.year is not None:
            found = self.within(self.year)
            return (found,) if found else ()
        if anchor is None:
            return ()
        return around(self.within, anchor)

    def within(self, year: int) -> Period | None:
        """This in `year`; None if there is none."""
        raise NotImplementedError


@dataclass(frozen=True)
class Calendar(Yearly):
    """A day, month, quarter, half or year by name."""

    month: int | None = None
    day: int | None = None
    unit: str = "day"

    def within(self, year: int) -> Period | None:
        """This period in `year`; None if there is no such day."""
        try:
            return period(date(year, self.month or 1, self.day or 1), self.unit)
        except ValueError:
            return None


def around(within: Callable[[int], Period | None], anchor: date, reach: int = 8) -> Readings:
    """The last period that began by the anchor and the first that begins after it (a day: on or after it)."""
    years = range(anchor.year - reach, anchor.year + reach + 1)
    found = [p for p in map(within, (y for y in years if 0 < y < 9999)) if p is not None]
    past = [p for p in found if p.at <= anchor]
    future = [p for p in found if p.at > anchor]
    return (*past[-1:], *future[:1])


@dataclass(frozen=True, slots=True)
class Weekday(When):
    """A day of the week, perhaps with its day of the month ("Monday the 21st")."""

    number: int
    day: int | None = None

    def readings(self, anchor: date | None) -> Readings:
        """The last one up to the anchor (itself included) and the next one after it."""
        if anchor is None:
            return ()
        if self.day is None:
            back = (anchor.isoweekday() - self.number) % 7
            return tuple(period(anchor + timedelta(days=days), "day") for days in (-back, 7 - back))
        past = next(self._fitting(anchor, -1), None)
        future = next(self._fitting(anchor + timedelta(days=1), 1), None)
        return tuple(p for p in (past, future) if p is not None)

    def _fitting(self, day: date, step: int) -> Iterator[Period]:
        for offset in range(0, step * 4000, step):
            found = day + timedelta(days=offset)
            if found.day == self.day and found.isoweekday() == self.number:
                yield period(found, "day")


@dataclass(frozen=True)
class Holiday(Yearly):
    """A holiday by the rule of data/lexicon/dates_holidays.csv."""

    rule: tuple[int | None, ...] = ()

    def within(self, year: int) -> Period | None:
        """The holiday in `year`."""
        month, day, weekday, nth, easter_offset, plus = self.rule
        if easter_offset is not None:
            return period(easter(year) + timedelta(days=easter_offset), "day")
        if day is None:
            day = nth_weekday(year, month or 1, weekday or 1, nth or 1)
        return period(date(year, month or 1, day) + timedelta(days=plus or 0), "day")


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> int:
    """The day of the month of its nth (−1: last) such weekday."""
    first, length = calendar.monthrange(year, month)
    days = [d for d in range(1, length + 1) if (first + d - 1) % 7 + 1 == weekday]
    return days[nth - 1 if nth > 0 else nth]


def easter(year: int) -> date:
    """Western Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


@cache
def holidays() -> dict[str, tuple[int | None, ...]]:
    """The rule of each holiday's name."""
    columns = ("month", "day", "weekday", "nth", "easter", "plus")
    return {
        row["name"]: tuple(int(row[c]) if row[c] else None for c in columns)
        for row in resources.read_csv("lexicon/dates_holidays.csv")
    }  # fmt: skip


def choose(readings: Readings, anchor: date | None, tense: str | None, news: bool = True) -> Period | None:
    """The reading that the tense says; without one, the nearest to the anchor, the past one at a draw.

    In news, what holds the anchor is meant in any tense ("today is Monday"), and what is a month away goes before what is a year away.
    """
    if not readings:
        return None
    if len(readings) == 1 or anchor is None:
        return readings[0]
    past, future = readings[0], readings[-1]
    weekday = (future.at - past.at).days == 7
    if past.end is not None and past.at <= anchor < past.end and (news or weekday or not past.single):
        return past
    if tense is not None and not (news and past.single and _lopsided(past, future, anchor, tense)):
        return past if tense == "past" else future
    return past if (anchor - past.at) <= (future.at - anchor) else future


def _lopsided(past: Period, future: Period, anchor: date, tense: str) -> bool:
    """Whether the tense's reading is most of a year away and the other one about a month."""
    near, far = (future, past) if tense == "past" else (past, future)
    return abs(near.at - anchor) <= timedelta(days=45) and abs(far.at - anchor) >= timedelta(days=300)


def shifted(base: Period, number: int, unit: str) -> Period:
    """The day `number` units from the start of `base`, told no more exactly than the unit."""
    day = add(base.at, number, unit)
    return Period(day, day + timedelta(days=1), GRAINS[unit], day, single=True)


def bounded(base: Period, mod: str) -> Period:
    """`base` as the bound of an open range: "before", "until", "after", "since"."""
    match mod:
        case "before":
            return replace(base, start=None, end=base.end if base.mod == "end" else base.start, mod=mod, single=False)
        case "until":
            return replace(base, start=None, end=base.start if base.single else base.end, mod=mod, single=False)
        case "after":
            return replace(base, start=base.start if base.single or base.mod == "start" else base.end, end=None, mod=mod, single=False)
    return replace(base, end=None, mod=mod, single=False)
