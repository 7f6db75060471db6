"""What the store knows of something, and who says so.

    find_entities(store, name)   → [FoundEntity(iri, name, type, articles), …]; NotFoundError suggests near names
    entity_card(store, iri)      → Card: types, names, statements (relations both ways), posts, events, articles
    why(store, target)           → [Fact, …] with their Proofs (quote, offsets, article), by publication date;
                                   `target`: the IRI of an event, post, statement, entity or article, or a name

A Fact is one event, post or relation as one article states it:
    kind "event" | "post" | "relation" | "name" ("name": the entity itself is named here)
    type "Launch" | "Post" | "headquarteredIn" | "Company"; label is one readable line
    roles (Role(name, text, iri), …) in the order of the vocabulary; iri is None for dates, amounts and strings
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import NamedNode

from kg_extract import met
from kg_extract.errors import NotFoundError
from kg_extract.model import RELATION_TYPES, ROLES
from kg_extract.store import who
from kg_extract.store.entities import FoundEntity, find_entities
from kg_extract.store.results import text_of
from kg_extract.store.sparql import expand
from kg_extract.store.store import Store

__all__ = ["Card", "Fact", "FoundEntity", "Proof", "Role", "Source", "Statement", "entity_card", "find_entities", "why"]


@dataclass(frozen=True, order=True)
class Source:
    """The article that says so."""

    published: str
    name: str
    iri: str
    file_name: str | None = None
    url: str | None = None


@dataclass(frozen=True, order=True)
class Proof:
    """A sentence that states a fact: `text[start:end]` of the article."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Role:
    """What fills one role of an event or post; `iri` only for an entity."""

    name: str
    text: str
    iri: str | None = None


@dataclass(frozen=True)
class Fact:
    """One event, post or relation (or the naming of an entity), as one article states it."""

    iri: str
    kind: str
    type: str
    label: str
    status: str | None
    confidence: Decimal | None
    roles: tuple[Role, ...]
    proofs: tuple[Proof, ...]
    source: Source

    @property
    def date(self) -> str | None:
        """When it happened, if the article says so."""
        return next((role.text for role in self.roles if role.name == "date"), None)

    def texts(self, role: str) -> tuple[str, ...]:
        """Everything that fills `role`."""
        return tuple(each.text for each in self.roles if each.name == role)


@dataclass(frozen=True)
class Statement:
    """A relation of an entity: with `inverse`, the other one is the subject ("manufacturer of")."""

    predicate: str
    inverse: bool
    other: Role
    status: str
    confidence: Decimal
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Card:
    """Everything known of one entity."""

    iri: str
    name: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    statements: tuple[Statement, ...]
    posts: tuple[Fact, ...]
    events: tuple[Fact, ...]
    articles: tuple[Source, ...]


def why(store: Store, target: str) -> list[Fact]:
    """The facts that `target` is or takes part in, each with the sentences that state it."""
    iri = expand(target)
    found = [iri] if iri else [entity.iri for entity in find_entities(store, target)]
    facts = _facts(store, [one for each in found for one in who.members(store, each)])
    if not facts:
        raise NotFoundError(f"The store holds nothing about {target}.", "Give a name, or the IRI of a fact: kgx query evidence")
    return facts


def entity_card(store: Store, iri: str) -> Card:
    """What all articles together state of the entity `iri`."""
    iris = who.members(store, iri)
    facts = _facts(store, iris)
    named = [fact for fact in facts if fact.kind == "name" and fact.iri in iris]
    if not named:
        raise NotFoundError(f"The store holds no entity {iri}.", "See all: kgx query entities")
    names = sorted({role.text for fact in named for role in fact.roles})
    return Card(
        iri=who.canonical(store, [iri])[iri],
        name=who.label(store, who.canonical(store, [iri])[iri]) or min(fact.label for fact in named),
        types=tuple(sorted({fact.type for fact in named})),
        names=tuple(names),
        statements=_statements(iris, [fact for fact in facts if fact.kind == "relation"]),
        posts=tuple(fact for fact in facts if fact.kind == "post"),
        events=tuple(sorted((fact for fact in facts if fact.kind == "event"), key=_when)),
        articles=tuple(sorted({fact.source for fact in named})),
    )


def _when(fact: Fact) -> tuple[str, str]:
    return fact.date or fact.source.published, fact.iri


def _statements(iris: Sequence[str], facts: Iterable[Fact]) -> tuple[Statement, ...]:
    """The relations, each once, with all the articles that state it."""
    groups: dict[tuple[str, bool, Role, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        subject, other = fact.roles
        inverse = other.iri in iris and subject.iri not in iris
        groups[fact.type, inverse, subject if inverse else other, fact.status or ""].append(fact)
    found = [
        Statement(*key, max(fact.confidence or Decimal(0) for fact in group), tuple(sorted({fact.source for fact in group})))
        for key, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.inverse, _rank(each.predicate), each.other.text, each.status)))


def _rank(predicate: str) -> tuple[int, str]:
    """The relations of kgx in their order, then those of profiles by name."""
    return RELATION_TYPES.index(predicate) if predicate in RELATION_TYPES else len(RELATION_TYPES), predicate


