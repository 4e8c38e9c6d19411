"""The criteria of one indicator of the department, to be ticked; what is ticked is a text, 1、3, or 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QCheckBox, QGridLayout, QLabel, QWidget

from app.calculation.labels import row_name
from app.calculation.scoring.choice import department_scheme_of
from app.calculation.scoring.department import read_ticks
from app.calculation.scoring.project import plain
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.amount import round_half_up
from app.domain.forms import ScoreItem
from ui.session import Session
from ui.theme import framed, scaled

TICKS = "ticks"
NONE_MET = "0"


class Criteria(QWidget):
    """A box for each criterion, with what it is worth."""

    help_topic = "forms#department"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._row = ""
        self._item: ScoreItem | None = None
        self._worth = Decimal(0)
        self.boxes: list[QCheckBox] = []
        self._labels: list[QLabel] = []
        self._layout = QGridLayout(self)
        self._layout.setColumnStretch(1, 1)
        self.setAccessibleName("符合的条款")

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._layout.setContentsMargins(round(em * 0.75), em // 4, em // 2, em // 4)
        self._layout.setSpacing(em // 4)
        for widget in (*self.boxes, *self._labels):
            widget.setFont(font)

    def show_item(self, row: str) -> None:
        """The criteria of a row of the department's form; hidden where there are none."""
        document = self._session.document
        scheme = department_scheme_of(document.model.edition, document.report) if document else None
        item = next((one for one in scheme.items if one.row == row), None) if scheme else None
        if item is None or not item.criteria:
            self._row, self._item = "", None
            self.hide()
            return
        weight = self._weight(row, item)
        if (row, item, weight) != (self._row, self._item, self._worth):
            self._row, self._item, self._worth = row, item, weight
            self._make(item, weight)
        self.refresh()
        self.show()

    def _weight(self, row: str, item: ScoreItem) -> Decimal:
        """The points of the whole item, which may have been changed."""
        document = self._session.document
        assert document is not None
        table = document.model.edition.forms.tables.department
        value = document.value(Address(table, row, "weight"))
        return Decimal(value) if isinstance(value, int | Decimal) else item.weight

    def _make(self, item: ScoreItem, weight: Decimal) -> None:
        for old in (*self.boxes, *self._labels):
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.boxes, self._labels = [], []
        whole = sum((criterion.points for criterion in item.criteria), Decimal(0)) or Decimal(1)
        for number, criterion in enumerate(item.criteria, 1):
            box = QCheckBox(f"第 {number} 条", self)
            box.setPalette(framed(QApplication.palette()))
            box.setAccessibleName(f"第 {number} 条：{criterion.text}")
            box.clicked.connect(self._ticked)
            worth = plain(round_half_up(weight * criterion.points / whole, 2))
            label = _Text(f"{criterion.text}（{worth} 分）", box)
            self._layout.addWidget(box, number, 0, Qt.AlignmentFlag.AlignTop)
            self._layout.addWidget(label, number, 1)
            self.boxes.append(box)
            self._labels.append(label)
        self.setFocusProxy(self.boxes[0])
        self.apply_look(self._session.zoom)

    def refresh(self) -> None:
        """What is ticked, and whether it can be changed."""
        address, document = self._address(), self._session.document
        if address is None or document is None:
            return
        ticks = read_ticks(str(document.report.get(address) or ""), len(self.boxes)) or []
        locked = self._session.locked(address)
        for number, box in enumerate(self.boxes, 1):
            box.setChecked(number in ticks)
            box.setEnabled(not locked)
            box.setToolTip(locked)

    def _address(self) -> Address | None:
        document = self._session.document
        if document is None or not self._row:
            return None
        return Address(document.model.edition.forms.tables.department, self._row, TICKS)

    def _ticked(self) -> None:
        document, address = self._session.document, self._address()
        if document is None or address is None:
            return
        chosen = [str(number) for number, box in enumerate(self.boxes, 1) if box.isChecked()]
        old, new = document.report.get(address), "、".join(chosen) or NONE_MET
        name = row_name(document.model.edition, document.report, address.table, address.row)
        if not self._session.write([SetCell(address, old, new)], f"勾选“{name}”符合的条款"):
            self.refresh()


class _Text(QLabel):
    """A wrapped text; a click on it is a click on its box."""

    def __init__(self, text: str, box: QCheckBox) -> None:
        super().__init__(text, box.parentWidget())
        self._box = box
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setBuddy(box)

    def mouseReleaseEvent(self, event: Any) -> None:
        if self._box.isEnabled():
            self._box.click()
