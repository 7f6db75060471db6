"""`kgx forget`: takes an article, and everything that only it states, out of the store."""

from __future__ import annotations

from typing import Annotated

import typer

from kg_extract.cli import options, output

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("forget")(forget)


def forget(
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Its IRI, URL, file name or headline.")],
    store: options.Store = None,
    dry_run: options.DryRun = False,
) -> None:
    """Take articles out of the store.

    Facts that other articles state too stay. When one of several articles is unknown, none is forgotten.
    """
    from kg_extract.cli.lookup import find_article
    from kg_extract.store.store import open_store

    with open_store(store) as reader:
        rows = [find_article(reader, name) for name in articles]
    if not dry_run:
        with open_store(store, mode="write", on_wait=output.print_note) as writer:
            for row in rows:
                writer.forget(row.iri)
    for row in rows:
        facts = f"{output.number(row.events, 'event')}, {output.number(row.relations, 'relation')}"
        output.print_line(f"{'would forget' if dry_run else 'forgot'} {row.file_name or row.iri}: {facts}")
