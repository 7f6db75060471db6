"""What a sentence says without a word for it: for whom a thing is built, and what it is that "this was won by" speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from spacy.tokens import Token

from kg_extract import resources
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context
from kg_extract.nlp.drafts import Draft, Fill
from kg_extract.nlp.frames import Frames
from kg_extract.nlp.pairs import Pair
from kg_extract.nlp.state import ArgumentSpan, EventSpan, RelationSpan


@cache
def _words(table: str) -> dict[str, Any]:
    words: dict[str, Any] = resources.read_toml("patterns/fillers.toml")[table]
    return words


def name_client(event: Draft, context: Context, frames: Frames) -> None:
    """Gives an event the client that its words name ("a contract to build a satellite for Norland"), unless it surely has one."""
    words = _words("client")
    if event.type != words["event"] or any(f.role == words["role"] and f.score >= words["sure"] for f in event.fills):
        return
    others = {f.candidate.identity for f in event.fills if f.role == words["but"]}
    types = frames.by_type[event.type].roles[words["role"]].types
    client = next((c for c in _clients(event, context) if c.type in types and c.identity not in others), None)
    if client is not None:
        event.fills = [f for f in event.fills if f.role != words["role"] and f.candidate.identity != client.identity]
        event.fills.append(Fill(words["role"], client, words["sure"]))


def name_object(event: Draft, context: Context) -> None:
    """Puts what is made in the place of what it is made for ("contracted the development of capsules to serve a station")."""
    words = _words("light")
    fill = next((f for f in event.fills if f.role == words["role"]), None)
    if event.type != words["event"] or fill is None:
        return
    for token, _ in event.told_at:
        for c in context.by_sentence.get(context.sentences.of[token], ()):
            if _made(context.doc[c.head], context.doc[token]) and c.kind in ("phrase", "entity") and c.detail != "pronoun":
                fill.candidate = c
                return


def _made(thing: Token, trigger: Token) -> bool:
    """Whether a thing is the "of" of a noun such as "development" that is the trigger's object."""
    noun = thing.head.head
    of_noun = thing.dep_ == "pobj" and thing.head.lower_ == "of" and noun.lemma_.lower() in _words("light")["nouns"]
    return of_noun and noun.dep_ == "dobj" and noun.head.i == trigger.i


def _clients(event: Draft, context: Context) -> Iterator[Candidate]:
    """The names behind "for" in an infinitive that hangs on one of the event's triggers."""
    tokens = {token for token, _ in event.told_at}
    for sentence in sorted({context.sentences.of[token] for token in tokens}):
        for c in context.by_sentence.get(sentence, ()):
            if c.detail == "name" and _made_for(context.doc[c.head], tokens):
                yield c


def _made_for(name: Token, triggers: set[int]) -> bool:
    """Whether "to build a thing for NAME", or "to build for NAME", hangs on a trigger."""
    if name.dep_ != "pobj" or name.head.lower_ != "for":
        return False
    thing = name.head.head
    verb = thing if thing.pos_ == "VERB" else thing.head
    builds = verb.lemma_.lower() in _words("client")["verbs"] and any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children)
    return builds and any(above.i in triggers for above in verb.ancestors)


def name_employer(event: EventSpan, relations: Sequence[RelationSpan]) -> EventSpan:
    """The event, with the organization in which one of its sentences says that its person has a post."""
    words = _words("employer")
    person = next((a for a in event.arguments if a.role == words["person"]), None)
    if event.type != words["event"] or person is None or any(a.role == words["role"] for a in event.arguments):
        return event
    posts = [r for r in relations if r.predicate == words["predicate"] and r.subject == person.cluster and r.sentence in event.sentences]
    if len({r.object for r in posts}) != 1 or not isinstance(posts[0].object, int):
        return event
    place = ArgumentSpan(words["role"], *posts[0].object_at, cluster=posts[0].object, score=posts[0].confidence)
    return replace(event, arguments=tuple(b for a in event.arguments for b in ((a, place) if a is person else (a,))))


