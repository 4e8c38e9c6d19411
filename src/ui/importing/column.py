"""Widgets below each other without gaps, one of which takes the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget


def column(widgets: Sequence[QWidget], stretched: int) -> QWidget:
    """One widget of them all; the one at `stretched` takes the room."""
    made = QWidget()
    layout: Any = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, int(place == stretched))
    return made