# Virtuoso 7 loses ?start and ?end when they are in one OPTIONAL with ?quote.
_DETAILS = """SELECT ?g ?fact ?p ?o ?label ?quote ?start ?end ?value ?currency ?approximate ?bound WHERE {
  { SELECT DISTINCT ?g ?fact WHERE {
      { VALUES ?fact { %(iris)s } GRAPH ?g { ?fact kg:evidence ?proof } }
      UNION { VALUES ?target { %(iris)s } GRAPH ?g { ?fact ?role ?target ; kg:evidence ?proof ; kg:status ?status } }
      UNION { VALUES ?g { %(iris)s } GRAPH ?g { ?fact kg:evidence ?proof ; kg:status ?status } } } }
  GRAPH ?g { ?fact ?p ?o
    OPTIONAL { ?o rdfs:label ?label }
    OPTIONAL { ?o kg:quote ?quote } OPTIONAL { ?o kg:start ?start } OPTIONAL { ?o kg:end ?end }
    OPTIONAL { ?o kg:value ?value ; kg:currency ?currency ; kg:approximate ?approximate OPTIONAL { ?o kg:bound ?bound } } } }"""
_SOURCES = """SELECT ?g ?published ?headline ?file ?url WHERE { VALUES ?g { %s } GRAPH ?g { ?g a kg:Article
  OPTIONAL { ?g schema:datePublished ?published } OPTIONAL { ?g schema:headline ?headline }
  OPTIONAL { ?g kg:fileName ?file } OPTIONAL { ?g schema:url ?url } } }"""

#: What one article says of one node: property → its values.
Node = dict[str, list["_Value"]]


@dataclass(frozen=True)
class _Value:
    """One value of a property, with what the query joined to it."""

    text: str
    iri: str | None = None
    proof: Proof | None = None
    is_amount: bool = False


def _facts(store: Store, iris: Sequence[str]) -> list[Fact]:
    nodes: dict[tuple[str, str], Node] = defaultdict(lambda: defaultdict(list))
    for graph, fact, predicate, *cells in store.select(_DETAILS % {"iris": _values(iris)}):
        value = _value(*cells)
        known = nodes[text_of(graph), text_of(fact)][text_of(predicate).rsplit("#", 1)[-1]]
        if value not in known:
            known.append(value)
    sources = _sources(store, {graph for graph, _ in nodes})
    facts = [_fact(iri, node, sources.get(graph, Source("", graph, graph))) for (graph, iri), node in nodes.items()]
    return sorted(facts, key=lambda fact: (fact.source, fact.kind != "name", fact.proofs, fact.label, fact.iri))


def _values(iris: Iterable[str]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in sorted(iris))


def _sources(store: Store, graphs: set[str]) -> dict[str, Source]:
    if not graphs:
        return {}
    found = {}
    for row in store.select(_SOURCES % _values(graphs)):
        graph, published, headline, file, url = (text_of(cell) for cell in row)
        found[graph] = Source(published, headline or file or url or graph, graph, file or None, url or None)
    return found


def _value(term: object, *joined: object) -> _Value:
    label, quote, start, end, value, currency, approximate, bound = (text_of(cell) for cell in joined)
    if quote:
        return _Value(quote, proof=Proof(int(start), int(end), quote))
    if value:
        return _Value(_amount(Decimal(value), currency, approximate in ("true", "1"), bound), is_amount=True)
    if isinstance(term, NamedNode):
        return _Value(label or term.value, term.value)
    return _Value(text_of(term))


def _amount(value: Decimal, currency: str, approximate: bool, bound: str) -> str:
    how = {"max": "up to ", "min": "at least "}.get(bound, "") + ("about " if approximate else "")
    number = f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"
    return f"{how}{currency} {number}"


def _fact(iri: str, node: Node, source: Source) -> Fact:
    type_ = _local(node, "type")
    proofs = tuple(sorted(value.proof for value in node["evidence"] if value.proof))
    status = _local(node, "status") or None
    confidence = Decimal(node["confidence"][0].text) if "confidence" in node else None
    kind, type_, label, roles = _shape(type_, node)
    return Fact(iri, kind, type_, label, status, confidence, roles, proofs, source)


def _shape(type_: str, node: Node) -> tuple[str, str, str, tuple[Role, ...]]:
    """Kind, type, label and roles of a fact."""
    if type_ == "Statement":
        predicate = _local(node, "predicate")
        roles = _roles(node, ("subject", "object"))
        return "relation", predicate, f"{roles[0].text}: {_words(predicate)} {roles[-1].text}", roles
    label = node["label"][0].text if node["label"] else type_
    if order := _roles_of(type_):
        return "event", type_, label, _roles(node, order)
    if type_ == "Post":
        return "post", type_, label, _roles(node, ("person", "position", "organization"))
    names = [label, *sorted(value.text for value in node["altLabel"])]
    return "name", type_, label, tuple(Role("name", name) for name in dict.fromkeys(names))


def _roles_of(type_: str) -> tuple[str, ...]:
    """The roles of an event type of kgx or of a profile; none for what is no event type."""
    own = (profile.vocabulary.events for profile in met.PROFILES.values())
    return ROLES.get(type_) or next((events[type_].roles for events in own if type_ in events), ())


def _roles(node: Node, order: Iterable[str]) -> tuple[Role, ...]:
    return tuple(
        Role(name, value.text, value.iri)
        for name in order
        for value in sorted(node.get(name, ()), key=lambda value: (value.is_amount and value.text.startswith("about"), value.text))
    )


def _local(node: Node, name: str) -> str:
    values = node.get(name) or [_Value("")]
    return (values[0].iri or values[0].text).rsplit("#", 1)[-1]


def _words(predicate: str) -> str:
    """ "headquarteredIn" as "headquartered in"."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in predicate)
