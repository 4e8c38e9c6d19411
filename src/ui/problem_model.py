"""The problems of the year shown, filtered by severity and table."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.problem import SEVERITIES, Problem
from app.domain.report import EXPLANATION
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
PROBLEM = Qt.ItemDataRole.UserRole
EXPLAINED = Qt.ItemDataRole.UserRole + 1
_SEEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EXPLAINABLE = _SEEN | Qt.ItemFlag.ItemIsEditable


def explanation_address(problem: Problem) -> Address:
    """Where the 说明 of a problem is kept."""
    return Address(EXPLANATION, problem.key, "text")


class ProblemModel(QAbstractListModel):
    """Shows `results.problems`; typing into a line writes its 说明."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.hidden: set[str] = set()  # severities filtered out
        self.only_table = ""
        self.counts: Counter[str] = Counter()
        self._all: tuple[Problem, ...] = ()
        self._shown: list[Problem] = []
        self._explainable = False

    @property
    def total(self) -> int:
        """All problems, filtered out or not."""
        return len(self._all)

    def refill(self) -> bool:
        """Read again; False when nothing is different."""
        document = self._session.document
        problems = document.results.problems if document is not None else ()
        self._explainable = document is not None and not document.closed
        if problems is self._all or problems == self._all:
            self._all = problems
            return False
        self._all = problems
        self.counts = Counter(problem.severity for problem in problems)
        self._show()
        return True

    def filter(self, hidden: set[str], only_table: str) -> None:
        """Leave out severities, and other tables than `only_table` when it is given."""
        if hidden != self.hidden or only_table != self.only_table:
            self.hidden, self.only_table = hidden, only_table
            self._show()

    def _show(self) -> None:
        self.beginResetModel()
        document = self._session.document
        children = document.model.edition.children if document is not None else {}
        tables = {self.only_table, children.get(self.only_table, "")}
        shown = [
            problem
            for problem in self._all
            if problem.severity not in self.hidden
            and (not self.only_table or any(cell.table in tables for cell in problem.cells))
        ]
        order = {severity: place for place, severity in enumerate(SEVERITIES)}
        self._shown = sorted(shown, key=lambda problem: order[problem.severity])
        self.endResetModel()

    def touch(self) -> None:
        """A 说明 changed."""
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def row_of(self, key: str) -> int:
        """Line of a problem, -1 when it is not shown."""
        return next((row for row, problem in enumerate(self._shown) if problem.key == key), -1)

    def explanation(self, problem: Problem) -> str:
        """The officer's 说明."""
        document = self._session.document
        return str(document.report.get(explanation_address(problem)) or "") if document is not None else ""

    # ---------------------------------------------------------------- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _EXPLAINABLE if self._explainable else _SEEN  # asked of thousands of lines after a reset

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        problem = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{SEVERITIES[problem.severity]}：{problem.message}"
            case Qt.ItemDataRole.ToolTipRole:
                explained = self.explanation(problem)
                return f"{problem.message}\n说明：{explained}" if explained else problem.message
            case Qt.ItemDataRole.EditRole:
                return self.explanation(problem)
        if role == PROBLEM:
            return problem
        return self.explanation(problem) if role == EXPLAINED else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        problem, document = self._shown[index.row()], self._session.document
        if role != Qt.ItemDataRole.EditRole or document is None:
            return False
        address = explanation_address(problem)
        old, new = document.report.get(address), " ".join(str(value).split()) or None
        if old == new:
            return True
        text = f"{'说明' if new else '删除说明'}：{problem.message}"
        return self._session.write([SetCell(address, old, new)], text)
