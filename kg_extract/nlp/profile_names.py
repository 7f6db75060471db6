"""The component `kgx_profile_names`: names that a profile's lexicon lists or describes, beside those that the tagger finds.

A type of the profile's own is unknown to everything up to the facts: until then its names go as names of the built-in type that
they are like, and `doc._.kgx_own_types` remembers what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract import profiles, resources
from kg_extract.nlp import state
from kg_extract.nlp.state import Cluster, MentionSpan
from kg_extract.profiles import Profile

__all__ = ["ProfileNames", "retyped"]

_Place = tuple[int, int, str]


class ProfileNames:
    """Adds the names of one profile to `doc._.kgx_mentions`."""

    def __init__(self, profile: Profile) -> None:
        self.vocabulary = profile.vocabulary
        self.patterns = [*_listed(profile), *_shapes(profile)]

    def __call__(self, doc: Doc) -> Doc:
        """Sets `doc._.kgx_mentions` and `doc._.kgx_own_types`."""
        found = list(self.match(doc))
        kept = [m for m in doc._.kgx_mentions if not any(m.start < end and start < m.end for start, end, _ in found)]
        added = [MentionSpan(start, end, self.vocabulary.like(kind)) for start, end, kind in found]
        doc._.kgx_mentions = tuple(sorted([*kept, *added]))
        doc._.kgx_own_types = {(start, end): kind for start, end, kind in found if kind in self.vocabulary.entities}
        return doc

    def match(self, doc: Doc) -> Iterator[_Place]:
        """The names, none inside of a longer one."""
        free = 0
        longer = [(m.start, m.end) for m in doc._.kgx_mentions]
        for start, end, kind in sorted(self._places(doc), key=lambda place: (place[0], -place[1])):
            inside = any(a <= start and end <= b and b - a > end - start for a, b in longer)
            if start >= free and not inside:
                free = end
                yield start, end, kind

    def _places(self, doc: Doc) -> Iterator[_Place]:
        for pattern, kind in self.patterns:
            for match in pattern.finditer(state.text(doc)):
                span = doc.char_span(*match.span())
                if span is not None:
                    yield span.start, span.end, kind


def retyped(doc: Doc) -> tuple[Cluster, ...]:
    """The clusters, those of which most names are of a type of the profile's own with that type."""
    own: dict[tuple[int, int], str] = doc._.kgx_own_types
    return tuple(_retyped(cluster, own) for cluster in doc._.kgx_clusters) if own else doc._.kgx_clusters


def _retyped(cluster: Cluster, own: dict[tuple[int, int], str]) -> Cluster:
    votes = Counter(own.get((m.start, m.end), "") for m in cluster.mentions if m.kind == "name")
    best = votes.most_common(1)
    return replace(cluster, type=best[0][0]) if best and best[0][0] else cluster


def _listed(profile: Profile) -> Iterator[tuple[re.Pattern[str], str]]:
    """One expression for all names of a type in lexicon/names.csv, longer names first."""
    file = profile.folder / "lexicon" / "names.csv"
    by_type: dict[str, list[str]] = {}
    for row in resources.read_csv(str(file)) if file.exists() else ():
        by_type.setdefault(row["type"], []).append(row["name"])
    for kind, names in by_type.items():
        yield re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)"), kind


def _shapes(profile: Profile) -> Iterator[tuple[re.Pattern[str], str]]:
    """What lexicon/shapes.toml says of how names are written."""
    file = profile.folder / "lexicon" / "shapes.toml"
    for entry in resources.read_toml(str(file)).get("shape", ()) if file.exists() else ():
        yield re.compile(entry["pattern"]), entry["type"]


@Language.factory(
    "kgx_profile_names",
    requires=["doc._.kgx_mentions"],
    assigns=["doc._.kgx_mentions", "doc._.kgx_own_types"],
    default_config={"profile": None},
)
def make_profile_names(nlp: Language, name: str, profile: str | None) -> ProfileNames:
    """The component with the lexicon of the profile of that name or in that folder."""
    return ProfileNames(profiles.read(profile or ""))
