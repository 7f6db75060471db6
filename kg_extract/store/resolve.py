"""Who is who across articles: which entity IRIs stand for one thing, by which rule, and under which name.

Articles mint an entity's IRI from its preferred name. Here each IRI gets at most one fuller one to stand behind, its parent:

    correction   a person has said so (`kgx entity merge`)
    wikidata     both are known to be the same item of Wikidata
    alias        an article declares this name as another name of that entity, and no second entity claims it with equal right

The end of the chain of parents is the canonical IRI. A parent depends only on what all articles together state, and is found
by look-ups about the name and who claims it; so neither the order of articles nor the size of the store matters. Names with
different numbers, things of different families (a company and a city) and what a person has split never join.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from pyoxigraph import NamedNode

from kg_extract import resources
from kg_extract.names import name_key
from kg_extract.store.change import Changing

__all__ = ["ALIAS", "DIFFERENT", "SAME", "TYPE", "Link", "Resolver", "key_of"]

_KG = "https://w3id.org/kg-extract/ns#"
_OWL = "http://www.w3.org/2002/07/owl#"
_WIKIDATA = "http://www.wikidata.org/entity/"
ALIAS = NamedNode(f"{_KG}alias")
SAME = NamedNode(f"{_OWL}sameAs")
DIFFERENT = NamedNode(f"{_OWL}differentFrom")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

#: A name that so many entities claim tells nothing.
_MOST_CLAIMS = 12
#: Articles are counted up to here, so that the count costs the same in every store.
_COUNTED = 20
#: Of two entities that claim a name, one has it when so many times more articles say so.
_DOMINANCE = 10


@dataclass(frozen=True)
class Link:
    """The entity that another one stands behind, and the rule that says so."""

    to: NamedNode
    rule: str


class Resolver:
    """Answers for one state of the dataset; what it has found out it remembers."""

    def __init__(self, facts: Changing) -> None:
        self.facts = facts
        self._parents: dict[NamedNode, Link | None] = {}

    def exists(self, entity: NamedNode) -> bool:
        """Whether an article names it."""
        return self.facts.states(entity, TYPE)

    def canonical(self, entity: NamedNode) -> tuple[NamedNode, str]:
        """The IRI that stands for `entity`, and the rule of the first step to it ("" when it stands for itself)."""
        first = self.parent(entity)
        chain = [entity]
        while (link := self.parent(chain[-1])) is not None:
            if link.to in chain:
                root = max(chain[chain.index(link.to) :], key=rank)
                return root, first.rule if first and root != entity else ""
            chain.append(link.to)
        return chain[-1], first.rule if first else ""

    def parent(self, entity: NamedNode) -> Link | None:
        """The entity that `entity` stands behind, if any."""
        if entity not in self._parents:
            self._parents[entity] = self._corrected(entity) or self._known(entity) or self._declared(entity)
        return self._parents[entity]

    def items(self, entity: NamedNode) -> set[str]:
        """What Wikidata calls it."""
        found = {value for _, value in self.facts.stated(entity, SAME, None) if isinstance(value, NamedNode)}
        return {value.value for value in found if value.value.startswith(_WIKIDATA)}

    def claims(self, name: NamedNode) -> set[NamedNode]:
        """The other entities that are also called so; none if they are too many."""
        apart = self.apart(name) | {name}
        stated = self.facts.stated(None, ALIAS, name, enough=_MOST_CLAIMS + len(apart) + 1)
        holders = {holder for holder, _ in stated} - apart
        return holders if len(holders) <= _MOST_CLAIMS else set()

    def apart(self, entity: NamedNode) -> set[NamedNode]:
        """What a person has said to be something else."""
        there = {quad.object for quad in self.facts.corrected(entity, DIFFERENT, None)}
        back = {quad.subject for quad in self.facts.corrected(None, DIFFERENT, entity)}
        return {node for node in there | back if isinstance(node, NamedNode)}

    def _corrected(self, entity: NamedNode) -> Link | None:
        said = {quad.object for quad in self.facts.corrected(entity, SAME, None)}
        there = [node for node in said if isinstance(node, NamedNode) and self.exists(node)]
        return Link(min(there, key=rank), "correction") if there else None

    def _known(self, entity: NamedNode) -> Link | None:
        items = self.items(entity)
        if len(items) != 1:
            return None
        item = items.pop()
        same = {node for node, _ in self.facts.stated(None, SAME, NamedNode(item)) if _family(node) == _family(entity)}
        same = {node for node in same - self.apart(entity) if len(self.items(node)) == 1} | {entity}
        root = max(same, key=lambda node: (key_of(node) in _table().get(item, ()), *rank(node)))
        return Link(root, "wikidata") if root != entity else None

    def _declared(self, entity: NamedNode) -> Link | None:
        mine = self.items(entity)
        groups = self._grouped({holder for holder in self.claims(entity) if not mine or self.items(holder) <= mine})
        if len(groups) > 1:
            weight = {leader: sum(self._count(holder, entity) for holder in group) for leader, group in groups.items()}
            best, second = sorted(groups, key=lambda leader: (-weight[leader], rank(leader)))[:2]
            return Link(best, "alias") if weight[best] >= _DOMINANCE * weight[second] else None
        return next((Link(leader, "alias") for leader in groups), None)

    def _count(self, holder: NamedNode, name: NamedNode) -> int:
        """How many articles call it so, up to 20."""
        return sum(1 for _ in islice(self.facts.raw(holder, ALIAS, name), _COUNTED))

    def _grouped(self, holders: set[NamedNode]) -> dict[NamedNode, list[NamedNode]]:
        """The holders of a name, those that are known to be one under the fullest name."""
        groups: dict[NamedNode, list[NamedNode]] = {}
        for holder in sorted(holders, key=rank, reverse=True):
            leader = next((each for each in groups if self._are_one(each, holder)), holder)
            groups.setdefault(leader, []).append(holder)
        return groups

    def _are_one(self, one: NamedNode, other: NamedNode) -> bool:
        items, others = self.items(one), self.items(other)
        if items and others:
            return items == others
        return self.facts.states(one, ALIAS, other) or self.facts.states(other, ALIAS, one)


def rank(entity: NamedNode) -> tuple[int, str]:
    """The fuller name is the greater."""
    return len(key_of(entity)), entity.value


def key_of(entity: NamedNode) -> str:
    """The key of the name that the IRI was minted from."""
    return entity.value.rsplit("/", 1)[-1]


def _family(entity: NamedNode) -> str:
    return entity.value.rsplit("/", 2)[-2]


@cache
def _table() -> dict[str, frozenset[str]]:
    """Item of Wikidata → the keys of the names that the table has for it."""
    rows: Iterable[dict[str, str]] = resources.read_csv("rdf/wikidata.csv")
    return {_WIKIDATA + row["qid"]: frozenset(name_key(name, row["family"]) for name in row["names"].split("|")) for row in rows}
