"""Styles of an .ods, as far as they change what a number looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.exchange.reading.formats import PLAIN, Look, read_format
from app.exchange.reading.limits import STYLES, too_large
from app.exchange.reading.markup import Attributes, feed, parser
from app.exchange.reading.xlsx_styles import is_red

_POSITIVE = re.compile(r"value\(\)\s*>=?\s*0(?:\.0*)?")
_CHAIN = 20  # styles that a style is based on


@dataclass
class _Style:
    """One style, of a cell, of numbers or of a table."""

    parent: str = ""
    data: str = ""
    red: bool | None = None
    hidden: bool = False
    literal: list[str] = field(default_factory=list)  # texts of a number style; 0 stands for the number
    scaled: bool = False
    positive: str = ""  # the number style that is used for positive numbers


class Styles:
    """The styles of a document by name; number styles have names of their own."""

    def __init__(self) -> None:
        self.cells: dict[str, _Style] = {}
        self.tables: dict[str, _Style] = {}
        self.numbers: dict[str, _Style] = {}
        self._looks: dict[str, Look | None] = {}
        self._current: _Style | None = None
        self._pieces: list[str] = []

    def read(self, chunks: Iterator[bytes]) -> None:
        """Take up the styles of one part of the document."""
        made = parser()
        made.StartElementHandler = self.start
        made.EndElementHandler = self.end
        made.CharacterDataHandler = self.text
        feed(made, chunks)

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        self._pieces.clear()
        current = self._current
        if name == "style:style":
            family = {"table-cell": self.cells, "table": self.tables}.get(attributes.get("style:family", ""))
            self._current = style = _Style(
                attributes.get("style:parent-style-name", ""), attributes.get("style:data-style-name", "")
            )
            self._keep(family, attributes, style)
        elif name.startswith("number:") and name.endswith("-style"):
            self._current = style = _Style()
            self._keep(self.numbers, attributes, style)
        elif current is None:
            return
        elif name == "style:text-properties" and "fo:color" in attributes:
            current.red = is_red(attributes["fo:color"].lstrip("#"))
        elif name == "style:table-properties":
            current.hidden = attributes.get("table:display") == "false"
        elif name in ("number:number", "number:scientific-number", "number:fraction"):
            current.literal.append("0")
            current.scaled = attributes.get("number:display-factor", "1") not in ("1", "1.0")
        elif name == "style:map" and _POSITIVE.fullmatch(attributes.get("style:condition", "").strip()):
            current.positive = attributes.get("style:apply-style-name", "")

    def text(self, text: str) -> None:
        """Text inside an element."""
        if self._current is not None:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._current is None:
            return
        if name in ("number:text", "number:currency-symbol"):
            quoted = "".join(self._pieces).replace('"', "")[:50]
            self._current.literal.append(f'"{quoted}"')
        elif name == "style:style" or (name.startswith("number:") and name.endswith("-style")):
            self._current = None

    def _keep(self, family: dict[str, _Style] | None, attributes: Attributes, style: _Style) -> None:
        if family is None:
            return
        family[attributes.get("style:name", "")] = style
        if len(family) > STYLES:
            raise too_large(f"这份工作簿的单元格格式在 {STYLES // 10_000} 万种以上")

    def table_hidden(self, name: str) -> bool:
        """Whether the tables of this style are not shown."""
        return name in self.tables and self.tables[name].hidden

    def look(self, name: str) -> Look | None:
        """How cells of this style show a positive number; None for plainly."""
        if name not in self._looks:
            look = self._make(name)
            self._looks[name] = None if look == PLAIN else look
        return self._looks[name]

    def _make(self, name: str) -> Look:
        red: bool | None = None
        data = ""
        for _ in range(_CHAIN):
            style = self.cells.get(name)
            if style is None:
                break
            red = style.red if red is None else red
            data = data or style.data
            name = style.parent
        number = self.numbers.get(data)
        if number and number.positive:
            number = self.numbers.get(number.positive, number)
        look = read_format("".join(number.literal) or "0") if number else PLAIN
        if number:
            look = replace(look, scaled=number.scaled)
        return replace(look, sort="number", red=bool(red or (number and number.red)))
