"""The component `kgx_profile_facts`: the events and relations of a profile, beside those that kgx knows by itself."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from kg_extract import profiles
from kg_extract.nlp import events, frames, relations_patterns
from kg_extract.nlp.profile_names import retyped
from kg_extract.nlp.relations import RelationFinder
from kg_extract.nlp.state import RelationSpan
from kg_extract.profiles import Profile
from kg_extract.recipe import MIN_CONFIDENCE

__all__ = ["ProfileFacts"]


class ProfileFacts:
    """Finds what the frames and the patterns of one profile say; nothing of it is learned."""

    def __init__(self, profile: Profile, min_confidence: float) -> None:
        self.frames = frames.read(profile.folder / "frames")
        self.without = profile.without
        self.min_confidence = min_confidence
        file = profile.folder / "relations.toml"
        self.relations = RelationFinder(patterns=relations_patterns.own(file)) if file.exists() else None

    def __call__(self, doc: Doc) -> Doc:
        """Adds to `doc._.kgx_events` and `doc._.kgx_relations`, and gives `doc._.kgx_clusters` the types of the profile."""
        doc._.kgx_clusters = retyped(doc)
        kept = [event for event in doc._.kgx_events if event.type not in self.without]
        found = [*kept, *events.by_rule_alone(doc, self.frames, self.min_confidence)]
        doc._.kgx_events = tuple(sorted(found, key=lambda event: (event.start, event.type)))
        doc._.kgx_relations += self._relations(doc)
        return doc

    def _relations(self, doc: Doc) -> tuple[RelationSpan, ...]:
        """What the patterns say and is not known yet, each once, where it is told best."""
        known = {(r.predicate, r.subject, r.object) for r in doc._.kgx_relations}
        best: dict[tuple[str, int, int | str], RelationSpan] = {}
        for span in self.relations.match(doc) if self.relations else ():
            key = (span.predicate, span.subject, span.object)
            if key not in known and span.confidence >= self.min_confidence and (key not in best or span.confidence > best[key].confidence):
                best[key] = span
        return tuple(best.values())


@Language.factory(
    "kgx_profile_facts",
    requires=["doc._.kgx_clusters", "doc._.kgx_own_types", "doc._.kgx_events", "doc._.kgx_relations"],
    assigns=["doc._.kgx_clusters", "doc._.kgx_events", "doc._.kgx_relations"],
    default_config={"profile": None, "min_confidence": MIN_CONFIDENCE},
)
def make_profile_facts(nlp: Language, name: str, profile: str | None, min_confidence: float) -> ProfileFacts:
    """The component with the frames and patterns of the profile of that name or in that folder."""
    return ProfileFacts(profiles.read(profile or ""), min_confidence)
