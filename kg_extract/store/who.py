"""What the store has found out about who is who, and the corrections of it by persons.

    canonical(store, iris)            → {iri: the IRI that stands for it}
    members(store, iri)               → every IRI that stands for the same thing, sorted
    joined(store, iri)                → [Joined(iri, names, rule, said_in), …]: which names joined, by which rule, who says so
    retold(store, event)              → [(event, rule), …]: other accounts of the same happening
    merge(store, one, other), split(store, one), rename(store, one, name)
    corrections(store) → [Quad, …]; correct(store, quads); adopt(store, quads of another store)

Corrections are quads of the graph kg:corrections, which ingesting and rebuilding leave alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.errors import UsageError
from kg_extract.store.results import text_of
from kg_extract.store.store import Store

__all__ = ["Joined", "adopt", "canonical", "correct", "corrections", "joined", "label", "members", "merge", "rename", "retold", "split"]

_KG = "https://w3id.org/kg-extract/ns#"
_OWL = "http://www.w3.org/2002/07/owl#"
CORRECTIONS = NamedNode(f"{_KG}corrections")
_SAME = NamedNode(f"{_OWL}sameAs")
_DIFFERENT = NamedNode(f"{_OWL}differentFrom")
_PREFERRED = NamedNode(f"{_KG}preferredName")


@dataclass(frozen=True)
class Joined:
    """An IRI that stands behind another one: its names, the rule that joined it, and the files of the articles that declare the alias."""

    iri: str
    names: tuple[str, ...]
    rule: str
    said_in: tuple[str, ...] = ()


def canonical(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """The IRI that stands for each of `iris`, itself where none does."""
    known = dict.fromkeys(iris, "")
    rows = store.select(f"SELECT ?x ?root {{ VALUES ?x {{ {_values(known)} }} GRAPH kg:resolution {{ ?x owl:sameAs ?root }} }}")
    roots = {text_of(one): text_of(root) for one, root in rows}
    return {iri: roots.get(iri, iri) for iri in known}


def members(store: Store, iri: str) -> list[str]:
    """Every IRI that stands for the same thing, sorted."""
    root = canonical(store, [iri])[iri]
    rows = store.select(f"SELECT ?x {{ GRAPH kg:resolution {{ ?x owl:sameAs {NamedNode(root)} }} }}")
    return sorted({root, *(text_of(row[0]) for row in rows)})


def label(store: Store, iri: str) -> str | None:
    """The one name of a canonical IRI, where articles leave a choice."""
    rows = store.select(f"SELECT ?name {{ GRAPH kg:resolution {{ {NamedNode(iri)} rdfs:label ?name }} }}")
    return next((text_of(row[0]) for row in rows), None)


def joined(store: Store, iri: str) -> list[Joined]:
    """The names that stand behind `iri`, each with the rule, sorted."""
    found = []
    for one in members(store, iri):
        rules = [
            text_of(row[0]) for row in store.select(f"SELECT ?rule {{ GRAPH kg:resolution {{ {NamedNode(one)} kg:joinedBy ?rule }} }}")
        ]
        names = store.select(f"SELECT DISTINCT ?n {{ GRAPH ?g {{ {NamedNode(one)} a ?type ; rdfs:label ?n }} }}")
        articles = store.select(f"SELECT DISTINCT ?file {{ GRAPH ?g {{ ?holder kg:alias {NamedNode(one)} . ?g kg:fileName ?file }} }}")
        said = tuple(sorted(text_of(row[0]) for row in articles)) if rules == ["alias"] else ()
        if rules:
            found.append(Joined(one, tuple(sorted(text_of(row[0]) for row in names)), rules[0], said))
    return found


def retold(store: Store, event: str) -> list[tuple[str, str]]:
    """The other events that are the same happening, each with the rule by which it is one of them."""
    this = NamedNode(event)
    firsts = [text_of(row[0]) for row in store.select(f"SELECT ?e {{ GRAPH kg:resolution {{ {this} kg:sameHappening ?e }} }}")]
    first = NamedNode(firsts[0]) if firsts else this
    rows = store.select(f"SELECT ?e ?rule {{ GRAPH kg:resolution {{ ?e kg:sameHappening {first} ; kg:joinedBy ?rule }} }}")
    found = {text_of(one): text_of(rule) for one, rule in rows}
    if found:
        found[first.value] = min(found.values())
    return sorted((one, rule) for one, rule in found.items() if one != event)


def merge(store: Store, one: str, other: str) -> None:
    """See to it that `one` stands behind `other` from now on."""
    if other in members(store, one):
        raise UsageError("The two are one already.", f"See why: kgx why {one}")
    apart = _between(members(store, one), members(store, other))
    correct(store, {Quad(NamedNode(one), _SAME, NamedNode(other), CORRECTIONS)}, without=apart)


def split(store: Store, one: str) -> list[str]:
    """Take back what a person joined it with; else take it apart from all that it was joined with. What these were."""
    others = [iri for iri in members(store, one) if iri != one]
    if not others:
        raise UsageError("Nothing is joined with it.", f"See its names: kgx show {one}")
    told = {quad for quad in corrections(store) if quad.predicate == _SAME and NamedNode(one) in (quad.subject, quad.object)}
    if told:
        correct(store, (), without=told)
        return sorted({text_of(node) for quad in told for node in (quad.subject, quad.object)} - {one})
    correct(store, (Quad(NamedNode(one), _DIFFERENT, NamedNode(iri), CORRECTIONS) for iri in others))
    return others


def rename(store: Store, one: str, name: str) -> None:
    """Show `one` under `name` from now on."""
    root = NamedNode(canonical(store, [one])[one])
    old = {quad for quad in corrections(store) if quad.subject == root and quad.predicate == _PREFERRED}
    correct(store, [Quad(root, _PREFERRED, Literal(name), CORRECTIONS)], without=old)


def corrections(store: Store) -> list[Quad]:
    """Everything that persons have corrected, sorted."""
    return sorted(store.quads(CORRECTIONS.value), key=str)


def correct(store: Store, come: Iterable[Quad], without: Iterable[Quad] = ()) -> None:
    """Add corrections, and take some back."""
    store.replace(CORRECTIONS.value, (set(corrections(store)) - set(without)) | set(come))


def adopt(store: Store, quads: Iterable[Quad]) -> int:
    """Add the corrections of another store; how many are new."""
    before = len(corrections(store))
    correct(store, (Quad(quad.subject, quad.predicate, quad.object, CORRECTIONS) for quad in quads))
    return len(corrections(store)) - before


def _between(ones: Iterable[str], others: Iterable[str]) -> set[Quad]:
    others = list(others)
    pairs = [(NamedNode(a), NamedNode(b)) for one in ones for other in others for a, b in ((one, other), (other, one))]
    return {Quad(a, _DIFFERENT, b, CORRECTIONS) for a, b in pairs}


def _values(iris: Iterable[str]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in sorted(iris))
