"""An axis with lines across the chart that keeps the labels at its ends; imported with the first chart."""

from __future__ import annotations

from pyqtgraph import AxisItem  # noqa: TID253 - this module is itself imported with the first chart
from PySide6.QtCore import QRectF

_ROOM = 15.0  # pixels a label may stand out


class Axis(AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The library leaves this room only where there are no lines, and drops the 0 at the foot otherwise."""

    def boundingRect(self) -> QRectF:
        found: QRectF = super().boundingRect()
        return found.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)
