"""Headings that may mean several columns: settled by the notes below the table, else asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.exchange.finding.block import Target
from app.exchange.finding.names import Names, plain


def vague(names: Names, path: Sequence[str]) -> tuple[str, ...]:
    return next((names.vague[name] for name in map(plain, reversed(path)) if name in names.vague), ())


def single(columns: dict[int, Target]) -> tuple[dict[int, Target], dict[int, tuple[str, ...]]]:
    """Two headings for one place are a question: 全年预算数 beside 调整后预算数 need not be the same."""
    places: dict[tuple[str, str], list[int]] = {}
    for column, target in columns.items():
        places.setdefault((target.row, target.column), []).append(column)
    doubled: dict[int, tuple[str, ...]]
    doubled = {c: (key[1],) for key, found in places.items() if len(found) > 1 for c in found}
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
