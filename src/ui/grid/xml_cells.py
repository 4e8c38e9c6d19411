"""Numbers with all their digits from the “XML Spreadsheet” that Excel for Windows puts on the clipboard.

Its HTML has texts only, as they are shown; what the cells hold stands here.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from ui.grid.html_cells import Place

_NAME = "XML Spreadsheet"  # Qt wraps it: application/x-qt-windows-mime;value="XML Spreadsheet"
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_LARGEST = 64_000_000  # bytes: beyond this nothing is read
_FURTHEST = 100_000  # rows or columns that may be left out


def numbers_of(mime: QMimeData) -> dict[Place, str]:
    """By row and column of the block what number a cell holds; empty without such a form of it."""
    name = next((name for name in mime.formats() if _NAME in name), "")
    if not name:
        return {}
    data = bytes(mime.data(name).data()).rstrip(b"\0")
    return read_numbers(data) if len(data) <= _LARGEST else {}


def read_numbers(data: bytes) -> dict[Place, str]:
    """The number cells of the first sheet; empty when it cannot be read, since it only adds digits."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        table = fromstring(data).find(f"{_SHEET}Worksheet/{_SHEET}Table")
    except (ParseError, DefusedXmlException, ValueError):
        return {}
    found: dict[Place, str] = {}
    row = -1
    for line in table.iter(f"{_SHEET}Row") if table is not None else ():
        row = _place(line.get(f"{_SHEET}Index"), row + 1)
        column = -1
        for cell in line.iter(f"{_SHEET}Cell"):
            column = _place(cell.get(f"{_SHEET}Index"), column + 1)
            held = cell.find(f"{_SHEET}Data")
            if held is not None and held.get(f"{_SHEET}Type") == "Number" and held.text:
                found[row, column] = held.text.strip()
            column += _count(cell.get(f"{_SHEET}MergeAcross"))
        row += _count(line.get(f"{_SHEET}Span"))
    return found


def _place(index: str | None, following: int) -> int:
    """`Index` counts from 1 and stands where cells before it are left out."""
    return _count(index) - 1 if index and _count(index) else following


def _count(text: str | None) -> int:
    return min(int(text), _FURTHEST) if text and text.isascii() and text.isdigit() else 0
