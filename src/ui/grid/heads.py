"""What headings and cells say of themselves apart from painting: to tool tips and to screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from app.domain.edition import Row
from app.domain.problem import SEVERITIES
from ui.grid.look import Look

if TYPE_CHECKING:
    from ui.grid.model import TableModel


def row_head(table: TableModel, place: int, role: int) -> str | None:
    """Label of a row, running number in a list."""
    line = table.line(place)
    if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
        return str(table.number(place)) if line is None else f"{line.prefix}{line.number}{line.label}"
    if role == Qt.ItemDataRole.ToolTipRole:
        return (line.hint if line is not None else "") or None
    return None


def column_head(table: TableModel, place: int, role: int) -> str | None:
    """Label of a column; its tip also tells what is wrong with it as a whole."""
    column = table.columns[place]
    if role == Qt.ItemDataRole.DisplayRole:
        return column.label
    if role == Qt.ItemDataRole.AccessibleTextRole:
        filtered = "，已筛选" if column.key in table.conditions else ""
        return f"{column.group} {column.label}{filtered}".strip()
    if role == Qt.ItemDataRole.ToolTipRole:
        told = [f"{SEVERITIES[p.severity]}：{p.message}" for p in table.column_problems(place)]
        return "\n".join(text for text in (column.label, column.hint, *told) if text)
    return None


def spoken(name: str, look: Look) -> str:
    """A cell as a screen reader says it."""
    note = "" if not look.note else "批注已处理" if look.settled else "有批注"
    parts = [name, look.text or "空", look.mark, note]
    return "，".join(part for part in parts if part)


def strong_font(line: Row | None) -> QFont | None:
    """Bold for totals and section lines, None for others."""
    if line is None or not (line.total or line.heading):
        return None
    font = QFont()
    font.setWeight(QFont.Weight.Bold)
    return font
