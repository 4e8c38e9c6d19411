"""The tables that can be printed, ticked or not, with their sheets below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QWidget

from app.exchange.setup import COVER, Setup
from ui.printing.leaf import Job
from ui.theme import framed

_KEY, _SHEET = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class PageList(QTreeWidget):
    """Which tables, and where their sheets are."""

    ticked = Signal(str, bool)  # key of a page
    table_chosen = Signal(str)
    sheet_chosen = Signal(int)

    def __init__(self, names: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`names`: key and name of every page, in order."""
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._high = QSize(0, round(QFontMetrics(self.font()).height() * 1.5))
        self.setAccessibleName("要打印的表和它们的页")
        self.setPalette(framed(self.palette()))
        self._tables: dict[str, QTreeWidgetItem] = {}
        for key, name in ((COVER, "封面"), *names):
            item = QTreeWidgetItem(self, [name])
            item.setToolTip(0, name)
            item.setSizeHint(0, self._high)
            item.setData(0, _KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self._tables[key] = item
        self.itemChanged.connect(self._changed)
        self.currentItemChanged.connect(self._chosen)

    def show_job(self, job: Job, chosen: Mapping[str, Setup]) -> None:
        """The ticks, and the sheets of every ticked table."""
        self.blockSignals(True)
        sheets: dict[str, list[int]] = {}
        for index, leaf in enumerate(job.leaves):
            sheets.setdefault(leaf.key, []).append(index)
        number = 0
        for key, item in self._tables.items():
            item.setCheckState(0, _ON if chosen[key].wanted else _OFF)
            mine = sheets.get(key, [])
            item.setData(0, _SHEET, mine[0] if mine else -1)
            while item.childCount() > len(mine):
                item.takeChild(item.childCount() - 1)
            for place, index in enumerate(mine):
                number += job.leaves[index].numbered
                if place >= item.childCount():
                    item.addChild(QTreeWidgetItem())
                    item.child(place).setSizeHint(0, self._high)
                text = f"第 {number} 页" if job.leaves[index].numbered else "封面页"
                item.child(place).setText(0, text)
                item.child(place).setData(0, _KEY, key)
                item.child(place).setData(0, _SHEET, index)
        self.blockSignals(False)

    def choose_table(self, key: str) -> None:
        """Mark a table; tells as if it had been clicked."""
        if key in self._tables:
            self.setCurrentItem(self._tables[key])

    def mark_sheet(self, index: int, key: str) -> None:
        """Mark what is read, without telling anyone."""
        item = self._tables.get(key)
        if item is None:
            return
        self.blockSignals(True)
        inside = [item.child(i) for i in range(item.childCount()) if item.child(i).data(0, _SHEET) == index]
        self.setCurrentItem(inside[0] if inside and item.isExpanded() else item)
        self.blockSignals(False)
        self.viewport().update()

    def _changed(self, item: QTreeWidgetItem) -> None:
        self.ticked.emit(item.data(0, _KEY), item.checkState(0) == _ON)

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        self.table_chosen.emit(item.data(0, _KEY))
        sheet = item.data(0, _SHEET)
        if sheet is not None and sheet >= 0:
            self.sheet_chosen.emit(sheet)
