"""A paste: read, laid over the cells, shown before it lands when it is more than one cell, then written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.document import Document
from ui.grid.block import TableBlock
from ui.grid.clipboard import Pasted, to_paste
from ui.grid.deed import Deed
from ui.grid.model import TableModel
from ui.grid.moves import Range

if TYPE_CHECKING:
    from ui.grid.sheet import Sheet


def paste(view: Sheet, table: TableModel, document: Document) -> None:
    """What is on the clipboard, from the selection's corner."""
    pasted = to_paste(view.session)
    if pasted is not None:
        Paste(view, table, document, pasted).begin()


class Paste:
    """One paste, from the clipboard to the session; the selection it was asked for is kept meanwhile."""

    def __init__(self, view: Sheet, table: TableModel, document: Document, pasted: Pasted) -> None:
        self._view = view
        self._table = table
        self._block = TableBlock(table, document)
        self._pasted = pasted
        self._ranges = view.ranges() or [Range(table.rowCount(), 0, table.rowCount(), 0)]

    def deed(self, negative: bool = False) -> Deed:
        """What it would write; `negative` takes numbers that stand in red as below zero."""
        return self._block.paste(self._ranges, self._pasted.reddened() if negative else self._pasted)

    def begin(self) -> None:
        """Show it, or write at once what needs no looking at."""
        deed = self.deed()
        seen = self._view.previews or not deed.smooth
        alone = len(deed.landings) < 2 and not self._pasted.red
        if alone or not seen or self._view.read_only():
            self.land(deed)
            return
        from ui.grid.preview import Preview

        anew = self.deed if self._pasted.red else None
        preview = Preview(self._table, deed, anew, not self._view.previews, self._view)
        preview.taken.connect(partial(Paste._taken, self))  # a bound method would not keep this alive
        preview.open()

    def _taken(self, deed: Deed, again: bool) -> None:
        self._view.previews = again
        self.land(deed)

    def land(self, deed: Deed) -> None:
        """Write it as one act, and select where it went."""
        self._view.deeds.write(deed, "粘贴")
        texts = self._pasted.texts
        if len(texts) * self._pasted.width > 1:
            corner, single = self._ranges[0], len(self._ranges) == 1
            height = max(len(texts), corner.height if single else 0)
            width = max(self._pasted.width, corner.width if single else 0)
            top, left = corner.top, corner.left
            self._view.selector.select(Range(top, left, top + height - 1, left + width - 1))
