"""Rewrites a query for a server, so that it sees there what it sees on disk.

    seen(text, view)     the query with `view` (None: the server's own default graph) as its default graph, and without kgx's own
                         graphs among those that GRAPH ?variable goes through
    described(text)      for a DESCRIBE: its declarations, the SELECT of what is to be described, and what it names by itself

`SELECT … WHERE { P }` becomes `SELECT … WHERE { GRAPH view { P } }`: inside GRAPH another GRAPH still reaches every graph of the
dataset (SPARQL 1.1, 18.5), and the protocol's default-graph-uri would take those away. A query with its own FROM stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pyoxigraph import NamedNode

from kg_extract.store.change import HIDDEN
from kg_extract.store.sparql import Token, plain, tokens

__all__ = ["described", "seen"]

_CLOSING = {"(": ")", "[": "]", "{": "}"}


def seen(text: str, view: NamedNode | None) -> str:
    """The query as it has to be asked."""
    text = plain(text)
    words = list(tokens(text))
    # At one place, what is inserted last stands first: a filter goes before the end of the view.
    inserts = [*(_viewing(text, words, view) if view else ()), *_hiding(words)]
    for place, addition in sorted(inserts, key=lambda pair: pair[0], reverse=True):
        text = text[:place] + addition + text[place:]
    return text


def described(text: str) -> tuple[str, str | None, list[str]]:
    """The declarations of a DESCRIBE, the SELECT that finds what it describes (None where it has no pattern), the terms that it names."""
    text = plain(text)
    words = list(tokens(text))
    start = next(place for place, word in enumerate(words) if word.word == "DESCRIBE")
    end = next((n for n, word in enumerate(words) if n > start and (word.text == "{" or word.word in ("FROM", "WHERE"))), len(words))
    terms = [word.text for word in words[start + 1 : end]]
    declarations = text[: words[start].start]
    if end == len(words):
        return declarations, None, terms
    variables = [term for term in terms if term[0] in "?$*"]
    select = f"SELECT DISTINCT {' '.join(variables) or '*'} "
    return declarations, declarations + select + text[words[end].start :], [term for term in terms if term not in variables]


def _hiding(words: list[Token]) -> Iterator[tuple[int, str]]:
    hidden = ", ".join(map(str, HIDDEN))
    for place, (word, after) in enumerate(pairwise(words)):
        if word.word == "GRAPH" and after.kind == "variable":
            yield words[_end(words, place + 2)].start + 1, f" FILTER({after.text} NOT IN ({hidden})) "


def _viewing(text: str, words: list[Token], view: NamedNode) -> Iterator[tuple[int, str]]:
    start = _pattern(words)
    if start is None:
        return
    end = _end(words, start)
    inside = words[start].start + 1, words[end].start
    # CONSTRUCT WHERE { … } has its template as its pattern.
    if words[start - 1].word == "WHERE" and start > 1 and words[start - 2].word == "CONSTRUCT":
        yield words[start - 1].start, f"{{ {text[inside[0] : inside[1]]} }} "
    yield inside[0], f" GRAPH {view} {{ "
    yield inside[1], " } "


def _pattern(words: list[Token]) -> int | None:
    """The bracket that opens the query's pattern; None for a query that names its dataset, or has none."""
    depth = 0
    template = False
    for place, word in enumerate(words):
        if depth == 0 and word.word == "FROM":
            return None
        if depth == 0 and word.text == "{" and not (template and words[place - 1].word == "CONSTRUCT"):
            return place
        template = template or word.word == "CONSTRUCT"
        if word.kind == "mark":
            depth += (word.text in "([{") - (word.text in ")]}")
    return None


def _end(words: list[Token], start: int) -> int:
    """The bracket that closes the one at `start`."""
    depth = 0
    for place in range(start, len(words)):
        if words[place].kind == "mark":
            depth += (words[place].text == "{") - (words[place].text == "}")
        if depth == 0:
            return place
    return len(words) - 1
