"""The upper levels of the date grammar: parts of periods, shifts ("three years ago"), ranges, open bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg_extract.nlp.dates_atoms import Bare, Mapped
from kg_extract.nlp.dates_calendar import Calendar, Fixed, Holiday, Period, Readings, Weekday, When, add, bounded, floor, period, shifted
from kg_extract.nlp.dates_cascade import Level, Match
from kg_extract.nlp.dates_tokens import Node

__all__ = ["BOUNDS", "PARTS", "RANGES", "Later"]

PARTS = Level()
RANGES = Level()
BOUNDS = Level()
_DATE = "[dPYJ]"


@dataclass(frozen=True)
class Later(When):
    """A shift from the date that the text told before ("18 months later"); `number` None if it is vague."""

    number: int | None
    unit: str

    def readings(self, anchor: date | None) -> Readings:
        """The day that many units after `anchor`, which the caller sets to the date told before."""
        if anchor is None:
            return ()
        number = self.number or 3
        found = shifted(period(anchor, "day"), number, self.unit)
        if self.number is None and found.grain == "day":
            found = replace(found, grain="month")
        return (found,)


def _number(node: Node | None) -> int:
    return 1 if node is None else node.number


def _make(cls: str, when: When, mod: str = "") -> Node:
    return Node(0, 0, cls, when=when, mod=mod)


def _inner(node: Node) -> When:
    assert node.when is not None
    return node.when


# ------------------------------------------------------------------ parts of periods


@PARTS.rule(r"T?(?P<e>E)~?[oi]?T?~?(?P<p>[PYGU])(?!p)")
def _part(m: Match) -> Node | None:
    part, whole, between = m.need("e"), m.need("p"), m.found.group()
    wants = "i" if part.word in ("earlier", "later") else "o"
    link = next((letter for letter in between if letter in "io"), "")
    if link not in ("", wants) or (not link and part.mod in ("end", "start")):
        return None
    if whole.cls == "U":
        if whole.number or between.endswith("TU") or whole.word == "day" or "o" not in between:
            return None
        unit = whole.word
        return _make("P", Fixed(lambda anchor: cut(period(anchor, unit), part.word, anchor, True)), part.word)
    return _make("P", _Cut(_inner(whole), part.word), part.word)


@dataclass(frozen=True)
class _Cut(When):
    inner: When
    part: str

    def readings(self, anchor: date | None) -> Readings:
        halves = isinstance(self.inner, Fixed)
        return tuple(cut(p, self.part, anchor, halves) for p in self.inner.readings(anchor))


def cut(whole: Period, part: str, anchor: date | None, halves: bool) -> Period:
    """The first, middle or last part of a period, or what of it lies before or after the anchor."""
    start, end = whole.start, whole.end
    if start is None or end is None:
        return whole
    if part in ("earlier", "later") and anchor is not None and start <= anchor < end:
        days = (end - start).days
        middle = _middle(whole, start, end)
        if part == "earlier":
            return replace(whole, end=min(anchor, start + timedelta(days=3)) if days < 8 else middle if days < 32 else anchor, mod="start")
        return replace(whole, start=max(anchor, middle) if days > 100 else max(anchor, start + timedelta(days=3)) if days < 8 else max(anchor, middle), mod="end")
    return _third(whole, {"earlier": "start", "later": "end"}.get(part, part), start, end, halves)


def _middle(whole: Period, start: date, end: date) -> date:
    days = (end - start).days
    if days > 100:
        return date(start.year, 7, 1)
    return start + timedelta(days=3 if days < 8 else 15)


def _third(whole: Period, part: str, start: date, end: date, halves: bool) -> Period:
    days = (end - start).days
    if days >= 365:
        four, eight = (date(start.year, 7, 1),) * 2 if halves and part != "mid" else (date(start.year, 5, 1), date(start.year, 9, 1))
    elif days > 8:
        four, eight = (start + timedelta(days=9), start + timedelta(days=20)) if part == "mid" else (start + timedelta(days=15),) * 2
    else:
        four = eight = start + timedelta(days=3)
    if part == "start":
        return replace(whole, end=four, mod=part, single=False)
    if part == "end":
        return replace(whole, start=eight, mod=part, single=False)
    return replace(whole, start=four, end=eight, mod=part, single=False)


@PARTS.rule(r"T?(?P<o>[OR])(?P<n>[Nn])?(?P<u>U)[oi]T?(?P<p>[PYGU])")
def _nth_of(m: Match) -> Node | None:
    nth, unit, whole, count = m.need("o"), m.need("u"), m.need("p"), m["n"]
    if unit.word not in ("week", "month", "day", "weekend") or (nth.cls == "R" and nth.word != "last"):
        return None
    number = -1 if nth.cls == "R" else nth.number
    inner = Fixed(lambda anchor: period(anchor, whole.word)) if whole.cls == "U" else _inner(whole)
    return _make("P", Mapped(inner, lambda p: nth_unit(p, number, unit.word, count.number if count else 1)))


def nth_unit(whole: Period, number: int, unit: str, count: int) -> Period:
    """The number-th (−1: last) `count` units of a period; weeks are those whose Thursday lies in it (ISO 8601)."""
    assert whole.start is not None and whole.end is not None
    if unit == "week":
        thursday = whole.start + timedelta(days=(3 - whole.start.weekday()) % 7)
        last = whole.end - timedelta(days=1)
        last_thursday = last - timedelta(days=(last.weekday() - 3) % 7)
        at = thursday + timedelta(days=7 * (number - 1)) if number > 0 else last_thursday - timedelta(days=7 * (count - 1))
        start = floor(at, "week")
    else:
        start = add(whole.start, number - 1, unit) if number > 0 else add(whole.end, -count, unit)
        at = start
    single = unit == "day" and count == 1
    return Period(start, add(start, count, unit), "day" if single else "month", at, single)


@PARTS.rule(r"T?(?P<u>U)(?P<n>[Nn])(?!U)(?:[oi](?P<p>[PY]))?")
def _numbered_week(m: Match) -> Node | None:
    unit, number, whole = m.need("u"), m.need("n"), m["p"]
    if unit.word != "week" or unit.number or not 1 <= number.number <= 53:
        return None
    inner = _inner(whole) if whole else Fixed(lambda anchor: period(anchor, "year"))
    return _make("P", Mapped(inner, lambda p: nth_unit(p, number.number, "week", 1)))


@PARTS.rule(r"T?(?P<u>U)(?:o|s|E|x)?i?(?P<d>d)|T?(?P<u2>U)oT?(?P<o>O)|(?P<d3>d)(?P<u3>U)(?P<y>Y)?")
def _week_of(m: Match) -> Node | None:
    unit, day = m["u"] or m["u2"] or m["u3"], m["d"] or m["d3"]
    if unit is None or unit.word not in ("week", "weekend") or unit.number:
        return None
    if m.before and m.before.cls in "aNn":
        return None
    if day is None:
        ordinal = m.need("o")
        return _make("P", Mapped(_MonthDay(ordinal.number), lambda p: period(p.at, "week")))
    if unit.word == "week" and m["d3"]:
        return None
    inner = _inner(day)
    if (year := m["y"]) and isinstance(inner, Holiday):
        inner = replace(inner, year=year.number)
    return _make("P", Mapped(inner, lambda p: _weekend_around(p.at) if unit.word == "weekend" else period(p.at, unit.word)))


def _weekend_around(day: date) -> Period:
    """The weekend next to a day, stretched to hold it."""
    found = period(day - timedelta(days=2) if day.weekday() < 2 else day, "weekend")
    assert found.start is not None and found.end is not None
    return replace(found, start=min(found.start, day), end=max(found.end, day + timedelta(days=1)))


@dataclass(frozen=True)
class _MonthDay(When):
    """A day of the month alone ("the 18th")."""

    day: int

    def readings(self, anchor: date | None) -> Readings:
        """The last such day up to the anchor, and the next one."""
        if anchor is None:
            return ()
        days = []
        for offset in range(-2, 3):
            try:
                days.append(add(floor(anchor, "month"), offset, "month").replace(day=self.day))
            except ValueError:
                continue
        past, future = [d for d in days if d <= anchor], [d for d in days if d > anchor]
        return tuple(period(d, "day") for d in (*past[-1:], *future[:1]))


@PARTS.rule(r"(?P<i>i)(?P<t>T)?(?P<o>O)(?:(?P<u>U)?(?P<oo>o)?(?P<p>[PG]))?(?!U)|T?(?P<o2>O)(?P<u2>U)?o?(?P<p2>[PG])")
def _day_of_month(m: Match) -> Node | None:
    ordinal, whole, unit = m["o"] or m["o2"], m["p"] or m["p2"], m["u"] or m["u2"]
    if ordinal is None or not 1 <= ordinal.number <= 31 or (unit and unit.word != "day"):
        return None
    number = ordinal.number
    if whole is None:
        alone = m.need("i").word == "on" and ordinal.word != "spelled"
        odd = m.after is not None and m.after.word.isalpha() and (not alone or m.after.mod == "capital")
        return None if unit or odd or ordinal.word == "spelled" and not m["t"] else _make("d", _MonthDay(number))
    return _make("d", Mapped(_inner(whole), lambda p: _of_month(p, number)))


def _of_month(whole: Period, number: int) -> Period:
    if whole.grain != "month" or whole.start is None or whole.start.day != 1:
        raise ValueError(number)
    return period(whole.start.replace(day=number), "day")


# ------------------------------------------------------------------ shifts

_COUNT = r"(?P<n>[NnOac])o?(?P<u>U)(?:[,&]*(?P<n2>[Nna])(?P<u2>U))?(?:[,&]*(?P<n3>[Nna])(?P<u3>U))?"


def _steps(m: Match) -> list[tuple[int, str]]:
    pairs = [(m["n" + i], m["u" + i]) for i in ("", "2", "3")]
    return [(n.number, u.word) for n, u in pairs if n and u]


def _walk(base: Period, steps: list[tuple[int, str]], sign: int) -> Period:
    found = base
    for number, unit in steps:
        found = shifted(found, sign * number, unit)
    return found


@PARTS.rule(rf"(?:{_COUNT})(?:(?P<ago>A)|[,~]?(?P<e>E)|(?P<f>f)(?P<j>[Jd])(?![2]))")
def _ago(m: Match) -> Node | None:
    steps = _steps(m)
    first = m.need("n")
    if first.cls == "O" or (m["f"] and m.before and m.before.cls == "g"):
        return None
    if later := m["e"]:
        if later.word not in ("earlier", "later") or len(steps) > 1 and later.word == "earlier":
            return None
        if len(steps) > 1:
            return _make("d", Fixed(lambda anchor: _walk(period(anchor, "day"), steps, 1)))
        sign = 1 if later.word == "later" else -1
        return _make("L", Later(sign * first.number, steps[0][1]))
    if day := (m["j"] if m["f"] else None):
        return Node(0, 0, "d", f"shift {steps[0][1]}", when=Mapped(_inner(day), lambda p: _walk(p, steps, 1)))
    return Node(0, 0, "d", f"shift {steps[0][1]}", when=Fixed(lambda anchor: _vague(_walk(period(anchor, "day"), steps, -1), first)))


def _vague(found: Period, number: Node) -> Period:
    return replace(found, grain="year" if found.grain == "month" else found.grain) if number.cls == "c" and number.word != "couple" else found


@PARTS.rule(r"(?P<u>U)(?P<e>E)")
def _units_later(m: Match) -> Node | None:
    unit, later = m.need("u"), m.need("e")
    if later.word != "later" or not unit.number or (m.before and m.before.cls in "NnacOR"):
        return None
    return _make("L", Later(None, unit.word))


@PARTS.rule(rf"(?P<i>[iI])T?(?P<r>R)?(?:{_COUNT})(?:p)?(?!A|E|f|[<>])(?:s(?:TU)?(?P<y>{_DATE}))?")
def _in_units(m: Match) -> Node | None:
    prep, first, steps, since = m.need("i"), m.need("n"), _steps(m), m["y"]
    relative = m["r"]
    if first.cls in "Oc" or prep.word not in ("in", "within") or (relative and prep.word == "in"):
        return None
    if since:
        return _make("d", Mapped(_inner(since), lambda p: _walk(p, steps, 1)))
    if prep.word == "within":
        return _make("P", Bare(Fixed(lambda a: Period(a, _walk(period(a, "day"), steps, 1).at, "", a))))
    return Node(0, 0, "I", f"shift {steps[0][1]}", when=Fixed(lambda anchor: _walk(period(anchor, "day"), steps, 1)))


@PARTS.rule(r"T?(?:(?P<r>R)(?P<n>[Nnc])(?P<b>x)?(?P<u>U)|(?P<n2>[Nnc])(?P<r2>R)(?P<u2>U))(?:&(?P<n3>[Nna])(?P<u3>U)(?!A))*")
def _next_units(m: Match) -> Node | None:
    relative, count, unit = m["r"] or m["r2"], m["n"] or m["n2"], m["u"] or m["u2"]
    if relative is None or count is None or unit is None or not relative.number or (m["b"] and m.need("b").word != "business"):
        return None
    steps = [(2 if count.word == "couple" else count.number, unit.word)]
    if (n := m["n3"]) and (u := m["u3"]):
        steps.append((n.number, u.word))
    sign, business = relative.number, m["b"] is not None
    return _make("P", Bare(Fixed(lambda anchor: _stretch(anchor, steps, sign, business))))


def _stretch(anchor: date, steps: list[tuple[int, str]], sign: int, business: bool) -> Period:
    """The given number of units from tomorrow on, or up to today; quarters and decades are whole ones."""
    number, unit = steps[0]
    if unit in ("quarter", "decade"):
        first = add(floor(anchor, unit), 1 if sign > 0 else -number, unit)
        return Period(first, add(first, number, unit), "", first)
    if business:
        return _business(anchor, number, sign)
    start = anchor + timedelta(days=1) if sign > 0 else anchor
    end = _walk(period(start, "day"), steps, sign).at
    return Period(min(start, end), max(start, end), "", min(start, end))


def _business(anchor: date, number: int, sign: int) -> Period:
    day, days = anchor, []
    while len(days) < number:
        day += timedelta(days=sign)
        if day.weekday() < 5:
            days.append(day)
    return Period(min(days), max(days) + timedelta(days=1), "", min(days))


@RANGES.rule(rf"(?:(?P<h>x)H)?T?(?:(?:{_COUNT})|(?P<u4>U))(?P<s>[<>f])(?P<d>{_DATE})")
def _from_date(m: Match) -> Node | None:
    sign_node, base = m.need("s"), m.need("d")
    steps = [(1, m.need("u4").word)] if m["u4"] else _steps(m)
    if sign_node.word == "by" or (m["n"] and m.need("n").cls in "Oc") or (m["u4"] and (base.cls != "d" or m.need("u4").number)):
        return None
    sign = -1 if sign_node.cls == "<" else 1
    shift = Mapped(_Ahead(_inner(base)), lambda p: _walk(p, steps, sign))
    if (compared := m["h"]) is None:
        return Node(0, 0, "d", f"shift {steps[0][1]}", when=shift)
    if compared.word == "more":
        return _make("P", Mapped(shift, lambda p: bounded(p, "before" if sign < 0 else "after")))
    return _make("P", _Span(_inner(base), shift) if sign > 0 else _Span(shift, _inner(base))) if compared.word == "less" else None


@RANGES.rule(r"(?P<a>d),?(?P<b>[dI])|(?P<b2>[dI])i?(?P<a2>d)")
def _shifted_weekday(m: Match) -> Node | None:
    """"Two weeks from now on Tuesday": the weekday in the week where the shift arrives, or behind it."""
    weekday, shift = m["a"] or m["a2"], m["b"] or m["b2"]
    if weekday is None or shift is None or not shift.word.startswith("shift"):
        return None
    if isinstance(weekday.when, Calendar) and weekday.when.year is None:
        inner, base = weekday.when, _inner(shift)
        return _make("d", Mapped(base, lambda p: min(inner.readings(p.at), key=lambda r: abs(r.at - p.at))))
    if weekday.word != "weekday":
        return None
    far = shift.word.endswith(("month", "year"))
    return _make("d", Mapped(_inner(shift), lambda p: _weekday_near(p.at, weekday.number, far)))


def _weekday_near(day: date, weekday: int, far: bool) -> Period:
    sunday = day - timedelta(days=day.isoweekday() % 7)
    found = sunday + timedelta(days=weekday % 7)
    return period(found + timedelta(days=7) if far and found < day else found, "day")


@dataclass(frozen=True)
class _Ahead(When):
    """The future one of two readings: what a shift counts from."""

    inner: When

    def readings(self, anchor: date | None) -> Readings:
        return self.inner.readings(anchor)[-1:]


# ------------------------------------------------------------------ ranges


@dataclass(frozen=True)
class _Span(When):
    """From one date to another; what the first leaves open is taken from the second."""

    first: When
    second: When

    def readings(self, anchor: date | None) -> Readings:
        """The pairs of readings in which the second is not before the first."""
        first, second = self.first, self.second
        if isinstance(first, Calendar) and first.year is None and (ends := second.readings(anchor)) and len(ends) == 1:
            first = replace(first, year=self._year_before(first, ends[0].at))
        if isinstance(first, Calendar) and first.year is None and isinstance(second, Calendar) and anchor:
            return self._around(first, anchor)
        starts, ends = first.readings(anchor), second.readings(anchor)
        out = []
        for i, start in enumerate(starts):
            end = self._end(start, ends, i)
            if end is not None:
                out.append(_joined(start, end))
        return tuple(out)

    def _around(self, first: Calendar, anchor: date) -> Readings:
        """The range that holds the anchor, or the last one before and the next one after it."""
        out = []
        for year in range(anchor.year - 8, anchor.year + 8):
            start = first.within(year)
            end = self._end(start, (), 0) if start else None
            if start and end:
                out.append(_joined(start, end))
        now = [p for p in out if p.at < anchor and p.until and p.until > anchor]
        if now:
            return tuple(now)
        return (*[p for p in out if p.at <= anchor][-1:], *[p for p in out if p.at > anchor][:1])

    @staticmethod
    def _year_before(first: Calendar, end: date) -> int:
        found = first.within(end.year)
        return end.year if found is None or found.at <= end else end.year - 1

    def _end(self, start: Period, ends: Readings, index: int) -> Period | None:
        second = self.second
        if isinstance(second, Calendar) and second.year is None:
            for year in (start.at.year, start.at.year + 1):
                if (found := second.within(year)) and found.at > start.at:
                    return found
            return None
        if isinstance(second, Weekday):
            ahead = second.readings(start.at)
            return ahead[-1] if ahead else None
        return ends[min(index, len(ends) - 1)] if ends else None


def _joined(start: Period, end: Period) -> Period:
    first = _edge(start)
    last = _edge(end)
    told = end if start.grain == "" else start
    return Period(first, last, told.grain, told.at, last=end.value, until=end.end)


def _edge(found: Period) -> date | None:
    """Where a range begins or ends: the start of a named period, or the point that a part of it means."""
    assert found.start is not None
    if found.mod == "end":
        return found.end
    if found.mod == "mid" and found.end is not None:
        return date(found.at.year, 7, 2) if found.grain == "year" else found.at + timedelta(days=15)
    return found.start


@RANGES.rule(r"i?[fb]?T?(?P<d>d)(?P<x>[~2&])T?(?P<n>[NO])(?![U:Mm])(?:,?o?(?P<y>[Yy]))?")
def _days(m: Match) -> Node | None:
    day, number, year, sign = m.need("d"), m.need("n"), m["y"], m.need("x")
    first = day.when
    if not isinstance(first, Calendar) or first.day is None or number.number > 31:
        return None
    if sign.cls == "&" and "b" not in m.found.group() and number.cls != "O" and not year:
        return None
    if year is not None:
        first = replace(first, year=year.number)
    month = first.month or 1
    if number.number <= first.day:
        month = month % 12 + 1
    return _make("P", _Span(first, Calendar(first.year, month, number.number)))


@RANGES.rule(r"[fb]?T?(?P<n>[NO])(?:[~2]|(?P<and>&))T?(?P<d>d)|f?(?P<n3>N)[~2](?P<n4>N)[io](?P<p>P)")
def _days_first(m: Match) -> Node | None:
    if whole := m["p"]:
        a, b = m.need("n3").number, m.need("n4").number
        return _make("P", Mapped(_inner(whole), lambda p: _joined(_of_month(p, a), _of_month(p, b))))
    number, day = m.need("n"), m.need("d")
    second = day.when
    if not isinstance(second, Calendar) or second.day is None or (m["and"] and "b" not in m.found.group()):
        return None
    month, year = second.month or 1, second.year
    if number.number > second.day:
        month = month - 1 or 12
        year = year - 1 if year and month == 12 else year
    return _make("P", _Span(Calendar(year, month, number.number), second))


@RANGES.rule(r"(?P<n>N)(?=&(?P<d>d))")
def _day_of_pair(m: Match) -> Node | None:
    """"18 and 19 June": the first of the two takes the month of the second."""
    day = m.need("d")
    if day.word != "day first" or not isinstance(day.when, Calendar):
        return None
    return _make("d", replace(day.when, day=m.need("n").number))


@RANGES.rule(rf"i?f?(?P<a>{_DATE})(?:[~2]T?|2f)(?P<b>{_DATE})|b(?P<a2>{_DATE})[~2&]T?(?P<b2>{_DATE})|i?(?:[fb]?(?P<a4>F)[~2]|b(?P<a5>F)&)(?P<b4>[dF])(?:,?(?P<y4>Y))?")
def _range(m: Match) -> Node | None:
    first, second = m["a"] or m["a2"] or m["a4"] or m["a5"], m["b"] or m["b2"] or m["b4"]
    if first is None or second is None or first.when is None or second.when is None:
        return None
    last = second.when
    if (year := m["y4"]) and isinstance(last, Calendar):
        last = replace(last, year=year.number)
    node = _make("P", _Span(first.when, last))
    node.split = second.start if first.cls in "dPY" else 0
    return node


@RANGES.rule(r"2(?P<x3>x)|(?P<u>U)2(?P<x>x)|(?P<f>f)(?P<p>[PYd])2(?P<x2>x)")
def _to_date(m: Match) -> Node | None:
    word, unit, since = m["x"] or m["x2"] or m["x3"], m["u"], m["p"]
    if word is None or word.word != "date" or (m.after and m.after.cls == "f"):
        return None
    if m["x3"]:
        return _make("G", Bare(Fixed(lambda a: Period(None, a, "", a, mod="before"))))
    if unit is not None:
        kind = unit.word
        return _make("P", Bare(Fixed(lambda a: replace(period(a, kind), end=a))))
    assert since is not None
    return _make("P", _Span(_inner(since), Fixed(lambda a: period(a, "day"))))


@RANGES.rule(rf"(?:g?(?:{_COUNT}),?)(?:s[if]?|f)(?P<d>[dJ])")
def _lasting_from(m: Match) -> Node | None:
    steps, first = _steps(m), m.need("d")
    if m.need("n").cls in "Oc":
        return None
    return _make("P", Mapped(_inner(first), lambda p: Period(p.start, _walk(p, steps, 1).at, p.grain, p.at)))


# ------------------------------------------------------------------ open bounds


@BOUNDS.rule(rf"(?P<s>[<>s2])[i]?T?(?P<d>{_DATE})|(?P<no>x)?(?P<l>[Ex])(?P<h>H)T?(?P<d2>{_DATE})|(?P<d3>{_DATE})&(?P<e3>[E>x])(?![JdPYxtH])|(?P<as>x)(?P<e5>E)xT?(?P<d5>{_DATE})|(?P<e6>E)i?(?P<d6>d)|(?P<q>=+)(?P<d4>{_DATE})")
def _bound(m: Match) -> Node | None:
    date_node = m["d"] or m["d2"] or m["d3"] or m["d4"] or m["d5"] or m["d6"]
    if date_node is None:
        return None
    mod = _mod(m)
    inner = _inner(date_node)
    return None if not mod else _make("P" if date_node.cls != "d" else "d", Mapped(inner, lambda p: bounded(p, mod)))


def _mod(m: Match) -> str:
    if sign := m["s"]:
        if sign.cls == "2" and not sign.word.endswith(("til", "till")):
            return ""
        return {"<": "before", ">": "after", "s": "since", "2": "until"}[sign.cls]
    if starting := m["e6"]:
        return "since" if starting.mod == "beginning" else ""
    if (extreme := m["e5"]) and m.need("as").word == "as":
        return {"early": "since", "late": "until"}.get(extreme.mod, "")
    if m["no"]:
        return {"later": "before", "earlier": "since"}.get(m.need("l").word, "") if m.need("no").word == "no" else ""
    if compared := m["l"]:
        return {"later": "after", "greater": "after", "more": "after", "earlier": "before", "less": "before"}.get(compared.word, "")
    if other := m["e3"]:
        return "since" if other.word in ("later", "after", "greater", "above") else ""
    if m["q"] is None:
        return ""
    first = m.need("q").word
    return {"<": "until", ">": "since"}.get(first, "") if m.found.group().startswith("==") else {"<": "before", ">": "after"}.get(first, "")
