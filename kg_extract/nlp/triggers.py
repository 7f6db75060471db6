"""Finds the words that may tell of an event: the triggers of the frames, in their grammatical surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from kg_extract import resources
from kg_extract.nlp import frames, slots


@dataclass(frozen=True, slots=True)
class Found:
    """A trigger in the text: token index, the entry of its frame, and its slots (token index → slot).

    `strict` says whether the words that the entry asks for (`with`, `support`) are there and those it bars (`without`) are not.
    """

    token: int
    trigger: frames.Trigger
    slots: dict[int, str]
    strict: bool


def find(doc: Doc, all_frames: frames.Frames) -> Iterator[Found]:
    """Every trigger of the article, in text order; at most one a token and event type (the first that fits strictly)."""
    lemmas = {lemma for lemma, _ in all_frames.triggers}
    known: dict[int, bool] = {}
    for i, lemma in enumerate(doc.to_array("LEMMA").tolist()):
        if lemma not in known:
            known[lemma] = doc.vocab.strings[lemma].lower() in lemmas
        token = doc[i] if known[lemma] else None
        entries = all_frames.triggers.get((token.lemma_.lower(), _pos(token))) if token is not None else None
        if token is None or not entries:
            continue
        here = slots.of(token)
        if _was_followed(token):
            continue
        words = _phrase_lemmas(token)
        best: dict[str, Found] = {}
        for entry in entries:
            if entry.never and not entry.never.isdisjoint(_objects(token)):
                continue
            found = Found(token.i, entry, here, _strict(entry, token, words))
            if entry.event not in best or (found.strict and not best[entry.event].strict):
                best[entry.event] = found
        yield from best.values()


def _was_followed(token: Token) -> bool:
    """Whether a noun only says after what something else happened: "The award was followed by …"."""
    top = token
    while top.dep_ == "compound":
        top = top.head
    definite = any(c.dep_ == "det" and c.lower_ in ("the", "this", "that") for c in top.children)
    return definite and top.dep_ == "nsubjpass" and top.head.lemma_.lower() in _followed()


@cache
def _followed() -> frozenset[str]:
    return frozenset(resources.read_toml("patterns/fillers.toml")["followed"]["verbs"])


def _pos(token: Token) -> str:
    return {"PROPN": "NOUN", "AUX": "VERB"}.get(token.pos_, token.pos_)


def _phrase_lemmas(token: Token) -> set[str]:
    """The lemmas of the trigger's dependents, three levels deep, and of a noun's governor and its particles."""
    words: set[str] = set()
    layer = [token]
    for _ in range(4):
        layer = [c for t in layer for c in t.children if c.dep_ not in ("relcl", "ccomp", "advcl")]
        words.update(t.lemma_.lower() for t in layer)
    if token.dep_ in ("acl", "relcl", "dobj", "pobj", "compound", "xcomp", "nsubj"):
        words.add(token.head.lemma_.lower())
        words.update(c.lemma_.lower() for c in token.head.children)
    return words


def _objects(verb: Token) -> Iterator[str]:
    """The lemmas of a verb's object and complement, and of what they are "of"."""
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubjpass", "attr", "oprd"):
            yield child.lemma_.lower()
            yield from (thing.lemma_.lower() for of in child.children if of.lower_ == "of" for thing in of.children)


def _strict(entry: frames.Trigger, token: Token, words: set[str]) -> bool:
    if entry.with_ and not entry.with_ & words:
        return False
    if entry.without & words:
        return False
    if entry.support:
        governor = slots.governor(token)
        return governor is not None and governor.lemma_.lower() in entry.support
    return True
