"""What tells whether an event occurred, is planned, is possible, or did not happen: features of one telling of it.

The rules of `assertion` are one feature among others; the model learns where they err (factuality as in Saurí & Pustejovsky 2012).
"""

from __future__ import annotations

from kg_extract.nlp import assertion, slots
from kg_extract.nlp.assertion_signs import signs
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context
from kg_extract.nlp.drafts import Draft


def of_telling(context: Context, token: int, event_type: str) -> list[str]:
    """Features of the trigger at `token`, its verbs and particles, and the dates beside it."""
    doc = context.doc
    word = doc[token]
    ruled = assertion.status(doc, word, event_type)
    sentence = context.sentences.of[token]
    dates = {_when(c, context.published) for c in context.by_sentence.get(sentence, ()) if c.kind == "date"}
    clock = "+".join(sorted(dates)) or "none"
    lemma = word.lemma_.lower()
    out = [
        "bias",
        f"rule={ruled}",
        f"rule={ruled}|{event_type}",
        f"rule={ruled}|{clock}",
        f"rule={ruled}|{clock}|{event_type}",
        f"type={event_type}",
        f"lemma={lemma}|{event_type}",
        f"tag={word.tag_}|{event_type}",
        f"tag={word.tag_}|{clock}",
        f"dep={word.dep_}|{word.pos_}",
        f"clock={clock}|{event_type}",
        f"early={sentence < 2}",
    ]
    out.extend(f"sign={s.kind}|{s.source}" for s in signs(word))
    out.extend(f"sign={s.kind}|{s.source}|{event_type}" for s in signs(word))
    out.extend(f"signword={s.word}" for s in signs(word))
    out.extend(
        f"child={c.dep_}:{c.lemma_.lower()}" for c in word.children if c.dep_ in ("aux", "auxpass", "neg", "advmod", "mark", "amod", "det")
    )
    governor = slots.governor(word)
    if governor is not None:
        out += [f"gov={governor.lemma_.lower()}", f"govtag={governor.tag_}", f"govclass={context.fine[governor.i]}"]
        out.extend(f"govchild={c.lemma_.lower()}" for c in governor.children if c.dep_ in ("aux", "neg", "advmod", "mark"))
    out.extend(f"near={doc[i].lower_}" for i in range(max(0, token - 4), min(len(doc), token + 5)) if i != token)
    return out


def plain(context: Context, token: int, event_type: str) -> str | None:
    """What the trigger's own negation, modal, meaning or condition says ("did not win", "may win", "lost", "once it wins"), or a rumour.

    That is never overruled: a rumour must not be stored as a fact because of what is usual.
    """
    word = context.doc[token]
    ruled = assertion.status(context.doc, word, event_type)
    if ruled == "occurred":
        return None
    sources = ("link",) if ruled == "planned" else ("negation", "modal", "own", "link")
    own = any(s.step == 0 and s.kind == ruled and s.source in sources for s in signs(word))
    return ruled if own or (ruled == "possible" and assertion.is_rumour(context.doc, word)) else None


def denied(context: Context, event: Draft) -> bool:
    """Whether the rules find every telling of an event negated."""
    return all(assertion.status(context.doc, context.doc[token], event.type) == "negated" for token, _ in event.told_at)


def lies_ahead(event: Draft, published: str) -> bool:
    """Whether all dates of an event are later than the article."""
    return assertion.lie_ahead([f.candidate.text for f in event.fills if f.role == "date" and f.candidate.text], published)


def _when(c: Candidate, published: str) -> str:
    """Where a date lies from the day of publication."""
    value = c.text or ""
    if not published or not value:
        return "?"
    return "now" if published.startswith(value) else "later" if value > published else "earlier"
