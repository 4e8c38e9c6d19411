"""Characters that a font draws alike: in a PDF each is found under the code that was written.

Fonts of the 思源/Noto family have one glyph for 人 and for the radical ⼈; Qt notes one of the two codes for
it, and whoever searches the PDF for 人员经费 finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from PySide6.QtGui import QRawFont

from ui.printing.fonts import Fonts
from ui.printing.leaf import Face, Text

_ANY = 200  # the size matters not
_RANGE = re.compile(rb"\[([^\]]*)\]")
_CODE = re.compile(rb"<([0-9A-Fa-f]{4,})>")


class Glyphs:
    """The characters that were drawn, by their glyphs."""

    def __init__(self, texts: Iterable[Text], fonts: Fonts) -> None:
        self._drawn: dict[Face, set[str]] = {}
        for text in texts:
            self._drawn.setdefault(text.face._replace(size=_ANY), set()).update(text.text)
        self._all = set().union(*self._drawn.values())
        self._fonts = fonts

    def mend(self, writer: Any) -> None:
        """Correct the tables by which the text of a PDF is read; `writer` is pypdf's."""
        done = set()
        for page in writer.pages:
            for font in (page["/Resources"].get("/Font") or {}).values():
                table = font.get_object().get("/ToUnicode")
                if table is None or table.idnum in done:
                    continue
                done.add(table.idnum)
                stream = table.get_object()
                lines = stream.get_data().split(b"endcodespacerange", 1)
                if len(lines) == 2:
                    stream.set_data(lines[0] + b"endcodespacerange" + self.mended(lines[1]))

    def mended(self, ranges: bytes) -> bytes:
        """The ranges of such a table with the codes that were written."""
        return _RANGE.sub(lambda found: b"[" + _CODE.sub(self._code, found[1]) + b"]", ranges)

    def _code(self, found: re.Match[bytes]) -> bytes:
        text = bytes.fromhex(found[1].decode()).decode("utf-16-be", "replace")
        if text in self._all or text == "\0":
            return found[0]
        own = self._alike.get(text) or self._look_up(text)
        return found[0] if own is None else b"<" + own.encode("utf-16-be").hex().upper().encode() + b">"

    def _look_up(self, text: str) -> str | None:
        """The drawn character with the glyph of `text`."""
        for raw, glyphs in self._raw:
            numbers = raw.glyphIndexesForString(text)
            if len(numbers) == 1 and numbers[0] in glyphs:
                return self._alike.setdefault(text, glyphs[numbers[0]])
        return None

    @cached_property
    def _alike(self) -> dict[str, str]:
        return {}

    @cached_property
    def _raw(self) -> list[tuple[QRawFont, dict[int, str]]]:
        """Every font that was drawn with, and its characters by glyph."""
        made = []
        for face, characters in self._drawn.items():
            raw = QRawFont.fromFont(self._fonts.font(face))
            glyphs = {}
            for character in characters:
                numbers = raw.glyphIndexesForString(character)
                if len(numbers) == 1 and numbers[0]:
                    glyphs[numbers[0]] = character
            made.append((raw, glyphs))
        return made
