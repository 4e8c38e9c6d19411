"""The rows in sight and their numbers; how one order of rows becomes another in few steps.

Few steps, so that views keep cursor, selection and editors.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from app.domain.frozen import frozen

RowId = str | int


class Lines:
    """The rows of a table that are in sight, in order, and the number each has among all of them."""

    def __init__(self, every: Sequence[RowId], hidden: Collection[RowId] = ()) -> None:
        self.hidden = frozenset(hidden)  # what a filter has left out
        self._numbers = {row: number for number, row in enumerate(every, 1)} if hidden else {}
        self.shown = [row for row in every if row not in self.hidden] if hidden else list(every)
        self.places = {row: place for place, row in enumerate(self.shown)}
        self.total = len(every)

    def number(self, place: int) -> int:
        """Of a row in sight, or of one about to be added behind the last."""
        if place >= len(self.shown):
            return self.total + place - len(self.shown) + 1
        return self._numbers[self.shown[place]] if self.hidden else place + 1


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
