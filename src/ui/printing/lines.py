"""Texts broken into lines that fit a width, as Chinese type is broken."""

from __future__ import annotations

import re
from unicodedata import category

from PySide6.QtGui import QTextLayout, QTextOption

from ui.printing.fonts import Fonts
from ui.printing.leaf import Face

_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"  # seen nowhere
_OPTION = QTextOption()
_OPTION.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


def broken(text: str, width: float, face: Face, fonts: Fonts) -> tuple[str, ...]:
    """The lines; one of a text that fits.

    Nothing that is seen is left out but the spaces at the ends of lines.
    """
    text = fonts.spelled(seen(text))
    font, metrics = fonts.font(face), fonts.metrics(face)
    if "\n" not in text and metrics.horizontalAdvance(text) <= width:
        return (text,)
    lines: list[str] = []
    for part in text.split("\n"):
        if metrics.horizontalAdvance(part) <= width:
            lines.append(part)
            continue
        layout = QTextLayout(part, font)
        layout.setTextOption(_OPTION)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start = line.textStart()
            lines.append(_piece(part, start, line.textLength()))
        layout.endLayout()
    return tuple(lines)


def seen(text: str) -> str:
    """Without what has no shape of its own: control and format characters, selectors of variants.

    They come with texts pasted from web pages and chats. A tab is four spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    text = re.sub("\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\t", "    ")
    return "".join(each for each in text if each == "\n" or not _is_unseen(each))


def _is_unseen(character: str) -> bool:
    return category(character) in {"Cc", "Cf"} or "\ufe00" <= character <= "\ufe0f" or character in _FILLERS


def _piece(text: str, start: int, length: int) -> str:
    """Qt counts UTF-16 units; rare characters take two."""
    if text.isascii() or max(text) <= "\uffff":
        return text[start : start + length].rstrip()
    units = text.encode("utf-16-le")
    return units[start * 2 : (start + length) * 2].decode("utf-16-le", "replace").rstrip()
