"""Article → Extraction, with spaCy. The only package that imports spaCy; it knows nothing of RDF."""

from __future__ import annotations

import sys
from types import ModuleType


def _import_spacy() -> None:
    """Import spaCy without its command line, which takes a sixth of the time (it imports requests, typer, weasel) and is of no use here.

    Afterwards `spacy.cli` can be imported as ever.
    """
    stand_ins = {"spacy.cli": ModuleType("spacy.cli"), "spacy.cli.info": ModuleType("spacy.cli.info")}
    stand_ins["spacy.cli"].__path__ = []
    stand_ins["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        import spacy  # noqa: F401
    finally:
        for name in stand_ins:
            del sys.modules[name]


def _info(*arguments: object, **options: object) -> object:
    """`spacy.info`, imported when it is called."""
    from spacy.cli.info import info

    return info(*arguments, **options)  # type: ignore[arg-type]


if "spacy" not in sys.modules:
    _import_spacy()
