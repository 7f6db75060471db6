"""The grammatical slots of a trigger: which token is its subject, object, "from", "worth" …, read off the dependency tree.

Slots are deep ones: the subject of a passive is `obj`, its agent is `subj`; subjects are inherited through control,
coordination and relative clauses (the normalisations of Stanford's "enhanced" dependencies, Schuster & Manning 2016).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

_INHERIT = {"xcomp", "conj", "advcl", "ccomp", "pcomp"}
_LIMIT = 6  # how far a subject is inherited


def of(trigger: Token) -> dict[int, str]:
    """Token index → slot, for every token that stands in a slot of `trigger`; conjuncts and appositions share a slot."""
    found: dict[int, str] = {}
    pairs = _noun(trigger) if trigger.pos_ in ("NOUN", "PROPN") else _verb(trigger)
    for token, slot in pairs:
        for other in _spread(token):
            if other.i != trigger.i:
                found.setdefault(other.i, slot)
    return found


def _spread(token: Token) -> Iterator[Token]:
    """The token, its conjuncts and appositions, and what a title or quantity word stands for ("maker Acme", "both of A and B")."""
    yield token
    for child in token.children:
        if child.dep_ in ("conj", "appos"):
            yield from _spread(child)


def _verb(verb: Token, inherit: bool = True) -> Iterator[tuple[Token, str]]:
    """(token, slot) of a verb's dependents, nearest first."""
    yield from _subject(verb, inherit)
    for child in verb.children:
        dep = child.dep_
        if dep in ("nsubjpass", "csubjpass", "dobj"):
            yield child, "obj"
            yield from _inner(child, "obj")
        elif dep in ("attr", "oprd", "acomp"):
            yield child, "attr" if dep == "attr" else "oprd"
            yield from _inner(child, "obj")
        elif dep == "dative":
            yield from _preposition(child, "iobj") if child.pos_ == "ADP" else ((child, "iobj"),)
        elif dep in ("prep", "agent"):
            yield from _preposition(child, "subj" if dep == "agent" else "")
        elif dep in ("xcomp", "advcl", "ccomp") and child.pos_ == "VERB":
            yield from _complement(child)
        elif dep == "prt":
            for grandchild in child.children:
                if grandchild.dep_ == "prep":
                    yield from _preposition(grandchild, "")
    yield from _modified(verb)


def _subject(verb: Token, inherit: bool) -> Iterator[tuple[Token, str]]:
    """The subject: the verb's own, or the one it inherits from the verb above."""
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    node, steps = verb, 0
    while steps < _LIMIT:
        for child in node.children:
            if child.dep_ == "nsubj" or (child.dep_ == "nsubjpass" and node is not verb):
                if child.lower_ in ("who", "which", "that") and node.dep_ == "relcl":
                    child = node.head
                yield child, "obj" if passive and node is not verb else "subj"
                return
        if node.dep_ not in _INHERIT or not inherit:
            return
        node, steps = node.head, steps + 1


def _modified(verb: Token) -> Iterator[tuple[Token, str]]:
    """The noun that a participle or relative clause modifies: "a contract awarded to", "Acme, which launched"."""
    if verb.dep_ == "acl":
        yield verb.head, "subj" if verb.tag_ in ("VBG", "VB") else "obj"
    elif verb.dep_ == "relcl":
        own = {c.dep_ for c in verb.children}
        relative = next((c for c in verb.children if c.lower_ in ("who", "which", "that") and c.dep_ in ("nsubj", "nsubjpass")), None)
        if relative is not None:
            yield verb.head, "obj" if relative.dep_ == "nsubjpass" else "subj"
        elif "nsubj" in own:
            yield verb.head, "obj"


def _inner(noun: Token, prefix: str) -> Iterator[tuple[Token, str]]:
    """The slots of a verb's object: `obj.from`, `obj.poss`, …"""
    for token, slot in _own(noun):
        yield token, f"{prefix}.{slot}"


