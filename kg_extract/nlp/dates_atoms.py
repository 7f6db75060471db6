"""The first level of the date grammar: days, months, quarters, years, weekdays, and what is told from the anchor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg_extract.nlp.dates_calendar import Calendar, Fixed, Holiday, Period, Readings, Weekday, When, add, choose, floor, period
from kg_extract.nlp.dates_cascade import Level, Match
from kg_extract.nlp.dates_tokens import Node, century, words

__all__ = ["ATOMS", "Bare", "Mapped"]

ATOMS = Level()
_YEAR = r"(?:(?:[,~/]|,?[oi])?(?P<y>[Yy]))?"
_WEEKDAY = r"(?:T?(?P<w>[Ww])[,~(]?)?"


@dataclass(frozen=True)
class Bare(When):
    """What only a benchmark calls a date ("the 1990s", "the past two years"): news takes no value from it."""

    inner: When

    def readings(self, anchor: date | None) -> Readings:
        """The inner readings without a grain."""
        return tuple(replace(p, grain="") for p in self.inner.readings(anchor))


@dataclass(frozen=True)
class Mapped(When):
    """An expression that is a function of another one's period."""

    inner: When
    make: object

    def readings(self, anchor: date | None) -> Readings:
        """The function of each inner reading."""
        out = []
        for found in self.inner.readings(anchor):
            try:
                out.append(self.make(found))  # type: ignore[operator]
            except (ValueError, OverflowError, IndexError):
                continue
        return tuple(out)


def _day(when: When) -> Node:
    return Node(0, 0, "d", when=when)


def _period(when: When) -> Node:
    return Node(0, 0, "P", when=when)


def _year(node: Node | None) -> int | None:
    if node is None:
        return None
    return century(node.number) if node.number < 100 else node.number


@ATOMS.rule(r"(?:T?[Ww][,~(]?)?X")
def _figures(m: Match) -> Node:
    return _day(m.nodes[m.found.end() - 1].when or Calendar())


@ATOMS.rule(r"(?P<m>M)~(?P<y>Y)~(?P<d>N)|(?P<y2>Y)[~/,]?(?P<m2>M)[~/]?(?P<d2>[NO])(?!~)|(?P<y3>Y)[~/](?P<d3>N)[~/](?P<m3>M)|(?P<d4>N)~(?P<y4>Y)~(?P<m4>M)")
def _year_inside(m: Match) -> Node | None:
    for i in ("", "2", "3", "4"):
        month, day, year = m["m" + i], m["d" + i], m["y" + i]
        if month and day and year:
            return _calendar(year.number, month, day)
    return None


@ATOMS.rule(r"(?P<y>Y)(?P<m>N)(?P<d>N)(?!U)")
def _spaced(m: Match) -> Node | None:
    year, month, day = m.need("y"), m.need("m"), m.need("d")
    if month.end - month.start != 2 or day.end - day.start != 2 or year.end - year.start != 4:
        return None
    return _day(Calendar(year.number, month.number, day.number)) if month.number <= 12 else None


def _calendar(year: int | None, month: Node, day: Node) -> Node | None:
    if day.number > 31:
        return None
    return _day(Calendar(year, month.number, day.number))


@ATOMS.rule(rf"(?:(?P<r>R)(?=[WwMm]))?{_WEEKDAY}(?P<m>[Mm])[,~/]?T?(?P<d>[NO])(?!:)\)?(?:(?<=O)(?P<yy>N)(?!U)|{_YEAR})")
def _month_day(m: Match) -> Node | None:
    day, month = m.need("d"), m.need("m")
    if (month.cls == "m" and day.cls == "N" and month.word == "may" and not m["y"] and m.before is None) or _counts(m, day):
        return None
    yy = m["yy"]
    return _of_year(_calendar(century(yy.number) if yy else _year(m["y"]), month, day), m["r"], m["w"])


@ATOMS.rule(rf"(?P<r>R)?{_WEEKDAY}T?(?P<d>[NO])(?:(?P<u>U)?o|[~/])?T?(?P<m>[Mm])(?!~?N)(?:(?P<o>o)(?P<n>n)|{_YEAR})")
def _day_month(m: Match) -> Node | None:
    unit, n = m["u"], m["n"]
    if unit and unit.word != "day":
        return None
    node = _calendar(century(n.number) if n and n.number < 100 else _year(m["y"]), m.need("m"), m.need("d"))
    if node is not None and not m["w"]:
        node.word = "day first"
    return _of_year(node, m["r"], m["w"])


