"""`kgx entity …`: corrections of who is who, which stay when articles are read again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import options, output
from kg_extract.errors import UsageError

if TYPE_CHECKING:
    from kg_extract.store.store import Store

__all__ = ["app"]

app = typer.Typer(help="Correct who is who.", rich_markup_mode=None, add_completion=False, invoke_without_command=True)

_Entity = Annotated[str, typer.Argument(metavar="ENTITY", help="Any name of the entity, or its IRI.")]


@app.callback()
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def merge(
    one: Annotated[str, typer.Argument(metavar="A", help="A name or IRI of the entity that is to be the same as B.")],
    other: Annotated[str, typer.Argument(metavar="B", help="A name or IRI of the entity that it is.")],
    store: options.Store = None,
) -> None:
    """Say that A is B.

    All that was told of A is told of B from now on, also by articles still to come.
    """
    from kg_extract.store import who

    with _opened(store) as opened:
        first, second = _one(opened, one), _one(opened, other)
        who.merge(opened, first, second)
    output.print_line(f"{one} is {other} now. To undo: kgx entity split {first}")


@app.command()
def split(entity: _Entity, store: options.Store = None) -> None:
    """Say that an entity is none of those it was joined with.

    Give the IRI or the name that is to stand for itself; see which were joined with: kgx why ENTITY
    """
    from kg_extract.store import sparql, who

    with _opened(store) as opened:
        iri = sparql.expand(entity) or _named(opened, entity)
        others = who.split(opened, iri)
    output.print_line(f"{iri} stands for itself now, apart from {', '.join(others)}.")


@app.command()
def rename(
    entity: _Entity,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to show it under.")],
    store: options.Store = None,
) -> None:
    """Choose the name under which an entity is shown."""
    from kg_extract.store import who

    with _opened(store) as opened:
        who.rename(opened, _one(opened, entity), name)
    output.print_line(f"{entity} is shown as {name} now.")


@app.command("export")
def export_corrections(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to write; - or nothing for standard output.")] = "-",
    store: options.Store = None,
) -> None:
    """Write all corrections to a file, as N-Quads."""
    from kg_extract.rdf import serialize
    from kg_extract.store import who
    from kg_extract.store.store import open_store

    with open_store(store) as opened:
        quads = who.corrections(opened)
    if file == "-":
        sys.stdout.flush()
        serialize.write(quads, sys.stdout.buffer, "nquads")
        return
    try:
        with Path(file).open("wb") as out:
            serialize.write(quads, out, "nquads")
    except OSError as fault:
        raise UsageError(f"{file}: cannot be written ({fault.strerror}).", "Name another file.") from fault


@app.command("import")
def import_corrections(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that kgx entity export has written.")],
    store: options.Store = None,
) -> None:
    """Add the corrections of a file to those of the store."""
    from kg_extract.rdf import serialize
    from kg_extract.store import who

    with _opened(store) as opened:
        added = who.adopt(opened, serialize.read(file, "nquads"))
    output.print_line(f"{output.number(added, 'correction')} added.")


def _opened(store: str | None) -> Store:
    from kg_extract.store.store import open_store

    return open_store(store, mode="write", on_wait=output.print_note)


def _one(store: Store, name: str) -> str:
    """The one entity that somebody means; `UsageError` when it could be several."""
    from kg_extract.store import facts, sparql

    if iri := sparql.expand(name):
        return iri
    found = facts.find_entities(store, name)
    if len(found) > 1 and found[1].articles * 3 > found[0].articles:
        raise UsageError(f"{name} names {len(found)} entities: {', '.join(each.iri for each in found[:5])}.", "Give the IRI of one.")
    return found[0].iri


def _named(store: Store, name: str) -> str:
    """The IRI, perhaps joined with others, that articles made of this very name."""
    from kg_extract.store import who

    root = _one(store, name)
    behind = [each.iri for each in who.joined(store, root) if name.casefold() in (other.casefold() for other in each.names)]
    return behind[0] if behind else root
