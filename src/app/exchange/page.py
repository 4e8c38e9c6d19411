"""Neutral pages of cells: what is printed, whatever it is printed with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from app.calculation.entry import show_kind
from app.domain.amount import WAN, decimals_of, group, round_half_up
from app.domain.edition import Kind
from app.domain.frozen import frozen
from app.domain.problem import Reason
from app.domain.report import Value

TEXT = Kind("text")
RUNNING = Kind("count")
NUMERIC = frozenset({"money", "percent", "number", "count"})
UNFILLED = "未填"
SIDE_BY_SIDE = "年度对比"  # pages of several years are called so; no year is read from them
NO_FIGURE = "—"  # where a row has no such column, or a figure is not applicable

Shown = Value | Reason | None
Align = Literal["left", "center", "right"]
# what a cell is: plain, at an address, a ratio, a page total, or with a formula of the page's own
Source = Literal["", "cell", "ratio", "sum", "own"]


@frozen
class Look:
    """How one cell is set, shared by all cells set alike.

    `source` tells whether the cell has an address (`Page.table`, `PageRow.row`, `PageColumn.key`), is the
    ratio `PageRow.row`, a total over the page's column, or `PageRow.formulas` has its formula. `words` lets a
    reason stand in full; elsewhere it is a dash.
    """

    kind: Kind = TEXT
    align: Align = "left"
    source: Source = ""
    bold: bool = False
    indent: int = 0
    wrap: bool = False
    computed: bool = False
    words: bool = False
    open: bool = False  # in a form: to be filled in


@frozen
class PageColumn:
    """One printed column. `key` is a table column's, `#` the running number, empty for other texts."""

    key: str
    heading: str
    group: str = ""
    width: int = 12  # in digits


@frozen
class PageRow:
    """One printed row. `row` is a row key, a list row's id or a ratio key; a section spans all columns."""

    cells: Sequence[Shown]
    looks: tuple[Look, ...]
    row: str | int = ""
    section: bool = False
    blank: bool = False  # no number entered in it: reasons stay unsaid
    formulas: tuple[str, ...] = ()  # of cells that have one of the page's own, "" of the others
    hidden: bool = False  # an optional row nobody filled: there, with its formulas, but not seen


@frozen
class Page:
    """One sheet of the workbook, one table of the paper."""

    key: str
    name: str
    title: str
    left: str
    right: str
    columns: tuple[PageColumn, ...]
    rows: tuple[PageRow, ...]
    table: str = ""
    notes: tuple[str, ...] = ()
    foot: tuple[tuple[str, str], ...] = ()  # signature fields with what is filled in
    orientation: Literal["portrait", "landscape"] = "landscape"
    data: bool = False

    @property
    def heading_rows(self) -> int:
        """Two when neighbouring columns share an upper heading."""
        return 2 if any(column.group for column in self.columns) else 1


def bold(look: Look) -> Look:
    """The same in a total row."""
    return replace(look, bold=True)


def text_of(page_row: PageRow, index: int) -> str:
    """What a reader of paper sees in one cell."""
    return text_of_value(page_row.cells[index], page_row.looks[index], page_row.blank)


def text_of_value(value: Shown, look: Look, blank: bool = False) -> str:
    """The same of a value that stands in no row; `blank` says that there are no figures around it."""
    if isinstance(value, Reason):
        return reason_text(value, look, blank)
    if value is None:
        return ""
    if look.kind.name == "date":
        return date_text(str(value))
    if look.source in {"ratio", "own"} and look.kind.name == "number" and not isinstance(value, str):
        return group(format(round_half_up(value, look.kind.places), "f")).replace("-", "−")
    return show_kind(look.kind, value)


def reason_text(reason: Reason, look: Look, blank: bool) -> str:
    """A reason as it is seen: in full, as a dash, or not at all in a row without figures."""
    if reason.kind == "empty":
        return UNFILLED if look.words else ""
    if look.words:
        return reason.text
    return "" if blank else NO_FIGURE


def date_text(iso: str) -> str:
    """2023-04-17 → 2023年4月17日."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.year}年{day.month}月{day.day}日"


def decimals(value: Value, kind: Kind) -> int:
    """Decimals a number is shown with; an amount never hides what was entered."""
    if kind.name != "money":
        return kind.places
    if isinstance(value, int):
        return max(kind.places, decimals_of(value)) if value % 10_000 else kind.places
    return WAN.places  # an average lies between two 分


def text_width(text: str) -> int:
    """Width in digits; a Chinese character counts two."""
    return (len(text) + len(text.encode("utf-8", "replace"))) // 2 if not text.isascii() else len(text)
