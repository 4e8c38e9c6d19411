"""Paints cells and opens editors. It reads `TableModel.look` once per cell instead of role by role."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from app.domain.address import Address
from ui.grid.cells import CellModel
from ui.grid.editing import Editing
from ui.grid.look import Look
from ui.grid.marks import triangle
from ui.grid.metrics import Metrics, Wrapper
from ui.theme import Colours, colours, fill

Index = QModelIndex | QPersistentModelIndex
_V = Qt.AlignmentFlag.AlignVCenter
_RIGHT, _LEFT = int(Qt.AlignmentFlag.AlignRight | _V), int(Qt.AlignmentFlag.AlignLeft | _V)
_CENTER = int(Qt.AlignmentFlag.AlignHCenter | _V)
_UNDERLINES = {
    "error": (Qt.PenStyle.SolidLine, 2),
    "warning": (Qt.PenStyle.DashLine, 2),
    "info": (Qt.PenStyle.DotLine, 1),
}
_OVERFLOW = "####"  # a number is shown whole or not at all


class CellDelegate(QStyledItemDelegate):
    """Keeps fonts and colours ready; the view tells it when they change."""

    editing: Editing  # set by the view, which owns both

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.sources: frozenset[Address] = frozenset()
        self.fresh: frozenset[Address] = frozenset()  # computed cells that have just changed
        self.current: tuple[int, int] | None = None
        self._wrapper = Wrapper()
        self.prepare(Metrics(QApplication.font()), QPalette())

    def prepare(self, metrics: Metrics, palette: QPalette) -> None:
        """Another font, zoom or theme."""
        self.metrics = metrics
        self.colours: Colours = colours(palette)
        c = self.colours
        self._grounds = {
            "input": c.base,
            "computed": c.computed,
            "absent": c.computed,
            "heading": c.heading,
        }
        self._tones = {"": QPen(c.text), "muted": QPen(c.muted), "negative": QPen(c.negative)}
        self._grid, self._line = QPen(c.grid, 1), QPen(c.line, 1)

    # ---------------------------------------------------------------- painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, CellModel):
            return
        row, column = index.row(), index.column()
        look = model.look(row, column)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        selected = self._view.selectionModel().isSelected(index)  # see `theme.standing`
        current = self.current == (row, column)
        address = model.address(row, column) if self.fresh or self.sources else None
        if selected and not current:
            ground = self.colours.selection
        elif address is not None and address in self.fresh:
            ground = self.colours.changed
        else:
            ground = self._grounds[look.state]
        fill(painter, rect, ground)
        line = model.line(row)
        if look.text:
            strong = line is not None and line.total
            painter.setFont(self.metrics.strong if strong else self.metrics.font)
            painter.setPen(self._tones[look.tone])
            measure = self.metrics.strong_text if strong else self.metrics.text
            self._paint_text(painter, rect, look, measure)
        self._paint_lines(painter, rect, model, row, look.state == "heading")
        corners = look.note or look.carried or look.mark
        if corners or look.severity or look.aside or (look.choices and current):
            self._paint_marks(painter, rect, look, current)
        if address is not None and address in self.sources:
            painter.setPen(QPen(self.colours.source, 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _paint_text(self, painter: QPainter, rect: QRect, look: Look, measure: QFontMetrics) -> None:
        pad = self.metrics.pad
        width = rect.width() - 2 * pad - 1
        if look.aside:
            width -= self.metrics.aside_text.horizontalAdvance(look.aside) + pad
        text = look.text
        if not look.wraps:
            if measure.horizontalAdvance(text) > width + pad // 2:
                text = (
                    _OVERFLOW
                    if look.tone != "muted"
                    else measure.elidedText(text, Qt.TextElideMode.ElideRight, width)
                )
            flags = _CENTER if look.state == "absent" else _RIGHT if look.right else _LEFT
            painter.drawText(rect.adjusted(pad, 0, -pad - 1, 0), flags, text)
            return
        most = 1 + max(0, rect.height() - self.metrics.row + 1) // max(self.metrics.text.lineSpacing(), 1)
        lines = self._wrapper.lines(text, painter.font(), measure, width, most)
        if len(lines) == 1:
            painter.drawText(rect.adjusted(pad, 0, 0, 0), _LEFT, lines[0])
            return
        height = measure.lineSpacing()
        top = rect.top() + (rect.height() - height * len(lines)) // 2
        for number, shown in enumerate(lines):
            painter.drawText(
                QRect(rect.left() + pad, top + number * height, width + pad, height), _LEFT, shown
            )

    def _paint_lines(self, painter: QPainter, rect: QRect, model: CellModel, row: int, heading: bool) -> None:
        below = model.line(row + 1) if row + 1 < model.rowCount() else None
        painter.setPen(self._line if below is not None and below.total else self._grid)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if not heading:
            painter.setPen(self._grid)
            painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom() - 1)

    def _paint_marks(self, painter: QPainter, rect: QRect, look: Look, current: bool) -> None:
        c, metrics = self.colours, self.metrics
        corner = max(round(metrics.digit * 0.85), 5)
        if look.aside:
            painter.setFont(metrics.aside)
            painter.setPen(c.muted)
            after = metrics.text.horizontalAdvance(look.text) + metrics.pad if look.text else 0
            painter.drawText(rect.adjusted(metrics.pad + after, 0, 0, 0), _LEFT, look.aside)
        if look.note:
            right, top = rect.right(), rect.top()
            colour = c.line if look.settled else c.note
            triangle(painter, colour, (right - corner, top), (right, top), (right, top + corner))
        if look.carried:
            left, top = rect.left(), rect.top()
            triangle(painter, c.carried, (left, top), (left + corner, top), (left, top + corner))
        if look.mark:
            self._paint_word(painter, rect, look, corner)
        if look.severity:
            style, width = _UNDERLINES[look.severity]
            painter.setPen(QPen(getattr(c, look.severity), width, style))
            painter.drawLine(rect.left() + 2, rect.bottom() - 2, rect.right() - 3, rect.bottom() - 2)
        if look.choices and current:
            x, y = rect.right() - metrics.pad - corner, rect.center().y()
            triangle(
                painter,
                c.muted,
                (x, y - corner // 3),
                (x + corner, y - corner // 3),
                (x + corner / 2, y + corner / 2),
            )

    def _paint_word(self, painter: QPainter, rect: QRect, look: Look, corner: int) -> None:
        """未填全 or 直接填列 left of the number; where there is no room a corner says so."""
        metrics, c = self.metrics, self.colours
        used = metrics.strong_text.horizontalAdvance(look.text) + metrics.small_text.horizontalAdvance(
            look.mark
        )
        colour = c.warning if look.mark == "未填全" else c.info
        if look.right and used + 3 * metrics.pad <= rect.width():
            painter.setFont(metrics.small)
            painter.setPen(colour)
            painter.drawText(rect.adjusted(metrics.pad, 0, 0, 0), _LEFT, look.mark)
        else:
            left, bottom = rect.left(), rect.bottom() - 1
            triangle(painter, colour, (left, bottom - corner), (left, bottom), (left + corner, bottom))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.metrics.width(12), self.metrics.row)

    # ---------------------------------------------------------------- editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        if (
            not isinstance(model, CellModel)
            or (address := model.address(index.row(), index.column())) is None
        ):
            return None  # type: ignore[return-value]
        from ui.grid.editors import make_editor

        editor = make_editor(model.kind(address), self.metrics, model.figures_right, index, parent)
        editor.setAccessibleName(model.name(address))
        self.editing.opened(editor)
        return editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the editor; Qt's own filter would commit and close whatever the text."""
        return isinstance(watched, QWidget) and self.editing.filter(watched, event)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Once, when it opens: what is half typed is never written over by changes elsewhere."""
        from ui.grid.editors import Editor

        if isinstance(editor, Editor) and not editor.loaded:
            editor.load(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """The view commits (`view.commit`), because it must know whether the text was taken."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        from ui.grid.editors import Editor

        if isinstance(editor, Editor):
            editor.place(option.rect)  # type: ignore[attr-defined]
