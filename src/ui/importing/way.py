"""How the amounts of a table or a form are read: unit and rounding, as the officer chooses them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from app.exchange.finding.entries import Way
from app.exchange.finding.values import UNITS
from ui.theme import framed

_OFFERED = [label for label in ("万元", "元", "千元", "百元", "亿元") if label in UNITS]


class WayBoxes(NamedTuple):
    """What is put side by side into a strip."""

    label: QLabel
    unit: QComboBox
    rounding: QCheckBox


def way_boxes(parent: QWidget) -> WayBoxes:
    """The three of them, with nothing chosen yet."""
    unit = QComboBox(parent)
    unit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    label = QLabel("金额单位(&U)", parent)
    label.setBuddy(unit)
    rounding = QCheckBox("比分还细的四舍五入到分(&R)", parent)
    rounding.setPalette(framed(parent.palette()))
    return WayBoxes(label, unit, rounding)


def show_way(boxes: WayBoxes, way: Way, stated: str) -> None:
    """Show what is decided; `stated` is what the file itself says of the unit."""
    boxes.unit.clear()
    boxes.unit.addItem(stated, "")
    for label in _OFFERED:
        boxes.unit.addItem(label, label)
    boxes.unit.setCurrentIndex(max(0, boxes.unit.findData(way.unit)))
    boxes.rounding.setChecked(way.rounding)


def chosen_way(boxes: WayBoxes) -> Way:
    """What stands in them."""
    return Way(str(boxes.unit.currentData() or ""), boxes.rounding.isChecked())
