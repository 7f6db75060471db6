"""How good an extraction is: precision, recall and F1 by event type, role and relation, and what was missed.

Counts as the annotation guidelines say: role fillers of events and binary relations, micro-averaged; events of a type are paired
greedily by how many fillers they share; what careful readers may disagree on counts neither when found nor when missed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg_extract import gold, read
from kg_extract.model import RELATION_TYPES, ROLES, Amount, DateValue, EntityRef, Event, Extraction, Filler, Relation
from kg_extract.nlp import pipeline
from kg_extract.recipe import Recipe

_FIELDS = ("matched", "predicted", "gold")


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of counts."""

    matched: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 0 if nothing was found."""
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of what there is that was found."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.predicted + self.gold
        return 2 * self.matched / total if total else 0.0


@dataclass(frozen=True)
class Miss:
    """A difference from the gold: `kind` is "missed" or "spurious", `what` a role or relation, `fillers` what it is about."""

    article: str
    kind: str
    what: str
    fillers: str
    quote: str


@dataclass
class Tally:
    """Counts over articles, by what was counted ("event/Launch/date", "relation/founder", "status", …)."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    misses: list[Miss] = field(default_factory=list)
    roles: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(ROLES))
    relations: list[str] = field(default_factory=lambda: list(RELATION_TYPES))

    def add(self, key: str, matched: int, predicted: int, wanted: int) -> None:
        """Adds to the counts of `key`."""
        self.counts[key].update(dict(zip(_FIELDS, (matched, predicted, wanted), strict=True)))

    def score(self, *prefixes: str) -> Score:
        """The score over all keys that begin with one of the prefixes."""
        keys = [k for k in self.counts if k.startswith(prefixes)]
        return Score(*(sum(self.counts[k][f] for k in keys) for f in _FIELDS))

    def by_role(self) -> dict[str, Score]:
        """The scores of each role, over all event types."""
        roles = sorted({k.rsplit("/", 1)[1] for k in self.counts if k.startswith("event/")})
        return {
            r: Score(*(sum(c[f] for k, c in self.counts.items() if k.startswith("event/") and k.endswith("/" + r)) for f in _FIELDS))
            for r in roles
        }

    def article(self, truth: gold.GoldArticle, found: Extraction) -> None:
        """Counts one article."""
        own = found.vocabulary
        self.roles |= {name: event.roles for name, event in own.events.items()}
        self.relations += [name for name in own.relations if name not in self.relations]
        for event_type in self.roles:
            self._events(truth, found, event_type)
        for predicate in self.relations:
            self._relations(truth, found, predicate)
        self._entity_types(truth, found)

    def _events(self, truth: gold.GoldArticle, found: Extraction, event_type: str) -> None:
        wanted = [e for e in truth.events if e.type == event_type]
        had = [(e, fillers(found, e)) for e in found.events if e.type == event_type]
        partner = _pairs(wanted, [f for _, f in had])
        for number, event in enumerate(wanted):
            if event.optional:
                continue
            other = had[partner[number]] if number in partner else None
            self.add(f"found/{event_type}", int(other is not None), 0, 1)
            if other is not None:
                self.add("status", int(other[0].status == event.status), 1, 1)
            self._roles(truth, event, other[1] if other else {})
        optional = {partner[n] for n, e in enumerate(wanted) if e.optional and n in partner}
        for number, (_, roles) in enumerate(had):
            self.add(f"found/{event_type}", 0, int(number not in optional), 0)
            if number not in partner.values():
                for role, values in roles.items():
                    self.add(f"event/{event_type}/{role}", 0, len(values), 0)
                self.misses.append(Miss(truth.name, "spurious", event_type, "; ".join(f"{r}={_brief(v)}" for r, v in roles.items()), ""))

    def _roles(self, truth: gold.GoldArticle, event: gold.GoldEvent, roles: dict[str, list[gold.GoldFiller]]) -> None:
        for role in self.roles[event.type]:
            wanted, had = event.fillers(role), roles.get(role, [])
            matched = _matched(role, wanted, had)
            self.add(f"event/{event.type}/{role}", matched, len(had), len(wanted))
            if matched < len(wanted):
                text = f"{_brief(wanted)} (found: {_brief(had)})"
                self.misses.append(Miss(truth.name, "missed", f"{event.type}.{role}", text, event.quote))

    def _relations(self, truth: gold.GoldArticle, found: Extraction, predicate: str) -> None:
        wanted = [r for r in truth.relations if r.predicate == predicate]
        had = list(dict.fromkeys(ends(found, r) for r in found.relations if r.predicate == predicate))
        used: set[int] = set()
        matched = excused = 0
        for relation in wanted:
            hit = next((i for i, (s, o) in enumerate(had) if i not in used and _same_ends(relation, s, o)), None)
            if hit is not None:
                used.add(hit)
                matched, excused = (matched, excused + 1) if relation.optional else (matched + 1, excused)
            elif not relation.optional:
                self.misses.append(
                    Miss(truth.name, "missed", predicate, f"{_brief([relation.subject])} → {_brief([relation.object])}", relation.quote)
                )
        for i, (s, o) in enumerate(had):
            if i not in used:
                self.misses.append(Miss(truth.name, "spurious", predicate, f"{_brief([s])} → {_brief([o])}", ""))
        self.add(f"relation/{predicate}", matched, len(had) - excused, sum(not r.optional for r in wanted))

    def _entity_types(self, truth: gold.GoldArticle, found: Extraction) -> None:
        had = [as_gold(found, EntityRef(e.id)) for e in found.entities]
        for entity in truth.entities:
            hit = next((h for h in had if gold.any_match(gold.same_name, entity.names, h.names)), None)
            if hit is not None:
                self.add("entity type", int(hit.type == entity.type), 1, 1)


