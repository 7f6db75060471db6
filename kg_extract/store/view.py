"""What a change of the articles changes in kg:resolution and in the default graph, which shows one node for one thing.

The default graph is the union of all graphs in which every entity goes by its canonical IRI and has one label: other labels
are further names. Named graphs stay as each article put it. What is recomputed is what the change touches, and its clusters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg_extract.names import name_key
from kg_extract.store.change import CORRECTIONS, INDEX, RESOLUTION, Changing, Database, Value
from kg_extract.store.happenings import SAME_HAPPENING, Happenings
from kg_extract.store.quads import UNION
from kg_extract.store.resolve import ALIAS, DIFFERENT, SAME, TYPE, Resolver, key_of

__all__ = ["Effects", "Eyes", "effects", "eyes"]

_KG = "https://w3id.org/kg-extract/ns#"
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_OTHER = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
JOINED = NamedNode(f"{_KG}joinedBy")
PREFERRED = NamedNode(f"{_KG}preferredName")
_NAMES = (LABEL, _OTHER)
#: What the default graph keeps as the articles put it: it says which IRIs there are, and is what resolution itself asks for.
_AS_IS = frozenset({ALIAS, SAME, DIFFERENT, PREFERRED, JOINED, SAME_HAPPENING})


@dataclass(frozen=True)
class Effects:
    """Quads of kg:resolution and of the default graph that go and come."""

    gone: frozenset[Quad]
    come: frozenset[Quad]


def eyes(database: Database) -> Eyes:
    """How the default graph shows the quads of `database`."""
    return Eyes(Changing(database), {}, {})


def effects(database: Database, gone: Iterable[Quad], come: Iterable[Quad]) -> Effects:
    """All that follows from a change of the named graphs."""
    facts = Changing(database, gone, come)
    return _Effects(facts).all()


class Eyes:
    """How quads look in the default graph: as resolved before, but for what is `moved` and `named` anew."""

    def __init__(self, facts: Changing, moved: dict[NamedNode, NamedNode], named: dict[NamedNode, str | None]) -> None:
        self._facts = facts
        self._canonical = dict(moved)
        self._named = dict(named)

    def canonical(self, node: Value) -> Value:
        """The IRI that stands for it."""
        if not isinstance(node, NamedNode):
            return node
        if node not in self._canonical:
            stored = next(self._facts.resolved(node, SAME, None), None)
            self._canonical[node] = stored.object if stored and isinstance(stored.object, NamedNode) else node
        return self._canonical[node]

    def label(self, node: NamedNode) -> str | None:
        """The one label where there would be several."""
        if node not in self._named:
            self._named[node] = next(
                (q.object.value for q in self._facts.resolved(node, LABEL, None) if isinstance(q.object, Literal)), None
            )
        return self._named[node]

    def see(self, quad: Quad) -> Triple:
        """The triple in the default graph."""
        if quad.predicate in _AS_IS or quad.graph_name == RESOLUTION:
            return quad.triple
        subject, value = self.canonical(quad.subject), self.canonical(quad.object)
        predicate = quad.predicate
        if predicate in _NAMES and isinstance(subject, NamedNode) and isinstance(value, Literal):
            label = self.label(subject)
            if label is not None:
                predicate = LABEL if value.value == label else _OTHER
        return Triple(subject, predicate, value)  # type: ignore[arg-type]


class _Effects:
    def __init__(self, facts: Changing) -> None:
        self.facts = facts
        self.resolver = Resolver(facts)
        self.before = Eyes(facts, {}, {})

    def all(self) -> Effects:
        """Resolution first, then the events that it may join, then what of all that shows."""
        found = {node: self.resolver.canonical(node) for node in self._affected()}
        moved = {node: root if self.resolver.exists(node) else node for node, (root, _) in found.items()}
        roots = {*moved.values(), *(self._old(node) for node in moved)}
        arriving: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        for node, root in moved.items():
            arriving[root].add(node)
        members = {root: self._members(root, moved) | arriving[root] for root in roots}
        named = {root: self._label(root, members[root]) if root in members[root] else None for root in roots}
        after = Eyes(self.facts, moved, named)
        shifted = {node for node, root in moved.items() if root != self._old(node)}
        wanted = self._links(moved, found, named)
        stored = {quad for node in {*moved, *roots} for quad in self._stored(node)}
        gone, come = Happenings(self.facts, after.canonical).change(shifted)
        gone, come = gone | (stored - wanted), come | (wanted - stored)
        renamed = {root for root in roots if named[root] != self.before.label(root)}
        return self._shown(gone, come, after, shifted, renamed, members)

    def _old(self, node: NamedNode) -> NamedNode:
        old = self.before.canonical(node)
        assert isinstance(old, NamedNode)
        return old

    def _stored(self, node: NamedNode) -> Iterator[Quad]:
        """What the resolution says of an entity; of an event, which has no canonical IRI, nothing."""
        joined = list(self.facts.resolved(node, SAME, None))
        yield from self.facts.resolved(node, LABEL, None)
        yield from joined
        if joined:
            yield from self.facts.resolved(node, JOINED, None)

    def _affected(self) -> set[NamedNode]:
        """The entities whose canonical IRI may be another one after the change."""
        direct: set[NamedNode] = set()
        for quad in self.facts.gone ^ self.facts.come:
            direct.update(self._touched(quad))
        clusters = {self._old(node) for node in direct}
        return (
            direct
            | clusters
            | {q.subject for root in clusters for q in self.facts.resolved(None, SAME, root) if isinstance(q.subject, NamedNode)}
        )

    def _touched(self, quad: Quad) -> Iterator[NamedNode]:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode):
            return
        if quad.predicate in _NAMES or quad.predicate == PREFERRED:
            yield subject
        elif quad.predicate in (ALIAS, DIFFERENT) or (quad.predicate == SAME and quad.graph_name == CORRECTIONS):
            assert isinstance(value, NamedNode)
            for node in (subject, value):
                yield node
                yield from self._called(node)
        elif quad.predicate == SAME:
            yield subject
            yield from self._called(subject)
            for item in {value, *(each for _, each in self.facts.stated(subject, SAME, None))}:
                for other, _ in self.facts.stated(None, SAME, item):
                    yield other
                    yield from self._called(other)
        elif quad.predicate == TYPE:
            yield from (q.subject for q in self.facts.corrected(None, SAME, subject) if isinstance(q.subject, NamedNode))

    def _called(self, node: NamedNode) -> Iterator[NamedNode]:
        yield from (value for _, value in self.facts.stated(node, ALIAS, None) if isinstance(value, NamedNode))

    def _members(self, root: NamedNode, moved: dict[NamedNode, NamedNode]) -> set[NamedNode]:
        """Every IRI that the root stood for and will stand for, itself included."""
        stored = {q.subject for q in self.facts.resolved(None, SAME, root) if isinstance(q.subject, NamedNode)} | {root}
        return {node for node in stored if moved.get(node, root) == root}

    def _label(self, root: NamedNode, members: set[NamedNode]) -> str | None:
        """The name by which the root is shown, where articles leave a choice."""
        said = sorted(q.object.value for q in self.facts.corrected(root, PREFERRED, None) if isinstance(q.object, Literal))
        if said:
            return said[0]
        family = root.value.rsplit("/", 2)[-2]
        spellings = {name for name in self._names(root) if name_key(name, family) == key_of(root)}
        labels = {name for name in spellings if self.facts.states(root, LABEL, Literal(name))}
        names = labels | {name for name in spellings - labels if self.facts.states(root, _OTHER, Literal(name))}
        labels = labels or names
        return min(labels, key=_plainness) if names and (len(labels) > 1 or len(members) > 1) else None

    def _names(self, root: NamedNode) -> set[str]:
        """What it may be called: the names that were shown, and those that come."""
        shown = {q.object for p in _NAMES for q in self.facts.database.quads_for_pattern(self._old(root), p, None, UNION)}
        coming = {q.object for p in _NAMES for q in self.facts.coming(root, p)}
        return {n.value for n in shown | coming if isinstance(n, Literal)}

    def _links(
        self, moved: dict[NamedNode, NamedNode], found: dict[NamedNode, tuple[NamedNode, str]], named: dict[NamedNode, str | None]
    ) -> set[Quad]:
        links = {Quad(node, SAME, root, RESOLUTION) for node, root in moved.items() if node != root}
        links |= {Quad(node, JOINED, Literal(found[node][1]), RESOLUTION) for node, root in moved.items() if node != root}
        return links | {Quad(root, LABEL, Literal(label), RESOLUTION) for root, label in named.items() if label is not None}

    def _shown(
        self,
        gone: set[Quad],
        come: set[Quad],
        after: Eyes,
        shifted: set[NamedNode],
        renamed: set[NamedNode],
        members: dict[NamedNode, set[NamedNode]],
    ) -> Effects:
        facts = self.facts
        again = {q for node in shifted for pattern in ((node, None, None), (None, None, node)) for q in facts.raw(*pattern)}
        named = {node for root in renamed for node in members[root]}
        again |= {q for node in named for p in _NAMES for q in facts.raw(node, p, None)}
        there = (q for q in again if q not in facts.come)
        hidden = {self.before.see(q) for q in {*facts.gone, *_open(gone), *there}}
        shown = {after.see(q) for q in {*facts.come, *_open(come), *again}}
        kept = _Kept(facts, after, members, gone)
        lost = {triple for triple in hidden - shown if not kept.shows(triple)}
        return Effects(
            frozenset(gone | {_in_union(triple) for triple in lost}),
            frozenset(come | {_in_union(triple) for triple in shown}),
        )


@dataclass(frozen=True)
class _Kept:
    """Whether something else shows as a certain triple, after the change."""

    facts: Changing
    after: Eyes
    members: dict[NamedNode, set[NamedNode]]
    gone: set[Quad]

    def shows(self, triple: Triple) -> bool:
        """Whether a graph will state it, in whatever IRIs."""
        resolved = Quad(triple.subject, triple.predicate, triple.object, RESOLUTION)
        if resolved in self.facts.database and resolved not in self.gone:
            return True
        predicates = _NAMES if triple.predicate in _NAMES else (triple.predicate,)
        for subject in self._behind(triple.subject):
            for value in self._behind(triple.object):
                for predicate in predicates:
                    if any(self.after.see(quad) == triple for quad in self.facts.raw(subject, predicate, value)):  # type: ignore[arg-type]
                        return True
        return False

    def _behind(self, node: Value) -> set[Value]:
        if not isinstance(node, NamedNode):
            return {node}
        if node in self.members:
            return {*self.members[node], node}
        return {node, *(quad.subject for quad in self.facts.resolved(None, SAME, node))}


def _open(quads: set[Quad]) -> Iterator[Quad]:
    return (quad for quad in quads if quad.graph_name != INDEX)


def _in_union(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, UNION)


def _plainness(name: str) -> tuple[bool, int, int, str]:
    """Sorts the plainest of several spellings of one name first: "NASA" before "Nasa", "Rocket Lab" before "ROCKET LAB"."""
    words = name.split()
    shouts = name.isupper() != (len(words) == 1 and len(name) <= 6)
    return shouts, sum(not word[0].isupper() for word in words), len(name), name