def _counts(m: Match, day: Node) -> bool:
    after = m.after
    return day.cls == "N" and after is not None and after.word in words().counted and not m["y"]


def _of_year(node: Node | None, relative: Node | None, weekday: Node | None) -> Node | None:
    """"Next 6th of April" is that of the next year, where no weekday stands between."""
    if node is None or relative is None or not isinstance(node.when, Calendar) or node.when.year:
        return node
    offset = relative.number if weekday is None else 0
    inner = node.when
    return _day(Fixed(lambda anchor: _within(inner, anchor.year + offset)))


def _within(inner: Calendar | Holiday, year: int) -> Period:
    found = inner.within(year)
    if found is None:
        raise ValueError(year)
    return found


@ATOMS.rule(r"(?<!~)(?P<y>Y)~(?P<n>N)(?![~:U])|(?<!~)(?P<n2>N)~(?P<y2>Y)(?!~)")
def _month_in_figures(m: Match) -> Node | None:
    year, month = m["y"] or m["y2"], m["n"] or m["n2"]
    if year is None or month is None or month.number > 12 or max(year.end, month.end) - min(year.start, month.start) > 7:
        return None
    return _period(Calendar(year.number, month.number, unit="month"))


@ATOMS.rule(r"(?P<r>R)(?P<f>F)")
def _relative_figures(m: Match) -> Node | None:
    figures = m.need("f").when
    assert isinstance(figures, Calendar)
    return _of_year(_day(figures), m["r"], None)


@ATOMS.rule(r"(?P<m>[Mm])[,~/]?(?P<o>[oi])?(?P<y>[Yyn])(?!~N)|(?P<y2>Y)(?P<m2>M)(?!~?N)|(?P<m3>[Mm])T?(?P<u3>U)?(?P<n3>n)")
def _month_year(m: Match) -> Node | None:
    month, year = m["m"] or m["m2"], m["y"] or m["y2"]
    if month is None or year is None:
        return None
    if year.cls == "n" and not (m["o"] and 32 <= year.number < 100) and year.number < 1600 and year.number != 2000:
        return None
    return _period(Calendar(_year(year), month.number, unit="month"))


@ATOMS.rule(r"(?P<q>[Qh])(?:~|,|[oi]|K|TK)*U?(?P<y>[Yy])|(?P<y2>Y)~?(?P<q2>[Qh])|(?:TR?)?(?P<o>O)~?(?P<u>U)(?:[oi,]*T?K?(?P<u3>U)?(?P<y3>[Yy]))")
def _quarter_year(m: Match) -> Node | None:
    part = m["q"] or m["q2"] or m["o"]
    unit = m["u"]
    if part is None or (unit and unit.word not in ("quarter", "half")):
        return None
    kind = unit.word if unit else "quarter" if part.cls == "Q" else "half"
    return _nth_part(part.number, kind, _year(m["y"] or m["y2"] or m["y3"]))


def _nth_part(number: int, kind: str, year: int | None) -> Node | None:
    months = {"quarter": 3, "half": 6}.get(kind)
    if months is None or number * months > 12:
        return None
    return _period(Calendar(year, number * months - months + 1, unit=kind))


@ATOMS.rule(r"(?P<r>R)K?(?P<u>U)p(?P<o>O)~?(?P<u2>U)|(?P<q3>Q)o(?P<r3>R)(?P<u3>U)|T?(?P<o4>O)~?(?P<u4>U)[oi](?P<r4>[RT])K?(?P<u5>U)")
def _quarter_of_relative(m: Match) -> Node | None:
    part = m["o"] or m["q3"] or m["o4"]
    unit = m["u2"] or m["u4"]
    relative = m["r"] or m["r3"] or m["r4"]
    year = m["u"] or m["u3"] or m["u5"]
    kind = unit.word if unit else "quarter"
    if part is None or relative is None or year is None or year.word != "year" or kind not in ("quarter", "half"):
        return None
    node = _nth_part(part.number, kind, None)
    if node is None:
        return None
    inner = node.when
    assert isinstance(inner, Calendar)
    if relative.cls == "T":
        return _period(inner)
    return _period(Fixed(lambda anchor: _within(inner, anchor.year + relative.number)))


