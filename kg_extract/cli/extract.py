"""`kgx extract`: one JSON object for each article on standard output, without a store."""

from __future__ import annotations

import typer

from kg_extract.cli import options

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("extract")(extract)


def extract(
    sources: options.Sources = None,
    published: options.Published = None,
    model: options.Model = options.DEFAULT_MODEL,
    model_dir: options.ModelDir = None,
    min_confidence: options.MinConfidence = options.MIN_CONFIDENCE,
    rules_only: options.RulesOnly = False,
    from_file: options.FromFile = None,
    allow_private: options.AllowPrivate = False,
    jobs: options.Jobs = 1,
) -> int:
    """Print what articles state, as JSON Lines, without a store.

    One object for each article: its metadata, entities, events and relations with offsets and quotes, as in kgx ingest --format json.
    """
    from kg_extract.cli.found import JsonLines
    from kg_extract.ingest import Options, ingest

    settings = Options(
        options.recipe(model, model_dir, min_confidence, rules_only),
        published=options.parse_date(published),
        allow_private=allow_private,
        jobs=jobs,
    )
    report = ingest(options.all_sources(sources, from_file), None, settings, JsonLines())
    return 3 if report.failures else 0
