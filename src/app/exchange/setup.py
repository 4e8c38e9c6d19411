"""How each table is put on paper: what the officer chose, kept in the document beside the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Literal, Protocol, cast, get_args

from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.frozen import frozen
from app.domain.report import PRINT, Report

Paper = Literal["A4", "A3", "B5"]
Orientation = Literal["portrait", "landscape"]
Margins = tuple[int, int, int, int]

PAPERS: dict[str, tuple[int, int]] = {"A4": (210, 297), "A3": (297, 420), "B5": (182, 257)}  # mm, upright
SCALES = (50, 200)  # percent
MARGINS = (5, 60)  # mm; printers do not reach the edge, and more leaves no room for a table
COVER = "cover"
_YES, _NO = "是", "否"


@frozen
class Setup:
    """Paper of one table.

    `scale` in percent, 0 for as large as the width allows; with `single` as small as one sheet asks for.
    Margins in mm, left, top, right, bottom.
    """

    wanted: bool = True
    paper: Paper = "A4"
    orientation: Orientation = "portrait"
    scale: int = 0
    single: bool = False
    margins: Margins = (15, 15, 15, 15)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the sheet in mm."""
        width, height = PAPERS[self.paper]
        return (width, height) if self.orientation == "portrait" else (height, width)


class Printed(Protocol):
    """What is put on paper: a page of the report, or a form."""

    @property
    def key(self) -> str:
        """Its name in the settings."""

    @property
    def data(self) -> bool:
        """Whether it is printed only when that is asked for."""

    @property
    def orientation(self) -> Orientation:
        """How it is set by itself."""


def default_setup(page: Printed) -> Setup:
    """As the edition sets the table; what only makes the workbook complete is not printed unasked."""
    return Setup(wanted=not page.data, orientation=page.orientation)


COVER_SETUP = Setup(wanted=False)


def read_setup(report: Report, key: str, default: Setup) -> Setup:
    """What was chosen for a table, over `default`; a choice that cannot be read counts as not made."""
    record = report.tables.get(PRINT, {}).get(key)
    found = default
    for column, value in record.cells.items() if record is not None else ():
        with suppress(ValueError):
            found = _with(found, column, str(value))
    return found


def _with(setup: Setup, column: str, text: str) -> Setup:
    if column == "wanted" and text in {_YES, _NO}:
        return replace(setup, wanted=text == _YES)
    if column == "single" and text in {_YES, _NO}:
        return replace(setup, single=text == _YES)
    if column == "paper" and text in PAPERS:
        return replace(setup, paper=cast(Paper, text))
    if column == "orientation" and text in get_args(Orientation):
        return replace(setup, orientation=cast(Orientation, text))
    if column == "scale" and (text == "0" or SCALES[0] <= int(text) <= SCALES[1]):
        return replace(setup, scale=int(text))
    if column == "margins":
        numbers = [int(part) for part in text.split()]
        if len(numbers) == 4 and all(MARGINS[0] <= number <= MARGINS[1] for number in numbers):
            return replace(setup, margins=cast(Margins, tuple(numbers)))
    return setup


def _texts(setup: Setup) -> dict[str, str]:
    return {
        "wanted": _YES if setup.wanted else _NO,
        "paper": setup.paper,
        "orientation": setup.orientation,
        "scale": str(setup.scale),
        "single": _YES if setup.single else _NO,
        "margins": " ".join(map(str, setup.margins)),
    }


def setup_changes(report: Report, chosen: Iterable[tuple[str, Setup, Setup]]) -> list[SetCell]:
    """What to write so that each (key, setup, default) is read back; what is as by default is not kept."""
    changes = []
    for key, setup, default in chosen:
        usual = _texts(default)
        for column, text in _texts(setup).items():
            address = Address(PRINT, key, column)
            old, new = report.get(address), None if text == usual[column] else text
            if old != new:
                changes.append(SetCell(address, old, new))
    return changes


def setups(report: Report, pages: Sequence[Printed]) -> dict[str, Setup]:
    """The setup of every page by key, and of the cover."""
    found = {page.key: read_setup(report, page.key, default_setup(page)) for page in pages}
    return {COVER: read_setup(report, COVER, COVER_SETUP), **found}
