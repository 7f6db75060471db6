"""A limit on the processor time that reading one source may take, whatever a library does with a hostile file."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from kg_extract.errors import InputError

__all__ = ["within"]


@contextmanager
def within(seconds: float, source: str) -> Iterator[None]:
    """`InputError` when what is inside takes longer; no limit where there are no such signals, or outside the main thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    late = InputError(f"{source}: could not be read within {seconds:.0f} seconds.", "Convert it to plain text first.")
    rang = False

    def ring(number: int, frame: FrameType | None) -> None:
        nonlocal rang
        rang = True
        raise late

    before = signal.signal(signal.SIGPROF, ring)
    # It rings again and again: a library may have caught the first one.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if rang:
        raise late
