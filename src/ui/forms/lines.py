"""A form as lines of a view: title above, cells, notes below; which cell covers which place."""

from __future__ import annotations

from typing import Literal

from app.domain.address import Address
from app.domain.frozen import frozen
from app.exchange.form_page import FormSheet, Spot
from app.exchange.page import Look

Place = tuple[int, int]
Role = Literal["", "corner", "title", "subtitle", "sides", "note", "hint"]


@frozen
class Lines:
    """`roles` tells what a line is beside the cells of the form, `covers` which spot covers a place."""

    roles: tuple[Role, ...]
    heights: tuple[int, ...]  # in lines of text
    spots: tuple[Spot, ...]
    covers: dict[Place, Spot]
    places: dict[Address, Place]
    items: dict[int, int | str]  # line → the item it belongs to


def changed(lines: Lines, before: FormSheet, now: FormSheet) -> list[Spot] | None:
    """The cells that read another way in the same form; None where the lines themselves are others."""
    around = ("corner", "title", "subtitle", "left", "right", "notes", "foot", "lines", "widths")
    if len(before.spots) != len(now.spots) or any(
        getattr(before, name) != getattr(now, name) for name in around
    ):
        return None
    found: list[Spot] = []
    for old, new in zip(before.spots, now.spots, strict=True):
        if old is new:
            continue
        if (old.down, old.address, old.item) != (new.down, new.address, new.item):
            return None
        if old.value != new.value:
            found.append(new)
    if any(role == "hint" for role in lines.roles):
        return None
    down = lines.roles.index("") if "" in lines.roles else 0
    moved = [_moved(spot, down) for spot in found]
    for spot in moved:
        put(lines, spot)
    return moved


def put(lines: Lines, spot: Spot) -> None:
    """The cell in the place of the one that stood there."""
    for row in range(spot.row, spot.row + spot.down):
        for column in range(spot.column, spot.column + spot.across):
            lines.covers[row, column] = spot


def lines_of(sheet: FormSheet, hint: str = "") -> Lines:
    """The lines of a form; where it has no items, `hint` stands in the blank line for them."""
    width = len(sheet.widths)
    above: list[tuple[Role, tuple[Spot, ...]]] = []
    for role, text, align in (
        ("corner", sheet.corner, "left"),
        ("title", sheet.title, "center"),
        ("subtitle", sheet.subtitle, "center"),
    ):
        if text:
            above.append((role, (_text(len(above), 0, width, text, align),)))  # type: ignore[arg-type]
    if sheet.left or sheet.right:
        half = (width + 1) // 2
        sides = (
            _text(len(above), 0, half, sheet.left, "left"),
            _text(len(above), half, width - half, sheet.right, "right"),
        )
        above.append(("sides", sides))
    down = len(above)
    inner = [_moved(spot, down) for spot in sheet.spots]
    if hint:
        inner = _hinted(inner, width, hint)
    end = down + len(sheet.lines)
    foot = "　　　　".join(f"{label}：{text}" for label, text in sheet.foot)
    below = [text for text in (*sheet.notes, foot) if text]
    notes = [_text(end + number, 0, width, text, "left") for number, text in enumerate(below)]
    spots = (*(spot for _, line in above for spot in line), *inner, *notes)
    covers = {
        (row, column): spot
        for spot in spots
        for row in range(spot.row, spot.row + spot.down)
        for column in range(spot.column, spot.column + spot.across)
    }
    places: dict[Address, Place] = {}
    items: dict[int, int | str] = {}
    for spot in inner:
        for address in (spot.address, *spot.parts):
            if address is not None:
                places.setdefault(address, (spot.row, spot.column))
        if spot.item is not None and spot.down == 1:
            items[spot.row] = spot.item
    roles = (*(role for role, _ in above), *("" for _ in sheet.lines), *("note" for _ in below))
    heights = (*(1 for _ in above), *sheet.lines, *(1 for _ in below))
    return Lines(roles, heights, tuple(spots), covers, places, items)  # type: ignore[arg-type]


def _text(row: int, column: int, across: int, text: str, align: Literal["left", "center", "right"]) -> Spot:
    return Spot(row, column, text, Look(align=align, wrap=True), 1, across)


def _moved(spot: Spot, down: int) -> Spot:
    return Spot(
        spot.row + down, spot.column, spot.value, spot.look, spot.down, spot.across,
        spot.address, spot.parts, spot.item, spot.heading,
    )  # fmt: skip


def _hinted(spots: list[Spot], width: int, hint: str) -> list[Spot]:
    """One cell that says how to go on instead of the blank cells of the line that waits for items."""
    blank = [spot for spot in spots if spot.address is None and not spot.heading and spot.value is None]
    rows: dict[int, list[Spot]] = {}
    for spot in blank:
        if spot.down == 1:
            rows.setdefault(spot.row, []).append(spot)
    full = [row for row, found in rows.items() if sum(one.across for one in found) > width // 2]
    if not full:
        return spots
    row = max(full, key=lambda one: len(rows[one]))
    first = min(spot.column for spot in rows[row])
    across = sum(spot.across for spot in rows[row])
    kept = [spot for spot in spots if spot not in rows[row]]
    return [*kept, Spot(row, first, hint, Look(align="center", wrap=True), 1, across)]
