"""Finds the named things of an article: companies, agencies, people, places, rockets, spacecraft, products, programmes.

Sets `doc._.kgx_mentions` to mentions of kind "name"; what refers to them without a name is added with the clusters.

The trained tagger gives every token a probability for each tag; lists of well-known names and rules on how names are written add
their evidence to it; the best tag sequence is read off, and then the article is made to agree with itself: one name, one type, everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.nlp import mentions_agreement, mentions_rules
from kg_extract.nlp.mentions_features import Embedding, Floats, entity_embedding, features
from kg_extract.nlp.mentions_rules import Name
from kg_extract.nlp.mentions_tagger import Tagger, decode
from kg_extract.nlp.state import MentionSpan

__all__ = ["MentionFinder", "names"]

#: The gold lists only names that fill a role, so the tagger is too shy: what is taken off the score of "no name".
SHYNESS = 0.3


class MentionFinder:
    """The component `kgx_mentions`."""

    def __init__(self, tagger: Tagger, embedding: Embedding | None) -> None:
        self.tagger = tagger
        self.embedding = embedding

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.kgx_mentions`."""
        doc._.kgx_mentions = self.match(doc)
        return doc

    def match(self, doc: Doc) -> tuple[MentionSpan, ...]:
        """The named mentions of the doc, in text order, none overlapping another."""
        scores = self.tagger.scores(features(doc, self.embedding))
        return tuple(MentionSpan(start, end, kind) for start, end, kind in names(doc, scores))


def names(doc: Doc, scores: Floats) -> list[Name]:
    """The (start, end, type) of each name, from the tagger's scores, which are changed by what the rules add."""
    scores[:, 0] -= SHYNESS
    mentions_rules.add_evidence(doc, scores)
    mentions_agreement.add_evidence(doc, scores)
    return list(mentions_rules.trimmed(doc, decode(scores)))


@Language.factory(
    "kgx_mentions",
    requires=["doc.tensor", "token.pos", "token.is_sent_start"],
    assigns=["doc._.kgx_mentions"],
    default_config={"weights": None},
)
def make_mentions(nlp: Language, name: str, weights: str | None) -> Callable[[Doc], Doc]:
    """The component with the weights below the folder `weights`, by default those that ship with kgx."""
    return MentionFinder(Tagger.load(Path(weights) / "mentions" / "weights.npz" if weights else None), entity_embedding(nlp))
