"""Room for long texts: columns of text share a sheet's width by need; what a row cannot show is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.exchange.page import Page, PageColumn, PageRow, text_width
from app.exchange.paper import MOST_LINES, line_count

_LEAST = 14  # digits: a column of text is not narrower
_LONG = 3  # lines; shorter texts leave the columns as the sheet says


def shared(columns: Sequence[PageColumn], rows: Sequence[PageRow]) -> list[PageColumn]:
    """The columns, those of text widened and narrowed among themselves so that rows stay low."""
    texts = [index for index, look in enumerate(rows[0].looks) if look.wrap] if rows else []
    need = {index: max(text_width(str(row.cells[index] or "")) for row in rows) for index in texts}
    if len(texts) < 2 or all(need[index] <= columns[index].width * _LONG for index in texts):
        return list(columns)
    room = sum(columns[index].width for index in texts)
    least = {index: min(_LEAST, columns[index].width) for index in texts}
    spare, wanted = room - sum(least.values()), sum(need.values())
    widths = {index: least[index] + spare * need[index] // wanted for index in texts}
    widths[max(need, key=lambda index: need[index])] += room - sum(widths.values())
    return [replace(c, width=widths[index]) if index in widths else c for index, c in enumerate(columns)]


def overlong(pages: Sequence[Page]) -> tuple[str, ...]:
    """One sentence per page with cells that Excel's highest row cannot show whole."""
    told = []
    for page in pages:
        shortest = {index: column.width * MOST_LINES // 2 for index, column in enumerate(page.columns)}
        cells = [
            str(page.columns[index].heading)
            for row in page.rows
            for index, cell in enumerate(row.cells)
            if isinstance(cell, str) and (len(cell) > shortest[index] or "\n" in cell)
            if row.looks[index].wrap and line_count(cell, page.columns[index].width) > MOST_LINES
        ]
        if cells:
            which = "、".join(dict.fromkeys(cells))
            told.append(
                f"“{page.name}”有 {len(cells)} 格文字太长（{which}），一行放不下，打印不全。请缩短文字。"
            )
    return tuple(told)
