"""The documents are true: outputs, commands, options, links, files and the two set-up commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from kg_extract import profiles
from kg_extract.cli.commands import COMMANDS
from kg_extract.cli.main import app
from kg_extract.store import named
from tests import readme

ROOT = readme.ROOT
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
TEXT = readme.README.read_text(encoding="utf-8")


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    """The command that the words call, and what is left of them."""
    command: Any = typer.main.get_command(app)
    while words and hasattr(command, "get_command") and (sub := command.get_command(None, words[0])):
        command, words = sub, words[1:]
    return command, words


@pytest.mark.parametrize("file", readme.DOCUMENTS, ids=[file.name for file in readme.DOCUMENTS])
def test_documents_paste_what_the_commands_print(file: Path) -> None:
    """Each session, run on a new store, gives the output shown (python -m tests.readme --update pastes anew)."""
    text = file.read_text(encoding="utf-8")
    assert readme.pasted_anew(text) == text


@pytest.mark.parametrize("line", readme.commands("\n".join(file.read_text(encoding="utf-8") for file in DOCUMENTS)))
def test_every_command_shown_exists_with_its_options(line: str) -> None:
    """Commands in the documents are real, and so are their options (for a shipped query its parameters)."""
    words = shlex.split(line.replace("…", "").partition("\\|")[0])[1:]
    if words and words[0].startswith("--"):
        return
    command, rest = command_of(words)
    assert words == [] or len(rest) < len(words), line
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    asked = {word.partition("=")[0] for word in rest if word.startswith("--")} - known
    if asked and command.name == "query" and re.fullmatch(r"[a-z]+", rest[0]):
        for profile in profiles.shipped():
            profiles.learn(profile)
        asked -= {f"--{parameter.name}" for parameter in named.get(rest[0]).parameters}
    assert not asked


@pytest.mark.parametrize("file", DOCUMENTS, ids=[file.name for file in DOCUMENTS])
def test_links_and_paths_lead_somewhere(file: Path) -> None:
    """Every link, relative to its document, is there, and so is every path in backticks that begins with a folder of the project."""
    text = file.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    paths = re.findall(r"`((?:kg_extract|tests|ontology|samples|benchmarks|training|\.ci)/[\w./-]*)`", text)
    places = {link: file.parent / link for link in links} | {path: ROOT / path for path in paths}
    assert [name for name, place in places.items() if "NAME" not in name and not place.exists()] == []


def test_the_set_up_is_two_commands() -> None:
    """One line installs and does the job, one installs and passes the tests; .ci/run takes them from here."""
    assert len(re.findall(r"^\$ python3 -m venv .*(?:kgx ingest samples/|pytest)", TEXT, re.MULTILINE)) == 2


def test_every_command_is_in_the_readme() -> None:
    """A command that exists is told of."""
    top = list(COMMANDS)
    nested = [f"{name} {sub}" for name in top for sub in getattr(command_of([name])[0], "commands", {})]
    assert [name for name in (*top, *nested) if f"`kgx {name}" not in TEXT] == []


def test_the_changelog_knows_the_version() -> None:
    """What is released, or about to be, is in the changelog."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## Unreleased" in text or f"## {__import__('kg_extract').__version__}" in text
