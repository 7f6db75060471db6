"""The files of a profile, read so that a fault in one can be told with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Fault", "Text", "Toml", "regex_faults"]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, and where."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Text:
    """A file's lines, to say where in it something stands."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines = file.read_bytes().decode("utf-8", "replace").splitlines()

    def line(self, *landmarks: str) -> int:
        """The line of the last landmark that is found, each looked for from the line of the one before; else the first."""
        at = 0
        for landmark in landmarks:
            at = next((i for i in range(at, len(self.lines)) if landmark in self.lines[i].split(" #")[0]), at)
        return at + 1

    def entry(self, header: str, number: int) -> int:
        """The line of the `number`-th table of an array ("[[trigger]]"), counted from 0."""
        found = [i for i, line in enumerate(self.lines, 1) if line.strip() == header]
        return found[number] if number < len(found) else 1

    def fault(self, what: str, *landmarks: str) -> Fault:
        """The fault, at the last landmark."""
        return Fault(str(self.file), self.line(*landmarks), what)


class Toml:
    """A TOML file as read, or what is wrong with it."""

    def __init__(self, file: Path) -> None:
        self.faults: list[Fault] = []
        self.raw: dict[str, Any] = {}
        if not file.is_file():
            self.faults = [Fault(str(file), 1, "the file is missing")]
            return
        self.text = Text(file)
        try:
            self.raw = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as fault:
            found = re.search(r" \(at line (\d+), column (\d+)\)", str(fault))
            line = int(found[1]) if found else len(self.text.lines)
            self.faults = [Fault(str(file), line, f"not TOML: {re.sub(r' .at (line|end).*', '', str(fault))}")]
        except UnicodeDecodeError as fault:
            line = file.read_bytes()[: fault.start].count(b"\n") + 1
            self.faults = [Fault(str(file), line, "not UTF-8")]

    def table(self, name: str) -> Mapping[str, Any]:
        """The table of that name; empty where it is missing or something else."""
        found = self.raw.get(name, {})
        return found if isinstance(found, dict) else {}


def regex_faults(source: object) -> Iterator[str]:
    """What is wrong with a regular expression, if anything."""
    if not isinstance(source, str):
        yield "regex is missing"
        return
    try:
        re.compile(source)
    except re.error as fault:
        yield f"the regular expression is wrong: {fault}"
