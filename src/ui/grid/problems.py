"""Which cells the problems name; told again only for problems that came, went or changed."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.address import Address
from app.domain.problem import Problem, Severity

RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


class ProblemIndex:
    """Cell → problems, worst first, kept up with each change of the results."""

    def __init__(self) -> None:
        self._known: dict[str, Problem] = {}
        self._cells: dict[Address, list[Problem]] = {}

    def update(self, problems: Iterable[Problem]) -> set[Address]:
        """Take over the present problems; the cells whose marks may differ."""
        known = self._known
        fresh = {problem.key: problem for problem in problems}
        gone = [
            problem
            for key, problem in known.items()
            if (now := fresh.get(key)) is not problem and now != problem
        ]
        come = [
            problem
            for key, problem in fresh.items()
            if (before := known.get(key)) is not problem and before != problem
        ]
        changed: set[Address] = set()
        for problem in gone:
            for cell in problem.cells:
                changed.add(cell)
                found = [other for other in self._cells.get(cell, ()) if other.key != problem.key]
                if found:
                    self._cells[cell] = found
                else:
                    self._cells.pop(cell, None)
        for problem in come:
            for cell in problem.cells:
                changed.add(cell)
                found = self._cells.setdefault(cell, [])
                found.append(problem)
                if len(found) > 1:
                    found.sort(key=lambda one: RANK[one.severity])
        self._known = fresh
        return changed

    def clear(self) -> None:
        """Forget everything: another document."""
        self._known, self._cells = {}, {}

    def at(self, cell: Address) -> list[Problem]:
        """Problems that name this cell, worst first."""
        return self._cells.get(cell, [])

    def severity(self, cell: Address) -> Severity | None:
        """The worst of them."""
        found = self._cells.get(cell)
        return found[0].severity if found else None
