"""The tables behind the grammar of amounts: currencies, magnitudes and number words, read from `data/lexicon` once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from kg_extract import resources

__all__ = ["Form", "Lexicon", "load"]


@dataclass(slots=True)
class Form:
    """A way to write a currency: the codes it may stand for, best first, and how many of it make a whole unit.

    A `strict` form ("pounds", "won", "DM") is money only beside a magnitude or a qualifier.
    """

    codes: tuple[str, ...] = ()
    divisor: Decimal = Decimal(1)
    strict: bool = False

    def also(self, code: str, divisor: Decimal, strict: bool) -> None:
        """Adds one more currency that is written this way."""
        if code not in self.codes:
            self.codes += (code,)
        self.divisor = divisor
        self.strict |= strict


@dataclass(slots=True)
class Lexicon:
    """All tables. `marks` is case-sensitive; the keys of the others are lower case, several words parted by one space."""

    marks: dict[str, Form] = field(default_factory=dict)
    units: dict[str, Form] = field(default_factory=dict)
    qualifiers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    magnitudes: dict[str, Decimal] = field(default_factory=dict)
    glued_magnitudes: dict[str, Decimal] = field(default_factory=dict)
    cardinals: dict[str, tuple[int, bool]] = field(default_factory=dict)
    fractions: dict[str, Decimal] = field(default_factory=dict)
    physical: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()


@cache
def load() -> Lexicon:
    """The lexicon of the shipped data files."""
    lexicon = Lexicon()
    for row in resources.read_csv("lexicon/currencies.csv"):
        _add_currency(lexicon, row)
    for row in resources.read_csv("lexicon/magnitudes.csv"):
        table = lexicon.magnitudes if row["place"] == "free" else lexicon.glued_magnitudes
        table[row["form"]] = Decimal(row["value"])
    for row in resources.read_csv("lexicon/number_words.csv"):
        if row["kind"] == "part":
            lexicon.fractions[row["form"]] = Decimal(row["value"])
        else:
            lexicon.cardinals[row["form"]] = (int(row["value"]), row["kind"] == "ten")
    lexicon.physical = frozenset(resources.read_toml("lexicon/amount_cues.toml")["physical"]["followers"])
    lexicon.starters = _starters(lexicon)
    return lexicon


def _starters(lexicon: Lexicon) -> frozenset[str]:
    """The words with which an amount may begin: marks, number words, "a", in the usual capitalisations."""
    numbers = {*lexicon.cardinals, *lexicon.fractions, "a", "an", "dollar", "euro"}
    return frozenset({*lexicon.marks, *numbers, *(word.capitalize() for word in numbers), *(word.upper() for word in numbers)})


def _add_currency(lexicon: Lexicon, row: dict[str, str]) -> None:
    """Adds a row of currencies.csv to the tables."""
    code = row["code"]
    for mark, strict in _cells(row["marks"]):
        lexicon.marks.setdefault(mark, Form()).also(code, Decimal(1), strict)
    for unit, strict in _cells(row["units"]):
        for form in _numbers(unit):
            lexicon.units.setdefault(form, Form()).also(code, Decimal(1), strict)
    for cell, _ in _cells(row["minor"]):
        unit, count = cell.split(":")
        for form in _numbers(unit):
            lexicon.units.setdefault(form, Form()).also(code, Decimal(count), strict=False)
    for qualifier, _ in _cells(row["qualifiers"]):
        lexicon.qualifiers[qualifier] = (*lexicon.qualifiers.get(qualifier, ()), code)


def _cells(text: str) -> Iterable[tuple[str, bool]]:
    """The parts of a cell, each without its leading "!" and whether it had one."""
    for cell in text.split("|"):
        if cell.strip():
            yield cell.strip().removeprefix("!"), cell.startswith("!")


def _numbers(unit: str) -> tuple[str, ...]:
    """A unit's name in the singular and the plural."""
    return (unit, f"{unit}s") if unit[-1] != "s" else (unit,)
