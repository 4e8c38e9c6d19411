"""Beside the form: what else is said of the indicator the cursor is on, and criteria to be ticked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.calculation.labels import row_name
from app.document import Effect
from app.domain.address import Address
from app.exchange.form_page import FormSheet, Spot
from ui.forms.build import Fields, details, fields_sheet
from ui.forms.criteria import Criteria
from ui.forms.view import FormView
from ui.grid.problems import ProblemIndex
from ui.messages import ElidedLabel
from ui.session import Session
from ui.theme import quiet_bars, scaled

_NARROWEST, _WIDEST = 0.5, 4.0  # of the widths of its fields: labels wrap


class Detail(QWidget):
    """Follows the cursor of the form; its fields are cells like any other."""

    resized = Signal()

    def __init__(self, session: Session, problems: ProblemIndex, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._about: tuple[str, int | str] = ("", "")
        self._sheet: FormSheet | None = None
        self._fields: Fields | None = None
        self.title = ElidedLabel(self)
        self.criteria = Criteria(session, self)
        self.criteria.hide()
        self.view = FormView(session, problems, self)
        self.view.narrowest, self.view.widest = _NARROWEST, _WIDEST
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        layout.addLayout(self._head)
        layout.addWidget(self.criteria)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def help_topic(self) -> str:
        """Of the department its criteria, of a project what an indicator has beside the form."""
        return "forms#department" if self._sheet is not None and self._sheet.row is None else "forms#details"

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.title.setFont(scaled(font, 1.0, font.Weight.Bold))
        em = QFontMetrics(font).height()
        self._head.setContentsMargins(round(em * 0.75), em // 4, em // 2, em // 4)
        self.criteria.apply_look(zoom)
        self.view.restyle()
        quiet_bars(self.view)

    def show_spot(self, sheet: FormSheet, spot: Spot | None, *, anew: bool = False) -> None:
        """The cursor of the form stands on another cell, or the form is another."""
        document = self._session.document
        if document is None:
            return
        tables = document.model.edition.forms.tables
        if spot is not None and spot.item is not None and spot.address is not None:
            about: tuple[str, int | str] = (spot.address.table, spot.item)
        else:
            about = (tables.project, sheet.row) if sheet.row is not None else (tables.department, "")
        if about == self._about and sheet.key == (self._sheet.key if self._sheet else "") and not anew:
            return
        self._about, self._sheet = about, sheet
        self._fields = details(document, sheet, spot)
        self.view.show_form(fields_sheet(self._fields))
        table, row = about
        name = row_name(document.model.edition, document.report, table, row) if row != "" else ""
        self.title.setText(name if table != tables.project else f"{name}：表上没有的内容")
        self.criteria.show_item(str(row) if table == tables.department else "")
        self.setVisible(bool(name))
        self.resized.emit()

    def follow(self, effect: Effect, sheet: FormSheet, spot: Spot | None) -> None:
        """After an edit: the same fields with what they hold now."""
        document = self._session.document
        if document is None:
            return
        before, self._fields = self._fields, details(document, sheet, spot)
        lines = len(self.view.table.sheet.lines)
        self._sheet = sheet
        same = before is not None and before.key == self._fields.key
        fields = self.view.table.sheet if same else fields_sheet(self._fields)
        self.view.follow(effect, fields, "")
        if self.criteria.isVisibleTo(self):
            self.criteria.show_item(str(self._about[1]))  # its weight may be another
        if len(fields.lines) != lines:
            self.resized.emit()

    def go_to(self, address: Address) -> bool:
        """The cursor to a field; False when it is not among those in sight."""
        return self.view.go_to(address)

    def least_height(self) -> int:
        """Room for the title and one line of fields."""
        return self._head.sizeHint().height() + self.view.metrics.row + 2

    def natural_height(self) -> int:
        """Room for all fields and criteria."""
        rows = sum(self.view.rowHeight(row) for row in range(self.view.table.rowCount()))
        criteria = self.criteria.sizeHint().height() if not self.criteria.isHidden() else 0
        return self._head.sizeHint().height() + criteria + rows + 2