@ATOMS.rule(r"(?P<r>[TR])?(?P<q>Q)|(?P<t>T)?(?P<o>O)~?(?P<u>U)")
def _bare_quarter(m: Match) -> Node | None:
    part = m["q"] or m["o"]
    unit = m["u"]
    if part is None or (unit and (unit.word not in ("quarter", "half") or unit.number)):
        return None
    if unit and unit.word == "half":
        return None
    return _nth_part(part.number, "quarter", None)


@ATOMS.rule(r"T?(?P<e>E)?~?(?P<y>[YNn])(?P<p>p)|T?(?P<e2>E)?~?(?P<d>[Dy])(?P<p2>p)?|T?(?P<r>R)(?P<n>[Nn])?(?P<u>U)|T?(?P<o>O)(?P<u2>U)")
def _decade(m: Match) -> Node | None:
    year, unit = m["y"] or m["d"], m["u"] or m["u2"]
    if unit is not None:
        return _decades_from(m, unit)
    glued = m["p"] or m["p2"]
    if year is None or (year.cls != "D" and (glued is None or not glued.word.endswith("s") or "'" in glued.word or "’" in glued.word)):
        return None
    first = year.number if year.number > 99 else century(year.number)
    if first % 10:
        return None
    start = date(first, 1, 1)
    return _period(Bare(Fixed(lambda _: Period(start, date(first + 10, 1, 1), "", start))))


def _decades_from(m: Match, unit: Node) -> Node | None:
    ordinal, count, relative = m["o"], m["n"], m["r"]
    if unit.word == "century" and ordinal is not None:
        start, end = date(ordinal.number * 100 - 100, 1, 1), date(ordinal.number * 100, 1, 1)
        return _period(Bare(Fixed(lambda _: Period(start, end, "", start))))
    if unit.word != "decade" or relative is None or (relative.number < 1 and count):
        return None
    number = count.number if count else 1

    def make(anchor: date) -> Period:
        first = add(floor(anchor, "decade"), relative.number, "decade")
        return Period(first, add(first, number, "decade"), "", first)

    return _period(Fixed(make))


@ATOMS.rule(r"T?(?P<r>R)?(?P<k>K)U?~?(?P<y>[YyNn])|T?(?P<r2>R)K(?P<u2>U)|(?P<s>S)[,o]*(?P<y3>[Yy])|T?(?P<r4>R)(?P<s4>S)|(?P<i5>i)T?(?P<s5>S)(?!x)")
def _fiscal_or_season(m: Match) -> Node | None:
    year = m["y"] or m["y3"]
    if year is not None:
        season = m["s"]
        return _period(Calendar(_year(year), unit="year")) if season or _year(year) else None
    relative = m["r2"] or m["r4"]
    if relative is None:
        return None
    if (unit := m["u2"]) and unit.word != "year":
        return None
    return _period(Fixed(lambda anchor: period(anchor, "year", relative.number)))


@ATOMS.rule(r"(?P<r>R)?(?P<v>V)(?:[,o]?(?P<y>[Yy])|o(?P<r2>R)(?P<u>U))?")
def _holiday(m: Match) -> Node:
    inner = m.need("v").when
    assert isinstance(inner, Holiday)
    relative = m["r"]
    if m["y"]:
        return _day(replace(inner, year=_year(m["y"])))
    if other := m["r2"]:
        return _day(Fixed(lambda anchor: _within(inner, anchor.year + other.number)))
    if relative is not None and relative.number:
        return _day(_Directed(inner, relative.number))
    return _day(inner)


@dataclass(frozen=True)
class _Directed(When):
    """The past or the future one of two readings."""

    inner: When
    step: int

    def readings(self, anchor: date | None) -> Readings:
        """One of the inner readings."""
        found = self.inner.readings(anchor)
        return found[:1] if self.step < 0 else found[-1:]


