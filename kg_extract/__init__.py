"""kgx turns news into a knowledge graph: typed events and relations with evidence, offline.

    import kg_extract

    found = kg_extract.extract("Acme won a $12 million contract from Norland.", published="2025-05-26")
    with kg_extract.open_store("news") as store:
        store.ingest(["articles/*.txt"])
        for row in store.query("contracts", agency="Norland"): …

docs/python.md tells the rest. Nothing is imported before it is used: spaCy costs a second, and whoever only asks a store needs none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg_extract.answers import Answers
    from kg_extract.api import Store, extract, open_store
    from kg_extract.errors import KgxError
    from kg_extract.views import Entity, Event, Extraction, Relation

__version__ = "0.1.0"

__all__ = ["Answers", "Entity", "Event", "Extraction", "KgxError", "Relation", "Store", "__version__", "extract", "open_store"]

#: Name → the module that has it.
_PLACES = {
    "Answers": "answers",
    "Entity": "views",
    "Event": "views",
    "Extraction": "views",
    "KgxError": "errors",
    "Relation": "views",
    "Store": "api",
    "extract": "api",
    "open_store": "api",
}


def __getattr__(name: str) -> Any:
    """The public names, each imported when it is first used."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
