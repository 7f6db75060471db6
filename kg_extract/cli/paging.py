"""Shows what is longer than the terminal in a pager (PAGER, else less or more), while it is still being found."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout, suppress

__all__ = ["paged"]


def paged(answer: Callable[[], None]) -> None:
    """What `answer` prints, in a pager once it is longer than the terminal; who leaves the pager wants no more of it."""
    out = _Out()
    screen = _Screen(out, encoding="utf-8", newline="\n")
    try:
        with redirect_stdout(screen), suppress(_Left):
            answer()
    finally:
        with suppress(_Left):
            screen.flush()
        screen.detach()
        out.end()


class _Left(Exception):
    """The pager was left before all was written; rich would take a BrokenPipeError for the end of the program."""


class _Screen(io.TextIOWrapper):
    """Takes what would go to the terminal, which it claims to be, so that tables look as on one."""

    def isatty(self) -> bool:
        """Yes."""
        return True


class _Out(io.RawIOBase):
    """Holds what is written until it is more than the terminal shows, then hands it to a pager."""

    name = "pager"

    def __init__(self) -> None:
        self._held = bytearray()
        self._pager: subprocess.Popen[bytes] | None = None
        self._most = shutil.get_terminal_size().lines - 1

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take all of it, unless the pager was left."""
        self._held += data
        if self._pager is None and self._held.count(b"\n") >= self._most:
            self._pager = _pager()
        if self._pager and self._pager.stdin:
            try:
                self._pager.stdin.write(self._held)
            except BrokenPipeError:
                raise _Left from None
            self._held.clear()
        return len(data)

    def end(self) -> None:
        """Wait until the pager is left; what was short goes to the terminal."""
        if self._pager is None or self._pager.stdin is None:
            sys.stdout.write(self._held.decode())
            sys.stdout.flush()
            return
        with suppress(BrokenPipeError):
            self._pager.stdin.close()
        while self._pager.poll() is None:
            # Ctrl-C is the pager's while it is there.
            with suppress(KeyboardInterrupt):
                self._pager.wait()


def _pager() -> subprocess.Popen[bytes] | None:
    """The pager of the user; None where there is none."""
    for command in filter(None, (os.environ.get("PAGER"), "less", "more")):
        words = shlex.split(command)
        if words and shutil.which(words[0]):
            # R: colours are shown; F and X: what fits stays on the terminal.
            return subprocess.Popen(words, stdin=subprocess.PIPE, env={"LESS": "FRX", **os.environ})
    return None
