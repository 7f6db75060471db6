"""The signs of assertion along the path from a trigger up to the clause that asserts it.

Event-selecting predicates (SIPs) and polarity and modality particles as in Saurí & Pustejovsky, "Are You Sure That This Event
Happened?" (Computational Linguistics 38(2), 2012). The path goes from the trigger to its governors and ends where a clause stands
on its own: at the root, at a finite complement of a verb of saying, at a relative clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from kg_extract import resources

__all__ = ["Sign", "signs"]

_STEPS = 7
_FINITE = {"VBD", "VBZ", "VBP"}
_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "SYM", "ADJ"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: `kind` is a status, a tense ("past", "present", "infinitive", "participle", "progressive") or "neutral".

    `source` tells what gave it ("modal", "predicate", "modifier", "holder", "link", "tense", "negation"), `word` is the lemma, `step` the
    distance from the trigger.
    """

    kind: str
    source: str
    word: str
    step: int


@cache
def _classes(table: str) -> dict[str, str]:
    """Word → class, of one table of the lexicon; the first class that has a word keeps it."""
    raw: dict[str, list[str]] = resources.read_toml("lexicon/assertion.toml")[table]
    found: dict[str, str] = {}
    for name, words in raw.items():
        for word in words:
            found.setdefault(word, name)
    return found


def signs(trigger: Token) -> list[Sign]:
    """The signs from `trigger` upwards, nearest first."""
    found: list[Sign] = []
    token = trigger
    for step in range(_STEPS):
        if token.pos_ in ("VERB", "AUX"):
            found += _verb(token, step)
        else:
            found += _noun(token, step)
        if _stands_alone(token):
            break
        found += _link(token, step)
        token = _governor(token)
    return found


def _governor(token: Token) -> Token:
    """The next token on the path: the head, across a preposition."""
    head = token.head
    while head.pos_ in ("ADP", "SCONJ", "PART") and head.head.i != head.i:
        head = head.head
    return head


def _stands_alone(token: Token) -> bool:
    """Whether the clause of `token` is asserted on its own."""
    if token.dep_ == "ROOT" or token.head.i == token.i:
        return True
    if token.pos_ not in ("VERB", "AUX"):
        return token.dep_ in ("appos", "npadvmod") and token.pos_ == "PROPN"
    if not _is_finite(token):
        return token.dep_ in ("parataxis",)
    if token.dep_ == "ccomp":
        return _classes("predicates").get(_lemma(token.head)) in (None, "neutral", "done")
    if token.dep_ == "advcl":
        return not any(child.dep_ == "mark" and child.lower_ in _classes("links") for child in token.children)
    return token.dep_ in ("relcl", "conj", "parataxis", "acl")


def _is_finite(verb: Token) -> bool:
    return verb.tag_ in _FINITE or any(c.dep_ in ("aux", "auxpass") and (c.tag_ in _FINITE or c.tag_ == "MD") for c in verb.children)


def _lemma(token: Token) -> str:
    """The lemma with its particle, if the lexicon knows the two together: "fall through"."""
    lemma = token.lemma_.lower()
    for child in token.children:
        if child.dep_ in ("prt", "advmod", "prep") and child.i > token.i:
            pair = f"{lemma} {child.lower_}"
            if pair in _classes("predicates"):
                return pair
    return lemma


# ---- verbs


def _verb(verb: Token, step: int) -> Iterator[Sign]:
    """Class (if it governs the trigger), tense, modals, negation and adverbs of a verb on the path."""
    if step:
        kind = _classes("predicates").get(_lemma(verb))
        if kind is not None:
            yield Sign(kind, "predicate", _lemma(verb), step)
    yield from _auxiliaries(verb, step)
    yield from _modifiers(verb, step)
    yield Sign(_tense(verb), "tense", verb.tag_, step)


def _auxiliaries(verb: Token, step: int) -> Iterator[Sign]:
    for child in verb.children:
        if child.dep_ == "aux" and child.tag_ == "MD":
            yield Sign(_classes("modals").get(child.lower_, "planned"), "modal", child.lower_, step)
        elif child.dep_ == "neg" or (child.dep_ == "preconj" and child.lower_ == "neither"):
            yield Sign("negated", "negation", child.lower_, step)
        elif child.dep_ == "nsubj" and any(c.dep_ == "det" and c.lower_ in ("no", "neither") for c in child.children):
            yield Sign("negated", "negation", "no", step)
    if verb.tag_ == "VBG" and verb.lower_ == "going" and any(c.dep_ == "xcomp" for c in verb.children):
        yield Sign("planned", "modal", "going to", step)


def _tense(verb: Token) -> str:
    """past, present, progressive, infinitive or participle (without an auxiliary)."""
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    tags = {c.tag_ for c in auxiliaries}
    if "TO" in tags:
        return "infinitive"
    if "MD" in tags:
        return "modal"
    lemmas = {c.lemma_.lower() for c in auxiliaries}
    if verb.tag_ == "VBG":
        if "have" in lemmas:
            return "past"
        return "progressive" if lemmas else "gerund"
    if verb.tag_ == "VBN":
        if "have" in lemmas or "VBD" in tags:
            return "past"
        return "present passive" if tags & {"VBZ", "VBP"} else "participle"
    if "did" in {c.lower_ for c in auxiliaries} or verb.tag_ == "VBD":
        return "past"
    return "present" if verb.tag_ in ("VBZ", "VBP") else "bare"


# ---- nouns


def _noun(noun: Token, step: int) -> Iterator[Sign]:
    """Class (if it holds the trigger) and modifiers of a noun on the path."""
    if step:
        kind = _classes("holders").get(noun.lemma_.lower())
        if kind is not None:
            yield Sign(kind, "holder", noun.lemma_.lower(), step)
    yield from _modifiers(noun, step)


def _modifiers(token: Token, step: int) -> Iterator[Sign]:
    for child in token.children:
        if child.dep_ in ("amod", "advmod", "det", "npadvmod", "compound", "nummod", "neg") and child.lower_ in _classes("modifiers"):
            if child.dep_ == "neg":
                continue
            yield Sign(_classes("modifiers")[child.lower_], "modifier", child.lower_, step)


def _link(token: Token, step: int) -> Iterator[Sign]:
    """What joins the token to its governor: a preposition, "if", "whether", "after"."""
    words = [child.lower_ for child in token.children if child.dep_ in ("mark", "advmod", "prep") and child.i < token.i]
    head = token.head
    while head.pos_ in ("ADP", "SCONJ", "PART") and head.head.i != head.i:
        words.append(head.lower_)
        head = head.head
    for word in words:
        if word in _classes("links"):
            yield Sign(_classes("links")[word], "link", word, step)
