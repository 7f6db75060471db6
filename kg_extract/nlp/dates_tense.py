"""Which way a sentence looks: tells "past" from "future" for dates without a year, from words or from the parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from spacy.tokens import Doc, Token

from kg_extract import resources

__all__ = ["OPEN", "doc_tense", "plain_tense"]

#: "Was due in May", "effective May 1": either way.
OPEN = "open"


@cache
def cues() -> dict[str, frozenset[str]]:
    """The words of data/lexicon/dates.toml that look ahead or back, by kind."""
    return {kind: frozenset(words) for kind, words in resources.read_toml("lexicon/dates.toml")["tense"].items()}


def plain_tense(text: str, start: int, end: int) -> str | None:
    """The tense of the sentence around `text[start:end]`, by its words alone."""
    left = max((text.rfind(sign, 0, start) for sign in (". ", "! ", "? ", "\n")), default=-1) + 1
    ends = [at for sign in (". ", "! ", "? ", "\n") if (at := text.find(sign, end)) >= 0]
    words = re.findall(r"'ll|[a-z]+", text[left : min(ends, default=len(text))].lower().replace("’", "'"))
    future, past = cues()["future"] | cues()["will"] | cues()["ahead"], cues()["past"]
    stems = {stem for word in words for stem in (word, word.removesuffix("d"), word.removesuffix("ed"))}
    if stems & future:
        return "future"
    if set(words) & past or any(word.endswith("ed") and len(word) > 4 for word in words):
        return "past"
    return None


def doc_tense(doc: Doc, start: int, end: int) -> str | None:
    """The tense of the clause that the tokens `start` to `end` hang on, by the parse: "past", "future", `OPEN`, or None if unknown."""
    head = doc[start:end].root
    if head.head.lower_ == "by" or head.lower_ == "by":
        return _deadline(head)
    infinitive: Token | None = None
    for token in _verbs(head):
        if _is_infinitive(token):
            infinitive = token
        elif infinitive is not None:
            return "future" if _verb_tense(token) == "future" or (infinitive.head == token and _is_to(token)) else OPEN
        elif found := _verb_tense(token):
            return found
    return "future" if infinitive is not None and infinitive.dep_ == "ROOT" else None


def _is_infinitive(token: Token) -> bool:
    return token.tag_ == "VB" and any(child.tag_ == "TO" for child in token.children)


def _is_to(token: Token) -> bool:
    """The present "is" of "is to launch"."""
    return token.lemma_ == "be" and token.tag_ in ("VBZ", "VBP")


def _deadline(head: Token) -> str | None:
    """ "By June": what is still to come, unless it was done."""
    verb = next(_verbs(head), None)
    done = verb is not None and (
        verb.tag_ == "VBD" or any(child.tag_ == "VBD" for child in verb.children if child.dep_ in ("aux", "auxpass"))
    )
    return "past" if done else "future"


def _verbs(token: Token) -> Iterator[Token]:
    for ancestor in chain((token,), token.ancestors):
        if ancestor.pos_ in ("VERB", "AUX") or ancestor.lower_ in cues()["ahead"]:
            yield ancestor


def _verb_tense(token: Token) -> str | None:
    words = cues()
    future = words["future"] | words["ahead"]
    auxiliaries = [child for child in token.children if child.dep_ in ("aux", "auxpass")]
    if any(child.lower_ in words["will"] for child in auxiliaries):
        return "future"
    finite = [child for child in (*auxiliaries, token) if child.tag_ in ("VBD", "VBZ", "VBP", "MD")]
    past = any(child.tag_ == "VBD" for child in finite)
    perfect = any(child.lemma_ == "have" for child in auxiliaries)
    passive = any(child.dep_ == "auxpass" for child in auxiliaries)  # what "had been planned" may still lie ahead
    if (
        (token.lemma_.lower() in future or token.lower_ in future)
        and (passive or not perfect)
        and (token.lemma_ != "set" or token.tag_ == "VBN")
    ):
        return OPEN if past or token.lower_ == "effective" else "future"
    if past or perfect:
        return "past"
    if any(child.lower_ in words["may"] for child in auxiliaries):
        return "future"
    if token.tag_ == "VBG" and any(child.tag_ in ("VBZ", "VBP") for child in auxiliaries):
        return OPEN
    if token.tag_ == "VBN" and not auxiliaries and token.dep_ in ("acl", "amod", "ROOT"):
        return "past"
    return None
