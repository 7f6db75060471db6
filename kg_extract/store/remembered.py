"""What a store remembers of the profiles that it was made with: a copy of their files, so that whoever opens it knows their words.

remember(store, profile)   keep the profile's files beside the store, in place of an earlier version of them
recall(folder)             meet every profile of which the folder has a copy
as_lines(folder), restore  the same for backups: one line of JSON for each profile
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from kg_extract import profiles
from kg_extract.errors import StoreError
from kg_extract.profiles import Profile
from kg_extract.store.store import PROFILES, Store

__all__ = ["as_lines", "recall", "remember", "restore"]


def remember(store: Store, profile: Profile) -> None:
    """Keep the profile beside the store, where the store has such a place; what is there already stays untouched."""
    profiles.learn(profile)
    folder = store.beside()
    if folder is not None:
        texts = {file.relative_to(profile.folder).as_posix(): file.read_text(encoding="utf-8") for file in profiles.files(profile.folder)}
        _keep(folder / PROFILES / profile.name, texts)


def recall(folder: Path) -> None:
    """Meet the profiles that the store in `folder` was made with."""
    for place in sorted((folder / PROFILES).iterdir()):
        if (place / profiles.MANIFEST).is_file():
            profiles.learn(profiles.remembered(place))


def as_lines(folder: Path) -> Iterator[str]:
    """Each profile as a line of JSON: its name, and its files with their text."""
    for place in sorted((folder / PROFILES).glob(f"*/{profiles.MANIFEST}")):
        texts = {file.relative_to(place.parent).as_posix(): file.read_text(encoding="utf-8") for file in profiles.files(place.parent)}
        yield json.dumps({"name": place.parent.name, "files": texts}, ensure_ascii=False, sort_keys=True)


def restore(folder: Path, line: str) -> None:
    """Keep the profile that `as_lines` wrote."""
    told = json.loads(line)
    _keep(folder / PROFILES / Path(told["name"]).name, told["files"])
    recall(folder)


def _keep(place: Path, texts: dict[str, str]) -> None:
    """Make `place` hold just these files; each is there as a whole or not at all."""
    try:
        for name, text in texts.items():
            file = place / name
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                file.parent.mkdir(parents=True, exist_ok=True)
                unfinished = file.with_name(f".{file.name}.{os.getpid()}")
                unfinished.write_text(text, encoding="utf-8")
                unfinished.replace(file)
        for file in list(profiles.files(place)):
            if file.relative_to(place).as_posix() not in texts:
                file.unlink()
    except OSError as fault:
        raise StoreError(f"The profile cannot be kept in {place}: {fault.strerror}.", "Check the permissions of the store.") from fault
