"""The ratios beside the tables: label, basis and a large value; other bases fold out under it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QTreeView,
    QWidget,
)

from app.document import Effect
from app.domain.act import SetCell
from ui import icons
from ui.ratio_model import NODE, Node, RatioModel, main_address
from ui.session import Session
from ui.theme import colours, scaled

Index = QModelIndex | QPersistentModelIndex


class _Delegate(QStyledItemDelegate):
    """Paints the three sorts of lines; nothing here is a widget."""

    def sizeHint(self, option: Any, index: Index) -> QSize:
        height = QFontMetrics(option.font).height()
        factor = (1.75, 2.55, 1.7)[index.data(NODE).level]
        return QSize(height * 10, round(height * factor))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        node: Node = index.data(NODE)
        c = colours(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        em = QFontMetrics(option.font).height()
        if node.ratio is None:
            painter.setFont(scaled(option.font, 0.92, QFont.Weight.DemiBold))
            painter.setPen(c.muted)
            area = rect.adjusted(em * 3 // 4, em // 4, -em // 2, -em // 8)
            painter.drawText(area, Qt.AlignmentFlag.AlignBottom, node.label)
            painter.restore()
            return
        self._ground(painter, option, rect, em)
        self._line(painter, option, node, rect, em)
        painter.restore()

    def _ground(self, painter: QPainter, option: Any, rect: QRect, em: int) -> None:
        c = colours(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if not selected and not option.state & QStyle.StateFlag.State_MouseOver:
            return
        box = QRectF(rect).adjusted(em * 0.25 + 0.5, 1.5, -em * 0.25 - 0.5, -1.5)
        focus = selected and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(c.accent, 1) if focus else Qt.PenStyle.NoPen)
        painter.setBrush(c.selection if selected else c.heading)
        painter.drawRoundedRect(box, 4, 4)

    def _line(self, painter: QPainter, option: Any, node: Node, rect: QRect, em: int) -> None:
        c = colours(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        main = node.level == 1
        text = c.selected_text if selected else c.text
        left = rect.left() + round(em * (1.45 if main else 2.1))
        right = rect.right() - round(em * 0.75)
        small = scaled(option.font, 0.88)
        top, bottom = rect, QRect()
        if main:
            middle = rect.top() + round(rect.height() * 0.55)
            top = QRect(rect.left(), rect.top() + em // 5, rect.width(), middle - rect.top() - em // 5)
            bottom = QRect(rect.left(), middle, rect.width(), rect.bottom() - middle - em // 5)
        # the value, at the right
        large = scaled(option.font, 1.18, QFont.Weight.DemiBold)
        painter.setFont(large if main and node.value else option.font)
        value = node.value or ("不适用" if node.reason else "—")
        painter.setPen(text if node.value else c.muted)
        if node.value.startswith("−"):
            painter.setPen(c.negative)
        width = painter.fontMetrics().horizontalAdvance(value)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(right - width, top.top(), width, top.height()), flags, value)
        room = right - width - em // 2
        if node.old:
            room = self._old(painter, option, node, room, top, em)
        # fold mark
        if main and node.children:
            tree = option.widget
            opened = isinstance(tree, QTreeView) and tree.isExpanded(option.index)
            size = round(em * 0.8)
            spot = QRect(rect.left() + round(em * 0.45), top.center().y() - size // 2 + 1, size, size)
            icons.paint(painter, spot, "down" if opened else "right", c.muted)
        painter.setFont(option.font)
        painter.setPen(text)
        name = node.label if main else node.basis or node.label
        elide = Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(name, elide, room - left)
        painter.drawText(QRect(left, top.top(), room - left, top.height()), flags, name)
        if main:
            painter.setFont(small)
            painter.setPen(c.muted)
            under = node.reason or node.basis
            under = painter.fontMetrics().elidedText(under, elide, right - left)
            painter.drawText(QRect(left, bottom.top(), right - left, bottom.height()), flags, under)

    def _old(self, painter: QPainter, option: Any, node: Node, room: int, top: QRect, em: int) -> int:
        """The value of a moment ago, and an arrow to the new one; gives the room left of it."""
        c = colours(option.palette)
        painter.setFont(scaled(option.font, 0.88))
        text = f"{node.old} →"
        width = painter.fontMetrics().horizontalAdvance(text)
        box = QRectF(room - width - em * 0.5, top.center().y() - em * 0.6, width + em * 0.5, em * 1.25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.changed)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(c.muted if not c.dark else c.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return round(box.left()) - em // 4


class RatioPanel(QTreeView):
    """Choose a figure to have it explained; everything else is in its menu."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._restoring = False
        self.ratios = RatioModel(session, self)
        self.setAccessibleName("比率")
        self.setModel(self.ratios)
        self.setItemDelegate(_Delegate(self))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(True)
        self.setMouseTracking(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("")
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
            action.setEnabled(node.level == 2 and document is not None and not document.read_only)
        return menu

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
