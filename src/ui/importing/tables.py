"""Left: every sheet of the workbook, the table it was found to be, and what becomes of it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QListWidgetItem, QWidget

from app.exchange.finding.block import Block
from ui.importing.lines import GAP, LineList, say
from ui.importing.preview import Preview
from ui.theme import SMALL, scaled

_BESIDE = 3.9  # em at the left and right of the texts: for the check box and for a sign


class TableList(LineList):
    """One line per table found, and one per sheet in which none was."""

    used_changed = Signal(object, bool)  # Block, whether it is imported

    def __init__(self, preview: Preview, parent: QWidget) -> None:
        super().__init__("工作表", parent)
        self._preview = preview
        self.shown: list[tuple[int, Block | None]] = []

    def refill(self) -> None:
        """Another plan; the line stays where it is, as far as it is there. At first, a sheet with a table."""
        before, self.shown = self.shown, self._found()
        first = next((n for n, (_, block) in enumerate(self.shown) if block is not None), 0)
        at = min(self.currentRow(), len(self.shown) - 1) if before else first
        self.put_lines(len(self.shown), at)

    def line_of(self, sheet: int, block: Block | None) -> int:
        """The line of a table, else the first of its sheet."""
        exact = (n for n, line in enumerate(self.shown) if line[1] is block and line[0] == sheet)
        return next(exact, next((n for n, line in enumerate(self.shown) if line[0] == sheet), -1))

    def current(self) -> tuple[int, Block | None] | None:
        """The sheet and table the cursor is on."""
        row = self.currentRow()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _found(self) -> list[tuple[int, Block | None]]:
        lines: list[tuple[int, Block | None]] = []
        for sheet in range(len(self._preview.grids)):
            lines += [(sheet, block) for block in self._preview.blocks(sheet)] or [(sheet, None)]
        return lines

    def tell(self, row: int, item: QListWidgetItem) -> None:
        sheet, block = self.shown[row]
        grid = self._preview.grid(sheet)
        name = grid.name + ("（隐藏）" if grid.hidden else "")
        if block is None:
            texts, mark, tick = [name, "没有认出是哪张表" if grid.rows else "空的工作表"], "", None
        else:
            used = self._preview.choices(block).used
            counts = self._preview.counts(block) if used else Counter()
            label = self._preview.proposal.aim.model.edition.table[block.table].label
            asked = any(self._preview.column_of(block, c).standing == "open" for c in block.asked)
            mark = (
                "error"
                if counts["refused"]
                else "warning"
                if counts["asked"] + counts["differs"] or asked
                else ""
            )
            parts = counted(counts, asked) if used else ["不导入"]
            texts, tick = [name, f"→ {label}", *self._packed(parts)], used
        say(item, texts, mark, tick)

    def _packed(self, parts: list[str]) -> list[str]:
        """In one line, in two where they are longer than the list is wide."""
        em, measure = QFontMetrics(self.font()).height(), QFontMetrics(scaled(self.font(), SMALL))
        room = self.viewport().width() - round(em * _BESIDE)
        first = 1
        while first < len(parts) and measure.horizontalAdvance(GAP.join(parts[: first + 1])) <= room:
            first += 1
        return [GAP.join(line) for line in (parts[:first], parts[first:]) if line]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stood in one line may need two now."""
        super().resizeEvent(event)
        for row in range(self.count()):
            self.tell(row, self.item(row))
        self.scheduleDelayedItemsLayout()

    def toggle(self, row: int) -> None:
        block = self.shown[row][1] if 0 <= row < len(self.shown) else None
        if block is not None:
            self.used_changed.emit(block, not self._preview.choices(block).used)


def counted(counts: Counter[str], asked: bool) -> list[str]:
    """What becomes of the cells of one table, each in a few words."""
    written = counts["set"] + counts["clear"]
    parts = [f"写入 {written:,}"]
    parts += [f"不能写入 {counts['refused']:,}"] if counts["refused"] else []
    parts += [f"没有选 {counts['asked'] + counts['left']:,}"] if counts["asked"] + counts["left"] else []
    parts += [f"不一致 {counts['differs']:,}"] if counts["differs"] else []
    parts += ["有栏目待选"] if asked else []
    if not written and (same := counts["same"] + counts["nothing"]):
        parts.append(f"不变 {same:,}")
    return parts
