"""The sheets of paper on the screen, below each other, as they will be printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPixmap, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.printing.fonts import Fonts
from ui.printing.leaf import INCH, Job, Leaf
from ui.printing.painter import numbers, paint
from ui.theme import colours, own_viewport, quiet_bars, zoomed

ZOOMS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
WIDTH, WHOLE = "width", "whole"  # as wide as the view; a whole sheet in it
Zoom = float | str
_KEPT = 12  # pictures of sheets


class SheetsView(QAbstractScrollArea):
    """Scrolls over the sheets of a job; paints those in sight."""

    sheet_changed = Signal(int)  # index of the sheet that is read, from 0
    zoom_changed = Signal()

    def __init__(self, fonts: Fonts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fonts = fonts
        self._leaves: list[tuple[Leaf, int, int]] = []
        self._spares: Mapping[str, str] = {}
        self._places: list[QRect] = []
        self._pictures: dict[tuple[int, int], QPixmap] = {}
        self._sheet = 0
        self.zoom: Zoom = WIDTH
        own_viewport(self)
        quiet_bars(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("打印预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # ---------------------------------------------------------------- what is shown

    def show_job(self, job: Job) -> None:
        """The sheets; what was read stays in sight where it is still there."""
        before = self._leaves[self._sheet][0] if self._leaves else None
        nth = sum(leaf.key == before.key for leaf, _, _ in self._leaves[: self._sheet]) if before else 0
        self._leaves, self._spares = list(numbers(job)), job.spares
        self._pictures.clear()
        self._arrange()
        same = [i for i, (leaf, _, _) in enumerate(self._leaves) if before and leaf.key == before.key]
        self.go_to(same[min(nth, len(same) - 1)] if same else min(self._sheet, max(0, len(self._leaves) - 1)))
        self.viewport().update()

    @property
    def count(self) -> int:
        """How many sheets there are."""
        return len(self._leaves)

    @property
    def sheet(self) -> int:
        """Index of the sheet that is read."""
        return self._sheet

    def go_to(self, index: int) -> None:
        """The upper edge of a sheet at the upper edge of the view."""
        if 0 <= index < len(self._places):
            self.verticalScrollBar().setValue(self._places[index].top() - self._gap)
            self._note(index)
            self._centre(index)

    def set_zoom(self, zoom: Zoom) -> None:
        """A factor, or how the sheets fit the view; the place that is read stays."""
        self.zoom = zoom if isinstance(zoom, str) else min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self._rearrange()

    def step_zoom(self, steps: int) -> None:
        """The next larger or smaller of the usual factors."""
        now = self.factor
        larger = [zoom for zoom in ZOOMS if zoom > now * 1.001]
        smaller = [zoom for zoom in ZOOMS if zoom < now * 0.999]
        if steps > 0 and larger:
            self.set_zoom(larger[0])
        elif steps < 0 and smaller:
            self.set_zoom(smaller[-1])

    @property
    def factor(self) -> float:
        """Size on the screen beside the size on paper."""
        if not isinstance(self.zoom, str):
            return self.zoom
        leaf = self._leaves[self._sheet][0] if self._leaves else None
        widest = max((each.width for each, _, _ in self._leaves), default=1)
        room = QSize(self.width() - self._bar - 2 * self._gap, self.viewport().height() - 2 * self._gap)
        wide = room.width() / (widest * self._dots)
        if self.zoom == WHOLE and leaf is not None:
            wide = min(room.width() / (leaf.width * self._dots), room.height() / (leaf.height * self._dots))
        return min(max(wide, 0.1), ZOOMS[-1])

    # ---------------------------------------------------------------- geometry

    @property
    def _gap(self) -> int:
        return QFontMetrics(self.font()).height()

    @property
    def _bar(self) -> int:
        return self.verticalScrollBar().sizeHint().width()

    @property
    def _dots(self) -> float:
        """Logical pixels for one unit at full size."""
        return self.logicalDpiX() / INCH

    def _arrange(self) -> None:
        scale, gap = self.factor * self._dots, self._gap
        sizes = [QSize(round(leaf.width * scale), round(leaf.height * scale)) for leaf, _, _ in self._leaves]
        width = max([size.width() for size in sizes], default=0)
        outer = max(self.viewport().width(), width + 2 * gap)
        self._places, y = [], gap
        for size in sizes:
            self._places.append(QRect(QPoint((outer - size.width()) // 2, y), size))
            y += size.height() + gap
        page = self.viewport().size()
        for bar, whole, room in (
            (self.verticalScrollBar(), y, page.height()),
            (self.horizontalScrollBar(), width + 2 * gap, page.width()),
        ):
            bar.setRange(0, max(0, whole - room))
            bar.setPageStep(room)
            bar.setSingleStep(gap * 3)

    def _rearrange(self) -> None:
        bar = self.verticalScrollBar()
        sheet, before = self._sheet, self._places[self._sheet] if self._places else None
        share = (bar.value() - before.top()) / before.height() if before else 0.0
        self._arrange()
        if before is not None:
            place = self._places[sheet]
            at_top = bar.value() == 0 and sheet == 0
            bar.setValue(0 if at_top else place.top() + round(share * place.height()))
            self._centre(sheet)
        self._note(sheet)
        self.viewport().update()
        self.zoom_changed.emit()

    def _centre(self, index: int) -> None:
        """A sheet narrower than the widest is in sight, too; of one wider than the view, its beginning."""
        place, room = self._places[index], self.viewport().width()
        wide = place.width() + 2 * self._gap > room
        self.horizontalScrollBar().setValue(
            place.left() - self._gap if wide else place.center().x() - room // 2
        )

    def _scrolled(self, value: int) -> None:
        if self._places:
            tops = [place.top() for place in self._places]
            seen = bisect_right(tops, value + self.viewport().height() // 3) - 1
            at_end = 0 < value == self.verticalScrollBar().maximum()
            self._note(self.count - 1 if at_end else max(0, seen))
        self.viewport().update()

    def _note(self, sheet: int) -> None:
        if sheet != self._sheet:
            self._sheet = sheet
            self.sheet_changed.emit(sheet)

    # ---------------------------------------------------------------- Qt's events

    def paintEvent(self, event: Any) -> None:
        c = colours(self.palette())
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), c.heading)
        shift = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for index, place in enumerate(self._places):
            shown = place.translated(-shift)
            if shown.intersects(event.rect()):
                painter.drawPixmap(shown.topLeft(), self._picture(index, place.size()))
                painter.setPen(c.accent if index == self._sheet and self.count > 1 else c.line)
                painter.drawRect(shown.adjusted(-1, -1, 0, 0))
        painter.end()

    def _picture(self, index: int, size: QSize) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = index, round(size.width() * ratio)
        if key not in self._pictures:
            while len(self._pictures) >= _KEPT:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[key] = self._drawn(index, size, ratio)
        return self._pictures[key]

    def _drawn(self, index: int, size: QSize, ratio: float) -> QPixmap:
        """The sheet in so many logical pixels."""
        leaf, number, total = self._leaves[index]
        picture = QPixmap(size * ratio)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(picture.width() / leaf.width, picture.height() / leaf.height)
        paint(painter, leaf, number, total, self._fonts, self._spares)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._rearrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not zoomed(event, self.step_zoom):
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            bar.setValue(bar.minimum() if event.key() == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            quiet_bars(self)
