"""The component `kgx_facts`: the events and relations that the fact scorer holds to be right, each with its confidence.

It takes the place of `kgx_events` where weights are at hand, and goes over what `kgx_relations` found by rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract import resources
from kg_extract.nlp import candidates, events, frames, implied, triggers
from kg_extract.nlp.context import Context
from kg_extract.nlp.pairs import Pair, by_rule
from kg_extract.nlp.scorer import FactScorer, Relation
from kg_extract.nlp.state import EventSpan, RelationSpan, replace
from kg_extract.nlp.triggers import Found
from kg_extract.recipe import MIN_CONFIDENCE

_OTHER = {"manufacturer": "operator", "operator": "manufacturer"}
_CLEAR = 0.5  # what is as likely as this stands beside the other


@Language.factory(
    "kgx_facts",
    requires=["doc._.kgx_mentions", "doc._.kgx_clusters", "doc._.kgx_amounts", "doc._.kgx_dates", "doc._.kgx_relations", "token.dep"],
    assigns=["doc._.kgx_events", "doc._.kgx_relations"],
    default_config={"weights": None, "min_confidence": MIN_CONFIDENCE},
)
def make_facts(nlp: Language, name: str, weights: str | None, min_confidence: float) -> Facts:
    """The component with the weights below the folder `weights`, by default those that ship with kgx."""
    return Facts.load(Path(weights) / "facts" if weights else resources.path("models/facts"), frames.load(), min_confidence)


def _outdone(key: Relation, score: float, scored: Mapping[Relation, tuple[float, Pair | None]]) -> bool:
    """Whether "its satellite", which says that one makes or runs a thing, more likely says the other of the two."""
    predicate, subject, target = key
    other = scored.get((_OTHER.get(predicate, ""), subject, target))
    return score < _CLEAR and other is not None and other[0] > score


class Facts:
    """Scores the facts of an article and keeps those at or above a confidence; `untrained` frames go by their rules."""

    def __init__(self, scorer: FactScorer, min_confidence: float, untrained: frames.Frames | None = None) -> None:
        self.scorer = scorer
        self.min_confidence = min_confidence
        self.untrained = untrained

    @classmethod
    def load(cls, folder: Path, all_frames: frames.Frames, min_confidence: float) -> Facts:
        """With the weights of `folder`; the frames for which it has none go by their rules."""
        trained = {file.stem for file in folder.glob("triggers/*.npz")}
        untrained = all_frames.by_type.keys() - trained
        scorer = FactScorer.load(folder, frames.part(all_frames, trained) if untrained else all_frames)
        return cls(scorer, min_confidence, frames.part(all_frames, untrained) if untrained else None)

    def __call__(self, doc: Doc) -> Doc:
        """Sets `doc._.kgx_events` and `doc._.kgx_relations`."""
        sentences = candidates.Sentences.read(doc)
        context = Context(doc, sentences, candidates.find(doc, sentences))
        context.found = list(triggers.find(doc, self.scorer.frames))
        doc._.kgx_events, doc._.kgx_relations = self.match(context, context.found)
        if self.untrained:
            doc._.kgx_events += events.by_rule_alone(doc, self.untrained, self.min_confidence)
        return doc

    def match(self, context: Context, found: Sequence[Found]) -> tuple[tuple[EventSpan, ...], tuple[RelationSpan, ...]]:
        """The events and relations of an article."""
        drafts = self.scorer.events(context, found, self.min_confidence)
        told = tuple(events.span(d, context.sentences, self.scorer.frames.by_type[d.type]) for d in drafts)
        relations = self._relations(context.doc, context)
        return tuple(implied.name_employer(event, relations) for event in told), relations

    def _relations(self, doc: Doc, context: Context) -> tuple[RelationSpan, ...]:
        ruled = {(r.predicate, r.subject, r.object): r for r in doc._.kgx_relations}
        kept = []
        scored = self.scorer.relations(context, by_rule(doc))
        for key, (score, pair) in sorted(scored.items(), key=lambda item: (item[1][1] is None, str(item[0]))):
            if score >= self.min_confidence and not _outdone(key, score, scored):
                known = ruled.get(key)
                if known is None and pair is not None:
                    a, b = pair.subject, pair.object
                    known = RelationSpan(*key, (a.start, a.end), (b.start, b.end), context.sentences.bounds[a.sentence])
                if known is not None:
                    kept.append(replace(known, confidence=score))
        return tuple(sorted(kept, key=lambda r: (r.sentence, r.subject_at, r.object_at, r.predicate)))
