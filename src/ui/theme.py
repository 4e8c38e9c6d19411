"""Light and dark, as two palettes of our own over Fusion; every colour means something.

Painters ask `colours(palette)`; nothing else in the program names a colour.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QWidget

from app.domain.frozen import frozen

# The three sizes of type, of the system's font; each further size costs a few ms of the start.
SMALL, NORMAL, LARGE = 0.9, 1.0, 1.25

THEMES = {"system": "跟随系统", "light": "浅色", "dark": "深色"}


class Colours:
    """What each colour is for. Texts stand at 4.5 : 1 or better on base, computed, heading and window."""

    base: QColor  # ground of an input cell
    computed: QColor  # ground of a computed cell
    heading: QColor  # ground of table headings
    grid: QColor  # thin lines
    text: QColor
    muted: QColor  # units, bases, 不适用
    negative: QColor  # amounts below zero
    error: QColor
    warning: QColor
    info: QColor
    ok: QColor
    source: QColor  # outline of the cells a figure came from
    note: QColor  # corner mark of a cell with a note
    carried: QColor  # corner mark of a cell taken over from the year before
    changed: QColor  # ground behind a value that just changed
    accent: QColor  # current cell, links, progress
    window: QColor  # ground of the chrome
    selection: QColor  # ground of what is selected
    selected_text: QColor
    line: QColor  # stronger than grid: rules above totals, between panes

    @property
    def series(self) -> tuple[QColor, ...]:
        """For charts, neighbours as unlike as can be; patterns and labels tell them apart without colour."""
        return self.accent, self.note, self.ok, self.source, self.negative, self.muted

    def __init__(self, dark: bool) -> None:
        self.dark = dark
        for name, value in (_DARK if dark else _LIGHT).items():
            setattr(self, name, QColor(value))


_LIGHT = {
    "base": "#ffffff",
    "computed": "#f3f6fa",
    "heading": "#eaeef3",
    "grid": "#dde2e8",
    "text": "#1c2127",
    "muted": "#5a6470",
    "negative": "#b3261e",
    "error": "#b3261e",
    "warning": "#855300",
    "info": "#24609c",
    "ok": "#1b6e45",
    "source": "#7a4cc2",
    "note": "#c06f00",
    "carried": "#2f7fb8",
    "changed": "#fff1c2",
    "accent": "#1f5fa8",
    "window": "#f6f7f9",
    "selection": "#d5e4f6",
    "selected_text": "#10233a",
    "line": "#aab3be",
}
_DARK = {
    "base": "#191c20",
    "computed": "#20252b",
    "heading": "#292e35",
    "grid": "#343a42",
    "text": "#e4e7eb",
    "muted": "#a3abb6",
    "negative": "#ff8f85",
    "error": "#ff8f85",
    "warning": "#e9b44f",
    "info": "#86b7f2",
    "ok": "#72cf99",
    "source": "#c4a4ff",
    "note": "#e0a13c",
    "carried": "#5aa9e6",
    "changed": "#4b4323",
    "accent": "#6fabff",
    "window": "#22262b",
    "selection": "#2b4668",
    "selected_text": "#f3f7fc",
    "line": "#5b6470",
}


@lru_cache(maxsize=2)
def _colours(dark: bool) -> Colours:
    return Colours(dark)


def colours(palette: QPalette) -> Colours:
    """The colours that go with a widget's palette."""
    return _colours(palette.color(QPalette.ColorRole.Base).lightness() < 128)


def make_palette(dark: bool) -> QPalette:
    """The whole program's palette."""
    c = _colours(dark)
    palette = QPalette()
    role = QPalette.ColorRole
    button = QColor("#2c3138") if dark else QColor("#fbfcfd")
    pairs = {
        role.Window: c.window, role.WindowText: c.text, role.Base: c.base, role.AlternateBase: c.computed,
        role.Text: c.text, role.Button: button, role.ButtonText: c.text, role.BrightText: c.error,
        role.ToolTipBase: c.heading, role.ToolTipText: c.text, role.PlaceholderText: c.muted,
        role.Highlight: c.selection, role.HighlightedText: c.selected_text, role.Link: c.accent,
        role.LinkVisited: c.accent, role.Accent: c.accent,
        # Fusion shades its frames from these
        role.Light: QColor("#3a4048") if dark else QColor("#ffffff"),
        role.Midlight: QColor("#31373e") if dark else QColor("#f0f2f5"),
        role.Mid: c.grid, role.Dark: QColor("#121417") if dark else QColor("#b9c1cb"),
        role.Shadow: QColor("#000000") if dark else QColor("#8a939e"),
    }  # fmt: skip
    for which, colour in pairs.items():
        palette.setColor(which, colour)
    faint = QColor("#747c87") if dark else QColor("#8b949f")
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
    return palette


