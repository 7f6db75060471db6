"""The third level of the date grammar: weekdays, relative units ("last month"), and months and years that stand alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kg_extract.nlp.dates_calendar import floor, period
from kg_extract.nlp.dates_cascade import Level, Match, day, span
from kg_extract.nlp.dates_readings import Bare, Calendar, Chained, Directed, Fixed, Weekday, When, in_year
from kg_extract.nlp.dates_tokens import Node, words

__all__ = ["RELATIVE"]

RELATIVE = Level()
_NO_UNITS = ("decade", "century", "half")


@RELATIVE.rule(r"(?P<w>[Ww])[io~,T]*(?P<r>R)(?P<u>U)", r"i?(?P<r>R)(?P<u>U)[i~p]*(?P<w>[Ww])")
def _weekday_of_week(m: Match) -> Node | None:
    return day(_in_week(m.need("r").number, m.need("w").number)) if m.need("u").word == "week" else None


@RELATIVE.rule(r"(?P<r0>R)?(?P<r>R)(?P<w>[Ww])")
def _relative_weekday(m: Match) -> Node:
    relative, number = m.need("r"), m.need("w").number
    near = relative.word in ("past", "coming", "upcoming") or m["r0"]
    return day(Directed(Weekday(number), relative.number) if near and relative.number else _in_week(relative.number, number))


def _in_week(offset: int, number: int) -> When:
    return Fixed(lambda anchor: period(floor(anchor, "week") + timedelta(days=7 * offset + number - 1), "day"))


@RELATIVE.rule(r"T?(?P<n>[OR])(?P<w>[Ww])[oi](?=(?:E|T|o)*(?P<p>[MmRPGTd]))")
def _nth_weekday(m: Match) -> Node | None:
    """ "The second Sunday of": left for the level that knows of which month."""
    nth = m.need("n")
    if nth.cls == "R" and nth.word != "last":
        return None
    return replace(m.need("w"), cls="k", number=m.need("w").number * 100 + (nth.number if nth.cls == "O" else 99))


@RELATIVE.rule(r"(?P<w>[Ww]),?T?(?P<n>O)(?![UoMm])", r"(?P<w>[Ww])(?P<n>N)(?![UMm~:])")
def _weekday_day(m: Match) -> Node | None:
    number = m.need("n").number
    return day(Weekday(m.need("w").number, number)) if number <= 31 else None


@RELATIVE.rule(r"(?P<w>W)", r"(?<=[i<>sf2b])(?P<w>w)")
def _weekday(m: Match) -> Node | None:
    if m.before_in("e") or (m.after is not None and m.after.mod == "capital" and m.after.word == "night"):
        return None
    dated = m.before(2)
    if m.before_in("(") and dated is not None and dated.cls == "d":
        return None
    number = m.need("w").number
    return day(Weekday(number), "weekday", number)


@RELATIVE.rule(r"R?(?P<r>R)(?P<m>[Mm])")
def _relative_month(m: Match) -> Node | None:
    month, relative = m.need("m"), m.need("r")
    if month.cls == "m" and month.word == "may" and not relative.number:
        return None
    inner = Calendar(month=month.number, unit="month")
    if relative.word in ("this", "current", "same"):
        return span(in_year(inner, 0))
    return span(Directed(inner, relative.number, apart="month") if relative.number else inner)


@RELATIVE.rule(r"T(?P<u>U)(?P<s>[<>])(?P<r>R)", r"T(?P<u>U)(?P<r>R)")
def _unit_after_next(m: Match) -> Node | None:
    """ "The week after next", "the year prior"."""
    kind, relative = m.need("u").word, m.need("r")
    if sign := m["s"]:
        step = 1 if sign.cls == ">" else -1
        return span(Fixed(lambda anchor: period(anchor, kind, relative.number + step)))
    prior = relative.word in ("prior", "previous") and kind not in _NO_UNITS
    return span(Chained(Fixed(lambda anchor: period(anchor, kind, -1)))) if prior else None


@RELATIVE.rule(r"R?(?P<r>R)K?(?P<u>U)")
def _relative_unit(m: Match) -> Node | None:
    relative, unit = m.need("r"), m.need("u")
    kind, offset = unit.word, relative.number
    if unit.number or kind in _NO_UNITS or (relative.word == "last" and kind == "week" and m.after and m.after.cls == "o"):
        return None
    when: When = Fixed(lambda anchor: period(anchor, kind, offset))
    if relative.word in ("that", "same"):
        return span(Bare(when), "G", kind) if kind != "day" else None
    if kind == "day" and relative.word not in ("next", "previous", "following"):
        return None
    if (relative.word == "past" and kind != "quarter") or _stretching(m, relative):
        return span(Bare(when))
    told = m.before_in("T") and (relative.word in ("following", "previous") or kind == "day")
    return span(Chained(when) if told else when)


def _stretching(m: Match, relative: Node) -> bool:
    """ "In the last year", "over the next year": twelve months, no year of the calendar."""
    if not m.before_in("T"):
        return False
    second = m.before(2)
    return relative.word == "last" or (relative.word == "next" and second is not None and second.cls in "igI")


@RELATIVE.rule(r"T(?P<u>U)(?![2o<>EYNsR])", r"(?<![dVRNnaOTEe])(?P<u>U)(?!o)")
def _vague_unit(m: Match) -> Node | None:
    """ "The week", "the year": what only "the end of" makes a date."""
    unit = m.need("u")
    kind = unit.word
    if unit.number or kind in _NO_UNITS or (m.classes == "U" and kind != "weekend"):
        return None
    return span(Fixed(lambda anchor: period(anchor, kind)), "G", kind)


@RELATIVE.rule(r"(?P<m>M)", r"(?<=[ioRE<>sf2b~])(?P<m>m)", r"(?<=[io<>sf2&b]T)(?P<m>m)")
def _bare_month(m: Match) -> Node | None:
    month = m.need("m")
    if _is_name(m) or (month.cls == "m" and not _is_month(m, month)):
        return None
    return span(Calendar(month=month.number, unit="month"))


def _is_name(m: Match) -> bool:
    """Whether a capitalised word follows and nothing before says that this is a month ("April Miller")."""
    before = m.before()
    if m.after is None or m.after.mod != "capital":
        return False
    return before is None or before.cls not in "ioRE<>sf2bTap" or before.word == "by"


def _is_month(m: Match, month: Node) -> bool:
    before = m.before()
    if before is None:
        return True
    if month.word == "may" and (before.cls in "&~" or before.word in ("this", "that")):
        return False
    return before.word in words().classes or before.cls in "TE"


@RELATIVE.rule(r"T?(?P<u>U)o?(?P<y>Y)")
def _year_by_name(m: Match) -> Node | None:
    return span(Calendar(m.need("y").number, unit="year")) if m.need("u").word == "year" else None


@RELATIVE.rule(r"(?P<y>Y)")
def _bare_year(m: Match) -> Node:
    """A year, or (class x) a number of its size that counts or names something else."""
    year, before, after = m.need("y"), m.before(), m.after
    introduced = before is not None and before.cls in "iof<>sb2"
    counts = after is not None and (after.word in words().counted or after.cls == "U" or _numbered(m, year, after))
    if counts or (not introduced and (not 1900 <= year.number <= 2060 or year.word == "spelled" or _dashed(m, year))):
        return replace(year, cls="x")
    return replace(year, when=Calendar(year.number, unit="year"))


def _numbered(m: Match, year: Node, after: Node) -> bool:
    """Whether the year begins a number of another kind ("2024-004")."""
    at = m.found.end() + 1
    tail = m.nodes[at] if at < len(m.nodes) else None
    return (
        after.cls == "~"
        and after.start == year.end
        and tail is not None
        and tail.start == after.end
        and len(tail.word) == 3
        and tail.word.isdigit()
    )


def _dashed(m: Match, year: Node) -> bool:
    """Whether the year is the tail of a designator ("WASP-2018")."""
    before, second = m.before(), m.before(2)
    if before is None or before.cls != "~" or before.end != year.start:
        return False
    return second is None or (second.when is None and second.cls not in "YEMQ")
