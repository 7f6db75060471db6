"""Token patterns for relations: the table `data/patterns/relations.toml`, compiled to regular expressions over a sentence as a string.

A sentence is written as one string in which every word is `word/tag ` and every mention `<Type#number> `, so that a pattern such as
`{ORG:s} , ~2 unit of {ORG:o}` is one regular expression. Lexico-syntactic patterns after Hearst 1992 ("Automatic Acquisition of
Hyponyms from Large Text Corpora"); patterns over tokens and annotations as in TokensRegex (Chang & Manning 2014).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, cast

from kg_extract import resources
from kg_extract.errors import DataError
from kg_extract.nlp.relations_sentence import Sentence

__all__ = ["Pattern", "chain", "load", "own"]

_FILE = "patterns/relations.toml"
_MENTION = re.compile(r"\{(\w+):(s|o|x)(\+?)\}$")
_MACRO = re.compile(r"\{(\w+?)(?::(\w+))?(\??)\}$")
#: A macro that stands for one of some words.
_WORDS = re.compile(r"\(\?:([^()\\?*+]+)\)/\\S ")
_WORD_GAP = r"(?:[^<\s]\S*/[^.\s] ){{0,{}}}?"
_ANY_GAP = r"(?:\S+ ){{0,{}}}?"
#: A list of mentions of one type: "A, B and C".
_CHAIN = r"<({0})#\d+> (?:,/\S (?:the/\S )?<{0}#\d+> ){{0,12}}(?:,/\S )?(?:and|&|or|including)/\S (?:the/\S )?<{0}#\d+> "


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: what it says, its expression, what a sentence must contain for it, and which roles list members share."""

    predicate: str
    source: str
    expression: str
    words: tuple[frozenset[str], ...]
    types: tuple[frozenset[str], ...]
    pairs: tuple[frozenset[tuple[str, str]], ...]
    shared: frozenset[str]
    context: bool
    named: bool
    past: bool
    confidence: float

    @property
    def form(self) -> re.Pattern[str]:
        """The expression, compiled when a sentence may match it: most articles need few of them."""
        return _compiled(self.expression)

    def may_match(self, sentence: Sentence) -> bool:
        """A quick look whether the sentence can match at all, by its words, the types of its mentions, and which stand side by side."""
        words, types, pairs = sentence.words, sentence.types, sentence.pairs
        # Loops, not any(): asked for each sentence and pattern.
        for need in self.types:
            if types.isdisjoint(need):
                return False
        for need in self.words:
            if words.isdisjoint(need):
                return False
        for side in self.pairs:  # noqa: SIM110
            if pairs.isdisjoint(side):
                return False
        return True


@cache
def load() -> tuple[Pattern, ...]:
    """All patterns of the table, in its order."""
    table = resources.read_toml(_FILE)
    return tuple(_compile(entry, source, table) for entry in table["relation"] for source in entry["patterns"])


def own(file: Path) -> tuple[Pattern, ...]:
    """The patterns of another table, which may use the types and macros of this one."""
    table, more = resources.read_toml(_FILE), resources.read_toml(str(file))
    merged = {part: {**table[part], **more.get(part, {})} for part in ("types", "macros")}
    sources = ((entry, source) for entry in more.get("relation", ()) for source in entry["patterns"])
    return tuple(_checked(file, entry, source, merged) for entry, source in sources)


def _checked(file: Path, entry: dict[str, Any], source: str, table: dict[str, Any]) -> Pattern:
    """The pattern of somebody else's table; a fault is told with its line."""
    try:
        pattern = _compile(entry, source, table)
        named = set(pattern.form.groupindex)
    except (re.error, KeyError, ValueError, DataError) as fault:
        why = f"there is no type {fault}" if isinstance(fault, KeyError) else getattr(fault, "what", str(fault)).partition(": ")[2] or fault
        raise _wrong(file, source, str(why)) from fault
    if not {"s", "o"} <= named:
        raise _wrong(file, source, "it needs a subject {TYPE:s} and an object {TYPE:o}")
    return pattern


