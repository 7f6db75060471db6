"""Who is who in the article: groups names, "the company" and "it" by the thing they stand for.

Sets `doc._.kgx_clusters` and adds the nominal and pronoun mentions to `doc._.kgx_mentions`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract.nlp.clusters_grouping import group_names, mention_text
from kg_extract.nlp.clusters_links import link
from kg_extract.nlp.clusters_missing import find_missing
from kg_extract.nlp.clusters_names import Name, read_name
from kg_extract.nlp.clusters_salience import resolve
from kg_extract.nlp.state import Cluster, MentionSpan, replace

__all__ = ["ClusterFinder", "at", "index"]


def index(doc: Doc) -> dict[tuple[int, int], int]:
    """Token span of every mention → the index of its cluster in `doc._.kgx_clusters`."""
    return {(m.start, m.end): number for number, cluster in enumerate(doc._.kgx_clusters) for m in cluster.mentions}


def at(doc: Doc, token: int) -> int | None:
    """The index of the cluster that a mention over the token belongs to; the shortest such mention counts."""
    hits = [(m.end - m.start, number) for number, c in enumerate(doc._.kgx_clusters) for m in c.mentions if m.start <= token < m.end]
    return min(hits)[1] if hits else None


def _type(doc: Doc, names: Sequence[MentionSpan]) -> str:
    """The type that most of the names have; a full name weighs more than a short form, however often that stands."""
    seen = Counter((mention_text(doc, m), m.type, m.end - m.start) for m in names)
    weights: Counter[str] = Counter()
    for (_, kind, length), count in seen.items():
        weights[kind] += min(count, 3) * min(length, 3) ** 2
    return weights.most_common(1)[0][0]


def _preferred(counts: Counter[str], kind: str) -> str:
    """The name that readers know it by: the most frequent full name, where short forms count for the name they shorten."""
    read = {text: read_name(text, kind) for text in counts}
    full = [t for t in counts if not any(u != t and _shortens(read[t], read[u]) for u in counts)] or list(counts)
    scores = {t: sum(n for u, n in counts.items() if u == t or _shortens(read[u], read[t])) for t in full}
    best = max(full, key=lambda t: scores[t])
    same = [t for t in counts if read[t].core == read[best].core]
    return min(same, key=lambda t: (read[t].legal, -counts[t]))


def _shortens(short: Name, long: Name) -> bool:
    if short.core == long.core or len(short.core) > len(long.core):
        return False
    return len(short.core) < len(long.core) and link(short, long) > 0


class ClusterFinder:
    """The component `kgx_clusters`."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.kgx_clusters` and extend `doc._.kgx_mentions`."""
        clusters = self.match(doc)
        doc._.kgx_clusters = clusters
        doc._.kgx_mentions = tuple(sorted({*doc._.kgx_mentions, *(m for c in clusters for m in c.mentions)}))
        return doc

    def match(self, doc: Doc) -> tuple[Cluster, ...]:
        """The clusters of the doc, in text order of their first names."""
        names = [m for m in doc._.kgx_mentions if m.kind == "name"]
        names = sorted([*names, *find_missing(doc, names)])
        clusters = [self._cluster(doc, group) for group in group_names(doc, names)]
        more: dict[int, list[MentionSpan]] = {}
        for number, mention in resolve(doc, clusters):
            more.setdefault(number, []).append(mention)
        for number, found in more.items():
            clusters[number] = replace(clusters[number], mentions=tuple(sorted((*clusters[number].mentions, *found))))
        return tuple(clusters)

    def _cluster(self, doc: Doc, names: Sequence[MentionSpan]) -> Cluster:
        counts = Counter(mention_text(doc, m) for m in names)
        kind = _type(doc, names)
        return Cluster(kind, _preferred(counts, kind), tuple(counts), tuple(names))


@Language.factory("kgx_clusters", requires=["doc._.kgx_mentions"], assigns=["doc._.kgx_clusters"])
def make_clusters(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component with the shipped tables."""
    return ClusterFinder()
