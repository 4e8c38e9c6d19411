"""One form as a worksheet: merged cells with their lines, rows as high as their texts, one A4 page wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from app.domain.problem import Reason
from app.exchange.form_page import FormSheet, Spot
from app.exchange.form_xml import Kept, Putting, direct_worksheet
from app.exchange.formats import Formats
from app.exchange.page import NUMERIC, Look, decimals, text_width
from app.exchange.paper import fit, line_count
from app.exchange.readback import stored
from app.exchange.setup import Setup
from app.exchange.sheet import LINE_HEIGHT, ROW_HEIGHT

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_TITLE_HEIGHT = 36
_AIR = 6  # points above and below the lines of a cell
_HIGHEST = 400  # points: Excel's highest row has 409
_SIGNS = 5  # characters an amount has beside its digits at most: points, separators, sign
_ROOMY = 20  # the least height of a line in a form


def _head_line(form: FormSheet) -> int | None:
    """The line above the items that heads their columns: it is printed on every page."""
    line = min((spot.row for spot in form.spots if spot.item is not None), default=0) - 1
    mine = [spot for spot in form.spots if spot.row == line]
    return line if mine and all(spot.heading for spot in mine) else None


class Written(NamedTuple):
    """What a worksheet must hold when it is read back: texts and numbers by sheet row and column."""

    name: str
    cells: list[tuple[int, int, Kept]]


class FormWriter:
    """Writes forms into one workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.formats = Formats(book)
        self.kind = direct_worksheet()
        centred = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "align": "center"}
        self.subtitle = book.add_format(centred)

    def write(self, form: FormSheet, name: str) -> Written:
        """The form as the next worksheet; what stands in it."""
        sheet: Any = self.book.add_worksheet(name, worksheet_class=self.kind)
        sheet.set_default_row(ROW_HEIGHT)
        widths = fitted_widths(form)
        sheet.begin(len(widths))
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width + 0.3)
        cells: list[tuple[int, int, Kept]] = []
        heights = self._head(sheet, form, widths, cells)
        rows = self._body(sheet, form, widths, heights, cells)
        self._foot(sheet, form, widths, heights, cells)
        sheet.close(heights)
        fit(sheet, Setup(orientation=form.orientation), sum(widths) + len(widths), heights, len(widths))
        if form.row is None:  # a table with its headings in the first line
            sheet.repeat_rows(rows[0], rows[1] - 1)
            sheet.freeze_panes(rows[1], 0)
        elif (head := _head_line(form)) is not None:
            sheet.repeat_rows(rows[head], rows[head + 1] - 1)
        return Written(name, cells)

    def _head(
        self, sheet: Putting, form: FormSheet, widths: Sequence[int], cells: list[tuple[int, int, Kept]]
    ) -> list[int]:
        """The lines above the table; their heights."""
        parts, last = self.formats.parts, len(widths) - 1
        heights: list[int] = []
        above = [
            (form.corner, parts["left"], ROW_HEIGHT),
            (form.title, parts["title"], _TITLE_HEIGHT),
            (form.subtitle, self.subtitle, ROW_HEIGHT + 3),
        ]
        for text, shape, height in above:
            if text:
                sheet.put(len(heights), 0, len(heights), last, text, shape)
                cells.append((len(heights), 0, text))
                size = 1.6 if shape is parts["title"] else 1.0
                lines = line_count(text, int((sum(widths) + last) / size))
                heights.append(height + (lines - 1) * int(LINE_HEIGHT * size))
        if form.left or form.right:
            row, right = len(heights), last
            need = text_width(form.right) + 2
            while right > 1 and sum(widths[right:]) < need:
                right -= 1
            left = right - 1 if form.right else last
            sheet.put(row, 0, row, left, form.left, parts["left"])
            cells.append((row, 0, form.left))
            if form.right:
                sheet.put(row, right, row, last, form.right, parts["right"])
                cells.append((row, right, form.right))
            heights.append(_AIR + LINE_HEIGHT * line_count(form.left, sum(widths[: left + 1]) + left))
        return heights

    def _body(
        self,
        sheet: Putting,
        form: FormSheet,
        widths: Sequence[int],
        heights: list[int],
        cells: list[tuple[int, int, Kept]],
    ) -> list[int]:
        """The cells of the form; in which sheet row each of its lines begins, and where the next would."""
        starts = [len(heights)]
        for height in line_heights(form, widths):
            count = ceil(height / _HIGHEST)  # a line higher than Excel's highest row takes several
            heights += [ceil(height / count)] * count
            starts.append(len(heights))
        cell, put = self.formats.cell, sheet.put
        for spot in form.spots:
            top, left = starts[spot.row], spot.column
            kept, shape = self._kept(spot, spot.look, cell)
            put(top, left, starts[spot.row + spot.down] - 1, left + spot.across - 1, kept, shape)
            if kept != "":
                cells.append((top, left, kept))
        return starts

    def _kept(self, spot: Spot, look: Look, cell: Any) -> tuple[Kept, Any]:  # noqa: ANN401 - XlsxWriter's
        """What the cell holds, and its format."""
        value = spot.value
        if value is None:
            return "", cell(look)
        if isinstance(value, str):
            return stored(value, look.kind), cell(look)
        if isinstance(value, Reason):
            return spot.text, cell(_centred(look))
        return stored(value, look.kind), cell(look, decimals(value, look.kind))

    def _foot(
        self,
        sheet: Putting,
        form: FormSheet,
        widths: Sequence[int],
        heights: list[int],
        cells: list[tuple[int, int, Kept]],
    ) -> None:
        """Notes and signatures."""
        width, last = sum(widths) + len(widths) - 1, len(widths) - 1
        for note in form.notes:
            row = len(heights)
            sheet.put(row, 0, row, last, note, self.formats.parts["note"])
            cells.append((row, 0, note))
            heights.append(4 + LINE_HEIGHT * line_count(note, width))
        if form.foot:
            row, room = len(heights), width * 9 // 10 // len(form.foot)
            fields = [f"{label}：{value}" for label, value in form.foot]
            padded = [field + "　" * max(1, (room - text_width(field)) // 2) for field in fields]
            text = "".join(padded).rstrip("　")
            sheet.put(row, 0, row, last, text, self.formats.parts["foot"])
            cells.append((row, 0, text))
            heights.append(_TITLE_HEIGHT)


@cache
def _centred(look: Look) -> Look:
    """A dash instead of a number stands in the middle."""
    return replace(look, align="center")


def fitted_widths(form: FormSheet) -> list[int]:
    """The columns, wider where a number would be cut off."""
    widths = list(form.widths)
    for spot in form.spots:
        value = spot.value
        if isinstance(value, int | Decimal) and spot.look.kind.name in NUMERIC:
            room = (
                widths[spot.column]
                if spot.across == 1
                else sum(widths[spot.column : spot.column + spot.across])
            )
            if len(str(value)) + _SIGNS <= room:
                continue
            lack = text_width(spot.text) + 1 - room
            widths[spot.column] += max(0, lack)
    return widths


def line_heights(form: FormSheet, widths: Sequence[int]) -> list[int]:
    """Heights in points that show every text whole."""
    heights = [max(_ROOMY, _AIR + LINE_HEIGHT * lines) for lines in form.lines]
    tall: list[tuple[Spot, int]] = []
    for spot in form.spots:
        if not spot.look.wrap or spot.value is None:
            continue
        text = spot.value if isinstance(spot.value, str) else spot.text
        room = (
            widths[spot.column] if spot.across == 1 else sum(widths[spot.column : spot.column + spot.across])
        )
        if len(text) * 2 <= room and "\n" not in text:
            continue
        need = _AIR + LINE_HEIGHT * line_count(text, room)
        if spot.down > 1:
            tall.append((spot, need))
        elif need > heights[spot.row]:
            heights[spot.row] = need
    for spot, need in tall:
        lack = need - sum(heights[spot.row : spot.row + spot.down])
        for row in range(spot.row, spot.row + spot.down):
            if lack > 0:  # shared by its lines
                share = ceil(lack / (spot.row + spot.down - row))
                heights[row] += share
                lack -= share
    return heights
