"""Paper, direction, size and margins of one table."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.exchange.setup import MARGINS, PAPERS, SCALES, Margins, Paper, Setup
from ui.theme import framed, muted, scaled

_SIDES = ("左(&1)", "上(&2)", "右(&3)", "下(&4)")


class SetupPanel(QWidget):
    """Shows a setup and changes it."""

    help_topic = "printing#paper"
    changed = Signal(object)  # Setup
    spread = Signal()  # the same for all tables
    reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._setup = Setup()
        em = QFontMetrics(self.font()).height()
        self.name = QLabel(self)
        self.name.setFont(scaled(self.font(), 1.0, self.font().Weight.Bold))
        self.name.setWordWrap(True)
        self.paper = QComboBox(self)
        for paper, (width, height) in PAPERS.items():
            self.paper.addItem(f"{paper}（{width} × {height} 毫米）", paper)
        self.upright = QRadioButton("纵向(&V)", self)
        self.wide = QRadioButton("横向(&H)", self)
        direction = QHBoxLayout()
        direction.addWidget(self.upright)
        direction.addWidget(self.wide)
        direction.addStretch(1)
        self.scale = QSpinBox(self)
        self.scale.setRange(SCALES[0] - 5, SCALES[1])
        self.scale.setSingleStep(5)
        self.scale.setSuffix(" %")
        self.scale.setSpecialValueText("自动，按页宽")
        self.scale.setToolTip("自动：字尽量用 10 磅，放不下时缩到页宽；也可以自己定比例")
        self.single = QCheckBox("缩到一张纸(&F)", self)
        self.single.setToolTip("整张表印在一张纸上，字缩到放得下为止")
        self.single.setPalette(framed(self.palette()))
        self.margins = [QSpinBox(self) for _ in _SIDES]
        sides = QGridLayout()
        sides.setHorizontalSpacing(em // 2)
        for index, (box, side) in enumerate(zip(self.margins, _SIDES, strict=True)):
            box.setRange(*MARGINS)
            box.setSuffix(" 毫米")
            box.setAccessibleName(f"{side[0]}边距")
            label = QLabel(side, self)
            label.setBuddy(box)
            sides.addWidget(label, index // 2, index % 2 * 2)
            sides.addWidget(box, index // 2, index % 2 * 2 + 1)
        self.all = QPushButton("用于所有表(&L)", self)
        self.all.setToolTip("所有表都用这样的纸张、缩放和边距；各表的横向、纵向不变")
        self.usual = QPushButton("恢复默认(&D)", self)
        self.told = QLabel("各表的打印设置随文档保存，下次不用再设。", self)
        self.told.setWordWrap(True)
        self.told.setPalette(muted(self.palette()))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(em // 2)
        form.addRow("纸张(&R)", self.paper)
        form.addRow("方向", direction)
        form.addRow("缩放(&Z)", self.scale)
        form.addRow(self.single)
        form.addRow("边距", sides)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em // 2, em // 2, em // 2, em // 2)
        layout.setSpacing(em // 2)
        layout.addWidget(self.name)
        layout.addLayout(form)
        layout.addWidget(self.all)
        layout.addWidget(self.usual)
        layout.addStretch(1)
        layout.addWidget(self.told)
        for choice in (self.upright, self.wide):
            choice.setPalette(framed(self.palette()))
        for button in (self.all, self.usual):
            button.setAutoDefault(False)
        self.paper.currentIndexChanged.connect(self._read)
        self.upright.toggled.connect(self._read)
        self.single.toggled.connect(self._read)
        for box in (self.scale, *self.margins):
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._read)
        self.all.clicked.connect(self.spread)
        self.usual.clicked.connect(self.reset)

    def show_setup(self, name: str, setup: Setup) -> None:
        """Of the table called so; nothing is told to anyone."""
        self._setup = setup
        self.name.setText(name)
        parts = (self.paper, self.upright, self.wide, self.scale, self.single, *self.margins)
        for part in parts:
            part.blockSignals(True)
        self.paper.setCurrentIndex(self.paper.findData(setup.paper))
        self.upright.setChecked(setup.orientation == "portrait")
        self.wide.setChecked(setup.orientation == "landscape")
        self.scale.setValue(setup.scale or self.scale.minimum())
        self.single.setChecked(setup.single)
        for box, number in zip(self.margins, setup.margins, strict=True):
            box.setValue(number)
        for part in parts:
            part.blockSignals(False)

    def _read(self) -> None:
        scale = self.scale.value()
        setup = replace(
            self._setup,
            paper=cast(Paper, self.paper.currentData()),
            orientation="portrait" if self.upright.isChecked() else "landscape",
            scale=0 if scale < SCALES[0] else scale,
            single=self.single.isChecked(),
            margins=cast(Margins, tuple(box.value() for box in self.margins)),
        )
        if setup != self._setup:
            self._setup = setup
            self.changed.emit(setup)

    def keyPressEvent(self, event: object) -> None:
        """Enter in a box takes what was typed, it does not print."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:  # type: ignore[attr-defined]
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]
