"""Finds what may refer to a named thing without naming it: definite nouns ("the company"), pronouns, relative pronouns.

Where the grammar alone says what it refers to (apposition, "X is a company", a relative clause), `bound` holds the token of the antecedent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Doc, Token

from kg_extract import resources
from kg_extract.model import ENTITY_TYPES
from kg_extract.nlp.clusters_names import ORGANIZATIONS

__all__ = [
    "Anaphor",
    "described_by",
    "find_nominals",
    "find_pronouns",
    "find_speaker_noun",
    "is_unlike",
    "preferred_group",
    "pronoun_words",
    "reported_subject",
]

_PERSON = frozenset({"Person"})
_THING = frozenset(ENTITY_TYPES) - _PERSON
_ANY = frozenset(ENTITY_TYPES)
#: "The Acme unit", "the Roe aide": the noun is something else than the name before it.
_NAMED_APART = ORGANIZATIONS | _PERSON
_DEFINITE = frozenset({"the", "this", "that"})
_DETERMINERS = frozenset({"the", "this", "that", "a", "an"})
_AFTER_APPOSITION = frozenset({",", ".", ")", "that", "which", "who", "of", "in", "based", "for", "with", "at"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


@dataclass(frozen=True, slots=True)
class Anaphor:
    """Tokens that refer; `types` is what they can stand for, `bound` the token of what the grammar ties them to."""

    start: int
    end: int
    head: int
    kind: str
    word: str
    types: frozenset[str]
    bound: int | None = None
    free: bool = True


@cache
def pronoun_words() -> dict[str, Any]:
    """The tables of lexicon/pronouns.toml, each list as a set, by "table.key"."""
    tables = resources.read_toml("lexicon/pronouns.toml")
    return {f"{table}.{key}": frozenset(words) for table, keys in tables.items() for key, words in keys.items()}


@cache
def _nominals() -> dict[str, tuple[frozenset[str], bool]]:
    """Noun → the types it can stand for, and whether it needs no grammatical tie to a name."""
    return {row["noun"]: (frozenset(row["types"].split("|")), row["use"] == "any") for row in resources.read_csv("lexicon/nominals.csv")}


def find_nominals(doc: Doc, named: list[int]) -> Iterator[Anaphor]:
    """The nouns that may stand for something named; `named[i]` is the cluster of token i, -1 for none."""
    table = _nominals()
    for token in doc:
        known = table.get(token.lower_)
        if known is None or named[token.i] >= 0 or token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "amod", "nmod"):
            continue
        types, anywhere = known
        start, determiner = _phrase_start(token)
        bound = _tied_to(doc, token, start, named)
        free = anywhere and determiner in _DEFINITE and not _unlike(token) and not _own_name(token, start, types, named)
        if bound is not None or free:
            yield Anaphor(start, token.i + 1, token.i, "nominal", token.lower_, types, bound, free)


def _phrase_start(noun: Token) -> tuple[int, str]:
    """Where the noun's phrase begins, and its determiner ("" if none): read leftward, as the parser errs on long phrases."""
    doc, start, parted = noun.doc, noun.i, False
    for i in range(noun.i - 1, max(noun.i - 9, -1), -1):
        token = doc[i]
        if token.lower_ in _DETERMINERS:
            return i, token.lower_
        if _ends_modifiers(token) or token.is_sent_start:
            break
        parted = parted or token.text == ","
        if not parted:
            start = i
    return start, ""


def _ends_modifiers(token: Token) -> bool:
    """Whether no modifier of a noun further right can stand at or before the token."""
    if token.text == ",":
        return token.nbor(1).pos_ not in ("ADJ", "PROPN", "NOUN")
    verbal = token.pos_ in ("VERB", "AUX", "ADP", "SCONJ", "CCONJ", "PRON") and token.tag_ not in ("VBN", "VBG", "PRP$")
    return verbal or token.is_space or token.text in (";", ":", '"', "(", ")")


def _own_name(noun: Token, start: int, types: frozenset[str], named: list[int]) -> bool:
    """Whether the phrase says itself which thing it is, or whose: "the Skylark space station", "the company's shipping business"."""
    if any(child.dep_ == "poss" for child in noun.lefts):
        return True
    names = (t for t in noun.doc[start : noun.i] if t.pos_ == "PROPN" and (named[t.i] < 0 or t.i == noun.i - 1))
    return not types & ORGANIZATIONS and any(token.ent_type_ not in ("GPE", "LOC", "NORP") for token in names)


def _unlike(noun: Token) -> bool:
    """Whether a modifier makes it another, a new, or one of several: "the first company", "the largest operator"."""
    unlike = pronoun_words()["unlike.words"]
    return any(child.lower_ in unlike or child.tag_ in ("JJS", "RBS") for child in noun.lefts) or any(
        (child.dep_ == "prep" and child.lower_ in ("of", "behind", "for")) or (child.dep_ in ("relcl", "acl") and noun.nbor(1).text != ",")
        for child in noun.rights
    )


def _tied_to(doc: Doc, noun: Token, start: int, named: list[int]) -> int | None:
    """The token of a name that the noun stands behind ("the Skylark rocket"), in apposition to, or is said to be."""
    if noun.i and named[noun.i - 1] >= 0 and not _nominals()[noun.lower_][0] & _NAMED_APART:
        return noun.i - 1
    if noun.dep_ == "appos" and named[noun.head.i] >= 0 and not _reports(noun):
        return noun.head.i
    for child in noun.rights:
        if child.dep_ == "appos" and named[child.i] >= 0:
            return child.i
    before = _before_brackets(doc, start - 2)
    beside = start >= 2 and doc[start - 1].text == "," and named[before] >= 0
    if beside and doc[start].lower_ in _DETERMINERS and _ends_phrase(doc, noun.i + 1):
        return before
    if noun.dep_ == "attr" and noun.head.lemma_ == "be":
        return next((child.i for child in noun.head.lefts if child.dep_ in _SUBJECTS and named[child.i] >= 0), None)
    return None


