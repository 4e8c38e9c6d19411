"""Tables with the rows of the edition: down a sheet, in halves side by side, or along its top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.edition import Table
from app.exchange.finding.block import Block, Target
from app.exchange.finding.headings import noted, single, vague
from app.exchange.finding.names import Match, Names, plain
from app.exchange.finding.sheet_text import DEPTH, HEAD, NUMBERING, TOTAL, SheetText, counting, heading

_ROWS = 500  # in which labels are looked for
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．）)]")


def down(table: Table, names: Names, sheet: SheetText, number: int, titled: int) -> list[Block]:
    """One block for each column of labels."""
    hits: dict[int, dict[int, Match]] = {}
    under: dict[tuple[int, int], str] = {}  # row, column → the section line above it
    section: dict[int, str] = {}
    sections = set(names.sections.values())
    for row, values in enumerate(sheet.grid.rows[:_ROWS]):
        for column, value in enumerate(values):
            if not isinstance(value, str) or len(value) > 60:
                continue
            if plain(value) in sections:
                section[column] = value
            above = ""
            if plain(value) in names.ambiguous:
                above = section.get(column) or _section_above(sheet, column, row, sections)
            match = names.row(value, above)
            if match is not None:
                hits.setdefault(column, {})[row] = match
                under[row, column] = plain(section.get(column, ""))
    columns = _label_columns(hits, 1 if titled else 2)
    blocks = []
    for place, labels in enumerate(columns):
        end = columns[place + 1] if place + 1 < len(columns) else sheet.grid.width
        texts = {row: (str(sheet.grid.at(row, labels)), under[row, labels]) for row in hits[labels]}
        block = _block(table, names, sheet, number, labels, end, _once(names, hits[labels], texts))
        if block is not None:
            blocks.append(block)
    return blocks


def _label_columns(hits: dict[int, dict[int, Match]], least: int) -> list[int]:
    """Columns of labels. Headings may bear names of rows, too: they stand above the first labels."""
    sure = {column: sum(match.sure for match in rows.values()) for column, rows in hits.items()}
    main = max(sure, key=lambda column: sure[column], default=-1)
    first = min((row for row, match in hits.get(main, {}).items() if match.sure), default=0)
    below = {
        column: sum(match.sure for row, match in rows.items() if row >= first)
        for column, rows in hits.items()
    }
    least = max(least, sure.get(main, 0) // 10)
    return sorted(column for column, count in below.items() if count >= least)


def _section_above(sheet: SheetText, column: int, row: int, sections: set[str]) -> str:
    """The section a heading over the column names: 收入 | 支出 side by side."""
    for above in range(min(row, len(sheet.top)) - 1, -1, -1):
        value = sheet.top[above][column] if column < len(sheet.top[above]) else None
        if isinstance(value, str) and plain(value) in sections:
            return value
    return ""


def _block(
    table: Table, names: Names, sheet: SheetText, number: int, labels: int, end: int, rows: dict[int, Match]
) -> Block | None:
    first = min(rows)
    top, bottom = max(0, first - DEPTH), first - 1
    sections = set(names.sections.values()) - {""}  # 收入, merged over its columns, heads none of them
    columns: dict[int, Target] = {}
    paths: dict[int, list[str]] = {}
    headings: dict[int, str] = {}
    asked: dict[int, tuple[str, ...]] = {}
    for column in range(labels + 1, end):
        filled = [row for row in rows if sheet.grid.at(row, column) is not None]
        path = heading(sheet.path(column, top, bottom))
        match = names.column(path) if path else None
        if not filled and match is None:
            continue
        named = [part for part in path if plain(part) not in sections] or path
        paths[column], headings[column] = path, named[-1] if named else ""
        if match is not None:
            columns[column] = Target(match.key, sure=match.sure)
        elif keys := vague(names, path):
            asked[column] = keys
    columns, doubled = single(columns, paths)
    asked |= doubled
    settled, asked = noted(names, sheet.notes, asked, headings)
    columns |= settled
    if not columns and not asked:
        columns, asked = _only(table, names, sheet, headings, list(rows))
    if not columns and not asked:
        return None
    score = 3 * sum(match.sure for match in rows.values()) + 2 * len(columns)
    return Block(
        number, table.key, (top, bottom), labels, columns, rows, headings, asked, sheet.unit_above(bottom),
        sheet.notes, score, {}, _others(sheet, labels, columns, rows),
    )  # fmt: skip


def _only(
    table: Table, names: Names, sheet: SheetText, headings: dict[int, str], rows: list[int]
) -> tuple[dict[int, Target], dict[int, tuple[str, ...]]]:
    """项目 | 内容: the one thing there is to say of a row, where only one column can be it."""
    inputs = [column for column in table.columns if not column.computed]
    if len(inputs) != 1:
        return {}, {}
    found = []
    for column, text in headings.items():
        values = [sheet.grid.at(row, column) for row in rows]
        figures = [value for value in values if isinstance(value, Decimal)]
        if plain(text) not in NUMBERING and not names.foreign(text) and not counting(figures):
            found.append(column)
    if len(found) == 1:
        return {found[0]: Target(inputs[0].key)}, {}
    return {}, dict.fromkeys(found, (inputs[0].key,))


def _others(
    sheet: SheetText, labels: int, columns: dict[int, Target], rows: dict[int, Match]
) -> dict[int, str]:
    """Rows with figures in these columns that are no row of the table."""
    found = {}
    for row in range(len(sheet.grid.rows)):
        figures = [v for c in columns if isinstance(v := sheet.grid.at(row, c), Decimal)]
        label = str(sheet.grid.at(row, labels) or "")
        numbers = plain(label) in NUMBERING or (counting(figures) and (row < min(rows) or not plain(label)))
        if row not in rows and figures and not numbers:
            found[row] = label or "（没有行名）"
    return found


def _once(names: Names, rows: dict[int, Match], texts: dict[int, tuple[str, str]]) -> dict[int, Match]:
    """Each row of the table once: the sure one, in its own section, with a number; else the first, not sure.

    `texts` are the labels, each with the section line above it.
    """
    found: dict[str, list[int]] = {}
    for row, match in rows.items():
        found.setdefault(match.key, []).append(row)
    best: dict[int, Match] = {}
    for key, places in found.items():
        sure = [row for row in places if rows[row].sure] or places
        home = [row for row in sure if texts[row][1] in ("", names.sections.get(key, ""))] or sure
        if len(home) > 1:
            home = [row for row in home if _NUMBERED.match(texts[row][0].strip())] or home
        best[home[0]] = rows[home[0]] if len(home) == 1 else Match(key, sure=False)
    return dict(sorted(best.items()))


# -- rows of the table along the top


def across(table: Table, names: Names, sheet: SheetText, number: int) -> Block | None:
    """Headings that name rows of the table, and one line of figures under them."""
    best: tuple[int, int] = (0, 0)
    for row in range(min(HEAD, len(sheet.top))):
        count = len({m.key for v in sheet.top[row] if isinstance(v, str) and (m := names.row(v)) and m.sure})
        if count > best[0]:
            best = (count, row)
    if best[0] < 3:
        return None
    top = max(0, best[1] - 2)
    bottom = best[1]
    while bottom + 1 < min(len(sheet.top), best[1] + DEPTH) and not _has_figures(sheet, bottom + 1):
        bottom += 1
    inputs = [column for column in table.columns if not column.computed]
    columns: dict[int, Target] = {}
    headings: dict[int, str] = {}
    asked: dict[int, tuple[str, ...]] = {}
    along: dict[int, str] = {}
    paths: dict[int, list[str]] = {}
    for column in range(sheet.grid.width):
        path = heading(_spread(sheet, column, top, bottom))
        matches = [(part, names.row(part)) for part in path]
        rows = [match for _, match in matches if match is not None and match.sure]
        if not rows:
            continue
        paths[column], headings[column] = path, " ".join(path[-2:])
        along[column] = rows[-1].key
        rest = [part for part, match in matches if match is None]
        found = names.column(rest) if rest else None
        if found is not None:
            columns[column] = Target(found.key, rows[-1].key, found.sure)
        elif keys := vague(names, rest):
            asked[column] = keys
        elif len(inputs) == 1:
            columns[column] = Target(inputs[0].key, rows[-1].key)
    columns, doubled = single(columns, paths)
    settled, asked = noted(names, sheet.notes, asked | doubled, headings)
    columns |= {column: replace(target, row=along[column]) for column, target in settled.items()}
    line = _line_of_figures(sheet, bottom + 1, list(headings))
    if line < 0 or not (columns or asked):
        return None
    score = 3 * best[0] + 2 * len(columns)
    others = range(bottom + 1, len(sheet.grid.rows))
    skipped = {
        row: str(next((v for v in sheet.grid.rows[row] if isinstance(v, str)), "另一行数"))
        for row in others
        if row != line and sheet.figures_in(row, list(headings)) and _has_figures(sheet, row)
    }
    return Block(
        number, table.key, (top, bottom), -1, columns, {line: Match("")}, headings, asked,
        sheet.unit_above(bottom), sheet.notes, score, along, skipped,
    )  # fmt: skip


def _spread(sheet: SheetText, column: int, top: int, bottom: int) -> list[str]:
    """The lines of a heading; a blank cell over a filled one belongs to the heading on its left, though not
    to one under another heading of the line above.
    """
    parts: list[str] = []
    left = 0
    for row in range(top, bottom + 1):
        at = column
        under = any(sheet.top[below][column] is not None for below in range(row + 1, bottom + 1))
        while at > left and sheet.top[row][at] is None and under:
            at -= 1
        value = sheet.top[row][at]
        left = left if value is None else max(left, at)
        if isinstance(value, str) and value.strip() and value not in parts[-1:]:
            parts.append(value)
    return parts


def _has_figures(sheet: SheetText, row: int) -> bool:
    """Whether a row is more than a numbering 1 2 3 … of the columns."""
    numbers = [value for value in sheet.grid.rows[row] if isinstance(value, Decimal)]
    return bool(numbers) and not counting(numbers)


def _line_of_figures(sheet: SheetText, start: int, columns: Sequence[int]) -> int:
    """The first row with figures under the headings, 合计 where there is one; −1 for none."""
    rows = range(start, min(len(sheet.grid.rows), start + 500))
    filled = [row for row in rows if sheet.figures_in(row, columns)]
    named = [row for row in filled if any(plain(str(v)) in TOTAL for v in sheet.grid.rows[row][:3] if v)]
    return (named or filled or [-1])[0]
