"""The `kgx` command: puts the commands together and turns every error into one line on stderr and an exit code.

Exit codes: 0 done · 1 an ASK query is false, or an unforeseen error · 2 wrong call · 3 a source could not be read · 4 language model or
data file · 5 store · 6 query · 7 not found · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from kg_extract import __version__
from kg_extract.cli.commands import Commands
from kg_extract.cli.output import plain
from kg_extract.errors import KgxError

__all__ = ["app", "main", "run"]

app = typer.Typer(
    name="kgx",
    cls=Commands,
    help="Turns news into a knowledge graph, offline: typed events and relations, each with the sentence that says so.",
    rich_markup_mode=None,
    add_completion=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    """Turns news into a knowledge graph, offline: typed events and relations, each with the sentence that says so."""
    if version:
        print(f"kgx {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """The entry point of the script: runs the command line and leaves with its exit code."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _mute_stdout()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs one command; its exit code. Never raises, never shows a traceback."""
    try:
        code = app(list(arguments), prog_name="kgx", standalone_mode=False)
    except KgxError as fault:
        return _fail(_worded(fault), fault.exit_code)
    except typer.TyperException as fault:
        return _fail(f"{fault.format_message().rstrip('.')}. Try: kgx --help", fault.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        _mute_stdout()
        return 0
    except Exception as fault:  # noqa: BLE001  (the last net: a user gets a line to report, never a traceback)
        return _fail(f"unforeseen {type(fault).__name__}: {fault}. Please report it with the command that you gave.", 1)
    return code if isinstance(code, int) else 0


def _worded(fault: KgxError) -> str:
    """The fault on one line; a wrong query is shown under it, with a caret."""
    detail = getattr(fault, "detail", "")
    return f"{fault}\n{detail}" if detail else str(fault)


def _fail(message: str, code: int) -> int:
    print(f"kgx: {plain(message, keep_lines=True)}", file=sys.stderr)
    return code


def _mute_stdout() -> None:
    """Whoever read our output has gone: what is still buffered goes nowhere, quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
