"""The officer's deeds on blocks and rows: from the selection to the session, and what is said of them.

What works on blocks and on the clipboard is imported with the first such deed: no start waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.document import Document
from app.domain.address import Address
from app.edits import add_row, move_rows, remove_rows
from ui.grid.model import TableModel
from ui.grid.moves import Place, Range

if TYPE_CHECKING:
    from ui.grid.block import Block
    from ui.grid.clipboard import CopiedCell
    from ui.grid.deed import Deed
    from ui.grid.sheet import Sheet


class Deeds:
    """Each method is one action of the view, and at most one act of the document."""

    def __init__(self, view: Sheet) -> None:
        self._view = view
        self._session = view.session

    def _open(self) -> tuple[TableModel, Document] | None:
        """What there is to work on, after an open editor has been dealt with."""
        table, document = self._view.table, self._session.document
        if table is None or document is None or not self._view.finish_editing():
            return None
        return table, document

    @staticmethod
    def _block(table: TableModel, document: Document) -> Block:
        from ui.grid.block import Block

        return Block(table, document)

    def write(self, deed: Deed, verb: str) -> bool:
        """Give a deed to the session, and say what of it did not go in."""
        from ui.grid.block import name_of

        name, table = self._named(deed), self._view.table
        severity, told = deed.account(verb, lambda one: name_of(table, one) if table is not None else "")
        done = bool(deed.changes) and self._session.write(deed.changes, f"{verb}{name}")
        if told and (done or not deed.changes):
            self._session.said.emit(severity, told)
        return done

    def _named(self, deed: Deed) -> str:
        table = self._view.table
        rows = f"，新增 {deed.added} 行" if deed.added else ""
        cells = [change.address for change in deed.changes if hasattr(change, "address")]
        if table is not None and len(cells) == 1 and not deed.added:
            return f" {table.name(cells[0])}"
        return f" {deed.written} 个单元格{rows}"

    # ---------------------------------------------------------------- clipboard

    def copy(self) -> bool:
        """The selected block onto the clipboard, as shown, every digit kept."""
        return self._copy(headed=False)

    def copy_headed(self) -> bool:
        """The same with the headings of its columns and the labels of its rows."""
        return self._copy(headed=True)

    def _copy(self, headed: bool) -> bool:
        from ui.grid.clipboard import CopiedCell, to_mime

        found = self._open()
        ranges = self._view.ranges()
        if found is None or not ranges:
            return False
        if len(ranges) > 1:
            self._session.said.emit("error", "不相邻的几块不能一起复制，请只选相连的一块。")
            return False
        table, place = found[0], ranges[0]
        cells = [self._copied(table, place, row, headed) for row in range(place.top, place.bottom + 1)]
        if headed:
            columns = table.columns[place.left : place.right + 1]
            cells.insert(
                0, [CopiedCell(self._view.frame_.label_heading()), *(CopiedCell(c.label) for c in columns)]
            )
        QApplication.clipboard().setMimeData(to_mime(cells, self._session.money_unit))
        return True

    @staticmethod
    def _copied(table: TableModel, place: Range, row: int, headed: bool) -> list[CopiedCell]:
        from ui.grid.clipboard import CopiedCell

        line: list[CopiedCell] = []
        if headed:
            label = table.table.rows[row] if not table.is_list else None
            line.append(
                CopiedCell(
                    str(table.number(row)) if label is None else f"{label.prefix}{label.number}{label.label}"
                )
            )
        for column in range(place.left, place.right + 1):
            address = table.address(row, column)
            line.append(
                CopiedCell(*table.reader.copy_text(address)) if address is not None else CopiedCell("")
            )
        return line

    def cut(self) -> None:
        """Copy, then clear."""
        if self.copy():
            self._clear("剪切")

    def paste(self) -> None:
        """What is on the clipboard, from the selection's corner."""
        from ui.grid.pasting import paste

        found = self._open()
        if found is not None:
            paste(self._view, *found)

    # ---------------------------------------------------------------- blocks

    def clear(self) -> None:
        """Blank what is selected."""
        self._clear("清除")

    def _clear(self, verb: str) -> None:
        found = self._open()
        if found is None:
            return
        table, document = found
        ranges = self._view.ranges()
        deed = self._block(table, document).clear(ranges)
        if deed.changes:
            self.write(deed, verb)
        elif len(ranges) == 1 and ranges[0].height == ranges[0].width == 1:
            why = table.refusal(ranges[0].top, ranges[0].left)
            if why:
                self._session.said.emit("info", why)

    def fill_down(self) -> None:
        """Ctrl+D."""
        self._fill(down=True)

    def fill_right(self) -> None:
        """Ctrl+R."""
        self._fill(down=False)

    def _fill(self, down: bool) -> None:
        found = self._open()
        ranges = self._view.ranges()
        if found is not None and ranges:
            self.write(self._block(*found).fill(ranges[0], down), "向下填充" if down else "向右填充")

    def fill_with(self, text: str) -> str:
        """Ctrl+Enter: one text into all that is selected; the reason when nothing of it was taken."""
        from ui.grid.block import name_of
        from ui.grid.clipboard import Pasted

        table, document = self._view.table, self._session.document
        if table is None or document is None:
            return ""
        deed = self._block(table, document).paste(self._view.ranges(), Pasted([[text]]))
        refused = deed.of("refused")
        if refused and not deed.written:
            return f"{name_of(table, refused[0])}：{refused[0].why}"
        self.write(deed, "填入")
        return ""

    def confirm(self) -> None:
        """The selected cells that were taken over from the year before have been looked at."""
        from app.edits import confirm

        found = self._open()
        if found is None:
            return
        table, document = found
        places = self._view.selector.cells()
        cells = [address for place in places if (address := table.address(*place)) is not None]
        changes = confirm(document.report, cells)
        if not changes:
            self._session.said.emit("info", "选中的格里没有从上年带入的数。")
        elif self._session.write(changes, f"确认带入的 {len(changes)} 格"):
            self._session.said.emit("info", f"已确认 {len(changes)} 格，可以撤销。")

    def replace(self, wanted: str, by: str, places: Sequence[Place]) -> bool:
        """One piece of text for another in these places, as one act; False when nothing came of it."""
        from ui.grid.replacing import replaced

        found = self._open()
        texts = replaced(found[0], places, wanted, by) if found is not None else []
        if found is None or not any(found[0].writable(row, column) for row, column, _ in texts):
            self._session.said.emit("info", "找到的格都不能替换：由软件计算，或者只是标题。")
            return False
        deed = self._block(*found).write(texts)
        done = self.write(deed, "替换")
        if done and deed.smooth:
            self._session.said.emit("info", f"已替换 {deed.written} 个单元格，可以撤销。")
        return done

    # ---------------------------------------------------------------- rows of a list

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

    # ---------------------------------------------------------------- asked of the window

    def ask_note(self) -> None:
        """The window has the place where notes are written."""
        address = self._view.current_address()
        if address is not None:
            self._view.note_requested.emit(address)

    def ask_sentence(self) -> None:
        """The window knows the words of an explanation."""
        address = self._view.current_address()
        if address is not None:
            self._view.sentence_requested.emit(address)
