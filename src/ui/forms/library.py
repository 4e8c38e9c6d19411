"""Dialogs from which indicators are taken: the library, grouped and searched, and the other projects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.forms import LibraryEntry, Scheme
from app.indicators import Origin
from ui.grid.metrics import ROW_HEIGHT
from ui.theme import colours, framed, quiet_bars, scaled
from ui.topics import helped

_ENTRY = Qt.ItemDataRole.UserRole


class LibraryDialog(QDialog):
    """Space or a click ticks; the search looks through kinds, names and hints; Enter takes what is ticked."""

    help_topic = "forms#library"
    taken = Signal(list)  # of LibraryEntry

    def __init__(
        self,
        library: Sequence[LibraryEntry],
        scheme: Scheme | None,
        present: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("从指标库添加")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("查找指标，例如：满意度、及时")
        self.search.setAccessibleName("查找指标")
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("指标库")
        self.tree.setHeaderLabels(["指标", "性质", "单位", "说明"])
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setUniformRowHeights(True)
        quiet_bars(self.tree)
        self.tree.setPalette(framed(self.palette()))
        self.count = QLabel(self)
        self.buttons = QDialogButtonBox(self)
        self.take = self.buttons.addButton("添加(&A)", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        for widget in (self.search, self.tree, self.count, self.buttons):
            layout.addWidget(widget, 1 if widget is self.tree else 0)
        self._fill(library, scheme, present)
        self.search.textChanged.connect(self._filter)
        self.tree.itemChanged.connect(self._counted)
        self.tree.itemDoubleClicked.connect(self._tick)  # not activated: Enter takes, it does not tick
        self.search.installEventFilter(self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        em = QFontMetrics(self.font()).height()
        self.resize(em * 46, em * 34)
        self.tree.setColumnWidth(0, em * 19)
        self.tree.setColumnWidth(1, em * 4)
        self.tree.setColumnWidth(2, em * 4)
        self._counted()
        helped(self)

    def _fill(self, library: Sequence[LibraryEntry], scheme: Scheme | None, present: Collection[str]) -> None:
        muted = colours(self.palette()).muted
        strong = scaled(self.font(), 1.0, self.font().Weight.Bold)
        wanted = [level.name for level in scheme.levels] if scheme is not None else []
        levels = dict.fromkeys([*wanted, *(entry.level1 for entry in library)])
        for level in levels:
            entries = [entry for entry in library if entry.level1 == level]
            if not entries:
                continue
            top = QTreeWidgetItem(self.tree, [level])
            top.setSizeHint(0, QSize(0, round(QFontMetrics(self.font()).height() * ROW_HEIGHT)))
            top.setFont(0, strong)
            if wanted and level not in wanted:
                top.setText(3, "所用方案里没有这一级")
                top.setForeground(3, muted)
            for kind in dict.fromkeys(entry.level2 for entry in entries):
                middle = QTreeWidgetItem(top, [kind])
                for entry in entries:
                    if entry.level2 == kind:
                        self._add(middle, entry, entry.name in present)
        self.tree.expandAll()

    def _add(self, parent: QTreeWidgetItem, entry: LibraryEntry, present: bool) -> None:
        hint = "　".join(text for text in ("表里已有" if present else "", entry.hint) if text)
        item = QTreeWidgetItem(parent, [entry.name, entry.direction, entry.unit, hint])
        item.setData(0, _ENTRY, entry)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Unchecked)
        item.setToolTip(3, hint)
        item.setForeground(3, colours(self.palette()).muted)

    def _items(self) -> list[QTreeWidgetItem]:
        found = []
        for top in range(self.tree.topLevelItemCount()):
            level = self.tree.topLevelItem(top)
            kinds = [level.child(number) for number in range(level.childCount())] if level else []
            found += [kind.child(number) for kind in kinds for number in range(kind.childCount())]
        return found

    def ticked(self) -> list[LibraryEntry]:
        """What is ticked, in the order of the library; with nothing ticked what is selected."""
        items = self._items()
        chosen = [item for item in items if item.checkState(0) == Qt.CheckState.Checked]
        return [item.data(0, _ENTRY) for item in chosen or [one for one in items if one.isSelected()]]

    def _tick(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _ENTRY) is not None:
            checked = item.checkState(0) == Qt.CheckState.Checked
            item.setCheckState(0, Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for item in self._items():
            entry: LibraryEntry = item.data(0, _ENTRY)
            whole = " ".join((entry.level1, entry.level2, entry.name, entry.hint, entry.unit)).casefold()
            item.setHidden(not all(word in whole for word in words))
        for top in range(self.tree.topLevelItemCount()):
            level = self.tree.topLevelItem(top)
            assert level is not None
            kinds = [level.child(number) for number in range(level.childCount())]
            for kind in kinds:
                kind.setHidden(all(kind.child(number).isHidden() for number in range(kind.childCount())))
            level.setHidden(all(kind.isHidden() for kind in kinds))

    def _counted(self, *_: object) -> None:
        ticked = sum(item.checkState(0) == Qt.CheckState.Checked for item in self._items())
        self.count.setText(
            f"已勾选 {ticked} 个。分值和指标值添加后再填。"
            if ticked
            else "勾选要用的指标（空格键或双击），可以多选。"
        )

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """From the search line the arrow leads to what was found."""
        if watched is self.search and _is_down(event):
            found = next((item for item in self._items() if not item.isHidden()), None)
            if found is not None:
                self.tree.setCurrentItem(found)
                self.tree.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        entries = self.ticked()
        if not entries:
            self.count.setText("还没有勾选指标。按方向键 ↓ 到清单里，用空格键勾选。")
            return
        self.taken.emit(entries)
        super().accept()


class OriginDialog(QDialog):
    """Which other project's indicators are to come."""

    help_topic = "forms#library"
    taken = Signal(object)  # Origin

    def __init__(self, origins: Sequence[Origin], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("取别的项目的指标")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("查找项目")
        self.search.setAccessibleName("查找项目")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName("有指标的项目")
        for origin in origins:
            item = QListWidgetItem(f"{origin.label or '（未命名）'}　{len(origin.items)} 个指标", self.list)
            item.setData(_ENTRY, origin)
            names = "\n".join(str(record.cells.get("name", "")) for record in origin.items[:20])
            item.setToolTip(names)
        told = QLabel("取来指标名称、性质、指标值和分值；完成值、得分和原因不取。", self)
        told.setWordWrap(True)
        self.buttons = QDialogButtonBox(self)
        self.buttons.addButton("取来(&A)", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        for widget in (self.search, self.list, told, self.buttons):
            layout.addWidget(widget, 1 if widget is self.list else 0)
        self.list.setCurrentRow(0)
        self.search.textChanged.connect(self._filter)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.search.installEventFilter(self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        em = QFontMetrics(self.font()).height()
        self.resize(em * 30, em * 24)
        helped(self)

    def _filter(self, text: str) -> None:
        first = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())
            if first is None and not item.isHidden():
                first = item
        self.list.setCurrentItem(first)  # type: ignore[arg-type]

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """From the search line the arrow leads to what was found."""
        if watched is self.search and _is_down(event):
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        item = self.list.currentItem()
        if item is not None and not item.isHidden():
            self.taken.emit(item.data(_ENTRY))
        super().accept()


def _is_down(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() == Qt.Key.Key_Down
    )
