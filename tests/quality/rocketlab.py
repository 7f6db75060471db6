"""How well `kgx query launch-table` gives a launch table kept by hand: `python -m tests.quality.rocketlab STORE [TABLE]`.

STORE holds the press releases of ../shared/corpus/rocketlab. A launch counts as mentioned when a release of the week after
its day has words of its name, and a row is the launch of its day, give or take one: releases give local dates.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kg_extract.store import named
from kg_extract.store.results import Rows, text_of
from kg_extract.store.store import Store, open_store

__all__ = ["Score", "measure"]

TABLE = Path(__file__).parents[3] / "shared" / "bench" / "rocketlab" / "launches.json"
_NEAR = timedelta(days=1)
_SITES = {"LC1": ("complex 1", "complex-1", "mahia", "māhia", "new zealand"), "LC2": ("complex 2", "complex-2", "wallops", "virginia")}


@dataclass(frozen=True)
class Score:
    """Precision and recall of one column, as counts."""

    column: str
    right: int
    given: int
    wanted: int

    def __str__(self) -> str:
        precision, recall = self.right / max(self.given, 1), self.right / max(self.wanted, 1)
        return f"{self.column:9} precision {precision:.2f} recall {recall:.2f} of {self.wanted}"


def measure(store: Store, launches: list[dict[str, object]]) -> list[Score]:
    """A score for each column: of the launches that the releases mention, and of the rows that the query gives."""
    rows = _rows(store)
    mentioned = [launch for launch in launches if _mentioned(store, launch)]
    pairs = [(launch, row) for launch in mentioned if (row := _row_of(launch, rows))]
    last = max(str(launch["launch_date"]) for launch in mentioned)
    given = [row for row in rows if "2017" <= row["date"] <= last]
    scores = [Score("date", len(pairs), len(given), len(mentioned))]
    for column, is_right in _COLUMNS.items():
        filled = [pair for pair in pairs if pair[1][column]]
        scores.append(Score(column, sum(is_right(*pair) for pair in filled), len(filled), len(mentioned)))
    both = sum(_outcome(launch, row) for launch, row in pairs)
    return [*scores, Score("date+out", both, len(given), len(mentioned))]


def _rows(store: Store) -> list[dict[str, str]]:
    result = store.query(named.get("launch-table").sparql({}))
    assert isinstance(result, Rows)
    return [dict(zip(result.variables, map(text_of, row), strict=True)) for row in result]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _mentioned(store: Store, launch: dict[str, object]) -> bool:
    day = _day(str(launch["launch_date"]))
    words = _words(str(launch["mission_name"]))
    if day is None:
        return False
    for _, article in store.sources():
        published = _day(article.published or "")
        if published and -_NEAR <= published - day <= timedelta(days=7) and words <= _words(article.text):
            return True
    return False


def _row_of(launch: dict[str, object], rows: list[dict[str, str]]) -> dict[str, str] | None:
    day = _day(str(launch["launch_date"]))
    near = [row for row in rows if day and (found := _day(row["date"])) and abs(found - day) <= _NEAR]
    return min(near, key=lambda row: abs((_day(row["date"]) or date.min) - (day or date.min)), default=None)


def _mission(launch: dict[str, object], row: dict[str, str]) -> bool:
    return any(_words(name) and _words(name) <= _words(str(launch["mission_name"])) for name in row["mission"].split("; "))


def _customer(launch: dict[str, object], row: dict[str, str]) -> bool:
    return bool(_words(" ".join(_listed(launch["customer"]))) & _words(row["customer"]))


def _site(launch: dict[str, object], row: dict[str, str]) -> bool:
    return any(name in row["site"].casefold() for pad in _listed(launch["location"]) for name in _SITES.get(pad[:3], ()))


def _vehicle(launch: dict[str, object], row: dict[str, str]) -> bool:
    return any(name.casefold() in row["vehicle"].casefold() for name in _listed(launch["vehicle"]))


def _outcome(launch: dict[str, object], row: dict[str, str]) -> bool:
    return (launch["outcome"] == "✅") == (row["outcome"] == "success")


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, Iterable) and not isinstance(value, str) else [str(value)]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold().replace("’", "").replace("'", "")))


_COLUMNS: dict[str, Callable[[dict[str, object], dict[str, str]], bool]] = {
    "mission": _mission,
    "customer": _customer,
    "site": _site,
    "vehicle": _vehicle,
    "outcome": _outcome,
}


def main() -> None:
    """Print the scores."""
    table = Path(sys.argv[2]) if len(sys.argv) > 2 else TABLE
    with open_store(sys.argv[1]) as store:
        for score in measure(store, json.loads(table.read_text(encoding="utf-8"))):
            print(score)


if __name__ == "__main__":
    main()
