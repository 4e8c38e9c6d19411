"""Tables with rows of the officer: one line each under a line of headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from app.domain.edition import Table
from app.exchange.finding.block import Block, Target
from app.exchange.finding.headings import noted, single, vague
from app.exchange.finding.names import Match, Names, plain
from app.exchange.finding.sheet_text import HEAD, NOTE, TOTAL, SheetText, counting, heading
from app.exchange.finding.values import unit_in
from app.exchange.reading.grid import Value

_BRACKETED = re.compile(r"\s*[（(][^（()）]{1,12}[)）]\s*")
_SIGNED = re.compile(r"(?:单位负责人|负责人|财务负责人|填表人|制表人|审核人|联系电话|填报日期|日期)\s*[:：]")


def list_block(table: Table, names: Names, sheet: SheetText, number: int) -> Block | None:
    best: tuple[int, int, dict[int, Target]] = (0, 0, {})
    for row in range(min(HEAD, len(sheet.top))):
        found: dict[int, Target] = {}
        for column in range(sheet.grid.width):
            path = heading(sheet.path(column, max(0, row - 1), row))
            match = names.column(path) if path and isinstance(sheet.top[row][column], str) else None
            if match is not None:
                found[column] = Target(match.key, sure=match.sure)
        sure = sum(target.sure for target in found.values())
        if any(t.column == table.name_column for t in found.values()) and sure >= max(best[0], 1):
            best = (sure, row, found)
    if not best[2]:
        return None
    columns, asked = single(best[2])
    bottom = best[1]
    while bottom + 1 < len(sheet.top) and _says_units(sheet.top[bottom + 1]):
        bottom += 1
    name = next((c for c, target in columns.items() if target.column == table.name_column), -1)
    if name < 0:
        return None
    headings = {
        column: "".join(heading(sheet.path(column, best[1], bottom))) for column in range(sheet.grid.width)
    }
    for column, text in headings.items():
        if column not in columns and (keys := vague(names, [text])):
            asked[column] = keys
    settled, asked = noted(names, sheet.notes, asked, headings)
    columns |= settled
    typed = [c for c, target in columns.items() if not table.column[target.column].computed]
    rows, skipped = _list_rows(sheet, bottom + 1, name, typed)
    headings = {column: text for column, text in headings.items() if text}
    score = best[0] + min(len(rows), 20)
    return Block(
        number, table.key, (max(0, best[1] - 1), bottom), name, columns, rows, headings, asked, sheet.unit,
        sheet.notes, score, skipped,
    )  # fmt: skip


def _says_units(row: Sequence[Value]) -> bool:
    """Whether a line only adds units or letters in brackets to the headings above it."""
    texts = [value for value in row if value is not None]
    return bool(texts) and all(isinstance(t, str) and (unit_in(t) or _BRACKETED.fullmatch(t)) for t in texts)


def _list_rows(
    sheet: SheetText, start: int, name: int, columns: Sequence[int]
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
        if any(plain(word) in TOTAL for word in words):
            skipped[row] = "合计行"
        elif isinstance(first, str) and (NOTE.match(first) or _SIGNED.match(first)):
            skipped[row] = ""
        elif row == start and counting([value for value in values if isinstance(value, Decimal)]):
            skipped[row] = ""  # 栏次 1 2 3
        else:
            rows[row] = one
    return rows, skipped
