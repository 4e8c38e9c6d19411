"""A self-evaluation form laid out: cells with spans, whatever it is shown, printed or written with."""

from __future__ import annotations

from typing import Literal

from app.domain.address import Address
from app.domain.frozen import frozen
from app.exchange.page import Look, Shown, text_of_value


@frozen
class Spot:
    """One cell of a form, `down` × `across` places large, from `row` and `column` on (from 0).

    `address` is the cell it shows, None for a fixed text. `parts` are the cells a composite one is put
    together from and typed into (direction, number, unit); `value` is what is shown then, as text. `item` is
    the row of the item (indicator) it belongs to. `heading` marks fixed texts that head rows or columns.
    """

    row: int
    column: int
    value: Shown = None
    look: Look = Look()
    down: int = 1
    across: int = 1
    address: Address | None = None
    parts: tuple[Address, ...] = ()
    item: int | str | None = None
    heading: bool = False

    @property
    def text(self) -> str:
        """What a reader of paper sees."""
        return text_of_value(self.value, self.look)


@frozen
class FormSheet:
    """One form: a title, lines over columns `widths` (in digits), notes and signature fields.

    `key` is the layout's, `row` the project's row (None for the department and the summary). `lines` are the
    least heights of the lines, in lines of text.
    """

    key: str
    name: str  # of the worksheet or file, before it is made safe
    title: str
    widths: tuple[int, ...]
    lines: tuple[int, ...]
    spots: tuple[Spot, ...]
    corner: str = ""
    subtitle: str = ""
    left: str = ""
    right: str = ""
    notes: tuple[str, ...] = ()
    foot: tuple[tuple[str, str], ...] = ()
    orientation: Literal["portrait", "landscape"] = "portrait"
    row: int | None = None
