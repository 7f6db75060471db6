"""`kgx articles`: lists what the store has read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import options, output
from kg_extract.errors import UsageError

if TYPE_CHECKING:
    from kg_extract.store.store import ArticleRow, Store

__all__ = ["register"]

_FORMATS = ("table", "csv", "tsv", "json", "markdown")
_COLUMNS = ("published", "headline", "file", "events", "relations", "entities")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("articles")(articles)


def articles(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="Only those with this in headline, address, file or text.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Published on this day or before.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", metavar="NAME", help="Only those of this publisher.")] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="Only those with an event of this status."),
    ] = None,
    store: options.Store = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show where each article's metadata came from, too.")] = False,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table",
) -> None:
    """List the articles of the store, or those that fit.

    Oldest first, each with how many events, relations and entities it states.
    """
    from kg_extract.store.store import open_store

    output.check_format(format, _FORMATS)
    with open_store(store) as opened:
        rows = list(_fitting(opened, _Wanted(text, since, until, publisher, status)))
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


@dataclass(frozen=True)
class _Wanted:
    """What the options ask for."""

    text: str | None
    since: str | None
    until: str | None
    publisher: str | None
    status: str | None


def _fitting(store: Store, wanted: _Wanted) -> Iterator[ArticleRow]:
    """The rows of the articles that fit."""
    from kg_extract.model import STATUSES

    if wanted.status not in (None, *STATUSES):
        raise UsageError(f"--status {wanted.status}: there is no such status.", f"One of: {', '.join(STATUSES)}.")
    of_status = store.select(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?e kg:status kg:{wanted.status} }} }}") if wanted.status else ()
    graphs = {getattr(row[0], "value", None) for row in of_status}
    since, until = options.parse_date(wanted.since, "--since"), options.parse_date(wanted.until, "--until")
    for row in store.articles():
        day = row.published or ""
        if (wanted.status and row.iri not in graphs) or (since and day < since) or (until and not "" < day <= until):
            continue
        if _has(store, row, wanted):
            yield row


def _has(store: Store, row: ArticleRow, wanted: _Wanted) -> bool:
    """Whether the words that are asked for stand in the row, or in the text that was kept."""
    article = store.source(row.iri) if wanted.text or wanted.publisher else None
    told = (row.headline, row.file_name, row.url, article.text if article else None)
    text, publisher = (wanted.text or "").casefold(), (wanted.publisher or "").casefold()
    return any(text in (each or "").casefold() for each in told) and publisher in ((article and article.publisher) or "").casefold()


def _origins(store: Store, iri: str) -> dict[str, str]:
    """Field → where its value came from, of an article whose source was kept."""
    article = store.source(iri)
    return dict(article.provenance) if article else {}
