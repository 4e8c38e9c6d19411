"""Verbs that enter something: a new document, cells, a row."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from app.arguments import Misused
from app.verbs.opening import DONE, left_behind, open_document_of

if TYPE_CHECKING:
    from app.document import Document
    from app.domain.address import Address
    from app.domain.edition import Table
    from app.domain.report import Value


def new(given: Namespace) -> int:
    """A new document."""
    from app.document import create
    from app.storage.editions import edition_for

    created = create(given.file, given.unit, given.year, edition_for(given.year))
    with left_behind(created) as document:
        if given.sample:
            from app.domain.act import SetCell
            from app.samples import sample_changes

            edition = document.model.edition
            changes = sample_changes(edition, document.report)
            named = edition.unit_cell  # the unit was named already
            changes = [c for c in changes if not (isinstance(c, SetCell) and str(c.address) == named)]
            document.write(changes, "填入样例数据", lasting=True)
        print(f"已新建 {given.file}（{given.year} 年度，版本：{document.model.edition.title}）")
    return DONE


def set_cells(given: Namespace) -> int:
    """Cells set."""
    from app.calculation.labels import describe
    from app.domain.act import SetCell
    from app.domain.address import parse_address
    from app.indicators import with_parts

    if len(given.pairs) % 2:
        raise Misused("地址和值要成对给出，例如 accounts/personnel/final 1513.69")
    with left_behind(open_document_of(given)) as document:
        edition = document.model.edition
        values: dict[Address, Value | None] = {}
        for where, text in zip(given.pairs[::2], given.pairs[1::2], strict=True):
            try:
                address = parse_address(where)
            except ValueError as error:
                raise Misused(str(error)) from None
            if address in values:
                raise Misused(f"{address} 给了两次，没有写入")
            values[address] = _read(document, address, text)
        whole = with_parts(edition, document.report.get, values)
        changes = [SetCell(address, document.report.get(address), value) for address, value in whole.items()]
        names = "、".join(describe(edition, document.report, address) for address in list(values)[:3])
        document.write(changes, f"修改 {names}" + (f"等 {len(values)} 格" if len(values) > 3 else ""))
        cleared = sum(value is None for value in values.values())
        told = [f"已写入 {len(values) - cleared} 格"] if len(values) > cleared else []
        print("，".join([*told, *([f"已清除 {cleared} 格"] if cleared else [])]) + "。")
    return DONE


def _read(document: Document, address: Address, text: str) -> Value | None:
    """The value of `text` for a cell that may be typed into."""
    from app.calculation.entry import locked, parse_cell

    results = document.results
    why = locked(document.model, document.report, results.cells, address, results.problems)
    if why:
        raise Misused(f"{address} 没有写入：{why}。")
    return parse_cell(document.model.edition, address, text)


def add_row(given: Namespace) -> int:
    """A row at the end of a list."""
    from app.calculation.entry import parse_cell
    from app.domain.address import Address
    from app.edits import add_row
    from app.indicators import with_parts

    with left_behind(open_document_of(given)) as document:
        table = document.model.edition.table.get(given.table)
        if table is None or table.kind != "list":
            lists = "、".join(t.key for t in document.model.edition.tables if t.kind == "list")
            raise Misused(f"“{given.table}”不是可以加行的表；可以加行的有：{lists}")
        parent = _owner(document, table, given.project)
        row = document.report.next_row(table.key)
        values: dict[Address, Value | None] = {}
        for pair in given.cells:
            column, equals, text = pair.partition("=")
            if Address(table.key, row, column) in values:
                raise Misused(f"“{column}”给了两次，没有增加")
            if not equals or column not in table.column or table.column[column].computed:
                inputs = "、".join(c.key for c in table.columns if not c.computed)
                raise Misused(f"“{pair}”要写成 列=值；可以填的列有：{inputs}")
            value = parse_cell(document.model.edition, Address(table.key, row, column), text)
            if value is not None:
                values[Address(table.key, row, column)] = value
        whole = with_parts(document.model.edition, lambda _: None, values)
        cells = {address.column: value for address, value in whole.items() if value is not None}
        document.write(add_row(document.report, table.key, cells, parent=parent), f"增加一行{table.item}")
        print(f"已增加 {table.key}/{row}")
    return DONE


def _owner(document: Document, table: Table, number: int | None) -> int | None:
    """The row that a new row belongs to, where its table says that it belongs to one."""
    if not table.parent:
        if number is not None:
            raise Misused(f"“{table.key}”的行不属于哪个项目，不用写 --project，没有增加")
        return None
    above = document.model.edition.table[table.parent]
    records = document.report.rows(above.key)
    if number is None or not 1 <= number <= len(records):
        raise Misused(
            f"要用 --project 写明这一行属于第几个{above.item}（1 到 {len(records)}），没有增加"
            if records
            else f"还没有{above.item}，先用 add-row 加一行 {above.key}，没有增加"
        )
    return int(records[number - 1].row)