@ATOMS.rule(r"(?P<r0>R)?(?P<r>R)(?P<w>[Ww])(?P<f>F)?|(?P<w2>[Ww])[io~,T]*(?P<r2>R)(?P<u2>U)|(?:i)?(?P<r3>R)(?P<u3>U)(?:i|~|p)*(?P<w3>[Ww])")
def _relative_weekday(m: Match) -> Node | None:
    weekday = m["w"] or m["w2"] or m["w3"]
    unit = m["u2"] or m["u3"]
    relative = m["r"] or m["r2"] or m["r3"]
    if weekday is None or relative is None or (unit and unit.word != "week"):
        return None
    if figures := m["f"]:
        assert isinstance(figures.when, Calendar)
        inner = figures.when
        return _day(Fixed(lambda anchor: _within(inner, anchor.year)))
    if not unit and (relative.word in ("past", "coming", "upcoming") or relative.word == "this" or m["r0"]):
        return _day(_near_weekday(relative, weekday.number))
    number, offset = weekday.number, relative.number
    if not unit and relative.word in ("last", "next", "following", "previous"):
        return _day(Fixed(lambda anchor: period(floor(anchor, "week") + timedelta(days=7 * offset + number - 1), "day")))
    return _day(Fixed(lambda anchor: period(floor(anchor, "week") + timedelta(days=7 * offset + number - 1), "day")))


def _near_weekday(relative: Node, number: int) -> When:
    if relative.word == "this":
        return Fixed(lambda anchor: period(floor(anchor, "week") + timedelta(days=number - 1), "day"))
    return _Directed(Weekday(number), relative.number)


@ATOMS.rule(r"(?P<w>[Ww])(?:,?T?(?P<o>O)(?![UoMm])|(?P<n>N)(?![UMm~:])|(?P<f>F)|(?P<n2>N)~(?P<n3>N))")
def _weekday_day(m: Match) -> Node | None:
    weekday = m.need("w")
    if figures := m["f"]:
        return _day(figures.when or Calendar())
    if (month := m["n2"]) and (day := m["n3"]):
        return _calendar(None, month, day) if month.number <= 12 else None
    day_number = m["o"] or m["n"]
    if day_number is None or day_number.number > 31:
        return None
    return _day(Weekday(weekday.number, day_number.number))


@ATOMS.rule(r"(?P<r0>R)?(?P<r>R)(?P<m>[Mm])|(?P<b>B)|(?P<w>W)|(?<=[i<>sf2b])(?P<w2>w)")
def _relative_month_or_day(m: Match) -> Node | None:
    if day := m["b"]:
        if day.word == "now":
            return Node(0, 0, "J", day.word, when=Fixed(lambda anchor: period(anchor, "day")))
        number = day.number
        return _day(Fixed(lambda anchor: period(anchor, "day", number)))
    if weekday := (m["w"] or m["w2"]):
        if m.after is not None and m.after.mod == "capital" and m.after.word == "night":
            return None
        return Node(0, 0, "d", "weekday", weekday.number, when=Weekday(weekday.number))
    month, relative = m.need("m"), m.need("r")
    if month.cls == "m" and month.word == "may" and not relative.number:
        return None
    inner = Calendar(month=month.number, unit="month")
    if relative.word in ("this", "current", "same"):
        return _period(Fixed(lambda anchor: _within(inner, anchor.year)))
    if not relative.number:
        return _period(inner)
    return _period(Mapped(_Apart(inner, relative.number), lambda p: p))


@dataclass(frozen=True)
class _Apart(When):
    """The last or next one that does not hold the anchor ("last November")."""

    inner: Calendar
    step: int

    def readings(self, anchor: date | None) -> Readings:
        """One reading, or none without an anchor."""
        if anchor is None:
            return ()
        current = floor(anchor, self.inner.unit)
        found = self.inner.readings(current - timedelta(days=1) if self.step < 0 else current)
        return found[:1] if self.step < 0 else found[-1:]


@ATOMS.rule(r"(?P<m>M)o?(?P<r>R)(?P<u>U)|(?P<m2>M)(?=[&,](?P<m3>M),?(?P<y>Y))")
def _month_of_relative_year(m: Match) -> Node | None:
    """"January last year"; "January and June 2020"."""
    if (first := m["m2"]) and (year := m["y"]):
        return _period(Calendar(year.number, first.number, unit="month"))
    month, relative, unit = m.need("m"), m.need("r"), m.need("u")
    if unit.word != "year":
        return None
    inner = Calendar(month=month.number, unit="month")
    return _period(Fixed(lambda anchor: _within(inner, anchor.year + relative.number)))


