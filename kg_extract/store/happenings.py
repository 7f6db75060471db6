"""One happening told by many: which events of different articles are the same, by which rule (data/store/happenings.toml, and the
frames of profiles).

Each event gets signatures, one for each way in which another account could be recognised: a rule, the fillers it asks for,
a time. Events that share a signature are one happening; what links them is found by look-up, however many events there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice, product

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract import met, resources
from kg_extract.model import ROLES
from kg_extract.names import digest
from kg_extract.store.change import INDEX, RESOLUTION, Changing, Value
from kg_extract.vocabulary import SameHappening

__all__ = ["SAME_HAPPENING", "SIGNATURE", "Happenings"]

_KG = "https://w3id.org/kg-extract/ns#"
SAME_HAPPENING = NamedNode(f"{_KG}sameHappening")
SIGNATURE = NamedNode(f"{_KG}signature")
_JOINED = NamedNode(f"{_KG}joinedBy")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PUBLISHED = NamedNode("https://schema.org/datePublished")
_NEGATED = NamedNode(f"{_KG}negated")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)|-Q(\d))?(?:-(\d\d))?")


@dataclass
class _Cluster:
    """One happening after the change: the events whose links may change, and the firsts of the old clusters that it takes in whole."""

    events: set[NamedNode]
    roots: set[NamedNode]

    def first(self) -> NamedNode:
        """The event that all others are linked to."""
        return min(self.events | self.roots, key=_iri)


class Happenings:
    """What a change of the articles changes in the links between events.

    Events that share a signature, directly or over others, are a cluster; all of it is linked to its first. A cluster of which
    no event has lost a signature can only grow: it is asked for by its first and by one or two others, however large it is. One
    that may fall apart is put together anew.
    """

    def __init__(self, facts: Changing, canonical: Callable[[Value], Value]) -> None:
        self._facts = facts
        self._canonical = canonical
        self._after: dict[NamedNode, frozenset[str]] = {}
        self._having: dict[str, list[NamedNode]] = defaultdict(list)
        self._loose: set[NamedNode] = set()
        self._others: dict[str, list[NamedNode]] = {}
        self._rules = _all_rules()

    def change(self, shifted: Iterable[NamedNode]) -> tuple[set[Quad], set[Quad]]:
        """The quads of kg:resolution that go and come; `shifted` are the entities with a new canonical IRI."""
        touched = self._touched(shifted)
        before = {event: frozenset(self._indexed(event)) for event in touched}
        self._after = {event: frozenset(self._signatures(event)) for event in touched}
        stored = {Quad(e, SIGNATURE, Literal(s), INDEX) for e in touched for s in before[e]}
        wanted = {Quad(e, SIGNATURE, Literal(s), INDEX) for e in touched for s in self._after[e]}
        self._loose = {each for event in touched if before[event] - self._after[event] for each in self._members(self._first(event))}
        self._after |= {event: frozenset(self._indexed(event)) for event in self._loose - touched}
        for event, signatures in self._after.items():
            for signature in signatures:
                self._having[signature].append(event)
        for cluster in self._clusters():
            gone, come = self._relinked(cluster)
            stored |= gone
            wanted |= come
        return stored - wanted, wanted - stored

    def _relinked(self, cluster: _Cluster) -> tuple[set[Quad], set[Quad]]:
        """The links of a happening as they were and as they will be, where they may differ."""
        first, taken = cluster.first(), cluster.roots - {cluster.first()}
        # The first of a cluster that is taken in had no link; it gets one.
        events = cluster.events | taken
        stored = {quad for each in events for p in (SAME_HAPPENING, _JOINED) for quad in self._facts.resolved(each, p, None)}
        wanted = {quad for each in events - {first} for quad in self._links(each, first)}
        for root in taken:
            moved = self._members(root) - events
            stored |= {Quad(each, SAME_HAPPENING, root, RESOLUTION) for each in moved}
            wanted |= {Quad(each, SAME_HAPPENING, first, RESOLUTION) for each in moved}
        return stored, wanted

    def _links(self, event: NamedNode, first: NamedNode) -> Iterator[Quad]:
        yield Quad(event, SAME_HAPPENING, first, RESOLUTION)
        yield Quad(event, _JOINED, Literal(self._rule(event)), RESOLUTION)

    def _touched(self, shifted: Iterable[NamedNode]) -> set[NamedNode]:
        """The events that the change is about, and those that have a part in which a shifted entity plays."""
        changed = {quad.subject for quad in self._facts.gone ^ self._facts.come}
        gone = {q.subject for q in self._facts.gone if q.predicate == _TYPE and q.object in self._rules}
        # When an article was published tells when its undated events were.
        articles = {q.graph_name for q in self._facts.gone ^ self._facts.come if q.predicate == _PUBLISHED}
        dated = {q.subject for graph in articles for q in self._facts.database.quads_for_pattern(None, _TYPE, None, graph)}
        parts = {quad.subject for node in shifted for quad in self._facts.raw(None, None, node)}
        events = gone | {node for node in changed | dated | parts if isinstance(node, NamedNode) and self._is_event(node)}
        return {node for node in events if isinstance(node, NamedNode)}

    def _is_event(self, node: NamedNode) -> bool:
        """By its first type: an event has one only, and of others there may be as many as articles."""
        first = next(self._facts.raw(node, _TYPE, None), None)
        return first is not None and first.object in self._rules

    def _first(self, event: NamedNode) -> NamedNode:
        """The first of the happening that `event` was an account of before the change."""
        first = next((q.object for q in self._facts.resolved(event, SAME_HAPPENING, None)), event)
        return first if isinstance(first, NamedNode) else event

    def _members(self, first: NamedNode) -> set[NamedNode]:
        """All that were the same happening as `first` before the change."""
        return {first} | {q.subject for q in self._facts.resolved(None, SAME_HAPPENING, first) if isinstance(q.subject, NamedNode)}

    def _clusters(self) -> list[_Cluster]:
        """The happenings that the change is about."""
        home: dict[NamedNode, _Cluster] = {}
        for event in sorted(self._after, key=_iri):
            if event not in home or event not in home[event].events:
                new = self._reached(event)
                for other in [home[node] for node in new.events | new.roots if node in home]:
                    new = _Cluster(new.events | other.events, new.roots | other.roots)
                home |= dict.fromkeys(new.events | new.roots, new)
        return list({id(cluster): cluster for cluster in home.values()}.values())

    def _reached(self, start: NamedNode) -> _Cluster:
        """What shares signatures with `start`, over others that the change is about."""
        events, roots, left, seen = {start}, set[NamedNode](), [start], set[str]()
        while left:
            event = left.pop()
            if event not in self._loose:
                roots.add(self._first(event))
            for signature in self._after[event] - seen:
                seen.add(signature)
                new = set(self._having[signature]) - events
                events |= new
                left += new
                stable = self._stable(signature)
                roots |= {self._first(other) for other in stable[:1]}
                # It was alone with this signature, which may be the surest rule that links it now.
                events |= set(stable) if len(stable) == 1 else set()
        return _Cluster(events, roots)

    def _rule(self, event: NamedNode) -> str:
        """The surest rule by which it is linked to another event."""
        mine = self._after[event] if event in self._after else self._indexed(event)
        shared = {s.partition(" #")[0] for s in mine if len(self._having.get(s, ())) + len(self._stable(s)) > 1}
        return min(shared, key=self._order, default="")

    def _order(self, rule: str) -> tuple[int, str]:
        """The place of a rule among those of its event type; what is no rule of now comes last."""
        places = [i for rules in self._rules.values() for i, each in enumerate(rules) if each.rule == rule]
        return min(places, default=99), rule

    def _indexed(self, event: NamedNode) -> Iterable[str]:
        return [q.object.value for q in self._facts.indexed(event, SIGNATURE, None) if isinstance(q.object, Literal)]

    def _stable(self, signature: str) -> list[NamedNode]:
        """One or two of the other events that have it, which stand for any more: they all are in one cluster."""
        if signature not in self._others:
            stored = (q.subject for q in self._facts.indexed(None, SIGNATURE, Literal(signature)))
            self._others[signature] = list(islice((e for e in stored if isinstance(e, NamedNode) and e not in self._after), 2))
        return self._others[signature]

    def _signatures(self, event: NamedNode) -> dict[str, str]:
        """Signature → the rule that it belongs to; none for what did not happen, or is no longer told."""
        node: dict[str, list[Value]] = {}
        article: Value | None = None
        for quad in self._facts.raw(event, None, None):
            node.setdefault(_local(quad.predicate), []).append(quad.object)
            article = quad.graph_name if isinstance(quad.graph_name, NamedNode) else article
        types = [each for each in node.get("type", ()) if isinstance(each, NamedNode) and each in self._rules]
        if not types or _NEGATED in node.get("status", ()):
            return {}
        published = [q.object for q in self._facts.raw(article, _PUBLISHED, None)] if isinstance(article, NamedNode) else []
        dates = [value.value for value in node.get("date") or published if isinstance(value, Literal)]
        found: dict[str, str] = {}
        kind = types[0].value.removeprefix(_KG)
        for rule in self._rules[types[0]]:
            for fillers, time in product(self._fillers(rule.same, node), _times(rule.within, dates, bool(node.get("date")))):
                # Long values are told by a fingerprint, so that the index stays small.
                found[f"{rule.rule} #{digest(kind, *fillers)} {time}".rstrip()] = rule.rule
        return found

    def _fillers(self, roles: tuple[str, ...], node: dict[str, list[Value]]) -> Iterator[tuple[str, ...]]:
        """Each way to fill the roles; a role that is named twice is filled by two different ones."""
        groups: list[list[tuple[str, ...]]] = []
        for role in dict.fromkeys(roles):
            values = sorted({key for value in node.get(role, ()) for key in self._keys(role, value)})
            groups.append(list(combinations(values, roles.count(role))))
        for chosen in product(*groups):
            yield tuple(value for group in chosen for value in group)

    def _keys(self, role: str, value: Value) -> Iterator[str]:
        if isinstance(value, Literal):
            # "Six satellites" fly often: only a payload with a name can be recognised.
            if role == "payload":
                return
            yield " ".join(value.value.casefold().split())
        elif role == "amount" and isinstance(value, NamedNode):
            parts = {_local(q.predicate): q.object for q in self._facts.raw(value, None, None)}
            money, currency = parts.get("value"), parts.get("currency")
            if isinstance(money, Literal) and isinstance(currency, Literal):
                yield f"{money.value} {currency.value}"
        else:
            known = self._canonical(value)
            yield known.value if isinstance(known, NamedNode) else str(known)


def _iri(node: NamedNode) -> str:
    return node.value


def _times(within: str, dates: list[str], own: bool) -> set[str]:
    """The times that go into a signature: two events whose months are next to each other share one of theirs."""
    if within == "ever":
        return {""}
    if within == "day":
        return {date for date in dates if own and len(date) == 10}
    months = {month for date in dates for month in _months(date)}
    return {f"{(month + shift) // 12:04}-{(month + shift) % 12 + 1:02}" for month in months for shift in (0, 1)}


def _months(date: str) -> Iterable[int]:
    found = _DATE.match(date)
    if not found:
        return ()
    january = int(found[1]) * 12
    if found[2]:
        return [january + int(found[2]) - 1]
    if found[3]:
        return range(january + 3 * int(found[3]) - 3, january + 3 * int(found[3]))
    return range(january, january + 12)


def _local(term: NamedNode) -> str:
    return term.value.rsplit("#", 1)[-1]


def _all_rules() -> Mapping[NamedNode, tuple[SameHappening, ...]]:
    """Each event type that is known, built in or of a profile, with its rules, the surest first."""
    own = [profile.vocabulary for profile in met.PROFILES.values()]
    return _built_in() | {NamedNode(words.namespace + name): event.happenings for words in own for name, event in words.events.items()}


@cache
def _built_in() -> dict[NamedNode, tuple[SameHappening, ...]]:
    table = resources.read_toml("store/happenings.toml")
    rules = {event: [SameHappening(each["rule"], tuple(each["same"]), each["within"]) for each in table[event]] for event in table}
    return {NamedNode(_KG + name): tuple(rules.get(name, ())) for name in ROLES}