def muted(palette: QPalette) -> QPalette:
    """`palette` for labels that step back."""
    result = QPalette(palette)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        result.setColor(role, colours(palette).muted)
    return result


def framed(palette: QPalette) -> QPalette:
    """`palette` for check boxes: Fusion shades their frame from the window's colour, unseen on dark."""
    result = QPalette(palette)
    result.setColor(QPalette.ColorRole.Window, colours(palette).muted)
    return result


def zoomed(event: QWheelEvent, zoom: Callable[[int], object]) -> bool:
    """Whether Ctrl and the wheel change the size: `zoom` gets 1 or −1, or nothing for a turn sideways."""
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    turned = event.angleDelta().y()
    if turned:
        zoom(1 if turned > 0 else -1)
    event.accept()
    return True


def scaled(font: QFont, factor: float, weight: QFont.Weight | None = None) -> QFont:
    """`font` at another size, whichever unit it was given in."""
    result = QFont(font)
    if font.pointSizeF() > 0:
        result.setPointSizeF(font.pointSizeF() * factor)
    else:
        result.setPixelSize(max(1, round(font.pixelSize() * factor)))
    if weight is not None:
        result.setWeight(weight)
    return result


def fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """`fillRect`, which would make gradients ready for Python: 3 ms of the start. Leaves no pen, no brush."""
    if rect.isValid():
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRect(rect)
        painter.setBrush(Qt.BrushStyle.NoBrush)


@frozen
class Standing:
    """How an entry stands in its view while it is painted."""

    selected: bool
    hovered: bool
    focused: bool


def standing(option: Any, index: QModelIndex | QPersistentModelIndex) -> Standing:
    """What `option.state` says, asked of the view.

    Reading the option makes QStyle ready for Python, with 560 constants; that is 6 ms of the start.
    """
    view: QAbstractItemView = option.widget
    selected = view.selectionModel().isSelected(index)
    viewport = view.viewport()
    hovered = viewport.underMouse() and option.rect.contains(viewport.mapFromGlobal(QCursor.pos()))
    return Standing(selected, hovered, view.hasFocus() and view.currentIndex() == index)


def own_viewport(area: QAbstractScrollArea, ground: QPalette.ColorRole | None = None) -> None:
    """Give a scroll area a viewport made in Python, filled with `ground` or, without one, not filled.

    Asking for the one that Qt made costs 20 ms once: PySide then looks for its true class among all
    widgets there are, and makes every one of them ready.
    """
    viewport = QWidget()
    viewport.setMouseTracking(True)
    viewport.setAttribute(Qt.WidgetAttribute.WA_Hover)
    if ground is not None:
        viewport.setBackgroundRole(ground)
        viewport.setAutoFillBackground(True)
    area.setViewport(viewport)


def quiet_bars(area: QAbstractScrollArea) -> None:
    """Slim scroll bars without arrows; a style sheet on the bars alone costs nothing elsewhere."""
    c = colours(area.palette())
    width = max(10, round(QFontMetrics(area.font()).height() * 0.75))
    radius = width // 2 - 3
    sheet = (
        f"QScrollBar {{ background: transparent; border: none; width: {width}px; height: {width}px; }}"
        f"QScrollBar::handle {{ background: {c.line.name()}; margin: 3px; border-radius: {radius}px; }}"
        f"QScrollBar::handle:hover {{ background: {c.muted.name()}; }}"
        f"QScrollBar::handle:vertical {{ min-height: {width * 2}px; }}"
        f"QScrollBar::handle:horizontal {{ min-width: {width * 2}px; }}"
        "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: none; }"
    )
    if area.cornerWidget() is None:
        area.setCornerWidget(QWidget())  # in the ground's colour, not the style's
    for bar in (area.verticalScrollBar(), area.horizontalScrollBar()):
        if bar.styleSheet() != sheet:
            bar.setStyleSheet(sheet)


class Theme:
    """Keeps the program in the chosen palette, and with the system's when that is the choice.

    The style is Fusion, asked for on the application's command line: `setStyle` would hand it to Python.
    """

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        self._app = app
        self.choice = choice
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._apply)
        self.choose(choice)

    def choose(self, choice: str) -> None:
        """`system`, `light` or `dark`."""
        self.choice = choice if choice in THEMES else "system"
        hints = QGuiApplication.styleHints()
        if self.choice == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if self.choice == "dark" else Qt.ColorScheme.Light)
        self._apply()

    @property
    def dark(self) -> bool:
        """Whether the dark palette is the one in use."""
        if self.choice == "system":
            return bool(QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark)
        return self.choice == "dark"

    def _apply(self, *_scheme: object) -> None:
        palette = make_palette(self.dark)
        if palette != self._app.palette():
            self._app.setPalette(palette)