@ATOMS.rule(r"T(?P<u4>U)(?P<r4>R)|T(?P<u1>U)>(?P<r1>R)|(?P<r0>R)?(?P<r>R)K?(?P<u>U)|(?<![VRNnaOTE])(?P<u3>U)(?!o)|(?P<t>T)(?P<u2>U)(?![2o<>EYNs])")
def _relative_unit(m: Match) -> Node | None:
    if (unit := m["u1"]) and (relative := m["r1"]):
        kind = unit.word
        return _period(Fixed(lambda anchor: period(anchor, kind, relative.number + 1)))
    if unit := m["u2"]:
        kind = unit.word
        return None if unit.number or kind in ("decade", "century", "half") else Node(0, 0, "G", kind, when=Fixed(lambda anchor: period(anchor, kind)))
    if unit := m["u3"]:
        weekend = unit.word == "weekend" and not unit.number
        return Node(0, 0, "G", "weekend", when=Fixed(lambda anchor: replace(period(anchor, "weekend"), grain=""))) if weekend else None
    if (unit := m["u4"]) and (relative := m["r4"]):
        kind = unit.word
        return _period(Fixed(lambda anchor: period(anchor, kind, -1))) if relative.word in ("prior", "previous") else None
    relative, unit = m.need("r"), m.need("u")
    if unit.number or unit.word in ("decade", "century", "half") or (relative.word == "last" and unit.word == "week" and m.after and m.after.cls == "o"):
        return None
    kind, offset = unit.word, relative.number
    if relative.word in ("that", "same"):
        return Node(0, 0, "G", kind, when=Bare(Fixed(lambda anchor: period(anchor, kind)))) if kind != "day" else None
    node = _period(Fixed(lambda anchor: period(anchor, kind, offset)))
    if relative.word == "past" or _stretching(m, relative):
        node.when = Bare(node.when) if kind != "quarter" and node.when else node.when
    return node if kind != "day" or relative.word in ("next", "previous", "following") else None


def _stretching(m: Match, relative: Node) -> bool:
    """"In the last year", "over the next year": twelve months, no year of the calendar."""
    if m.before is None or m.before.cls != "T":
        return False
    second = m.nodes[m.found.start() - 2].cls if m.found.start() > 1 else ""
    return relative.word == "last" or (relative.word == "next" and second in ("i", "g", "I"))


@ATOMS.rule(r"(?P<m>M)(?!x?:)|(?<=[ioRE<>sf2&b~])(?P<m2>m)|(?<=[io<>sf2&b]T)(?P<m3>m)")
def _bare_month(m: Match) -> Node | None:
    month = m["m"] or m["m2"] or m["m3"]
    assert month is not None
    if month.cls == "m" and month.word == "may" and m.before is not None and (m.before.cls in "&~" or m.before.word in ("this", "that")):
        return None
    if m.after is not None and m.after.mod == "capital" and not (m.before is not None and m.before.cls in "ioRE<>sf2bTap" and m.before.word != "by"):
        return None
    if month.cls == "m" and m.before is not None and m.before.word not in words().classes and m.before.cls not in "TE":
        return None
    return _period(Calendar(month=month.number, unit="month"))


@ATOMS.rule(r"(?:T?(?P<u>U)o?)?(?P<y>Y)")
def _bare_year(m: Match) -> Node | None:
    year, before, after = m.need("y"), m.before, m.after
    unit = m["u"]
    if unit is not None:
        return _period(Calendar(year.number, unit="year")) if unit.word == "year" else None
    if after is not None and (after.word in words().counted or after.cls in ("U",)):
        return None
    if before is not None and before.cls == "~" and before.end == year.start and not (m.found.start() > 1 and _dashed(m.nodes[m.found.start() - 2])):
        return None
    if year.number < 1700 and not (before is not None and before.cls in "iof<>sb2"):
        return None
    if year.word == "spelled" and not (before is not None and before.cls in "iof<>sb2"):
        return None
    return Node(0, 0, "Y", year.word, year.number, when=Calendar(year.number, unit="year"))


def _dashed(node: Node) -> bool:
    return node.when is not None or node.cls in "YEMQ"
