"""Gives the winners of a list (`winners_lists`) to the event that the list belongs to.

A frame says which role is listed (`listed`), and whether each winner has an event of its own (`each`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from kg_extract.nlp import merging
from kg_extract.nlp.candidates import Sentences
from kg_extract.nlp.drafts import Draft, Fill
from kg_extract.nlp.frames import Frame, Frames
from kg_extract.nlp.winners_lists import Listing, Winner, data, words_of

_BACK, _AHEAD = 8, 2  # sentences before a list, and behind it, that may tell of its event
_SCALE = 4.0  # at most so many times the score of another telling counts
_BY_WORD = 2.0  # what the score of an event counts for of which the text has a word for the type
_FADES = 0.9  # what is left of the score of what tells of an event for each sentence between it and the list


def merged(drafts: Sequence[Draft], lists: Sequence[Listing], frames: Frames, told: merging.Same | None = None) -> list[Draft]:
    """The drafts merged into events: what announces one of several lists, apart from the rest.

    Drafts of a list's own lines are left out, where such lists tell of their type: what a project's name says tells of no award.
    """
    outside = [d for d in drafts if not frames.by_type[d.type].listed or not any(d.token in listing.tokens for listing in lists)]
    parts: dict[int, list[Draft]] = defaultdict(list)
    for draft in outside:
        parts[next((n for n, listing in enumerate(lists) if draft.sentence in listing.said and len(lists) > 1), -1)].append(draft)
    return [event for part in parts.values() for event in merging.merge(part, frames, told)]


def tell(events: Sequence[Draft], lists: Sequence[Listing], frames: Frames, sentences: Sentences, doc: Doc) -> list[Draft]:
    """The events, with the winners of each list in that which the list belongs to, or in an event for each."""
    told = list(events)
    for listing in lists:
        fitting = [e for e in told if not e.section and _fitting(e, listing, frames)]
        near = [(_nearness(e, listing, sentences) * _named_by(e, listing, sentences, doc), -e.token, e) for e in fitting]
        if any(score for score, _, _ in near):
            told = _with_winners(told, max(near, key=lambda n: n[:2])[2], listing, frames, sentences, doc)
    return sorted(told, key=lambda e: (e.token, e.type)) if lists else told


def _nearness(event: Draft, listing: Listing, sentences: Sentences) -> float:
    """How likely an event is that of a list: the score of what tells of it, the less the farther away; 0 if all of it is too far."""
    gaps = ((score, _gap(sentences.of[token], listing)) for token, score in event.told_at)
    return max((score * _FADES**gap for score, gap in gaps if gap is not None), default=0.0)


def _named_by(event: Draft, listing: Listing, sentences: Sentences, doc: Doc) -> float:
    """What it counts for an event that words speak for its type: in the sentences that tell of it and of the list ("grants",
    "contracts"), and in the names of most winners ("University")."""
    told = {*listing.said, *(sentences.of[t] for t, _ in event.told_at if _gap(sentences.of[t], listing) is not None)}
    said = {t.lower_ for s in told for t in doc[slice(*sentences.bounds[s])]}
    names = [{t.lower_ for t in doc[w.name.start : w.name.end]} for w in listing.winners]
    by_name = set(data()["names"].get(event.type, ()))
    counts = 2 * sum(1 for name in names if name & by_name) > len(names)
    return _BY_WORD ** (bool(said & set(data()["types"].get(event.type, ()))) + counts)


def _gap(sentence: int, listing: Listing) -> int | None:
    """Sentences between a list and one that may tell of its event; None if it is too far."""
    before, behind = listing.start - sentence, sentence - listing.end
    return before if 0 <= before <= _BACK else behind if 0 <= behind <= _AHEAD else None


def _fitting(event: Draft, listing: Listing, frames: Frames) -> list[Winner]:
    """The winners of a list that fit the listed role of an event; none of an event that has those of another list."""
    frame = frames.by_type[event.type]
    if not frame.listed or event.listed:
        return []
    givers = {f.candidate.identity for f in event.fills if f.role != frame.listed and _likely(f, event)}
    found: dict[object, Winner] = {}
    for winner in listing.winners:
        if winner.name.type in frame.roles[frame.listed].types and winner.name.identity not in givers:
            found.setdefault(winner.name.identity, winner)
    return list(found.values()) if len(found) > 1 else []


def _likely(fill: Fill, event: Draft) -> bool:
    """Whether a filler is more likely than not, if the event is told at all."""
    return 2 * fill.score >= event.score


def _with_winners(events: list[Draft], event: Draft, listing: Listing, frames: Frames, sentences: Sentences, doc: Doc) -> list[Draft]:
    """The events, `event` with the winners of its list; what else tells of the same is taken into it."""
    frame = frames.by_type[event.type]
    winners = _fitting(event, listing, frames)
    names = {w.name.identity for w in winners}
    others = []
    for other in events:
        if other is not event and _nearness(other, listing, sentences) and _same(event, other, names, frame):
            _scale(other, event)
            merging.absorb(event, other)
        elif other is not event:
            others.append(other)
    event.fills = [f for f in event.fills if f.role != frame.listed and f.candidate.identity not in names]
    together = listing.inside or frame.listed not in frame.each
    return [*others, *_told(event, winners, frame, together and not _apiece(event, frame, doc))]


def _scale(other: Draft, event: Draft) -> None:
    """Raises the fillers of another telling to what they are worth if it is as sure that it tells of something as it is of the event."""
    for fill in other.fills:
        fill.score *= min(_SCALE, max(1.0, event.score / other.score))


def _same(event: Draft, other: Draft, names: set[object], frame: Frame) -> bool:
    """Whether another event near a list tells of the same: it names none but winners, and nothing else speaks against it."""
    if other.type != event.type or other.listed:
        return False
    named = {f.candidate.identity for f in other.fills if f.role == frame.listed and _likely(f, other)}
    return named <= names and not merging.conflicts(event, other, frame, besides=frame.listed)


def _told(event: Draft, winners: Sequence[Winner], frame: Frame, together: bool) -> Iterator[Draft]:
    """The event once for all winners, or for each; for each as well where lines have amounts or numbers of their own."""
    apart = not together or any(w.own for w in winners)
    prior = float(data()["prior"])
    for group in [[w] for w in winners] if apart else [winners]:
        own = [c for w in group for c in w.own if any(r.kind == c.kind for r in frame.roles.values())] if len(group) == 1 else []
        kinds = {c.kind for c in own}
        fills = [replace(f, least=prior * min(1.0, f.score / event.score)) for f in event.fills if frame.roles[f.role].kind not in kinds]
        fills += [Fill(_role(frame, c.kind), c, event.score, least=prior) for c in {c.kind: c for c in reversed(own)}.values()]
        fills += [Fill(frame.listed, w.name, event.score, least=prior) for w in group]
        sentences = event.sentences | {w.name.sentence for w in group}
        yield replace(event, fills=fills, sentences=sentences, told_at=list(event.told_at), listed=True, announced=True)


def _role(frame: Frame, kind: str) -> str:
    return next(r.name for r in frame.roles.values() if r.kind == kind)


def _apiece(event: Draft, frame: Frame, doc: Doc) -> bool:
    """Whether the event's amount is what each winner gets."""
    amounts = [f for f in event.fills if frame.roles[f.role].kind == "amount"]
    best = max(amounts, key=lambda f: f.score, default=None)
    return best is not None and any(t.lower_ in words_of("apiece") for t in doc[best.candidate.start].sent)


def status(event: Draft, said: str) -> str:
    """The status of an event of which `said` is what the words around it make most likely: what announced winners are to get has been
    awarded, whenever they get it."""
    return "occurred" if event.announced and said == "planned" else said


def weigh(event: Draft, frame: Frame) -> None:
    """Gives the fillers of an event that was made of a list what they are worth by that, and its winners no less than the others."""
    for fill in event.fills:
        fill.score = max(fill.score, fill.least)
    best = max(f.score for f in event.fills)
    for fill in event.fills:
        if fill.least and fill.role == frame.listed:
            fill.score = best
