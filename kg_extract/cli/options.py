"""The options that several commands have: the same name, meaning and help everywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from kg_extract.errors import UsageError
from kg_extract.recipe import DEFAULT_MODEL, MIN_CONFIDENCE, Recipe

__all__ = [
    "DEFAULT_MODEL",
    "MIN_CONFIDENCE",
    "AllowPrivate",
    "Article",
    "DryRun",
    "Force",
    "FromFile",
    "Jobs",
    "KeepDuplicates",
    "Memory",
    "MinConfidence",
    "Model",
    "ModelDir",
    "Published",
    "RulesOnly",
    "Sources",
    "Store",
    "Timeout",
    "all_sources",
    "memory_bytes",
    "parse_date",
    "recipe",
]

Store = Annotated[
    str | None,
    typer.Option("--store", envvar="KGX_STORE", metavar="PATH", help="The store's folder. Default: the user's data folder."),
]
Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE...]", help="Files, folders, globs, addresses of pages or feeds, or - for standard input."),
]
FromFile = Annotated[
    str | None, typer.Option("--from-file", metavar="FILE", help="Read what FILE (or -) names, too: a path or an address on each line.")
]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Fetch pages from addresses inside the local network, too.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, metavar="N", help="Work in N processes.")]
KeepDuplicates = Annotated[bool, typer.Option("--keep-duplicates", help="Read copies of an article as articles of their own.")]
Model = Annotated[str, typer.Option("--model", metavar="NAME", help="An installed spaCy pipeline for English.")]
ModelDir = Annotated[
    str | None, typer.Option("--model-dir", metavar="DIR", help="Weights made by kgx model train, in place of the shipped ones.")
]
MinConfidence = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, metavar="P", help="Leave out facts that are less likely than this to be right.")
]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="Do without the learned fact scorer: every rule's word is taken.")]
Published = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="The publication date (YYYY-MM-DD) of articles that do not tell theirs."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done; store nothing.")]
Article = Annotated[
    str | None,
    typer.Option("--article", metavar="ARTICLE", help="Only this article: its IRI, URL, file name or headline."),
]
Force = Annotated[bool, typer.Option("--force", help="Do it even though something speaks against it.")]
Timeout = Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="Stop the query after so long.")]
Memory = Annotated[str, typer.Option("--memory", metavar="SIZE", help="Stop the query when it needs more: 500M, 2G.")]

_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}


def all_sources(named: list[str] | None, list_file: str | None) -> list[str]:
    """What was named on the command line and in the list; `UsageError` if that is nothing."""
    sources = list(named or [])
    if list_file is not None:
        from kg_extract import read

        sources += read.from_list(list_file)
    if not sources:
        raise UsageError("No source was given.", "Name files, folders, addresses, or - for standard input.")
    return sources


def recipe(model: str, model_dir: str | None, min_confidence: float, rules_only: bool) -> Recipe:
    """How facts are extracted, by the options; `UsageError` if the folder of weights is none."""
    if model_dir is not None and not (Path(model_dir) / "facts").is_dir():
        raise UsageError(f"{model_dir} holds no weights.", "Make some with: kgx model train GOLD_DIR --output DIR")
    return Recipe(model, model_dir, 0.0 if rules_only else min_confidence, rules_only)


def memory_bytes(size: str) -> int:
    """`size` ("2G", "500M", "1000000") in bytes."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]?)(?:I?B)?", size.strip().upper())
    if not match:
        raise UsageError(f"--memory {size}: not a size.", "Write it as 500M or 2G.")
    return int(float(match[1]) * _UNITS[match[2]])


def parse_date(text: str | None, option: str = "--published") -> str | None:
    """`text`, a date in ISO or written form, as YYYY-MM-DD; `UsageError` if it is none."""
    if text is None:
        return None
    from kg_extract import dateline

    day = dateline.parse_date(text)
    if day is None:
        raise UsageError(f"{option} {text}: not a date.", "Write it as YYYY-MM-DD.")
    return day
