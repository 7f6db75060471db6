"""What makes two names the same: keys that IRIs are minted from, and which other names tell who somebody is."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache

from kg_extract import resources

__all__ = ["FAMILIES", "digest", "identifies", "name_key"]

#: Entity type → the family whose members share IRIs when their names agree (an agency is often typed as a company elsewhere).
FAMILIES: dict[str, str] = {
    "Agency": "organization",
    "Company": "organization",
    "Constellation": "constellation",
    "LaunchSite": "place",
    "LaunchVehicle": "vehicle",
    "Organization": "organization",
    "Person": "person",
    "Place": "place",
    "Product": "product",
    "Programme": "programme",
    "Spacecraft": "spacecraft",
}

_LONGEST_KEY = 80
_SILENT = re.compile(r"['’‘`´ʼ]|(?<!\d)\.|\.(?!\d)")
_ACRONYM = re.compile(r"(?:[A-Z0-9&][.-]?){1,8}s?")


@cache
def name_key(name: str, family: str) -> str:
    """`name` without case, punctuation, a leading "the" and (organisations) its legal form; digits and designators are kept.

    Unicode Standard Annex 15 (NFKC) and section 3.13 (default caseless matching).
    """
    tokens = _tokens(name)
    if len(tokens) > 1 and tokens[0] == "the":
        tokens = tokens[1:]
    if family == "organization":
        tokens = _without_legal_form(tokens)
    key = "-".join(tokens)
    if not key:
        return f"unnamed-{digest(name)}"
    return key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY].rstrip('-')}-{digest(key)}"


def identifies(alias: str, name: str, family: str) -> bool:
    """Whether `alias` alone, met in another article, can stand for what is called `name` here.

    Acronyms, foreign and former names can; surnames, and names that only leave out or add words, are shared by too many.
    """
    short, full = _words(alias, family), _words(name, family)
    if short == full or _designators(alias, short) != _designators(name, full) or not re.search(r"[^\W\d_]{2}", alias):
        return False
    if family == "person":
        return min(len(short), len(full)) > 1 and short[-1] == full[-1] and not set(short) < set(full)
    acronyms = _is_acronym(alias), _is_acronym(name)
    if any(acronyms):
        return not all(acronyms)
    return not (set(short) <= set(full) or set(full) <= set(short)) and alias[:1].isupper()


def _is_acronym(name: str) -> bool:
    return len(name) > 1 and _ACRONYM.fullmatch(name) is not None


def _words(name: str, family: str) -> list[str]:
    return name_key(name, family).split("-")


def _designators(name: str, words: list[str]) -> list[str]:
    """What tells one of a series from another: numbers, and a letter at the end (Kinetica-2, Pad B)."""
    return sorted([*re.findall(r"\d+", name), *(word for word in words[-1:] if len(word) == 1)])


def digest(*content: str) -> str:
    """A short fingerprint of `content`."""
    data = "\x1f".join(content).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:12]


def _tokens(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    text = _SILENT.sub("", text).replace("&", " and ").replace("+", " plus ")
    return "".join(c if _keeps(c) else " " for c in text).split()


def _keeps(char: str) -> bool:
    """A letter, a digit, a combining mark, or the point of a version number."""
    return char == "." or unicodedata.category(char)[0] in "LNM"


def _without_legal_form(tokens: list[str]) -> list[str]:
    forms = _legal_forms()
    while len(tokens) > 1:
        size = next((n for n in (4, 3, 2, 1) if n < len(tokens) and tuple(tokens[-n:]) in forms), 0)
        if not size:
            break
        tokens = tokens[:-size]
    return tokens[:-1] if len(tokens) > 1 and tokens[-1] == "and" else tokens


@cache
def _legal_forms() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(row["form"].split()) for row in resources.read_csv("lexicon/legal_forms.csv"))
