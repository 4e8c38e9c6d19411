"""The row above the preview: print, save, what is printed, which sheet, how large."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSpinBox, QWidget

from ui.chip import Chip
from ui.icons import icon
from ui.printing.sheets import WHOLE, WIDTH, ZOOMS, Zoom


class Tools(QWidget):
    """Shows and tells; the preview does."""

    scope_chosen = Signal(bool)  # the present table alone
    sheet_chosen = Signal(int)  # index, from 0
    zoom_chosen = Signal(object)  # Zoom

    def __init__(self, single: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        em = QFontMetrics(self.font()).height()
        self.print = QPushButton("打印(&P)…", self)
        self.print.setIcon(icon("print"))
        self.print.setDefault(True)
        self.pdf = QPushButton("存为 PDF(&S)…", self)
        self.pdf.setIcon(icon("export"))
        self.one = Chip("只打印这张表(&O)", parent=self)
        self.all = Chip("打印打钩的表(&A)", parent=self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.progress.setMaximumWidth(em * 8)
        self.progress.hide()
        self.sheet = QSpinBox(self)
        self.sheet.setAccessibleName("第几张")
        self.sheet.setKeyboardTracking(False)
        self.count = QLabel(self)
        self.zoom = QComboBox(self)
        self.zoom.setAccessibleName("显示比例")
        self.zoom.setToolTip("显示比例（Ctrl+滚轮，Ctrl+= / -）")
        for text, zoom in (("适合页宽", WIDTH), ("整页", WHOLE), *((f"{each:.0%}", each) for each in ZOOMS)):
            self.zoom.addItem(text, zoom)
        self.close_button = QPushButton("关闭(&C)", self)
        for chip in (self.one, self.all):
            chip.setAutoExclusive(True)
        (self.one if single else self.all).setChecked(True)
        for button in (self.pdf, self.close_button):
            button.setAutoDefault(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        left: tuple[QWidget, ...] = (self.print, self.pdf, self.one, self.all)
        right = (self.progress, QLabel("第", self), self.sheet, self.count, self.zoom, self.close_button)
        for widget in left:
            layout.addWidget(widget)
        layout.addStretch(1)
        for widget in right:
            layout.addWidget(widget)
        self.one.clicked.connect(lambda: self.scope_chosen.emit(True))
        self.all.clicked.connect(lambda: self.scope_chosen.emit(False))
        self.sheet.valueChanged.connect(lambda number: self.sheet_chosen.emit(number - 1))
        self.zoom.activated.connect(lambda: self.zoom_chosen.emit(self.zoom.currentData()))

    def show_sheets(self, index: int, count: int) -> None:
        """Which of how many sheets is read; nothing is told to anyone."""
        self.sheet.blockSignals(True)
        self.sheet.setRange(min(1, count), count)
        self.sheet.setValue(index + 1 if count else 0)
        self.sheet.blockSignals(False)
        self.count.setText(f"张，共 {count} 张")

    def show_zoom(self, zoom: Zoom, factor: float) -> None:
        """How large the sheets are."""
        index = self.zoom.findData(zoom)
        self.zoom.setCurrentIndex(index)
        if index < 0:
            self.zoom.setPlaceholderText(f"{factor:.0%}")

    def show_progress(self, done: int, total: int) -> None:
        """How far the setting is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def allow(self, on: bool) -> None:
        """Whether there is something that can be printed."""
        self.print.setEnabled(on)
        self.pdf.setEnabled(on)
