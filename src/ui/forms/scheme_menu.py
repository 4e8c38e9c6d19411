"""Which scheme scores the form: a button that tells it, and a menu to choose another, as one act."""

from __future__ import annotations

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.calculation.bases import SCHEME
from app.calculation.scoring.choice import (
    DEPARTMENT_SCHEME,
    PROJECT_SCHEME,
    department_scheme_of,
    scheme_of,
)
from app.document import Document
from app.domain.act import SetCell
from app.domain.address import Address
from ui.session import Session

_SHORT = 12  # characters of a label on the button


class SchemeButton(QToolButton):
    """For a project its own scheme and the year's; for the department the year's."""

    help_topic = "forms#schemes"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._row: int | None = None
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def show_scheme(self, document: Document, row: int | None) -> None:
        """Of a project, or of the department when `row` is None."""
        self._row = row
        edition, report = document.model.edition, document.report
        scheme = department_scheme_of(edition, report) if row is None else scheme_of(edition, report, row)
        label = scheme.label if scheme is not None else "无"
        own = row is not None and report.get(Address(edition.forms.tables.project, row, SCHEME)) is not None
        shown = label if len(label) <= _SHORT else f"{label[: _SHORT - 1]}…"
        self.setText(f"方案：{shown}{'（本项目）' if own else ''}")
        told = [scheme.title, scheme.source] if scheme is not None else []
        self.setToolTip("\n".join(["计分方案：点开另选", *(text for text in told if text)]))
        self.setAccessibleName(f"计分方案：{label}")
        self.setEnabled(scheme is not None)

    def _fill(self) -> None:
        self._menu.clear()
        document = self._session.document
        if document is None:
            return
        edition, report, forms = document.model.edition, document.report, document.model.edition.forms
        year = f"{document.year} 年度"
        if self._row is None:
            used = department_scheme_of(edition, report)
            labels = [scheme.label for scheme in forms.departments]
            self._group("部门整体自评", DEPARTMENT_SCHEME, labels, used.label if used else "")
            return
        address = Address(forms.tables.project, self._row, SCHEME)
        own = report.get(address)
        labels = [scheme.label for scheme in forms.schemes]
        of_year = scheme_of(edition, report)
        group = self._group("本项目", address, labels, str(own or ""))
        first = self._option(group, "按本年度的方案", address, None, own is None)
        self._menu.insertAction(group.actions()[0], first)
        told = f"{year}没有另选方案的项目"
        self._group(told, PROJECT_SCHEME, labels, of_year.label if of_year is not None else "")

    def _group(self, title: str, address: Address, labels: list[str], chosen: str) -> QActionGroup:
        self._menu.addSection(title)
        group = QActionGroup(self._menu)
        for label in labels:
            self._menu.addAction(self._option(group, label, address, label, label == chosen))
        return group

    def _option(
        self, group: QActionGroup, text: str, address: Address, label: str | None, chosen: bool
    ) -> QAction:
        action = QAction(text.replace("&", "&&"), group)
        action.setCheckable(True)
        action.setChecked(chosen)
        document = self._session.document
        action.setEnabled(document is not None and not document.closed)
        action.triggered.connect(lambda _=False: self.choose(address, label))
        return action

    def choose(self, address: Address, label: str | None) -> None:
        """Put another scheme in place, as one act."""
        document = self._session.document
        if document is None:
            return
        old = document.report.get(address)
        if old == label:
            return
        tables = document.model.edition.forms.tables
        if address.table == tables.project:
            from app.calculation.labels import row_name

            name = row_name(document.model.edition, document.report, address.table, address.row)
            text = f"{name}的计分方案改为{label}" if label else f"{name}按本年度的计分方案"
        else:
            what = "部门整体自评" if address == DEPARTMENT_SCHEME else "项目自评"
            text = f"{document.year} 年度{what}的计分方案改为{label}"
        self._session.write([SetCell(address, old, label)], text)
