"""Headings of the sheet: the letter or number, and what the column or row is matched to."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from app.intake.matches import Matched
from ui.grid.marks import mixed
from ui.importing.model import MATCHED
from ui.theme import SMALL, Colours, colours, fill, own_viewport, scaled

_SIGNS = {"near": "≈ ", "open": "？", "new": "＋ "}


def match_colour(standing: str, c: Colours) -> QColor:
    """The colour of a match's text; its sign and words say the same."""
    roles = {"near": c.warning, "open": c.error, "left": c.muted, "new": c.ok, "chosen": c.accent}
    return roles.get(standing, c.text)


class MatchHeader(QHeaderView):
    """Letter above match, or number before match; a click asks for another match."""

    wanted = Signal(int)  # section

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        own_viewport(self, QPalette.ColorRole.Button)
        self._across = orientation == Qt.Orientation.Horizontal
        self.matched = True  # else there is nothing to be matched, and no room for it
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setAccessibleName("栏的对应" if self._across else "行的对应")
        self.sectionClicked.connect(self.wanted)

    def _em(self) -> int:
        return QFontMetrics(self.font()).height()

    def sizeHint(self) -> QSize:
        em = self._em()
        wide, high = (11, 2.9) if self.matched else (3, 1.6)
        return QSize(self.length(), round(em * high)) if self._across else QSize(em * wide, self.length())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        if not rect.isValid():
            return
        model, c, em = self.model(), colours(self.palette()), self._em()
        matched: Matched = model.headerData(logicalIndex, self.orientation(), MATCHED)
        name = str(model.headerData(logicalIndex, self.orientation()))
        painter.save()
        painter.setClipRect(rect)
        chosen = self.selectionModel() is not None and (
            self.selectionModel().columnIntersectsSelection(logicalIndex)
            if self._across
            else self.selectionModel().rowIntersectsSelection(logicalIndex)
        )
        fill(painter, rect, mixed(c.heading, c.accent, 0.16) if chosen else c.heading)
        pad = em // 3
        inner = rect.adjusted(pad, 0, -pad, 0)
        if self._across:
            upper = QRect(inner.left(), rect.top() + em // 5, inner.width(), round(em * 1.1))
            lower = QRect(inner.left(), upper.bottom(), inner.width(), rect.bottom() - upper.bottom())
            flags = Qt.AlignmentFlag.AlignCenter
        else:
            wide = QFontMetrics(self.font()).horizontalAdvance("00000")
            upper = QRect(inner.left(), rect.top(), wide, rect.height())
            lower = inner.adjusted(wide + pad, 0, 0, 0)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(c.muted)
        painter.setFont(scaled(self.font(), SMALL))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, name)
        if matched.text:
            painter.setFont(self.font())
            painter.setPen(match_colour(matched.standing, c))
            text = _SIGNS.get(matched.standing, "") + matched.text
            room = lower.width()
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(lower, flags, shown)
        painter.setPen(QPen(c.grid, 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()
