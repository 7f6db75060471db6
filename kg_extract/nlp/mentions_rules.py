"""What is known of how names are written and what stands beside them, as evidence beside the tagger's.

Cue words as in Collins and Singer (1999): "… Command" is an agency, "Mr." stands before a person, "rocket" after a launch vehicle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc

from kg_extract import resources
from kg_extract.model import ENTITY_TYPES
from kg_extract.nlp import mentions_gazetteer, state
from kg_extract.nlp.candidates import is_contract
from kg_extract.nlp.clusters_names import ORGANIZATIONS, word_kinds
from kg_extract.nlp.mentions_features import Floats, word_vectors
from kg_extract.nlp.mentions_tagger import columns, path

__all__ = ["NAME_LABELS", "Name", "add_evidence", "trimmed"]

#: Evidence (log odds per token) for a name in the list of well-known names, by whether it can mean something else.
SURE = 1.5
HINT = 0.5

#: What part of it a place gets: places are the most often named things, and the fewest of them matter to a fact.
PLACE = 0.4

#: The same for a capitalized word or two, a comma and a state.
TOWN = 2.0

#: What the base model's entity recognizer takes from the score of "no name" where it sees one.
RECOGNIZED = 1.0

#: The same for capitalized words in a row that are no headline, and what they get for being one name, whatever its type.
CAPITALIZED = 1.0

#: The noun before a name that tells its type (log odds per token).
DESCRIBED = 2.0

#: So many words are one name; more are often two.
_LONGEST = 4

# A sentence of so many longer words, of which this share begin with a capital, is a headline.
_LONG, _HEADLINE = 6, 0.7

#: What the base model's recognizer takes for names of the kinds that kgx wants.
NAME_LABELS = frozenset({"ORG", "PERSON", "GPE", "LOC", "FAC", "PRODUCT"})

#: Words between the kind of a thing and its own name: "University of …", "Universidad de …".
_LINKS = frozenset({"of", "de", "del", "for"})

_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})

Name = tuple[int, int, str]
_Cues = dict[str, tuple[str, float]]


@cache
def _cues() -> dict[str, _Cues]:
    """By place (first, last, before, after): the cue words, each with a type and a weight."""
    found: dict[str, _Cues] = {"first": {}, "last": {}, "before": {}, "after": {}}
    for row in resources.read_csv("lexicon/name_cues.csv"):
        found[row["place"]][row["word"]] = (row["type"], float(row["weight"]))
    return found


@cache
def _descriptions() -> dict[str, str]:
    """The nouns that stand before names of one type only ("the retailer Acme", "the app Birch"), with the type."""
    rows = [row for row in resources.read_csv("lexicon/nominals.csv") if row["types"] not in ("Person", "Place")]
    return {row["noun"]: row["types"] for row in rows if row["types"] in ENTITY_TYPES}


@cache
def _shapes() -> list[tuple[re.Pattern[str], tuple[str, ...], float]]:
    """The patterns of names, each with the types it may be and a weight; {NAME} in one is a name between words that tell its type."""
    table = resources.read_toml("patterns/name_shapes.toml")
    name = f"(?P<name>{table['name']})"
    return [(re.compile(s["pattern"].replace("{NAME}", name)), tuple(s["type"].split("|")), float(s["weight"])) for s in table["shape"]]


def add_evidence(doc: Doc, scores: Floats) -> None:
    """Raise the scores of names that their form, their context or a list of well-known names gives away."""
    words = [token.text for token in doc]
    known = list(mentions_gazetteer.known(doc))
    for start, end, kind, sure in known:
        _raise(scores, (start, end, kind), (SURE if sure else HINT) * (PLACE if kind == "Place" else 1))
    for start, end in _runs(words):
        for first, last, kind, weight in _told(words, start, end):
            scores[first:last, columns(kind)] += weight
    other = {k for start, end, kind, _ in known if kind != "Place" for k in range(start, end)}
    for start, end in _towns(words):
        if other.isdisjoint(range(start, end)):
            _raise(scores, (start, end, "Place"), TOWN)
    _trust_recognizer(doc, scores, {start: end for start, end, kind, _ in known if kind == "Place"})
    _trust_capitals(doc, words, scores)
    text = state.text(doc)
    for pattern, kinds, weight in _shapes():
        for match in pattern.finditer(text):
            span = doc.char_span(*match.span("name" if pattern.groupindex else 0))
            if span is not None:
                _raise_all(scores, span.start, span.end, kinds, weight)


def _trust_recognizer(doc: Doc, scores: Floats, places: dict[int, int]) -> None:
    """Take it for likely that what the base model's entity recognizer sees is a name; `places`: where each well-known place ends."""
    for ent in doc.ents:
        if ent.label_ in NAME_LABELS:
            start, end = _bare(doc, ent.start, ent.end)
            scores[start:end, 0] -= RECOGNIZED
            if ent.label_ == "ORG" and places.get(start, end) < end:
                _raise_all(scores, start, end, ORGANIZATIONS, RECOGNIZED)  # "Norland Railways" is not Norland and something else


