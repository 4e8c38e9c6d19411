"""The layouts of an edition as a reader needs them: which words say what stands beside or below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from typing import Literal

from app.domain.edition import Column, Edition
from app.domain.forms import FormLayout
from app.domain.frozen import frozen
from app.exchange.finding.names import plain
from app.exchange.form_places import Place, places

_BRACKETED = re.compile(r"\([^()]{0,14}\)$")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_WORD = re.compile(r"\w")
_SHORT = 4  # characters that a title has at least
Of = Literal["project", "department", "summary"]


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


def words_of(edition: Edition, of: Of = "project") -> tuple[Words, ...]:
    """Every layout of a form of this sort."""
    return tuple(_words(edition, layout) for layout in edition.forms.layouts if layout.of == of)


def titles_but(edition: Edition, of: Of = "project") -> frozenset[str]:
    """Plain titles of the forms of the other sorts."""
    layouts = (layout for layout in edition.forms.layouts if layout.of != of)
    return frozenset(title for layout in layouts for title in _titles(layout))


def _words(edition: Edition, layout: FormLayout) -> Words:
    cells = places(layout, 1).places
    labels = [one for one in cells if one.fixed is not None and _says(one.cell.label)]
    own_row, below = _columns(edition, layout.of)
    raw: list[tuple[Place, str, str]] = []  # value, label at its left, label above
    items: dict[str, str] = {}
    also: dict[str, list[str]] = {}
    for one in cells:
        for name in one.cell.also if one.cell.label else ():
            also.setdefault(form_plain(one.cell.label), []).append(name)
        if not one.cell.field:
            continue
        above = _nearest((label for label in labels if _over(label, one)), lambda label: label.row)
        left = _nearest((label for label in labels if _beside(label, one)), lambda label: label.column)
        if one.item is not None:
            if above:
                items.setdefault(above, one.cell.field)
        else:
            raw.append((one, left, above))
        columns = own_row if one.item is None else below
        if above and (column := columns.get(one.cell.field)) is not None:
            also.setdefault(above, []).extend((column.label, column.short, *column.also))
    beside = [
        Slot(one.cell.field, form_plain(name))
        for one, _, _ in raw
        for name in one.cell.also
        if not one.cell.label
    ]
    slots = (*_slots(raw), *beside)
    last = max((one.row for one in cells if one.item is not None), default=len(layout.lines))
    below_items = [label.cell for label in labels if label.row > last]
    tails = frozenset(form_plain(name) for cell in below_items for name in (cell.label, *cell.also))
    own = {form_plain(label.cell.label) for label in labels} | {slot.left for slot in slots if slot.inline}
    own |= {slot.left for slot in beside}
    names = {name: name for name in own}
    for label, others in also.items():
        for name in map(form_plain, others):
            if name:
                names.setdefault(name, label)
    return Words(layout, frozenset(_titles(layout)), slots, items, tails, names)


def _over(label: Place, one: Place) -> bool:
    """Whether a label stands above a value."""
    return (
        label.row + label.down <= one.row
        and label.column < one.column + one.across
        and one.column < label.column + label.across
    )


def _beside(label: Place, one: Place) -> bool:
    """Whether a label stands at the left of a value."""
    return (
        label.column + label.across <= one.column
        and label.row < one.row + one.down
        and one.row < label.row + label.down
    )


def _slots(raw: list[tuple[Place, str, str]]) -> Iterator[Slot]:
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


def _nearest(labels: Iterable[Place], how: Callable[[Place], int]) -> str:
    found = max(labels, key=how, default=None)
    return form_plain(found.cell.label) if found is not None else ""


def _says(label: str) -> bool:
    """Whether a label says something, and is not only a dash or a number."""
    return bool(_WORD.search(label)) and not label.strip().isdigit()


def _columns(edition: Edition, of: Of) -> tuple[Mapping[str, Column], Mapping[str, Column]]:
    """The columns of a form's row and those of its items."""
    tables = edition.forms.tables
    if of == "department":
        return {}, edition.table[tables.department].column
    project = edition.table[tables.project].column
    return project, edition.table[tables.items].column if of == "project" else project
