"""The grid of the main window: one table of the open document in sight, following what the session tells."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.document import Effect
from app.domain.address import Address
from ui.grid import moves
from ui.grid.model import TableModel
from ui.grid.problems import ProblemIndex
from ui.grid.sheet import Sheet
from ui.session import Session


class GridView(Sheet):
    """The window switches its table, outlines sources in it and stores its column widths."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.problems = ProblemIndex()
        self._models: dict[str, TableModel] = {}
        self._places: dict[str, tuple[moves.Place, QPoint]] = {}  # cursor and scroll of each table
        session.opened.connect(self._opened)
        session.changed.connect(self._changed)
        session.view_changed.connect(self._view_changed)
        self._opened()

    def help_topic(self) -> str:
        """What belongs into the table shown."""
        return f"tables#table-{self.table.table.key}" if self.table is not None else "entry"

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
        if document.finished:
            self.problems.update(document.results.problems)
        if shown:
            self.show_table(shown)

    def mark_problems(self) -> None:
        """Checks and scores are done: cells in failed ones are marked, columns of scores are read."""
        if self.session.document is not None:
            marked = self.problems.update(self.session.document.results.problems)
            for model in self._models.values():
                if any(column.scored for column in model.columns):
                    model.refresh()
                model.read_again(marked)
            self.frame_.columns.viewport().update()
            self.frame_.labels.viewport().update()

    def go_to(self, address: Address) -> bool:
        """Bring a cell into sight and put the cursor there, switching the table when needed."""
        if not self.finish_editing() or not self.show_table(address.table) or self.table is None:
            return False
        if address.row in self.table.hidden:
            self.filter_again(clear=True)
        place = self.table.place(address)
        if place is None:
            return False
        self.selector.go(*place)
        return True

    def go_to_place(self, row: int, column: int) -> None:
        """The same for a place of the table in sight."""
        address = self.table.address(row, column) if self.table is not None else None
        if address is not None:
            self.go_to(address)

    # ---------------------------------------------------------------- what happened

    def _changed(self, effect: Effect) -> None:
        document = self.session.document
        if document is None:
            return
        marked = self.problems.update(document.results.problems)
        table = self.table
        here, filtered = self.current_address(), table is not None and bool(table.hidden)
        for model in self._models.values():
            model.take(effect, marked)
        if table is None:
            return
        if filtered and not table.hidden:  # what was out of sight has changed
            self._reveal_all(here)
        rows = {place[0] for cell in effect.changed if (place := table.place(cell)) is not None}
        if table.table.key in effect.structure:
            self.frame_.fit_all_rows()
        else:
            self.frame_.fit_rows(rows)
        self.frame_.widen(None if table.table.key in effect.structure else effect.changed)
        self.frame_.labels.update_rows({place[0] for cell in marked if (place := table.place(cell))})
        self._freshen(effect)
        self.sync_input_method()
        self.actions_.refresh()
        self.told.start()

    def _reveal_all(self, here: Address | None) -> None:
        """The model shows every row again: so does the view, the cursor where it was."""
        self.frame_.filtered()
        place = self.table.place(here) if self.table is not None and here is not None else None
        if place is not None:
            self.selector.go(*place)
        self.filtered.emit()

    def _freshen(self, effect: Effect) -> None:
        """Tint the computed cells that an edit has changed, so that its reach is seen."""
        table, document = self.table, self.session.document
        if table is not None and document is not None and not effect.structure:
            key, results = table.table.key, document.cells
            self.freshen([cell for cell in effect.changed if cell.table == key and cell in results])

    def _view_changed(self) -> None:
        self.editing.finish()
        for model in self._models.values():
            model.refresh()
        self.frame_.restyle()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())  # what is being worked on stays in sight
        self.told.start()

    # ---------------------------------------------------------------- for the window

    def actions_for_menu(self) -> list[QAction]:
        """Everything that can be done here, separators included."""
        self.actions_.refresh()
        return self.actions_.for_menu()

    def state(self) -> dict[str, Any]:  # type: ignore[override]
        """Column widths and frozen columns by table, and habits, for the settings."""
        return {
            "widths": self.frame_.widths.state(),
            "frozen": self.pinned.state(),
            "previews": self.previews,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take over what was remembered; what is not understood is left out."""
        self.previews = state.get("previews") is not False
        self.pinned.restore(state.get("frozen"))
        self.frame_.widths.restore(state.get("widths"))
        self.frame_.restyle()
