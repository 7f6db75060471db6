"""`kgx model`: train the weights on one's own annotated articles, and measure how good the extraction is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg_extract.cli import extracting, options, output
from kg_extract.errors import UsageError

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, help="Train the weights, and measure the extraction.", no_args_is_help=True)

Gold = Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="A folder with NAME.txt and NAME.json of each annotated article.")]


@app.command("evaluate")
@extracting.with_groups
def evaluate(
    *,
    gold_dir: Gold,
    recipe: extracting.RecipeOptions,
    misses: Annotated[bool, typer.Option("--misses/--no-misses", help="List what was missed, with the words that say it.")] = True,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table",
) -> int:
    """Measure precision, recall and F1 on annotated articles.

    By event type, role and relation, with what was missed or found wrongly. The articles are read as kgx ingest reads them.
    """
    from kg_extract.learn.evaluate import measure, table

    output.check_format(format, ("table", "csv", "tsv", "json", "markdown"))
    tally = measure(gold_dir, recipe.recipe())
    rows = [
        (name, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}", s.matched, s.predicted, s.gold)
        for name, s in table(tally)
        if s.predicted or s.gold
    ]
    if misses:
        told = [(m.article, m.kind, m.what, m.fillers, m.quote) for m in tally.misses]
        output.print_rows(("article", "kind", "what", "fillers", "quote"), told, format)
    output.print_rows(("what", "precision", "recall", "F1", "matched", "predicted", "gold"), rows, format)
    return 0


@app.command("train")
def train(
    gold_dir: Gold,
    output_dir: Annotated[Path, typer.Option("--output", metavar="DIR", help="Where the weights go; for kgx ingest --model-dir DIR.")],
    force: options.Force = False,
) -> int:
    """Train all weights on annotated articles.

    Cross-validates, prints the figures, and writes weights and a model card into DIR. Weights that score worse than those
    already there are not written, unless forced. Needs scikit-learn: pip install "kg-extract[train]".
    """
    if output_dir.exists() and not output_dir.is_dir():
        raise UsageError(f"{output_dir} is not a folder.", "Name a new or an existing folder with --output.")
    try:
        from kg_extract.learn import run
    except ImportError as fault:
        raise UsageError(f"Training needs scikit-learn ({fault}).", 'Install it with: pip install "kg-extract[train]"') from fault
    trained = run.train(gold_dir, output.print_note)
    for line in run.card(trained).splitlines():
        output.print_line(line)
    run.write(trained, output_dir, force=force)
    return 0
