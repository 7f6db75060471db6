"""Ctrl-C: the first one asks a run to end after the article at hand, the second one ends it at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

from kg_extract.cli.output import print_note

__all__ = ["Interruption"]


class Interruption:
    """While it is entered, `asked` tells whether Ctrl-C was pressed."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Self:
        """Listen."""
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._ring)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Listen no longer."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._before)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        print_note("stopping after the article at hand; press Ctrl-C again to stop at once.")
