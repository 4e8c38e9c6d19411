"""What headings, labels and the painter ask of a table, whatever stands in it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel

from app.domain.address import Address
from app.domain.edition import Column, Row
from app.domain.problem import Severity
from ui.grid.look import Look
from ui.session import Session


class CellModel(QAbstractTableModel):
    """Rows with labels, columns with headings, cells that know how they look."""

    columns: tuple[Column, ...] = ()
    session: Session

    @property
    def is_list(self) -> bool:
        """Whether rows have running numbers instead of labels."""
        return False

    @property
    def hidden(self) -> frozenset[str | int]:
        """Rows that are left out of sight."""
        return frozenset()

    @property
    def total(self) -> int:
        """Rows there are, those out of sight too."""
        return self.rowCount()

    def number(self, row: int) -> int:
        """The running number of a row among all."""
        return row + 1

    def line(self, row: int) -> Row | None:
        """The labelled row at a place; None in a list."""
        raise NotImplementedError

    def look(self, row: int, column: int) -> Look:
        """The cell as it is painted."""
        raise NotImplementedError

    def address(self, row: int, column: int) -> Address | None:
        """What stands there; None where no cell of the document does."""
        raise NotImplementedError

    def row_severity(self, row: int) -> Severity | None:
        """The worst problem that names a cell of this row."""
        return None
