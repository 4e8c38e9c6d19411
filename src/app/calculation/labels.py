"""What an address is called in messages: 人员经费·决算数, 项目 3“普法经费”·综合得分."""

from __future__ import annotations

from app.domain.address import Address, parse_address
from app.domain.amount import shorten
from app.domain.edition import Edition, Table
from app.domain.report import CARRIED, EXPLANATION, NOTE, PRINT, SYSTEM_TABLES, Report


def describe(edition: Edition, report: Report | None, address: Address, number: int | None = None) -> str:
    """Name of one cell; list rows are named from `report` when it is given, `number` as in `row_name`."""
    if address.table in SYSTEM_TABLES:
        return _system(edition, report, address)
    table = edition.table.get(address.table)
    if table is None:
        return str(address)
    column = table.column.get(address.column)
    label = column.label if column is not None else address.column
    if table.kind == "list":
        return f"{row_name(edition, report, address.table, address.row, number)}·{label}"
    row = table.row.get(str(address.row))
    name = (row.subject or row.label) if row is not None else str(address.row)
    return name if len(table.columns) == 1 else f"{name}·{label}"


def row_name(
    edition: Edition, report: Report | None, table_key: str, row: str | int, number: int | None = None
) -> str:
    """Name of one row: its label, or 项目 3“普法经费” in a list; `number` where it is known already."""
    table = edition.table[table_key]
    if table.kind == "fixed":
        place = table.row.get(str(row))
        return (place.subject or place.label) if place is not None else str(row)
    if report is None or row not in report.tables.get(table_key, {}):
        return table.item or table.label
    if table.parent:
        return _inner_name(edition, report, table, int(row), number)
    number = number or report.index_of(table_key, int(row)) + 1
    name = report.tables[table_key][row].cells.get(table.name_column, "")
    return f"{table.item} {number}“{shorten(str(name))}”" if name else f"{table.item} {number}"


def _inner_name(edition: Edition, report: Report, table: Table, row: int, number: int | None) -> str:
    """A row that belongs to another: “科普经费”的指标 3“活动场次”."""
    record = report.tables[table.key][row]
    name = record.cells.get(table.name_column)
    if number is None:
        family = (other for other in report.tables[table.key].values() if other.parent == record.parent)
        number = sum(other.position <= record.position for other in family)
    said = f"{table.item}“{shorten(str(name))}”" if name else f"{table.item} {number}"
    owner = report.tables.get(table.parent, {}).get(record.parent or 0)
    above = owner.cells.get(edition.table[table.parent].name_column) if owner is not None else None
    return f"“{shorten(str(above))}”的{said}" if above else said


def quoted(name: str) -> str:
    """A name in quotation marks; those in it become the inner ones: “‘三公’经费·决算数”."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def column_name(table: Table, column: str) -> str:
    """A column of a list table as formulas name it: 项目执行数, 项目名称."""
    label = table.column[column].label
    return label if label.startswith(table.item) else f"{table.item}{label}"


def _system(edition: Edition, report: Report | None, address: Address) -> str:
    if address.table == NOTE:
        try:
            return f"{describe(edition, report, parse_address(str(address.row)))}的批注"
        except ValueError:
            return "批注"
    if address.table == CARRIED:
        return f"{describe(edition, report, parse_address(f'{address.row}/{address.column}'))}的带入标记"
    if address.table == EXPLANATION:
        return "问题说明"
    if address.table == PRINT:
        return "打印设置"
    if address.row == "scheme":
        return "部门整体计分方案" if address.column == "department" else "项目计分方案"
    members = edition.families.get(str(address.row), ())
    return f"{members[0].label if members else address.row}的主口径"
