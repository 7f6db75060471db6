"""`kgx watch`: keeps a store up to date with feeds, pages and folders, and prints what is new."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg_extract.cli import extracting, options, output
from kg_extract.errors import UsageError

if TYPE_CHECKING:
    from kg_extract.cli.interruption import Interruption
    from kg_extract.ingest import Options, Outcome
    from kg_extract.store.results import Value
    from kg_extract.store.store import Store

__all__ = ["register", "seconds"]

_FORMATS = ("table", "json")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: No site wants to be asked more often.
_LEAST = 10.0
_STEP = 0.2


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("watch")(extracting.with_groups(watch))


def watch(
    *,
    sources: Annotated[list[str], typer.Argument(metavar="FEED_OR_FOLDER...", help="Feeds, pages, folders, files.")],
    every: Annotated[str, typer.Option("--every", metavar="TIME", help="How often to look: 30s, 10m, 2h, 1d.")] = "10m",
    query: Annotated[
        str | None,
        typer.Option(
            "--query", metavar="QUERY", help="Show only what this query (SPARQL, or a shipped one's name) finds in a new article."
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once and leave, for cron.")] = False,
    store: options.Store = None,
    keep_duplicates: extracting.KeepDuplicates = False,
    reading: extracting.Reading,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, or json: one object on each line.")] = "table",
) -> int:
    """Look at feeds and folders again and again, store what is new, and print it.

    Between two looks the store is free for others. Ctrl-C ends the watch after the article at hand.
    """
    from kg_extract.cli.interruption import Interruption

    output.check_format(format, _FORMATS)
    pause = seconds(every)
    settings = reading.options(keep_duplicates)
    printer = _Printer(_sparql(query), format == "json")
    failed = False
    with Interruption() as interruption:
        while not interruption.asked:
            failed = _look(sources, store, settings, printer, interruption)
            if once:
                return 3 if failed else 0
            _wait(pause, interruption)
    return 0


def seconds(text: str) -> float:
    """`text` ("90s", "10m", "2h", "1d") in seconds; `UsageError` if it is no time, or too short to be polite."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", text.strip().lower())
    if not match:
        raise UsageError(f"--every {text}: not a time.", "Write it as 30s, 10m, 2h or 1d.")
    found = float(match[1]) * _UNITS[match[2] or "m"]
    if found < _LEAST:
        raise UsageError(f"--every {text}: too often for the sites that are asked.", f"Wait at least {_LEAST:g} seconds.")
    return found


def _look(sources: list[str], location: str | None, settings: Options, printer: _Printer, interruption: Interruption) -> bool:
    """One round; whether a source failed."""
    from kg_extract.ingest import Watcher, ingest
    from kg_extract.store.store import open_store

    class Round(Watcher):
        def done(self, outcome: Outcome) -> None:
            if outcome.change in ("added", "changed"):
                printer.article(outcome, store)

        def failed(self, failure: Any) -> None:
            printer.failure(failure.source, failure.reason)

        def stopped(self) -> bool:
            return interruption.asked

    with open_store(location, mode="write", wait=60, on_wait=output.print_note) as store:
        return bool(ingest(sources, store, settings, Round()).failures)


def _wait(pause: float, interruption: Interruption) -> None:
    end = time.monotonic() + pause
    while time.monotonic() < end and not interruption.asked:
        time.sleep(min(_STEP, max(0.0, end - time.monotonic())))


def _sparql(query: str | None) -> str | None:
    from kg_extract.store import named

    return named.get(query).sparql({}) if query is not None and named.is_name(query) else query


class _Printer:
    """Prints new facts as they come; a source that fails is told once until it fails in another way."""

    def __init__(self, sparql: str | None, as_json: bool) -> None:
        self._sparql = sparql
        self._as_json = as_json
        self._told: dict[str, str] = {}

    def failure(self, source: str, reason: str) -> None:
        """Tell of a source that cannot be read."""
        if self._told.get(source) != reason:
            self._told[source] = reason
            output.print_note(reason)

    def article(self, outcome: Outcome, store: Store) -> None:
        """Print what a new article states, or what the query finds in it."""
        from kg_extract.cli.found import as_json, event_rows

        if self._sparql is not None:
            for row in self._rows(outcome.iri, store, self._sparql):
                self._print(outcome, row, row.values())
        elif self._as_json:
            _line(as_json(outcome))
        elif outcome.extraction:
            for cells in event_rows(outcome.extraction):
                self._print(outcome, {}, cells)
        sys.stdout.flush()

    def _rows(self, iri: str, store: Store, sparql: str) -> list[dict[str, Value]]:
        """The solutions of the query in the graph of one article alone."""
        from kg_extract.store.results import Rows, value_of
        from kg_extract.store.store import open_store

        with open_store("memory", mode="write") as alone:
            alone.replace(iri, list(store.quads(iri)))
            found = alone.query(sparql)
            if not isinstance(found, Rows):
                raise UsageError("--query must be a SELECT.", "Ask for the variables that you want to see.")
            cells = (map(value_of, row) for row in found)
            return [{name: value for name, value in zip(found.variables, row, strict=True) if value is not None} for row in cells]

    def _print(self, outcome: Outcome, row: dict[str, Value], cells: Iterable[Value]) -> None:
        article = outcome.article
        if self._as_json:
            # The query may have a variable ?source, too; which article it was is said in any case.
            _line(row | {"source": article.source, "article": outcome.iri, "change": outcome.change})
        else:
            told = (output.cell_text(cell if isinstance(cell, str | int | float | Decimal) else str(cell)) for cell in cells)
            output.print_line("  ".join([article.published or "undated", *filter(None, told), f"({article.source})"]))


def _line(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=output.json_default) + "\n")
