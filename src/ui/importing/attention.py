"""What needs a look before it is written: notes, what cannot be taken, what is asked, what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QTreeView, QWidget

from app.domain.problem import Severity
from app.intake.plan import Item, State
from app.intake.source import Place
from ui.importing.model import Index
from ui.importing.preview import Preview
from ui.problem_list import ProblemDelegate, ProblemList
from ui.problem_model import EXPLAINED, PROBLEM
from ui.theme import quiet_bars

_STATES: dict[State, Severity] = {
    "refused": "error",
    "differs": "warning",
    "asked": "warning",
    "left": "info",
}


class Line(NamedTuple):
    """One sentence, and where in the workbook to look."""

    severity: Severity
    message: str
    place: Place | None


class AttentionModel(QAbstractListModel):
    """Speaks as the list of problems does, so that it is painted and walked through like it."""

    def __init__(self, preview: Preview, parent: QObject) -> None:
        super().__init__(parent)
        self._preview = preview
        self._told: list[Line] = []
        self._items: list[Item] = []

    def reread(self) -> None:
        """Another plan. Cells become sentences only when they are seen: there may be ten thousand."""
        self.beginResetModel()
        self._told = list(self._notes())
        self._items = self._found(self._preview.plan.items if self._preview.plan is not None else ())
        self.endResetModel()

    def _found(self, items: Iterable[Item]) -> list[Item]:
        """The cells that are listed, the gravest first."""
        found: dict[str, list[Item]] = {state: [] for state in _STATES}
        for item in items:
            if item.state in found:
                found[item.state].append(item)
        return [item for state in _STATES for item in found[state]]

    def _notes(self) -> Iterator[Line]:
        plan = self._preview.plan
        for note in self._preview.proposal.source.book.notes:
            yield Line("warning", note, None)
        if plan is not None:
            displaced = self._preview.displaced
            for note in plan.told:
                at = plan.places.get(note)
                yield Line("warning", displaced.get(at, note) if at is not None else note, at)

    def line(self, row: int) -> Line:
        """What stands there."""
        if row < len(self._told):
            return self._told[row]
        item = self._items[row - len(self._told)]
        return Line(_STATES.get(item.state, "warning"), self._preview.say(item), item.place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._told) + len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == PROBLEM:
            return self.line(index.row())
        if role == EXPLAINED:
            return ""
        texts = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}
        return self.line(index.row()).message if role in texts else None


class AttentionList(ProblemList):
    """Under the sheet; Enter goes to the cell."""

    def __init__(self, model: AttentionModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(ProblemDelegate(self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("要看的")
        self.empty = "没有要看的：认出的格都能写入。"
        quiet_bars(self)
