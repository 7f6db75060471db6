"""`kgx forget`: takes articles, and everything that only they state, out of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import options, output
from kg_extract.errors import UsageError

if TYPE_CHECKING:
    from kg_extract.store.store import ArticleRow, Store

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("forget")(forget)


def forget(
    articles: Annotated[list[str] | None, typer.Argument(metavar="ARTICLE...", help="Its IRI, URL, file name or headline.")] = None,
    query: Annotated[
        str | None, typer.Option("--query", metavar="SPARQL", help="Forget what this SELECT gives in its first variable: articles.")
    ] = None,
    store: options.Store = None,
    dry_run: options.DryRun = False,
) -> None:
    """Take articles out of the store.

    Facts that other articles state too stay. When one of several articles is unknown, none is forgotten. A copy whose original goes
    takes its place.
    """
    from kg_extract.ingest import forget as run
    from kg_extract.store.lookup import find_article
    from kg_extract.store.store import open_store

    if not articles and query is None:
        raise UsageError("No article was named.", "Name one, or give a --query; see them all: kgx articles")
    with open_store(store) as reader:
        rows = {row.iri: row for row in (find_article(reader, name) for name in articles or [])}
        rows |= {row.iri: row for row in _found(reader, query)} if query else {}
    if rows and not dry_run:
        with open_store(store, mode="write", on_wait=output.print_note) as writer:
            run(writer, list(rows))
    for row in rows.values():
        facts = f"{output.number(row.events, 'event')}, {output.number(row.relations, 'relation')}"
        output.print_line(f"{'would forget' if dry_run else 'forgot'} {row.file_name or row.iri}: {facts}")
    if not rows:
        output.print_line("nothing to forget.")


def _found(store: Store, query: str) -> list[ArticleRow]:
    """The articles in the first variable of a query."""
    from kg_extract.store.results import Rows

    found = store.query(query)
    if not isinstance(found, Rows):
        raise UsageError("--query must be a SELECT.", "For instance: SELECT ?article WHERE { ?article schema:publisher 'Post' }")
    wanted = {getattr(row[0], "value", None) for row in found if len(row)}
    rows = {row.iri: row for row in store.articles()}
    if strange := sorted(str(iri) for iri in wanted - set(rows)):
        raise UsageError(f"--query gives {strange[0]}, which is no article.", "Its first variable must be the article.")
    return [row for iri, row in rows.items() if iri in wanted]
