"""Extraction in several processes: the same facts in the same order, whatever happens to a process."""

from __future__ import annotations

import os
import signal
import threading
import time
from multiprocessing.connection import Connection

import pytest

from kg_extract import workers
from kg_extract.errors import ModelError
from kg_extract.model import Article
from kg_extract.recipe import Recipe

RECIPE = Recipe()
ARTICLES = [
    Article(
        f"Borealis Aerospace won a contract worth {n} million dollars from the Norland Space Agency on May {n}, 2025.",
        f"{n}.txt",
        "2025-05-26",
    )
    for n in range(1, 13)
]


def one_process(size: int) -> list[object]:
    """What one process makes of the articles."""
    from kg_extract.nlp import pipeline

    return [found for group in workers.groups(ARTICLES, size) for found in pipeline.extract(group, RECIPE)]


def test_groups_are_of_a_size() -> None:
    """No group is larger than it may be, none is empty, and nothing is lost."""
    found = list(workers.groups(ARTICLES, 250))
    assert [article for group in found for article in group] == ARTICLES
    assert {len(group) for group in found} == {2}
    assert [len(group) for group in workers.groups(ARTICLES, 10)] == [1] * 12


def test_a_killed_process_costs_nothing() -> None:
    """Its group is done again by another one; the results are those of one process, in order."""
    pool_of = workers._start
    started: list[int] = []

    def start(recipe: Recipe) -> workers._Worker:
        worker = pool_of(recipe)
        started.append(worker.process.pid or 0)
        return worker

    killer = threading.Timer(0.5, lambda: os.kill(started[0], signal.SIGKILL))
    workers._start = start
    try:
        killer.start()
        found = list(workers.extract(workers.groups(ARTICLES, 250), RECIPE, 2, lambda article, fault: None))
    finally:
        workers._start = pool_of
    assert found == one_process(250)
    assert len(started) == 3


def test_an_article_that_kills_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of its group are read, and the fault names it."""
    monkeypatch.setattr(workers, "_start", _start_deadly)
    faults: list[str] = []
    found = list(workers.extract([ARTICLES[:3], ARTICLES[3:5]], RECIPE, 2, lambda article, fault: faults.append(article.source)))
    assert [extraction.article.source for extraction in found] == ["1.txt", "3.txt", "4.txt", "5.txt"]
    assert faults == ["2.txt"]


def _start_deadly(model: str) -> workers._Worker:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=deadly, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return workers._Worker(process, ours)


def deadly(pipe: Connection) -> None:
    """A worker that dies on article 2 and does nothing with the others."""
    from kg_extract.model import Extraction

    while True:
        try:
            articles: list[Article] = pipe.recv()
        except EOFError:
            return
        if any(article.source == "2.txt" for article in articles):
            os.kill(os.getpid(), signal.SIGKILL)
        pipe.send(([Extraction(article) for article in articles], []))


def test_a_fault_of_the_model_is_passed_on() -> None:
    """A worker without a model does not hang the run."""
    started = time.monotonic()
    with pytest.raises(ModelError, match="no_such_model"):
        list(workers.extract([ARTICLES[:1]], Recipe("no_such_model"), 2, lambda article, fault: None))
    assert time.monotonic() - started < 120


def test_workers_end_with_the_main_process() -> None:
    """When the pipe to it ends, as it does when it is killed, a worker leaves."""
    worker = workers._start(RECIPE)
    assert worker.process.is_alive()
    worker.pipe.close()
    worker.process.join(60)
    assert worker.process.exitcode == 0
