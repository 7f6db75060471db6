"""Every format that the graph can leave in: the RDF syntaxes, and files for other tools."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Quad

from kg_extract.errors import UsageError
from kg_extract.rdf.export_csv import write_csv
from kg_extract.rdf.export_graphml import write_graphml
from kg_extract.rdf.export_kgx import write_kgx
from kg_extract.rdf.export_neo4j import write_neo4j
from kg_extract.rdf.export_rdf12 import RDF12_FORMATS, to_rdf12
from kg_extract.rdf.export_schema_org import to_schema_org
from kg_extract.rdf.export_shards import write_shards
from kg_extract.rdf.serialize import RDF_FORMATS, write

__all__ = ["FORMATS", "VOCABULARIES", "ExportFormat", "export", "format_of", "translated"]

#: The vocabularies in which RDF can be written.
VOCABULARIES = ("kg", "schema.org")
#: The formats with a named graph for each article.
_WITH_GRAPHS = ("trig", "nquads", "jsonld")


@dataclass(frozen=True)
class ExportFormat:
    """One format: its name, what its files end in ("" for a folder), what it is, and how one file or a folder of files is written."""

    name: str
    endings: tuple[str, ...]
    description: str
    write_file: Callable[[Iterable[Quad], BinaryIO], None] | None = None
    write_folder: Callable[[Iterable[Quad], Path], None] | None = None

    @property
    def keeps_articles(self) -> bool:
        """Whether it tells which article says what, each in its own words; the others show one node for one thing."""
        return self.name in _WITH_GRAPHS

    @property
    def is_rdf(self) -> bool:
        """Whether vocabularies and RDF 1.2 apply to it."""
        return self.name in RDF_FORMATS


def _rdf(name: str) -> ExportFormat:
    known = RDF_FORMATS[name]
    return ExportFormat(name, known.endings, known.description, write_file=partial(write, format=name))


#: All formats by name, the RDF syntaxes first.
FORMATS: dict[str, ExportFormat] = {name: _rdf(name) for name in RDF_FORMATS} | {
    known.name: known
    for known in (
        ExportFormat("graphml", (".graphml",), "GraphML, for networkx, Gephi, yEd", write_file=write_graphml),
        ExportFormat("neo4j", (), "a folder of CSV files for neo4j-admin database import", write_folder=write_neo4j),
        ExportFormat("kgx", (), "a folder with nodes.tsv and edges.tsv, the NCATS Translator's KGX format", write_folder=write_kgx),
        ExportFormat("csv", (), "a folder of CSV tables, one per event type", write_folder=write_csv),
    )
}


def format_of(path: Path) -> str:
    """The name of the format that `path` ends in; a folder has no ending and needs its format named."""
    for known in FORMATS.values():
        if path.suffix.lower() in known.endings:
            return known.name
    endings = ", ".join(ending for known in FORMATS.values() for ending in known.endings)
    folders = ", ".join(known.name for known in FORMATS.values() if known.write_folder)
    ending = path.suffix or "(none)"
    hint = f"End it in one of {endings}, or name a --format ({folders} write a folder)."
    raise UsageError(f"{path}: the ending {ending} is no known format.", hint)


def translated(quads: Iterable[Quad], format: str, *, vocab: str = "kg", rdf12: bool = False) -> Iterable[Quad]:
    """`quads` in the vocabulary asked for, with triple terms if asked for; `UsageError` where the format cannot hold that."""
    if vocab not in VOCABULARIES:
        raise UsageError(f"{vocab!r} is no known vocabulary.", f"Known are {', '.join(VOCABULARIES)}.")
    if vocab != "kg" and format not in RDF_FORMATS:
        raise UsageError(f"The format {format} has a vocabulary of its own.", f"--vocab goes with {', '.join(RDF_FORMATS)}.")
    if rdf12 and (format not in RDF12_FORMATS or vocab != "kg"):
        raise UsageError(
            "RDF 1.2 triple terms cannot be written like that.", f"--rdf12 goes with {', '.join(RDF12_FORMATS)} and --vocab kg."
        )
    if vocab == "schema.org":
        return to_schema_org(quads)
    return to_rdf12(quads) if rdf12 else quads


def export(
    quads: Iterable[Quad], target: Path, format: str | None = None, *, vocab: str = "kg", rdf12: bool = False, shards: int | None = None
) -> list[Path]:
    """Write `quads` to the file or folder `target` and say which files that made: all of them, or on an error none.

    With `shards`, N-Quads go to a folder of that many files.
    """
    name = format or ("nquads" if shards else format_of(target))
    if name not in FORMATS:
        raise UsageError(f"{name!r} is no known format.", f"Known are {', '.join(FORMATS)}.")
    if shards is not None and (name != "nquads" or shards < 1):
        raise UsageError("Shards cannot be written like that.", "--shards takes a number from 1 on and goes with nquads.")
    known, content = FORMATS[name], translated(quads, name, vocab=vocab, rdf12=rdf12)
    write_folder = partial(write_shards, number=shards) if shards else known.write_folder
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if write_folder:
            unfinished.mkdir()
            write_folder(content, unfinished)
            return _move_all(unfinished, target)
        assert known.write_file is not None
        with unfinished.open("wb") as out:
            known.write_file(content, out)
        return [unfinished.replace(target)]
    except OSError as fault:
        raise UsageError(f"{target} cannot be written: {fault.strerror}.", "Name a place in a folder that exists and is yours.") from fault
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        with suppress(OSError):  # it was never made, or what is wrong with the place has been told
            unfinished.unlink()


def _move_all(unfinished: Path, target: Path) -> list[Path]:
    target.mkdir(exist_ok=True)
    return [file.replace(target / file.name) for file in sorted(unfinished.iterdir())]
