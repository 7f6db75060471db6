"""Near-duplicates: which articles are one text, syndicated or copied with small changes.

MinHash over word shingles (Broder 1997) with banding (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4). Two
texts are one story if their signatures agree in most places and they tell the same figures: this week's market report,
made from last week's by exchanging the numbers, is another story.

Which of them is the original depends on the set of articles only: the one with the smallest (date, IRI).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg_extract.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

    import numpy
    from numpy.typing import NDArray

    from kg_extract.model import Article

__all__ = ["Index", "Print", "fingerprint", "similarity"]

_SHINGLE = 4
_AT_ONCE = 5_000  # words
_BANDS, _ROWS = 32, 4
#: Words below which nothing is a copy of anything; agreement of signatures and of figures from which on texts are one.
_FEWEST, _ALIKE, _SAME_FIGURES = 40, 0.75, 0.8
_TABLES = """PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
  CREATE TABLE IF NOT EXISTS article (iri TEXT PRIMARY KEY, day TEXT, hash TEXT, minima BLOB, figures TEXT);
  CREATE TABLE IF NOT EXISTS band (value BLOB, iri TEXT, PRIMARY KEY (value, iri)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS band_iri ON band (iri);"""
_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of a text to compare it with others: 128 minima and the figures that it tells."""

    minima: bytes
    figures: frozenset[str]

    def bands(self) -> Iterator[bytes]:
        """Two texts that are alike have at least one of these in common."""
        size = len(self.minima) // _BANDS
        for number in range(_BANDS):
            yield bytes([number]) + self.minima[number * size : (number + 1) * size]


def fingerprint(text: str) -> Print | None:
    """The print of a text; None for one that is too short."""
    words = (found.group() for found in _WORD.finditer(text.casefold()))
    first = list(islice(words, _FEWEST))
    if len(first) < _FEWEST:
        return None
    import numpy

    parts = map(_minima, _shingles(chain(first, words)))
    minima = reduce(numpy.minimum, parts)
    figures = frozenset(figure.group().rstrip(".,") for figure in _FIGURE.finditer(text))
    return Print(minima.astype("<u4").tobytes(), figures)


def _shingles(words: Iterator[str]) -> Iterator[set[str]]:
    """Every run of four words, so many at a time that a book takes no more memory than an article."""
    behind: list[str] = []
    while fresh := list(islice(words, _AT_ONCE)):
        behind += fresh
        yield {" ".join(behind[at : at + _SHINGLE]) for at in range(len(behind) - _SHINGLE + 1)}
        behind = behind[1 - _SHINGLE :]


def _minima(shingles: set[str]) -> NDArray[numpy.uint64]:
    """The smallest value of each hash function over some shingles."""
    import numpy

    digests = b"".join(hashlib.blake2b(shingle.encode("utf-8", "replace"), digest_size=4).digest() for shingle in shingles)
    hashes = numpy.frombuffer(digests, dtype="<u4").astype(numpy.uint64)
    factors, shifts = _permutations()
    smallest: NDArray[numpy.uint64] = ((hashes[None, :] * factors[:, None] + shifts[:, None]) >> numpy.uint64(32)).min(axis=1)
    return smallest


@cache
def _permutations() -> tuple[NDArray[numpy.uint64], NDArray[numpy.uint64]]:
    """Multiply-shift hash functions (Dietzfelbinger et al. 1997), always the same ones."""
    import numpy

    def numbers(name: str) -> NDArray[numpy.uint64]:
        digests = (hashlib.blake2b(f"{name}{n}".encode(), digest_size=8).digest() for n in range(_BANDS * _ROWS))
        return numpy.frombuffer(b"".join(digests), dtype="<u8").astype(numpy.uint64)

    return numbers("factor") | numpy.uint64(1), numbers("shift")


def similarity(one: Print, other: Print) -> float:
    """The estimated share of shingles that both texts have; 0 if they tell different figures."""
    told = one.figures | other.figures
    if told and len(one.figures & other.figures) < _SAME_FIGURES * len(told):
        return 0.0
    pairs = zip(_places(one.minima), _places(other.minima), strict=True)
    return sum(a == b for a, b in pairs) / (_BANDS * _ROWS)


def _places(minima: bytes) -> list[bytes]:
    return [minima[at : at + 4] for at in range(0, len(minima), 4)]


class Index:
    """The prints of the articles of a store, in a small database beside it; `file` None keeps it in memory."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._data = self._opened()

    def articles(self) -> dict[str, str]:
        """The IRIs that are in the index, each with the hash of its text."""
        return dict(self._ask("SELECT iri, hash FROM article"))

    def put(self, iri: str, article: Article) -> set[str]:
        """Note an article; the others for which this may change what is the original."""
        day = article.published or "9999"
        if self._ask("SELECT 1 FROM article WHERE iri=? AND hash=? AND day=?", iri, article.content_hash, day):
            return set()
        before = self.drop(iri)
        found = fingerprint(article.text)
        minima, figures = (found.minima, "\n".join(sorted(found.figures))) if found else (b"", "")
        self._ask("BEGIN")
        self._ask("INSERT INTO article VALUES (?,?,?,?,?)", iri, day, article.content_hash, minima, figures)
        for band in found.bands() if found else ():
            self._ask("INSERT INTO band VALUES (?,?)", band, iri)
        self._ask("COMMIT")
        return before | {other for other, _ in self._alike(iri)}

    def drop(self, iri: str) -> set[str]:
        """Forget an article; the others for which this may change what is the original."""
        alike = {other for other, _ in self._alike(iri)}
        self._ask("BEGIN")
        self._ask("DELETE FROM article WHERE iri=?", iri)
        self._ask("DELETE FROM band WHERE iri=?", iri)
        self._ask("COMMIT")
        return alike

    def original(self, iri: str) -> str | None:
        """The article that this one is a copy of: the one with the smallest (date, IRI) of all that are alike; None for that one."""
        rows = self._ask("SELECT day FROM article WHERE iri=?", iri)
        if not rows:
            return None
        smaller = [(day, other) for other, day in self._alike(iri) if (day, other) < (rows[0][0], iri)]
        return min(smaller)[1] if smaller else None

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()

    def _alike(self, iri: str) -> list[tuple[str, str]]:
        """IRI and date of every other article that is one story with this one."""
        mine = self._prints([iri]).get(iri)
        if mine is None:
            return []
        rows = self._ask("SELECT DISTINCT b.iri FROM band a JOIN band b ON a.value=b.value WHERE a.iri=? AND b.iri<>?", iri, iri)
        found = self._prints(other for (other,) in rows)
        return [(other, day) for other, (theirs, day) in found.items() if similarity(mine[0], theirs) >= _ALIKE]

    def _prints(self, iris: Iterable[str]) -> dict[str, tuple[Print, str]]:
        found: dict[str, tuple[Print, str]] = {}
        for iri in iris:
            for minima, figures, day in self._ask("SELECT minima, figures, day FROM article WHERE iri=?", iri):
                if minima:
                    found[iri] = Print(minima, frozenset(filter(None, figures.split("\n")))), day
        return found

    def _opened(self) -> sqlite3.Connection:
        import sqlite3  # here: a run without a store needs none

        try:
            data = sqlite3.connect(self._file or ":memory:", isolation_level=None)
            data.executescript(_TABLES)
        except sqlite3.Error as fault:
            raise self._fault(fault) from fault
        return data

    def _ask(self, statement: str, *values: str | bytes) -> list[Any]:
        import sqlite3

        try:
            return self._data.execute(statement, values).fetchall()
        except sqlite3.Error as fault:
            raise self._fault(fault) from fault

    def _fault(self, fault: sqlite3.Error) -> StoreError:
        if "disk" in str(fault) and "malformed" not in str(fault):
            return StoreError(
                f"The disk is full: {self._file} could not be written ({fault}).",
                "What was stored before is safe. Free some space and run it again.",
            )
        return StoreError(f"The list of texts {self._file} cannot be used ({fault}).", "Delete the file: it is made anew from the store.")
