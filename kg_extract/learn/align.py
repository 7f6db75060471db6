"""Lays gold facts over what the pipeline sees: which trigger tells of which annotated event, which candidate fills which role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from kg_extract import gold
from kg_extract.nlp.candidates import Candidate
from kg_extract.nlp.context import Context
from kg_extract.nlp.triggers import Found

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})


def filler(doc: Doc, c: Candidate) -> gold.GoldFiller:
    """The candidate in the form that gold fillers have."""
    if c.kind == "entity" and c.cluster is not None:
        cluster = doc._.kgx_clusters[c.cluster]
        return gold.GoldFiller(cluster.names, cluster.type)
    if c.amount is not None:
        return gold.GoldFiller(amount=(float(c.amount.value), c.amount.currency))
    if c.kind == "date":
        return gold.GoldFiller(date=c.text)
    return gold.GoldFiller((c.text or "",))


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where the quote stands in the text (character offsets), whatever the white space and the kind of quotation marks."""
    words = quote.translate(_QUOTES).split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text.translate(_QUOTES), re.IGNORECASE)
    return found.span() if found else None


@dataclass
class Aligned:
    """One article: for each trigger the annotated event it tells of (index), None, or -1 where readers may disagree."""

    context: Context
    found: list[Found]
    events: Sequence[gold.GoldEvent]
    event_of: list[int | None]
    fills: list[dict[object, set[str]]]  # per gold event: candidate identity → roles

    def roles(self, trigger: int, c: Candidate) -> set[str]:
        """The roles that the candidate fills in the trigger's event."""
        number = self.event_of[trigger]
        return set() if number is None or number < 0 else self.fills[number].get(c.identity, set())


def align(context: Context, found: list[Found], article: gold.GoldArticle) -> Aligned:
    """Aligns by the quote and by how many of an event's fillers stand in the trigger's sentence."""
    doc = context.doc
    fills = [_fills(doc, context.candidates, event) for event in article.events]
    quotes = [find_quote(doc.text, event.quote) for event in article.events]
    event_of = [_best(context, f, article.events, fills, quotes) for f in found]
    return Aligned(context, found, article.events, event_of, fills)


def _fills(doc: Doc, candidates: Sequence[Candidate], event: gold.GoldEvent) -> dict[object, set[str]]:
    out: dict[object, set[str]] = {}
    by_identity = {c.identity: c for c in candidates}
    for identity, c in by_identity.items():
        found = filler(doc, c)
        for role, wanted in event.roles:
            if _kinds_agree(role, c.kind) and any(gold.match(role, w, found) for w in wanted):
                out.setdefault(identity, set()).add(role)
    return out


def _kinds_agree(role: str, kind: str) -> bool:
    """Whether such a candidate can fill the role at all, so that no phrase matches a name by chance."""
    needs = {
        "amount": "amount",
        "date": "date",
        "endDate": "date",
        "round": "round",
        "contract": "contract",
        "outcome": "outcome",
        "position": "position",
    }
    if role in needs:
        return kind == needs[role]
    if role in ("subject", "payload"):
        return kind in ("phrase", "entity", "position")
    return kind == "entity"


def _best(
    context: Context,
    found: Found,
    events: Sequence[gold.GoldEvent],
    fills: list[dict[object, set[str]]],
    quotes: list[tuple[int, int] | None],
) -> int | None:
    """The event with the most signs that the trigger tells of it."""
    token = context.doc[found.token]
    sentence = context.sentences.of[found.token]
    start, end = context.sentences.bounds[sentence]
    span = (context.doc[start].idx, context.doc[end - 1].idx + len(context.doc[end - 1]))
    here = dict.fromkeys(c.identity for c in context.by_sentence.get(sentence, ()))  # in order: a set would add up otherwise on each run
    scores: list[tuple[float, int]] = []
    rivals = [n for n, event in enumerate(events) if event.type == found.trigger.event]
    for number in rivals:
        shared = sum(1.0 / sum(identity in fills[n] for n in rivals) for identity in here if identity in fills[number])
        quote = quotes[number]
        inside = quote is not None and quote[0] <= token.idx < quote[1]
        near = quote is not None and quote[0] < span[1] and span[0] < quote[1]
        score = shared + 3.0 * inside + 1.0 * near
        if inside or shared >= 1.5 or (near and shared >= 1):
            scores.append((score, -number))
    if not scores:
        return None
    number = -max(scores)[1]
    return -1 if events[number].optional else number
