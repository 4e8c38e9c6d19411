"""Which rows come on which sheet of paper: rows that belong together are not torn apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.exchange.page import PageRow


def group_starts(rows: Sequence[PageRow]) -> list[int]:
    """Where groups begin: a heading stays with its rows, a row with its 其中, a total with the last row."""
    starts = []
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        inner = not row.section and any(look.indent for look in row.looks[:1])
        total = any(look.source == "sum" for look in row.looks)
        if before is None or not (inner or total or (before.section and not row.section)):
            starts.append(index)
    return starts


def paginate(
    heights: Sequence[float], starts: Iterable[int], first: float, rest: float, tail: float = 0.0
) -> list[range]:
    """The rows of each sheet, in order, none left out; the last has none where only `tail` is left for it.

    `heights` of the rows; a group begins at each of `starts`; there is room for `first` on the first sheet
    and for `rest` on the others; `tail` is what must stand below the last row. A row higher than a sheet
    has one for itself.
    """
    edges = sorted({0, *starts, len(heights)})
    done: list[range] = []
    begin, used, room = 0, 0.0, first
    for start, end in pairwise(edges):
        whole = sum(heights[start:end])
        if used + whole > room and begin < start and whole <= rest:
            done.append(range(begin, start))
            begin, used, room = start, 0.0, rest
        for row in range(start, end):
            if used + heights[row] > room and begin < row:
                alone = row - 1 == start > begin and heights[start] + heights[row] <= rest
                cut = start if alone else row  # a heading is not left behind
                done.append(range(begin, cut))
                begin, used, room = cut, sum(heights[cut:row]), rest
            used += heights[row]
    if used + tail > room and begin < len(heights):
        last = max((edge for edge in edges[:-1] if edge > begin), default=len(heights) - 1)
        cut = last if begin < last else len(heights)
        if sum(heights[cut:]) + tail > rest:
            cut = len(heights)
        done.append(range(begin, cut))
        begin = cut
    done.append(range(begin, len(heights)))
    return done
