"""Keys of the grid while no editor is open, as in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from ui.grid import moves

if TYPE_CHECKING:
    from ui.grid.cell_view import CellView

_ARROWS: dict[int, moves.Direction] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Keys:
    """Turns one key event into a move or an edit; False when the key is none of the grid's."""

    def __init__(self, view: CellView) -> None:
        self._view = view
        self._tabbed_from: int | None = None  # Enter after Tab goes back under the first cell, as in Excel

    def press(self, event: QKeyEvent) -> bool:
        """Deal with the key."""
        view, table = self._view, self._view.table
        if table is None or not table.rowCount() or not table.columnCount():
            return False
        modifiers = event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        control = bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier))
        if modifiers & Qt.KeyboardModifier.AltModifier:
            return False
        key = event.key()
        target = self._target(key, control, shift)
        if target is not None:
            self._tabbed_from = None
            view.selector.extend(*target) if shift else view.selector.go(*target)
            return True
        if key in _ENTER and not control:
            self.move("enter_back" if shift else "enter")
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab} and not control:
            self.move("tab_back" if shift or key == Qt.Key.Key_Backtab else "tab")
        elif key == Qt.Key.Key_F2 and not control and not shift:
            view.editing.start()
        elif key == Qt.Key.Key_Space and (shift or control):
            view.selector.select_lines(rows=shift, columns=control)
        elif key == Qt.Key.Key_Semicolon and control:
            self._type_today()
        elif key == Qt.Key.Key_Backspace and control:
            view.scrollTo(view.currentIndex())
        elif key == Qt.Key.Key_Backspace:
            view.deeds.clear()
        elif not control and event.text() and event.text().isprintable():
            self._type(event)
        else:
            return False
        return True

    def _type(self, event: QKeyEvent) -> None:
        view = self._view
        if view.editing.allowed():
            view.edit(view.currentIndex(), QAbstractItemView.EditTrigger.AnyKeyPressed, event)

    def _type_today(self) -> None:
        """Ctrl+; where a date belongs, as in Excel: it stands in the editor, and Enter writes it."""
        from datetime import datetime

        view, table = self._view, self._view.table
        address = view.current_address()
        if table is None or address is None or table.kind(address).name != "date":
            view.session.said.emit("info", "Ctrl+; 填今天的日期，只在填日期的格里有用。")
        elif view.editing.start() and (editor := view.editing.editor) is not None:
            editor.put(f"{datetime.now().astimezone():%Y-%m-%d}")

    def _target(self, key: int, control: bool, shift: bool) -> moves.Place | None:
        """Where a key of direction leads, from the far end of the selection when Shift is held."""
        view, table = self._view, self._view.table
        if table is None:
            return None
        place = view.selector.extent if shift else view.selector.place
        if key in _ARROWS:
            direction = _ARROWS[key]
            return moves.edge(table, place, direction) if control else moves.step(table, place, direction)
        page = max(view.rows_in_sight() - 1, 1)
        match key:
            case Qt.Key.Key_Home:
                row = moves.first(table)[0] if control else place[0]
                return row, table.home(row)
            case Qt.Key.Key_End:
                return moves.last(table) if control else (place[0], table.columnCount() - 1)
            case Qt.Key.Key_PageUp:
                return moves.step(table, place, "up", page)
            case Qt.Key.Key_PageDown:
                return moves.step(table, place, "down", page)
        return None

    def move(self, meaning: str) -> None:
        """After Enter, Tab or an arrow: within a selected block round it, else on over the table."""
        view, table = self._view, self._view.table
        if table is None:
            return
        place = view.selector.place
        back = meaning.endswith("_back")
        if meaning in {"up", "down", "left", "right"}:
            self._tabbed_from = None
            view.selector.go(*moves.step(table, place, meaning))  # type: ignore[arg-type]
            return
        tabbing = meaning.startswith("tab")
        cells = view.selector.cells()
        if len(cells) > 1:
            view.selector.go_within(*moves.around(cells, place, back, tabbing))
            return
        if tabbing:
            start = place[1] if self._tabbed_from is None else self._tabbed_from
            view.selector.go(*moves.tab(table, place, back))
            self._tabbed_from = start
            return
        if self._tabbed_from is not None and not back:
            place = (place[0], self._tabbed_from)
        self._tabbed_from = None
        view.selector.go(*moves.enter(table, place, back))

    def forget_tabs(self) -> None:
        """The cursor was put elsewhere."""
        self._tabbed_from = None
