"""How results reach the reader: tables on a terminal, stable plain text in a pipe, CSV, TSV, JSON, Markdown.

Article text is never trusted: control characters (terminal escapes, text direction overrides) are taken out of everything shown,
and a text cell of a CSV that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING

from kg_extract.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Cell", "cell_text", "check_format", "json_default", "number", "plain", "print_json", "print_line", "print_note", "print_rows"]

Cell = str | int | float | bool | Decimal | None

#: C0 and C1 controls and the marks that turn the direction of text around; tab and newline are handled by the callers.
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
_ESCAPE = r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])"
#: A cell of a table on a terminal is not made narrower than this.
_LEAST_WIDTH = 12
#: So many rows tell how wide the columns of a table are.
_AT_ONCE = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str, keep_lines: bool = False) -> str:
    """`text` without terminal escapes and control characters; on one line unless `keep_lines`."""
    if text.isprintable():
        return text  # most text: no pattern needs to be compiled for it
    text = re.sub(_CONTROL, "", re.sub(_ESCAPE, "", text))
    return text if keep_lines else re.sub(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+", " ", text)


def cell_text(value: Cell) -> str:
    """A cell as shown to a reader."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return plain(str(value))


def check_format(format: str, known: Sequence[str]) -> str:
    """`format` if it is one of `known`; `UsageError` naming them if it is not."""
    if format.casefold() not in known:
        raise UsageError(f"--format {format}: there is no such format here.", f"One of: {', '.join(known)}.")
    return format.casefold()


def print_line(text: str = "") -> None:
    """One line on stdout, without control characters."""
    sys.stdout.write(plain(text) + "\n")


def print_note(text: str) -> None:
    """One line on stderr, for the person at the terminal."""
    sys.stderr.write(f"kgx: {plain(text)}\n")


def number(count: int, noun: str) -> str:
    """A count with its noun: "1 entity", "3 entities"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def print_json(value: object) -> None:
    """A value as indented JSON; control characters are escaped by JSON itself."""
    import json

    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=json_default) + "\n")


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[Cell]], format: str = "table") -> None:
    """Rows under column names as `table`, `csv`, `tsv`, `json` or `markdown`."""
    if format == "table" and sys.stdout.isatty():
        left = iter(rows)
        chunk = list(islice(left, _AT_ONCE))
        _print_rich(columns, chunk)
        while chunk := list(islice(left, _AT_ONCE)):
            _print_rich(columns, chunk)
        return
    if format == "json":
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    for line in _LINES[format](columns, rows):
        sys.stdout.write(line)


def json_default(value: object) -> object:
    """What JSON has no form for: an exact number as a number, anything else as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _is_number(value: Cell) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _plain_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """As wide as the first rows need it; a long table is not held back until its last row."""
    left = iter(rows)
    first = list(islice(left, _AT_ONCE))
    cells = [list(columns), *([cell_text(v) for v in row] for row in first)]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(columns))]
    right = [bool(first) and all(_is_number(row[i]) or row[i] is None for row in first) for i in range(len(columns))]
    for row in chain(cells, ([cell_text(v) for v in row] for row in left)):
        parts = [_padded(text, width, to_right) for text, width, to_right in zip(row, widths, right, strict=True)]
        yield "  ".join(parts).rstrip() + "\n"


def _padded(text: str, width: int, to_right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if to_right else text + space


def _width(text: str) -> int:
    """The columns that `text` takes up on a terminal: Chinese, Japanese and Korean characters take two, accents that combine none."""
    if text.isascii():
        return len(text)
    import unicodedata

    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)


def _csv_cell(value: Cell) -> str:
    text = cell_text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    import csv
    import io

    for row in chain([columns], rows):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerow([_csv_cell(v) for v in row])
        yield buffer.getvalue()


def _tsv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    yield "\t".join(columns) + "\n"
    for row in rows:
        yield "\t".join(cell_text(v) for v in row) + "\n"


def _markdown_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    yield "| " + " | ".join(columns) + " |\n"
    yield "|" + "|".join(" --- " for _ in columns) + "|\n"
    for row in rows:
        yield "| " + " | ".join(cell_text(v).replace("|", "\\|") for v in row) + " |\n"


_LINES = {"table": _plain_table, "csv": _csv_lines, "tsv": _tsv_lines, "markdown": _markdown_lines}


def _print_rich(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """A table for people: without empty columns; where even wrapped cells do not fit, one record below the other."""
    from rich.console import Console

    console = Console(highlight=False)
    shown = [i for i in range(len(columns)) if any(cell_text(row[i]) for row in rows)] or list(range(len(columns)))
    names = [columns[i] for i in shown]
    cells = [[row[i] for i in shown] for row in rows]
    longest = [max([_width(cell_text(row[i])) for row in cells], default=0) for i in range(len(names))]
    least = [max(len(name), min(length, _LEAST_WIDTH)) for name, length in zip(names, longest, strict=True)]
    if sum(least) + 3 * len(least) > console.width:
        _print_records(names, cells, console)
    else:
        _print_table(names, cells, least, console)


def _print_table(names: Sequence[str], rows: Sequence[Sequence[Cell]], least: Sequence[int], console: Console) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(names):
        numeric = bool(rows) and all(_is_number(row[i]) or row[i] is None for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold", min_width=least[i], no_wrap=numeric)
    for row in rows:
        table.add_row(*(Text(cell_text(value)) for value in row))
    console.print(table)


def _print_records(names: Sequence[str], rows: Sequence[Sequence[Cell]], console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    width = max(len(name) for name in names)
    for number, row in enumerate(rows, 1):
        console.rule(str(number), align="left", style="dim")
        for name, value in zip(names, row, strict=True):
            if text := cell_text(value):
                console.print(Padding(Text.assemble((name.ljust(width), "bold"), "  ", text), (0, 0, 0, 1)))
