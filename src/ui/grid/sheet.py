"""A table view that is typed into, selected and scrolled as in Excel; `GridView` gives it its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QMenu, QTableView, QWidget

from app.domain.address import Address
from ui.grid import moves
from ui.grid.actions import GridActions
from ui.grid.deeds import Deeds
from ui.grid.delegate import CellDelegate
from ui.grid.editing import Editing
from ui.grid.frame import Frame
from ui.grid.keys import Keys
from ui.grid.model import TableModel
from ui.grid.moves import Range
from ui.grid.overlay import Overlay
from ui.grid.pinned import Pinned
from ui.grid.selector import Selector
from ui.session import Session
from ui.theme import own_viewport, zoomed

if TYPE_CHECKING:
    from ui.grid.summary import Summary

Index = QModelIndex | QPersistentModelIndex
_EDITING = QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.EditKeyPressed
_TOLD_MS = 30  # a burst of selections is told once


class Sheet(QTableView):
    """Parts with one idea each (cursor, keys, editors, deeds, frame) hang on it and ask it for each other."""

    note_requested = Signal(object)  # Address whose 来源/说明 is to be written
    sentence_requested = Signal(object)  # Address whose sentence goes to the clipboard
    selection_moved = Signal()  # selection or its values differ: once per burst, for the status bar
    widths_changed = Signal()  # `state()` differs
    filtered = Signal()  # other rows of the table are in sight
    zoom_requested = Signal(int)  # Ctrl+wheel: steps up or down

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self, QPalette.ColorRole.Base)
        self.session = session
        self.table: TableModel | None = None
        self.away = False  # something else stands in its place: its actions rest
        self.previews = True  # whether a paste is shown before it lands, also when all of it goes in
        self._pressed: moves.Place | None = None
        self.pinned = Pinned(self)
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self.frame_ = Frame(self)
        self.overlay = Overlay(self)
        self.editing = self.cells.editing = Editing(self)
        self.selector = Selector(self)
        self.keys = Keys(self)
        self.deeds = Deeds(self)
        self.actions_ = GridActions(self)
        self.told = timer(self, _TOLD_MS, self.selection_moved.emit)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(_EDITING)
        self.setTabKeyNavigation(True)  # or Tab would leave the grid before its keys are asked
        self.setAccessibleName("数据表")

    # ---------------------------------------------------------------- where the officer is

    def current_address(self) -> Address | None:
        """What the cursor stands on; None on a section line."""
        return self.selector.address

    def ranges(self) -> list[Range]:
        """The selected rectangles."""
        return self.selector.ranges()

    def summary(self) -> Summary:
        """求和 平均 计数 of the selection."""
        from ui.grid.summary import Summary, summarise

        return summarise(self.table, self.ranges()) if self.table is not None else Summary()

    def rows_in_sight(self) -> int:
        """How many rows a page is."""
        return max(self.viewport().height() // max(self.verticalHeader().defaultSectionSize(), 1), 1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.cells.current = (current.row(), current.column()) if current.isValid() else None
        for index in (current, previous):
            if index.isValid():
                self.update(index)
        if not self.dragging:
            self.announce()

    @property
    def dragging(self) -> bool:
        """While the mouse draws a selection nothing else need follow."""
        return bool(QTableView.state(self) == QAbstractItemView.State.DragSelectingState)

    def read_only(self) -> bool:
        """Whether the document takes no changes."""
        document = self.session.document
        return document is None or bool(document.closed)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()  # the frame round the selection crosses cells that did not change
        self.frame_.columns.viewport().update()
        self.frame_.labels.viewport().update()
        self.told.start()

    # ---------------------------------------------------------------- editors

    def finish_editing(self) -> bool:
        """Commit an open editor; False when its text is refused and it stays open."""
        return self.editing.finish()

    def edit(  # type: ignore[override]
        self, index: Any, trigger: Any = QAbstractItemView.EditTrigger.AllEditTriggers, event: Any = None
    ) -> bool:
        """Also called by Qt when the input method begins to compose: that is typing, and replaces."""
        wanted = trigger in _EDITING  # Qt also asks, in vain, whenever the cursor moves
        self.editing.expect(trigger == QAbstractItemView.EditTrigger.AnyKeyPressed)
        if wanted and self.pinned.covers(index.column()):
            self.pinned.unpin()
        opened = super().edit(index, trigger, event)
        self.editing.expect(False)
        return opened

    def commitData(self, editor: QWidget) -> None:
        """Qt asks for this when the cursor is moved from elsewhere while an editor is open."""
        self.editing.commit()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """A refused text keeps its editor."""
        if not self.editing.refused:
            self.editing.close()

    def drop_editor(self, editor: QWidget) -> None:
        """Close, whatever stands in it."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def move_on(self, meaning: str) -> None:
        """After an editor has been left by Enter, Tab or an arrow."""
        self.keys.move(meaning)

    def sync_input_method(self) -> None:
        """Off on cells that cannot be typed into; whether they can may have changed under the cursor."""
        row, column = self.selector.place
        usable = self.table is not None and self.currentIndex().isValid() and self.table.writable(row, column)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, usable)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt opens the editor and keeps the composition whole; a text that comes at once it would drop."""
        opening = self.editing.editor is None
        super().inputMethodEvent(event)
        if opening and event.commitString() and not event.preeditString():
            self.editing.receive(event)

    # ---------------------------------------------------------------- headings and the filter

    def filter_column(self, place: int) -> None:
        """Ask what of a column is to stay in sight."""
        from ui.grid.filtering import ask

        ask(self, place)

    def filter_again(self, clear: bool = False) -> None:
        """Hold the rows against the conditions anew, or show all of them."""
        from ui.grid.filtering import apply

        if self.table is not None and self.table.conditions:
            apply(self, {} if clear else self.table.conditions)

    def show_column_menu(self, place: int, at: QPoint) -> None:
        """What can be done with a column, the cursor being put into it."""
        from ui.grid.column_menu import column_menu

        if self.editing.finish():
            column_menu(self, place).popup(at)

    def announce(self) -> None:
        """Tell the session where the officer is, and the input method whether it may compose here."""
        self.sync_input_method()
        address = self.selector.address
        inert = address is not None and self.table is not None and not self.table.reader.has(address)
        if self.table is not None:
            self.session.select(None if inert else address)
        self.actions_.refresh()
        self.told.start()

    # ---------------------------------------------------------------- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keys.press(event):
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.editing.finish():
            return
        self.keys.forget_tabs()
        at = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and event.modifiers() == Qt.KeyboardModifier.ShiftModifier and at.isValid():
            if self.table is not None and not self.table.is_heading(at.row()):
                self.selector.extend(at.row(), at.column())
            return
        if left and self.overlay.on_adder(event.position().toPoint()):
            self.deeds.append_row()
            return
        again = at.isValid() and at == self.currentIndex() and left
        self._pressed = (at.row(), at.column()) if at.isValid() and left else None
        super().mousePressEvent(event)
        self.selector.forget_extent()
        if again:
            self.announce()  # a ratio may have been looked at meanwhile
        if again and self._on_arrow(at, event.position().toPoint()):
            self.editing.start(choose=True)

    def _on_arrow(self, index: QModelIndex, at: QPoint) -> bool:
        look = self.table.look(index.row(), index.column()) if self.table is not None else None
        reach = self.frame_.metrics.width(2)
        return look is not None and look.choices and at.x() > self.visualRect(index).right() - reach

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed != self.selector.place:
            self.selector.came_back(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.editing.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not zoomed(event, self.zoom_requested.emit):
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_.refresh()
        menu.addActions(self.actions_.for_menu())
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange} and hasattr(self, "frame_"):
            self.frame_.restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frame_.resized(self.width())

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "frame_"):
            self.frame_.place_corner()
            self.pinned.follow()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.pinned.follow()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """A cell under the frozen columns is not in sight; those themselves always are."""
        bar = self.horizontalScrollBar()
        before, pinned = bar.value(), self.pinned.covers(index.column())
        super().scrollTo(index, hint)
        if pinned:
            bar.setValue(before)
        elif (hidden := self.pinned.reach - self.visualRect(index).left()) > 0:
            bar.setValue(bar.value() - hidden)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.overlay.paint(painter)
        painter.end()
        if self.pinned.reach:
            self.pinned.update()


def timer(owner: Sheet, wait: int, act: Any) -> QTimer:
    """Does `act` once, `wait` ms after its last start."""
    made = QTimer(owner)
    made.setSingleShot(True)
    made.setInterval(wait)
    made.timeout.connect(act)
    return made
