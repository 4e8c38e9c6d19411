"""The container of .xls, .et and password-protected files (OLE compound document): its streams by name.

Every chain of sectors is followed no further than the file is long, so that a chain that bites its tail
ends; the directory is read as a list, not as the tree it also is.
"""

from __future__ import annotations

import struct
import sys
from array import array

from app.exchange.reading.markup import Damaged

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_END = 0xFFFFFFF0  # sector numbers from here on mean: no sector


class Compound:
    """The streams of a compound document; raises `Damaged` when it is not sound."""

    def __init__(self, data: bytes) -> None:
        if data[:8] != SIGNATURE or len(data) < _HEADER:
            raise Damaged("no compound document")
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Damaged("sector size")
        self._data, self._size, self._mini_size = data, 1 << shift, 1 << mini_shift
        directory, self._cutoff, mini_first = struct.unpack_from("<I4xII", data, 48)
        self._table = self._allocation()
        self._entries = self._directory(self._chain(directory))
        mini_table = self._chain(mini_first) if mini_first < _END else b""
        self._mini_table = _numbers(mini_table)
        self._mini = b""
        if self._entries and (root := self._entries[0])[1] == 5 and root[2] < _END:
            self._mini = self._chain(root[2])[: root[3]]

    def names(self) -> set[str]:
        """All streams and folders."""
        return {name for name, _, _, _ in self._entries}

    def stream(self, name: str) -> bytes | None:
        """The content of the first stream of that name; None when there is none."""
        for found, sort, first, size in self._entries:
            if sort == 2 and found.lower() == name.lower():
                if size > len(self._data):
                    raise Damaged("stream longer than the file")
                content = self._chain(first) if size >= self._cutoff else self._mini_chain(first)
                if len(content) < size:
                    raise Damaged("stream cut off")
                return content[:size]
        return None

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << (self._size.bit_length() - 1)
        return self._data[start : start + self._size]

    def _allocation(self) -> array[int]:
        """For each sector the next one of its chain."""
        first, count = struct.unpack_from("<II", self._data, 68)
        sectors = [number for number in struct.unpack_from("<109I", self._data, 76) if number < _END]
        most = len(self._data) // self._size + 1
        for _ in range(min(count, most)):
            if first >= _END:
                break
            numbers = _numbers(self._sector(first))
            if not numbers:
                raise Damaged("allocation table cut off")
            *more, first = numbers
            sectors += [number for number in more if number < _END]
        if len(sectors) > most // 32 + 8 or len(set(sectors)) < len(sectors):
            raise Damaged("allocation table")
        return _numbers(b"".join(map(self._sector, sectors)))

    def _chain(self, first: int) -> bytes:
        found, number, left = [], first, len(self._data) // self._size + 1
        while number < _END:
            left -= 1
            if left < 0 or number >= len(self._table):
                raise Damaged("sector chain")
            found.append(self._sector(number))
            number = self._table[number]
        return b"".join(found)

    def _mini_chain(self, first: int) -> bytes:
        found, number, left = [], first, len(self._mini_table)
        while number < _END:
            left -= 1
            if left < 0 or number >= len(self._mini_table):
                raise Damaged("short sector chain")
            start = number * self._mini_size
            found.append(self._mini[start : start + self._mini_size])
            number = self._mini_table[number]
        return b"".join(found)

    @staticmethod
    def _directory(content: bytes) -> list[tuple[str, int, int, int]]:
        """Name, sort (1 folder, 2 stream, 5 root), first sector and size of every entry."""
        entries = []
        for start in range(0, min(len(content), 128 * 20_000) - 127, 128):
            length, sort = struct.unpack_from("<HB", content, start + 64)
            first, size = struct.unpack_from("<II", content, start + 116)
            if sort:
                name = content[start : start + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
                entries.append((name, sort, first, size))
        return entries


def _numbers(content: bytes) -> array[int]:
    """Unsigned numbers of four bytes, the lowest first."""
    found = array("I", content[: len(content) // 4 * 4])
    if sys.byteorder == "big":
        found.byteswap()
    return found
