"""`kgx profile …`: domains of one's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from kg_extract.cli import output
from kg_extract.errors import UsageError

__all__ = ["app"]

_FORMATS = ("table", "csv", "tsv", "json", "markdown")
_NEWS = "Contracts, launches, funding, takeovers, posts and other events of the news: what kgx knows by itself."

app = typer.Typer(help="Look after domains of your own.", rich_markup_mode=None, add_completion=False, invoke_without_command=True)


@app.callback()
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command("list")
def list_(format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json or markdown.")] = "table") -> None:
    """Show the profiles that come with kgx.

    Each with what it is about and the event types that it adds.
    """
    from kg_extract import profiles
    from kg_extract.model import ROLES

    output.check_format(format, _FORMATS)
    rows = [(profiles.NEWS, _NEWS, ", ".join(ROLES))]
    rows += [(profile.name, profile.about, ", ".join(profile.vocabulary.events)) for profile in profiles.shipped()]
    output.print_rows(("profile", "what it is about", "event types"), rows, format)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is to be called: small letters, digits, hyphens.")],
    folder: Annotated[str | None, typer.Option("--output", metavar="DIR", help="Where it is to be made. Default: NAME, here.")] = None,
) -> None:
    """Make a profile that works.

    A folder with an event type, an entity type, a relation, a query and a sample, to be changed into your own; comments explain each file.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or name == "news":
        raise UsageError(
            f"{name!r} cannot be the name of a profile.", "Write it in small letters, digits and hyphens, such as food-safety."
        )
    place = Path(folder or name)
    try:
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise UsageError(f"{place} is there already.", "Name another place: --output DIR")
        for file, text in _template(name):
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (place / file).write_text(text, encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"{place} cannot be written ({fault.strerror}).", "Name another place: --output DIR") from fault
    output.print_line(f"{place}: a profile with an example. Change {place}/frames/Recall.toml into what you look for, then:")
    output.print_line(f"  kgx profile check {place}")
    output.print_line(f"  kgx ingest --profile {place} {place}/samples")


def _template(name: str) -> list[tuple[str, str]]:
    """The files of the template by their names, with the profile's own name in them."""
    from kg_extract import prefixes, resources

    letters = re.sub(r"[^a-z0-9]", "", name)[:12]
    prefix = letters if letters not in {*prefixes.BUILT_IN, "device"} else f"{letters}x"
    words = {"@NAME@": name, "@PREFIX@": prefix, "@NAMESPACE@": f"https://example.org/{name}#"}
    folder = resources.path("profile_template")
    found = [(file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.*"))]
    return [(file, re.sub("|".join(words), lambda word: words[word[0]], text)) for file, text in found]


@app.command()
def check(
    folder: Annotated[str, typer.Argument(metavar="NAME_OR_DIR", help="The folder of a profile, or the name of a shipped one.")],
) -> int:
    """Say what is wrong with a profile.

    Every fault with its file and line: words that do not fit together, terms without a definition, shapes, queries, and examples that do
    not give what they say. The exit code is 1 when something is wrong.
    """
    from kg_extract import profile_trial, profiles

    place = profiles.locate(folder)
    if place is None:
        raise UsageError("news is what is built in.", "Name a profile of your own, or a shipped one: kgx profile list")
    found = profile_trial.faults(profiles.folder_of(place))
    for fault in found:
        output.print_line(str(fault).replace(place, folder.rstrip("/"), 1))
    if found:
        output.print_line(f"{output.number(len(found), 'problem')}.")
        return 1
    words = profiles.read(place).vocabulary
    parts = ((words.events, "event type"), (words.relations, "relation"), (words.entities, "entity type"))
    output.print_line(f"{', '.join(output.number(len(terms), kind) for terms, kind in parts)}; every example holds.")
    return 0
