"""Replace: what the texts of cells become when one piece of them is put in place of another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ui.grid.look import NUMERIC
from ui.grid.model import TableModel
from ui.grid.moves import Place


def replaced(table: TableModel, places: Iterable[Place], wanted: str, by: str) -> list[tuple[int, int, str]]:
    """New texts of those places that hold `wanted`, letters of either case alike.

    Numbers are looked at as they are typed, without separators. A computed cell that shows it comes
    along as it is: whoever writes them counts it as passed over.
    """
    found: list[tuple[int, int, str]] = []
    for row, column in places:
        address = table.address(row, column)
        if address is None or not table.reader.has(address):
            continue
        number = table.reader.kind(address).name in NUMERIC
        old, new = (_typed(wanted), _typed(by)) if number else (wanted, by)
        if not table.writable(row, column):
            if old and old.casefold() in _typed(table.look(row, column).text).casefold():
                found.append((row, column, table.look(row, column).text))
            continue
        text = table.reader.edit_text(address)
        changed = re.sub(re.escape(old), new.replace("\\", r"\\"), text, flags=re.IGNORECASE) if old else text
        if changed != text:
            found.append((row, column, changed))
    return found


def _typed(text: str) -> str:
    """A piece of a number as it is typed: no separators, the plain minus."""
    return text.replace(",", "").replace("，", "").replace("−", "-").strip()
