"""What makes a sheet a form: locked where nothing is to be typed, with hints and checks of what is typed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from app.domain.amount import MAX_FEN, WAN
from app.domain.edition import Column, Edition, Kind, Row, Table
from app.exchange.live import first_row
from app.exchange.page import Page

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TITLE, _MESSAGE, _ERROR, _LIST = 32, 255, 225, 255  # what Excel allows
_MOST = MAX_FEN // 10**WAN.places
_ALLOWED = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
}


def guard(sheet: Worksheet, page: Page, edition: Edition) -> None:
    """Hints and checks on every cell to be filled in; the rest is locked, without a password."""
    table = edition.table.get(page.table)
    sheet.protect("", _ALLOWED)
    if table is None:
        return
    top = first_row(page)
    listed = table.kind == "list"
    for at, column in enumerate(page.columns):
        known = table.column.get(column.key)
        if known is None or known.computed:
            continue
        if listed:
            sheet.data_validation(top, at, top + len(page.rows) - 1, at, _rule(known.kind, known, None))
            continue
        for index, row in enumerate(page.rows, top):
            place = table.row.get(str(row.row))
            if place is not None and row.looks[at].open:
                sheet.data_validation(index, at, index, at, _rule(_kind(table, place, known), known, place))


def _kind(table: Table, row: Row, column: Column) -> Kind:
    return table.kind_of(row.key, column.key)


def _rule(kind: Kind, column: Column, row: Row | None) -> dict[str, Any]:
    label = row.label if row is not None else column.label
    hint = (row.hint if row is not None else "") or column.hint
    made: dict[str, Any] = {"validate": "any", "ignore_blank": True}
    if hint:
        made |= {"input_title": label[:_TITLE], "input_message": hint[:_MESSAGE]}
    wanted = _checked(kind)
    if wanted is not None:
        rule, told = wanted
        made |= rule | {"error_title": "填得不对", "error_message": told[:_ERROR]}
    return made


def _checked(kind: Kind) -> tuple[dict[str, Any], str] | None:
    """The check of one kind of cell and what it says; None for free text."""
    match kind.name:
        case "money":
            between = {"validate": "decimal", "criteria": "between", "minimum": -_MOST, "maximum": _MOST}
            return between, "请填金额，单位万元，例如 1513.69。没有发生的填 0，不清楚的空着。"
        case "count":
            between = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 10**9}
            return between, "请填整数。"
        case "number":
            low = float(kind.minimum) if kind.minimum is not None else -1e12
            high = float(kind.maximum) if kind.maximum is not None else 1e12
            between = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
            return between, f"请填数字，最多 {kind.places} 位小数。"
        case "choice" if len(",".join(kind.choices)) <= _LIST:
            return {"validate": "list", "source": list(kind.choices)}, f"请填：{'、'.join(kind.choices)}。"
        case "date":
            between = {
                "validate": "date",
                "criteria": "between",
                "minimum": date(1900, 3, 1),
                "maximum": date(2999, 12, 31),
            }
            return between, "请填日期，例如 2023-4-17。"
    return None
