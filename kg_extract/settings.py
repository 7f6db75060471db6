"""With what facts were found: the line that the graph of each article has."""

from __future__ import annotations

import re
from importlib import metadata

from kg_extract import __version__, profiles
from kg_extract.recipe import Recipe

__all__ = ["recipe_of", "settings_line"]

_LINE = re.compile(
    r"kgx \S+, (?P<model>.+?) (?:\(no version\)|\S+), (?:(?P<rules>rules only)|confidence from (?P<floor>\S+?))"
    r"(?:, weights (?P<weights>.+?))?(?:, profile (?P<profile>\S+) \S+)?"
)


def settings_line(recipe: Recipe) -> str:
    """What an extraction depends on, in one line: with the same line, the same text need not be read again."""
    facts = "rules only" if recipe.rules_only else f"confidence from {recipe.min_confidence:g}"
    weights = f", weights {recipe.weights}" if recipe.weights else ""
    profile = f", profile {profiles.read(recipe.profile).version}" if recipe.profile else ""
    return f"kgx {__version__}, {recipe.model} {_version(recipe.model)}, {facts}{weights}{profile}"


def recipe_of(line: str) -> Recipe:
    """The recipe that `settings_line` told, with the profile as it is now; the usual one for what is no such line."""
    told = _LINE.fullmatch(line)
    if told is None:
        return Recipe()
    profile = str(profiles.named(told["profile"]).folder) if told["profile"] else None
    floor = float(told["floor"]) if told["floor"] else Recipe.min_confidence
    return Recipe(told["model"], told["weights"], floor, bool(told["rules"]), profile)


def _version(model: str) -> str:
    """The installed version of the package `model`; a folder, or what is not installed, has none."""
    try:
        return metadata.version(model)
    except (metadata.PackageNotFoundError, ValueError):
        return "(no version)"
