"""Which entities are known to Wikidata, by the table data/rdf/wikidata.csv."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pyoxigraph import NamedNode

from kg_extract import resources
from kg_extract.rdf.iri import FAMILIES, name_key
from kg_extract.rdf.vocab import PREFIXES

__all__ = ["same_as"]


def same_as(type_: str, names: Iterable[str]) -> NamedNode | None:
    """Wikidata's IRI for an entity of that type and names; None where no name is listed, or names point at several."""
    family = FAMILIES[type_]
    found = {qid for name in names if (qid := _table().get((family, name_key(name, family))))}
    return NamedNode(PREFIXES["wd"] + found.pop()) if len(found) == 1 else None


@cache
def _table() -> dict[tuple[str, str], str]:
    rows = resources.read_csv("rdf/wikidata.csv")
    return {(row["family"], name_key(name, row["family"])): row["qid"] for row in rows for name in row["names"].split("|")}
