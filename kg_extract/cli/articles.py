"""`kgx articles`: lists what the store has read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import options, output

if TYPE_CHECKING:
    from kg_extract.store.store import Store

__all__ = ["register"]

_FORMATS = ("table", "csv", "tsv", "json", "markdown")
_COLUMNS = ("published", "headline", "file", "events", "relations", "entities")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("articles")(articles)


def articles(
    store: options.Store = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show where each article's metadata came from, too.")] = False,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table",
) -> None:
    """List the articles of the store.

    Oldest first, each with how many events, relations and entities it states.
    """
    from dataclasses import asdict

    from kg_extract.store.store import open_store

    output.check_format(format, _FORMATS)
    with open_store(store) as opened:
        rows = opened.articles()
        origins = {row.iri: _origins(opened, row.iri) for row in rows} if verbose else {}
    if format == "json":
        output.print_json([asdict(row) | ({"provenance": origins[row.iri]} if verbose else {}) for row in rows])
        return
    table = [(row.published, row.headline, row.file_name or row.url, row.events, row.relations, row.entities) for row in rows]
    if verbose:
        told = ("; ".join(f"{field}: {origin}" for field, origin in origins[row.iri].items()) for row in rows)
        output.print_rows((*_COLUMNS, "metadata from"), [(*cells, text) for cells, text in zip(table, told, strict=True)], format)
    else:
        output.print_rows(_COLUMNS, table, format)


def _origins(store: Store, iri: str) -> dict[str, str]:
    """Field → where its value came from, of an article whose source was kept."""
    article = store.source(iri)
    return dict(article.provenance) if article else {}
