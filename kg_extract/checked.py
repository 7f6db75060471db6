"""JSON that others may have changed, walked with a check at each step: the first value that does not hold is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

__all__ = ["At", "Wrong", "shown"]

T = TypeVar("T")


class Wrong(Exception):
    """The first place that does not hold."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(place, why)
        self.place = place
        self.why = why


@dataclass(frozen=True)
class At:
    """A value in the record and the way to it."""

    value: Any
    place: str
    text: str = ""

    def wrong(self, why: str) -> Wrong:
        """The fault, to be raised."""
        return Wrong(self.place, why)

    def child(self, name: str) -> At:
        """The field `name`, which must be there."""
        if not isinstance(self.value, dict):
            raise self.wrong("is not an object")
        inner = At(self.value.get(name), f"{self.place}.{name}".lstrip("."), self.text)
        if name not in self.value:
            raise inner.wrong("is missing")
        return inner

    def has(self, name: str) -> bool:
        """Whether this is an object with the field `name`."""
        return isinstance(self.value, dict) and name in self.value

    def maybe(self, name: str, read: Callable[[At], T]) -> T | None:
        """The field `name`, if it is there and not null."""
        return read(self.child(name)) if isinstance(self.value, dict) and self.value.get(name) is not None else None

    def each(self) -> Iterator[At]:
        """The members of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("is not a list")
        return (At(value, f"{self.place}[{number}]", self.text) for number, value in enumerate(self.value))

    def string(self) -> str:
        """The value, a string."""
        if not isinstance(self.value, str):
            raise self.wrong("is not a string")
        return self.value

    def filled(self) -> str:
        """A string that is not empty."""
        if not self.string():
            raise self.wrong("is empty")
        return self.string()

    def flag(self) -> bool:
        """The value, true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("is neither true nor false")
        return self.value

    def whole(self) -> int:
        """The value, a whole number."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("is not a whole number")
        return self.value

    def number(self) -> Decimal:
        """The value, a number, exactly."""
        if not isinstance(self.value, int | float | Decimal) or isinstance(self.value, bool):
            raise self.wrong("is not a number")
        found = Decimal(str(self.value))
        if not found.is_finite():
            raise self.wrong("is not a number")
        return found

    def one_of(self, known: Iterable[str]) -> str:
        """The value, one of those that are known."""
        if self.string() not in known:
            raise self.wrong(f"{shown(self.value)} is none of {', '.join(known)}")
        return self.string()

    def like(self, form: re.Pattern[str], what: str) -> str:
        """The value, a string of this form."""
        if not form.fullmatch(self.string()):
            raise self.wrong(f"{shown(self.value)} is not {what}")
        return self.string()

    def span(self) -> tuple[int, int]:
        """`start` and `end`, which must lie in the text."""
        start, end = self.child("start").whole(), self.child("end").whole()
        if not 0 <= start < end <= len(self.text):
            raise self.wrong(f"{start} to {end} is no stretch of the text, which has {len(self.text)} characters")
        return start, end

    def quoted(self, name: str) -> tuple[int, int]:
        """As `span`, where the field `name` must be what stands there."""
        start, end = self.span()
        if self.child(name).string() != self.text[start:end]:
            raise self.child(name).wrong(f"the text reads {shown(self.text[start:end])} from {start} to {end}")
        return start, end


def shown(value: object) -> str:
    """The value, cut to what fits on a line."""
    return repr(value)[:60]
