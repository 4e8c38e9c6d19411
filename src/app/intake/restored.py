"""What a workbook of ours holds beside its sheets: notes, 说明, choices, marks, typed totals.

No sheet of the preview shows these, so they only fill what is empty here; what differs stays and is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from app.calculation.labels import describe
from app.calculation.model import Model
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.amount import shorten
from app.domain.report import CARRIED, EXPLANATION, NOTE, PRINT, SETTING, SYSTEM_TABLES, Report, subject
from app.exchange.marker import Marker
from app.intake.rows import RowFinder

_CALLED = {NOTE: "批注", EXPLANATION: "问题说明", SETTING: "主口径", CARRIED: "带入标记", PRINT: "打印设置"}


def restored(
    model: Model,
    report: Report,
    own: Marker,
    rows: RowFinder,
    used: Collection[str],
    written: Collection[Address],
) -> tuple[list[SetCell], list[str]]:
    """The changes, and sentences on them; of the tables in `used` only, `written` cells are left alone."""
    changes: list[SetCell] = []
    kept: list[str] = []
    for address, value in own.cells.items() if used else ():
        about = subject(address)
        here = _moved(model, rows, address)
        if (
            here is None
            or here in written
            or (about.table in model.edition.table and about.table not in used)
        ):
            continue
        if here.table not in SYSTEM_TABLES and not model.formula(*here):
            continue  # a cell that a sheet gives
        if here.table == CARRIED and not _touched(subject(here), rows, written):
            continue  # confirmed here in the meantime
        old = report.get(here)
        if old is None:
            changes.append(SetCell(here, old, value))
        elif type(old) is not type(value) or old != value:
            name = describe(model.edition, report, here)
            there = shorten(str(value), 30) if here.table in {NOTE, EXPLANATION} else "别的"
            kept.append(f"{name}与文件里的（{there}）不同，保留这里的")
    counts = Counter(_CALLED.get(change.address.table, "直接填的合计") for change in changes)
    told = "、".join(f"{name} {count} 处" for name, count in counts.items())
    return changes, ([f"文件里的{told}一并带回"] if told else []) + kept


def _touched(cell: Address, rows: RowFinder, written: Collection[Address]) -> bool:
    """Whether a cell gets its figure from this import."""
    return cell in written or cell.row in rows.new.get(cell.table, {})


def _moved(model: Model, rows: RowFinder, address: Address) -> Address | None:
    """The address here of one in the workbook: list rows may have got other numbers."""
    about = subject(address)
    table = model.edition.table.get(about.table)
    if address.table not in SYSTEM_TABLES:
        return address if table is not None and table.kind == "fixed" else None
    if table is None or table.kind == "fixed" or address.table not in {NOTE, CARRIED}:
        return address
    row = rows.ids.get((table.key, int(about.row)))
    if row is None:
        return None
    moved = about._replace(row=row)
    name = str(moved) if address.table == NOTE else f"{moved.table}/{moved.row}"
    return address._replace(row=name)


def absent(report: Report, model: Model, own: Marker, rows: RowFinder, used: Collection[str]) -> list[str]:
    """List rows of the workbook that are here and were deleted or emptied there: they stay."""
    told = []
    for table, identities in own.rows.items():
        if table not in used:
            continue
        here = {record.lineage: int(record.row) for record in report.rows(table)}
        for number, who in identities.items():
            if who.lineage in here and (table, who.row) not in rows.ids:
                name = model.edition.table[table].name_column
                shown = report.get(Address(table, here[who.lineage], name)) or f"第 {number} 行"
                item = model.edition.table[table].item
                told.append(f"{item}“{shown}”在文件里删掉或清空了，这里没有删；要删请在表里删行")
    return told
