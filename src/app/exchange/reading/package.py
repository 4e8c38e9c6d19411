"""The zip an .xlsx or .ods is: looked at before it is unpacked, unpacked as a stream within the limits."""

from __future__ import annotations

import posixpath
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from app.exchange.reading import limits
from app.exchange.reading.grid import ReadingError
from app.exchange.reading.limits import too_large
from app.exchange.reading.markup import Damaged

_CHUNK = 1 << 16
_DIRECTORY = 1 << 20  # bytes: zipfile makes an object of every entry before their number can be asked
_BROKEN = (
    BadZipFile,
    LargeZipFile,
    EOFError,
    NotImplementedError,
    struct.error,
    zlib.error,
    UnicodeError,
    ValueError,
)


class Package:
    """The parts of a zip by name. Names are compared without case, as Excel does."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("rb")
        self.inflated = 0
        try:
            _check_directory(self._file)
            self._zip = ZipFile(self._file)
            self._parts = _parts(self._zip.infolist())
        except _BROKEN as error:
            self._file.close()
            raise Damaged(str(error)) from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def names(self) -> list[str]:
        """All parts, in lower case."""
        return list(self._parts)

    def size(self, name: str) -> int:
        """Bytes of a part when inflated, as the zip says."""
        return self._info(name).file_size

    def measure(self, names: list[str]) -> int:
        """Bytes of these parts together; refused when they claim or hold more than is read.

        Inflating once more is cheap beside parsing, and what is too large is refused at once.
        """
        tags = since = total = 0
        for name in names:
            for chunk in self.stream(name):
                total += len(chunk)
                found = chunk.count(b"<")
                tags += found
                since = len(chunk) - chunk.rfind(b"<") if found else since + len(chunk)
                if tags > limits.TAGS:
                    raise too_large("这份工作簿太大，比十万行的表还大")
                if since > limits.TOKEN:
                    raise too_large("这份工作簿里有长得不正常的文字")
        self.inflated = 0  # the second reading counts anew
        return total

    def stream(self, name: str) -> Iterator[bytes]:
        """A part in pieces. Raises `Damaged`, and `ReadingError` beyond the limits."""
        info = self._info(name)
        if info.flag_bits & 1:
            raise ReadingError(
                "这份文件加了密码，读不了，文件没有改动。请在 Excel 或 WPS 里打开，去掉密码后另存，再导入。"
            )
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Damaged("compression")
        if info.file_size > limits.RATIO_FROM and info.file_size > limits.RATIO * max(info.compress_size, 1):
            raise too_large("这份文件解压后大得不正常")
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    self.inflated += len(chunk)
                    if self.inflated > limits.INFLATED:
                        raise too_large(f"这份文件解压后超过 {limits.INFLATED >> 20} MB")
                    yield chunk
        except _BROKEN as error:
            raise Damaged(str(error)) from error
        except RuntimeError as error:  # zipfile's word for a password
            raise Damaged(str(error)) from error

    def small(self, name: str) -> Iterator[bytes]:
        """The stream of a part that is never large; refused when it is."""
        if self.size(name) > limits.SMALL:
            raise too_large("这份文件的目录大得不正常")
        return self.stream(name)

    def head(self, name: str) -> bytes:
        """The first bytes of a part."""
        return next(self.stream(name), b"")

    def _info(self, name: str) -> ZipInfo:
        try:
            return self._parts[_key(name)]
        except KeyError as error:
            raise Damaged(f"{name} is missing") from error


def resolve(base: str, target: str) -> str:
    """The part a relationship of the part `base` points to."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _parts(entries: list[ZipInfo]) -> dict[str, ZipInfo]:
    if len(entries) > limits.ENTRIES:
        raise too_large(f"这份文件里有 {limits.ENTRIES} 个以上的部分")
    parts: dict[str, ZipInfo] = {}
    for entry in entries:
        key = _key(entry.filename)
        if key in parts:  # which of the two would Excel show?
            raise Damaged(f"{key} twice")
        parts[key] = entry
    return parts


def _check_directory(file: BinaryIO) -> None:
    """Refuse a directory too long to be read, in the plain and in the 64-bit form of its end."""
    length = file.seek(0, 2)
    file.seek(max(length - (1 << 16) - 100, 0))
    tail = file.read()
    file.seek(0)
    for mark, form, offset in ((b"PK\x05\x06", "<L", 12), (b"PK\x06\x06", "<Q", 40)):
        at = tail.find(mark)
        while at >= 0:
            field = tail[at + offset : at + offset + struct.calcsize(form)]
            if len(field) == struct.calcsize(form):
                (size,) = struct.unpack(form, field)
                if size > _DIRECTORY and size != 0xFFFFFFFF:  # that number means: see the 64-bit form
                    raise too_large(f"这份文件里有 {limits.ENTRIES} 个以上的部分")
            at = tail.find(mark, at + 1)
