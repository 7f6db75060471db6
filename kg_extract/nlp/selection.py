"""Which of the candidates that want a role get it: one filler for most roles, coordinated ones for the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from spacy.tokens import Doc

from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.drafts import Draft, Fill
from kg_extract.nlp.frames import Frame

_CONVERSION_GAP = 6  # tokens between an amount and its conversion in brackets
_MANY_SHARE = 0.6  # a further filler must have this share of the best one's score, unless it is coordinated with it


def select(draft: Draft, frame: Frame, doc: Doc) -> None:
    """Keeps in `draft.fills` one role a thing and, for each role, the best filler and those that go with it."""
    draft.fills = [f for role, fills in _by_role(_one_role_each(draft.fills)).items() for f in _chosen(fills, frame, role, doc)]


def says_what(event: Draft, frame: Frame) -> bool:
    """Whether more is left of an event than its date and its outcome."""
    return any(frame.roles[f.role].kind not in ("date", "outcome") for f in event.fills)


def telling(event: Draft, beside: Mapping[int, Sequence[Candidate]]) -> set[int]:
    """The sentences of an event that name something of it: the others are no evidence. `beside`: the candidates by sentence."""
    things = {f.candidate.identity for f in event.fills}
    return {s for s in event.sentences if any(c.identity in things for c in beside.get(s, ()))} or event.sentences


def complete(draft: Draft, frame: Frame, doc: Doc, beside: Mapping[int, Sequence[Candidate]]) -> None:
    """Adds what goes without saying: an amount's conversion in brackets, and things coordinated with a filler of a role that takes many.

    `beside`: the candidates by sentence. Each has the score of the filler that it goes with.
    """
    taken = {f.candidate.identity for f in draft.fills}
    for fill in list(draft.fills):
        role = frame.roles[fill.role]
        for c in beside.get(fill.candidate.sentence, ()):
            if (
                c.identity not in taken
                and c.kind == fill.candidate.kind
                and (_converts(fill.candidate, c) or (role.many and not draft.listed and _listed(doc, fill, c)))
            ):
                draft.fills.append(Fill(fill.role, c, fill.score, gap=fill.gap))
                taken.add(c.identity)


def _listed(doc: Doc, fill: Fill, c: Candidate) -> bool:
    """Whether a name of the same type stands in one list with a filler, by the parse or side by side."""
    one = fill.candidate
    return c.detail == one.detail == "name" and c.type == one.type and (_coordinated(doc, one, c) or _beside(doc, one, c))


def _beside(doc: Doc, a: Candidate, b: Candidate) -> bool:
    """Whether nothing but "and" stands between two things."""
    x, y = sorted((a, b), key=lambda c: c.start)
    return [t.lower_ for t in doc[x.end : y.start]] in (["and"], ["&"], [",", "and"])


def _one_role_each(fills: Iterable[Fill]) -> list[Fill]:
    best: dict[object, Fill] = {}
    for fill in fills:
        key = fill.candidate.identity
        if key not in best or fill.score > best[key].score:
            best[key] = fill
    return list(best.values())


def _by_role(fills: Iterable[Fill]) -> dict[str, list[Fill]]:
    grouped: dict[str, list[Fill]] = defaultdict(list)
    for fill in sorted(fills, key=lambda f: (-f.score, f.candidate.start)):
        grouped[fill.role].append(fill)
    return grouped


def _chosen(fills: list[Fill], frame: Frame, role: str, doc: Doc) -> list[Fill]:
    best = fills[0]
    if frame.roles[role].kind == "amount":
        return [best, *(f for f in fills[1:] if _converts(best.candidate, f.candidate))]
    if frame.roles[role].kind == "date":
        return [next((f for f in fills if _is_finer(f, best)), best)]
    if not frame.roles[role].many:
        return [best]
    others = (f for f in fills[1:] if not _overlap(best.candidate, f.candidate))
    return [best, *(f for f in others if f.score >= _MANY_SHARE * best.score or _coordinated(doc, best.candidate, f.candidate))]


def _is_finer(fill: Fill, best: Fill) -> bool:
    """Whether a date lies in the best one and says more ("28 February 2022" in "2022"), and is not much less likely."""
    fine, coarse = fill.candidate.text or "", best.candidate.text or ""
    return fine != coarse and fine.startswith(coarse) and fill.score >= _MANY_SHARE * best.score


def _overlap(a: Candidate, b: Candidate) -> bool:
    """Whether two things share words: "Heron-3" and "Heron-3 weather satellite"."""
    return a.start < b.end and b.start < a.end


def _converts(a: Candidate, b: Candidate) -> bool:
    """Whether two amounts are one in two currencies, or the ends of a range."""
    x, y = sorted((a, b), key=lambda c: c.start)
    near = 0 <= y.start - x.end <= _CONVERSION_GAP and x.sentence == y.sentence
    if x.amount is None or y.amount is None or not near:
        return False
    return x.amount.currency != y.amount.currency or (x.amount.bound == "min" and y.amount.bound == "max")


def _coordinated(doc: Doc, a: Candidate, b: Candidate) -> bool:
    """Whether two things are conjuncts of each other."""
    return doc[b.head] in doc[a.head].conjuncts
