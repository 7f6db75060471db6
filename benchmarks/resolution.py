"""What it costs to resolve one more article, in stores of different sizes: `python -m benchmarks.resolution [ARTICLES] [FOLDER]`.

The store is made in FOLDER, which needs 100 kB of disk for each article, and is removed afterwards.
With 100,000 articles it takes half an hour.

Made-up articles name entities as unevenly as news does (a few are in every tenth article, most in one), by full names and
declared acronyms, and tell of contracts between them.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.store import view
from kg_extract.store.change import Database
from kg_extract.store.embedded import EmbeddedStore
from kg_extract.store.store import Store, open_store

__all__ = ["Cost", "Counting", "article", "asked", "measure"]

_KG = "https://w3id.org/kg-extract/ns#"
_ID = "https://w3id.org/kg-extract/id/"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_OTHER = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
_NAMED = 8
_SMALL = 1000


def article(number: int, chance: random.Random) -> list[Quad]:
    """One article: eight entities and two awards."""
    graph = NamedNode(f"{_ID}article/{number}")
    quads = [Quad(graph, _TYPE, NamedNode(f"{_KG}Article"), graph)]
    nodes = []
    for _ in range(_NAMED):
        # Zipf's law: the entity of rank r is named with a probability of 1/r.
        rank = int(2 ** (chance.random() * 17))
        name, acronym = f"Agency of Things {rank}x", f"AOT{rank}X"
        is_full = chance.random() < 0.5
        node = NamedNode(f"{_ID}organization/{'agency-of-things-' + str(rank) + 'x' if is_full else acronym.lower()}")
        quads += [Quad(node, _TYPE, NamedNode(f"{_KG}Agency"), graph), Quad(node, _LABEL, Literal(name if is_full else acronym), graph)]
        if is_full:
            alias = NamedNode(f"{_ID}organization/{acronym.lower()}")
            quads += [Quad(node, _OTHER, Literal(acronym), graph), Quad(node, NamedNode(f"{_KG}alias"), alias, graph)]
        nodes.append(node)
    for n in (0, 1):
        event, money = NamedNode(f"{graph.value}#event-{n}"), NamedNode(f"{graph.value}#amount-{n}")
        quads += [
            Quad(event, _TYPE, NamedNode(f"{_KG}ContractAward"), graph),
            Quad(event, NamedNode(f"{_KG}status"), NamedNode(f"{_KG}occurred"), graph),
            Quad(event, NamedNode(f"{_KG}awarder"), nodes[2 * n], graph),
            Quad(event, NamedNode(f"{_KG}awardee"), nodes[2 * n + 1], graph),
            Quad(event, NamedNode(f"{_KG}date"), Literal(f"2025-{chance.randrange(12) + 1:02}-{chance.randrange(28) + 1:02}"), graph),
            Quad(event, NamedNode(f"{_KG}amount"), money, graph),
            Quad(money, NamedNode(f"{_KG}value"), Literal(chance.randrange(10**6)), graph),
            Quad(money, NamedNode(f"{_KG}currency"), Literal("USD"), graph),
        ]
    return quads


@dataclass(frozen=True)
class Cost:
    """What one more article costs in a store of so many: processor time, and what resolution asks of the database."""

    articles: int
    milliseconds: float
    small: float
    look_ups: float
    quads: float

    def __str__(self) -> str:
        """On one line."""
        return (
            f"{self.articles:7,} articles: {self.milliseconds:5.2f} ms each (in turn, in a store of {_SMALL:,}: {self.small:.2f} ms), "
            f"{self.look_ups:.0f} look-ups, {self.quads:.0f} quads read"
        )


class Counting:
    """A database that counts what it is asked and the quads that it hands out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.look_ups = 0
        self.read = 0

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Quad]:
        """As the database itself."""
        self.look_ups += 1
        for quad in self._database.quads_for_pattern(*pattern):
            self.read += 1
            yield quad

    def __contains__(self, quad: Quad) -> bool:
        """As the database itself."""
        self.look_ups += 1
        return quad in self._database


def asked(database: Database, articles: int = 100) -> tuple[float, float]:
    """The look-ups and the quads read for each of some articles that `database` does not have."""
    counter = Counting(database)
    for number in range(articles):
        view.effects(counter, (), article(10**6 + number, random.Random(number)))
    return counter.look_ups / articles, counter.read / articles


def measure(number: int, folder: Path) -> Iterator[Cost]:
    """The cost at a thousand articles, at each tenth of the way, and at the end.

    Processor time depends on who else uses the machine's caches; so each time it is measured in turn with a store of a thousand.
    """
    with open_store(folder / "many", mode="write") as many:
        done = 0
        for count in sorted({min(_SMALL, number), *range(number // 10, number + 1, number // 10)}):
            _fill(many, range(done, count))
            done = count
            with tempfile.TemporaryDirectory(dir=folder) as place, open_store(place, mode="write") as small:
                _fill(small, range(_SMALL))
                spent = [[_spent(store, range(n, n + 20)) for store in (many, small)] for n in range(2 * 10**6, 2 * 10**6 + 400, 20)]
                for n in range(2 * 10**6, 2 * 10**6 + 400):
                    many.forget(f"{_ID}article/{n}")
            assert isinstance(many, EmbeddedStore)
            here, there = (statistics.median(each) for each in zip(*spent, strict=True))
            yield Cost(count, here, there, *asked(many.resolver().facts.database))


def _fill(store: Store, numbers: Iterable[int]) -> None:
    for n in numbers:
        store.replace(f"{_ID}article/{n}", article(n, random.Random(n)))


def _spent(store: Store, numbers: Iterable[int]) -> float:
    """Milliseconds of processor time for each of some articles."""
    articles = [(n, article(n, random.Random(n))) for n in numbers]
    begun = time.process_time()
    for n, quads in articles:
        store.replace(f"{_ID}article/{n}", quads)
    return (time.process_time() - begun) / len(articles) * 1000


def main() -> None:
    """Print a line for each measurement."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        for cost in measure(number, Path(folder)):
            print(cost, flush=True)


if __name__ == "__main__":
    main()
