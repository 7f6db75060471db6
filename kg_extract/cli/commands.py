"""The commands by name, with a line each; the module of a command is imported when it is called, so that none pays for the others."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

__all__ = ["COMMANDS", "Commands"]

#: Command → the first line of its help, in the order of `kgx --help`: first what people do daily.
COMMANDS = {
    "ingest": "Read articles and store what they state.",
    "query": "Ask the store.",
    "shell": "Ask the store, question after question.",
    "export": "Write the graph to a file.",
    "show": "Print everything known about one entity.",
    "why": "Print who says so.",
    "entity": "Correct who is who.",
    "articles": "List the articles of the store, or those that fit.",
    "forget": "Take articles out of the store.",
    "extract": "Print what articles state, as JSON Lines, without a store.",
    "watch": "Look at feeds and folders again and again, store what is new, and print it.",
    "doctor": "Check the installation.",
    "store": "Look after the store.",
    "profile": "Look after domains of your own.",
    "model": "Train the weights, and measure the extraction.",
}


class Commands(TyperGroup):
    """The group `kgx`: knows its commands by `COMMANDS` and loads them one by one."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = _load(cmd_name)
        return self.commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands in the help, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _load(name: str) -> Any:
    module = import_module(f"kg_extract.cli.{name}")
    if hasattr(module, "app"):
        return typer.main.get_command(module.app)
    alone = typer.Typer(rich_markup_mode=None, add_completion=False)
    module.register(alone)
    return typer.main.get_command(alone)
