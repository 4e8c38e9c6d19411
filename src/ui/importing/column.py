"""Widgets below each other without gaps, one of which takes the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget


def column(widgets: Sequence[QWidget], stretched: int) -> QWidget:
    """One widget of them all; the one at `stretched` takes the room."""
    made = QWidget()
    layout: Any = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, int(place == stretched))
    return made


def put_rows(parent: QWidget, rows: Sequence[QHBoxLayout]) -> None:
    """Rows of choices below each other, with room around and between them."""
    em = QFontMetrics(parent.font()).height()
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(round(em * 0.6), em // 2, round(em * 0.6), em // 2)
    layout.setSpacing(em // 2)
    for row in rows:
        row.setSpacing(round(em * 0.6))
        layout.addLayout(row)
