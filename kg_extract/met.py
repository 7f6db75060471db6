"""The profiles that this process has met, by name: apart from `profiles`, which takes a command that reads a store 10 ms to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg_extract.profiles import Profile

__all__ = ["PROFILES"]

#: Those that articles are read with, and those that the opened stores were made with; `profiles.learn` adds to them.
PROFILES: dict[str, Profile] = {}
