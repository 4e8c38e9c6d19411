"""What the glyphs of a PDF mean: each is found under the characters that were written.

Qt notes for a glyph one character of those that the font draws with it. Fonts of the 思源/Noto family draw 人
and the radical ⼈ alike, and digits beside Latin letters with glyphs of no character; rare characters beyond
the first 65,536 are noted as something else. Who searches such a PDF for 人员经费 or 5G finds nothing. Laying
the same texts out once more tells which characters each glyph was drawn for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from PySide6.QtGui import QTextLayout

from ui.printing.fonts import Fonts
from ui.printing.leaf import Face, Text

_ALL = QTextLayout.GlyphRunRetrievalFlag.RetrieveAll
_MORE = "\u200b"  # a further glyph of the characters before
_HEAD = b"endcodespacerange"
_TAIL = b"endcmap"
_A_BLOCK = 100  # entries, as the format allows

Font = tuple[str, str]  # family and style: one font of the PDF


class Drawn(NamedTuple):
    """One glyph of a text, with the characters it was drawn for."""

    font: Font
    glyph: int
    meaning: str


def _rareness(meaning: str) -> tuple[int, str]:
    """How unlikely it is that somebody meant this: characters first, radicals and the like last."""
    code = ord(meaning[0])
    if code < 0x80 or 0x4E00 <= code <= 0x9FFF:
        return 0, meaning
    return (2 if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF else 1), meaning


class Glyphs:
    """The glyphs of all texts, in the order in which they were drawn first: so Qt numbers them."""

    def __init__(self, texts: Iterable[tuple[Text, str]], fonts: Fonts) -> None:
        """`texts` with the family each is drawn in, "" for the usual one."""
        self._fonts = fonts
        self.meanings: dict[Font, dict[int, str]] = {}
        self._drawn: dict[tuple[Face, str, str], list[Drawn]] = {}
        for text, family in texts:
            key = text.face, text.text, family
            if key not in self._drawn:
                self._drawn[key] = self._laid_out(text, family)
                for drawn in self._drawn[key]:
                    self._learn(drawn)

    def _learn(self, drawn: Drawn) -> None:
        """A glyph that stands for several characters means the one that is in common use."""
        meanings = self.meanings.setdefault(drawn.font, {})
        known = meanings.setdefault(drawn.glyph, drawn.meaning)
        if known != drawn.meaning and _rareness(drawn.meaning) < _rareness(known):
            meanings[drawn.glyph] = drawn.meaning

    def read(self, text: Text, family: str = "") -> str:
        """What a reader of the PDF makes of this text."""
        drawn = self._drawn[text.face, text.text, family]
        return "".join(self.meanings[each.font][each.glyph] for each in drawn)

    def _laid_out(self, text: Text, family: str) -> list[Drawn]:
        layout = QTextLayout(text.text, self._fonts.font(text.face, family))
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        found: list[tuple[int, Font, int]] = []  # place, font, glyph
        for run in layout.glyphRuns(0, -1, _ALL):
            font = run.rawFont().familyName(), run.rawFont().styleName()
            places = zip(run.stringIndexes(), run.glyphIndexes(), strict=True)
            found += [(place, font, glyph) for place, glyph in places]
        found.sort(key=lambda each: each[0])
        units = text.text.encode("utf-16-le")
        starts = sorted({place for place, _, _ in found})
        ends = dict(zip(starts, [*starts[1:], len(units) // 2], strict=True))
        told: set[int] = set()
        drawn = []
        for place, font, glyph in found:
            meaning = units[place * 2 : ends[place] * 2].decode("utf-16-le", "replace")
            drawn.append(Drawn(font, glyph, _MORE if place in told else meaning))
            told.add(place)
        return drawn

    def mend(self, writer: Any) -> bool:
        """Correct the tables by which the text of a PDF is read; `writer` is pypdf's.

        False when they are not as Qt is known to write them, and nothing was changed.
        """
        fonts = _fonts(writer)
        counts = [_count(font) for font in fonts]
        if counts != [len(meanings) for meanings in self.meanings.values()]:
            return False
        for font, meanings in zip(fonts, self.meanings.values(), strict=True):
            table = font["/ToUnicode"].get_object()
            table.set_data(rewritten(table.get_data(), list(meanings.values())))
        return True


def _fonts(writer: Any) -> list[Any]:
    """Every font, in the order in which they were used first: their names are numbered."""
    found: dict[int, Any] = {}
    for page in writer.pages:
        for name, font in (page["/Resources"].get("/Font") or {}).items():
            found[int(re.sub(r"\D", "", name))] = font.get_object()
    return [found[number] for number in sorted(found)]


def _count(font: Any) -> int:
    """How many glyphs are inside, that of unknown characters not counted; -1 when it is no TrueType font."""
    about = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    if "/FontFile2" not in about:
        return -1
    data = about["/FontFile2"].get_object().get_data()
    tables = {data[at : at + 4]: data[at + 8 : at + 12] for at in range(12, 12 + data[5] * 16, 16)}
    place = int.from_bytes(tables.get(b"maxp", b""), "big")
    return int.from_bytes(data[place + 4 : place + 6], "big") - 1


def rewritten(data: bytes, meanings: list[str]) -> bytes:
    """The table with these meanings for glyphs 1, 2, 3…"""
    head, _, rest = data.partition(_HEAD)
    entries = [
        f"<{number:04X}> <{meaning.encode('utf-16-be').hex().upper()}>"
        for number, meaning in enumerate(meanings, 1)
    ]
    blocks = [entries[at : at + _A_BLOCK] for at in range(0, len(entries), _A_BLOCK)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return head + _HEAD + b"\n" + body.encode() + _TAIL + rest.partition(_TAIL)[2]
