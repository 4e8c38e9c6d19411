"""Values, cells and changes as canonical JSON, and the digests of what is stored.

An integer is a JSON integer, text a JSON string, an exact number `{"d":"91.5"}`. Canonical text has
sorted keys and no spaces, so that equal data are equal text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from app.domain.act import AddRow, Change, MoveRow, RemoveRow, SetCell, SetYear
from app.domain.address import Address
from app.domain.report import Value

try:  # hashlib would load OpenSSL, a tenth of the start-up, for the same function
    from _blake2 import blake2b
except ImportError:  # pragma: no cover - a Python built otherwise
    from hashlib import blake2b

MODULUS = 1 << 128
_PLAIN = re.compile(r"-?\d{1,1000}(?:\.\d{1,1000})?", re.ASCII)
canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def fingerprint(*fields: object) -> str:
    """Blake2b-128, in hex, of the fields' texts, one per line."""
    return blake2b("\n".join(map(str, fields)).encode(errors="surrogateescape"), digest_size=16).hexdigest()


def record_digest(
    year: int, table: str, row: str | int, parent: int | None, position: int, lineage: str, cells: str
) -> str:
    """Digest of one stored record; a text row is quoted, so that row 3 and row "3" differ."""
    name = row if type(row) is int else f'"{row}"'
    text = f"{year}\n{table}\n{name}\n{'' if parent is None else parent}\n{position}\n{lineage}\n{cells}"
    return blake2b(text.encode(), digest_size=16).hexdigest()


def dump_cells(cells: Mapping[str, Value]) -> str:
    """Canonical text of one record's cells; `TypeError` for a value that is none of the three kinds."""
    return canonical({column: _plain(value) for column, value in cells.items()})


def load_cells(texts: Sequence[str]) -> list[dict[str, Value]]:
    """Cells of many records at once (one pass of the parser is three times faster than many).

    Raises `ValueError` for anything `dump_cells` would not have written.
    """
    found = _decode(f"[{','.join(texts)}]")
    if type(found) is not list or len(found) != len(texts):
        raise ValueError("cells")
    for cells in found:
        if type(cells) is not dict:
            raise ValueError("cells")
        for column, value in cells.items():
            kind = type(value)
            if kind is not int and kind is not str:
                cells[column] = _value(value)
    return cast(list[dict[str, Value]], found)


def dump_changes(changes: Iterable[Change]) -> str:
    """Canonical text of an act's changes, in their order."""
    return canonical([_dump_change(change) for change in changes])


def load_changes(text: str) -> tuple[Change, ...]:
    """The changes again; raises `ValueError` for anything `dump_changes` would not have written."""
    try:
        return tuple(_load_change(entry) for entry in _decode(text))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("changes") from error


def _decode(text: str) -> Any:  # noqa: ANN401 - whatever the file holds; the callers look closely
    try:
        return json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("too deep") from error


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is not an exact value")


def _plain(value: Value | None) -> object:
    kind = type(value)
    if kind is int or kind is str or value is None:
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return {"d": format(value, "f")}
    raise TypeError(f"{value!r} 不能写入文档：只有整数、精确小数和文字可以")


def _value(stored: object) -> Value:
    if type(stored) is int or type(stored) is str:
        return stored
    if type(stored) is dict and len(stored) == 1:
        text = stored.get("d")
        if type(text) is str and _PLAIN.fullmatch(text):
            return Decimal(text)
    raise ValueError("value")


def _optional(stored: object) -> Value | None:
    return None if stored is None else _value(stored)


def _dump_change(change: Change) -> dict[str, object]:
    match change:
        case SetCell(address, old, new):
            return {"set": list(address), "old": _plain(old), "new": _plain(new)}
        case MoveRow(table, row, before, after):
            return {"move": [table, row], "old": before, "new": after}
        case SetYear(earlier, later, edition):
            return {"year": edition, "old": earlier, "new": later}
    return {
        "add" if isinstance(change, AddRow) else "remove": [change.table, change.row],
        "position": change.position,
        "lineage": change.lineage,
        "cells": {column: _plain(value) for column, value in change.cells.items()},
        "parent": change.parent,
    }


def _load_change(entry: dict[str, Any]) -> Change:
    if "set" in entry:
        table, row, column = entry["set"]
        if type(row) is not int:
            row = str(row)
        address = Address(str(table), row, str(column))
        return SetCell(address, _optional(entry["old"]), _optional(entry["new"]))
    if "move" in entry:
        table, row = entry["move"]
        return MoveRow(str(table), int(row), int(entry["old"]), int(entry["new"]))
    if "year" in entry:
        return SetYear(str(entry["old"]), str(entry["new"]), str(entry["year"]))
    coming = "add" in entry
    table, row = entry["add" if coming else "remove"]
    cells = {str(column): _value(value) for column, value in entry["cells"].items()}
    parent = entry["parent"]
    kind = AddRow if coming else RemoveRow
    return kind(
        str(table),
        int(row),
        int(entry["position"]),
        str(entry["lineage"]),
        cells,
        None if parent is None else int(parent),
    )
