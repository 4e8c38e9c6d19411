"""How far an export or a reading is, and whether it is still wanted."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancelled(Exception):
    """The work was called off; nothing was put into place."""


class Step:
    """How far the work is, in rows or bytes, and whether it is still wanted."""

    def __init__(
        self, total: int, progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self.done, self.total = 0, total
        self.progress, self.cancelled = progress, cancelled

    def check(self) -> None:
        """Tell, and stop when called off."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        if self.progress is not None:
            self.progress(self.done, self.total)

    def add(self, done: int) -> None:
        """So much more is done."""
        self.done += done
        self.check()

    def finish(self) -> None:
        """All is in place; calling off comes too late."""
        if self.progress is not None:
            self.progress(self.total, self.total)


@contextmanager
def no_collecting() -> Iterator[None]:
    """No search for garbage meanwhile: hundreds of thousands of cells come to stay, none in a circle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
