"""Tables with rows of the officer: one line each under a line of headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from app.domain.edition import Table
from app.exchange.finding.block import Block, Target
from app.exchange.finding.headings import noted, single, vague
from app.exchange.finding.names import Match, Names, plain
from app.exchange.finding.sheet_text import HEAD, NOTE, NUMBERING, TOTAL, SheetText, counting, heading
from app.exchange.finding.values import unit_in
from app.exchange.reading.grid import Value

_BRACKETED = re.compile(r"\s*[（(][^（()）]{1,12}[)）]\s*")
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")  # in the column of numbers
_SIGNED = re.compile(r"(?:单位负责人|负责人|财务负责人|填表人|制表人|审核人|联系电话|填报日期|日期)\s*[:：]")


def list_blocks(table: Table, names: Names, sheet: SheetText, number: int) -> list[Block]:
    """The list on the sheet, in two or more parts where its columns come again further right."""
    top, found = _headings(table, names, sheet)
    if not found:
        return []
    bottom = top
    while bottom + 1 < len(sheet.top) and _says_units(sheet.top[bottom + 1]):
        bottom += 1
    parts = _parts(found, table.name_column)
    blocks = []
    for place, part in enumerate(parts):
        end = min(parts[place + 1]) if place + 1 < len(parts) else sheet.grid.width
        block = _block(table, names, sheet, number, (top, bottom), part, end)
        if block is not None:
            blocks.append(block)
    return blocks


def _headings(table: Table, names: Names, sheet: SheetText) -> tuple[int, dict[int, Target]]:
    """The line with the most headings of the table; a blank cell in it takes the heading above."""
    best: tuple[int, int, dict[int, Target]] = (0, 0, {})
    for row in range(min(HEAD, len(sheet.top))):
        cells = sheet.top[row]
        if not any(isinstance(cell, str) and names.column([cell]) for cell in cells):
            continue
        found: dict[int, Target] = {}
        for column, cell in enumerate(cells):
            path = heading(sheet.path(column, max(0, row - 1), row))
            match = names.column(path) if path and (cell is None or isinstance(cell, str)) else None
            if match is not None:
                found[column] = Target(match.key, sure=match.sure)
        sure = sum(target.sure for target in found.values())
        if any(t.column == table.name_column for t in found.values()) and sure >= max(best[0], 1):
            best = (sure, row, found)
    return best[1], best[2]


def _parts(found: dict[int, Target], name: str) -> list[dict[int, Target]]:
    """The headings cut where one comes again: 科目 | 金额 | 科目 | 金额."""
    parts: list[dict[int, Target]] = [{}]
    for column, target in sorted(found.items()):
        again = [t.column for t in parts[-1].values()]
        if target.column in again and name in again and (target.column == name or again[0] == target.column):
            parts.append({})
        parts[-1][column] = target
    return [part for part in parts if any(target.column == name for target in part.values())]


def _block(
    table: Table,
    names: Names,
    sheet: SheetText,
    number: int,
    header: tuple[int, int],
    part: dict[int, Target],
    end: int,
) -> Block | None:
    columns, asked = single(part, {c: sheet.path(c, *header) for c in part})
    name = next((c for c, target in columns.items() if target.column == table.name_column), -1)
    if name < 0:
        return None
    first = min(part)
    headings = {c: "".join(heading(sheet.path(c, *header))) for c in range(first if first > 1 else 0, end)}
    for column, text in headings.items():
        if column not in columns and (keys := vague(names, [text])):
            asked[column] = keys
    settled, asked = noted(names, sheet.notes, asked, headings)
    columns |= settled
    typed = [c for c, target in columns.items() if not table.column[target.column].computed]
    rows, skipped = _list_rows(table, sheet, header[1] + 1, name, typed)
    if not rows:
        return None
    headings = {column: text for column, text in headings.items() if text}
    score = sum(target.sure for target in part.values()) + min(len(rows), 20)
    return Block(
        number, table.key, (max(0, header[0] - 1), header[1]), name, columns, rows, headings, asked,
        sheet.unit_above(header[1]), sheet.notes, score, {}, skipped,
    )  # fmt: skip


def _says_units(row: Sequence[Value]) -> bool:
    """Whether a line only adds units or letters in brackets to the headings above it."""
    texts = [value for value in row if value is not None]
    return bool(texts) and all(isinstance(t, str) and (unit_in(t) or _BRACKETED.fullmatch(t)) for t in texts)


def _list_rows(
    table: Table, sheet: SheetText, start: int, name: int, columns: Sequence[int]
) -> tuple[dict[int, Match], dict[int, str]]:
    """The rows of a list, without totals, notes and signatures."""
    rows: dict[int, Match] = {}
    skipped: dict[int, str] = {}
    one = Match("")
    for row in range(start, len(sheet.grid.rows)):
        values = sheet.grid.rows[row]
        filled = [values[column] for column in columns if column < len(values) and values[column] is not None]
        if not filled:
            continue
        first = next((value for value in values if value is not None), None)
        words = [value for value in values[: name + 1] if isinstance(value, str)]
        numbered = isinstance(values[0], Decimal)  # a project may be called 合计
        if not (table.keeps_total or numbered) and any(plain(word) in TOTAL for word in words):
            skipped[row] = "合计行"
        elif isinstance(first, str) and (NOTE.match(first) or _SIGNED.match(first)):
            skipped[row] = ""
        elif row == start and _only_counts(values, name):
            skipped[row] = ""  # 栏次 1 2 3
        elif len(filled) == 1 and any(
            isinstance(v, str) and _SECTION.fullmatch(v.strip()) for v in values[:name]
        ):
            skipped[row] = "分类行"
        else:
            rows[row] = one
    return rows, skipped


def _only_counts(values: Sequence[Value], name: int) -> bool:
    """Whether a row numbers the columns and names nothing."""
    named = values[name] if name < len(values) else None
    told = isinstance(named, str) and plain(named) not in {"", *NUMBERING}
    return not told and counting([value for value in values if isinstance(value, Decimal)])
