"""Blocks of cells on the clipboard: tab-separated text and HTML, as other spreadsheets write and read them.

Numbers that another program shows rounded travel in HTML with all their digits (Excel and WPS: `x:num`,
LibreOffice: `sdval`); those are read instead of the text. They come from doubles, so 15 digits count.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from html import escape
from html.parser import HTMLParser

from PySide6.QtCore import QMimeData

from app.domain.amount import MONEY_UNITS, MoneyUnit
from app.domain.frozen import frozen

OWN_FORMAT = "application/x-zipingtong-cells"  # our own copies also know their money unit
_DOUBLE = Context(prec=15, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_HTML_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>'
)
_MAX_SPAN = 200  # a colspan beyond this is damage, not a merged cell

Texts = list[list[str]]


@frozen
class CopiedCell:
    """One copied cell: its text without separators, and its exact number where it has one."""

    text: str
    number: str = ""


@frozen
class Pasted:
    """What the clipboard holds, as a rectangle of texts; `unit` where our own copy said it."""

    texts: Texts
    unit: MoneyUnit | None = None

    @property
    def width(self) -> int:
        """Columns of the rectangle."""
        return len(self.texts[0]) if self.texts else 0


def to_mime(cells: Sequence[Sequence[CopiedCell]], unit: MoneyUnit) -> QMimeData:
    """The block in every form others may ask for."""
    mime = QMimeData()
    texts = [[cell.text for cell in row] for row in cells]
    mime.setText(to_tsv(texts))
    mime.setHtml(to_html(cells))
    own = {"unit": unit.label, "cells": texts}
    mime.setData(OWN_FORMAT, json.dumps(own, ensure_ascii=False).encode())
    return mime


def from_mime(mime: QMimeData) -> Pasted | None:
    """The block on the clipboard, None when there is no text at all."""
    if mime.hasFormat(OWN_FORMAT):
        own = json.loads(bytes(mime.data(OWN_FORMAT).data()))
        return Pasted(own["cells"], MONEY_UNITS.get(own["unit"]))
    texts: Texts = []
    if mime.hasHtml() and "<table" in (html := mime.html()).lower():
        texts = from_html(html)
    if not texts and mime.hasText():
        texts = from_tsv(mime.text())
    return Pasted(texts) if texts else None


# ---------------------------------------------------------------- tab-separated text


def to_tsv(texts: Sequence[Sequence[str]]) -> str:
    """Rows of tab-separated cells; a text with tabs, line ends or quotes is quoted as Excel does."""
    return "\n".join("\t".join(_quoted(text) for text in row) for row in texts)


def _quoted(text: str) -> str:
    if any(sign in text for sign in "\t\n\r") or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def from_tsv(text: str) -> Texts:
    """A rectangle of cells; short rows are filled up with blanks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not text:
        return []
    if '"' not in text:
        rows = [line.split("\t") for line in text.split("\n")]
    else:
        csv.field_size_limit(10**9)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab", strict=True))
        except csv.Error:  # a quote that belongs to the text: “5" screen”
            rows = [line.split("\t") for line in text.split("\n")]
    return _rectangle([row or [""] for row in rows])


def _rectangle(rows: Texts) -> Texts:
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


# ---------------------------------------------------------------- HTML


def to_html(cells: Sequence[Sequence[CopiedCell]]) -> str:
    """One table. Texts are marked as texts, so that Excel neither calculates nor shortens them."""
    lines = [_HTML_HEAD]
    for row in cells:
        lines.append("<tr>" + "".join(_html_cell(cell) for cell in row) + "</tr>")
    lines.append("</table></body></html>")
    return "\n".join(lines)


def _html_cell(cell: CopiedCell) -> str:
    if cell.number:
        style = " style='mso-number-format:\"0.00%\"'" if cell.text.endswith("%") else ""
        return (
            f'<td align="right" x:num="{cell.number}" sdval="{cell.number}"{style}>{escape(cell.text)}</td>'
        )
    if not cell.text:
        return "<td></td>"
    text = escape(cell.text).replace("\n", '<br style="mso-data-placement:same-cell">')
    return f"<td x:str style='mso-number-format:\"\\@\"'>{text}</td>"


def from_html(html: str) -> Texts:
    """Cells of the first table; merged cells keep their text in the upper left one."""
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    rows = _rectangle(reader.rows)
    while rows and not any(rows[-1]):  # trailing rows that only carry column widths
        rows.pop()
    return rows


class _TableReader(HTMLParser):
    """Collects the cells of the first table; what stands in an inner table joins its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: Texts = []
        self._depth = 0
        self._done = False
        self._parts: list[str] | None = None
        self._attributes: dict[str, str | None] = {}
        self._reserved: dict[int, set[int]] = {}  # row → columns below a merged cell

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "table":
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self._finish()
            self.rows.append([])
        elif self._depth == 1 and tag in {"td", "th"}:
            self._finish()
            self._parts, self._attributes = [], dict(attrs)
        elif self._parts is not None and (tag == "br" or (tag in {"p", "div", "li"} and self._begun())):
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._depth == 1:
            self._finish()
        elif tag == "table" and self._depth:
            self._finish()
            self._depth -= 1
            self._done = self._depth == 0

    def _begun(self) -> bool:
        return bool("".join(self._parts or ()).strip())

    def handle_data(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(re.sub(r"[ \t\r\n]+", " ", data))  # a browser shows line ends as blanks

    def _finish(self) -> None:
        if self._parts is None:
            return
        text = "\n".join(line.strip(" ") for line in "".join(self._parts).split("\n")).strip()
        text = text.replace("\u00a0", " ").strip()
        attributes, self._parts = self._attributes, None
        if not self.rows:
            self.rows.append([])
        line = len(self.rows) - 1
        row = self.rows[-1]
        while len(row) in self._reserved.get(line, ()):
            row.append("")
        start = len(row)
        across, down = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        row.append(_exact(text, attributes))
        row.extend([""] * (across - 1))
        for below in range(line + 1, line + down):
            self._reserved.setdefault(below, set()).update(range(start, start + across))


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _MAX_SPAN) if text and text.isascii() and text.isdigit() else 1


def _exact(text: str, attributes: dict[str, str | None]) -> str:
    """The cell's own number where the text shows it rounded; a percentage stays one."""
    given = attributes.get("x:num") or attributes.get("sdval") or ""
    if not text or not _NUMBER.fullmatch(given) or not any(sign.isdigit() for sign in text):
        return text
    if any(sign in text for sign in "年月:/"):  # dates are numbers to Excel
        return text
    try:
        number = _DOUBLE.create_decimal(given)
    except InvalidOperation:
        return text
    if text.endswith(("%", "％")):
        return f"{plain(number.scaleb(2))}%"
    return plain(number)


def plain(number: Decimal) -> str:
    """ASCII without exponent or needless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
