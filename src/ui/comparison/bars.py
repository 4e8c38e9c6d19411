"""Bars and what they mean, painted in pixels: patterns and labels keep their shape at any scale."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsWidget

from app.comparison.charts import Drawing
from app.domain.amount import money_decimal
from ui.theme import Colours

SHARE = 0.8  # of a category's room that its bars take
_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.HorPattern,
)


def height(drawing: Drawing, value: int | Decimal) -> float:
    """A figure as a length on the axis, in 万元 for amounts: only here does it become a float."""
    return float(money_decimal(value) if drawing.kind.name == "money" else value)


def paint_swatch(painter: QPainter, box: QRectF, colour: QColor, number: int) -> None:
    """A bar, or its sample in the legend: colour and pattern of a series."""
    pattern = _PATTERNS[number % len(_PATTERNS)]
    painter.setPen(Qt.PenStyle.NoPen)
    if pattern != Qt.BrushStyle.SolidPattern:
        faint = QColor(colour)
        faint.setAlphaF(0.18)
        painter.setBrush(faint)
        painter.drawRect(box)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour, pattern))
    painter.drawRect(box)


class Bars(QGraphicsItem):
    """All bars of a drawing with their exact figures beside them."""

    def __init__(self, drawing: Drawing, c: Colours, font: QFont) -> None:
        super().__init__()
        self._drawing, self._c, self._font = drawing, c, font
        self._range = QRectF(0, 0, 1, 1)

    def set_range(self, area: QRectF) -> None:
        """What part of the axes is in sight."""
        self.prepareGeometryChange()
        self._range = area

    def boundingRect(self) -> QRectF:
        return self._range

    def label_room(self) -> QSizeF:
        """Pixels of the largest label."""
        measure, drawing = QFontMetricsF(self._font), self._drawing
        values = [value for one in drawing.series for value in one.values if value is not None]
        widths = (measure.horizontalAdvance(drawing.label(value)) for value in values)
        return QSizeF(max(widths, default=0.0), measure.height())

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        drawing, transform = self._drawing, painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setFont(self._font)
        count = len(drawing.series)
        wide = SHARE / max(count, 1)
        for number, one in enumerate(drawing.series):
            colour = self._c.series[number % len(self._c.series)]
            for at, value in enumerate(one.values):
                if value is None:
                    continue
                left = at - SHARE / 2 + number * wide
                length = height(drawing, value)
                area = QRectF(0, left, length, wide) if drawing.flat else QRectF(left, 0, wide, length)
                box = transform.mapRect(area.normalized())
                gap = min(1.0, (box.height() if drawing.flat else box.width()) * 0.08)
                box = box.adjusted(0, gap, 0, -gap) if drawing.flat else box.adjusted(gap, 0, -gap, 0)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                paint_swatch(painter, box, colour, number)
                painter.setPen(self._c.text)
                self._paint_label(painter, box, drawing.label(value), value < 0)
        painter.restore()

    def _paint_label(self, painter: QPainter, box: QRectF, text: str, negative: bool) -> None:
        """At the end of the bar; upright bars too narrow for it have it turned."""
        measure = QFontMetricsF(self._font)
        wide, high = measure.horizontalAdvance(text), measure.height()
        down = (measure.ascent() - measure.descent()) / 2  # from the middle of a line to its base
        if self._drawing.flat:
            at = box.left() - wide - 4 if negative else box.right() + 4
            painter.drawText(QPointF(at, box.center().y() + down), text)
        elif wide <= box.width() + 2:
            at = box.center().x() - wide / 2
            painter.drawText(QPointF(at, box.bottom() + high if negative else box.top() - 4), text)
        elif high <= box.width() + 6:
            painter.save()
            start = box.bottom() + wide + 4 if negative else box.top() - 4
            painter.setTransform(QTransform().translate(box.center().x(), start).rotate(-90))
            painter.drawText(QPointF(0, down), text)
            painter.restore()


class Legend(QGraphicsWidget):
    """The series in their colours and patterns, in as many lines as they need."""

    def __init__(self, drawing: Drawing, c: Colours, font: QFont) -> None:
        super().__init__()
        self._drawing, self._c, self._font = drawing, c, font
        self._wide = 0.0

    def set_width(self, wide: float) -> None:
        """Break the lines anew."""
        self._wide = wide
        lines = max((line for line, _ in self._places()), default=0) + 1
        tall = lines * self._step() if len(self._drawing.series) > 1 else 0.0
        self.setMinimumHeight(tall)
        self.setMaximumHeight(tall)
        self.update()

    def _step(self) -> float:
        return QFontMetricsF(self._font).height() * 1.5

    def _places(self) -> list[tuple[int, float]]:
        """Line and left edge of each series."""
        measure = QFontMetricsF(self._font)
        em, line, left = measure.height(), 0, 0.0
        places = []
        for one in self._drawing.series:
            wide = em * 1.9 + measure.horizontalAdvance(one.label)
            if left and left + wide > self._wide:
                line, left = line + 1, 0.0
            places.append((line, left))
            left += wide + em
        return places

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        if len(self._drawing.series) < 2:
            return
        measure = QFontMetricsF(self._font)
        em = measure.height()
        painter.setFont(self._font)
        for number, (one, (line, left)) in enumerate(zip(self._drawing.series, self._places(), strict=True)):
            top = line * self._step() + em * 0.25
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            colour = self._c.series[number % len(self._c.series)]
            paint_swatch(painter, QRectF(left, top + em * 0.1, em * 1.3, em * 0.8), colour, number)
            painter.setPen(self._c.text)
            painter.drawText(QPointF(left + em * 1.7, top + measure.ascent()), one.label)
