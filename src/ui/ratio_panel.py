"""The ratios beside the tables: label, basis and a large value; other bases fold out under it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    QTimer,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QTreeView,
    QWidget,
)

from app.calculation.bases import main_address
from app.document import Effect
from app.domain.act import SetCell
from ui import icons
from ui.ratio_delegate import RatioDelegate
from ui.ratio_model import NODE, Node, RatioModel
from ui.session import Session
from ui.theme import own_viewport


class RatioPanel(QTreeView):
    """Choose a figure to have it explained; everything else is in its menu."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self)
        self._session = session
        self._restoring = False
        self.ratios = RatioModel(session, self)
        self.setAccessibleName("比率")
        self.setModel(self.ratios)
        self.setItemDelegate(RatioDelegate(self))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(True)
        self.setMouseTracking(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._current_changed)

    # ---------------------------------------------------------------- from the session

    def refill(self) -> None:
        """Another document, year or main basis: build again, opened as it was."""
        opened = self._opened()
        current = self._session.selection
        self._restoring = True
        self.ratios.refill()
        for row in range(self.ratios.rowCount()):
            self.expand(self.ratios.index(row, 0))
        for family in opened:
            self.expand(self.ratios.find(family))
        self._restoring = False
        self.show_selection(current)

    def _opened(self) -> list[str]:
        found = []
        for row in range(self.ratios.rowCount()):
            theme = self.ratios.index(row, 0)
            for child in range(self.ratios.rowCount(theme)):
                index = self.ratios.index(child, 0, theme)
                if self.isExpanded(index):
                    members = (index.data(NODE), *index.data(NODE).children)
                    found += [node.ratio.key for node in members if node.ratio is not None]
        return found

    def follow(self, effect: Effect) -> None:
        """What an act changed."""
        if any(address.table == "setting" for address in effect.changed):
            self.refill()
        else:
            self.ratios.follow(effect)

    def show_selection(self, target: object) -> None:
        """Mark the ratio the explanation is about; none when it is about a cell."""
        self._restoring = True
        index = self.ratios.find(target) if isinstance(target, str) else QModelIndex()
        if index.isValid():
            if index.parent().isValid():
                self.expand(index.parent())
            self.setCurrentIndex(index)
        else:
            self.selectionModel().clearSelection()
        self._restoring = False

    def _current_changed(self, current: QModelIndex) -> None:
        node = current.data(NODE) if current.isValid() else None
        if not self._restoring and node is not None and node.ratio is not None:
            self._session.select(node.ratio.key)

    # ---------------------------------------------------------------- from the officer

    def mousePressEvent(self, event: Any) -> None:
        index = self.indexAt(event.position().toPoint())
        em = QFontMetrics(self.font()).height()
        node = index.data(NODE) if index.isValid() else None
        if node is not None and node.children and (node.level == 0 or event.position().x() < em * 1.4):
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)
        if node is not None and node.ratio is not None:
            self._session.select(node.ratio.key)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() or not self.selectedIndexes():
            QTimer.singleShot(0, self._take_first)

    def _take_first(self) -> None:
        if not self.hasFocus() or self.selectedIndexes():
            return
        index = self.currentIndex()
        if not index.isValid() or index.data(NODE).ratio is None:
            index = self.ratios.index(0, 0, self.ratios.index(0, 0))
        if index.isValid():
            which = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, which)
            self._session.select(index.data(NODE).ratio.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        node = self._node()
        if event.matches(QKeySequence.StandardKey.Copy) and node is not None:
            self._copy(node.value or node.reason)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and node is not None:
            self._reveal_source()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()  # names may need more or fewer lines

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        node = self._node()
        if node is not None:
            menu = self.menu(node)
            menu.exec(event.globalPos())
            menu.deleteLater()

    def menu(self, node: Node) -> QMenu:
        """What can be done with one figure."""
        menu = QMenu(self)
        assert node.ratio is not None
        key = node.ratio.key
        value = menu.addAction(icons.icon("copy"), "复制数值(&C)", lambda: self._copy(node.value))
        value.setEnabled(bool(node.value))
        menu.addAction(icons.icon("sentence"), "复制成句(&S)", lambda: self.copy_sentence(key))
        menu.addAction("转到来源单元格(&G)", self._reveal_source)
        if node.children or node.level == 2:
            menu.addSeparator()
            action = menu.addAction("设为主要口径(&M)", lambda: self.make_main(key))
            document = self._session.document
            action.setEnabled(node.level == 2 and document is not None and not document.closed)
        return menu

    def help_topic(self) -> str:
        """The entry of the ratio the cursor is on."""
        node = self._node()
        return f"ratios#ratio-{node.ratio.key}" if node is not None and node.ratio is not None else "ratios"

    def make_main(self, key: str) -> None:
        """Another basis becomes the one shown large and exported first; it can be undone."""
        document = self._session.document
        if document is None:
            return
        edition = document.model.edition
        ratio = edition.ratio[key]
        family = ratio.family or key
        address = main_address(family)
        new = None if edition.families[family][0].key == key else key
        change = SetCell(address, document.report.get(address), new)
        self._session.write([change], f"主要口径改为 {ratio.label}")

    def copy_sentence(self, key: str) -> None:
        """The figure in words, on the clipboard."""
        from app.calculation.explain import explain

        document = self._session.document
        if document is not None:
            self._copy(explain(document.model, document.report, document.results, key).sentence)

    def _copy(self, text: str) -> None:
        if text:
            QApplication.clipboard().setText(text)
            self._session.said.emit("info", f"已复制：{text}")

    def _reveal_source(self) -> None:
        from app.calculation.explain import explain

        node, document = self._node(), self._session.document
        if node is None or node.ratio is None or document is None:
            return
        cells = explain(document.model, document.report, document.results, node.ratio.key).cells
        if cells:
            self._session.reveal(cells[0])

    def _node(self) -> Node | None:
        index = self.currentIndex()
        node = index.data(NODE) if index.isValid() else None
        return node if node is not None and node.ratio is not None else None
