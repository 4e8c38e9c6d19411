"""Blocks of cells on the clipboard: tab-separated text and HTML, as spreadsheets write and read them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from app.domain.amount import MONEY_UNITS, MoneyUnit, Refused
from app.domain.frozen import frozen
from ui.grid.html_cells import Place, Texts, exact, read_table
from ui.grid.xml_cells import numbers_of

if TYPE_CHECKING:
    from ui.session import Session

OWN_FORMAT = "application/x-zipingtong-cells"  # our own copies also know their money unit
_HTML_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>'
)
_LONGEST = 32_000_000  # characters: beyond this nothing is read
_MOST = 200_000  # cells


@frozen
class CopiedCell:
    """One copied cell: its text without separators, and its exact number where it has one."""

    text: str
    number: str = ""


@frozen
class Pasted:
    """What the clipboard holds, as a rectangle of texts; `unit` where our own copy said it.

    `red` are the cells of which only the colour may tell that they are below zero.
    """

    texts: Texts
    unit: MoneyUnit | None = None
    red: frozenset[Place] = frozenset()

    @property
    def width(self) -> int:
        """Columns of the rectangle."""
        return len(self.texts[0]) if self.texts else 0

    def reddened(self) -> Pasted:
        """The same with a minus before each number that stands in red."""
        texts = [
            [f"-{text}" if (row, column) in self.red else text for column, text in enumerate(line)]
            for row, line in enumerate(self.texts)
        ]
        return Pasted(texts, self.unit)


def to_mime(cells: Sequence[Sequence[CopiedCell]], unit: MoneyUnit) -> QMimeData:
    """The block in every form others may ask for."""
    mime = QMimeData()
    texts = [[cell.text for cell in row] for row in cells]
    mime.setText(to_tsv(texts))
    mime.setHtml(to_html(cells))
    own = {"unit": unit.label, "cells": texts}
    mime.setData(OWN_FORMAT, json.dumps(own, ensure_ascii=False).encode())
    return mime


def to_paste(session: Session) -> Pasted | None:
    """What is on the clipboard; None, which is said, where it is nothing that can be pasted."""
    mime = QApplication.clipboard().mimeData()
    try:
        pasted = from_mime(mime) if mime is not None else None
    except Refused as refused:
        session.said.emit("error", str(refused))
        return None
    if pasted is None:
        session.said.emit("info", "剪贴板里没有可以粘贴的文字或表格。")
    return pasted


def from_mime(mime: QMimeData) -> Pasted | None:
    """The block on the clipboard, None when there is no text at all; `Refused` when it is far too much."""
    if mime.hasFormat(OWN_FORMAT) and (own := _own(bytes(mime.data(OWN_FORMAT).data()))) is not None:
        return own
    texts: Texts = []
    red: frozenset[Place] = frozenset()
    numbers = numbers_of(mime)
    if mime.hasHtml() and "<table" in (html := mime.html()).lower() and len(html) <= _LONGEST:
        rows, red = read_table(html, numbers)
        texts = _rectangle(rows)
    if not texts and mime.hasText():
        text = mime.text()
        if len(text) > _LONGEST:
            raise Refused("剪贴板里的内容太多，没有粘贴；请分几次复制")
        texts = [
            [exact(cell, numbers.get((row, column), "")) or cell for column, cell in enumerate(line)]
            for row, line in enumerate(from_tsv(text))
        ]
        red = frozenset()
    if texts and len(texts) * len(texts[0]) > _MOST:
        size = f"{len(texts):,} 行 {len(texts[0]):,} 栏"
        raise Refused(f"剪贴板里有 {size}，一次最多粘贴 {_MOST:,} 格，没有粘贴；请只选要用的部分复制")
    return Pasted(texts, red=red) if texts else None


def _own(data: bytes) -> Pasted | None:
    """Our own copy; None when another program has put something else under this name."""
    try:
        own = json.loads(data)
        texts, unit = own["cells"], MONEY_UNITS.get(own["unit"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    width = len(texts[0]) if isinstance(texts, list) and texts and isinstance(texts[0], list) else 0
    whole = width and all(
        isinstance(row, list) and len(row) == width and all(isinstance(cell, str) for cell in row)
        for row in texts
    )
    return Pasted(texts, unit) if whole else None


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
    """Excel and WPS look at `x:` and the style, LibreOffice at `sdval` and `sdnum`; each wants its own."""
    if cell.number:
        percent = cell.text.endswith("%")
        style = " sdnum='1033;0;0.00%' style='mso-number-format:\"0\\.00%\"'" if percent else ""
        return (
            f'<td align="right" x:num="{cell.number}" sdval="{cell.number}"{style}>{escape(cell.text)}</td>'
        )
    if not cell.text:
        return "<td></td>"
    text = escape(cell.text).replace("\n", '<br style="mso-data-placement:same-cell">')
    return f"<td x:str sdnum='1033;0;@' style='mso-number-format:\"\\@\"'>{text}</td>"
