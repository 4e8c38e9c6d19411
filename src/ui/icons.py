"""The program's own icons: one set, one weight, painted in the colours of the palette in use."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from app.storage.resources import resource_path
from ui.theme import colours


@cache
def _folder() -> Path:
    return resource_path("icons")


@cache
def _source(name: str) -> str:
    return (_folder() / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """One icon at `size` device pixels; kept, since painting it costs more than showing it."""
    from PySide6.QtSvg import QSvgRenderer

    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(_source(name).replace("currentColor", colour).encode()).render(painter)
    painter.end()
    return picture


def app_picture(size: int = 256) -> QPixmap:
    """The sign of the program, for title and task bar."""
    from PySide6.QtSvg import QSvgRenderer

    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(resource_path("icons", "app", "zipingtong.svg"))).render(painter)
    painter.end()
    return picture


def paint(painter: QPainter, rect: QRect | QRectF, name: str, colour: QColor) -> None:
    """Draw an icon into a square of logical pixels, sharp on any screen."""
    ratio = painter.deviceTransform().m11()  # asking for the device itself is slow the first time
    picture = pixmap(name, colour.name(), max(1, round(rect.width() * ratio)))
    painter.drawPixmap(QRectF(rect), picture, QRectF(picture.rect()))


class _Engine(QIconEngine):
    """Asks the palette at each painting, so that a change of theme needs nothing."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        paint(painter, square, self._name, self._colour(mode))

    def _colour(self, mode: QIcon.Mode) -> QColor:
        palette = QApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
        colour = getattr(colours(palette), self._role)
        assert isinstance(colour, QColor)
        return colour

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return pixmap(self._name, self._colour(mode).name(), min(size.width(), size.height()))

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)


def icon(name: str, role: str = "text") -> QIcon:
    """The icon `resources/icons/<name>.svg` in the colour `role` of the theme."""
    return QIcon(_Engine(name, role))
