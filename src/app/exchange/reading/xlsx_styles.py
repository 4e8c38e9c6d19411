"""Styles and shared texts of an .xlsx."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from app.exchange.reading.cells import is_number_text
from app.exchange.reading.formats import BUILT_IN, PLAIN, Look, read_format
from app.exchange.reading.limits import STYLES, Tally, too_large
from app.exchange.reading.markup import Attributes, Handlers, elements, handle

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_RED_INDEXES = {"2", "10"}


def is_red(rgb: str) -> bool:
    """Whether six (or eight, the first two opacity) hexadecimal digits are the red of 红字."""
    if not re.fullmatch("(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", rgb):
        return False
    red, green, blue = bytes.fromhex(rgb[-6:])
    return red >= 0xC0 and green <= 0x33 and blue <= 0x33


def plain_text(text: str) -> str:
    """A text of an .xlsx without its escapes: _x000D_ is a carriage return."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_styles(chunks: Iterator[bytes]) -> list[Look | None]:
    """The look of each cell format, in their order; None for a plain one."""
    codes: dict[int, str] = {}
    fonts: list[bool] = []
    formats: list[tuple[int, int]] = []

    def wanted(section: str, name: str, attributes: Attributes) -> None:
        if section == "numFmts" and name == "numFmt":
            codes[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif section == "fonts" and name == "font":
            fonts.append(False)
        elif section == "fonts" and name == "color" and fonts:
            fonts[-1] = is_red(attributes.get("rgb", "")) or attributes.get("indexed") in _RED_INDEXES
        elif section == "cellXfs" and name == "xf":
            formats.append((_int(attributes.get("numFmtId")), _int(attributes.get("fontId"))))
        if max(len(formats), len(fonts), len(codes)) > STYLES:
            raise too_large(f"这份工作簿的单元格格式在 {STYLES // 10_000} 万种以上")

    elements(chunks, wanted)
    known: dict[int, Look] = {number: Look(sort=sort) for number, sort in BUILT_IN.items()}
    known |= {number: read_format(code) for number, code in codes.items()}
    looks: list[Look | None] = []
    for number, font in formats:
        look = known.get(number, PLAIN)
        if 0 <= font < len(fonts) and fonts[font]:
            look = replace(look, red=True)
        looks.append(None if look == PLAIN else look)
    return looks


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


class Texts:
    """The shared texts: `all` of them, and the numbers of those that read as an amount."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self.numbers: set[int] = set()


def read_texts(chunks: Iterator[bytes], tally: Tally) -> Texts:
    """The shared texts, runs joined, phonetic hints left out."""
    texts = Texts()
    pieces: list[str] = []
    runs: list[str] = []

    def handlers(prefix: str) -> Handlers:
        text, item, hint = prefix + "t", prefix + "si", prefix + "rPh"
        hints = 0

        def start(name: str, _attributes: Attributes) -> None:
            nonlocal hints
            pieces.clear()
            if name == hint:
                hints += 1

        def end(name: str) -> None:
            nonlocal hints
            if name == text:
                if not hints:
                    runs.append("".join(pieces))
                pieces.clear()
            elif name == item:
                whole = plain_text("".join(runs))
                runs.clear()
                tally.text(whole)
                if is_number_text(whole):
                    texts.numbers.add(len(texts.all))
                texts.all.append(whole)
            elif name == hint:
                hints -= 1

        return start, end, pieces.append

    handle(chunks, handlers)
    return texts
