"""The queries that kgx ships (ontology/queries/*.rq), and the safe binding of what a user passes to them.

    named.all()                      every query, by name
    named.get("contracts")           one, or NotFoundError that names the nearest
    query.about                      what it answers, one line
    query.parameters                 (Parameter(name="agency", type="NAME", about="awarded by …"), …)
    query.sparql({"agency": "NASA"}) the text to run; UsageError for an unknown parameter or a value of the wrong type

A file starts with comments `#? what it answers` and `#? --name TYPE what it does`. A line that ends in `#? name` belongs to
that parameter and is left out when it is not given; in it `$name` stands for the value. So every file is SPARQL by itself.

TYPE     given as                         bound as
NAME     NASA                             a pattern for REGEX(…, "i"): some word of a name starts so
TEXT     any text                         a string
CODE     usd                              a string in capitals
NUMBER   1e8, 100000000, 2.5 million, 3bn a decimal
COUNT    20                               an integer
DATE     2024, 2024-06 or 2024-06-18      a string
STATUS   occurred, planned, …             kg:occurred, kg:planned, …
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pyoxigraph import Literal

from kg_extract import met, resources
from kg_extract.errors import DataError, NotFoundError, UsageError
from kg_extract.store.sparql import tokens

__all__ = ["NamedQuery", "Parameter", "all", "get", "is_name", "read"]

_HEADER = re.compile(r"#\?\s+--(?P<name>[a-z]+) (?P<type>[A-Z]+)\s+(?P<about>.+)")
_MARKED = re.compile(r"^(?P<code>.*\S)\s+#\? (?P<name>[a-z]+)\s*$")
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "b": 9, "billion": 9, "trillion": 12}
_SUGGESTED = 3


@dataclass(frozen=True)
class Parameter:
    """What can be passed to a named query: `--name TYPE`."""

    name: str
    type: str
    about: str


@dataclass(frozen=True)
class NamedQuery:
    """A query that kgx or a profile ships."""

    name: str
    about: str
    parameters: tuple[Parameter, ...]
    body: str

    def sparql(self, values: Mapping[str, str] | None = None) -> str:
        """The query with `values` bound, each checked against its type and escaped."""
        types = {parameter.name: parameter.type for parameter in self.parameters}
        bound = {name: _bind(name, self._type(name, types), value) for name, value in (values or {}).items()}
        lines = [self._line(line, bound) for line in self.body.splitlines()]
        return "\n".join(line for line in lines if line is not None) + "\n"

    def _type(self, name: str, types: dict[str, str]) -> str:
        if name not in types:
            near = _near(name, list(types))
            offered = " ".join(f"--{each}" for each in (near or types))
            raise UsageError(
                f"The query {self.name} has no parameter --{name}.", f"It has: {offered}" if not near else f"Did you mean {offered}?"
            )
        return types[name]

    def _line(self, line: str, bound: dict[str, str]) -> str | None:
        marked = _MARKED.match(line)
        if not marked:
            return line
        return _with_values(marked["code"], bound) if marked["name"] in bound else None


def is_name(text: str) -> bool:
    """Whether this is the name of a query, or of none, but not SPARQL."""
    return re.fullmatch(r"[A-Za-z][\w-]*", text) is not None


def all() -> tuple[NamedQuery, ...]:
    """Every shipped query and those of the profiles met, in alphabetical order."""
    files = {file.stem.replace("_", "-"): file for folder in _folders() for file in folder.glob("*.rq")}
    return tuple(read(name, files[name]) for name in sorted(files))


def get(name: str) -> NamedQuery:
    """The query of this name: a shipped one, or one of a profile met."""
    stem = name.replace("-", "_")
    file = next((place for folder in reversed(_folders()) if (place := folder / f"{stem}.rq").exists()), None)
    if stem.isidentifier() and file:
        return read(name, file)
    near = _near(name, [query.name for query in all()])
    hint = f"Did you mean {', '.join(near)}?" if near else "See them all: kgx query --list"
    raise NotFoundError(f"There is no query named {name!r}.", hint)


def _folders() -> list[Path]:
    """Where queries are, those of kgx first."""
    return [resources.ontology("queries"), *(profile.folder / "queries" for profile in met.PROFILES.values())]


def read(name: str, file: Path) -> NamedQuery:
    """The query in a file; `DataError` with its line where the head of the file is not as it should be."""
    lines = file.read_text(encoding="utf-8").splitlines()
    header = [line for line in lines if line.startswith("#?")]
    if not header:
        raise DataError(f"{file}:1: the query does not say what it answers.", "Start it with: #? What it answers")
    parameters = []
    for number, line in enumerate(header[1:], 2):
        found = _HEADER.fullmatch(line)
        if not found or found["type"] not in _BINDERS:
            raise DataError(f"{file}:{number}: this declares no parameter: {line}", "Write it as: #? --name TYPE what it does")
        parameters.append(Parameter(found["name"], found["type"], found["about"]))
    return NamedQuery(name, header[0][2:].strip(), tuple(parameters), "\n".join(lines[len(header) :]).strip())


def _with_values(code: str, bound: dict[str, str]) -> str:
    """`code` with each variable $name replaced; tokens are read, so that a $name in a string stays."""
    parts: list[str] = []
    end = 0
    for token in tokens(code):
        if token.kind == "variable" and token.text.startswith("$") and token.text[1:] in bound:
            parts += [code[end : token.start], bound[token.text[1:]]]
            end = token.start + len(token.text)
    return "".join([*parts, code[end:]])


def _bind(name: str, type: str, value: str) -> str:
    bound = _BINDERS[type](value.strip())
    if bound is None:
        raise UsageError(f"--{name} {value!r}: this is not {_EXPECTED[type]}.", f"Give it as in --{name} {_EXAMPLES[type]}")
    return bound


def _name(value: str) -> str | None:
    if not value:
        return None
    pattern = r"\s+".join(re.sub(r"([^\w\s])", r"\\\1", word) for word in value.split())
    return _string(rf"(^|[^\p{{L}}\p{{N}}]){pattern}")


def _string(value: str) -> str:
    return str(Literal(value))


def _number(value: str) -> str | None:
    found = re.fullmatch(r"([-+]?[\d.,_]+(?:[eE][-+]?\d+)?)\s*([A-Za-z]*)", value)
    if not found or found[2].lower() not in {"", *_SCALES}:
        return None
    try:
        number = Decimal(re.sub(r"[,_]", "", found[1])).scaleb(_SCALES.get(found[2].lower(), 0))
    except InvalidOperation:
        return None
    return f"{number:f}" if "." in f"{number:f}" else f"{number:f}.0"


def _count(value: str) -> str | None:
    return value if re.fullmatch(r"[0-9]{1,9}", value) else None


def _date(value: str) -> str | None:
    known = re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", value)
    return _string(value) if known else None


def _status(value: str) -> str | None:
    from kg_extract.model import STATUSES  # here: the model costs every query 10 ms

    return f"kg:{value.lower()}" if value.lower() in STATUSES else None


_BINDERS: dict[str, Callable[[str], str | None]] = {
    "NAME": _name,
    "TEXT": _string,
    "CODE": lambda value: _string(value.upper()),
    "NUMBER": _number,
    "COUNT": _count,
    "DATE": _date,
    "STATUS": _status,
}
_EXPECTED = {
    "NAME": "a name",
    "NUMBER": "a number",
    "COUNT": "a whole number",
    "DATE": "a date",
    "STATUS": "one of occurred, planned, possible, negated",
}
_EXAMPLES = {"NAME": "NASA", "NUMBER": "1e8", "COUNT": "20", "DATE": "2024-06-18 (or 2024-06, or 2024)", "STATUS": "occurred"}


def _near(name: str, known: list[str]) -> list[str]:
    from rapidfuzz import process

    return [found for found, _, _ in process.extract(name, known, limit=_SUGGESTED, score_cutoff=60)]
