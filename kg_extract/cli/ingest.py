"""`kgx ingest`: reads articles, prints what they state and keeps it in the store."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from kg_extract.cli import extracting, options, output
from kg_extract.errors import UsageError

if TYPE_CHECKING:
    from kg_extract.cli.progress import Collector
    from kg_extract.ingest import Report

__all__ = ["register"]

_FORMATS = ("table", "csv", "tsv", "json", "markdown")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("ingest")(extracting.with_groups(ingest))


def ingest(
    *,
    sources: extracting.Sources = None,
    store: options.Store = None,
    dry_run: options.DryRun = False,
    from_file: extracting.FromFile = None,
    keep_duplicates: extracting.KeepDuplicates = False,
    reading: extracting.Reading,
    report_file: Annotated[
        str | None, typer.Option("--report", metavar="FILE", help="Write what was done and what failed as JSON.")
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table",
) -> int:
    """Read articles and store what they state.

    Prints the events found and one line that sums up. An article that the store has already costs nothing; a changed one replaces
    its earlier version. A source that cannot be read is reported on stderr and the rest goes on; the exit code is then 3.
    """
    from kg_extract.cli.interruption import Interruption
    from kg_extract.cli.progress import Collector
    from kg_extract.ingest import ingest as run
    from kg_extract.store.store import open_store

    output.check_format(format, _FORMATS)
    settings = reading.options(keep_duplicates)
    wanted = extracting.all_sources(sources, from_file)
    opened = nullcontext(None) if dry_run else open_store(store, mode="write", on_wait=output.print_note)
    with Interruption() as interruption, Collector(format == "json", interruption) as seen, opened as target:
        report = run(wanted, target, settings, seen)
    _print(seen, report, format)
    if report_file:
        _write_report(report, report_file)
    if report.stopped:
        output.print_note("stopped. The same command goes on: what is stored is skipped.")
        return 130
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


def _write_report(report: Report, file: str) -> None:
    import json
    from dataclasses import asdict
    from pathlib import Path

    try:
        Path(file).write_text(json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"--report {file}: cannot be written ({fault.strerror}).", "Name a file in a folder that exists.") from fault
