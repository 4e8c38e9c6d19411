"""How the panes of the workbench share the window: as the officer has them, and as text grows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ui.memory import Memory
from ui.panes import Panes
from ui.session import Session

_ASIDE_MOST = (0.2, 0.28)  # of the window's width, for the panes at the left and at the right
_SIDE_LEAST = 9  # lines of text that the right pane is wide at least
_BELOW = 0.26  # share of the problems under the table
_BELOW_LEAST = 2.4  # lines of text that are left of them
TABLE_LINES, FORM_LINES = 12, 22  # lines of text that a table, or a form with its fields, is high at least
_TABLE_LEAST = 26  # lines of text: where the table would be narrower, the right pane makes room


class PaneSizes:
    """`across` holds navigator, `middle` and `side`; `alone` tells that something needs the whole width."""

    def __init__(
        self,
        across: Panes,
        middle: Panes,
        side: Panes,
        session: Session,
        memory: Memory,
        alone: Callable[[], bool],
    ) -> None:
        self.across, self.middle, self.side = across, middle, side
        self._session, self._memory, self._alone = session, memory, alone
        self.least = TABLE_LINES  # of what stands in the middle
        self.below = _BELOW  # share of the height that the problems have
        self.aside = (0.0, 0.0)  # navigator and ratios at 100 %, as the officer has them
        self._wanted: bool | None = None  # the right pane, by the officer; None: where there is room
        across.splitterMoved.connect(self._keep_widths)
        middle.splitterMoved.connect(self._keep_height)
        middle.resized.connect(self.give_height)
        across.resized.connect(self.give_room)

    def _keep_widths(self, *_: int) -> None:
        """The officer has moved a handle between the panes."""
        left, _middle, right = self.across.sizes()
        zoom = self._session.zoom
        self.aside = left / zoom, (right or self.aside[1] * zoom) / zoom

    def give_room(self) -> None:
        """The panes at the sides grow with their text, as far as the table keeps most of the window."""
        whole = sum(self.across.sizes())
        if not whole or not any(self.aside):
            return
        zoom, em = self._session.zoom, QFontMetrics(QApplication.font()).height()
        left, right = (
            round(min(width * zoom, whole * most))
            for width, most in zip(self.aside, _ASIDE_MOST, strict=True)
        )
        narrow = whole - left - right < _TABLE_LEAST * em * zoom
        wanted = not narrow if self._wanted is None else self._wanted
        self.side.setVisible(wanted and not self._alone())
        right = 0 if self.side.isHidden() else right
        self.across.setSizes([left, whole - left - right, right])
        self.side.setMinimumWidth(round(em * _SIDE_LEAST * zoom))

    def _keep_height(self, *_: int) -> None:
        above, below = self.middle.sizes()
        self.below = below / max(above + below, 1)

    def give_height(self) -> None:
        """The problems keep their share of the height, as far as the table keeps some rows."""
        whole = sum(self.middle.sizes())
        line = QFontMetrics(QApplication.font()).height() * self._session.zoom
        share = round(whole * self.below)
        below = min(share, max(whole - round(line * self.least), round(line * _BELOW_LEAST)))
        if whole:
            self.middle.setSizes([whole - below, below])

    def toggle_side(self) -> None:
        """Ratios and explanation: away, and back again."""
        self._wanted = self.side.isHidden()
        self._memory.put("side", "shown" if self._wanted else "hidden")
        self.give_room()

    def restore(self, width: int, height: int) -> None:
        """As they were, or a first layout for a window of this size."""
        em = QFontMetrics(QApplication.font()).height()
        width, height = max(width, em * 60), max(height, em * 36)
        self.aside = em * 11.5, em * 18.0
        kept = self._memory.get("panes", [])
        if len(kept) == 2 and all(isinstance(one, int | float) for one in kept):
            self.aside = max(float(kept[0]), em * 4.0), max(float(kept[1]), em * 6.0)
        self.below = min(max(self._memory.get("below", _BELOW), 0.1), 0.8)
        self._wanted = {"shown": True, "hidden": False}.get(self._memory.get("side", ""))
        left, right = round(self.aside[0]), round(self.aside[1])
        self.across.setSizes([left, width - left - right, right])
        self.middle.setSizes([round(height * (1 - self.below)), round(height * self.below)])
        state = self._memory.bytes("splitter_side")
        if state.isEmpty() or not self.side.restoreState(state):
            self.side.setSizes([round(height * 0.52), round(height * 0.48)])
        self.give_room()

    def remember(self) -> None:
        """For the next start."""
        self._memory.put("panes", list(self.aside))
        self._memory.put("below", self.below)
        self._memory.put_bytes("splitter_side", self.side.saveState())
