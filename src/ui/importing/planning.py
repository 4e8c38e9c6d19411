"""Plans made anew after every choice: at once for a small workbook, beside the window for a large one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.amount import Refused
from app.exchange.reading.grid import Workbook
from app.intake.plan import Plan
from app.intake.proposal import Proposal, planned
from ui.work import Work

_AT_ONCE = 6_000  # cells; planning them takes less than a tenth of a second
_BROKEN = "没有算完，文档没有改动。请取消后再试一次。"


def size_of(book: Workbook) -> int:
    """Filled rows times columns of all sheets."""
    return sum(len(grid.rows) * grid.width for grid in book.grids)


class Planner(QObject):
    """The newest request counts; what an older one gives is thrown away."""

    planned = Signal(object, object)  # Proposal, Plan
    refused = Signal(str)
    busy = Signal(bool)
    progressed = Signal(int, int)

    def __init__(self, book: Workbook, parent: QObject) -> None:
        super().__init__(parent)
        self._at_once = size_of(book) <= _AT_ONCE
        self._work: Work | None = None
        self._old: list[Work] = []

    def ask(self, make: Callable[[], Proposal]) -> None:
        """Plan what `make` gives; it may look for the tables anew, and refuse."""
        if self._at_once:
            try:
                proposal = make()
            except Refused as error:
                self.refused.emit(str(error))
            else:
                self.planned.emit(proposal, planned(proposal))
            return
        self._put_aside()
        self._work = Work(lambda work: self._plan(work, make), (Refused,), _BROKEN, self)
        self._work.progressed.connect(self._progressed)
        self._work.done.connect(self._done)
        self._work.failed.connect(self._failed)
        self.busy.emit(True)
        self._work.start()

    def stop(self) -> None:
        """Nothing is wanted any more; waits until the threads have ended."""
        self._put_aside()
        for work in self._old:
            work.wait()
        self._old.clear()

    @staticmethod
    def _plan(work: Work, make: Callable[[], Proposal]) -> tuple[Proposal, Plan]:
        proposal = make()
        work.check()
        total, done = sum(len(block.rows) for block in proposal.source.blocks), 0

        def step(rows: int) -> None:
            nonlocal done
            done += rows
            work.check()
            work.progressed.emit(done, total)

        return proposal, planned(proposal, step)

    def _put_aside(self) -> None:
        self._old = [work for work in self._old if work.isRunning()]
        if self._work is not None:
            self._work.cancel()
            self._old.append(self._work)
            self._work = None

    def _progressed(self, done: int, total: int) -> None:
        if self.sender() is self._work:
            self.progressed.emit(done, total)

    def _done(self, result: tuple[Proposal, Plan]) -> None:
        if self.sender() is self._work:
            self._put_aside()
            self.busy.emit(False)
            self.planned.emit(*result)

    def _failed(self, why: str) -> None:
        if self.sender() is self._work:
            self._put_aside()
            self.busy.emit(False)
            if why:
                self.refused.emit(why)
