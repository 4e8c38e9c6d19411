"""Looks as XlsxWriter formats, each made once: the appearance of the tables officers hand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.exchange.page import NO_FIGURE, NUMERIC, UNFILLED, Look

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

BODY_FONT, TITLE_FONT = "宋体", "黑体"
BODY_SIZE = 10
DATE_FORMAT = 'yyyy"年"m"月"d"日"'
_GREY = "#EDEDED"
_PLAIN = {"font_name": BODY_FONT, "font_size": BODY_SIZE, "valign": "vcenter"}
_FRAME = {**_PLAIN, "border": 1}
_PARTS: dict[str, dict[str, Any]] = {
    "title": {**_PLAIN, "font_name": TITLE_FONT, "font_size": 16, "align": "center", "bold": True},
    "left": {**_PLAIN, "align": "left", "text_wrap": True},
    "right": {**_PLAIN, "align": "right"},
    "heading": {**_FRAME, "align": "center", "bold": True, "text_wrap": True, "bg_color": _GREY},
    "section": {**_FRAME, "align": "left", "bold": True},
    "note": {**_PLAIN, "align": "left", "text_wrap": True},
    "foot": {**_PLAIN, "align": "left"},
}


class Formats:
    """Formats of one workbook."""

    def __init__(self, workbook: Workbook, *, form: bool = False) -> None:
        """In a `form` what is to be filled in stands out and is unlocked."""
        self.workbook, self.form = workbook, form
        self.parts = {name: workbook.add_format(part) for name, part in _PARTS.items()}
        self.unfilled = workbook.add_format({"num_format": f'General;General;General;"{UNFILLED}"'})
        self._cells: dict[tuple[Look, int, str], Format] = {}
        # the pages hold their looks all the while: an id is quicker to look up than what it stands for
        self._known: dict[tuple[int, int, str], Format] = {}

    def cell(self, look: Look, places: int = 0, reason: str = "") -> Format:
        """Format of a body cell; `reason` is how a reason in it is seen: "words", a dash, or "hidden"."""
        found = self._known.get((id(look), places, reason))
        if found is None:
            key = (look, places, reason)
            if key not in self._cells:
                made = _properties(look, places, reason)
                if self.form:
                    closed = look.computed or (not look.source and look.align == "center")
                    made |= {"locked": not look.open} | ({"bg_color": _GREY} if closed else {})
                self._cells[key] = self.workbook.add_format(made)
            found = self._known[(id(look), places, reason)] = self._cells[key]
        return found


def number_format(look: Look, places: int) -> str:
    """Excel's number format: thousands separated, no colour for a sign; entered numbers show all decimals."""
    point = "." + "0" * places if places else ""
    if look.kind.name == "percent":
        return f"#,##0{point}%"
    rounded = look.source == "ratio" or (look.source == "own" and look.kind.name == "number")
    if rounded or look.kind.name == "money":
        return f"#,##0{point}"
    return "#,##0" if look.source and look.kind.name == "count" else "General"


def _properties(look: Look, places: int, reason: str) -> dict[str, Any]:
    made: dict[str, Any] = {**_FRAME, "align": look.align}
    if look.bold:
        made["bold"] = True
    if look.indent:
        made["indent"] = look.indent
    if look.wrap:
        made["text_wrap"] = True
    if look.kind.name in NUMERIC:
        shape = number_format(look, places)
        if reason in {NO_FIGURE, "hidden"}:  # the words stay in the cell, its face is a dash or nothing
            shape = f'{shape};-{shape};{shape};"{NO_FIGURE if reason == NO_FIGURE else ""}"'
            made["align"] = "center"
        made["num_format"] = shape
    elif look.kind.name == "date":
        made["num_format"] = DATE_FORMAT
    return made
