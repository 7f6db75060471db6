"""One trigger, its event type and what may fill its roles: the step between triggers and events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from kg_extract.nlp import frames, slots, triggers
from kg_extract.nlp.candidates import Candidate, Sentences
from kg_extract.nlp.linear import Array


@dataclass(slots=True)
class Fill:
    """A candidate in a role, with the probability that it fills it.

    `tellings`: in how many drafts it was seen in the role; `gap`: sentences from the trigger; `network`: the highest probability that
    the network gives it, `weighed`: the sum of these over the tellings, each weighed by its trigger's score; `least`: what it
    is worth by standing in a list of winners, or beside them (`winners`, `notices`), or in
    the slots of a sure trigger (`surely`).
    """

    role: str
    candidate: Candidate
    score: float
    tellings: int = 1
    gap: int = 0
    network: float = 0.0
    weighed: float = 0.0
    least: float = 0.0


@dataclass(slots=True)
class Draft:
    """An event as one trigger tells it. `score` is the probability that the trigger tells of an event at all.

    `told_at`: every trigger that tells of it, with its score. `section`: the notice it stands in; `listed`: it is about
    one thing of a list (`notices`), or has the winners of one, which the text has `announced` (`winners`). `said`: the probability of
    each status by the words around each trigger.
    """

    type: str
    token: int
    sentence: int
    score: float
    fills: list[Fill] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    status: str = "occurred"
    told_at: list[tuple[int, float]] = field(default_factory=list)
    section: int = 0
    listed: bool = False
    announced: bool = False
    said: dict[int, Array] = field(default_factory=dict)

    def fillers(self, role: str) -> set[object]:
        """The identities of what may fill a role."""
        return {f.candidate.identity for f in self.fills if f.role == role}


_ATTACHED = frozenset(("amount", "date", "round", "contract", "outcome"))
_FAR = 99


def by_rules(
    doc: Doc, sentences: Sentences, candidates: Sequence[Candidate], all_frames: frames.Frames, found: Iterable[triggers.Found]
) -> list[Draft]:
    """Drafts of the triggers that meet their frame's conditions; roles by slot, amounts and dates to the nearest trigger."""
    found = [f for f in found if f.strict]
    drafts = [Draft(f.trigger.event, f.token, sentences.of[f.token], f.trigger.prior) for f in found]
    by_sentence: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_sentence[candidate.sentence].append(candidate)
    for draft, trigger in zip(drafts, found, strict=True):
        frame = all_frames.by_type[draft.type]
        for candidate in by_sentence[draft.sentence]:
            role = _role(frame, trigger, candidate)
            if role and not (role in draft_roles(draft) and frame.roles[role].kind == "phrase"):
                draft.fills.append(Fill(role, candidate, draft.score))
        _fill_from_anywhere(doc, draft, frame, by_sentence[draft.sentence])
    _attach(doc, drafts, by_sentence, all_frames)
    return [d for d in drafts if d.fills]


def draft_roles(draft: Draft) -> set[str]:
    """The roles that are filled."""
    return {f.role for f in draft.fills}


def _role(frame: frames.Frame, found: triggers.Found, candidate: Candidate) -> str | None:
    """The role that the candidate's slot gives it, if its type fits."""
    slot = found.slots.get(candidate.head)
    if slot is None or is_attached(candidate.kind) or candidate.start <= found.token < candidate.end:
        return None
    for name in found.trigger.slots.get(slot, ()):
        role = frame.roles[name]
        if role.fits(candidate.kind, candidate.type) or (role.text and candidate.kind == "phrase"):
            return name
    return None


def surely(found: triggers.Found, frame: frames.Frame, here: Iterable[Candidate]) -> dict[str, set[object]]:
    """What fills the roles that make a trigger a sure one (`sure` in its frame), if it is strict and all are filled by slot."""
    if not found.trigger.sure or not found.strict:
        return {}
    filled: dict[str, set[object]] = defaultdict(set)
    for c in here:
        filled[_role(frame, found, c) or ""].add(c.identity)
    return {role: filled[role] for role in found.trigger.sure} if filled.keys() >= found.trigger.sure else {}


def is_attached(kind: str) -> bool:
    """Whether fillers of this kind go to the nearest trigger of their sentence, whatever slot they stand in."""
    return kind in _ATTACHED or kind.startswith(frames.OWN)


def _fill_from_anywhere(doc: Doc, draft: Draft, frame: frames.Frame, here: Sequence[Candidate]) -> None:
    """Gives each open role that takes things from anywhere in the sentence the nearest named thing of its types."""
    for role in frame.roles.values():
        if role.anywhere and role.name not in draft_roles(draft):
            taken = {f.candidate.identity for f in draft.fills}
            fitting = [c for c in here if c.kind == "entity" and c.type in role.types and c.detail == "name" and c.identity not in taken]
            if fitting:
                ranked = sorted(fitting, key=lambda c: (role.types.index(c.type), _distance(doc, draft.token, c.head), c.start))
                draft.fills += [Fill(role.name, c, draft.score) for c in (ranked if role.many else ranked[:1])]


def _attach(doc: Doc, drafts: list[Draft], by_sentence: dict[int, list[Candidate]], all_frames: frames.Frames) -> None:
    """Gives each amount, date, round … to the nearest draft of its sentence that has a role for it."""
    per_sentence: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        per_sentence[draft.sentence].append(draft)
    for number, here in per_sentence.items():
        for candidate in by_sentence[number]:
            if not is_attached(candidate.kind) or (candidate.kind == "amount" and candidate.detail != "money"):
                continue
            fitting = [
                (_distance(doc, d.token, candidate.head), i, d) for i, d in enumerate(here) if _role_of_kind(all_frames, d, candidate.kind)
            ]
            if fitting:
                distance, _, draft = min(fitting)
                if distance < _FAR or len(here) == 1:
                    draft.fills.append(Fill(_role_of_kind(all_frames, draft, candidate.kind) or "", candidate, draft.score))


def _role_of_kind(all_frames: frames.Frames, draft: Draft, kind: str) -> str | None:
    return next((r.name for r in all_frames.by_type[draft.type].roles.values() if r.kind == kind), None)


def _distance(doc: Doc, a: int, b: int) -> int:
    """Steps between two tokens in the tree, `_FAR` if more than seven."""
    found = slots.path(doc[a], doc[b])
    return _FAR if found == "far" else found.count("<") + found.count(">")
