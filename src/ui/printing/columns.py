"""How wide the columns of a table are on paper, and how large its type."""

from __future__ import annotations

from collections.abc import Sequence

from app.calculation.labels import quoted
from app.domain.frozen import frozen
from app.exchange.page import NUMERIC, Page, PageRow, text_of
from app.exchange.setup import Setup
from ui.printing.fonts import Fonts
from ui.printing.leaf import POINT, Face

BODY = 10 * POINT
LEAST = 8 * POINT  # smaller type is told
DIGIT = 5.25 * POINT  # a digit of a column's width
_NARROWEST = 10 * DIGIT  # of a column of text
PADDING = 0.3  # of the type, on either side of a text


@frozen
class Measure:
    """Widths of the columns in units, the size of the type, and what the officer should know of it."""

    widths: tuple[float, ...]
    size: int
    told: str = ""
    air: float = 0.25  # above and below the lines of a cell, of the size of type


def measure(page: Page, rows: Sequence[PageRow], setup: Setup, room: float, fonts: Fonts) -> Measure:
    """Columns that fill the width; numbers fit their columns, at whatever size.

    By itself a table has type of ten points, or as large as its width allows; columns of text give way
    before it gets smaller than eight.
    """
    natural = _natural(page, rows, fonts)
    whole, told = sum(natural), ""
    scale = setup.scale / 100 if setup.scale else min(1.0, room / whole)
    least = LEAST / BODY
    if setup.scale and scale * whole > room:
        natural = _narrowed(natural, page, rows, whole - room / scale)
        if sum(natural) * scale > room * 1.0001:
            scale = room / sum(natural)
            told = f"{quoted(page.name)}按 {setup.scale}% 放不下，已缩到 {int(scale * 100)}%"
    elif scale < least:
        natural = _narrowed(natural, page, rows, whole - room / least)
        scale = min(least, room / sum(natural))
    size = int(BODY * scale + 0.001)
    if size < LEAST:
        told = f"{told}；{small_type(page, setup, size)}".lstrip("；")
    stretch = room / sum(natural)
    return Measure(tuple(width * stretch for width in natural), size, told)


def small_type(page: Page, setup: Setup, size: int) -> str:
    """That the type is small, and what would make it larger."""
    wider = "" if setup.orientation == "landscape" else "横向、"
    points = int(size / POINT * 10) / 10
    return f"{quoted(page.name)}的字只有 {points:g} 磅，小于 8 磅；改用{wider}大一些的纸或窄一些的边距会好些"


def _natural(page: Page, rows: Sequence[PageRow], fonts: Fonts) -> list[float]:
    """Widths at ten points: what the page says, more where a number needs more."""
    widths = [(column.width + 1) * DIGIT for column in page.columns]
    padding = 2 * PADDING * BODY
    for row in rows:
        if row.section:
            continue
        for index, look in enumerate(row.looks):
            if look.kind.name in NUMERIC and row.cells[index] is not None and not look.words:
                metrics = fonts.metrics(Face("body", BODY, look.bold))
                need = metrics.horizontalAdvance(fonts.spelled(text_of(row, index))) * 1.01 + padding
                widths[index] = max(widths[index], need)
    return widths


def _narrowed(natural: Sequence[float], page: Page, rows: Sequence[PageRow], lack: float) -> list[float]:
    """Columns of text narrowed by `lack` altogether, or as far as they can be."""
    texts = {i for row in rows if not row.section for i, look in enumerate(row.looks) if look.wrap}
    spare = {index: max(0.0, natural[index] - _NARROWEST) for index in texts}
    share = min(1.0, lack / (sum(spare.values()) or lack))
    return [width - spare.get(index, 0.0) * share for index, width in enumerate(natural)]
