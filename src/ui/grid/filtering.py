"""The filter of a list in the view: asked for by column, applied, taken away; the data stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.filtering import Condition
from ui.grid.filter_dialog import FilterDialog

if TYPE_CHECKING:
    from ui.grid.sheet import Sheet


def ask(view: Sheet, place: int) -> None:
    """What of a column is to stay in sight."""
    table = view.table
    if table is None or not table.is_list or not 0 <= place < len(table.columns) or not view.editing.finish():
        return
    view.selector.go(view.selector.place[0], place)
    key = table.columns[place].key

    def taken(condition: Condition | None) -> None:
        conditions = {name: kept for name, kept in table.conditions.items() if name != key}
        apply(view, conditions if condition is None else {**conditions, key: condition})

    dialog = FilterDialog(table, place, view)
    dialog.taken.connect(taken)
    header = view.frame_.columns
    corner = header.mapToGlobal(header.rect().bottomLeft())
    corner.setX(corner.x() + max(header.sectionViewportPosition(place), 0))
    dialog.move(corner)
    dialog.open()


def apply(view: Sheet, conditions: Mapping[str, Condition]) -> None:
    """Leave the rows in sight that meet all conditions; the cursor stays on its row where it can."""
    table = view.table
    if table is None or not view.editing.finish():
        return
    here, column = view.current_address(), max(view.currentIndex().column(), 0)
    table.filter(conditions)
    view.frame_.filtered()
    place = table.place(here) if here is not None else None
    view.selector.go(*(place or (0, column)))
    view.announce()  # also when no row is left to go to
    view.filtered.emit()