def _preposition(prep: Token, name: str) -> Iterator[tuple[Token, str]]:
    slot = name or prep.lower_
    for child in prep.children:
        if child.dep_ in ("pobj", "pcomp"):
            yield child, slot
            if child.pos_ == "VERB":
                for grandchild in child.children:
                    if grandchild.dep_ == "dobj":
                        yield grandchild, "comp"
            else:
                for token, inner in _own(child):
                    yield token, f"{slot}.{inner}"
        elif child.dep_ == "prep":
            yield from _preposition(child, "")


def _complement(verb: Token) -> Iterator[tuple[Token, str]]:
    """What an infinitive is about: its object, or what it leads to."""
    for child in verb.children:
        if child.dep_ in ("dobj", "attr"):
            yield child, "comp"
            for token, inner in _own(child):
                yield token, f"comp.{inner}"
        elif child.dep_ == "prep":
            for grandchild in child.children:
                if grandchild.dep_ == "pobj":
                    yield grandchild, f"comp.{child.lower_}"
        elif child.dep_ in ("xcomp", "conj") and child.pos_ == "VERB":
            yield from _complement(child)


def _own(noun: Token) -> Iterator[tuple[Token, str]]:
    """The slots of a noun by itself: possessor, modifiers, prepositions, infinitive, apposition."""
    for child in noun.children:
        dep = child.dep_
        if dep == "poss":
            yield child, "poss"
        elif dep in ("compound", "amod", "nmod", "nummod"):
            yield child, "mod"
            yield from ((grandchild, "mod") for grandchild in child.children if grandchild.dep_ in ("compound", "npadvmod", "amod"))
        elif dep == "prep":
            yield from _preposition(child, "")
        elif dep == "agent":
            yield from _preposition(child, "by")
        elif dep == "appos":
            yield child, "appos"
        elif dep in ("acl", "relcl") and child.pos_ == "VERB":
            yield from _complement(child)
            if dep == "acl" and child.tag_ in ("VBN", "VBG"):
                yield from _participle(child)


def _participle(verb: Token) -> Iterator[tuple[Token, str]]:
    """The prepositions of a participle behind a noun: "a contract awarded by NASA to Acme"."""
    for child in verb.children:
        if child.dep_ in ("prep", "agent"):
            yield from _preposition(child, "")


def _noun(noun: Token) -> Iterator[tuple[Token, str]]:
    """The slots of a noun, and, as `sup.…`, those of the verb that governs it."""
    yield from _own(noun)
    if noun.dep_ == "appos":
        yield noun.head, "appos"
    governor = noun.head
    hops = 0
    while (
        governor.pos_ in ("NOUN", "ADP", "PROPN")
        and governor.dep_ in ("prep", "pobj", "compound", "dobj", "conj", "appos", "nsubj", "nsubjpass", "attr")
        and hops < 3
    ):
        if governor.pos_ == "NOUN":
            yield governor, "gov"
        governor, hops = governor.head, hops + 1
    if governor.pos_ in ("VERB", "AUX") and governor.i != noun.i:
        for token, slot in _verb(governor):
            if token.i != noun.i:
                yield token, f"sup.{slot}"


def governor(noun: Token) -> Token | None:
    """The verb that governs a noun, through prepositions and conjuncts."""
    token = noun
    for _ in range(5):
        if token.head.i == token.i:
            return None
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
    return None


def path(source: Token, target: Token, limit: int = 7) -> str:
    """The dependency path between two tokens of a sentence: "<dobj>prep:from>pobj"; "far" if longer than `limit` steps."""
    ups = {source.i: 0}
    chain = [source]
    while chain[-1].head.i != chain[-1].i and len(chain) <= limit:
        chain.append(chain[-1].head)
        ups[chain[-1].i] = len(chain) - 1
    down: list[Token] = []
    node = target
    while node.i not in ups:
        if node.head.i == node.i or len(down) > limit:
            return "far"
        down.append(node)
        node = node.head
    up = ups[node.i]
    if up + len(down) > limit:
        return "far"
    return "".join("<" + _label(t) for t in chain[:up]) + "".join(">" + _label(t) for t in reversed(down))


def _label(token: Token) -> str:
    return f"prep:{token.lower_}" if token.dep_ in ("prep", "agent", "dative") and token.pos_ == "ADP" else token.dep_
