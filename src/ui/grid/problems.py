"""Which cells the problems name; told again only for problems that came, went or changed.

A problem that names very many cells of one column is about the column: it marks the heading, not every cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.address import Address
from app.domain.problem import Problem, Severity

RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
BROAD = 8  # cells
Column = tuple[str, str]


class ProblemIndex:
    """Cell → problems, worst first, kept up with each change of the results."""

    def __init__(self) -> None:
        self.touched: set[Address] = set()  # cells whose marks differed at the last update
        self._taken: object = None  # what the last update read
        self._known: dict[str, Problem] = {}
        self._cells: dict[Address, list[Problem]] = {}
        self._columns: dict[Column, list[Problem]] = {}

    def update(self, problems: Iterable[Problem]) -> set[Address]:
        """Take over the present problems; the cells whose marks may differ.

        Whichever view follows an edit first has them taken over, the next ones hear the same answer.
        """
        if problems is self._taken:
            return self.touched
        known = self._known
        fresh = {problem.key: problem for problem in problems}
        changed: set[Address] = set()
        for key, problem in known.items():
            if (now := fresh.get(key)) is not problem and now != problem:
                self._drop(problem, changed)
        for key, problem in fresh.items():
            if (before := known.get(key)) is not problem and before != problem:
                self._add(problem, changed)
        self._known, self.touched, self._taken = fresh, changed, problems
        return changed

    def _add(self, problem: Problem, changed: set[Address]) -> None:
        cells, columns = _parted(problem)
        for column in columns:
            self._columns.setdefault(column, []).append(problem)
        changed.update(cells)
        for cell in cells:
            found = self._cells.setdefault(cell, [])
            found.append(problem)
            if len(found) > 1:
                found.sort(key=lambda one: RANK[one.severity])

    def _drop(self, problem: Problem, changed: set[Address]) -> None:
        cells, columns = _parted(problem)
        for column in columns:
            self._columns[column] = [one for one in self._columns[column] if one.key != problem.key]
        changed.update(cells)
        for cell in cells:
            found = [other for other in self._cells.get(cell, ()) if other.key != problem.key]
            if found:
                self._cells[cell] = found
            else:
                self._cells.pop(cell, None)

    def clear(self) -> None:
        """Forget everything: another document."""
        self._known, self._cells, self._columns, self._taken = {}, {}, {}, None

    def at(self, cell: Address) -> list[Problem]:
        """Problems that name this cell, worst first."""
        return self._cells.get(cell, [])

    def of_column(self, table: str, column: str) -> list[Problem]:
        """Problems about a column as a whole, worst first."""
        return sorted(self._columns.get((table, column), ()), key=lambda one: RANK[one.severity])

    def severity(self, cell: Address) -> Severity | None:
        """The worst at this cell."""
        found = self._cells.get(cell)
        return found[0].severity if found else None


def worst(found: Iterable[Severity | None]) -> Severity | None:
    """The worst of some; None when there is none."""
    return min((one for one in found if one is not None), key=RANK.__getitem__, default=None)


def _parted(problem: Problem) -> tuple[Sequence[Address], Sequence[Column]]:
    """Cells it marks one by one, and columns it is about as a whole."""
    if problem.fix == "confirm":
        return (), ()  # these cells bear a mark of their own
    if len(problem.cells) <= BROAD:
        return problem.cells, ()
    counts = Counter((cell.table, cell.column) for cell in problem.cells)
    whole = {column for column, count in counts.items() if count > BROAD}
    return [cell for cell in problem.cells if (cell.table, cell.column) not in whole], sorted(whole)
