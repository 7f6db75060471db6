"""The signs of assertion along the path from a trigger up to the clause that asserts it.

Event-selecting predicates (SIPs) and polarity and modality particles as in Saurí & Pustejovsky, "Are You Sure That This Event
Happened?" (Computational Linguistics 38(2), 2012). The path goes from the trigger to its governors and ends where a clause stands
on its own: at the root, at a finite complement of a verb of saying, at a relative clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from kg_extract import resources

__all__ = ["Sign", "signs"]

_STEPS = 7
_FINITE = {"VBD", "VBZ", "VBP"}
_SIDEWAYS = {"appos", "conj"}  # a governor that stands beside the event, not around it


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: `kind` is a status, a tense ("past", "present", "infinitive", "participle", "progressive") or "neutral".

    `source` tells what gave it ("modal", "predicate", "modifier", "holder", "link", "tense", "negation"), `word` is the lemma, `step` the
    distance from the trigger, `below` how the path comes to it (a dependency, or "infinitive").
    """

    kind: str
    source: str
    word: str
    step: int
    below: str = ""


@cache
def _classes(table: str) -> dict[str, str]:
    """Word → class, of one table of the lexicon; the first class that has a word keeps it."""
    raw: dict[str, list[str]] = resources.read_toml("lexicon/assertion.toml")[table]
    found: dict[str, str] = {}
    for name, words in raw.items():
        for word in words:
            found.setdefault(word, name)
    return found


@cache
def _causative() -> frozenset[str]:
    return frozenset(resources.read_toml("lexicon/assertion.toml")["predicates"]["causative"])


def signs(trigger: Token) -> list[Sign]:
    """The signs from `trigger` upwards, nearest first."""
    found: list[Sign] = list(_descriptions(trigger))
    token, below = trigger, ""
    for step in range(_STEPS):
        here = _verb(token, step, below) if token.pos_ in ("VERB", "AUX") else _noun(token, step, below)
        found += (replace(sign, below=below) for sign in here)
        if _stands_alone(token):
            break
        link = _link(token)
        if _classes("links").get(link) == "time":
            found.append(Sign(_tense_beside(token, link), "tense", link, step + 1))
            break
        if link and _classes("links")[link] == "granted":
            break
        if link:
            found.append(Sign(_classes("links")[link], "link", link, step))
            if _classes("links")[link] == "possible" and token.dep_ == "advcl":
                break  # what the clause around a condition says is not said of the condition
        below = "infinitive" if _tense(token) == "infinitive" and token.pos_ in ("VERB", "AUX") else token.dep_
        token = _governor(token)
    return found


def _descriptions(trigger: Token) -> Iterator[Sign]:
    """What a participle or relative clause says of an event noun: "the launch, scheduled for May"."""
    if trigger.pos_ in ("VERB", "AUX"):
        return
    for child in trigger.children:
        if child.dep_ in ("acl", "relcl") and child.i > trigger.i and _tense(child) != "infinitive":
            kind = _classes("predicates").get(_lemma(child))
            if kind in ("planned", "negated"):
                yield Sign(kind, "predicate", _lemma(child), 0)


def _tense_beside(token: Token, link: str) -> str:
    """The tense that an event has from the clause beside it; what lies before something under way is over."""
    tense = _tense(_clause(token))
    return "past" if tense == "progressive" and link in ("after", "since", "following") else tense


def _clause(token: Token) -> Token:
    """The verb of the clause that `token` is attached to."""
    head = _governor(token)
    while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
        head = head.head
    return head


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
        return False
    if not _is_finite(token):
        return token.dep_ == "acl" and _tense(token) == "participle"
    if token.dep_ == "ccomp":
        if token.head.lemma_.lower() in _causative() and _tense(token) != "past":
            return False
        return _classes("predicates").get(_lemma(token.head)) in (None, "neutral", "done")
    if token.dep_ == "advcl":
        return _link(token) not in _classes("links") or _tense(token) == "past"
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