def measure(folder: Path, recipe: Recipe) -> Tally:
    """The tally of a folder of annotated articles, read as kgx ingest reads them."""
    pairs = list(gold.read_folder(folder))
    articles = [next(iter(read.read(source))) for text, _ in pairs for source in read.expand([str(text)])]
    tally = Tally()
    for (_, truth), found in zip(pairs, pipeline.extract(articles, recipe), strict=True):
        tally.article(truth, found)
    return tally


def _same_ends(relation: gold.GoldRelation, subject: gold.GoldFiller, target: gold.GoldFiller) -> bool:
    return gold.match("", relation.subject, subject) and gold.match("", relation.object, target)


def _pairs(wanted: Sequence[gold.GoldEvent], had: Sequence[dict[str, list[gold.GoldFiller]]]) -> dict[int, int]:
    """Annotated event → found event, greedily by shared fillers."""
    scores = []
    for w, event in enumerate(wanted):
        for h, roles in enumerate(had):
            shared = sum(_matched(role, event.fillers(role), values) for role, values in roles.items())
            if shared:
                scores.append((-shared, w, h))
    partner: dict[int, int] = {}
    for _, w, h in sorted(scores):
        if w not in partner and h not in partner.values():
            partner[w] = h
    return partner


def _matched(role: str, wanted: Sequence[gold.GoldFiller], had: Sequence[gold.GoldFiller]) -> int:
    """Fillers matched one to one, greedily."""
    free = list(had)
    count = 0
    for w in wanted:
        hit = next((f for f in free if gold.match(role, w, f)), None)
        if hit is not None:
            free.remove(hit)
            count += 1
    return count


def as_gold(found: Extraction, filler: Filler) -> gold.GoldFiller:
    """A filler in the form of the gold."""
    if isinstance(filler, EntityRef):
        entity = found.entity(filler)
        return gold.GoldFiller(entity.names, entity.type)
    if isinstance(filler, Amount):
        return gold.GoldFiller(amount=(float(filler.value), filler.currency))
    if isinstance(filler, DateValue):
        return gold.GoldFiller(date=filler.value)
    return gold.GoldFiller((filler.value,))


def fillers(found: Extraction, event: Event) -> dict[str, list[gold.GoldFiller]]:
    """Role → fillers of a found event."""
    roles: dict[str, list[gold.GoldFiller]] = defaultdict(list)
    for argument in event.arguments:
        roles[argument.role].append(as_gold(found, argument.filler))
    return roles


def ends(found: Extraction, relation: Relation) -> tuple[gold.GoldFiller, gold.GoldFiller]:
    """Subject and object of a found relation."""
    return as_gold(found, relation.subject), as_gold(found, relation.object)


def _brief(values: Sequence[gold.GoldFiller]) -> str:
    def one(f: gold.GoldFiller) -> str:
        return f"{f.amount[0]:,.0f} {f.amount[1]}" if f.amount else f.date or " / ".join(f.names[:2])

    return ", ".join(map(one, values)) or "nothing"


def table(tally: Tally) -> Iterator[tuple[str, Score]]:
    """The rows of a report: event types, roles, relations, and the sums."""
    for event_type in tally.roles:
        yield event_type, tally.score(f"event/{event_type}/")
    for role, score in tally.by_role().items():
        yield f"  {role}", score
    for predicate in tally.relations:
        yield predicate, tally.score(f"relation/{predicate}")
    yield "events found", tally.score("found/")
    yield "status", tally.score("status")
    yield "entity type", tally.score("entity type")
    yield "EVENTS", tally.score("event/")
    yield "RELATIONS", tally.score("relation/")
    yield "ALL", tally.score("event/", "relation/")
