"""Finds the entities that a name stands for.

find_entities(store, "minospace")   exact names first (any name, capitals aside), else names with a word that starts so
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

from kg_extract import met
from kg_extract.errors import NotFoundError
from kg_extract.model import ENTITY_TYPES
from kg_extract.store.results import Row, text_of
from kg_extract.store.store import Store

__all__ = ["FoundEntity", "find_entities", "names_starting"]

_SUGGESTED = 3
_CLASSES = " ".join(f"kg:{name}" for name in (*ENTITY_TYPES, "Artifact", "Entity"))
_PATTERN = "GRAPH ?article { ?entity a ?type ; rdfs:label ?label ; rdfs:label|skos:altLabel ?name }"


@dataclass(frozen=True)
class FoundEntity:
    """An entity of the store: its preferred name, its type, and in how many articles it is named."""

    iri: str
    name: str
    type: str
    articles: int


def find_entities(store: Store, name: str) -> list[FoundEntity]:
    """The entities of that name, those named in most articles first; `NotFoundError` suggests near names."""
    wanted = _folded(name)
    exact = f"?entity rdfs:label|skos:altLabel {Literal(name)} . "
    found = _grouped(store.select(f"{_select()}{exact}{_PATTERN} }}"), lambda known: known == name)
    if found:
        return _resolved(store, found)
    # The slow way, over all names, only for a name that is not written just so.
    everything = list(store.select(f"{_select()}{_PATTERN} }}"))
    found = _grouped(everything, lambda known: _folded(known) == wanted)
    found = found or _grouped(everything, lambda known: bool(wanted) and f" {wanted}" in f" {_folded(known)}")
    if not found:
        raise _unknown(name, everything)
    return _resolved(store, found)


def _select() -> str:
    """The start of the look-up: among the entity types of kgx and those of profiles."""
    known = [profile.vocabulary for profile in met.PROFILES.values()]
    own = "".join(f" <{words.namespace}{name}>" for words in known for name in words.entities)
    return f"SELECT ?entity ?type ?label ?name ?article WHERE {{ VALUES ?type {{ {_CLASSES}{own} }} "


def names_starting(store: Store, start: str, most: int) -> list[str]:
    """Labels of entities that start so, capitals aside; at most so many."""
    filters = f"FILTER(STRSTARTS(LCASE(?name), {Literal(start.casefold())})) FILTER NOT EXISTS {{ ?x kg:status ?status }}"
    return [
        text_of(row[0]) for row in store.select(f"SELECT DISTINCT ?name {{ ?x rdfs:label ?name {filters} }} ORDER BY ?name LIMIT {most}")
    ]


def _resolved(store: Store, found: list[FoundEntity]) -> list[FoundEntity]:
    """Each entity once, by its canonical IRI and name; articles are counted where they name it so."""
    from kg_extract.store import who

    roots = who.canonical(store, [each.iri for each in found])
    groups: dict[str, list[FoundEntity]] = defaultdict(list)
    for each in found:
        groups[roots[each.iri]].append(each)
    one = [_one(root, group, who.label(store, root)) for root, group in groups.items()]
    return sorted(one, key=lambda each: (-each.articles, each.name, each.iri))


def _one(root: str, group: list[FoundEntity], label: str | None) -> FoundEntity:
    return FoundEntity(root, label or group[0].name, group[0].type, sum(each.articles for each in group))


def _grouped(rows: Iterable[Row], is_it: Callable[[str], bool]) -> list[FoundEntity]:
    labels: dict[str, set[str]] = defaultdict(set)
    types: dict[str, set[str]] = defaultdict(set)
    articles: dict[str, set[str]] = defaultdict(set)
    for entity, type_, label, name, article in (tuple(map(text_of, row)) for row in rows):
        if is_it(name):
            labels[entity].add(label)
            types[entity].add(type_.rsplit("#", 1)[-1])
            articles[entity].add(article)
    found = [FoundEntity(iri, min(labels[iri]), min(types[iri]), len(articles[iri])) for iri in labels]
    return sorted(found, key=lambda each: (-each.articles, each.name, each.iri))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _unknown(name: str, everything: list[Row]) -> NotFoundError:
    from rapidfuzz import fuzz, process

    known = {_folded(text_of(row[3])): text_of(row[3]) for row in everything}
    near = process.extract(_folded(name), list(known), scorer=fuzz.WRatio, limit=_SUGGESTED, score_cutoff=70)
    hint = f"Did you mean {', '.join(known[each] for each, _, _ in near)}?" if near else "See all: kgx query entities"
    return NotFoundError(f"The store knows nothing by the name {name!r}.", hint)
