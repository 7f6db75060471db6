"""The options that several commands have: the same name, meaning and help everywhere (extracting.py has those of commands that extract)."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from kg_extract.errors import UsageError

__all__ = ["Article", "DryRun", "Force", "Memory", "Profile", "Store", "Timeout", "located", "memory_bytes", "parse_date"]

Store = Annotated[
    str | None,
    typer.Option("--store", envvar="KGX_STORE", metavar="PATH", help="The store's folder. Default: the user's data folder."),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", envvar="KGX_PROFILE", metavar="NAME_OR_DIR", help="Look for the events of a domain of its own, too."),
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


def located(profile: str | None) -> str | None:
    """The profile as a recipe names it, its words known from now on; `UsageError` if there is none of that name or in that folder."""
    if profile is None:
        return None
    from kg_extract import profiles

    place = profiles.locate(profile)
    if place is not None:
        profiles.learn(profiles.read(place))
    return place


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
