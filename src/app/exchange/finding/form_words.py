"""The layouts of an edition as a reader needs them: which words on a sheet say what stands beside or below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import lru_cache

from app.domain.edition import Column, Edition
from app.domain.forms import FormCell, FormLayout
from app.domain.frozen import frozen
from app.exchange.finding.names import plain

_BRACKETED = re.compile(r"\([^()]{0,12}(?:\d|分|元|字|%|[a-z])[^()]{0,12}\)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{\w+\}")
_WORD = re.compile(r"\w")
_SHORT = 4  # characters that a title has at least


@lru_cache(maxsize=20_000)
def form_plain(text: str) -> str:
    """A word of a form as it is compared: 产出指标(50分)： → 产出指标, 全年执行数（B） → 全年执行数."""
    name = plain(text).rstrip(":")
    while (found := _BRACKETED.search(name)) is not None and found.start():
        name = plain(name[: found.start()])
    return name


@frozen
class Slot:
    """Where one value of the form stands: right of `left`, below `above`, or in the cell of its label.

    `above` is given where several values share the label at their left.
    """

    field: str  # a column of the form's row, or table/row/column
    left: str = ""
    above: str = ""
    inline: bool = False


@frozen
class Words:
    """One layout: its titles, the words in it, where its values stand, the headings of its items."""

    layout: FormLayout
    titles: frozenset[str]
    slots: tuple[Slot, ...]
    items: Mapping[str, str]  # plain heading → column of the items
    tails: frozenset[str]  # plain labels below the items
    names: Mapping[str, str] = field(default_factory=dict)  # plain name → plain label of the layout

    def label(self, text: str) -> str:
        """The label of the layout that a text of a sheet is; empty for none."""
        return self.names.get(form_plain(text), "")


def words_of(edition: Edition) -> tuple[Words, ...]:
    """Every layout of a project's form."""
    return tuple(_words(edition, layout) for layout in edition.forms.layouts if layout.of == "project")


def other_titles(edition: Edition) -> frozenset[str]:
    """Plain titles of the forms that are not a project's."""
    layouts = (layout for layout in edition.forms.layouts if layout.of != "project")
    return frozenset(title for layout in layouts for title in _titles(layout))


@frozen
class _Placed:
    """A cell of a layout at its place."""

    cell: FormCell
    row: int
    column: int
    bottom: int
    right: int
    each: bool

    def over(self, other: _Placed) -> bool:
        """Whether this stands above the other."""
        return (
            self.bottom < other.row
            and self.column <= other.right
            and other.column <= self.right
            and not self.each
        )

    def beside(self, other: _Placed) -> bool:
        """Whether this stands at the left of the other."""
        return self.right < other.column and self.row <= other.bottom and other.row <= self.bottom


def placed(layout: FormLayout) -> list[_Placed]:
    """The cells of a layout at their places, one line for the items."""
    taken: set[tuple[int, int]] = set()
    found: list[_Placed] = []
    each = [number for number, line in enumerate(layout.lines) if line.each]
    for row, line in enumerate(layout.lines):
        column = 0
        for cell in line.cells:
            while (row, column) in taken:
                column += 1
            end = max((n for n in each if n >= row), default=row)
            bottom = row + cell.down - 1 if cell.down else end
            right = column + cell.span - 1
            taken |= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
            found.append(_Placed(cell, row, column, bottom, right, line.each))
            column = right + 1
    return found


def _words(edition: Edition, layout: FormLayout) -> Words:
    cells = placed(layout)
    labels = [one for one in cells if not one.cell.field and _says(one.cell.label)]
    columns = _columns(edition)
    raw: list[tuple[_Placed, str, str]] = []  # value, label at its left, label above
    items: dict[str, str] = {}
    also: dict[str, list[str]] = {}
    for one in cells:
        for name in one.cell.also:
            also.setdefault(form_plain(one.cell.label), []).append(name)
        if not one.cell.field:
            continue
        above = _nearest((label for label in labels if label.over(one)), lambda label: label.bottom)
        left = _nearest((label for label in labels if label.beside(one)), lambda label: label.right)
        if one.each:
            if above:
                items.setdefault(above, one.cell.field)
        else:
            raw.append((one, left, above))
        if above and (column := columns[one.each].get(one.cell.field)) is not None:
            also.setdefault(above, []).extend((column.label, column.short, *column.also))
    slots = tuple(_slots(raw))
    last = max((n for n, line in enumerate(layout.lines) if line.each), default=len(layout.lines))
    tails = frozenset(form_plain(label.cell.label) for label in labels if label.row > last)
    own = {form_plain(label.cell.label) for label in labels}
    own |= {slot.left for slot in slots if slot.inline}
    names = {name: name for name in own}
    for label, others in also.items():
        for name in map(form_plain, others):
            if name:
                names.setdefault(name, label)
    return Words(layout, frozenset(_titles(layout)), slots, items, tails, names)


def _slots(raw: Iterable[tuple[_Placed, str, str]]) -> Iterator[Slot]:
    raw = list(raw)
    lefts = [left for one, left, _ in raw if not one.cell.label]
    for one, left, above in raw:
        if one.cell.label:
            yield Slot(one.cell.field, form_plain(one.cell.label), inline=True)
        elif left and lefts.count(left) == 1:
            yield Slot(one.cell.field, left)
        elif left or above:
            yield Slot(one.cell.field, left, above)


def _titles(layout: FormLayout) -> list[str]:
    titles = (form_plain(_PLACEHOLDER.sub("", title)) for title in (layout.title, *layout.also))
    return [title for title in titles if len(title) >= _SHORT]


def _nearest(labels: Iterable[_Placed], how: Callable[[_Placed], int]) -> str:
    found = max(labels, key=how, default=None)
    return form_plain(found.cell.label) if found is not None else ""


def _says(label: str) -> bool:
    """Whether a label says something, and is not only a dash or a number."""
    return bool(_WORD.search(label)) and not label.strip().isdigit()


def _columns(edition: Edition) -> tuple[Mapping[str, Column], Mapping[str, Column]]:
    """The columns of a form's row and those of its items."""
    tables = edition.forms.tables
    return edition.table[tables.project].column, edition.table[tables.items].column
