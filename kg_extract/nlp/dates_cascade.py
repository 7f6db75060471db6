"""A cascade of finite-state rules over node classes (Abney 1996, Partial Parsing via Finite-State Cascades).

The classes of all nodes make a string, one letter per node; a rule is a regular expression over it and a function that
makes one node of the matched ones. Each level rewrites the nodes, the next level matches on the result: d is a day,
P a period, G a vague one ("the week"), J now, L so much later, I so much from now.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from kg_extract.nlp.dates_readings import When
from kg_extract.nlp.dates_tokens import Node

__all__ = ["Level", "Match", "day", "meaning", "span"]


@dataclass(frozen=True, slots=True)
class Match:
    """The nodes that a rule matched; `m["name"]` is the first node of a named group, or None."""

    nodes: list[Node]
    found: re.Match[str]

    def __getitem__(self, name: str) -> Node | None:
        at = self.found.start(name) if name in self.found.re.groupindex else -1
        return self.nodes[at] if at >= 0 else None

    def need(self, name: str) -> Node:
        """The first node of a group that always takes part."""
        return self.nodes[self.found.start(name)]

    @property
    def classes(self) -> str:
        """The classes that were matched."""
        return self.found.group()

    def before(self, distance: int = 1) -> Node | None:
        """The node in front of the match, or further on."""
        at = self.found.start() - distance
        return self.nodes[at] if at >= 0 else None

    def before_in(self, classes: str) -> bool:
        """Whether the node in front of the match is of one of the classes."""
        node = self.before()
        return node is not None and node.cls in classes

    @property
    def after(self) -> Node | None:
        """The node behind the match."""
        return self.nodes[self.found.end()] if self.found.end() < len(self.nodes) else None


Builder = Callable[[Match], Node | None]


@dataclass
class Level:
    """One level: rules in order of preference, tried from left to right."""

    rules: list[tuple[str, Builder]] = field(default_factory=list)
    master: re.Pattern[str] | None = None

    def rule(self, *patterns: str) -> Callable[[Builder], Builder]:
        """Registers a builder for some patterns; a builder may return None, and the next rule is tried."""

        def register(build: Builder) -> Builder:
            self.rules += [(pattern, build) for pattern in patterns]
            self.master = None
            return build

        return register

    def apply(self, nodes: list[Node]) -> list[Node]:
        """The nodes with everything that the rules matched made into one."""
        if self.master is None:
            self.master = re.compile("|".join(f"(?:{re.sub(r'[(][?]P<.*?>', '(?:', pattern)})" for pattern, _ in self.rules))
        classes = "".join([node.cls for node in nodes])
        out: list[Node] = []
        at = 0
        while hit := self.master.search(classes, at):
            out += nodes[at : hit.start()]
            node, at = self._build(nodes, classes, hit.start())
            out.append(node)
        return out + nodes[at:]

    def _build(self, nodes: list[Node], classes: str, at: int) -> tuple[Node, int]:
        for pattern, build in self.rules:
            found = _compiled(pattern).match(classes, at)
            if found and (node := build(Match(nodes, found))) is not None:
                node.start, node.end = nodes[at].start, nodes[found.end() - 1].end
                return node, found.end()
        return nodes[at], at + 1


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern of one rule, compiled when the level matches somewhere."""
    return re.compile(pattern)


def day(when: When, word: str = "", number: int = 0) -> Node:
    """A node that means a day."""
    return Node(0, 0, "d", word, number, when=when)


def span(when: When, cls: str = "P", word: str = "") -> Node:
    """A node that means a period."""
    return Node(0, 0, cls, word, when=when)


def meaning(node: Node) -> When:
    """What an understood node means."""
    if node.when is None:
        raise TypeError(node)
    return node.when