def _trust_capitals(doc: Doc, words: list[str], scores: Floats) -> None:
    """Take it for likely that capitalized words in a row are a name."""
    for start, end, one in _capitalized(doc, words):
        scores[start:end, 0] -= CAPITALIZED
        if one and end - start <= _LONGEST and doc[end - 1].pos_ in ("PROPN", "NOUN"):
            _raise_all(scores, start, end, ENTITY_TYPES, CAPITALIZED)


@cache
def _states() -> frozenset[tuple[str, ...]]:
    """The words of each name of a state."""
    return frozenset(tuple(name.split()) for row in resources.read_csv("lexicon/states.csv") for name in row["names"].split(" | "))


def _towns(words: list[str]) -> Iterator[tuple[int, int]]:
    """Where a town and its state stand: "Salem, Oregon"."""
    for comma in (k for k, word in enumerate(words) if word == "," and 0 < k < len(words) - 1):
        behind = words[comma + 1 : comma + 4]
        length = next((n for n in range(len(behind), 0, -1) if tuple(behind[:n]) in _states()), 0)
        start = comma
        while length and start > 0 and comma - start < 4 and words[start - 1][:1].isupper():
            start -= 1
        if length and start < comma:
            yield start, comma + 1 + length


def _raise(scores: Floats, name: Name, weight: float) -> None:
    """Add evidence for exactly this name."""
    start, end, kind = name
    column = ENTITY_TYPES.index(kind)
    for k, tags in enumerate(path(end - start)):
        scores[start + k, tags[column]] += weight


def _raise_all(scores: Floats, start: int, end: int, kinds: Iterable[str], weight: float) -> None:
    """Add evidence that this is one name, of one of these types."""
    for kind in kinds:
        _raise(scores, (start, end, kind), weight)


def _runs(words: list[str]) -> Iterator[tuple[int, int]]:
    """Maximal runs of capitalized words."""
    capital = [False, *(word[:1].isupper() or word == "&" for word in words), False]
    edges = [k for k, (a, b) in enumerate(pairwise(capital)) if a != b]
    yield from zip(edges[::2], edges[1::2], strict=True)


def _capitalized(doc: Doc, words: list[str]) -> Iterator[tuple[int, int, bool]]:
    """Two or more capitalized words in a row that may be names: not in a headline, and no date, nationality or title among them.

    And whether they are likely one name: a known word at the head of a sentence may be written so for the sentence's sake.
    """
    other = {k for ent in doc.ents if ent.label_ not in NAME_LABELS for k in range(ent.start, ent.end)}
    vectors = None
    for start, end in _runs(words):
        if end - start < 2:
            continue
        known = False
        if doc[start].is_sent_start:
            vectors = word_vectors(doc) if vectors is None else vectors
            known = bool(vectors[start].any())
            start += known and doc[start].pos_ not in ("PROPN", "NOUN")
        run = range(start, end)
        if len(run) < 2 or not other.isdisjoint(run) or any(words[k].isupper() or words[k].lower() in _titles() for k in run):
            continue
        if any(doc[k].pos_ == "PROPN" for k in run) and not _is_headline(doc, start):
            yield start, end, not known


def _is_headline(doc: Doc, place: int) -> bool:
    """Whether nearly all longer words of the sentence at a token begin with a capital."""
    longer = [token.text for token in doc[place].sent if token.is_alpha and len(token) > 3]
    return len(longer) >= _LONG and sum(word[0].isupper() for word in longer) > _HEADLINE * len(longer)


