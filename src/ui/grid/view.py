"""The grid of the main window: shows one table of the edition at a time and is typed into as in Excel."""

from __future__ import annotations

from typing import Any

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
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QMenu, QTableView, QWidget

from app.document import Effect
from app.domain.address import Address
from ui.grid import moves
from ui.grid.actions import GridActions
from ui.grid.block import Range
from ui.grid.deeds import Deeds
from ui.grid.delegate import CellDelegate
from ui.grid.editing import Editing
from ui.grid.frame import Frame
from ui.grid.keys import Keys
from ui.grid.model import TableModel
from ui.grid.overlay import Overlay
from ui.grid.problems import ProblemIndex
from ui.grid.selector import Selector
from ui.grid.summary import Summary, summarise
from ui.session import Session

_FRESH_MS = 1400  # how long a computed cell that changed stays tinted
_FRESH_MOST = 400


Index = QModelIndex | QPersistentModelIndex


class GridView(QTableView):
    """One table in sight; the window switches it, outlines sources in it and stores its column widths."""

    note_requested = Signal(object)  # Address whose 来源/说明 is to be written
    sentence_requested = Signal(object)  # Address whose sentence goes to the clipboard
    selection_moved = Signal()  # selection or its values differ: once per burst, for the status bar
    widths_changed = Signal()  # `state()` differs
    zoom_requested = Signal(int)  # Ctrl+wheel: steps up or down

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.table: TableModel | None = None
        self.problems = ProblemIndex()
        self._models: dict[str, TableModel] = {}
        self._places: dict[str, tuple[moves.Place, QPoint]] = {}  # cursor and scroll of each table
        self._pressed: moves.Place | None = None
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self.frame_ = Frame(self)
        self.overlay = Overlay(self)
        self.editing = self.cells.editing = Editing(self)
        self.selector = Selector(self)
        self.keys = Keys(self)
        self.deeds = Deeds(self)
        self.actions_ = GridActions(self)
        self._told = _timer(self, 30, self.selection_moved.emit)
        self._faded = _timer(self, _FRESH_MS, self._fade)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setAccessibleName("数据表")
        session.opened.connect(self._opened)
        session.changed.connect(self._changed)
        session.view_changed.connect(self._view_changed)
        self._opened()

    # ---------------------------------------------------------------- which table

    def show_table(self, key: str) -> bool:
        """Put a table of the open document in sight, where it was left. A refused text does not go along."""
        document = self.session.document
        if document is None or key not in document.model.edition.table:
            return False
        if self.table is not None and self.table.table.key == key:
            return True
        self.editing.drop()
        self._leave()
        model = self._models.get(key)
        if model is None:
            model = self._models[key] = TableModel(self.session, key, self.problems, self)
        self._put(model)
        place, scroll = self._places.get(key, (moves.first(model), QPoint(0, 0)))
        self.selector.go(*place)
        self.horizontalScrollBar().setValue(scroll.x())
        self.verticalScrollBar().setValue(scroll.y())
        return True

    def _leave(self) -> None:
        if self.table is not None:
            scroll = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
            self._places[self.table.table.key] = (self.selector.place, scroll)

    def _put(self, model: TableModel | None) -> None:
        old = self.selectionModel()
        self.table = model
        self.cells.current = None
        self.selector.forget_extent()
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        self.frame_.table_changed()
        if model is not None:
            self.setAccessibleName(model.table.title or model.table.label)
        self.actions_.refresh()

    def _opened(self) -> None:
        """Another document or year; the table in sight stays when the other has it too."""
        document = self.session.document
        self.editing.close()
        shown = self.table.table.key if self.table is not None else ""
        self._leave()
        models, self._models = self._models, {}
        self.problems.clear()
        self.cells.sources = self.cells.fresh = frozenset()
        self._put(None)
        for model in models.values():
            model.deleteLater()
        if document is None:
            self._places.clear()
            return
        self.problems.update(document.results.problems)
        if shown:
            self.show_table(shown)

    # ---------------------------------------------------------------- what happened

    def _changed(self, effect: Effect) -> None:
        document = self.session.document
        if document is None:
            return
        marked = self.problems.update(document.results.problems)
        for model in self._models.values():
            model.take(effect, marked)
        table = self.table
        if table is None:
            return
        rows = {place[0] for cell in effect.changed if (place := table.place(cell)) is not None}
        if table.table.key in effect.structure:
            self.frame_.fit_all_rows()
        else:
            self.frame_.fit_rows(rows)
        if marked:
            self.verticalHeader().viewport().update()
        self._freshen(effect)
        self._sync_input_method()
        self.actions_.refresh()
        self._told.start()

    def _freshen(self, effect: Effect) -> None:
        """Tint the computed cells that an edit has changed, so that its reach is seen."""
        table, document = self.table, self.session.document
        if table is None or document is None or effect.structure:
            return
        key, results = table.table.key, document.results.cells
        fresh = [cell for cell in effect.changed if cell.table == key and cell in results]
        if 0 < len(fresh) <= _FRESH_MOST:
            self._fade()
            self.cells.fresh = frozenset(fresh)
            self._faded.start()

    def _fade(self) -> None:
        cells, self.cells.fresh = self.cells.fresh, frozenset()
        self._update_cells(cells)

    def _update_cells(self, cells: frozenset[Address]) -> None:
        if self.table is None:
            return
        for cell in cells:
            if (place := self.table.place(cell)) is not None:
                self.update(self.table.index(*place))

    def _view_changed(self) -> None:
        self.editing.drop()
        for model in self._models.values():
            model.refresh()
        self.frame_.restyle()
        self._told.start()

    def set_sources(self, cells: set[Address] | frozenset[Address]) -> None:
        """Outline the cells a figure comes from."""
        before, now = self.cells.sources, frozenset(cells)
        if before != now:
            self.cells.sources = now
            self._update_cells(before ^ now)

    # ---------------------------------------------------------------- where the officer is

    def current_address(self) -> Address | None:
        """What the cursor stands on; None on a section line."""
        return self.selector.address

    def go_to(self, address: Address) -> bool:
        """Bring a cell into sight and put the cursor there, switching the table when needed."""
        if not self.finish_editing() or not self.show_table(address.table) or self.table is None:
            return False
        place = self.table.place(address)
        if place is None:
            return False
        self.selector.go(*place)
        return True

    def ranges(self) -> list[Range]:
        """The selected rectangles."""
        return self.selector.ranges()

    def summary(self) -> Summary:
        """求和 平均 计数 of the selection."""
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
            self._announce()

    def _announce(self) -> None:
        """Tell the session where the officer is, and the input method whether it may compose here."""
        self._sync_input_method()
        address = self.selector.address
        inert = address is not None and self.table is not None and not self.table.reader.has(address)
        if self.table is not None:
            self.session.select(None if inert else address)
        self.actions_.refresh()
        self._told.start()

    @property
    def dragging(self) -> bool:
        """While the mouse draws a selection nothing else need follow."""
        return bool(QTableView.state(self) == QAbstractItemView.State.DragSelectingState)

    def read_only(self) -> bool:
        """Whether the document takes no changes."""
        document = self.session.document
        return document is None or bool(document.read_only)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()  # the frame round the selection crosses cells that did not change
        self.frame_.columns.viewport().update()
        self.frame_.labels.viewport().update()
        self._told.start()

    # ---------------------------------------------------------------- editors

    def finish_editing(self) -> bool:
        """Commit an open editor; False when its text is refused and it stays open."""
        return self.editing.finish()

    def edit(  # type: ignore[override]
        self, index: Any, trigger: Any = QAbstractItemView.EditTrigger.AllEditTriggers, event: Any = None
    ) -> bool:
        """Also called by Qt when the input method begins to compose: that is typing, and replaces."""
        self.editing.expect(trigger == QAbstractItemView.EditTrigger.AnyKeyPressed)
        opened = super().edit(index, trigger, event)
        self.editing.expect(False)
        return opened

    def commitData(self, editor: QWidget) -> None:
        """Qt asks for this when the cursor is moved from elsewhere while an editor is open."""
        self.editing.commit()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """A refused text keeps its editor."""
        if not self.editing.refused:
            super().closeEditor(editor, hint)

    def drop_editor(self, editor: QWidget) -> None:
        """Close, whatever stands in it."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def move_on(self, meaning: str) -> None:
        """After an editor has been left by Enter, Tab or an arrow."""
        self.keys.move(meaning)

    def _sync_input_method(self) -> None:
        """Off on cells that cannot be typed into; whether they can may have changed under the cursor."""
        row, column = self.selector.place
        usable = self.table is not None and self.currentIndex().isValid() and self.table.writable(row, column)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, usable)

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
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_requested.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self.actions_for_menu():
            menu.addAction(action)
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange} and hasattr(self, "frame_"):
            self.frame_.restyle()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "frame_"):
            self.frame_.place_corner()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.overlay.paint(painter)
        painter.end()

    # ---------------------------------------------------------------- for the window

    def actions_for_menu(self) -> list[QAction]:
        """Everything that can be done here, separators included."""
        self.actions_.refresh()
        return self.actions_.for_menu()

    def state(self) -> dict[str, Any]:  # type: ignore[override]
        """Column widths for the settings, by table."""
        return {"widths": self.frame_.widths.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take remembered widths over; what is not understood is left out."""
        self.frame_.widths.restore(state.get("widths"))
        self.frame_.restyle()


def _timer(owner: GridView, wait: int, act: Any) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(wait)
    timer.timeout.connect(act)
    return timer