def _wrong(file: Path, source: str, why: str) -> DataError:
    lines = file.read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if source in text), 1)
    return DataError(f"{file}:{line}: the pattern {source!r} is wrong: {why}.", "See docs/profiles.md for the form.")


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@cache
def chain(type_: str) -> re.Pattern[str]:
    """A list of mentions of one type."""
    return re.compile(_CHAIN.format(type_))


def _compile(entry: dict[str, Any], source: str, table: dict[str, Any]) -> Pattern:
    parts = list(_parts(source, table))
    mentions = [found for item in source.split() if (found := _MENTION.match(item))]
    return Pattern(
        predicate=entry["predicate"],
        source=source,
        expression="".join(parts),
        words=tuple(_required(source)),
        types=tuple(frozenset(table["types"][found.group(1)]) for found in mentions),
        pairs=tuple(_side_by_side(source, table)),
        shared=frozenset(found.group(2) for found in mentions if found.group(3)),
        context=bool(entry.get("context", False)),
        named=bool(entry.get("named", False)),
        past=bool(entry.get("past", False)),
        confidence=float(entry.get("confidence", 0.8)),
    )


def _required(source: str) -> Iterator[frozenset[str]]:
    """The words of which a sentence must contain one: every literal item that is not optional."""
    for item in source.split():
        if item.startswith("{TITLE"):
            yield frozenset(("/T",))
        if item[0] not in "{~^$(" and not item.endswith("?") and any(letter.isalnum() for letter in item):
            yield frozenset(item.split("|"))


def _side_by_side(source: str, table: dict[str, Any]) -> Iterator[frozenset[tuple[str, str]]]:
    """The pairs of neighbours, a word or the type of a mention each, of which a sentence must contain one."""
    before: Sequence[str] = ()
    begun = False  # a word that nothing must stand before may match the end of a longer one
    for item in source.split():
        here = _alternatives(item, table)
        if before and here:
            yield frozenset(product(before, here))
        before = here if begun or _MENTION.match(item) else ()
        begun = begun or item == "^" or bool(here)


def _alternatives(item: str, table: dict[str, Any]) -> Sequence[str]:
    """What an item stands for: types of mentions, or words; nothing where it may be missing, or is more than one word."""
    if found := _MENTION.match(item):
        return cast("list[str]", table["types"][found.group(1)])
    if found := _MACRO.match(item):
        words = _WORDS.fullmatch(table["macros"].get(found.group(1), ""))
        return words.group(1).split("|") if words and not found.group(3) else ()
    return () if item[0] in "~^$" or (len(item) > 1 and item.endswith("?")) else item.split("|")


def _parts(source: str, table: dict[str, Any]) -> Iterator[str]:
    for item in source.split():
        if found := _MENTION.match(item):
            names = "|".join(table["types"][found.group(1)])
            yield rf"<(?:{names})#(?P<{found.group(2)}>\d+)> "
        elif found := _MACRO.match(item):
            if found.group(1) not in table["macros"]:
                raise DataError(f"{_FILE}: there is no macro {found.group(1)} ({source}).", "Define it under [macros].")
            name = f"?P<{found.group(2)}>" if found.group(2) else "?:"
            yield f"({name}{table['macros'][found.group(1)]}){found.group(3)}"
        elif item.startswith("~~"):
            yield _ANY_GAP.format(int(item[2:]))
        elif item.startswith("~"):
            yield _WORD_GAP.format(int(item[1:]))
        elif item in ("^", "$"):
            yield item
        else:
            optional = len(item) > 1 and item.endswith("?")
            words = "|".join(re.escape(word) for word in item.removesuffix("?").split("|"))
            yield rf"(?:(?:{words})/\S )" + ("?" if optional else "")
