"""A process that writes to a store until it is killed: `python writer.py FOLDER SEED`.

It replaces and forgets small articles in turn, prints "? GRAPH VERSION" before and "GRAPH VERSION" once each is stored
(version 0: forgotten); every quad of a version carries
its number, so that half an article shows. Started by test_nothing_lost.py.
"""

from __future__ import annotations

import random
import sys

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.store.store import open_store

QUADS = 60


def version(graph: str, number: int) -> list[Quad]:
    """The content of one version of an article; half of its triples are stated by the other articles, too."""
    own = [Quad(NamedNode(f"{graph}#{i}"), NamedNode("http://x/version"), Literal(number), NamedNode(graph)) for i in range(QUADS)]
    shared = [Quad(NamedNode(f"http://x/{i}"), NamedNode("http://x/version"), Literal(number), NamedNode(graph)) for i in range(QUADS)]
    return own + shared


def say(line: str) -> None:
    """Write a line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Write for ever."""
    chance = random.Random(sys.argv[2])
    number = int(sys.argv[2]) * 1_000_000
    with open_store(sys.argv[1], mode="write") as store:
        say("open")
        while True:
            number += 1
            graph = f"http://x/article/{chance.randrange(4)}"
            stored = 0 if chance.random() < 0.2 else number
            say(f"? {graph} {stored}")
            if stored:
                store.replace(graph, version(graph, number))
            else:
                store.forget(graph)
            say(f"{graph} {stored}")
            if chance.random() < 0.05:
                store.flush()


if __name__ == "__main__":
    main()
