"""Deeds on the rows of a list: they come, go, move and are sorted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.document import Document
from app.domain.address import Address
from app.edits import add_row, move_rows, remove_rows
from ui.grid.deeds import Deeds
from ui.grid.heads import row_head
from ui.grid.model import TableModel
from ui.grid.moves import Place, Range

if TYPE_CHECKING:
    from ui.grid.block import TableBlock
    from ui.grid.clipboard import CopiedCell
    from ui.grid.sheet import Sheet


class RowDeeds(Deeds):
    """Each method is one action of the view, and at most one act of the document."""

    _view: Sheet
    _headed = False  # headings are copied along

    def _open(self) -> tuple[TableModel, Document] | None:
        """What there is to work on, after an open editor has been dealt with."""
        table, document = self._view.table, self._session.document
        return (table, document) if self._settled() and table is not None and document is not None else None

    def block(self) -> TableBlock:
        """What writes texts into the table."""
        from ui.grid.block import TableBlock

        table, document = self._view.table, self._session.document
        assert table is not None
        assert document is not None
        return TableBlock(table, document)

    def paste(self) -> None:
        """What is on the clipboard, from the selection's corner, shown before it lands."""
        from ui.grid.pasting import paste

        found = self._open()
        if found is not None:
            paste(self._view, *found)

    def copy_headed(self) -> bool:
        """The selected block with the headings of its columns and the labels of its rows."""
        self._headed = True
        done = self.copy()
        self._headed = False
        return done

    def copied(self, place: Range) -> list[list[CopiedCell]]:
        """The cells of a rectangle, with what heads them where that is asked for."""
        from ui.grid.clipboard import CopiedCell

        cells, table = super().copied(place), self._view.table
        if not self._headed or table is None:
            return cells
        headings = (column.label for column in table.columns[place.left : place.right + 1])
        lines = range(place.top, place.bottom + 1)
        labels = [str(row_head(table, line, Qt.ItemDataRole.DisplayRole)) for line in lines]
        texts = [self._view.frame_.label_heading(), *headings]
        return [
            [CopiedCell(text) for text in texts],
            *([CopiedCell(label), *line] for label, line in zip(labels, cells, strict=True)),
        ]

    def replace(self, wanted: str, by: str, places: Sequence[Place]) -> bool:
        """One piece of text for another in these places, as one act; False when nothing came of it."""
        from ui.grid.replacing import replaced

        found = self._open()
        texts = replaced(found[0], places, wanted, by) if found is not None else []
        if found is None or not any(found[0].writable(row, column) for row, column, _ in texts):
            self._session.said.emit("info", "找到的格都不能替换：由软件计算，或者只是标题。")
            return False
        deed = self.block().write(texts)
        done = self.write(deed, "替换")
        if done and deed.smooth:
            self._session.said.emit("info", f"已替换 {deed.written} 个单元格，可以撤销。")
        return done

    # ---------------------------------------------------------------- rows

    def add_row(self) -> None:
        """A new row under the current one, last where there is none; the cursor goes there."""
        found = self._open()
        if found is not None:
            current = self._view.currentIndex()
            self._insert(*found, found[0].number(current.row()) if current.isValid() else found[0].total)

    def append_row(self) -> None:
        """A new row at the end."""
        found = self._open()
        if found is not None:
            self._insert(*found, found[0].total)

    def _insert(self, table: TableModel, document: Document, place: int) -> None:
        """A new row before a place among all rows; a filter leaves it in sight."""
        if not table.is_list:
            return
        key = table.table.key
        row = document.report.next_row(key)
        if self._session.write(add_row(document.report, key, {}, place), f"添加{table.table.item}"):
            found = table.place(Address(key, row, table.columns[0].key))
            if found is not None:
                self._view.selector.go(*found)

    def remove_rows(self) -> None:
        """The selected rows, as one act; undo brings them back, so nothing is asked."""
        found = self._open()
        if found is None or not found[0].is_list:
            return
        table, document = found
        lines = self._view.selector.lines()
        rows = {int(table.lines[line]) for line in lines}
        changes = remove_rows(document.report, table.table.key, rows, document.model.edition)
        item = table.table.item
        name = self._row_name(table, lines[0]) if len(lines) == 1 else f" {len(lines)} 个{item}"
        if changes and self._session.write(changes, f"删除{name}"):
            self._session.said.emit("info", f"已删除{name}，可以撤销。")
            self._view.selector.go(
                min(lines[0], table.rowCount() - 1), max(self._view.currentIndex().column(), 0)
            )

    def _row_name(self, table: TableModel, line: int) -> str:
        document = self._session.document
        names = document.report.tables[table.table.key] if document is not None else {}
        record = names.get(table.lines[line])
        name = str(record.cells.get(table.table.name_column, "")) if record is not None else ""
        return f"{table.table.item} {table.number(line)}" + (f"“{name}”" if name else "")

    def move_up(self) -> None:
        """The selected rows one place up."""
        self._move(-1)

    def move_down(self) -> None:
        """The selected rows one place down."""
        self._move(1)

    def _move(self, by: int) -> None:
        found = self._open()
        lines = self._view.selector.lines()
        if found is None or not found[0].is_list or not lines:
            return
        table, document = found
        passed = lines[0] - 1 if by < 0 else lines[-1] + 1  # the row in sight they change places with
        if not 0 <= passed < table.rowCount():
            return
        rows = {int(table.lines[line]) for line in lines}
        name = self._row_name(table, lines[0]) if len(lines) == 1 else f" {len(lines)} 个{table.table.item}"
        text = f"{'上移' if by < 0 else '下移'}{name}"
        staying = [record.row for record in document.report.rows(table.table.key) if record.row not in rows]
        target = staying.index(table.lines[passed]) + (by > 0)
        if self._session.write(move_rows(document.report, table.table.key, rows, target), text):
            self._view.scrollTo(self._view.currentIndex())

    def sort(self, *, descending: bool) -> None:
        """All rows by the column the cursor stands in; one act, undone like any other."""
        from app.edits import order_rows
        from app.sorting import sorted_rows

        found = self._open()
        column = self._view.currentIndex().column()
        if found is None or not found[0].is_list or column < 0:
            return
        (table, document), key = found, found[0].columns[column].key
        order = sorted_rows(document, table.table.key, key, descending=descending)
        way = "降序" if descending else "升序"
        text = f"按{table.columns[column].label}{way}排列"
        changes = order_rows(document.report, table.table.key, order)
        if not changes:
            self._session.said.emit("info", f"已经是{text}的次序。")
        elif self._session.write(changes, text):
            self._session.said.emit("info", f"已{text}，可以撤销。")
            self._view.scrollTo(self._view.currentIndex())
