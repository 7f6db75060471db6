"""Small made-up articles, straight as quads, for the tests of what spans articles."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

BASE = "https://w3id.org/kg-extract/id/"
KG = "https://w3id.org/kg-extract/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
OTHER = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
SAME = NamedNode("http://www.w3.org/2002/07/owl#sameAs")
PUBLISHED = NamedNode("https://schema.org/datePublished")


def kg(name: str) -> NamedNode:
    """A term of the vocabulary."""
    return NamedNode(KG + name)


def node(path: str) -> NamedNode:
    """An entity: node("organization/nasa")."""
    return NamedNode(BASE + path)


def iri(number: int) -> str:
    """The article of that number."""
    return f"{BASE}article/{number:06}"


class Telling:
    """An article that is being put together: `quads` are what it states."""

    def __init__(self, number: int, published: str = "2025-05-26") -> None:
        self.graph = NamedNode(iri(number))
        self.quads: list[Quad] = []
        self._say(self.graph, TYPE, kg("Article"))
        self._say(self.graph, PUBLISHED, Literal(published, datatype=NamedNode(XSD + "date")))

    def entity(self, path: str, type_: str, name: str, *aliases: tuple[str, str], item: str = "") -> Telling:
        """An entity with further names, each with the IRI that it would have under that name alone ("" for none)."""
        this = node(path)
        self._say(this, TYPE, kg(type_))
        self._say(this, LABEL, Literal(name))
        for other, alias in aliases:
            self._say(this, OTHER, Literal(other))
            if alias:
                self._say(this, kg("alias"), node(alias))
        self._prove(this)
        if item:
            self._say(this, SAME, NamedNode(f"http://www.wikidata.org/entity/{item}"))
        return self

    def event(self, name: str, type_: str, status: str = "occurred", day: str = "", money: str = "", **roles: str) -> Telling:
        """An event; roles are paths of entities."""
        this = NamedNode(f"{self.graph.value}#{name}")
        self._say(this, TYPE, kg(type_))
        self._say(this, LABEL, Literal(name))
        self._say(this, kg("status"), kg(status))
        if day:
            self._say(this, kg("date"), Literal(day, datatype=NamedNode(XSD + "date")))
        if money:
            amount = NamedNode(f"{self.graph.value}#amount-{money}")
            self._say(this, kg("amount"), amount)
            self._say(amount, TYPE, kg("MonetaryAmount"))
            self._say(amount, kg("value"), Literal(money, datatype=NamedNode(XSD + "decimal")))
            self._say(amount, kg("currency"), Literal("USD"))
            self._say(amount, kg("approximate"), Literal("false", datatype=NamedNode(XSD + "boolean")))
        for role, path in roles.items():
            self._say(this, kg(role), node(path))
        return self

    def _prove(self, this: NamedNode) -> None:
        """A sentence that names it."""
        proof = NamedNode(f"{self.graph.value}#text-0-4")
        self._say(this, kg("evidence"), proof)
        self._say(proof, TYPE, kg("Evidence"))
        self._say(proof, kg("article"), self.graph)
        self._say(proof, kg("quote"), Literal("Acme"))
        self._say(proof, kg("start"), Literal("0", datatype=NamedNode(XSD + "integer")))
        self._say(proof, kg("end"), Literal("4", datatype=NamedNode(XSD + "integer")))

    def _say(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self.quads.append(Quad(subject, predicate, value, self.graph))
