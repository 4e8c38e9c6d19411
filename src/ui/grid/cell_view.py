"""A view of cells that is typed into, selected and copied as in Excel, whatever its cells are laid out as.

`Sheet` makes it a table with headings, `ui.forms.view` an official form.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QMenu, QTableView, QWidget

from app.domain.address import Address
from ui.grid import moves
from ui.grid.cells import CellModel
from ui.grid.delegate import CellDelegate
from ui.grid.editing import Editing
from ui.grid.keys import Keys
from ui.grid.moves import Range
from ui.grid.selector import Selector
from ui.session import Session
from ui.theme import own_viewport, zoomed

if TYPE_CHECKING:
    from ui.grid.actions import Actions
    from ui.grid.deeds import Deeds

Index = QModelIndex | QPersistentModelIndex
_EDITING = QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.EditKeyPressed
_TOLD_MS = 30  # a burst of selections is told once
_FRESH_MS = 1400  # how long a computed cell that changed stays tinted
_FRESH_MOST = 400


class CellView(QTableView):
    """Parts with one idea each (cursor, keys, editors, deeds) hang on it and ask it for each other."""

    note_requested = Signal(object)  # Address whose 来源/说明 is to be written
    sentence_requested = Signal(object)  # Address whose sentence goes to the clipboard
    selection_moved = Signal()  # selection or its values differ: once per burst, for the status bar
    zoom_requested = Signal(int)  # Ctrl+wheel: steps up or down
    form_requested = Signal(object)  # row of the project whose form is to be opened

    deeds: Deeds  # set by the view that knows what can be done with its cells
    actions_: Actions

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self, QPalette.ColorRole.Base)
        self.session = session
        self.table: CellModel | None = None
        self.away = False  # something else stands in its place: its actions rest
        self._pressed: moves.Place | None = None
        self.cells = self.make_delegate()
        self.setItemDelegate(self.cells)
        self.editing = self.cells.editing = Editing(self)
        self.selector = Selector(self)
        self.keys = Keys(self)
        self.told = timer(self, _TOLD_MS, self.selection_moved.emit)
        self._faded = timer(self, _FRESH_MS, self._fade)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(_EDITING)
        self.setTabKeyNavigation(True)  # or Tab would leave the grid before its keys are asked

    def make_delegate(self) -> CellDelegate:
        """What paints the cells and opens the editors."""
        return CellDelegate(self)

    # ---------------------------------------------------------------- where the officer is

    def current_address(self) -> Address | None:
        """What the cursor stands on; None on a section line."""
        return self.selector.address

    def ranges(self) -> list[Range]:
        """The selected rectangles."""
        return self.selector.ranges()

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
        self.told.start()

    def announce(self) -> None:
        """Tell the session where the officer is, and the input method whether it may compose here."""
        self.sync_input_method()
        address = self.selector.address
        if self.table is not None and not self.away:
            inert = address is not None and not self.table.has(address)
            self.session.select(None if inert else address)
        self.actions_.refresh()
        self.told.start()

    # ---------------------------------------------------------------- what has changed, where it came from

    def freshen(self, cells: Collection[Address]) -> None:
        """Tint cells for a moment."""
        if 0 < len(cells) <= _FRESH_MOST:
            self._fade()
            self.cells.fresh = frozenset(cells)
            self._faded.start()

    def _fade(self) -> None:
        cells, self.cells.fresh = self.cells.fresh, frozenset()
        self._update_cells(cells)

    def _update_cells(self, cells: Collection[Address]) -> None:
        if self.table is None:
            return
        for cell in cells:
            if (place := self.table.place(cell)) is not None:
                self.update(self.table.index(*place))

    def set_sources(self, cells: set[Address] | frozenset[Address]) -> None:
        """Outline the cells a figure comes from."""
        before, now = self.cells.sources, frozenset(cells)
        if before != now:
            self.cells.sources = now
            self._update_cells(before ^ now)

    # ---------------------------------------------------------------- editors

    def finish_editing(self) -> bool:
        """Commit an open editor; False when its text is refused and it stays open."""
        return self.editing.finish()

    def edit(  # type: ignore[override]
        self, index: Any, trigger: Any = QAbstractItemView.EditTrigger.AllEditTriggers, event: Any = None
    ) -> bool:
        """Also called by Qt when the input method begins to compose: that is typing, and replaces."""
        self.editing.expect(trigger == QAbstractItemView.EditTrigger.AnyKeyPressed)
        if trigger in _EDITING:  # Qt also asks, in vain, whenever the cursor moves
            self.uncover(index)
        opened = super().edit(index, trigger, event)
        self.editing.expect(False)
        return opened

    def uncover(self, index: Any) -> None:
        """A cell is about to be edited: it has to be in sight."""

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
        table = self.table
        usable = table is not None and self.currentIndex().isValid()
        usable = usable and table is not None and table.writable(*table.anchor(*self.selector.place))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, usable)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt opens the editor and keeps the composition whole; a text that comes at once it would drop."""
        opening = self.editing.editor is None
        super().inputMethodEvent(event)
        if opening and event.commitString() and not event.preeditString():
            self.editing.receive(event)

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
        if left and self.pressed_beside(event):
            return
        again = at.isValid() and at == self.currentIndex() and left
        self._pressed = (at.row(), at.column()) if at.isValid() and left else None
        super().mousePressEvent(event)
        self.selector.forget_extent()
        if again:
            self.announce()  # a ratio may have been looked at meanwhile
        if again and self.on_arrow(at, event):
            self.editing.start(choose=True)

    def pressed_beside(self, event: QMouseEvent) -> bool:
        """Whether the press meant something that is painted beside the cells."""
        return False

    def on_arrow(self, index: QModelIndex, event: QMouseEvent) -> bool:
        """Whether the press meant the mark of a choice."""
        look = self.table.look(index.row(), index.column()) if self.table is not None else None
        reach = self.cells.metrics.width(2)
        right = self.visualRect(index).right()
        return look is not None and look.choices and event.position().toPoint().x() > right - reach

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


def timer(owner: CellView, wait: int, act: Any) -> QTimer:
    """Does `act` once, `wait` ms after its last start."""
    made = QTimer(owner)
    made.setSingleShot(True)
    made.setInterval(wait)
    made.timeout.connect(act)
    return made
