"""Texts broken into lines that fit a width, as Chinese type is broken."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

_OPTION = QTextOption()
_OPTION.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


def broken(text: str, width: float, font: QFont, metrics: QFontMetricsF) -> tuple[str, ...]:
    """The lines; one of a text that fits. Nothing is left out but the spaces at the ends of lines."""
    if "\n" not in text and metrics.horizontalAdvance(text) <= width:
        return (text,)
    lines: list[str] = []
    for part in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
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


def _piece(text: str, start: int, length: int) -> str:
    """Qt counts UTF-16 units; rare characters take two."""
    if text.isascii() or max(text) <= "\uffff":
        return text[start : start + length].rstrip()
    units = text.encode("utf-16-le")
    return units[start * 2 : (start + length) * 2].decode("utf-16-le", "replace").rstrip()