def drop_watchers(event: Draft, context: Context) -> None:
    """Takes from an event the filler that only sees it happen."""
    words = _words("watched")
    if event.type == words["event"]:
        seen = {c.identity for token, _ in event.told_at for c in watchers(context.doc[token], context)}
        event.fills = [f for f in event.fills if f.role != words["role"] or f.candidate.identity not in seen]


def only_watches(predicate: str, pair: Pair, context: Context) -> bool:
    """Whether what may be the operator of a rocket is only said to see it fly."""
    asked = predicate == _words("watched")["predicate"] and pair.subject.type == "LaunchVehicle"
    return asked and any(c.identity == pair.object.identity for c in watchers(context.doc[pair.subject.head], context))


def watchers(token: Token, context: Context) -> Iterator[Candidate]:
    """Who stands before a verb of seeing, where the verb at or above a token is what is seen ("Acme saw its satellites reach orbit").

    By the order of the words: such sentences are rarely parsed right.
    """
    seen = next((t for t in (token, *token.ancestors) if t.pos_ == "VERB"), token)
    if seen.tag_ not in ("VB", "VBP", "VBN", "VBG") or any(c.dep_ in ("aux", "auxpass") for c in seen.children):
        return
    here = context.by_sentence.get(context.sentences.of[token.i], ())
    for verb in context.doc[seen.sent.start : seen.i]:
        if verb.lemma_.lower() in _words("watched")["verbs"]:
            yield from (c for c in here if c.end <= verb.i and all(t.pos_ in ("AUX", "ADV") for t in context.doc[c.end : verb.i]))


def sequels(events: Sequence[Draft], context: Context) -> Iterator[Draft]:
    """What came of an event by a later sentence that only points at it ("This was won by Acme")."""
    words = _words("sequel")
    known = {(e.type, f.candidate.identity) for e in events for f in e.fills if f.role == words["agent"]}
    for event in events:
        last = max(event.sentences)
        for sentence in range(last, last + words["reach"] + 1) if event.type == words["after"] else ():
            told = _agent(sentence, context)
            if told is not None and (words["event"], told[1].identity) not in known:
                had = {f.role for f in event.fills}
                fills = [*event.fills, *(f for role in words["takes"] if role not in had for f in _by_slot(event, role, context))]
                taken = [replace(f, role=words["takes"][f.role]) for f in fills if f.role in words["takes"]]
                yield _told(words, told, sentence, event, taken)
                break


def _told(words: dict[str, Any], told: tuple[Token, Candidate], sentence: int, event: Draft, taken: list[Fill]) -> Draft:
    """The draft of a sequel; it is as sure as the event before it."""
    token, agent = told
    draft = Draft(words["event"], token.i, sentence, event.score, [Fill(words["agent"], agent, event.score), *taken], {sentence})
    draft.told_at = [(token.i, event.score)]
    draft.section = event.section
    return draft


def _by_slot(event: Draft, role: str, context: Context) -> Iterator[Fill]:
    """What stands in the slot of one of the event's triggers that its frame gives to a role; the first is enough."""
    tokens = {token for token, _ in event.told_at}
    for found in context.found:
        if found.token in tokens and found.trigger.event == event.type:
            beside = context.by_sentence.get(context.sentences.of[found.token], ())
            c = next((c for c in beside if role in found.trigger.slots.get(found.slots.get(c.head, ""), ())), None)
            if c is not None:
                yield Fill(role, c, event.score)
                return


def _agent(sentence: int, context: Context) -> tuple[Token, Candidate] | None:
    """The verb of "this was won by X" in a sentence, and X."""
    words = _words("sequel")
    if sentence >= len(context.sentences.bounds):
        return None
    for verb in context.doc[slice(*context.sentences.bounds[sentence])]:
        points = any(c.dep_ == "nsubjpass" and c.lower_ in words["subjects"] for c in verb.children)
        if points and verb.lemma_.lower() in words["verbs"] and not any(c.dep_ == "neg" or c.tag_ == "MD" for c in verb.children):
            behind = {p.i for by in verb.children if by.dep_ == "agent" for p in by.children if p.dep_ == "pobj"}
            agent = next((c for c in context.by_sentence.get(sentence, ()) if c.detail == "name" and c.head in behind), None)
            if agent is not None:
                return verb, agent
    return None
