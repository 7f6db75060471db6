"""The words of a title: whether they tell of a post, of a founder, or of a post that is over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg_extract.nlp.relations_sentence import Sentence, title_words

__all__ = ["Title", "read_title"]

_OVER = frozenset(("former", "ex", "then", "late", "retired", "onetime", "outgoing", "ousted", "previous", "previously", "formerly"))
_FOUNDING = re.compile(r"\b(?:co ?-? ?)?found(?:er|ers|ing)\b(?: (?:and|&) |, )?", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\([^()]*\)$")
_LEADING = re.compile(r"^(?:the|a|an|its|their|his|her|including|and|,|/|-|'s|\s)+\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as written: `post` without "founder" ("" if that is all), and what it implies."""

    post: str
    is_founder: bool
    is_over: bool
    at_organisation: bool

    def says_something(self, past: bool) -> bool:
        """False where the words are no title of a post, or of one that is over unless `past` asks for these too."""
        return past >= self.is_over and bool(self.post or self.is_founder)


def read_title(sentence: Sentence, found: re.Match[str]) -> Title:
    """The title that a pattern's group `title` covers."""
    start, end = found.span("title")
    first, last = sentence.token_span(start, end)
    before = sentence.doc[max(sentence.start, first - 2) : first]
    words = [token.lower_ for token in sentence.doc[first:last] if not token.is_space]
    kinds = {title_words().get(word) for word in words}
    text = _BRACKET.sub("", " ".join(sentence.doc[first:last].text.split()))
    post = _LEADING.sub("", _FOUNDING.sub("", text)).strip(" ,-")
    holds = bool(kinds & {"post", "public"})
    return Title(
        post=post if holds else "",
        is_founder="founder" in kinds or "founding" in words or "founder" in words,
        is_over=not _OVER.isdisjoint([*words, *(token.lower_ for token in before)]),
        at_organisation="public" not in kinds and post.lower() != "president",
    )
