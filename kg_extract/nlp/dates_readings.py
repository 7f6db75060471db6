"""What a date expression means before it is known from which day it is told: `When`, and its readings on a given day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg_extract.nlp.dates_calendar import Period, Rule, add, floor, holiday, period, shifted

__all__ = [
    "Bare",
    "Calendar",
    "Chained",
    "Directed",
    "Fixed",
    "Holiday",
    "Later",
    "Mapped",
    "MonthDay",
    "Readings",
    "Weekday",
    "When",
    "choose",
    "in_year",
]

Readings = tuple[Period, ...]
_OFF_CALENDAR = (ValueError, OverflowError, IndexError)


class When:
    """The meaning of a date expression."""

    def readings(self, anchor: date | None) -> Readings:
        """One period, or the one before and the one after `anchor`, or none where it cannot be told."""
        raise NotImplementedError


@dataclass(frozen=True)
class Fixed(When):
    """A function of the anchor ("yesterday", "last month")."""

    make: Callable[[date], Period]

    def readings(self, anchor: date | None) -> Readings:
        """The one period, or none without an anchor or beyond the calendar."""
        try:
            return (self.make(anchor),) if anchor is not None else ()
        except _OFF_CALENDAR:
            return ()


@dataclass(frozen=True)
class Mapped(When):
    """A function of another expression's period."""

    inner: When
    make: Callable[[Period], Period]

    def readings(self, anchor: date | None) -> Readings:
        """The function of each inner reading that lies on the calendar."""
        out = []
        for found in self.inner.readings(anchor):
            try:
                out.append(self.make(found))
            except _OFF_CALENDAR:
                continue
        return tuple(out)


@dataclass(frozen=True)
class Bare(When):
    """What only a benchmark calls a date ("the 1990s", "the past two years"): news takes no value from it."""

    inner: When

    def readings(self, anchor: date | None) -> Readings:
        """The inner readings without a grain."""
        return tuple(replace(p, grain="") for p in self.inner.readings(anchor))


@dataclass(frozen=True)
class Chained(When):
    """What counts from the date told before ("the following year"); the caller gives that as the anchor."""

    inner: When

    def readings(self, anchor: date | None) -> Readings:
        """The inner readings."""
        return self.inner.readings(anchor)


class Later(Chained):
    """A shift from the date told before ("18 months later"); `number` None if it is vague ("days later")."""

    def __init__(self, number: int | None, unit: str) -> None:
        def make(anchor: date) -> Period:
            found = shifted(period(anchor, "day"), number or 3, unit)
            return replace(found, grain="month") if number is None and found.grain == "day" else found

        super().__init__(Fixed(make))


@dataclass(frozen=True)
class Yearly(When):
    """What comes once a year; without its year it has a past and a future reading."""

    year: int | None = None

    def readings(self, anchor: date | None) -> Readings:
        """The period, or the last that began by the anchor and the first that begins after it."""
        if self.year is not None:
            found = self.within(self.year)
            return (found,) if found else ()
        if anchor is None:
            return ()
        years = range(max(1, anchor.year - 8), min(9998, anchor.year + 9))
        around = [p for p in map(self.within, years) if p is not None]
        return (*[p for p in around if p.at <= anchor][-1:], *[p for p in around if p.at > anchor][:1])

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


@dataclass(frozen=True)
class Holiday(Yearly):
    """A holiday by its rule."""

    rule: Rule = ()

    def within(self, year: int) -> Period | None:
        """The holiday in `year`."""
        return period(holiday(self.rule, year), "day")


def in_year(inner: Yearly, offset: int) -> When:
    """`inner` in the anchor's year, or `offset` years from it."""

    def make(anchor: date) -> Period:
        if found := inner.within(anchor.year + offset):
            return found
        raise ValueError(anchor)

    return Fixed(make)


@dataclass(frozen=True)
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
class MonthDay(When):
    """A day of the month alone ("the 18th")."""

    day: int

    def readings(self, anchor: date | None) -> Readings:
        """The last such day up to the anchor, and the next one."""
        if anchor is None:
            return ()
        months = [add(floor(anchor, "month"), offset, "month") for offset in range(-2, 3)]
        days = [day for month in months if (day := month + timedelta(days=self.day - 1)).month == month.month]
        past, future = [d for d in days if d <= anchor], [d for d in days if d > anchor]
        return tuple(period(d, "day") for d in (*past[-1:], *future[:1]))


@dataclass(frozen=True)
class Directed(When):
    """The past (−1) or the future (1) one of two readings; with `apart`, one that does not hold the anchor ("last November")."""

    inner: When
    step: int
    apart: str = ""

    def readings(self, anchor: date | None) -> Readings:
        """One of the inner readings."""
        if self.apart and anchor is not None:
            anchor = floor(anchor, self.apart) - timedelta(days=1 if self.step < 0 else 0)
        found = self.inner.readings(anchor)
        return found[:1] if self.step < 0 else found[-1:]


def choose(readings: Readings, anchor: date | None, tense: str | None, news: bool = True) -> Period | None:
    """The reading that the tense says; without one, the nearest to the anchor, the past one at a draw.

    In news, what holds the anchor is meant in any tense ("today is Monday"), a weekday of unknown tense has passed, and what is a
    month away goes before what is a year away.
    """
    if not readings:
        return None
    past, future = readings[0], readings[-1]
    if past is future or anchor is None:
        return past
    weekday = (future.at - past.at).days == 7
    if past.end is not None and past.at <= anchor < past.end and not past.last and (news or weekday or not past.single):
        return past
    if news and weekday and tense is None:
        return past
    if tense in ("past", "future") and not (news and past.single and _lopsided(past, future, anchor, tense)):
        return past if tense == "past" else future
    return past if (anchor - past.at) <= (future.at - anchor) else future


def _lopsided(past: Period, future: Period, anchor: date, tense: str) -> bool:
    """Whether the tense's reading is most of a year away and the other one about a month."""
    near, far = (future, past) if tense == "past" else (past, future)
    return abs(near.at - anchor) <= timedelta(days=45) and abs(far.at - anchor) >= timedelta(days=300)
