"""The options of the commands that read sources and extract facts: what is read, and the recipe."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from kg_extract.cli.options import Profile, located, parse_date
from kg_extract.cli.output import print_note
from kg_extract.errors import UsageError
from kg_extract.recipe import DEFAULT_MODEL, MIN_CONFIDENCE, Recipe

if TYPE_CHECKING:
    from kg_extract.ingest import Options

__all__ = ["FromFile", "KeepDuplicates", "Model", "Reading", "RecipeOptions", "Sources", "all_sources", "with_groups"]

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


@dataclass(frozen=True)
class RecipeOptions:
    """The options that say how facts are extracted."""

    model: Model = DEFAULT_MODEL
    model_dir: ModelDir = None
    min_confidence: MinConfidence = MIN_CONFIDENCE
    rules_only: RulesOnly = False
    profile: Profile = None

    def recipe(self) -> Recipe:
        """What they ask for; `UsageError` if the folder of weights is none, or there is no such profile."""
        if self.model_dir is not None and not (Path(self.model_dir) / "facts").is_dir():
            raise UsageError(f"{self.model_dir} holds no weights.", "Make some with: kgx model train GOLD_DIR --output DIR")
        profile = located(self.profile)
        return Recipe(self.model, self.model_dir, 0.0 if self.rules_only else self.min_confidence, self.rules_only, profile)


@dataclass(frozen=True)
class Reading(RecipeOptions):
    """The options of every command that reads sources and extracts facts."""

    published: Published = None
    allow_private: AllowPrivate = False
    jobs: Jobs = 1

    def options(self, keep_duplicates: bool = False) -> Options:
        """What they ask for."""
        from kg_extract.ingest import Options

        day = parse_date(self.published)
        _tell_warnings()
        return Options(self.recipe(), published=day, allow_private=self.allow_private, keep_duplicates=keep_duplicates, jobs=self.jobs)


@cache
def _tell_warnings() -> None:
    """What the library warns of while it reads is told as a note."""
    import logging

    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            print_note(record.getMessage())

    logging.getLogger("kg_extract").addHandler(Notes(logging.WARNING))


def with_groups(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command as typer is to see it: each parameter that is a group of options stands for the options of the group."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, RecipeOptions)}

    def call(**given: Any) -> Any:
        made = {name: group(**{option: given.pop(option) for option in _options(group)}) for name, group in groups.items()}
        return command(**given, **made)

    seen: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        seen += _options(groups[name]).values() if name in groups else [parameter.replace(annotation=hints[name])]
    seen = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in seen]
    call.__doc__, call.__name__ = command.__doc__, command.__name__
    call.__signature__ = inspect.Signature(seen)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in seen}
    return call


def _options(group: type) -> dict[str, inspect.Parameter]:
    """The options of a group by name, as parameters."""
    hints = get_type_hints(group, include_extras=True)
    return {name: each.replace(annotation=hints[name]) for name, each in inspect.signature(group).parameters.items()}


def all_sources(named: list[str] | None, list_file: str | None) -> list[str]:
    """What was named on the command line and in the list; `UsageError` if that is nothing."""
    sources = list(named or [])
    if list_file is not None:
        from kg_extract import read

        sources += read.from_list(list_file)
    if not sources:
        raise UsageError("No source was given.", "Name files, folders, addresses, or - for standard input.")
    return sources