def _verb(verb: Token, step: int, below: str) -> Iterator[Sign]:
    """Class (if it governs the trigger, which is `below`), tense, modals, negation and adverbs of a verb on the path."""
    if below not in _SIDEWAYS:
        kind = _classes("predicates").get(_lemma(verb))
        if not step and kind not in ("possible", "negated"):
            kind = None
        if kind == "infinitive":
            kind = "planned" if below == "infinitive" else None
        if kind is not None:
            source = "own" if not step else "attempt" if _is_past_intent(verb) else "predicate"
            yield Sign(kind, source, _lemma(verb), step)
    link = _link(verb)
    if link in _classes("links") and _tense(verb) == "present":
        yield Sign("possible" if _classes("links")[link] == "possible" else "planned", "link", link, step)
    if below != "advcl":
        yield from _auxiliaries(verb, step)
    yield from _modifiers(verb, step)
    yield Sign(_tense(verb), "tense", verb.tag_, step)


def _is_past_intent(verb: Token) -> bool:
    """Whether an intention is told as over: "had planned to", "tried to"."""
    perfect = any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.children)
    return perfect or (verb.tag_ == "VBD" and verb.lemma_.lower() in ("try", "attempt", "want"))


def _auxiliaries(verb: Token, step: int) -> Iterator[Sign]:
    for child in verb.children:
        if child.lower_ == "can" and _classes("predicates").get(_lemma(verb)) == "neutral":
            continue  # "can announce" announces
        if child.dep_ == "aux" and child.tag_ == "MD":
            yield Sign(_classes("modals").get(child.lower_, "planned"), "modal", child.lower_, step)
        elif (child.dep_ == "neg" and not _until(verb)) or (child.dep_ == "preconj" and child.lower_ == "neither"):
            yield Sign("negated", "negation", child.lower_, step)
        elif child.dep_ == "nsubj" and any(c.dep_ == "det" and c.lower_ in ("no", "neither") for c in child.children):
            yield Sign("negated", "negation", "no", step)
    if verb.tag_ == "VBG" and verb.lower_ == "going" and any(c.dep_ == "xcomp" for c in verb.children):
        yield Sign("planned", "modal", "going to", step)


def _until(verb: Token) -> bool:
    """Whether a negated verb goes on with "until": "will not fly until May" says that it will."""
    return any(child.lower_ in ("until", "till", "before") and child.dep_ in ("prep", "mark") for child in verb.children) or any(
        grandchild.lower_ == "until" for child in verb.children if child.dep_ == "advcl" for grandchild in child.children
    )


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


def _noun(noun: Token, step: int, below: str) -> Iterator[Sign]:
    """Class (if it holds the trigger, which is `below`) and modifiers of a noun on the path."""
    if step and below not in _SIDEWAYS:
        kind = _classes("predicates" if noun.pos_ == "ADJ" else "holders").get(noun.lemma_.lower())
        if kind is not None:
            yield Sign(kind, "holder", noun.lemma_.lower(), step)
    yield from _modifiers(noun, step)


def _modifiers(token: Token, step: int) -> Iterator[Sign]:
    for child in token.children:
        if child.dep_ in ("amod", "advmod", "det", "npadvmod", "compound", "nummod", "neg") and child.lower_ in _classes("modifiers"):
            if child.dep_ == "neg":
                continue
            yield Sign(_classes("modifiers")[child.lower_], "modifier", child.lower_, step)


def _link(token: Token) -> str:
    """What joins the token to its governor: a conjunction ("if", "after") or preposition of the lexicon, else ""."""
    words = [child.lower_ for child in token.children if child.dep_ in ("mark", "advmod", "prep") and child.i < token.i]
    head = token.head
    while head.pos_ in ("ADP", "SCONJ", "PART") and head.head.i != head.i:
        words.append(head.lower_)
        head = head.head
    return next((word for word in words if word in _classes("links")), "")
