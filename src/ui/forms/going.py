"""To a cell, whichever form it is in: of the department, of a project, or of one of its indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.document import Document
from app.domain.address import Address

if TYPE_CHECKING:
    from ui.forms.pane import FormPane


def reveal(pane: FormPane, address: Address) -> bool:
    """The form that has the cell comes into sight, the cursor on it; False when there is none."""
    document = pane.document
    if document is None:
        return False
    if pane.knows(address):
        return pane.view.go_to(address)
    tables = document.model.edition.forms.tables
    if address.table == tables.department:
        if not pane.department:
            pane.show_department()
        beside = address._replace(column="score")
    else:
        row = project_of(document, address)
        if row is None:
            return False
        if pane.department or row != pane.row:
            pane.show_project(row)
        beside = address._replace(column=document.model.edition.table[address.table].name_column)
    if pane.view.go_to(address):
        pane.view.setFocus()
        return True
    pane.view.go_to(beside)  # its fields come into sight beside the form
    if pane.detail.go_to(address):
        pane.detail.view.setFocus()
    return True


def project_of(document: Document, address: Address) -> int | None:
    """The project whose form has a cell; None when it is not there any more."""
    tables = document.model.edition.forms.tables
    row: int | str | None = address.row
    if address.table == tables.items:
        record = document.report.tables.get(tables.items, {}).get(address.row)
        row = record.parent if record is not None else None
    present = document.report.tables.get(tables.project, {})
    return row if isinstance(row, int) and row in present else None
