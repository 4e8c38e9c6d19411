"""Small signs painted in cells and headings; each is told by shape as well as by colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.domain.problem import Severity
from ui.theme import Colours


def mixed(ground: QColor, over: QColor, share: float) -> QColor:
    """`ground` with a little of `over`."""
    return QColor(
        round(ground.red() + (over.red() - ground.red()) * share),
        round(ground.green() + (over.green() - ground.green()) * share),
        round(ground.blue() + (over.blue() - ground.blue()) * share),
    )


def paint_mark(painter: QPainter, center: QPointF, size: float, severity: Severity, c: Colours) -> None:
    """Error a disc, warning a triangle, information a ring: told apart without colours."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour: QColor = getattr(c, severity)
    half = size / 2
    if severity == "warning":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        top = QPointF(center.x(), center.y() - half)
        base = center.y() + half * 0.9
        painter.drawPolygon(
            QPolygonF([top, QPointF(center.x() + half * 1.1, base), QPointF(center.x() - half * 1.1, base)])
        )
    elif severity == "error":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(center, half, half)
    else:
        painter.setPen(QPen(colour, max(size / 6, 1.2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, half * 0.8, half * 0.8)
    painter.restore()


def triangle(painter: QPainter, colour: QColor, *points: tuple[float, float]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
    painter.restore()
