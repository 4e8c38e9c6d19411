"""Whether the weights of a form make the whole, and each level its share: painted, and said in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app.calculation.scoring.project import plain
from app.calculation.scoring.weights import Share, Weights
from ui import icons
from ui.theme import colours, scaled


class WeightsBar(QWidget):
    """One field a level: name, points given of those wanted, and a line as long as its share."""

    help_topic = "forms#weights"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Weights | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("分值")

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        self.setFont(scaled(QApplication.font(), zoom))
        self.updateGeometry()

    def show_weights(self, found: Weights | None) -> None:
        """Of the form in sight; None hides the bar."""
        self.setVisible(found is not None)
        if found != self.found:
            self.found = found
            self.setToolTip(self.told())
            self.setAccessibleDescription(self.told())
            self.updateGeometry()
            self.update()

    def told(self) -> str:
        """The same in words."""
        if self.found is None:
            return ""
        total, wanted = self.found.given, self.found.wanted
        head = f"分值合计 {plain(total)} 分" + ("" if total == wanted else f"，应为 {plain(wanted)} 分")
        return "\n".join([head, *(f"{share.name} {_points(share)} 分" for share in self.found.shares)])

    def fields(self) -> list[tuple[str, bool | None, float]]:
        """Text of each field, whether it is right (None where that is left open), and its share."""
        if self.found is None:
            return []
        given, wanted = self.found.given, self.found.wanted
        sign = "" if given == wanted else f" / {plain(wanted)}"
        whole = Decimal(max(given, wanted, Decimal(1)))
        fields: list[tuple[str, bool | None, float]] = [
            (f"合计 {plain(given)}{sign}", given == wanted, float(given) / float(whole))
        ]
        for share in self.found.shares:
            right = None if share.wanted is None else share.given == share.wanted
            full: Decimal = max(share.wanted or share.given, Decimal(1))
            filled = min(float(share.given) / float(full), 1.0)
            fields.append((f"{_short(share.name)} {_points(share)}", right, filled))
        return fields

    # ---------------------------------------------------------------- painting

    def _measures(self) -> tuple[QFontMetrics, int]:
        measure = QFontMetrics(self.font())
        return measure, measure.height()

    def _rows(self, room: int) -> list[list[tuple[int, int, int]]]:
        """Which field stands where: index, left, width; in as many rows as are needed."""
        measure, em = self._measures()
        rows: list[list[tuple[int, int, int]]] = [[]]
        left = em // 2
        for index, (text, _right, _share) in enumerate(self.fields()):
            width = measure.horizontalAdvance(text) + round(em * 1.9)
            if left + width > room and rows[-1]:
                rows.append([])
                left = em // 2
            rows[-1].append((index, left, width))
            left += width + em // 3
        return rows

    def sizeHint(self) -> QSize:
        _measure, em = self._measures()
        return QSize(em * 20, len(self._rows(max(self.width(), em * 10))) * round(em * 1.6) + em // 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: Any) -> None:
        c = colours(self.palette())
        _measure, em = self._measures()
        fields = self.fields()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, row in enumerate(self._rows(self.width())):
            top = line * round(em * 1.6) + em // 8
            for index, left, width in row:
                text, right, share = fields[index]
                colour = c.muted if right is None else c.ok if right else c.warning
                name = "info" if right is None else "ok" if right else "warning"
                spot = QRectF(left, top + em * 0.15, em * 0.95, em * 0.95)
                if right is not None:
                    icons.paint(painter, spot, name, colour)
                painter.setPen(c.text if right is not False else c.warning)
                box = QRectF(left + em * 1.15, top, width - em * 1.15, em * 1.25)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
                track = QRectF(left, top + em * 1.32, width - em * 0.3, 3)
                painter.setPen(QPen(Qt.PenStyle.NoPen))
                painter.setBrush(c.grid)
                painter.drawRoundedRect(track, 1.5, 1.5)
                track.setWidth(max(track.width() * share, 0.0))
                painter.setBrush(colour)
                painter.drawRoundedRect(track, 1.5, 1.5)
        painter.end()


def _points(share: Share) -> str:
    return plain(share.given) if share.wanted is None else f"{plain(share.given)}/{plain(share.wanted)}"


def _short(name: str) -> str:
    return name.removesuffix("指标") or name
