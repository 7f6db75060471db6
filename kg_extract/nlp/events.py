"""The component `kgx_events`: triggers, their fillers, and one event a happening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.nlp import assertion, candidates, drafts, frames, notices, selection, triggers, winners, winners_lists
from kg_extract.nlp.state import ArgumentSpan, EventSpan
from kg_extract.nlp.triggers import Found


@Language.factory(
    "kgx_events",
    requires=["doc._.kgx_mentions", "doc._.kgx_clusters", "doc._.kgx_amounts", "doc._.kgx_dates", "token.dep"],
    assigns=["doc._.kgx_events"],
    default_config={},
)
def make_events(nlp: Language, name: str) -> Events:
    """The component with the frames that ship with kgx."""
    return Events(frames.load())


class Events:
    """Finds the events of an article."""

    def __init__(self, all_frames: frames.Frames) -> None:
        self.frames = all_frames

    def __call__(self, doc: Doc) -> Doc:
        """Sets `doc._.kgx_events`."""
        doc._.kgx_events = self.match(doc)
        return doc

    def match(self, doc: Doc) -> tuple[EventSpan, ...]:
        """The events, in text order."""
        sentences = candidates.Sentences.read(doc)
        fillers = candidates.find(doc, sentences)
        told = _told(doc, sentences, fillers, self.frames, triggers.find(doc, self.frames))
        return tuple(span(draft, sentences, self.frames.by_type[draft.type]) for draft in told)


def by_rule_alone(doc: Doc, all_frames: frames.Frames, least: float) -> tuple[EventSpan, ...]:
    """The events of frames for which no weights were trained, with their status.

    The confidence of each is the highest `prior` of the triggers that tell of it: what the frame's author knows of such words.
    Events below `least` are left out.
    """
    found = list(triggers.find(doc, all_frames))
    if not any(f.strict for f in found):
        return ()
    sentences = candidates.Sentences.read(doc)
    own = [kind for frame in all_frames.by_type.values() for kind in frame.own]
    fillers = candidates.find(doc, sentences, own)
    kept = []
    for draft in _told(doc, sentences, fillers, all_frames, found):
        frame = all_frames.by_type[draft.type]
        selection.select(draft, frame, doc)
        if draft.score >= least:
            kept.append(assertion.judged(doc, span(draft, sentences, frame), frame.status_like))
    return tuple(kept)


def _told(
    doc: Doc, sentences: candidates.Sentences, fillers: Sequence[candidates.Candidate], all_frames: frames.Frames, found: Iterable[Found]
) -> list[drafts.Draft]:
    """The events, those of a list's things apart."""
    beside = candidates.by_sentence(fillers)
    lists = winners_lists.find(doc, sentences, beside)
    merged = winners.merged(drafts.by_rules(doc, sentences, fillers, all_frames, found), lists, all_frames)
    apart = [one for e in merged for one in notices.distribute(e, all_frames.by_type[e.type], doc, beside)]
    return winners.tell(apart, lists, all_frames, sentences, doc)


def span(draft: drafts.Draft, sentences: candidates.Sentences, frame: frames.Frame) -> EventSpan:
    """The draft as an EventSpan, its arguments in the frame's order of roles, then in text order."""
    order = list(frame.roles)
    fills = sorted(draft.fills, key=lambda f: (order.index(f.role), f.candidate.start, f.candidate.end))
    arguments = tuple(_argument(f) for f in fills)
    bounds = tuple(sentences.bounds[i] for i in sorted(draft.sentences))
    return EventSpan(draft.type, draft.token, draft.token + 1, arguments, bounds, draft.status, draft.score)


def _argument(fill: drafts.Fill) -> ArgumentSpan:
    c = fill.candidate
    where = (fill.role, c.start, c.end)
    if c.kind == "entity":
        return ArgumentSpan(*where, cluster=c.cluster, score=fill.score)
    if c.kind == "amount":
        return ArgumentSpan(*where, amount=c.amount, score=fill.score)
    if c.kind == "date":
        return ArgumentSpan(*where, date=c.text, score=fill.score)
    return ArgumentSpan(*where, text=c.text, score=fill.score)
