"""Extraction in several processes: the same results in the same order as with one, and a process that is killed costs nothing.

Articles travel in the same groups whatever the number of processes, so that the language model sees the same batches. Each
worker hangs on a pipe of its own: when it dies, its group is given to a new one; when this process dies, the pipe ends and so
does the worker. A group on which workers die again is tried article by article, and the article that kills is left out.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from kg_extract.errors import KgxError
from kg_extract.model import Article, Extraction
from kg_extract.recipe import Recipe

__all__ = ["extract", "groups"]

#: Characters of a group: what the language pipeline parses at once.
GROUP = 60_000
_TRIES = 3

OnFault = Callable[[Article, str], None]
Faults = list[tuple[Article, str]]
Result = tuple[list[Extraction], Faults] | KgxError


def groups(articles: Iterable[Article], size: int = GROUP) -> Iterator[list[Article]]:
    """The articles in groups of at most `size` characters; a longer one is a group of its own."""
    group: list[Article] = []
    total = 0
    for article in articles:
        if group and total + len(article.text) > size:
            yield group
            group, total = [], 0
        group.append(article)
        total += len(article.text)
    if group:
        yield group


def extract(batches: Iterable[list[Article]], recipe: Recipe, jobs: int, on_fault: OnFault) -> Iterator[Extraction]:
    """The extraction of each article, in order, made by `jobs` processes."""
    pool = _Pool(recipe, jobs, on_fault)
    try:
        yield from pool.run(iter(batches))
    finally:
        pool.close()


@dataclass(eq=False)
class _Task:
    """One group on its way; `tries` counts the workers that died on it."""

    articles: list[Article]
    tries: int = 0
    result: tuple[list[Extraction], Faults] | None = None
    parts: list[_Task] = field(default_factory=list)

    def is_done(self) -> bool:
        return all(part.is_done() for part in self.parts) if self.parts else self.result is not None

    def results(self) -> Iterator[tuple[list[Extraction], Faults]]:
        if self.result is not None:
            yield self.result
        for part in self.parts:
            yield from part.results()


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: _Task | None = None


class _Pool:
    """The workers, what they work on, and what waits."""

    def __init__(self, recipe: Recipe, jobs: int, on_fault: OnFault) -> None:
        self._recipe = recipe
        self._jobs = jobs
        self._on_fault = on_fault
        self._workers: list[_Worker] = []
        self._waiting: deque[_Task] = deque()

    def run(self, batches: Iterator[list[Article]]) -> Iterator[Extraction]:
        """Hand out groups, a few more than there are workers, and give back what is done in order."""
        order: deque[_Task] = deque()
        more = True
        while more or order:
            while more and len(order) < 2 * self._jobs:
                batch = next(batches, None)
                more = batch is not None
                if batch:
                    order.append(_Task(batch))
                    self._waiting.append(order[-1])
            self._hand_out()
            if order and not order[0].is_done():
                self._collect()
            while order and order[0].is_done():
                for extractions, faults in order.popleft().results():
                    for article, fault in faults:
                        self._on_fault(article, fault)
                    yield from extractions

    def close(self) -> None:
        """Let the workers go; one that is busy is ended."""
        for worker in self._workers:
            worker.pipe.close()
            if worker.task is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join()

    def _hand_out(self) -> None:
        for worker in [*self._workers]:
            if worker.task is None and self._waiting:
                self._give(worker)
        while self._waiting and len(self._workers) < self._jobs:
            self._workers.append(_start(self._recipe))
            self._give(self._workers[-1])

    def _give(self, worker: _Worker) -> None:
        worker.task = self._waiting.popleft()
        try:
            worker.pipe.send(worker.task.articles)
        except OSError:
            self._lost(worker)

    def _collect(self) -> None:
        """Wait for the next worker that is done or dead."""
        busy = {worker.pipe: worker for worker in self._workers if worker.task}
        for pipe in wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]
            try:
                result: Result = worker.pipe.recv()
            except (EOFError, OSError):
                self._lost(worker)
                continue
            if isinstance(result, KgxError):
                raise result
            assert worker.task
            worker.task.result, worker.task = result, None

    def _lost(self, worker: _Worker) -> None:
        """A worker has died: its group is done again, first; later article by article; at last it is given up."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        task = worker.task
        assert task
        task.tries += 1
        if task.tries < _TRIES:
            self._waiting.appendleft(task)
        elif len(task.articles) > 1:
            task.parts = [_Task([article], _TRIES - 1) for article in task.articles]
            self._waiting.extendleft(reversed(task.parts))
        else:
            task.result = [], [(task.articles[0], "the process that worked on it was killed again and again")]


def _start(recipe: Recipe) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, recipe), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _work(pipe: Connection, recipe: Recipe) -> None:
    """The life of a worker: a group comes, its result goes, until the pipe ends. Ctrl-C is the main process's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The pipe ends when the main process does, whatever ended it.
    with suppress(EOFError, OSError):
        while True:
            articles: list[Article] = pipe.recv()
            pipe.send(_result(articles, recipe))


def _result(articles: list[Article], recipe: Recipe) -> Result:
    from kg_extract.nlp import pipeline

    faults: Faults = []
    try:
        found = list(pipeline.extract(articles, recipe, lambda article, fault: faults.append((article, fault))))
    except KgxError as fault:
        return fault
    return found, faults
