"""A cascade of finite-state rules over node classes (Abney 1996, Partial Parsing via Finite-State Cascades).

The classes of all nodes make a string, one letter per node; a rule is a regular expression over it and a function that
makes one node of the matched ones. Each level rewrites the nodes, the next level matches on the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kg_extract.nlp.dates_tokens import Node

__all__ = ["Level", "Match"]


@dataclass(frozen=True, slots=True)
class Match:
    """The nodes that a rule matched; `m["name"]` is the first node of a named group, or None."""

    nodes: list[Node]
    found: re.Match[str]

    def __getitem__(self, name: str) -> Node | None:
        at = self.found.start(name)
        return self.nodes[at] if at >= 0 else None

    def need(self, name: str) -> Node:
        """The first node of a group that always takes part."""
        return self.nodes[self.found.start(name)]

    @property
    def before(self) -> Node | None:
        """The node in front of the match."""
        return self.nodes[self.found.start() - 1] if self.found.start() else None

    @property
    def after(self) -> Node | None:
        """The node behind the match."""
        return self.nodes[self.found.end()] if self.found.end() < len(self.nodes) else None


Builder = Callable[[Match], Node | None]


@dataclass
class Level:
    """One level: rules in order of preference, tried from left to right."""

    rules: list[tuple[re.Pattern[str], Builder]] = field(default_factory=list)
    master: re.Pattern[str] | None = None

    def rule(self, pattern: str) -> Callable[[Builder], Builder]:
        """Registers a builder for a pattern; a builder may return None, and the next rule is tried."""

        def register(build: Builder) -> Builder:
            self.rules.append((re.compile(pattern), build))
            self.master = None
            return build

        return register

    def apply(self, nodes: list[Node]) -> list[Node]:
        """The nodes with everything that the rules matched made into one."""
        if self.master is None:
            self.master = re.compile("|".join(f"(?:{re.sub(r'[(][?]P<.*?>', '(?:', p.pattern)})" for p, _ in self.rules))
        classes = "".join(node.cls for node in nodes)
        out: list[Node] = []
        at = 0
        while hit := self.master.search(classes, at):
            out += nodes[at : hit.start()]
            node, at = self._build(nodes, classes, hit.start())
            out.append(node)
        return out + nodes[at:]

    def _build(self, nodes: list[Node], classes: str, at: int) -> tuple[Node, int]:
        for pattern, build in self.rules:
            found = pattern.match(classes, at)
            if found and (node := build(Match(nodes, found))) is not None:
                node.start, node.end = nodes[at].start, nodes[found.end() - 1].end
                return node, found.end()
        return nodes[at], at + 1
