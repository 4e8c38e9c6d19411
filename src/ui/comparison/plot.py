"""One chart as a picture on the screen, on the clipboard and in a file."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.comparison.charts import Drawing
from app.domain.amount import group
from ui.comparison.bars import Bars, Legend, height
from ui.theme import LARGE, SMALL, Colours, colours, scaled

_TICKS = 5  # about so many
_NAMES_MOST = 0.34  # of the width, for the names beside lying bars
_SHARP = 2  # pixels of a saved picture for each on the screen


class Plot(QWidget):
    """Shows a drawing; what draws axes is imported when the first one is made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        import pyqtgraph

        from ui.comparison.axis import Axis

        self._graphs, self._axis = pyqtgraph, Axis
        self._drawing: Drawing | None = None
        self._bars: Bars | None = None
        self._legend: Legend | None = None
        self._plot: Any = None
        self._parts: list[Any] = []
        self.canvas = pyqtgraph.GraphicsLayoutWidget(self)
        self.canvas.setAccessibleName("图")
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)

    def draw(self, drawing: Drawing) -> None:
        """Another drawing, font or theme."""
        self._drawing = drawing
        c, font = colours(self.palette()), self.font()
        small, em = scaled(font, SMALL), QFontMetricsF(font).height()
        self.canvas.clear()
        self.canvas.setBackground(c.base)
        self._bars = self._legend = self._plot = None
        self.canvas.ci.layout.setContentsMargins(em, em * 0.5, em, em * 0.5)
        self.canvas.ci.layout.setVerticalSpacing(em * 0.4)
        self._text(0, drawing.title, scaled(font, LARGE, QFont.Weight.Bold), c, muted=False)
        if drawing.lack:
            self._text(1, drawing.lack, font, c, muted=True)
            self.canvas.addLabel("", row=2, col=0)
            return
        self._legend = Legend(drawing, c, font)
        self.canvas.ci.addItem(self._legend, row=1, col=0)
        axes = {name: self._axis(orientation=name) for name in ("left", "bottom")}
        self._plot = self.canvas.addPlot(row=2, col=0, axisItems=axes)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._bars = Bars(drawing, c, small)
        self._plot.vb.addItem(self._bars, ignoreBounds=True)
        self._axes(c, small)
        unit = "万元" if drawing.kind.name == "money" else drawing.kind.unit
        notes = [f"单位：{unit}" if unit else "", *drawing.notes]
        self._text(3, "；".join(note for note in notes if note), small, c, muted=True)
        self.fit()

    def _text(self, row: int, text: str, font: QFont, c: Colours, *, muted: bool) -> None:
        label = self.canvas.addLabel("", row=row, col=0, justify="left")
        label.setText(text, color=(c.muted if muted else c.text).name())
        label.item.setFont(font)
        label.item.setPlainText(text)
        label.item.setDefaultTextColor(c.muted if muted else c.text)
        tall = label.item.boundingRect().height()
        label.setMinimumHeight(tall)
        label.setMaximumHeight(tall)

    def _axes(self, c: Colours, font: QFont) -> None:
        drawing = self._drawing
        assert drawing is not None
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setTickFont(font)
            axis.setPen(c.line)
            axis.setTextPen(c.text)
            axis.setStyle(tickLength=0, hideOverlappingLabels=False)
        lines = self._plot.getAxis("bottom" if drawing.flat else "left")
        lines.setGrid(40)
        lines.setZValue(-1)  # behind the bars
        lines.setTextPen(c.muted)
        self._plot.vb.invertY(drawing.flat)

    def fit(self) -> None:
        """Give labels their room in the size there is, and put the ticks where they are wanted."""
        drawing, bars, plot = self._drawing, self._bars, self._plot
        if drawing is None or bars is None or plot is None or self._legend is None:
            return
        area = self.canvas.viewport().rect()
        self._legend.set_width(area.width() - 2 * QFontMetricsF(self.font()).height())
        filled = [value for one in drawing.series for value in one.values if value is not None]
        values = [height(drawing, value) for value in filled]
        low, high = min(0.0, *values), max(0.0, *values)
        room = bars.label_room()
        names = self._names(area.width())
        if drawing.flat:
            free = area.width() - names - room.width()
            beyond = room.width() + 12
        else:
            free = max(area.height() * 0.7, 1.0)
            slot = area.width() * 0.9 / max(len(drawing.categories), 1) * 0.8 / max(len(drawing.series), 1)
            beyond = (room.height() if room.width() <= slot else room.width()) + 10
        span = (high - low) or 1.0
        pad = span * min(beyond / max(free - beyond, 1.0), 1.5)
        low = low - pad if low < 0 else -span * 0.002  # the line at 0 is in sight
        high = high + pad if high > 0 or not any(values) else 0.0
        across = (-0.6, len(drawing.categories) - 0.4)
        x, y = ((low, high), across) if drawing.flat else (across, (low, high))
        plot.vb.setRange(xRange=x, yRange=y, padding=0)
        bars.set_range(QRectF(x[0], y[0], x[1] - x[0], y[1] - y[0]))
        self._tick(low, high, names)

    def _names(self, width: int) -> float:
        """Pixels for the names beside lying bars."""
        drawing = self._drawing
        if drawing is None or not drawing.flat:
            return 0.0
        measure = QFontMetricsF(scaled(self.font(), SMALL))
        longest = max(measure.horizontalAdvance(name) for name in drawing.categories)
        return min(longest + measure.height(), width * _NAMES_MOST)

    def _tick(self, low: float, high: float, names: float) -> None:
        drawing, plot = self._drawing, self._plot
        assert drawing is not None
        across, along = ("left", "bottom") if drawing.flat else ("bottom", "left")
        texts = list(drawing.categories)
        if drawing.flat:
            measure = QFontMetricsF(scaled(self.font(), SMALL))
            room = names - measure.height() * 0.6
            texts = [measure.elidedText(text, Qt.TextElideMode.ElideMiddle, room) for text in texts]
            plot.getAxis("left").setWidth(names)
        plot.getAxis(across).setTicks([list(enumerate(texts))])
        marks = ticks(low, high, whole=drawing.kind.name == "count")
        plot.getAxis(along).setTicks([[(mark, _plain(mark)) for mark in marks]])

    # ---------------------------------------------------------------- as a picture

    def image(self) -> QImage:
        """The chart as it is seen, twice as sharp."""
        size = self.canvas.viewport().size()
        picture = QImage(size * _SHARP, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(_SHARP)  # sizes in pixels, as of fonts, grow with it
        picture.fill(colours(self.palette()).base)
        painter = QPainter(picture)
        self._render(painter, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        picture.setDevicePixelRatio(1)
        return picture

    def png(self) -> bytes:
        """As a PNG file."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(self.image())
        return bytes(content.data())

    def svg(self) -> bytes:
        """As an SVG file, painted by Qt itself."""
        from PySide6.QtSvg import QSvgGenerator

        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        size: QSize = self.canvas.viewport().size()
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(size)
        generator.setResolution(self.canvas.logicalDpiX())  # or what was recorded elsewhere is scaled again
        generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
        generator.setTitle(self._drawing.title if self._drawing is not None else "")
        painter = QPainter(generator)
        area = QRectF(0, 0, size.width(), size.height())
        painter.fillRect(area, colours(self.palette()).base)
        self._render(painter, area)
        painter.end()
        buffer.close()
        return bytes(content.data())

    def _render(self, painter: QPainter, target: QRectF) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.canvas.scene().prepareForPaint()
        self.canvas.render(painter, target, self.canvas.viewport().rect())

    # ---------------------------------------------------------------- Qt's events

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        changed = {event.Type.PaletteChange, event.Type.FontChange}
        if event.type() in changed and getattr(self, "_drawing", None) is not None:
            self.draw(self._drawing)  # type: ignore[arg-type]


def ticks(low: float, high: float, *, whole: bool) -> list[float]:
    """Round numbers between two ends, 1, 2 or 5 of a power of ten apart."""
    rough = max((high - low) / _TICKS, 1e-9)
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    if whole:
        step = max(1.0, step)
    return [number * step for number in range(ceil(low / step), floor(high / step) + 1)]


def _plain(mark: float) -> str:
    """A tick without needless zeros: 1,500, 0.5."""
    return group(f"{mark:.6f}".rstrip("0").rstrip(".") or "0").replace("-", "−")


__all__ = ["Plot", "ticks"]
