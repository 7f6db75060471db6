"""Literals that every RDF syntax can carry, in the form in which the store gives them back."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal

from kg_extract.rdf.vocab import KG, XSD

__all__ = ["boolean", "confidence", "date_literal", "decimal", "integer", "text"]

# What XML 1.0 cannot carry (its production 2, Char): controls but tab, line feed and carriage return; surrogates; U+FFFE and U+FFFF.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), XSD["date"]),
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), XSD["gYearMonth"]),
    (re.compile(r"\d{4}"), XSD["gYear"]),
    (re.compile(r"\d{4}-Q[1-4]"), KG["quarter"]),
)


def text(value: str) -> Literal:
    """A plain string without the characters that XML cannot carry."""
    return Literal(_UNSAFE.sub("", value))


def integer(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(value), datatype=XSD["integer"])


def boolean(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal("true" if value else "false", datatype=XSD["boolean"])


def decimal(value: Decimal) -> Literal:
    """An xsd:decimal in its canonical form: no exponent, no trailing zeros."""
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return Literal("0" if plain in ("-0", "") else plain, datatype=XSD["decimal"])


def confidence(value: float) -> Literal:
    """A probability, to three digits."""
    return decimal(Decimal(str(round(min(1.0, max(0.0, value)), 3))))


def date_literal(value: str) -> Literal:
    """A date as exact as it was told; what is no date of the calendar stays a plain string."""
    for form, datatype in _FORMS:
        if form.fullmatch(value) and _in_calendar(value, datatype == XSD["date"]):
            return Literal(value, datatype=datatype)
    return text(value)


def _in_calendar(value: str, is_day: bool) -> bool:
    try:
        return not is_day or bool(date.fromisoformat(value))
    except ValueError:
        return False
