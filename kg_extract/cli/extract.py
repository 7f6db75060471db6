"""`kgx extract`: one JSON object for each article on standard output, without a store."""

from __future__ import annotations

import typer

from kg_extract.cli import extracting

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("extract")(extracting.with_groups(extract))


def extract(
    *,
    sources: extracting.Sources = None,
    from_file: extracting.FromFile = None,
    reading: extracting.Reading,
) -> int:
    """Print what articles state, as JSON Lines, without a store.

    One object for each article: its metadata, entities, events and relations with offsets and quotes, as in kgx ingest --format json.
    """
    from kg_extract.cli.found import JsonLines
    from kg_extract.ingest import ingest

    report = ingest(extracting.all_sources(sources, from_file), None, reading.options(), JsonLines())
    return 3 if report.failures else 0
