"""The sheet before the tables."""

from __future__ import annotations

from collections.abc import Sequence

from app.exchange.setup import COVER, Setup
from ui.printing.fonts import Fonts
from ui.printing.leaf import MILLIMETRE, POINT, About, Face, Leaf, Text
from ui.printing.lines import broken


def cover_leaf(about: About, setup: Setup, fonts: Fonts) -> Leaf:
    """A sheet with the title of the whole, and what is written under it."""
    width, height = (round(side * MILLIMETRE) for side in setup.size)
    left, right = setup.margins[0] * MILLIMETRE, width - setup.margins[2] * MILLIMETRE
    texts: list[Text] = []

    def block(given: Sequence[str], face: Face, y: float, step: float) -> None:
        metrics = fonts.metrics(face)
        for line in (part for text in given for part in broken(text, right - left, face, fonts)):
            texts.append(Text((left + right - metrics.horizontalAdvance(line)) / 2, y, line, face))
            y += step

    block(about.cover, Face("title", 26 * POINT, bold=True), height * 0.32, 26 * POINT * 1.7)
    block(about.foot, Face("body", 15 * POINT), height * 0.68, 15 * POINT * 2.2)
    return Leaf(COVER, "封面", width, height, setup.margins, tuple(texts), numbered=False)
