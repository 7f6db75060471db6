"""Calendar arithmetic for date expressions: periods, steps, parts, holidays. Knows nothing of text."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from kg_extract import resources

__all__ = [
    "GRAINS",
    "Period",
    "Rule",
    "add",
    "bounded",
    "easter",
    "floor",
    "holiday",
    "holidays",
    "nth_unit",
    "period",
    "shifted",
    "weekend_around",
]

#: How exactly news tells each unit.
GRAINS = {
    "day": "day",
    "week": "month",
    "workweek": "month",
    "weekend": "month",
    "fortnight": "month",
    "month": "month",
    "quarter": "quarter",
    "half": "year",
    "year": "year",
    "decade": "",
    "century": "",
}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "weekend": 1, "week": 7, "workweek": 7, "fortnight": 14}

#: A holiday: month, day, or month, weekday, nth; or days from Easter; and days to add.
Rule = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days: `start` inclusive, `end` exclusive, either None where it is open.

    `grain` is how exactly news tells it ("day", "month", "quarter", "year", or "" for no date at all), `at` the day
    that this grain is read from. `single` says that the expression is a day, `mod` how it is bounded ("before", "since" …)
    or which part it is ("start", "mid", "end"), `last` the news value of a range's other end and `until` the day behind it.
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


def add(day: date, number: int, unit: str) -> date:
    """`day` moved by a number of units; the day of the month is cut to the month's length."""
    if unit in _DAYS:
        return day + timedelta(days=number * _DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + number * _MONTHS[unit], 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def floor(day: date, unit: str) -> date:
    """The first day of the unit that holds `day`; weeks begin on Monday."""
    if unit in ("week", "workweek", "fortnight", "weekend"):
        return day - timedelta(days=day.weekday() - (5 if unit == "weekend" else 0))
    match unit:
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "half":
            return date(day.year, 1 if day.month < 7 else 7, 1)
        case "year" | "decade" | "century":
            size = {"year": 1, "decade": 10, "century": 100}[unit]
            return date(day.year // size * size, 1, 1)
    return day


def period(day: date, unit: str, offset: int = 0) -> Period:
    """The unit that holds `day`, or the one `offset` units from it."""
    step = "week" if unit in ("weekend", "workweek") else unit
    start = floor(add(floor(day, step), offset, step), unit)
    length = {"weekend": 2, "workweek": 5}.get(unit)
    end = start + timedelta(days=length) if length else add(start, 1, unit)
    return Period(start, end, GRAINS[unit], start, single=unit == "day")


def shifted(base: Period, number: int, unit: str) -> Period:
    """The day `number` units from the start of `base`, told no more exactly than the unit."""
    day = add(base.at, number, unit)
    return Period(day, day + timedelta(days=1), GRAINS[unit], day, single=True)


def bounded(base: Period, mod: str) -> Period:
    """`base` as the bound of an open range: "before", "until", "after", "since"."""
    whole = not base.single
    match mod:
        case "before":
            return replace(base, start=None, end=base.end if base.mod == "end" else base.start, mod=mod, single=False)
        case "until":
            return replace(base, start=None, end=base.end if whole else base.start, mod=mod, single=False)
        case "after":
            return replace(base, start=base.end if whole and base.mod != "start" else base.start, end=None, mod=mod, single=False)
    return replace(base, end=None, mod=mod, single=False)


def nth_unit(whole: Period, number: int, unit: str, count: int = 1) -> Period:
    """The number-th (−1: last) `count` units of a period; weeks are those whose Thursday lies in it (ISO 8601)."""
    if whole.start is None or whole.end is None:
        raise ValueError(whole)
    if unit == "week":
        last = whole.end - timedelta(days=1)
        first_thursday = whole.start + timedelta(days=(3 - whole.start.weekday()) % 7)
        last_thursday = last - timedelta(days=(last.weekday() - 3) % 7)
        at = first_thursday + timedelta(days=7 * (number - 1)) if number > 0 else last_thursday - timedelta(days=7 * (count - 1))
        start = floor(at, "week")
    else:
        start = at = add(whole.start, number - 1, unit) if number > 0 else add(whole.end, -count, unit)
    single = unit == "day" and count == 1
    grain = "day" if single else "month"
    if unit == "month" and count > 1:
        grain = "quarter" if count == 3 and at.month % 3 == 1 else "year"
    return Period(start, add(start, count, unit), grain, at, single)


def weekend_around(day: date) -> Period:
    """The weekend next to a day, stretched to hold it."""
    found = period(day - timedelta(days=2) if day.weekday() < 2 else day, "weekend")
    start, end = found.start or day, found.end or day
    return replace(found, start=min(start, day), end=max(end, day + timedelta(days=1)))


def holiday(rule: Rule, year: int) -> date:
    """The day of a holiday in `year`."""
    month, day, weekday, nth, from_easter, plus = rule
    if from_easter is not None:
        return easter(year) + timedelta(days=from_easter)
    if day is None:
        day = nth_weekday(year, month or 1, weekday or 1, nth or 1)
    return date(year, month or 1, day) + timedelta(days=plus or 0)


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
def holidays() -> dict[str, Rule]:
    """The rule of each holiday's name."""
    columns = ("month", "day", "weekday", "nth", "easter", "plus")
    return {
        row["name"]: tuple(int(row[c]) if row[c] else None for c in columns) for row in resources.read_csv("lexicon/dates_holidays.csv")
    }
