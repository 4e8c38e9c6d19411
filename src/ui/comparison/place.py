"""Puts the comparison in the place of the table, and the table back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.comparison.pane import ComparisonPane
from ui.navigator import COMPARISON

if TYPE_CHECKING:
    from ui.session import Session
    from ui.workbench import Workbench


class Comparing:
    """While it is shown, the table and what belongs to it step aside."""

    def __init__(self, bench: Workbench, session: Session) -> None:
        self._bench, self._session = bench, session
        self._document = session.document
        self.shown = False
        self.pane = ComparisonPane(session)
        self.pane.hide()
        bench.add_to_middle(self.pane)
        self.pane.apply_look(session.zoom)

    def show(self) -> None:
        """In the place of the table, read anew."""
        self._document = self._session.document
        self._set(True)
        self.pane.refill()
        self._bench.navigator.choose(COMPARISON)

    def leave(self) -> None:
        """The table comes back."""
        self._set(False)

    @property
    def stays(self) -> bool:
        """Whether it is shown and the same document is still open, though perhaps in another year."""
        return self.shown and self._document is self._session.document

    def _set(self, shown: bool) -> None:
        self.shown = shown
        bench = self._bench
        bench.step_aside(shown)
        self.pane.setVisible(shown)
