"""Over the table: its title, the unit of money, how many rows and what they come to, how much is filled."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.document import Document
from app.domain.amount import MoneyUnit, format_money
from app.domain.edition import Table
from ui.icons import icon
from ui.messages import ElidedLabel
from ui.progress import Progress
from ui.theme import LARGE, muted, scaled


class Heading(QWidget):
    """One line, folded where the table is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.title = ElidedLabel()
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.unit = QLabel()
        self.filled = QLabel()
        self.add = QPushButton(icon("add", "accent"), "")
        self.add.setAutoDefault(False)
        self._texts = ("", "", "")  # how many rows, what they come to, how much is filled
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.title)
        self._layout.addWidget(self.unit)
        self._layout.addStretch(1)
        self._layout.addWidget(self.filled)
        self._layout.addWidget(self.add)

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        em = QFontMetrics(font).height()
        self.title.setFont(scaled(font, LARGE, font.Weight.Bold))
        quiet = muted(QApplication.palette())
        for label in (self.unit, self.filled):
            label.setFont(font)
            label.setPalette(quiet)
        self.add.setFont(font)
        self.add.setIconSize(QSize(em, em))
        self._layout.setContentsMargins(round(em * 0.75), em // 2, em // 2, em // 2)
        self._fold()

    def name(self, table: Table, *, can_add: bool) -> None:
        """Another table."""
        self.title.setText(table.title or table.label)
        self.add.setText(f"添加{table.item or '一行'}")
        self.add.setToolTip(f"添加一个{table.item or '行'}（Insert）")
        self.add.setVisible(table.kind == "list" and can_add)

    def tell(self, document: Document, table: Table, progress: Progress, unit: MoneyUnit) -> None:
        """How far it is filled, and in which unit."""
        money = any(column.kind.name == "money" for column in table.columns)
        self.unit.setText(f"单位：{unit.label}" if money else "")
        filled, required = progress.of(table.key)
        rows = len(document.report.tables.get(table.key, {})) if table.kind == "list" else None
        count = "" if rows is None else f"{rows} 个{table.item}" if table.item else f"{rows} 行"
        self._texts = count, totals(document, table, unit), f"已填 {filled}/{required}" if required else ""
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fold()

    def _fold(self) -> None:
        """Where room is scarce the unit goes, then totals and number of rows; then the title is cut."""
        rows, come_to, filled = self._texts
        gap, margins = QFontMetrics(self.unit.font()).height(), self._layout.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self.title.sizeHint().width()
        if not self.add.isHidden():
            room -= gap + self.add.sizeHint().width()
        measure, unit = self.filled.fontMetrics(), self.unit.text()
        whole, both = _joined(rows, come_to, filled), _joined(rows, filled)
        needed = {text: measure.horizontalAdvance(text) + 2 * gap for text in (whole, both, filled)}
        beside = measure.horizontalAdvance(unit) + gap if unit else 0
        self.unit.setVisible(bool(unit) and room >= needed[both] + beside)
        self._layout.setSpacing(gap if room >= needed[filled] else gap // 3)
        if room >= needed[whole] + (beside if not self.unit.isHidden() else 0):
            text = whole
        elif room >= needed[both]:
            text = both
        else:
            text = filled if room >= needed[filled] - gap else filled.removeprefix("已填 ")
        if text != self.filled.text():
            self.filled.setText(text)
        self.filled.setToolTip(whole if text != whole else "")


def totals(document: Document, table: Table, unit: MoneyUnit) -> str:
    """What the columns of a list come to that its printed page adds up: 执行数合计 339.617."""
    if table.kind != "list":
        return ""
    printed = next((sheet for sheet in document.model.edition.sheets if sheet.table == table.key), None)
    records, parts = document.report.tables.get(table.key, {}).values(), []
    for key in printed.total if printed is not None else ():
        column = table.column[key]
        amounts = [value for record in records if isinstance(value := record.cells.get(key), int)]
        if amounts and column.kind.name == "money":
            parts.append(f"{column.label}合计 {format_money(sum(amounts), unit, column.kind.places)}")
    return _joined(*parts)


def _joined(*texts: str) -> str:
    return "　".join(text for text in texts if text)
