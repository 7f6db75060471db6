"""One name, one type, everywhere in the article: what was found once is looked for in every place, and all places vote on its type.

Label consistency of repeated names as in Krishnan and Manning (2006), as one more term in the scores of the tag sequence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from spacy.tokens import Doc

from kg_extract.model import ENTITY_TYPES
from kg_extract.nlp.clusters_names import word_kinds
from kg_extract.nlp.mentions_features import Floats
from kg_extract.nlp.mentions_tagger import decode, path

__all__ = ["add_evidence"]

#: What a unanimous vote adds to each token's score, and how many sure places count as much as the prior against a name.
STRENGTH = 6.0
PRIOR = 0.5

#: What being the short form of a name adds to each token's score.
SHORT = 4.0

Place = tuple[int, int]

_NUMBERED = re.compile(r"[A-Z][\w'-]*-(\d{1,3}[A-Z]?)")


def add_evidence(doc: Doc, scores: Floats) -> None:
    """Raise, in all places of each name found, the scores of the type that the places agree on."""
    found = decode(scores)
    words = [token.text for token in doc]
    names = {tuple(words[start:end]) for start, end, _ in found}
    others = {word for word in words if word.islower()} | {ent.text for ent in doc.ents if ent.label_ in ("GPE", "LOC", "NORP")}
    others |= {words[end - 1] for start, end, kind in found if kind == "Person" and end - start > 1}
    short = dict(_short(words, found, others))
    for name, places in _places(words, names | short.keys()).items():
        if name in short:
            _support(scores, places, short[name], SHORT)
        _vote(scores, places)


def _short(words: list[str], found: list[tuple[int, int, str]], others: set[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Other forms of the names found, with the type they share.

    A person's surname; a company's first word; in brackets after the name, an acronym or a twin. `others`: words with another meaning.
    """
    for start, end, kind in found:
        if kind == "Person" and end - start > 1 and words[end - 1][:1].isupper():
            yield (words[end - 1],), kind
        if kind == "Company" and end - start > 1 and _stands_alone(words[start], others):
            yield (words[start],), kind
        bracket = words[end : end + 3]
        if len(bracket) == 3 and bracket[0] == "(" and bracket[2] == ")" and _same(words[start:end], bracket[1]):
            yield (bracket[1],), kind


def _stands_alone(word: str, others: set[str]) -> bool:
    """Whether the first word of a company's name may stand for all of it: no place, no word of the language, no "American"."""
    return len(word) > 2 and word.isalpha() and others.isdisjoint((word, word.lower())) and word.lower() not in word_kinds()["general"]


def _same(name: list[str], bracketed: str) -> bool:
    """Whether what stands in brackets after a name is its acronym, or a name with the same number: "Kinetica-1 (Lijian-1)"."""
    if len(name) > 1 and _initials(bracketed, name):
        return True
    numbers = [_NUMBERED.fullmatch(text) for text in ("-".join(name), bracketed)]
    return all(numbers) and len({match[1] for match in numbers if match}) == 1


def _initials(acronym: str, name: list[str]) -> bool:
    """Whether the capitals of the acronym are first letters of the name's words, in order."""
    letters = iter("".join(word[0] for word in name).casefold())
    return sum(letter.isupper() for letter in acronym) > 1 and all(letter in letters for letter in acronym.casefold() if letter.isalpha())


def _places(words: list[str], names: set[tuple[str, ...]]) -> dict[tuple[str, ...], list[Place]]:
    """Where each name stands, longest first, no place inside of a longer name's."""
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in sorted(names, key=lambda words: -len(words)):
        if any(word[:1].isupper() for word in name):
            by_first[name[0]].append(name)
    found: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    free = 0
    for k, word in enumerate(words):
        if k < free or word not in by_first:
            continue
        held: tuple[str, ...] = next((n for n in by_first[word] if tuple(words[k : k + len(n)]) == n), ())
        if held:
            free = k + len(held)
            found[held].append((k, free))
    return found


def _vote(scores: Floats, places: list[Place]) -> None:
    """Add the common evidence of the places to each of them."""
    length = places[0][1] - places[0][0]
    columns = path(length)
    chances = [np.exp(np.min([scores[start + k, columns[k]] for k in range(length)], axis=0)) for start, _ in places]
    votes = np.sum(chances, axis=0)
    best = int(votes.argmax())
    share = float(votes[best] / (votes.sum() + PRIOR))
    _support(scores, places, ENTITY_TYPES[best], STRENGTH * share)


def _support(scores: Floats, places: list[Place], kind: str, weight: float) -> None:
    """Add evidence in all places of a name for its type."""
    column = ENTITY_TYPES.index(kind)
    for start, end in places:
        for k, tags in enumerate(path(end - start)):
            scores[start + k, tags[column]] += weight
