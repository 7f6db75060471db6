"""What has been talked of so far in an article, and how present each thing is in the reader's mind.

The weights are those of Lappin and Leass, in the order that centering theory gives to grammatical roles (Grosz, Joshi and Weinstein,
"Centering", Computational Linguistics 1995), tuned on news.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from kg_extract.nlp.clusters_anaphora import described_by
from kg_extract.nlp.clusters_names import ORGANIZATIONS, countries, squeeze
from kg_extract.nlp.state import Cluster

__all__ = ["SUBJECTS", "Discourse"]

SUBJECTS = ("nsubj", "nsubjpass")
_ROLE_WEIGHTS = {
    "nsubj": 90.0,
    "nsubjpass": 85.0,
    "dobj": 50.0,
    "agent": 50.0,
    "pobj": 35.0,
    "poss": 40.0,
    "attr": 40.0,
    "appos": 30.0,
    "compound": 20.0,
    "ROOT": 70.0,
}
_NEW_SENTENCE = 0.4
_MENTIONED = 20.0
_MAIN = 30.0


class Discourse:
    """What has been talked of so far: the weight of each cluster, faded to the sentence that is being read."""

    def __init__(self, doc: Doc, clusters: Sequence[Cluster]) -> None:
        self.doc = doc
        self.types = [c.type for c in clusters]
        self.weights = [0.0] * len(clusters)
        self.seen = [False] * len(clusters)
        self.words = [frozenset(w.lower() for n in c.names for w in n.split()) for c in clusters]
        self.country = [c.type == "Place" and any(squeeze(n) in countries() for n in c.names) for c in clusters]
        self.described: list[set[str]] = [set() for _ in clusters]
        self.recalled: list[set[str]] = [set() for _ in clusters]
        self.named = [-1] * len(doc)
        self.at = [-1] * len(doc)
        self.total = [len(c.mentions) for c in clusters]
        for number, cluster in enumerate(clusters):
            for mention in cluster.mentions:
                self.described[number].add(described_by(doc, mention.start))
                for i in range(mention.start, mention.end):
                    self.named[i] = number
        self.topic = max(range(len(clusters)), key=lambda i: self._topical(clusters[i]))

    def _topical(self, cluster: Cluster) -> float:
        first = cluster.mentions[0].start
        return (cluster.type in ORGANIZATIONS) * 2 + len(cluster.mentions) / 4 - first / 60

    def fade(self) -> None:
        """A new sentence begins."""
        self.weights = [w * _NEW_SENTENCE for w in self.weights]

    def mention(self, cluster: int, start: int, end: int, head: Token) -> None:
        """The cluster is mentioned by these tokens."""
        role = "agent" if head.dep_ == "pobj" and head.head.dep_ == "agent" else head.dep_
        self.weights[cluster] += _ROLE_WEIGHTS.get(role, 30.0) + _MENTIONED
        if role in SUBJECTS and head.head.dep_ == "ROOT":
            self.weights[cluster] += _MAIN
        self.seen[cluster] = True
        for i in range(start, end):
            if self.at[i] < 0:
                self.at[i] = cluster