def _reports(noun: Token) -> bool:
    """Whether a verb of saying follows, of which the noun is the subject whatever the parser says: "…, the startup said"."""
    if noun.i + 1 >= len(noun.doc):
        return False
    verb = noun.nbor()
    return verb.tag_ == "VBD" and verb.lemma_.lower() in pronoun_words()["speech.verbs"]


def reported_subject(token: Token) -> Token | None:
    """The subject of what somebody is said to have said before: "Acme has raised $5 million, the startup said"."""
    if not _reports(token):
        return None
    told = (t for t in token.sent if t.i < token.i and t.dep_ in _SUBJECTS and t.head.dep_ in ("ROOT", "ccomp") and t.head.i < token.i)
    return next(told, None)


def _before_brackets(doc: Doc, at: int) -> int:
    """The token itself, or the one before the brackets that it closes."""
    if at > 0 and doc[at].text == ")":
        for i in range(at - 1, max(at - 8, 0), -1):
            if doc[i].text == "(":
                return i - 1
    return at


def _ends_phrase(doc: Doc, at: int) -> bool:
    """Whether an apposition may end at the token: no verb that the noun would be the subject of."""
    return at < len(doc) and (
        doc[at].text in (",", ".", ")") or doc[at].lower_ in ("that", "which", "who", "of", "in", "based", "for", "with", "at")
    )


def described_by(doc: Doc, start: int) -> str:
    """The noun in front of a name that says what it is ("startup Acme"), "" if none."""
    before = doc[start - 1].lower_ if start else ""
    return before if before in _nominals() else ""


def find_speaker_noun(token: Token) -> bool:
    """Whether the noun is a person who speaks for others: "a spokesman for Acme", "Acme officials"."""
    types, _ = _nominals().get(token.lemma_.lower(), (frozenset(), False))
    return "Person" in types


def preferred_group(head: Token) -> str:
    """What the verb or noun that governs a pronoun says about it: "organisation", "artifact" or ""."""
    words = pronoun_words()
    governor = head.head.lemma_.lower()
    part = "nouns" if head.dep_ == "poss" else "verbs" if head.dep_ in _SUBJECTS else ""
    if head.dep_ == "nsubjpass" or not part:
        return ""
    for group in ("organisation", "artifact"):
        if governor in words[f"{group}.{part}"]:
            return group
    return ""


def is_unlike(noun: str, name: str) -> bool:
    """Whether the last word of a name says that it is something else than the noun: "Two Rivers Fund" is hardly "the startup"."""
    words, last = pronoun_words(), name.rpartition(" ")[2].lower()
    return any(noun in words[f"{kind}.nouns"] and last in words[f"{kind}.names"] for kind in ("unlike_investor", "unlike_part"))


def find_pronouns(doc: Doc) -> Iterator[Anaphor]:
    """The pronouns that may stand for something named, relative ones tied to the noun before them."""
    words = pronoun_words()
    for token in doc:
        if token.pos_ not in ("PRON", "DET", "SCONJ", "ADV"):
            continue
        word = token.lower_
        if word in words["agreement.person"]:
            yield Anaphor(token.i, token.i + 1, token.i, "pronoun", word, _PERSON)
        elif word in words["agreement.thing"]:
            if not _expletive(token):
                yield Anaphor(token.i, token.i + 1, token.i, "pronoun", word, _THING)
        elif word in words["agreement.plural"] or word in words["agreement.speaker"]:
            yield Anaphor(token.i, token.i + 1, token.i, "pronoun", word, _ANY)
        elif word in words["agreement.relative"]:
            yield from _relative(token)


def _relative(token: Token) -> Iterator[Anaphor]:
    verb = token.head
    if token.lower_ == "whose":
        verb = token.head.head
    if token.tag_ == "WDT" or token.tag_ in ("WP", "WP$", "WRB"):
        while (
            verb.dep_ not in ("relcl", "acl", "ROOT")
            and verb.head is not verb
            and verb.dep_ in ("conj", "aux", "auxpass", "xcomp", "prep", "pobj", "ccomp", "nsubj")
        ):
            verb = verb.head
        if verb.dep_ in ("relcl", "acl") and verb.head.i < token.i:
            types = _PERSON if token.lower_ in ("who", "whom") else _ANY if token.lower_ == "whose" else _THING
            types = _ANY if token.lower_ == "who" else types
            yield Anaphor(token.i, token.i + 1, token.i, "pronoun", token.lower_, types, verb.head.i, False)


def _expletive(token: Token) -> bool:
    """ "It is clear that …", "it seems", "it takes": stands for nothing."""
    if token.lower_ != "it" or token.dep_ not in ("nsubj", "nsubjpass", "expl"):
        return False
    if token.dep_ == "expl" or token.head.lemma_ in pronoun_words()["expletive.verbs"]:
        return True
    verb = token.head
    if verb.lemma_ == "be":
        parts = {child.dep_ for child in verb.rights}
        clause = any(c.dep_ in ("ccomp", "xcomp", "advcl", "csubj") or c.dep_ == "relcl" for c in verb.rights)
        return (clause and bool(parts & {"acomp", "attr"})) or any(
            c.dep_ == "acomp" and any(g.dep_ in ("ccomp", "xcomp") for g in c.rights) for c in verb.rights
        )
    return verb.tag_ == "VBN" and any(c.dep_ == "ccomp" for c in verb.rights)
