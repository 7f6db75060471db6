"""What it costs to resolve one more article, in stores of different sizes: `python -m benchmarks.resolution [ARTICLES] [FOLDER]`.

Made-up articles name entities as unevenly as news does (a few are in every tenth article, most in one), by full names and
declared acronyms, and tell of contracts between them.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.store.store import open_store

__all__ = ["article", "measure"]

_KG = "https://w3id.org/kg-extract/ns#"
_ID = "https://w3id.org/kg-extract/id/"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_OTHER = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
_NAMED = 8


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


def measure(number: int, folder: str) -> Iterator[tuple[int, float]]:
    """How many articles there are, and the milliseconds of processor time that each of the last ones cost."""
    chance = random.Random(1)
    step = max(100, min(1000, number // 10))
    with open_store(folder, mode="write") as store:
        for start in range(0, number, step):
            articles = [(n, article(n, chance)) for n in range(start, min(start + step, number))]
            begun = time.process_time()
            for n, quads in articles:
                store.replace(f"{_ID}article/{n}", quads)
            yield start + len(articles), (time.process_time() - begun) / len(articles) * 1000


def main() -> None:
    """Print a line for every thousand articles."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        for count, cost in measure(number, sys.argv[2] if len(sys.argv) > 2 else folder):
            print(f"{count:7,} articles: {cost:.2f} ms each", flush=True)


if __name__ == "__main__":
    main()
