"""What headings, labels and the painter ask of a table, whatever stands in it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel

from app.domain.address import Address
from app.domain.edition import Column, Kind, Row
from app.domain.problem import Severity
from ui.grid.look import Look
from ui.session import Session


class CellModel(QAbstractTableModel):
    """Rows with labels, columns with headings, cells that know how they look and what may be typed."""

    columns: tuple[Column, ...] = ()
    session: Session
    figures_right = True  # numbers are set, and typed, at the right

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

    def place(self, address: Address) -> tuple[int, int] | None:
        """Where a cell of the document stands in the view."""
        return None

    def row_severity(self, row: int) -> Severity | None:
        """The worst problem that names a cell of this row."""
        return None

    # ---------------------------------------------------------------- for what is typed into

    def is_heading(self, row: int) -> bool:
        """Whether a line without cells stands there."""
        return False

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The first place of the cell that covers this one; another one only where cells are merged."""
        return row, column

    def home(self, row: int) -> int:
        """The column that Home goes to."""
        return 0

    def has(self, address: Address) -> bool:
        """Whether there is such a cell."""
        return True

    def kind(self, address: Address) -> Kind:
        """Kind of one cell."""
        raise NotImplementedError

    def writable(self, row: int, column: int) -> bool:
        """Whether the officer may type there; of a merged cell only its first place."""
        return False

    def blank(self, row: int, column: int) -> bool:
        """Whether nothing is shown there."""
        return not self.look(row, column).text

    def refusal(self, row: int, column: int) -> str:
        """Why the officer cannot type there; empty when he can."""
        return ""

    def name(self, address: Address) -> str:
        """What messages call the cell."""
        return str(address)

    def copy_text(self, row: int, column: int) -> tuple[str, str]:
        """What a copy carries: a text without separators, and the exact number if it is one."""
        return self.look(row, column).text, ""
