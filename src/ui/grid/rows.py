"""How one order of rows becomes another in few steps, so that views keep cursor, selection and editors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from app.domain.frozen import frozen

RowId = str | int


@frozen
class Step:
    """Rows first…last go (`remove`), `rows` come to stand there (`insert`), or are the new `order`."""

    kind: Literal["remove", "insert", "order"]
    first: int
    last: int
    rows: tuple[RowId, ...] = ()


def steps(old: Sequence[RowId], new: Sequence[RowId]) -> list[Step]:
    """Removals from the bottom up, at most one reordering, insertions from the top down."""
    if list(old) == list(new):
        return []
    found: list[Step] = []
    wanted, present = set(new), set(old)
    for first, last in reversed(_runs([i for i, row in enumerate(old) if row not in wanted])):
        found.append(Step("remove", first, last))
    kept = [row for row in old if row in wanted]
    ordered = [row for row in new if row in present]
    if kept != ordered:
        found.append(Step("order", 0, len(ordered) - 1, tuple(ordered)))
    for first, last in _runs([i for i, row in enumerate(new) if row not in present]):
        found.append(Step("insert", first, last, tuple(new[first : last + 1])))
    return found


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers put together: 2, 3, 7 → (2, 3), (7, 7)."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
