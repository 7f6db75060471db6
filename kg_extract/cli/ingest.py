"""`kgx ingest`: reads articles, prints what they state and keeps it in the store."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import options, output

if TYPE_CHECKING:
    from kg_extract.cli.progress import Collector
    from kg_extract.ingest import Report

__all__ = ["register"]

_FORMATS = ("table", "csv", "tsv", "json", "markdown")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("ingest")(ingest)


def ingest(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Text files, folders, globs, or - for standard input.")],
    store: options.Store = None,
    published: options.Published = None,
    model: options.Model = options.DEFAULT_MODEL,
    dry_run: options.DryRun = False,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table",
) -> int:
    """Read articles and store what they state.

    Prints the events found and one line that sums up. An article that the store has already costs nothing; a changed one replaces
    its earlier version. A source that cannot be read is reported on stderr and the rest goes on; the exit code is then 3.
    """
    from kg_extract.cli.progress import Collector
    from kg_extract.ingest import Options
    from kg_extract.ingest import ingest as run
    from kg_extract.store.store import open_store

    output.check_format(format, _FORMATS)
    settings = Options(model=model, published=options.parse_date(published))
    opened = nullcontext(None) if dry_run else open_store(store, mode="write", on_wait=output.print_note)
    with Collector(as_json=format == "json") as seen, opened as target:
        report = run(sources, target, settings, seen)
    _print(seen, report, format)
    return 3 if report.failures else 0


def _print(seen: Collector, report: Report, format: str) -> None:
    from kg_extract.cli.found import COLUMNS, summary

    if format == "json":
        output.print_json({"articles": seen.articles, "failed": [{"source": f.source, "reason": f.reason} for f in report.failures]})
    elif seen.rows or format != "table":
        many = seen.sources > 1
        output.print_rows(("article", *COLUMNS) if many else COLUMNS, [row if many else row[1:] for row in seen.rows], format)
    for failure in report.failures:
        output.print_note(failure.reason)
    (output.print_line if format == "table" else output.print_note)(summary(report))
