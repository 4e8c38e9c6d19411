"""Records of an .xls, and what its first part tells for all sheets: texts, formats, names."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from app.domain.frozen import frozen
from app.exchange.reading import limits
from app.exchange.reading.cells import is_number_text
from app.exchange.reading.formats import BUILT_IN, PLAIN, Look, read_format
from app.exchange.reading.grid import ReadingError
from app.exchange.reading.limits import STYLES, Tally, too_large
from app.exchange.reading.markup import Damaged
from app.exchange.reading.xlsx_styles import Texts, is_red

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
_BIFF8 = 0x600
_GLOBALS = 0x5
_CODEPAGE, _DATEMODE, _FILEPASS, _BOUNDSHEET, _SST = 0x42, 0x22, 0x2F, 0x85, 0xFC
_FONT, _FORMAT, _XF, _PALETTE, _SUPBOOK = 0x31, 0x41E, 0xE0, 0x92, 0x1AE
_SAME_FILE = (b"\x01\x04", b"\x01\x3a")  # in place of a path: this workbook, an add-in's functions
_RED = {2, 10}  # in the palette that comes with Excel
_FIRST_OWN = 8  # colours before are fixed
_ERRORS_REPLACED = "replace"
Record: TypeAlias = tuple[int, int, int]  # code, and where its content begins and ends in the stream


@frozen
class Entry:
    """A sheet as the workbook lists it; `start` is where its records begin."""

    name: str
    start: int
    hidden: bool
    worksheet: bool


class Globals:
    """The first part of the stream. Raises `Damaged`, and `ReadingError` for what cannot be read."""

    def __init__(self, data: bytes, tally: Tally) -> None:
        self.data, self.tally = data, tally
        self.entries: list[Entry] = []
        self.texts = Texts()
        self.epoch_1904 = self.external = False
        self.encoding = "gb18030"
        self._codes: dict[int, str] = {}
        self._fonts: list[int] = []
        self._palette: dict[int, bool] = dict.fromkeys(_RED, True)
        self._formats: list[tuple[int, int]] = []
        version, sort = struct.unpack_from("<HH", data, 4) if len(data) >= 8 else (0, 0)
        if data[:2] != b"\x09\x08" or version not in (0x500, _BIFF8) or sort != _GLOBALS:
            raise Damaged("no workbook")
        self.unicode = version == _BIFF8
        self._read()
        self.looks = self._looks()

    def text(self, start: int, end: int, width: int = 2) -> str:
        """The text at `start`, its length before it in `width` bytes, not beyond `end`."""
        data = self.data
        length = int.from_bytes(data[start : start + width], "little")
        start += width
        if not self.unicode:
            return data[start : min(start + length, end)].decode(self.encoding, _ERRORS_REPLACED)
        flags = data[start]
        start += 1 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
        return _decode(data[start : min(start + length * (1 + (flags & 1)), end)], flags & 1)

    def _read(self) -> None:
        blocks: list[Record] = []
        shared = False
        for record in records(self.data, 0):
            shared = record[0] == _SST or (shared and record[0] == CONTINUE)
            if shared:
                blocks.append(record)
            else:
                self._record(*record)
        if blocks:
            self._shared(blocks)

    def _record(self, code: int, start: int, end: int) -> None:
        data = self.data
        if code == _FILEPASS:
            raise ReadingError(
                "这份文件加了密码，读不了，文件没有改动。请在 Excel 或 WPS 里打开，去掉密码后另存，再导入。"
            )
        if code == _CODEPAGE:
            self.encoding = _encoding(_short(data, start))
        elif code == _DATEMODE:
            self.epoch_1904 = _short(data, start) == 1
        elif code == _BOUNDSHEET:
            (place,) = struct.unpack_from("<I", data, start)
            name = self.text(start + 6, end, 1)
            self.entries.append(Entry(name, place, data[start + 4] & 3 != 0, data[start + 5] == 0))
        elif code == _FORMAT:
            self._codes[_short(data, start)] = self.text(start + 2, end, 2 if self.unicode else 1)
        elif code == _FONT:
            self._fonts.append(_short(data, start + 4))
        elif code == _XF:
            self._formats.append(struct.unpack_from("<HH", data, start))
        elif code == _PALETTE:
            for number in range(min(_short(data, start), 56)):
                colour = data[start + 2 + 4 * number : start + 5 + 4 * number]
                self._palette[_FIRST_OWN + number] = is_red(colour.hex())
        elif code == _SUPBOOK and data[start + 2 : start + 4] not in _SAME_FILE:
            self.external = True
        if max(len(self._formats), len(self._fonts), len(self._codes)) > STYLES:
            raise too_large("这份工作簿的单元格格式太多")
        if len(self.entries) > limits.SHEETS:
            raise too_large(f"这份工作簿有 {limits.SHEETS} 张以上的表")

    def _looks(self) -> list[Look | None]:
        known = {number: Look(sort=sort) for number, sort in BUILT_IN.items()}
        known |= {number: read_format(code) for number, code in self._codes.items()}
        looks: list[Look | None] = []
        for font, number in self._formats:
            look = known.get(number, PLAIN)
            index = font - (font > 4)  # there is no font 4
            if index < len(self._fonts) and self._palette.get(self._fonts[index]):
                look = replace(look, red=True)
            looks.append(None if look == PLAIN else look)
        return looks

    def _shared(self, blocks: list[Record]) -> None:
        """The shared texts, which run on from one record into the next."""
        for text in _texts(self.data, blocks):
            self.tally.text(text)
            if is_number_text(text):
                self.texts.numbers.add(len(self.texts.all))
            self.texts.all.append(text)


def records(data: bytes, start: int) -> Iterator[Record]:
    """The records from a BOF to its EOF; embedded charts are passed over."""
    depth, end, count = 0, len(data), 0
    while start + 4 <= end:
        code, length = struct.unpack_from("<HH", data, start)
        start += 4
        if start + length > end:
            break
        count += 1
        if count > limits.RECORDS:
            raise too_large("这份工作簿太大")
        if code == BOF:
            depth += 1
        elif code == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield code, start, start + length
        start += length
    raise Damaged("no end")


def _texts(data: bytes, blocks: list[Record]) -> Iterator[str]:
    """Texts of the shared table. A text may be cut between records; what follows begins with its own flag."""
    starts = [start for _, start, _ in blocks]
    ends = [end for _, _, end in blocks]
    (count,) = struct.unpack_from("<I", data, starts[0] + 4)
    at, block = starts[0] + 8, 0

    def advance() -> None:
        nonlocal at, block
        block += 1
        if block == len(blocks):
            raise Damaged("shared texts cut off")
        at = starts[block]

    for _ in range(count):
        if at >= ends[block]:
            advance()
        length, flags = struct.unpack_from("<HB", data, at)
        at += 3
        runs = extra = 0
        if flags & 8:
            runs = _short(data, at)
            at += 2
        if flags & 4:
            (extra,) = struct.unpack_from("<I", data, at)
            at += 4
        pieces = []
        while length:
            wide = flags & 1
            take = min(length, (ends[block] - at) >> wide)
            pieces.append(_decode(data[at : at + (take << wide)], wide))
            length -= take
            at += take << wide
            if length:
                advance()
                flags = data[at]
                at += 1
        at += 4 * runs + extra  # what follows a text may be cut, too, without a flag
        while at > ends[block]:
            beyond = at - ends[block]
            advance()
            at += beyond
        yield pieces[0] if len(pieces) == 1 else "".join(pieces)


def _decode(content: bytes, wide: int) -> str:
    return content.decode("utf-16-le" if wide else "latin-1", _ERRORS_REPLACED)


def _short(data: bytes, start: int) -> int:
    return int.from_bytes(data[start : start + 2], "little")


def _encoding(codepage: int) -> str:
    """The name of a code page; Chinese where it is not known."""
    name = {936: "gb18030", 1200: "utf-16-le", 10000: "mac-roman", 10008: "gb18030", 32768: "mac-roman"}.get(
        codepage, f"cp{codepage}"
    )
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "gb18030"
