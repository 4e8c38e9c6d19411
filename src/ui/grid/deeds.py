"""The officer's deeds on blocks of cells: from the selection to the session, and what is said of them.

What works on blocks and on the clipboard is imported with the first such deed: no start waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from ui.grid.moves import Range

if TYPE_CHECKING:
    from ui.grid.block import Block
    from ui.grid.cell_view import CellView
    from ui.grid.clipboard import CopiedCell
    from ui.grid.deed import Deed


class Deeds:
    """Each method is one action of the view, and at most one act of the document."""

    def __init__(self, view: CellView) -> None:
        self._view = view
        self._session = view.session

    def _settled(self) -> bool:
        """Whether there is something to work on, an open editor having been dealt with."""
        return (
            self._view.table is not None
            and self._session.document is not None
            and self._view.finish_editing()
        )

    def block(self) -> Block:
        """What writes texts into these cells."""
        raise NotImplementedError

    def write(self, deed: Deed, verb: str) -> bool:
        """Give a deed to the session, and say what of it did not go in."""
        name, block = self._named(deed), self.block()
        severity, told = deed.account(verb, block.name_of)
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
        from ui.grid.clipboard import to_mime

        ranges = self._view.ranges()
        if not self._settled() or not ranges:
            return False
        if len(ranges) > 1:
            self._session.said.emit("error", "不相邻的几块不能一起复制，请只选相连的一块。")
            return False
        QApplication.clipboard().setMimeData(to_mime(self.copied(ranges[0]), self._session.money_unit))
        return True

    def copied(self, place: Range) -> list[list[CopiedCell]]:
        """The cells of a rectangle as a copy carries them."""
        from ui.grid.clipboard import CopiedCell

        table = self._view.table
        assert table is not None
        return [
            [CopiedCell(*table.copy_text(row, column)) for column in range(place.left, place.right + 1)]
            for row in range(place.top, place.bottom + 1)
        ]

    def cut(self) -> None:
        """Copy, then clear."""
        if self.copy():
            self._clear("剪切")

    def paste(self) -> None:
        """What is on the clipboard, from the selection's corner."""
        raise NotImplementedError

    # ---------------------------------------------------------------- blocks

    def clear(self) -> None:
        """Blank what is selected."""
        self._clear("清除")

    def _clear(self, verb: str) -> None:
        table = self._view.table
        if not self._settled() or table is None:
            return
        ranges = self._view.ranges()
        deed = self.block().clear(ranges)
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
        ranges = self._view.ranges()
        if self._settled() and ranges:
            self.write(self.block().fill(ranges[0], down), "向下填充" if down else "向右填充")

    def fill_with(self, text: str) -> str:
        """Ctrl+Enter: one text into all that is selected; the reason when nothing of it was taken."""
        from ui.grid.clipboard import Pasted

        if self._view.table is None or self._session.document is None:
            return ""
        block = self.block()
        deed = block.paste(self._view.ranges(), Pasted([[text]]))
        refused = deed.of("refused")
        if refused and not deed.written:
            return f"{block.name_of(refused[0])}：{refused[0].why}"
        self.write(deed, "填入")
        return ""

    def confirm(self) -> None:
        """The selected cells that were taken over from the year before have been looked at."""
        from app.edits import confirm

        table, document = self._view.table, self._session.document
        if not self._settled() or table is None or document is None:
            return
        places = self._view.selector.cells()
        cells = [address for place in places if (address := table.address(*place)) is not None]
        changes = confirm(document.report, cells)
        if not changes:
            self._session.said.emit("info", "选中的格里没有从上年带入的数。")
        elif self._session.write(changes, f"确认带入的 {len(changes)} 格"):
            self._session.said.emit("info", f"已确认 {len(changes)} 格，可以撤销。")

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
