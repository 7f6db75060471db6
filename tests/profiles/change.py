"""Changes one place in a file of a profile."""

from __future__ import annotations

from pathlib import Path

__all__ = ["change"]


def change(file: Path, before: str, after: str) -> None:
    """Replace the one place in a file where `before` stands."""
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    file.write_text(text.replace(before, after), encoding="utf-8")
