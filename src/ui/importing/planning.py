"""Plans made anew after every choice: at once for a small workbook, beside the window for a large one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.amount import Refused
from app.exchange.reading.grid import Workbook
from app.intake.plan import Plan
from app.intake.proposal import Proposal, planned
from ui.latest import Latest
from ui.work import Work

_AT_ONCE = 6_000  # cells; planning them takes less than a tenth of a second
_BROKEN = "没有算完，文档没有改动。请取消后再试一次。"


def size_of(book: Workbook) -> int:
    """Filled rows times columns of all sheets."""
    return sum(len(grid.rows) * grid.width for grid in book.grids)


class Planner(Latest):
    """Plans of one workbook."""

    planned = Signal(object, object)  # Proposal, Plan

    def __init__(self, book: Workbook, parent: QObject) -> None:
        super().__init__((Refused,), _BROKEN, parent)
        self._small = size_of(book) <= _AT_ONCE
        self.made.connect(lambda made: self.planned.emit(*made))

    def plan(self, make: Callable[[], Proposal]) -> None:
        """Plan what `make` gives; it may look for the tables anew, and refuse."""
        self.ask(lambda work: _plan(work, make), at_once=self._small)


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
