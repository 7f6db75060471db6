"""Reads a query before it is run: its kind, and what must be refused (diagnosis.py says why one is wrong).

    prefixes()          the prefixes that need no declaration (ontology/prefixes.ttl)
    kind(text)          "select" | "ask" | "construct" | "describe" | "update" | None
    check(text)         QueryError for SERVICE, updates, nesting beyond reason
    expand("id:x")      the full IRI of a prefixed name, <IRI> or IRI; None for anything else
    at(text, offset, …) the QueryError for one place: str(error) is one line, error.detail the picture with a caret

The words are read as tokens (SPARQL 1.1, section 19.8), so that SERVICE in a string, an IRI or a comment is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal as Choice
from typing import NamedTuple

from kg_extract.errors import QueryError
from kg_extract.prefixes import KNOWN

__all__ = [
    *("KINDS", "Kind", "SparqlError", "Token", "at", "check", "check_update"),
    *("columns", "expand", "kind", "plain", "prefixes", "prologue", "tokens"),
]

Kind = Choice["select", "ask", "construct", "describe", "update"]

#: The parser recurses: some thousand nested groups overflow its stack and kill the process.
MAX_DEPTH = 100
_WIDTH = 78

_TOKEN = re.compile(
    r"""(?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<open_string>\"\"\"|'''|"|')
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?|_)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>&&|\|\||!=|<=|>=|\^\^|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
KINDS: dict[str, Kind] = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "describe"}


class SparqlError(QueryError):
    """A query that is wrong at one place; `detail` shows that line with a caret under it."""

    def __init__(self, what: str, hint: str = "", *, line: int = 0, column: int = 0, detail: str = "") -> None:
        super().__init__(what, hint)
        self.line = line
        self.column = column
        self.detail = detail


class Token(NamedTuple):
    """A word of the query: its kind (a group name of the token pattern), its text, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The keyword in capitals, or "" when this is no word."""
        return self.text.upper() if self.kind == "word" else ""


def prefixes() -> dict[str, str]:
    """The prefixes that every query knows."""
    return KNOWN


def expand(name: str) -> str | None:
    """The IRI that <…>, https://… or a known prefix (id:…) stands for; None when `name` is no IRI."""
    bare = name.strip().removeprefix("<").removesuffix(">")
    prefix, colon, local = bare.partition(":")
    if not colon or re.search(r'[\s<>"{}|^`\\]', bare):
        return None
    if prefix in prefixes():
        return prefixes()[prefix] + local
    return bare if local.startswith("//") or prefix == "urn" else None


def tokens(text: str) -> Iterator[Token]:
    """The words and marks of the query, without spaces and comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup not in ("space", "comment"):
            yield Token(match.lastgroup or "", match.group(), match.start())


def kind(text: str) -> Kind | None:
    """What the query asks for, or None when no keyword tells."""
    for token in tokens(text):
        if token.word in KINDS:
            return KINDS[token.word]
        if token.word in _UPDATES:
            return "update"
    return None


def prologue(text: str) -> str:
    """Declarations, on one line, of the known prefixes that the query uses: for a server, which does not know them."""
    used = {token.text.partition(":")[0] for token in tokens(text) if token.kind == "name"}
    return "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in prefixes().items() if prefix in used)


def columns(text: str, variables: Sequence[str]) -> list[str]:
    """The variables of an answer in the order in which the query writes them: SELECT * leaves the order open."""
    if not _selects_all(text):
        return list(variables)
    written = [token.text[1:] for token in tokens(text) if token.kind == "variable"]
    return sorted(variables, key=written.index)


def _selects_all(text: str) -> bool:
    words = (token for token in tokens(text) if token.word not in ("DISTINCT", "REDUCED"))
    return next((after.text == "*" for token, after in pairwise(words) if token.word == "SELECT"), False)


def check(text: str, *, allow_network: bool = False) -> None:
    """`QueryError` for what kgx does not run: updates, SERVICE (it reaches into the network), nesting beyond reason."""
    unescaped = plain(text)
    words = list(tokens(unescaped))
    if not words:
        raise QueryError("The query is empty.", "Give SPARQL text, or the name of a shipped query: kgx query --list")
    if kind(unescaped) == "update":
        raise QueryError("This is an update, and a query never changes the store.", "Use kgx ingest, forget, or store update.")
    service = next((token for token in words if token.word == "SERVICE"), None)
    if service and not allow_network:
        raise at(unescaped, service.start, "SERVICE would reach into the network and is refused", "Ask the store itself, without SERVICE.")
    _check_depth(unescaped, words)


def at(text: str, offset: int, message: str, hint: str = "") -> SparqlError:
    """The error at one place of the text, with the caret picture."""
    before = text[:offset]
    line = before.count("\n") + 1
    column = offset - (before.rfind("\n") + 1) + 1
    source = text.split("\n")[line - 1].rstrip("\r")
    shown, place = _window(source, column)
    picture = f"{shown}\n{_indent(shown, place)}^"
    return SparqlError(f"Line {line}, column {column} of the query: {message}.", hint, line=line, column=column, detail=picture)


def check_update(text: str, *, allow_network: bool = False) -> None:
    """`QueryError` for an update that reaches into the network, or that is none."""
    unescaped = plain(text)
    if kind(unescaped) != "update":
        raise QueryError("This is no update: it changes nothing.", "Ask it with: kgx query")
    for token in tokens(unescaped):
        if token.word in ("SERVICE", "LOAD") and not allow_network:
            raise at(unescaped, token.start, f"{token.word} would reach into the network and is refused", "Allow it with --allow-network")
    _check_depth(unescaped, list(tokens(unescaped)))


def plain(text: str) -> str:
    """The query without \\u escapes, which stand for characters anywhere in it (SPARQL 1.1, 19.2): S\\u0045RVICE is SERVICE."""
    return _ESCAPED.sub(lambda m: chr(int(m[1] or m[2], 16) % 0x110000), text)


def _check_depth(text: str, words: list[Token]) -> None:
    depth = 0
    for token in words:
        if token.kind == "mark" and token.text in "([{":
            depth += 1
        elif token.kind == "mark" and token.text in ")]}":
            depth -= 1
        if depth > MAX_DEPTH:
            raise at(text, token.start, f"the query is nested more than {MAX_DEPTH} deep", "Write it flatter.")


def _window(source: str, column: int) -> tuple[str, int]:
    """As much of a long line as fits a terminal, around the fault."""
    if len(source) <= _WIDTH:
        return source, column
    start = max(0, min(column - _WIDTH // 2, len(source) - _WIDTH))
    return source[start : start + _WIDTH], column - start


def _indent(source: str, column: int) -> str:
    return "".join("\t" if character == "\t" else " " for character in source[: column - 1].ljust(column - 1))
