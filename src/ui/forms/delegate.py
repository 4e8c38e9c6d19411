"""Paints the cells of a form: a thin frame round each, texts in the middle or where the form has them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QTableView

from ui.forms.lines import Role
from ui.forms.model import FormModel
from ui.grid.delegate import CellDelegate
from ui.grid.look import Look
from ui.grid.metrics import Metrics
from ui.theme import LARGE, fill, scaled

Index = QModelIndex | QPersistentModelIndex
_MOST_LINES = 60


class FormDelegate(CellDelegate):
    """`chosen` are the first places of the selected cells; merged ones are selected as a whole."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self.chosen: frozenset[tuple[int, int]] = frozenset()

    def prepare(self, metrics: Metrics, palette: QPalette) -> None:
        super().prepare(metrics, palette)
        self._title = scaled(metrics.strong, LARGE)
        self._edge = QPen(self.colours.line, 1)

    def font_of(self, role: Role, strong: bool) -> QFont:
        """What a line or a cell is set in."""
        if role == "title":
            return self._title
        return self.metrics.strong if strong else self.metrics.font

    def wrapped(self, text: str, font: QFont, measure: QFontMetrics, width: int, most: int) -> list[str]:
        """The lines of a text, as they are painted."""
        return self._wrapper.lines(text, font, measure, width, most)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        model = index.model()
        if not isinstance(model, FormModel):
            return
        place = model.anchor(index.row(), index.column())
        look, role = model.look(*place), model.role(place[0])
        rect: QRect = option.rect
        current = self.current is not None and model.anchor(*self.current) == place
        ground = self._grounds["input" if role and role != "hint" else look.state]
        if place in self.chosen and not current and not role:
            ground = self.colours.selection
        elif self.fresh and model.address(*place) in self.fresh:
            ground = self.colours.changed
        fill(painter, rect, ground)
        if look.text:
            self._paint_words(painter, rect, look, role, model.align(*place))
        if role:
            return
        painter.setPen(self._edge)
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        if not place[0] or model.role(place[0] - 1):
            painter.drawLine(rect.left(), rect.top(), rect.right(), rect.top())
        if place[1] == 0:
            painter.drawLine(rect.left(), rect.top(), rect.left(), rect.bottom())
        if look.note or look.carried or look.mark or look.severity or (look.choices and current):
            self._paint_marks(painter, rect, look, current)
        if self.sources and (address := model.address(*place)) is not None and address in self.sources:
            painter.setPen(QPen(self.colours.source, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _paint_words(self, painter: QPainter, rect: QRect, look: Look, role: Role, align: int) -> None:
        font = self.font_of(role, look.strong)
        measure = QFontMetrics(font) if role == "title" else self._measure(look.strong)
        painter.setFont(font)
        quiet = role in {"note", "corner", "sides"}
        painter.setPen(self._tones["muted" if quiet else "" if role else look.tone])
        pad = self.metrics.pad
        width = max(rect.width() - 2 * pad - 1, 1)
        spacing = measure.lineSpacing()
        most = max(rect.height() // max(spacing, 1), 1)
        lines = self.wrapped(look.text, font, measure, width, min(most, _MOST_LINES))
        top = rect.top() + (rect.height() - spacing * len(lines)) // 2
        for number, line in enumerate(lines):
            box = QRect(rect.left() + pad, top + number * spacing, width + 1, spacing)
            painter.drawText(box, align, line)

    def _measure(self, strong: bool) -> QFontMetrics:
        return self.metrics.strong_text if strong else self.metrics.text
