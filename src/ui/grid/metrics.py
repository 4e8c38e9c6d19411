"""Sizes of the grid, all from the font: nothing in pixels, so that zoom and screen scaling just work."""

from __future__ import annotations

import contextlib
from functools import cached_property

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

from ui.theme import SMALL, scaled

ROW_HEIGHT = 1.9  # of the text's height
MAX_LINES = 3  # a row grows up to this
_TALL = 10_000
_KEPT = 4000  # wrapped texts kept


def tabular(font: QFont) -> QFont:
    """`font` with digits of one width, so that columns of numbers line up."""
    result = QFont(font)
    with contextlib.suppress(AttributeError, ValueError):  # Qt before 6.7 has no font features
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


class Metrics:
    """Fonts of the grid at one zoom and what follows from them."""

    def __init__(self, base: QFont, zoom: float = 1.0) -> None:
        self.base, self.zoom = base, zoom

    @cached_property
    def font(self) -> QFont:
        """Of ordinary cells."""
        return tabular(scaled(self.base, self.zoom))

    @cached_property
    def strong(self) -> QFont:
        """Of totals and section lines. Chinese fonts often have no weight between regular and bold."""
        return tabular(scaled(self.base, self.zoom, QFont.Weight.Bold))

    @cached_property
    def small(self) -> QFont:
        """Of marks in a corner."""
        return scaled(self.base, self.zoom * 0.78)

    @cached_property
    def aside(self) -> QFont:
        """Of what stands beside a value in forms: 人, 万元, 可不填."""
        return scaled(self.base, self.zoom * SMALL)

    @cached_property
    def aside_text(self) -> QFontMetrics:
        """Measures of `aside`."""
        return QFontMetrics(self.aside)

    @cached_property
    def text(self) -> QFontMetrics:
        """Measures of `font`."""
        return QFontMetrics(self.font)

    @cached_property
    def strong_text(self) -> QFontMetrics:
        """Measures of `strong`."""
        return QFontMetrics(self.strong)

    @cached_property
    def small_text(self) -> QFontMetrics:
        """Measures of `small`."""
        return QFontMetrics(self.small)

    @cached_property
    def digit(self) -> float:
        """Width of one digit: the unit of column widths."""
        return max(QFontMetrics(self.font).horizontalAdvance("0123456789") / 10, 1.0)

    @cached_property
    def glyph(self) -> float:
        """Width of one Chinese character."""
        return max(float(self.text.horizontalAdvance("汉")), 1.0)

    @cached_property
    def pad(self) -> int:
        """Room between a cell's line and its text."""
        return max(round(self.digit * 0.8), 4)

    @cached_property
    def row(self) -> int:
        """Height of a row of one line."""
        return round(self.text.height() * ROW_HEIGHT)

    def rows(self, lines: int) -> int:
        """Height of a row of some lines."""
        return self.row + (min(max(lines, 1), MAX_LINES) - 1) * self.text.lineSpacing()

    def width(self, digits: float) -> int:
        """Pixels of a column that shows so many digits."""
        return round(digits * self.digit) + 2 * self.pad + 1

    def digits(self, pixels: int) -> float:
        """The other way round."""
        return max((pixels - 2 * self.pad - 1) / self.digit, 1.0)

    def lines_needed(self, text: str, width: int) -> int:
        """A quick guess without laying the text out: wide and narrow characters counted by width."""
        room = max(width - 2 * self.pad - 1, self.glyph)
        if len(text) * self.glyph <= room:
            return 1
        return sum(max(1, int(-(-self.guess(part) // room))) for part in text.split("\n"))

    def guess(self, text: str) -> float:
        """About how many pixels a text takes, without laying it out."""
        wide = (
            len(text.encode("utf-8", "replace")) - len(text)
        ) // 2  # a Chinese character takes three bytes
        return wide * self.glyph + (len(text) - wide) * self.digit


class Wrapper:
    """Breaks texts into lines that fit; the last line that fits ends with … when more follows."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, int, str], list[str]] = {}

    def lines(self, text: str, font: QFont, measure: QFontMetrics, width: int, most: int) -> list[str]:
        """At most `most` lines of at most `width` pixels."""
        key = (text, width, most, font.key())
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[key] = _break(text, font, measure, width, most)
        return found


def _break(text: str, font: QFont, measure: QFontMetrics, width: int, most: int) -> list[str]:
    if most <= 1 or ("\n" not in text and measure.horizontalAdvance(text) <= width):
        line = " ".join(text.split("\n"))
        return [measure.elidedText(line, Qt.TextElideMode.ElideRight, width)]
    lines: list[str] = []
    paragraphs = text[:2000].split("\n")
    for number, paragraph in enumerate(paragraphs):
        pieces = _pieces(paragraph, font, width)
        for place, piece in enumerate(pieces):
            more = place + 1 < len(pieces) or number + 1 < len(paragraphs)
            if len(lines) + 1 == most and more:
                rest = "".join(pieces[place:]) + "　" * (number + 1 < len(paragraphs))
                whole = measure.elidedText(rest, Qt.TextElideMode.ElideRight, width)
                if not whole.endswith("…"):
                    whole = measure.elidedText(rest + "…" * 2, Qt.TextElideMode.ElideRight, width)
                return [*lines, whole]
            lines.append(piece)
    return lines


def _pieces(paragraph: str, font: QFont, width: int) -> list[str]:
    layout = QTextLayout(paragraph, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    pieces: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        pieces.append(paragraph[start : start + line.textLength()])
    layout.endLayout()
    return pieces or [""]


class Breaks:
    """Where headings are broken: before a bracket if that fits, else into lines about equally long."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], tuple[str, int, int]] = {}

    def find(self, measure: QFontMetrics, text: str, width: int) -> tuple[str, int, int]:
        """The text with its breaks, the width to lay it out in, and Qt's flags for it."""
        key = (text, width)
        if key not in self._found:
            self._found[key] = self._break(measure, text, max(width, 1))
        return self._found[key]

    def height(self, measure: QFontMetrics, text: str, width: int) -> int:
        """Height of the text broken so."""
        broken, best, flags = self.find(measure, text, width)
        return measure.boundingRect(QRect(0, 0, best, _TALL), flags, broken).height()

    @staticmethod
    def _break(measure: QFontMetrics, text: str, width: int) -> tuple[str, int, int]:
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        box = measure.boundingRect(QRect(0, 0, width, _TALL), flags, text)
        if box.height() < measure.height() * 1.5:
            return text, width, flags
        head, bracket, rest = text.partition("（")
        if head and bracket and max(map(measure.horizontalAdvance, (head, bracket + rest))) <= width:
            return f"{head}\n{bracket}{rest}", width, flags
        if box.width() > width:
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere)
            box = measure.boundingRect(QRect(0, 0, width, _TALL), flags, text)
        step = max(measure.horizontalAdvance("汉") // 4, 1)
        best = width
        for narrower in range(width - step, 0, -step):
            tried = measure.boundingRect(QRect(0, 0, narrower, _TALL), flags, text)
            if tried.height() > box.height() or tried.width() > narrower:
                break
            best = narrower
        return text, best, flags
