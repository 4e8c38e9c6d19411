"""Over a filtered table: how many rows are in sight and why, and the way back to all of them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from app.filtering import told
from ui.grid.model import TableModel
from ui.icons import icon
from ui.messages import ElidedLabel
from ui.theme import colours, fill, scaled


class FilterBar(QWidget):
    """Hidden while all rows are in sight."""

    help_topic = "entry#filter"

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("筛选")
        self._mark = QLabel(self)
        self.count = QLabel(self)
        self.words = ElidedLabel(self)
        self.clear = QPushButton("清除筛选", self)
        self.clear.setAutoDefault(False)
        self.clear.clicked.connect(self.cleared)
        self._layout = QHBoxLayout(self)
        for widget in (self._mark, self.count, self.words, self.clear):
            self._layout.addWidget(widget, 1 if widget is self.words else 0)
        self.hide()

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._mark.setPixmap(icon("filter", "accent").pixmap(QSize(em, em), self.devicePixelRatioF()))
        self._layout.setContentsMargins(round(em * 0.75), em // 5, em // 2, em // 5)
        self._layout.setSpacing(em // 2)

    def show_state(self, table: TableModel | None) -> None:
        """What of the table is in sight."""
        self.setVisible(table is not None and bool(table.conditions))
        if table is None or not table.conditions:
            return
        self.count.setText(f"筛选：显示 {table.rowCount()} / {table.total}")
        unit = table.session.money_unit
        columns = table.table.column
        self.words.setText("；".join(told(columns[key], one, unit) for key, one in table.conditions.items()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, self.rect(), colours(self.palette()).computed)
        painter.end()
