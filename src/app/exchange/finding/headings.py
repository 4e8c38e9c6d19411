"""Headings that may mean several columns: settled by the notes below the table, else asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.exchange.finding.block import Target
from app.exchange.finding.names import Names, plain
from app.exchange.finding.sheet_text import TOTAL


def vague(names: Names, path: Sequence[str]) -> tuple[str, ...]:
    return next((names.vague[name] for name in map(plain, reversed(path)) if name in names.vague), ())


def single(
    columns: dict[int, Target], paths: Mapping[int, Sequence[str]]
) -> tuple[dict[int, Target], dict[int, tuple[str, ...]]]:
    """Two headings for one place are a question: 全年预算数 beside 调整后预算数 need not be the same.

    But 决算数 over 合计 and 其中：… is its 合计.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for column, target in columns.items():
        places.setdefault((target.row, target.column), []).append(column)
    doubled: dict[int, tuple[str, ...]] = {}
    for (_, key), found in places.items():
        whole = [c for c in found if paths.get(c) and plain(paths[c][-1]) in TOTAL]
        if len(found) > 1:
            doubled |= {c: (key,) for c in found if whole != [c]}
    return {c: target for c, target in columns.items() if c not in doubled}, doubled


def noted(
    names: Names, notes: Sequence[str], asked: dict[int, tuple[str, ...]], headings: Mapping[int, str]
) -> tuple[dict[int, Target], dict[int, tuple[str, ...]]]:
    """Vague headings that the notes below the table explain."""
    said = "".join(plain(note) for note in notes)
    settled: dict[int, Target] = {}
    for column, keys in asked.items():
        known = [k for k in keys if any(plain(w) in said for w in names.table.column[k].noted)]
        if len(keys) > 1 and len(known) == 1 and headings.get(column):
            settled[column] = Target(known[0])
    return settled, {column: keys for column, keys in asked.items() if column not in settled}
