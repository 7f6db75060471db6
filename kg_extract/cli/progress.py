"""Collects what an ingest finds, and shows a progress bar on a terminal when there is more than one source."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg_extract.cli.found import as_json, event_rows
from kg_extract.ingest import Failure, Outcome, Watcher

if TYPE_CHECKING:
    from rich.progress import Progress

    from kg_extract.cli.interruption import Interruption

__all__ = ["Collector"]


class Collector(Watcher):
    """Keeps the rows (or the JSON) to print at the end; the articles themselves are let go."""

    def __init__(self, as_json: bool = False, interruption: Interruption | None = None) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.articles: list[dict[str, Any]] = []
        self.sources = 0
        self._as_json = as_json
        self._interruption = interruption
        self._events = self._failed = self._articles = 0
        self._bar: Progress | None = None

    def begin(self, sources: int) -> None:
        """Start the bar, where there is anybody to see it."""
        self.sources = sources
        if sources > 1 and sys.stderr.isatty():
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task("Reading", total=sources, told="")

    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._interruption is not None and self._interruption.asked

    def done(self, outcome: Outcome) -> None:
        """Keep what one article gave."""
        self._articles += 1
        self._events += len(outcome.extraction.events) if outcome.extraction else 0
        if self._as_json:
            self.articles.append(as_json(outcome))
        elif outcome.extraction:
            self.rows += ((outcome.article.source, *row) for row in event_rows(outcome.extraction))
        self._advance()

    def failed(self, failure: Failure) -> None:
        """Move on."""
        self._failed += 1
        self._advance()

    def __enter__(self) -> Self:
        """The collector itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()

    def _advance(self) -> None:
        if self._bar:
            task = self._bar.tasks[0]
            rate = self._articles / task.elapsed if task.elapsed else 0.0
            told = f"{rate:.1f} articles/s, {self._events} events, {self._failed} failed"
            self._bar.update(task.id, advance=1, told=told)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[told]}"),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
