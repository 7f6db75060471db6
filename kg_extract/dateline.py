"""Datelines: "HELSINKI — ", "WASHINGTON, May 26 (Reuters) - ", "Munich, 22 January 2018 – ", and the dates in them.

A dateline says where (and when) a report was filed, never where what it tells of happened; so `read` keeps it apart from
the facts and `nlp` hides it from the parser. It lies below both because both need it and neither may import the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from kg_extract import resources

__all__ = ["Dateline", "find", "match", "parse_date"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_FULL_DATE = rf"(?:{_MONTH}\s+{_DAY},?\s+\d{{4}}|{_DAY}\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d)"
_ANY_DATE = rf"(?:{_FULL_DATE}|{_MONTH}\s+{_DAY}|{_DAY}\s+{_MONTH})"
_WORD = r"(?!Editor|Update|Note)[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|[.'’\-])*"
_PLACE = rf"{_WORD}(?:(?:,\s*|\s+and\s+|\s+|/|\s+of\s+|\s*&\s*|\s+de\s+){_WORD}){{0,9}}?"
_CAPS = r"(?:[A-ZÀ-ÖØ-Þ]{4,}|[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’\-]+(?:\s+[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’\-]+)+)"
_CAPS_PLACE = rf"{_CAPS}(?:/{_CAPS})*(?:\s+[A-ZÀ-ÖØ-Þ.'’\-]+)*(?:,\s*{_WORD}(?:\s+{_WORD}){{0,2}})?"
_ZONE = r"(?:\s*\(?(?:UTC|GMT|NZST|NZDT|[ECMP][SD]?T)\)?)?"
_DASH = r"\s*(?:[—–]|--?(?=\s))\s*"
_STOP = r"\s*(?:[.:,]?\s*(?:[—–]|--?(?=\s)|//)|[.:])\s*"

#: The forms of a dateline, each behind what a line must have for it: few lines have it, and compiling a form takes milliseconds.
_FORMS = (
    # WASHINGTON, May 26 (Reuters) - · (Reuters) -
    (r"\([A-Z][^)]*\)\s*[—–-]", rf"(?P<place>{_PLACE})?(?:,?\s*(?P<date>{_ANY_DATE}))?\s*\([A-Z][\w. /&]{{1,30}}\){_DASH}"),
    # HELSINKI — · CAPE CANAVERAL, Fla., May 3, 2025 —
    (
        r"^[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-].*[—–-]",
        rf"(?P<place>{_CAPS_PLACE})(?:,?\s*(?P<date>{_ANY_DATE}))?{_DASH}(?=[\"'“‘(A-Z0-9À-ÖØ-Þ])",
    ),
    # Long Beach, Calif. – May 3, 2025 – · Huntington Beach, California January 21 2018:
    (r"^[A-ZÀ-ÖØ-Þ].*\d{4}", rf"(?P<place>{_PLACE})[.,]?\s*(?:[—–-]\s*)?(?P<date>{_FULL_DATE}){_ZONE}{_STOP}(?=\S|$)"),
    # May 20th, 2021, Fairfax, VA – · May 20, 2021 –
    (
        r"^(?:\d|[A-Z][a-z]{2}).*\d{4}",
        rf"(?P<date>{_FULL_DATE}){_ZONE}(?:(?:[,.]\s*(?P<place>{_PLACE}))?{_DASH}|[,.]\s*(?P<town>{_PLACE}):\s+)(?=[\"'“‘(A-Z0-9À-ÖØ-Þ])",
    ),
    # Long Beach, Calif. –
    (
        r",.*\s[—–]\s",
        rf"(?P<place>{_WORD}(?:\s+{_WORD}){{0,2}},\s*{_WORD}(?:\s+{_WORD}){{0,2}})\s+[—–]\s+(?=[\"'“‘(A-Z0-9À-ÖØ-Þ])",
    ),
)
#: A dateline stands at the start of one of the first lines: headlines and bullets may come before it.
_LINES = 12
_REACH = 160


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline at `text[start:end]`: its place as written and its full date as ISO, each None where it has none."""

    place: str | None
    date: str | None
    start: int
    end: int


def match(text: str, start: int = 0) -> Dateline | None:
    """The dateline that begins exactly at `start`, if one does."""
    head = text[start : start + _REACH]
    for need, form in _FORMS:
        found = _compiled(form).match(head) if _compiled(need).search(head) else None
        if found:
            groups = found.groupdict()
            return Dateline(
                _clean_place(groups.get("place") or groups.get("town")), _full_date(groups.get("date")), start, start + found.end()
            )
    return None


@cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.DOTALL)  # no form has a dot; what a line must have may be on the next


def find(text: str) -> Dateline | None:
    """The dateline of an article: the first one that begins one of its first lines."""
    start = 0
    for _ in range(_LINES):
        line_end = text.find("\n", start)
        while start < len(text) and text[start] in " \t":
            start += 1
        found = match(text, start)
        if found:
            return found
        if line_end < 0:
            return None
        start = line_end + 1
    return None


def parse_date(text: str) -> str | None:
    """A whole date in ISO, written ("May 26, 2025", "26 May 2025") or RFC 2822 form as YYYY-MM-DD; None if it is none."""
    text = " ".join(text.split())
    iso = re.match(r"(\d{4})-(\d\d)-(\d\d)(?=$|[T ])", text) or re.match(r"(\d{4})/(\d\d?)/(\d\d?)$", text)
    if iso:
        return _iso(*(int(part) for part in iso.groups()))
    return _written_date(text) or _mail_date(text)


def _clean_place(place: str | None) -> str | None:
    """The place without a weekday and without the period that only ended it (kept in "Long Beach, Calif.")."""
    place = re.sub(r"[.,]?\s*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$", "", (place or "").strip(" ,-–—"))
    place = place.rstrip(".")
    last = re.split(r"[\s,]", place)[-1] + "."
    return (f"{place}." if last in _abbreviated_states() else place) or None


@cache
def _abbreviated_states() -> frozenset[str]:
    return frozenset(row["word"] for row in resources.read_csv("lexicon/abbreviations.csv") if row["kind"] == "state")


def _full_date(text: str | None) -> str | None:
    return parse_date(text) if text else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _written_date(text: str) -> str | None:
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[.,]", "", text)
    plain = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+", "", plain, flags=re.I)
    plain = re.sub(r"\bsept\b", "Sep", plain, flags=re.I)
    for form in ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"):
        try:
            return datetime.strptime(plain, form).date().isoformat()
        except ValueError:
            continue
    return None


def _mail_date(text: str) -> str | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None
