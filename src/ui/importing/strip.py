"""Above the sheet: how its table is read, and what the column and row of the cursor are matched to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.exchange.finding.block import Block
from app.exchange.reading.grid import letters
from app.intake.matches import LEFT, Option, column_options, label_of, row_options
from app.intake.proposal import key_of
from ui.importing.chooser import Choice, Chooser
from ui.importing.column import put_rows
from ui.importing.model import told
from ui.importing.preview import Preview
from ui.importing.way import chosen_way, show_way, way_boxes
from ui.messages import ElidedLabel
from ui.theme import muted


class Strip(QWidget):
    """Says what the officer wants; the dialog does it."""

    way_wanted = Signal(object, object)  # Block, Way
    column_wanted = Signal(object, int, object)  # Block, column, Target | None
    row_wanted = Signal(object, int, object)  # Block, row, key or number
    drop_wanted = Signal(object)  # Block: without what was chosen the last time

    def __init__(self, preview: Preview, parent: QWidget) -> None:
        super().__init__(parent)
        self._preview = preview
        self._at = (0, 0, 0)
        self._way = way_boxes(self)
        self.unit, self.rounding = self._way.unit, self._way.rounding
        self._recalled = QLabel("沿用上次的对应（可改）", self)
        self._recalled.setPalette(muted(self.palette()))
        self.drop = QPushButton("不沿用(&K)", self)
        self.column, self.row = Choice(self), Choice(self)
        self._column_label, self._row_label = ElidedLabel(self), ElidedLabel(self)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for widget in self._way:
            upper.addWidget(widget)
        upper.addStretch(1)
        upper.addWidget(self._recalled)
        upper.addWidget(self.drop)
        for label, button in ((self._column_label, self.column), (self._row_label, self.row)):
            lower.addWidget(label, 2)
            lower.addWidget(button, 3)
        put_rows(self, (upper, lower))
        self.unit.activated.connect(self._ask_way)
        self.rounding.clicked.connect(self._ask_way)
        self.drop.clicked.connect(lambda: self.drop_wanted.emit(self._block()))
        self.column.wanted.connect(lambda: self.ask_column(self._at[2], self.column))
        self.row.wanted.connect(lambda: self.ask_row(self._at[1], self.row))
        self.hide()  # until a table is looked at

    def _block(self) -> Block | None:
        return self._preview.block_at(*self._at)

    def show_at(self, sheet: int, row: int, column: int) -> None:
        """The cursor is there."""
        self._at = sheet, row, column
        block = self._block()
        used = block is not None and self._preview.choices(block).used
        self.setVisible(used)
        if block is None or not used:
            return
        self._show_way(block)
        recalled = key_of(block) in self._preview.proposal.recalled
        self._recalled.setVisible(recalled)
        self.drop.setVisible(recalled)
        grid = self._preview.grid(sheet)
        matched = self._preview.column(sheet, column)
        heading = _in_one_line(block.headings.get(column, ""))
        self._column_label.setText(f"{letters(column)} 列" + (f"“{heading}”" if heading else "") + "对应")
        self.column.show_text(told(matched.text or LEFT, matched.standing))
        self.column.setEnabled(column != block.labels or matched.standing != "none")
        found = self._preview.row_of(block, row)
        label = _in_one_line(label_of(grid, block, row))
        self._row_label.setText(f"第 {row + 1} 行" + (f"“{label}”" if label else "") + "对应")
        self.row.show_text(told(found.text or LEFT, found.standing))
        self.row.setEnabled(block.labels >= 0 and row > block.header[1])
        for button, what, key in (
            (self.column, self._column_label, "F4"),
            (self.row, self._row_label, "Shift+F4"),
        ):
            button.setToolTip(f"{button.currentText()}\n换一个：在表里按 {key}，或点表头")
            button.setAccessibleName(f"{what.text()}：{button.currentText()}")

    def _show_way(self, block: Block) -> None:
        table = self._preview.proposal.aim.model.edition.table[block.table]
        money = any(column.kind.name == "money" for column in table.columns) or any(
            row.kind is not None and row.kind.name == "money" for row in table.rows
        )
        for widget in self._way:
            widget.setVisible(money)
        show_way(self._way, self._preview.choices(block).way, self._stated(block))

    def _stated(self, block: Block) -> str:
        """What the file itself says of the unit of money."""
        if block.unit:
            return f"表里写明：{block.unit}"
        return "请选择" if self._preview.number(block) in self._preview.without_unit else "栏目里写明"

    def _ask_way(self) -> None:
        if (block := self._block()) is not None:
            self.way_wanted.emit(block, chosen_way(self._way))

    # ---------------------------------------------------------------- other matches

    def ask_column(self, column: int, under: QWidget, at: QPoint | None = None) -> None:
        """Which column of the table a column of the sheet is."""
        block = self._preview.block_at(self._at[0], self._at[1], column)
        if block is None or not self._preview.choices(block).used:
            return
        table = self._preview.proposal.aim.model.edition.table[block.table]
        options = column_options(table, block, self._preview.choices(block), column)
        now = self._preview.column(self._at[0], column).text
        self._choose(
            f"{letters(column)} 列对应",
            options,
            now,
            lambda option: self.column_wanted.emit(block, column, option.target),
            under,
            at,
        )

    def ask_row(self, row: int, under: QWidget, at: QPoint | None = None) -> None:
        """Which row of the table a row of the sheet is."""
        block, plan = self._block(), self._preview.plan
        if block is None or plan is None or block.labels < 0 or row <= block.header[1]:
            return
        if not self._preview.choices(block).used:
            return
        choices, number = self._preview.choices(block), self._preview.number(block)
        options = row_options(self._preview.proposal.aim, block, choices, plan, number, row)
        now = self._preview.row_of(block, row).text
        self._choose(
            f"第 {row + 1} 行对应",
            options,
            now,
            lambda option: self.row_wanted.emit(block, row, option.target),
            under,
            at,
        )

    def _choose(
        self, title: str, options: Sequence[Option], now: str, then: object, under: QWidget, at: QPoint | None
    ) -> None:
        self.chooser = Chooser(title, options, now, then, self)  # type: ignore[arg-type]
        self.chooser.open_at(under, at if at is not None else QPoint(0, under.height()))


def _in_one_line(text: str) -> str:
    """Headings are broken into lines to be narrow."""
    return " ".join(text.split())
