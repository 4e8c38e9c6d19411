"""Work asked for again and again: the newest request counts, what an older one gives is thrown away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ui.work import Work


class Latest(QObject):
    """Does short work at once and long work beside the window."""

    made = Signal(object)
    refused = Signal(str)
    busy = Signal(bool)
    progressed = Signal(int, int)

    def __init__(self, refusals: tuple[type[Exception], ...], broken: str, parent: QObject) -> None:
        """`refusals` and `broken` as of `Work`."""
        super().__init__(parent)
        self._refusals, self._broken = refusals, broken
        self._work: Work | None = None
        self._old: list[Work] = []

    def ask(self, deed: Callable[[Work], object], *, at_once: bool) -> None:
        """Do this; `made` gets what it gives."""
        self._put_aside()
        self._work = Work(deed, self._refusals, self._broken, self)
        self._work.progressed.connect(self._progressed)
        self._work.done.connect(self._done)
        self._work.failed.connect(self._failed)
        if at_once:
            self._work.run()
        else:
            self.busy.emit(True)
            self._work.start()

    def stop(self) -> None:
        """Nothing is wanted any more; waits until the threads have ended."""
        self._put_aside()
        for work in self._old:
            work.wait()
        self._old.clear()

    def _put_aside(self) -> None:
        self._old = [work for work in self._old if work.isRunning()]
        if self._work is not None:
            self._work.cancel()
            self._old.append(self._work)
            self._work = None

    def _progressed(self, done: int, total: int) -> None:
        if self.sender() is self._work:
            self.progressed.emit(done, total)

    def _done(self, result: object) -> None:
        if self.sender() is self._work:
            self._put_aside()
            self.busy.emit(False)
            self.made.emit(result)

    def _failed(self, why: str) -> None:
        if self.sender() is self._work:
            self._put_aside()
            self.busy.emit(False)
            if why:
                self.refused.emit(why)
