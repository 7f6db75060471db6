"""Collects what is known about an article, each value with its origin; the first origin that knows a field decides."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg_extract import dateline
from kg_extract.errors import InputError
from kg_extract.model import Article
from kg_extract.read.content import Content, Facts
from kg_extract.read.language import require_english

__all__ = ["Metadata", "make_article"]

FIELDS = ("title", "published", "author", "publisher", "url")
_LONGEST = 500
_EARLIEST = "1600"


class Metadata:
    """Field → (value, origin), filled from the most to the least trusted origin."""

    def __init__(self, content: Content | None = None) -> None:
        self._found: dict[str, tuple[str, str]] = {}
        self._further: dict[str, list[tuple[str, str]]] = {}
        if content:
            self.add_all(content.facts)

    def add_all(self, facts: Facts) -> None:
        """Note what a container knows."""
        for field, value, origin in facts:
            self.add(field, value, origin)

    def add(self, field: str, value: object, origin: str) -> None:
        """Note `value` unless it is empty or, for a date, none; where the field is known already, for the case that `skip` is called."""
        if not isinstance(value, str):
            return
        clean = " ".join(value.split())[:_LONGEST]
        if field == "published":
            # Programs write the year 1 where they know none.
            clean = next((day for day in [dateline.parse_date(clean)] if day and day >= _EARLIEST), "")
        if clean and field in self._found:
            self._further.setdefault(field, []).append((clean, origin))
        elif clean:
            self._found[field] = (clean, origin)

    def skip(self, field: str, unwanted: Callable[[str], bool]) -> None:
        """Take the value of the next origin where that of the first one is unwanted."""
        known = [*filter(None, [self._found.pop(field, None)]), *self._further.pop(field, [])]
        for value, origin in known:
            if not unwanted(value):
                self._found[field] = (value, origin)
                return

    def change(self, field: str, value: str) -> None:
        """Put `value` in the place of what is known, from the same origin; "" takes it away."""
        origin = self._found.pop(field)[1] if field in self._found else ""
        if value:
            self._found[field] = (value, origin)

    def get(self, field: str) -> str | None:
        """The value of `field`, if known."""
        return self._found[field][0] if field in self._found else None

    def origins(self) -> tuple[tuple[str, str], ...]:
        """Field → origin, in the order of the fields."""
        return tuple((field, self._found[field][1]) for field in FIELDS if field in self._found)


def make_article(text: str, content: Content, metadata: Metadata, lacking: str = "has no text") -> Article:
    """The article; its dateline and `content.published` date it where the metadata does not. `InputError` if empty or not English."""
    text = text.strip()
    if not re.search(r"[^\W\d_]", text):
        raise InputError(f"{content.source}: {lacking}.", "Give a source with the text of an article.")
    require_english(text, content.source)
    line = dateline.find(text)
    metadata.add("published", line and line.date, "dateline")
    metadata.add("published", content.published, "--published")
    return Article(
        text=text,
        source=content.source,
        published=metadata.get("published"),
        title=metadata.get("title"),
        dateline=line.place if line else None,
        publisher=metadata.get("publisher"),
        author=metadata.get("author"),
        url=metadata.get("url"),
        provenance=metadata.origins(),
    )
