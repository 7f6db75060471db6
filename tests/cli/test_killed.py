"""A real `kgx ingest` process that is killed, starved of disk or copied from while it writes: nothing stored is lost or half there."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg_extract.errors import KgxError
from kg_extract.store.store import open_store

#: Set KGX_KILLS=200 for the long run.
KILLS = max(1, int(os.environ.get("KGX_KILLS", "6")) // 2)
ARTICLES = 24
LINE = "{city}, June {day}, 2026 — {company} of {city} has won a contract worth ${value} million from the Agency of Harbours."
MORE = "{company} said it would launch the satellite Lumen-{day} on a Corvina rocket in 2027. It was founded by Ada Example."


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of short articles, each with a company of its own and an agency that all name."""
    folder = tmp_path_factory.mktemp("news")
    for number in range(ARTICLES):
        told = {"city": "Lisbon", "day": number % 28 + 1, "company": f"Norvik{number} Systems", "value": number + 10}
        text = f"Norvik{number} Systems wins harbour contract\n\n{LINE.format(**told)}\n\n{MORE.format(**told)}\n"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


def kgx(*words: str | Path, **options: int) -> subprocess.Popen[str]:
    """A `kgx` process, whose output is to be read at its end."""
    command = [sys.executable, "-m", "kg_extract", *map(str, words)]
    if options:
        command = ["prlimit", *(f"--{name}={value}" for name, value in options.items()), *command]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stored(folder: Path) -> dict[str, str | None]:
    """The articles that a reader sees beside the writer, each with the checksum of its text; none before there is a store."""
    try:
        with open_store(folder) as store:
            return {article.iri: article.content_hash for article in store.articles()}
    except KgxError:
        return {}


def while_writing(folder: Path, process: subprocess.Popen[str], fewest: int) -> dict[str, str | None]:
    """Wait until there are at least so many articles (or the process has ended); those that there are."""
    seen = stored(folder)
    while len(seen) < fewest and process.poll() is None:
        time.sleep(0.02)
        seen = stored(folder)
    return seen


@pytest.fixture(scope="module")
def whole(news: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The dataset that an ingest gives which nobody disturbs."""
    folder = tmp_path_factory.mktemp("calm") / "store"
    kgx("ingest", news, "--store", folder).communicate()
    return exported(folder)


def exported(folder: Path) -> bytes:
    """All quads of a store, sorted."""
    done = subprocess.run(
        [sys.executable, "-m", "kg_extract", "export", "-", "--format", "nquads", "--store", folder], capture_output=True, check=True
    )
    return done.stdout


def test_killed_at_any_moment(news: Path, tmp_path: Path, whole: bytes) -> None:
    """After kill -9 the store is sound and holds what was there before; the same command then completes it, as if nothing had happened."""
    folder, chance, before = tmp_path / "store", random.Random(5), dict[str, str | None]()
    for _ in range(KILLS):
        process = kgx("ingest", news, "--store", folder)
        before = while_writing(folder, process, min(len(before) + chance.randrange(1, 9), ARTICLES))
        time.sleep(chance.random() * 0.2)
        process.kill()
        process.communicate()
        after = stored(folder)
        assert before.items() <= after.items()
        out, _ = kgx("store", "check", "--store", folder).communicate()
        assert out == "the store is sound.\n"
        before = after
    out, _ = kgx("ingest", news, "--store", folder).communicate()
    assert exported(folder) == whole


def test_a_folder_copied_while_it_is_written(news: Path, tmp_path: Path) -> None:
    """A copy of the folder holds whole articles, or is refused with one line that says how to copy a store."""
    folder = tmp_path / "store"
    process = kgx("ingest", news, "--store", folder)
    copies = []
    for number in range(4):
        while_writing(folder, process, 1 + 6 * number)
        # Files may go away under a copy; then it lacks them.
        subprocess.run(["cp", "-r", folder, tmp_path / f"copy{number}"], stderr=subprocess.DEVNULL, check=False)
        copies.append(tmp_path / f"copy{number}")
    process.communicate()
    for copy in copies:
        out, told = kgx("store", "check", "--store", copy).communicate()
        assert out == "the store is sound.\n" or told.rstrip().endswith("kgx store backup")
        assert len(told.splitlines()) <= 1


def test_a_copy_that_lacks_a_file_is_refused(news: Path, tmp_path: Path) -> None:
    """A copy into which one file of the database did not come is told as what it probably is."""
    folder = tmp_path / "store"
    kgx("ingest", news / "00.txt", "--store", folder).communicate()
    shutil.copytree(folder, tmp_path / "copy")
    max((tmp_path / "copy" / "quads").glob("*.sst"), key=lambda file: file.stat().st_size).unlink()
    for command in (["query", "contracts"], ["articles"], ["store", "check"], ["ingest", str(news)]):
        process = kgx(*command, "--store", tmp_path / "copy")
        _, told = process.communicate()
        assert process.returncode == 5
        assert told.count("\n") == 1
        assert told.rstrip().endswith("If this is a copy of a store that was in use, copy it with: kgx store backup")


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="needs prlimit of util-linux")
@pytest.mark.parametrize(("more", "fewest"), [([], 0), (["--keep-duplicates"], 1)], ids=["while comparing", "while storing"])
def test_a_full_disk_ends_in_one_line(news: Path, tmp_path: Path, whole: bytes, more: list[str], fewest: int) -> None:
    """Where no file may grow further, the ingest says so in one line and keeps what it stored; with room again it goes on."""
    folder = tmp_path / "store"
    process = kgx("ingest", news, "--store", folder, *more, fsize=600_000)
    _, told = process.communicate()
    assert process.returncode == 5
    assert len(told.splitlines()) == 1
    assert told.startswith(f"kgx: The disk is full: {folder}")
    kept = stored(folder)
    assert fewest <= len(kept) < ARTICLES
    kgx("ingest", news, "--store", folder).communicate()
    assert kept.items() <= stored(folder).items()
    assert exported(folder) == whole


def test_two_at_once_and_a_reader(news: Path, tmp_path: Path, whole: bytes) -> None:
    """Two ingests take turns, and who reads meanwhile sees whole articles; at the end all is there."""
    folder = tmp_path / "store"
    first = kgx("ingest", news, "--store", folder)
    while_writing(folder, first, 1)
    second = kgx("ingest", news / "00.txt", "--store", folder)
    out, told = kgx("query", "SELECT (COUNT(*) AS ?n) { ?article a kg:Article }", "--store", folder).communicate()
    assert int(out.split()[-1]) >= 1
    assert told == ""
    first.communicate()
    _, waited = second.communicate()
    assert "Another process is writing to the store" in waited or waited == ""
    assert exported(folder) == whole
