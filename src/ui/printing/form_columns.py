"""How wide the columns of a form are on paper, and how large its type."""

from __future__ import annotations

from app.exchange.form_page import FormSheet
from app.exchange.page import NUMERIC
from app.exchange.setup import Setup
from ui.printing.columns import BODY, DIGIT, PADDING, Measure
from ui.printing.fonts import Fonts
from ui.printing.leaf import POINT, Face

SMALLEST = 5 * POINT  # type is never smaller
_USUAL = 9 * POINT  # of a form that is wider than its paper: a little smaller, never tiny
_AIR = 0.3  # above and below the lines of a cell, of the size of type
_FOUR = 4.5  # characters the narrowest column of text has


def measure_form(form: FormSheet, setup: Setup, room: float, fonts: Fonts) -> Measure:
    """Columns that fill the width, in the largest type in which every number fits its column."""
    natural = [(width + 1) * DIGIT for width in form.widths]
    scale = setup.scale / 100 if setup.scale else max(_USUAL / BODY, min(1.0, room / sum(natural)))
    size = int(BODY * scale + 0.001)
    while size > SMALLEST:
        widths = _fitted(form, [width * room / sum(natural) for width in natural], size, fonts)
        if widths is not None:
            return Measure(tuple(widths), size, air=_AIR)
        size -= 2
    return Measure(tuple(width * room / sum(natural) for width in natural), size, air=_AIR)


def _fitted(form: FormSheet, widths: list[float], size: int, fonts: Fonts) -> list[float] | None:
    """The columns with every number whole, those of text giving way; None where that is too much."""
    room, least = sum(widths), list(widths)
    for spot in form.spots:
        if spot.look.kind.name not in NUMERIC or spot.value is None:
            continue
        metrics = fonts.metrics(Face("body", size, spot.look.bold))
        need = metrics.horizontalAdvance(fonts.spelled(spot.text)) * 1.01 + 2 * PADDING * size
        lack = need - sum(least[spot.column : spot.column + spot.across])
        if lack > 0:
            least[spot.column] += lack
    over = sum(least) - room
    if over <= 0.5:
        return least
    floor = _FOUR * size
    spare = [
        max(0.0, width - floor) if width == usual else 0.0 for width, usual in zip(least, widths, strict=True)
    ]
    if sum(spare) < over:
        return None
    return [width - part * over / sum(spare) for width, part in zip(least, spare, strict=True)]
