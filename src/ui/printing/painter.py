"""Draws a leaf: on the screen, on a printer and into a PDF alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.printing.fonts import Fonts
from ui.printing.leaf import MILLIMETRE, POINT, Face, Job, Leaf, Text

_NUMBER = Face("body", 9 * POINT)
_INK, _SHADE = "#000000", "#ededed"
_THICKER = 0.03  # of the size: the line that makes bold type of a font without


def number_line(leaf: Leaf, number: int, total: int, fonts: Fonts) -> Text | None:
    """第 x 页 共 y 页, in the middle of the lower margin; none under a cover."""
    if not leaf.numbered:
        return None
    text = f"第 {number} 页 共 {total} 页"
    left, right = leaf.margins[0] * MILLIMETRE, leaf.width - leaf.margins[2] * MILLIMETRE
    x = (left + right - fonts.metrics(_NUMBER).horizontalAdvance(text)) / 2
    return Text(x, leaf.height - leaf.margins[3] * MILLIMETRE / 2 + _NUMBER.size * 0.35, text, _NUMBER)


def numbers(job: Job) -> Iterator[tuple[Leaf, int, int]]:
    """Every leaf with its number and how many are numbered; a cover does not count."""
    total, number = sum(leaf.numbered for leaf in job.leaves), 0
    for leaf in job.leaves:
        number += leaf.numbered
        yield leaf, number, total


def paint(
    painter: QPainter,
    leaf: Leaf,
    number: int,
    total: int,
    fonts: Fonts,
    spares: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """The leaf; the painter is set to units of 1/1440 inch from the sheet's upper left corner.

    `spares` are characters with the family they are drawn in instead of the usual one.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_SHADE))
    for fill in leaf.fills:
        painter.drawRect(QRectF(fill.x, fill.y, fill.width, fill.height))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pens: dict[int, QPen] = {}
    for rule in leaf.rules:
        if rule.weight not in pens:
            pens[rule.weight] = QPen(QColor(_INK), rule.weight, c=Qt.PenCapStyle.SquareCap)
        painter.setPen(pens[rule.weight])
        painter.drawLine(QPointF(rule.x1, rule.y1), QPointF(rule.x2, rule.y2))
    painter.setPen(QColor(_INK))
    for text in texts_of(leaf, number, total, fonts):
        for piece, family in pieces(text, fonts, spares):
            painter.setFont(fonts.font(piece.face, family))
            painter.drawText(QPointF(piece.x, piece.y), piece.text)
            if piece.face.bold and not fonts.has_bold(piece.face, family):
                _thicken(painter, piece, family, fonts)


def _thicken(painter: QPainter, text: Text, family: str, fonts: Fonts) -> None:
    """A line around type that has no bold of its own."""
    shape = QPainterPath()
    shape.addText(QPointF(text.x, text.y), fonts.font(text.face, family), text.text)
    painter.save()
    painter.setPen(QPen(QColor(_INK), text.face.size * _THICKER))
    painter.drawPath(shape)
    painter.restore()


def pieces(text: Text, fonts: Fonts, spares: Mapping[str, str]) -> Iterator[tuple[Text, str]]:
    """The text cut where another family is taken, every piece in its place, as it is drawn."""
    if spares.keys().isdisjoint(text.text):
        yield text, ""
        return
    x = text.x
    for family, group in groupby(text.text, lambda character: spares.get(character, "")):
        piece = "".join(group)
        yield text._replace(x=x, text=piece), family
        x += fonts.metrics(text.face, family).horizontalAdvance(piece)


def texts_of(leaf: Leaf, number: int, total: int, fonts: Fonts) -> Iterator[Text]:
    """Everything that can be read on the sheet, in the order it is drawn."""
    yield from leaf.texts
    line = number_line(leaf, number, total, fonts)
    if line is not None:
        yield line


def drawn(job: Job, fonts: Fonts) -> list[list[Text]]:
    """The same of every sheet."""
    return [list(texts_of(leaf, number, total, fonts)) for leaf, number, total in numbers(job)]
