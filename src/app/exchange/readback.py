"""The workbook read back by another library and compared, cell by cell, with the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.amount import WAN
from app.domain.edition import Kind
from app.domain.problem import Reason
from app.exchange.files import ExportError
from app.exchange.live import first_row
from app.exchange.page import Page, Shown

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Placed = tuple[int, int, float | str | date]
_FEN = 10**WAN.places
_FIRST_DATE = date(1900, 3, 1)  # Excel believes in 29 February 1900


def check(path: Path, pages: Sequence[Page], names: Sequence[str], further: Sequence[str] = ()) -> int:
    """The number of filled cells when every one is as on the pages; `ExportError` when one is not.

    `further` names sheets after them that are no pages.
    """
    count = 0
    with _opened(path, [*names, *further]) as book:
        for page, name in zip(pages, names, strict=True):
            count += _page(page, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    return count


def check_cells(path: Path, sheets: Sequence[tuple[str, Sequence[Placed]]]) -> int:
    """The same for sheets that are no pages: what stands in which sheet row and column."""
    count = 0
    with _opened(path, [name for name, _ in sheets]) as book:
        for name, cells in sheets:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            filled = sum(cell != "" for row in rows for cell in row)
            for row, column, want in cells:
                have = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
                if (want != have or isinstance(want, str) != isinstance(have, str)) and not _alike(
                    want, have
                ):
                    _differs(name, row, column, want, have)
            if filled != sum(want != "" for _, _, want in cells):
                raise ExportError(f"导出的文件读回核对时，“{name}”里有多出的内容，没有放到位。请再导出一次。")
            count += filled
    return count


@contextmanager
def _opened(path: Path, names: Sequence[str]) -> Iterator[CalamineWorkbook]:
    """The workbook with exactly these sheets."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            if book.sheet_names != list(names):
                raise ExportError("导出的文件读回核对时页不对，没有放到位。请再导出一次。")
            yield book
    except CalamineError as error:
        told = "导出的文件读不回来，没有放到位，原来的文件没有改动。请再导出一次。"
        raise ExportError(told) from error


def _page(page: Page, rows: list[list[Any]]) -> int:
    """Compare one sheet; the number of cells filled."""
    top, width, count = first_row(page), len(page.columns), 0
    end = top + len(page.rows)
    rows += [[]] * (end - len(rows))  # rows and columns after the last filled ones are not read
    for number, text in enumerate((page.title, page.left)):
        if rows[number][:1] != [text]:
            _differs(page.name, number, 0, text, rows[number][:1])
    for index, column in enumerate(page.columns):
        if column.heading not in [*rows[top - 1][index : index + 1], *rows[top - 2][index : index + 1]]:
            _differs(page.name, top - 1, index, column.heading, rows[top - 1][index : index + 1])
    for number, (row, found) in enumerate(zip(page.rows, rows[top:end], strict=True), top):
        wanted = [stored(cell, look.kind) for cell, look in zip(row.cells, row.looks, strict=True)]
        if found[:width] != wanted:
            _compare(page, number, wanted, found[:width] + [""] * (width - len(found)))
        count += width - wanted.count("")
    return count


def _compare(page: Page, number: int, wanted: list[Any], found: list[Any]) -> None:
    """The slow comparison of a row that is not equal at once: numbers to 15 digits."""
    for index, (want, have) in enumerate(zip(wanted, found, strict=True)):
        if want == have and isinstance(want, str) == isinstance(have, str):
            continue
        if not _alike(want, have):
            _differs(page.name, number, index, want, have)


def _alike(want: object, have: object) -> bool:
    numbers = isinstance(want, float | int) and isinstance(have, float | int)
    return numbers and isclose(want, have, rel_tol=1e-15, abs_tol=0.0)  # type: ignore[arg-type]  # numbers


def _differs(name: str, row: int, column: int, want: object, have: object) -> None:
    raise ExportError(
        f"导出的文件读回核对时，“{name}”第 {row + 1} 行第 {column + 1} 列应为“{str(want)[:40]}”，"
        f"读回“{str(have)[:40]}”，没有放到位，原来的文件没有改动。请再导出一次；再出现时请联系软件提供者。"
    )


def stored(value: Shown, kind: Kind) -> float | str | date:
    """What a cell of the workbook holds: a double, a text, a date, or "" for a blank."""
    if value is None:
        return ""
    if isinstance(value, int):
        # true division of integers is rounded correctly: the double nearest to the amount
        return value / _FEN if kind.name == "money" else float(value)
    if isinstance(value, str):
        return (as_date(value) or value) if kind.name == "date" else clean(value)
    if isinstance(value, Reason):
        return "" if value.kind == "empty" else value.text
    return float(value.scaleb(-WAN.places) if kind.name == "money" else value)


def as_date(iso: str) -> date | None:
    """An ISO date a workbook can hold."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    return day if day >= _FIRST_DATE else None


def clean(text: str) -> str:
    """Line ends as XML keeps them."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
