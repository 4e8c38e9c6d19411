"""Where keys lead, on shapes drawn as text: `.` computed, `o` blank, `x` filled, `-` section line."""

from __future__ import annotations

import pytest

from ui.grid import moves


class Drawn:
    def anchor(self, row: int, column: int) -> moves.Place:
        return row, column

    def __init__(self, *lines: str) -> None:
        self.lines = lines

    def rowCount(self) -> int:
        return len(self.lines)

    def columnCount(self) -> int:
        return len(self.lines[0])

    def is_heading(self, row: int) -> bool:
        return self.lines[row][0] == "-"

    def writable(self, row: int, column: int) -> bool:
        return self.lines[row][column] in "ox"

    def blank(self, row: int, column: int) -> bool:
        return self.lines[row][column] in "o-"


TABLE = Drawn("---", "xo.", "xx.", "o..", "---", "oxo")


@pytest.mark.parametrize(
    ("place", "direction", "target"),
    [((1, 0), "down", (2, 0)), ((3, 0), "down", (5, 0)), ((1, 0), "up", (1, 0)), ((1, 2), "right", (1, 2))],
)
def test_step_passes_section_lines(place, direction, target):
    assert moves.step(TABLE, place, direction) == target


@pytest.mark.parametrize(
    ("place", "direction", "target"),
    [
        ((1, 0), "down", (2, 0)),  # end of the filled run
        ((2, 0), "down", (5, 0)),  # nothing more: the border
        ((5, 0), "right", (5, 1)),  # next filled
        ((5, 1), "right", (5, 2)),
        ((5, 0), "up", (2, 0)),
        ((1, 0), "up", (1, 0)),
    ],
)
def test_edges(place, direction, target):
    assert moves.edge(TABLE, place, direction) == target


@pytest.mark.parametrize(
    ("place", "back", "target"),
    [((1, 1), False, (2, 0)), ((2, 0), True, (1, 1)), ((3, 0), False, (5, 0)), ((5, 2), False, (5, 2))],
)
def test_tab_takes_writable_cells(place, back, target):
    assert moves.tab(TABLE, place, back) == target


@pytest.mark.parametrize(
    ("place", "back", "target"),
    [((2, 1), False, (5, 1)), ((5, 1), True, (2, 1)), ((1, 2), False, (5, 2)), ((5, 0), False, (5, 0))],
)
def test_enter_goes_down_to_a_writable_cell(place, back, target):
    assert moves.enter(TABLE, place, back) == target


def test_first_and_last():
    assert moves.first(TABLE) == (1, 0)
    assert moves.last(TABLE) == (5, 2)


def test_round_a_selection():
    cells = [(1, 0), (1, 1), (2, 0), (2, 1)]
    assert moves.around(cells, (1, 1), back=False, by_rows=True) == (2, 0)
    assert moves.around(cells, (2, 0), back=False, by_rows=False) == (1, 1)
    assert moves.around(cells, (2, 1), back=False, by_rows=False) == (1, 0)
    assert moves.around(cells, (1, 0), back=True, by_rows=True) == (2, 1)