def _told(words: list[str], start: int, end: int) -> Iterator[tuple[int, int, str, float]]:
    """(start, end, type, weight) of what cue words in and around a run of capitalized words tell of it or of a part of it."""
    cues = _cues()
    if start and words[start - 1] in cues["before"]:
        yield (start, end, *cues["before"][words[start - 1]])
    elif start and words[start - 1] in _descriptions():
        yield (start, end, _descriptions()[words[start - 1]], DESCRIBED)
    if end < len(words) and words[end] in cues["after"]:
        yield (start, end, *cues["after"][words[end]])
    start += words[start] == "The" and end - start > 1
    if words[start] in cues["first"] and end < len(words) and words[end] in _LINKS:
        yield (start, _link_end(words, end), *cues["first"][words[start]])
    for k in range(start, end):
        if words[k] in cues["last"] and k > start:
            yield (start, k + 1, *cues["last"][words[k]])
        if words[k] in cues["before"] and k + 1 < end:
            yield (k + 1, end, *cues["before"][words[k]])


def _link_end(words: list[str], link: int) -> int:
    """Where the capitalized words end that follow "of" or "of the"."""
    end = link + 1 + (words[link + 1 : link + 2] == ["the"])
    while end < len(words) and words[end][:1].isupper():
        end += 1
    return end


def trimmed(doc: Doc, names: Iterable[Name]) -> Iterator[Name]:
    """The names without articles, possessives and, for people, titles; what is no name at all is left out."""
    before = _cues()["before"]
    for start, end, kind in _completed(doc, names):
        start, end = _bare(doc, start, end)
        if doc[end : end + 1].text == "/" and _ends_a_name(doc[end - 1 : end + 2].text, kind):
            end += 2  # "Acme A/S"
        if end - start > 1 and _says_kind(doc, start, end, kind):
            end -= 1
        while kind == "Person" and end - start > 1 and before.get(doc[start].text, ("",))[0] == "Person":
            start += 1
        text = doc[start:end].text
        if any(letter.isalnum() for letter in text) and not is_contract(text) and not _is_title(doc, start, end, kind):
            yield start, end, kind


def _bare(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A span without an article in front and a possessive behind."""
    while start < end and doc[start].text.lower() in ("the", "a", "an") and not _opens_title(doc, start):
        start += 1
    while end > start and doc[end - 1].text.lower() in ("'s", "'", "-"):
        end -= 1
    return start, end


def _completed(doc: Doc, names: Iterable[Name]) -> Iterator[Name]:
    """The names, each with the "LLC" or "Jr." behind it that was taken for a name of its own."""
    held: Name | None = None
    for start, end, kind in names:
        if held is not None and start - held[1] == (doc[held[1]].text == ",") and _ends_a_name(doc[start:end].text, held[2]):
            held = (held[0], end, held[2])
            continue
        if held is not None:
            yield held
        held = (start, end, kind)
    if held is not None:
        yield held


def _ends_a_name(text: str, kind: str) -> bool:
    """Whether a text is nothing but the end of such a name."""
    plain = " ".join(re.findall(r"\w+", text.lower()))
    return plain in _GENERATIONS if kind == "Person" else kind == "Company" and plain in _legal_forms()


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(row["form"] for row in resources.read_csv("lexicon/legal_forms.csv"))


def _is_title(doc: Doc, start: int, end: int, kind: str) -> bool:
    """Whether a person's name is only the title of one: "Founder"."""
    return kind == "Person" and end - start == 1 and doc[start].lower_ in _titles()


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["word"] for row in resources.read_csv("lexicon/titles.csv") if row["kind"] in ("post", "founder"))


def _says_kind(doc: Doc, start: int, end: int, kind: str) -> bool:
    """Whether the last word only says what the thing is: "Acme Headquarters", "the Borealis-2 satellite"."""
    kinds, last = word_kinds(), doc[end - 1]
    if kind == "Company":
        return last.lower_ in kinds["seat"]
    generic = last.is_lower and last.lower_ in kinds["thing"] and last.lower_ not in kinds["head"]
    return generic and kind in ("Spacecraft", "LaunchVehicle") and any(letter.isdigit() for letter in doc[start : end - 1].text)


def _opens_title(doc: Doc, place: int) -> bool:
    """Whether the token is the first word of a title in quotes, which an article belongs to."""
    return place > 0 and doc[place].is_title and doc[place - 1].is_quote
