"""What can be done with a column, from its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from ui.grid.sheet import Sheet


def column_menu(view: Sheet, place: int) -> QMenu:
    """The menu of one column; the cursor goes there first, because the actions work where it is."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    view.selector.go(view.selector.place[0], place)
    grid = view.actions_
    grid.refresh()
    menu.addActions([grid.sort_up, grid.sort_down])
    menu.addSeparator()
    menu.addActions([grid.filter, grid.refilter, grid.unfilter])
    menu.addSeparator()
    menu.addActions([grid.freeze, grid.unfreeze])
    menu.addAction("最合适的列宽(&F)").triggered.connect(lambda: view.frame_.fit_column(place))
    return menu
