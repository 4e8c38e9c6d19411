"""How the lines of the ratio panel are painted; none of them is a widget."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QTreeView

from ui import icons
from ui.grid.metrics import Wrapper
from ui.ratio_model import NODE, Node
from ui.theme import LARGE, SMALL, Standing, colours, scaled, standing

Index = QModelIndex | QPersistentModelIndex
_MOST = 3  # lines of a name; two do but in the narrowest panes
_ELIDE = Qt.TextElideMode.ElideRight


class _Sizes:
    """Fonts of one size and their measures, made once."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.small = scaled(font, SMALL)
        self.large = scaled(font, LARGE, QFont.Weight.Bold)
        self.theme = scaled(font, SMALL, QFont.Weight.Bold)
        self.text = QFontMetrics(font)
        self.large_text = QFontMetrics(self.large)
        self.em = self.text.height()
        self.glyph = self.text.horizontalAdvance("汉")


class _Layout(NamedTuple):
    """How a line divides its width: the name's lines, and whether the value stands under the name."""

    value: str
    value_width: int
    lines: list[str]
    narrow: bool


class RatioDelegate(QStyledItemDelegate):
    """Paints the three sorts of lines; nothing here is a widget."""

    def __init__(self, parent: QTreeView) -> None:
        super().__init__(parent)
        self._tree = parent
        self._wrapper = Wrapper()
        self._sizes: dict[str, _Sizes] = {}

    def _sizes_of(self, font: QFont) -> _Sizes:
        key = font.key()
        if key not in self._sizes:
            self._sizes = {key: _Sizes(QFont(font))}
        return self._sizes[key]

    def sizeHint(self, option: Any, index: Index) -> QSize:
        sizes = self._sizes_of(option.font)
        node: Node = index.data(NODE)
        height = round(sizes.em * (1.75, 2.55, 1.7)[node.level])
        if node.ratio is not None:
            left, right = _margins(node, sizes.em)
            room = self._tree.viewport().width() - left - right
            height += (len(self._divide(sizes, node, room).lines) - 1) * sizes.text.lineSpacing()
        return QSize(sizes.em * 10, height)

    def _divide(self, sizes: _Sizes, node: Node, width: int) -> _Layout:
        """Name and value side by side where the name has room in two lines, else one under the other."""
        main = node.level == 1
        value = node.shown or "—"
        measure = sizes.large_text if main and node.value else sizes.text
        taken = measure.horizontalAdvance(value)
        room = width - taken - sizes.em // 2
        name = node.label if main else node.basis or node.label
        if len(name) * sizes.glyph <= room or sizes.text.horizontalAdvance(name) <= room:
            return _Layout(value, taken, [name], False)
        lines = self._wrap(sizes, name, room)
        if not main or (room >= sizes.em * 6 and len(lines) <= 2):
            return _Layout(value, taken, lines[:2], False)
        return _Layout(value, taken, self._wrap(sizes, name, width), True)

    def _wrap(self, sizes: _Sizes, name: str, width: int) -> list[str]:
        return self._wrapper.lines(name, sizes.font, sizes.text, max(width, sizes.glyph), _MOST)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        node: Node = index.data(NODE)
        c = colours(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        em = QFontMetrics(option.font).height()
        if node.ratio is None:
            painter.setFont(self._sizes_of(option.font).theme)
            painter.setPen(c.muted)
            area = rect.adjusted(em * 3 // 4, em // 4, -em // 2, -em // 8)
            painter.drawText(area, Qt.AlignmentFlag.AlignBottom, node.label)
            painter.restore()
            return
        stands = standing(option, index)
        self._ground(painter, option, stands, rect, em)
        self._line(painter, option, node, stands.selected, rect, em)
        painter.restore()

    def _ground(self, painter: QPainter, option: Any, stands: Standing, rect: QRect, em: int) -> None:
        c = colours(option.palette)
        if not stands.selected and not stands.hovered:
            return
        box = QRectF(rect).adjusted(em * 0.25 + 0.5, 1.5, -em * 0.25 - 0.5, -1.5)
        focus = stands.selected and stands.focused
        painter.setPen(QPen(c.accent, 1) if focus else Qt.PenStyle.NoPen)
        painter.setBrush(c.selection if stands.selected else c.heading)
        painter.drawRoundedRect(box, 4, 4)

    def _line(self, painter: QPainter, option: Any, node: Node, selected: bool, rect: QRect, em: int) -> None:
        c = colours(option.palette)
        sizes = self._sizes_of(option.font)
        main = node.level == 1
        text = c.selected_text if selected else c.text
        before, after = _margins(node, em)
        left, right = rect.left() + before, rect.right() - after
        layout = self._divide(sizes, node, rect.width() - before - after)
        step = sizes.text.lineSpacing()
        upper, lower = rect, QRect()  # of the name; of the basis
        if main:
            rest = rect.height() - (len(layout.lines) - 1) * step
            middle = rect.bottom() + 1 - rest + round(rest * 0.55)
            upper = QRect(rect.left(), rect.top() + em // 5, rect.width(), middle - rect.top() - em // 5)
            lower = QRect(rect.left(), middle, rect.width(), rect.bottom() - middle - em // 5)
            upper.setHeight(upper.height() + (em // 8 if layout.narrow else 0))
        beside = lower if layout.narrow else upper
        # the value, at the right
        painter.setFont(sizes.large if main and node.value else sizes.font)
        painter.setPen(text if node.value else c.muted)
        if node.value.startswith("−"):
            painter.setPen(c.negative)
        flags = Qt.AlignmentFlag.AlignVCenter
        start = right - layout.value_width
        area = QRect(start, beside.top(), layout.value_width, beside.height())
        painter.drawText(area, flags, layout.value)
        rooms = {True: right, False: right}  # for the name, for the basis
        rooms[not layout.narrow] = start - em // 2
        if node.old:
            above = not main or (not layout.narrow and len(layout.lines) == 1)
            rooms[above] = self._old(painter, option, node, rooms[above], upper if above else lower, em)
        painter.setFont(sizes.font)
        lines = layout.lines
        if rooms[True] < start - em // 2:  # an old value stands there for a moment
            lines = [sizes.text.elidedText(line, _ELIDE, rooms[True] - left) for line in lines]
        top = upper.top() + (upper.height() - step * len(lines)) // 2
        self._fold_mark(painter, option, node, rect.left(), top + step // 2, em)
        painter.setPen(text)
        for number, line in enumerate(lines):
            painter.drawText(QRect(left, top + number * step, rooms[True] - left, step), flags, line)
        if main:
            painter.setFont(sizes.small)
            painter.setPen(c.muted)
            room = rooms[False] - left
            under = painter.fontMetrics().elidedText(node.reason or node.basis, _ELIDE, room)
            painter.drawText(QRect(left, lower.top(), room, lower.height()), flags, under)

    @staticmethod
    def _fold_mark(painter: QPainter, option: Any, node: Node, left: int, middle: int, em: int) -> None:
        if node.level != 1 or not node.children:
            return
        tree = option.widget
        opened = isinstance(tree, QTreeView) and tree.isExpanded(option.index)
        size = round(em * 0.8)
        spot = QRect(left + round(em * 0.45), middle - size // 2 + 1, size, size)
        icons.paint(painter, spot, "down" if opened else "right", colours(option.palette).muted)

    def _old(self, painter: QPainter, option: Any, node: Node, room: int, top: QRect, em: int) -> int:
        """The value of a moment ago, and an arrow to the new one; gives the room left of it."""
        c = colours(option.palette)
        painter.setFont(scaled(option.font, SMALL))
        text = f"{node.old} →"
        width = painter.fontMetrics().horizontalAdvance(text)
        box = QRectF(room - width - em * 0.5, top.center().y() - em * 0.6, width + em * 0.5, em * 1.25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.changed)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(c.muted if not c.dark else c.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return round(box.left()) - em // 4


def _margins(node: Node, em: int) -> tuple[int, int]:
    """Left and right of what is written."""
    return round(em * (1.45 if node.level == 1 else 2.1)), round(em * 0.75)
