"""The same happening told twice is one event: drafts that agree come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg_extract.nlp import frames
from kg_extract.nlp.drafts import Draft, Fill

_SURE = 0.3  # a filler must have this score to keep two drafts apart
_REACH = 4  # sentences back that an event without a key role ("The contract is worth …") looks for its event
_TOLD_AGAIN = 0.25  # a draft joins the event whose tellings are of the same happening with at least this mean probability
_UNSHARED = 0.5  # the same where they share no filler of a core role

Same = Mapping[tuple[str, int, int], float]  # by type and two triggers, the earlier first


def merge(drafts: Sequence[Draft], all_frames: frames.Frames, told: Same | None = None) -> list[Draft]:
    """One draft an event, in text order; drafts that name none of their key roles join an event before them or go.

    `told`: how likely two drafts tell of the same happening (`tellings`); without it, shared fillers of core roles decide.
    """
    events: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.token, d.type)):
        frame = all_frames.by_type[draft.type]
        same = [e for e in events if e.type == draft.type]
        bare = not any(draft.fillers(role) for role in frame.key)
        partner = _partner(draft, same, frame, bare) if told is None else _likeliest(draft, same, frame, told)
        if partner is not None:
            _join(partner, draft)
        elif not bare:
            draft.sentences.add(draft.sentence)
            draft.told_at.append((draft.token, draft.score))
            events.append(draft)
    return events


def again(events: Sequence[Draft], all_frames: frames.Frames) -> list[Draft]:
    """Events that agree now that only their likely fillers are left, or stand side by side with nothing against it, are one."""
    kept: list[Draft] = []
    for event in events:
        frame = all_frames.by_type[event.type]
        partner = next((e for e in reversed(kept) if e.type == event.type and _is_same(e, event, frame)), None)
        if partner is None:
            kept.append(event)
        else:
            absorb(partner, event)
    return kept


def _is_same(a: Draft, b: Draft, frame: frames.Frame) -> bool:
    if a.section != b.section or a.listed or b.listed or conflicts(a, b, frame):
        return False
    return bool(a.sentences & b.sentences) or agreements(a, b, frame) > 0


def absorb(event: Draft, other: Draft) -> None:
    """Takes in an event that is the same."""
    event.sentences |= other.sentences
    event.told_at += other.told_at
    event.said |= other.said
    _add(event, other.fills)


def copy(draft: Draft) -> Draft:
    """The draft as its trigger tells it, kept when the event goes on to take in others."""
    return Draft(
        draft.type,
        draft.token,
        draft.sentence,
        draft.score,
        [replace(f) for f in draft.fills],
        set(draft.sentences),
        draft.status,
        section=draft.section,
        said=dict(draft.said),
    )


def _partner(draft: Draft, events: Sequence[Draft], frame: frames.Frame, bare: bool) -> Draft | None:
    """The latest event that the draft may be another telling of."""
    for event in reversed(events):
        if event.section != draft.section:
            continue
        if draft.section and frame.each:
            return event  # a notice tells of one contract
        if conflicts(event, draft, frame):
            continue
        if bare:
            if draft.sentence - max(event.sentences) <= _REACH:
                return event
        elif agreements(event, draft, frame):
            return event
    return None


def _likeliest(draft: Draft, events: Sequence[Draft], frame: frames.Frame, told: Same) -> Draft | None:
    """The event of which the draft is most likely another telling."""
    possible = [e for e in events if e.section == draft.section]
    if draft.section and frame.each:
        return possible[-1] if possible else None  # a notice tells of one contract
    bare = not any(draft.fillers(role) for role in frame.key)
    likely = [(_mean(told, draft, e), -n) for n, e in enumerate(possible) if not conflicts(e, draft, frame)]
    likely = [(p, n) for p, n in likely if p >= (_TOLD_AGAIN if bare or agreements(possible[-n], draft, frame) else _UNSHARED)]
    return possible[-max(likely)[1]] if likely else None


def _mean(told: Same, draft: Draft, event: Draft) -> float:
    """How likely the draft and an event's tellings are of the same happening, each telling weighed by its score."""
    weight = sum(score for _, score in event.told_at)
    return sum(told.get((draft.type, token, draft.token), 0.0) * score for token, score in event.told_at) / weight


def conflicts(a: Draft, b: Draft, frame: frames.Frame, besides: str = "") -> int:
    """How many roles that tell events apart, but the one named in `besides`, are filled in both by different things."""
    kinds = {r.name: r.kind for r in frame.roles.values() if r.name in frame.apart and r.name != besides}
    return sum(clash(_sure(a, role, kind), _sure(b, role, kind), kind) for role, kind in kinds.items())


def _sure(event: Draft, role: str, kind: str) -> set[object]:
    """What surely fills a role: an amount or a date only where it stands in the sentence of its trigger."""
    own = kind in ("amount", "date")
    return {f.candidate.identity for f in event.fills if f.role == role and f.score >= _SURE and not (own and f.gap)}


def clash(a: set[object], b: set[object], kind: str) -> bool:
    """Whether what fills a role of this kind on one side rules out what fills it on the other."""
    if not a or not b or a & b:
        return False
    if kind == "amount":
        return bool({x[2] for x in a if isinstance(x, tuple)} & {x[2] for x in b if isinstance(x, tuple)})
    if kind == "date":
        return not any(_within(x, y) or _within(y, x) for x in a for y in b)
    return kind != "phrase"


def _within(a: object, b: object) -> bool:
    """Whether date `b` lies in the (coarser or equal) date `a`."""
    return isinstance(a, tuple) and isinstance(b, tuple) and str(b[1]).startswith(str(a[1]))


def agreements(a: Draft, b: Draft, frame: frames.Frame) -> int:
    """How many of the core roles share a filler."""
    return sum(1 for role in frame.core if a.fillers(role) & b.fillers(role))


def _join(event: Draft, draft: Draft) -> None:
    """Adds a second telling's fillers to an event; the finer date wins."""
    event.sentences.add(draft.sentence)
    event.told_at.append((draft.token, draft.score))
    event.said |= draft.said
    event.score = max(event.score, draft.score)
    _add(event, draft.fills)


def _add(event: Draft, fills: Sequence[Fill]) -> None:
    for fill in fills:
        twin = next((f for f in event.fills if f.role == fill.role and f.candidate.identity == fill.candidate.identity), None)
        if twin is not None:
            twin.tellings += fill.tellings
            twin.network, twin.weighed = max(twin.network, fill.network), twin.weighed + fill.weighed
            twin.least = max(twin.least, fill.least)
            if fill.score > twin.score:
                twin.score, twin.candidate, twin.gap = fill.score, fill.candidate, fill.gap
        else:
            event.fills.append(fill)
