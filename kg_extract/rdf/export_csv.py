"""CSV tables: one per event type, and one each of relations, posts, entities and articles (RFC 4180)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg_extract.model import ENTITY_TYPES, ROLES
from kg_extract.rdf.terms import split_iri
from kg_extract.rdf.vocab import KG, RDF, RDFS, SCHEMA, SKOS

__all__ = ["spreadsheet_safe", "write_csv"]

Told = dict[NamedNode, list[NamedNode | Literal]]
Row = dict[str, str]

_BETWEEN = "; "
_MONEY = ("amount_value", "amount_currency", "amount_approximate", "amount_bound", "amount_text")
_OF_EVERY_EVENT = {RDF["type"], RDFS["label"], KG["status"], KG["confidence"], KG["evidence"]}
_SOURCES = ("quote", "article", "published", "source")


def write_csv(quads: Iterable[Quad], folder: Path) -> None:
    """EVENT.csv for each event type that there is, relations.csv, posts.csv, entities.csv and articles.csv."""
    tables = _Tables(quads)
    for event in tables.events:
        roles = tables.roles(event)
        columns = ["event", "status", "confidence", "label", *(c for role in roles for c in _columns(role)), *_SOURCES]
        _write(folder / f"{event}.csv", columns, tables.rows(event, tables.event(event)))
    _write(folder / "relations.csv", ["relation", "subject", "predicate", "object", "status", "confidence", *_SOURCES], tables.relations())
    _write(folder / "posts.csv", ["post", "person", "position", "organization", "status", "confidence", *_SOURCES], tables.posts())
    _write(folder / "entities.csv", ["entity", "type", "name", "other_names", *_SOURCES[:2]], tables.entities())
    _write(folder / "articles.csv", ["article", "source", "headline", "published", "publisher", "author", "url"], tables.articles())


def spreadsheet_safe(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula (OWASP, "CSV Injection"); numbers stay as they are."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _columns(role: str) -> tuple[str, ...]:
    """The columns of a role: an amount has five, an entity its name and its IRI."""
    if role == "amount":
        return _MONEY
    return (role,) if role in ("date", "endDate", "outcome") else (role, f"{role}_iri")


def _write(file: Path, columns: list[str], rows: Iterator[Row]) -> None:
    first = next(rows, None)
    if first is None:
        return
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        for row in (first, *rows):
            writer.writerow({column: spreadsheet_safe(text) for column, text in row.items()})


class _Tables:
    """The rows of all tables, each sorted by its IRI."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.told: dict[NamedNode, Told] = defaultdict(lambda: defaultdict(list))
        for quad in sorted({quad.triple for quad in quads}, key=str):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self.told[quad.subject][quad.predicate].append(quad.object)
        self.by_type: dict[NamedNode | Literal, list[NamedNode]] = defaultdict(list)
        for iri, told in self.told.items():
            for type_ in told[RDF["type"]]:
                self.by_type[type_].append(iri)
        own = sorted((t for t in self.by_type if isinstance(t, NamedNode) and not t.value.startswith((KG.iri, RDF.iri))), key=str)
        #: The types of profiles by name; what fills a role of theirs is a property of theirs, too.
        self.names = {split_iri(t.value)[1]: t for t in own}
        self.properties: dict[str, NamedNode] = {}
        happened = {name for name, t in self.names.items() if self.told[self.by_type[t][0]][KG["status"]]}
        self.events = [*ROLES, *sorted(happened)]
        self.entity_types = [*ENTITY_TYPES, *sorted(self.names.keys() - happened)]

    def roles(self, event: str) -> tuple[str, ...]:
        """The roles of an event type: those of kgx in their order, those of a profile as the events have them."""
        if event in ROLES:
            return ROLES[event]
        found = {p for iri in self.by_type[self.names[event]] for p in self.told[iri]} - _OF_EVERY_EVENT
        self.properties |= {split_iri(p.value)[1]: p for p in found}
        return tuple(sorted(split_iri(p.value)[1] for p in found))

    def rows(self, type_: str, row: Callable[[NamedNode, Told], Row]) -> Iterator[Row]:
        """A row for every node of the type."""
        for iri in sorted(self.by_type[self.names.get(type_, KG[type_])], key=lambda n: n.value):
            yield row(iri, self.told[iri])

    def event(self, type_: str) -> Callable[[NamedNode, Told], Row]:
        """How a row of an event is filled."""

        def row(iri: NamedNode, told: Told) -> Row:
            cells = {"event": iri.value, "label": self._texts(told, RDFS["label"]), **self._fact(told)}
            for role in self.roles(type_):
                cells |= self._money(told) if role == "amount" else self._role(role, told[self.properties.get(role, KG[role])])
            return cells

        return row

    def relations(self) -> Iterator[Row]:
        """A row for every statement."""
        for iri in sorted(self.by_type[RDF["Statement"]], key=lambda n: n.value):
            told = self.told[iri]
            ends = {name: _BETWEEN.join(map(self._name, told[RDF[name]])) for name in ("subject", "predicate", "object")}
            yield {"relation": iri.value, **ends, **self._fact(told)}

    def posts(self) -> Iterator[Row]:
        """A row for every post."""

        def row(iri: NamedNode, told: Told) -> Row:
            ends = {name: _BETWEEN.join(map(self._name, told[KG[name]])) for name in ("person", "position", "organization")}
            return {"post": iri.value, **ends, **self._fact(told)}

        return self.rows("Post", row)

    def entities(self) -> Iterator[Row]:
        """A row for every entity and each of its types."""

        def row(iri: NamedNode, told: Told) -> Row:
            names = [*told[RDFS["label"]], *told[SKOS["altLabel"]]]
            others = dict.fromkeys(n.value for n in names[1:] if n != names[0])
            cells = {"entity": iri.value, "name": self._name(iri), "other_names": _BETWEEN.join(others)}
            return cells | {c: t for c, t in self._sources(told).items() if c in _SOURCES[:2]}

        for type_ in self.entity_types:
            yield from ({**cells, "type": type_} for cells in self.rows(type_, row))

    def articles(self) -> Iterator[Row]:
        """A row for every article."""
        properties = {"source": KG["fileName"], "headline": SCHEMA["headline"], "published": SCHEMA["datePublished"]}
        properties |= {name: SCHEMA[name] for name in ("publisher", "author", "url")}
        return self.rows("Article", lambda iri, told: {"article": iri.value, **{c: self._texts(told, p) for c, p in properties.items()}})

    def _role(self, role: str, fillers: list[NamedNode | Literal]) -> Row:
        cells = {role: _BETWEEN.join(map(self._name, fillers))}
        if f"{role}_iri" in _columns(role):
            cells[f"{role}_iri"] = _BETWEEN.join(f.value for f in fillers if isinstance(f, NamedNode))
        return cells

    def _money(self, told: Told) -> Row:
        """Every amount, those told exactly before those converted or rounded; one position of each cell belongs to one amount."""
        amounts = [self.told[a] for a in told[KG["amount"]] if isinstance(a, NamedNode)]
        amounts.sort(key=lambda a: (self._texts(a, KG["approximate"]), self._texts(a, KG["currency"])))
        cells = {column: [self._texts(a, KG[column.removeprefix("amount_")]) for a in amounts] for column in _MONEY}
        return {column: _BETWEEN.join(texts) if any(texts) else "" for column, texts in cells.items()}

    def _fact(self, told: Told) -> Row:
        status = _BETWEEN.join(split_iri(s.value)[1] for s in told[KG["status"]])
        return {"status": status, "confidence": self._texts(told, KG["confidence"]), **self._sources(told)}

    def _sources(self, told: Told) -> Row:
        evidence = [self.told[e] for e in told[KG["evidence"]] if isinstance(e, NamedNode)]
        articles = list(dict.fromkeys(a for e in evidence for a in e[KG["article"]] if isinstance(a, NamedNode)))
        cells = {"quote": " … ".join(self._texts(e, KG["quote"]) for e in evidence), "article": _BETWEEN.join(a.value for a in articles)}
        for column, property_ in (("published", SCHEMA["datePublished"]), ("source", KG["fileName"])):
            cells[column] = _BETWEEN.join(filter(None, (self._texts(self.told[a], property_) for a in articles)))
        return cells

    def _texts(self, told: Told, property_: NamedNode) -> str:
        return _BETWEEN.join(value.value for value in told[property_])

    def _name(self, term: NamedNode | Literal) -> str:
        if isinstance(term, Literal):
            return term.value
        labels = self.told[term][RDFS["label"]] if term in self.told else []
        return labels[0].value if labels else split_iri(term.value)[1]
