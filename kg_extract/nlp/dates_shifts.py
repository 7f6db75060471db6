"""The fifth level of the date grammar: so much before or after a day ("three years ago", "18 months later", "in two weeks")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kg_extract.nlp.dates_calendar import Period, add, bounded, floor, period, shifted
from kg_extract.nlp.dates_cascade import Level, Match, day, meaning, span
from kg_extract.nlp.dates_ranges import Range
from kg_extract.nlp.dates_readings import Bare, Calendar, Directed, Fixed, Later, Mapped
from kg_extract.nlp.dates_tokens import Node

__all__ = ["SHIFTED_DAYS", "SHIFTS", "SHIFTS_FROM"]

SHIFTS = Level()
SHIFTS_FROM = Level()
SHIFTED_DAYS = Level()
_COUNT = r"(?P<n>[Nnac])o?(?P<u>U)(?:[,&]*(?P<n2>[Nna])(?P<u2>U))?(?:[,&]*(?P<n3>[Nna])(?P<u3>U))?"
_DATE = "[dPYJ]"

#: Numbers of units, to be walked one after the other.
Steps = list[tuple[int, str]]


def _steps(m: Match) -> Steps:
    pairs = [(m["n" + i], m["u" + i]) for i in ("", "2", "3")]
    return [(n.number, u.word) for n, u in pairs if n and u] or [(1, m.need("u").word)]


def _walk(base: Period, steps: Steps, sign: int) -> Period:
    found = base
    for number, unit in steps:
        found = shifted(found, sign * number, unit)
    return found


def _today(anchor: date) -> Period:
    return period(anchor, "day")


def _tag(steps: Steps) -> str:
    return f"shift {steps[0][1]}"


@SHIFTS.rule(rf"{_COUNT}A")
def _ago(m: Match) -> Node:
    steps, vague = _steps(m), m.need("n").word in ("few", "several")

    def make(anchor: date) -> Period:
        found = _walk(_today(anchor), steps, -1)
        return replace(found, grain="year") if vague and found.grain == "month" else found

    return day(Fixed(make), _tag(steps))


@SHIFTS.rule(rf"{_COUNT}[,~]?(?P<e>E)")
def _later(m: Match) -> Node | None:
    steps, later = _steps(m), m.need("e").word
    if later not in ("earlier", "later"):
        return None
    sign = 1 if later == "later" else -1
    if len(steps) > 1:
        return day(Fixed(lambda anchor: _walk(_today(anchor), steps, sign)))
    return span(Later(sign * steps[0][0], steps[0][1]), "L")


@SHIFTS.rule(r"(?P<u>U)(?P<e>E)")
def _units_later(m: Match) -> Node | None:
    unit = m.need("u")
    if m.need("e").word != "later" or not unit.number or m.before_in("NnacOR"):
        return None
    return span(Later(None, unit.word), "L")


@SHIFTS.rule(r"T(?P<u>U)(?P<s>[<>])(?![dPYJGLTNnaFRMmOE])")
def _day_before(m: Match) -> Node | None:
    """ "The day before" and nothing behind it."""
    unit = m.need("u")
    followed = m.after is not None and m.after.word[:1].isalpha()
    if unit.word != "day" or unit.number or m.need("s").word == "by" or followed:
        return None
    return span(Later(-1 if m.need("s").cls == "<" else 1, "day"), "L")


@SHIFTS.rule(rf"{_COUNT}f(?P<d>[Jd])(?!2)")
def _from_day(m: Match) -> Node | None:
    steps = _steps(m)
    return None if m.before_in("g") else day(Mapped(meaning(m.need("d")), lambda p: _walk(p, steps, 1)), _tag(steps))


@SHIFTS.rule(rf"(?P<i>[iI])T?(?P<r>R)?{_COUNT}p?(?![AEf<>])(?:s(?:TU)?(?P<d>{_DATE}))?")
def _in_units(m: Match) -> Node | None:
    prep, steps, since = m.need("i").word, _steps(m), m["d"]
    if m.need("n").cls == "c" or prep not in ("in", "within") or (m["r"] and prep == "in"):
        return None
    if since:
        return day(Mapped(meaning(since), lambda p: _walk(p, steps, 1)))
    if prep == "within":
        return span(Bare(Fixed(lambda anchor: Period(anchor, _walk(_today(anchor), steps, 1).at, "", anchor))))
    return span(Fixed(lambda anchor: _walk(_today(anchor), steps, 1)), "I", _tag(steps))


@SHIFTS.rule(
    r"T?(?P<r>R)(?P<n>[Nnc])(?P<b>x)?(?P<u>U)(?:&(?P<n2>[Nna])(?P<u2>U)(?!A|&..A))?(?:&(?P<n3>[Nna])(?P<u3>U)(?!A))?",
    r"T?(?P<n>[Nnc])(?P<r>R)(?P<u>U)",
)
def _next_units(m: Match) -> Node | None:
    relative, business = m.need("r"), m["b"]
    if not relative.number or (business and business.word != "business"):
        return None
    steps, sign = _steps(m), relative.number
    if m.need("n").word == "couple":
        steps[0] = (2, steps[0][1])
    make = _business if business else _stretch
    return span(Bare(Fixed(lambda anchor: make(anchor, steps, sign))))


def _stretch(anchor: date, steps: Steps, sign: int) -> Period:
    """The given number of units from tomorrow on, or up to today; quarters and decades are whole ones."""
    number, unit = steps[0]
    if unit in ("quarter", "decade"):
        first = add(floor(anchor, unit), 1 if sign > 0 else -number, unit)
        return Period(first, add(first, number, unit), "", first)
    start = anchor + timedelta(days=1) if sign > 0 else anchor
    end = _walk(_today(start), steps, sign).at
    return Period(min(start, end), max(start, end), "", min(start, end))


def _business(anchor: date, steps: Steps, sign: int) -> Period:
    """The given number of working days."""
    number = min(steps[0][0], 999)
    days = [day for i in range(1, number * 2 + 7) if (day := anchor + timedelta(days=sign * i)).weekday() < 5][:number]
    return Period(min(days), max(days) + timedelta(days=1), "", min(days))


@SHIFTS_FROM.rule(rf"(?:(?P<h>x)H)?T?{_COUNT}(?P<s>[<>f])(?P<d>{_DATE})", r"T?(?P<u>U)(?P<s>[<>])(?P<d>d)")
def _from_date(m: Match) -> Node | None:
    steps, sign = _steps(m), -1 if m.need("s").cls == "<" else 1
    base, compared = meaning(m.need("d")), m["h"]
    if m.need("s").word == "by" or (m["n"] and m.need("n").cls == "c") or (not m["n"] and m.need("u").number):
        return None
    shift = Mapped(Directed(base, 1), lambda p: _walk(p, steps, sign))
    if compared is None:
        return day(shift, _tag(steps))
    if compared.word == "more":
        return span(Mapped(shift, lambda p: bounded(p, "before" if sign < 0 else "after")))
    if compared.word == "less":
        return span(Range(base, shift) if sign > 0 else Range(shift, base))
    return None


@SHIFTED_DAYS.rule(r"(?P<w>d),?(?P<s>[dI])", r"(?P<s>[dI]),?i?(?P<w>d)")
def _shift_and_day(m: Match) -> Node | None:
    """ "Two weeks from now on Tuesday": the weekday in the week where the shift arrives; "a year ago, on May 3": the nearest one."""
    told, shift = m.need("w"), m.need("s")
    if not shift.word.startswith("shift"):
        return None
    inner = told.when
    if isinstance(inner, Calendar) and inner.year is None:
        return day(Mapped(meaning(shift), lambda p: min(inner.readings(p.at), key=lambda r: abs(r.at - p.at))))
    if told.word != "weekday":
        return None
    far = shift.word.endswith(("month", "year"))
    return day(Mapped(meaning(shift), lambda p: _weekday_near(p.at, told.number, far)))


def _weekday_near(near: date, weekday: int, far: bool) -> Period:
    sunday = near - timedelta(days=near.isoweekday() % 7)
    found = sunday + timedelta(days=weekday % 7)
    return period(found + timedelta(days=7) if far and found < near else found, "day")


@SHIFTS_FROM.rule(rf"g?{_COUNT},?(?:s[if]?|f)(?P<d>[dJ])")
def _lasting(m: Match) -> Node | None:
    """ "For three days, from May 2"."""
    steps = _steps(m)
    if m.need("n").cls == "c":
        return None
    return span(Mapped(meaning(m.need("d")), lambda p: Period(p.start, _walk(p, steps, 1).at, p.grain, p.at)))
