"""What sort of file it is, before anything reads it; and a sentence for what is no workbook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, TypeAlias

from app.exchange.reading import limits
from app.exchange.reading.compound import SIGNATURE, Compound
from app.exchange.reading.grid import ReadingError
from app.exchange.reading.markup import Damaged
from app.exchange.reading.package import Package

Container: TypeAlias = Literal["zip", "compound", "stream"]

_HEAD = 8192
_UNTOUCHED = "没有读入任何数据，文件没有改动"
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 再导入"
_CHOOSE = "请选择 Excel、WPS 或 LibreOffice 的表格文件（.xlsx、.xls、.ods）"
_MARKS = (
    (b"%PDF", "PDF 文件", _CHOOSE),
    (b"\x89PNG", "图片（PNG）", _CHOOSE),
    (b"\xff\xd8\xff", "图片（JPEG）", _CHOOSE),
    (b"GIF8", "图片（GIF）", _CHOOSE),
    (b"BM", "图片（BMP）", _CHOOSE),
    (b"{\\rtf", "文字文档（RTF）", _CHOOSE),
    (b"Rar!", "压缩文件（RAR）", "请先解压，再选择里面的表格文件"),
    (b"7z\xbc\xaf", "压缩文件（7z）", "请先解压，再选择里面的表格文件"),
    (b"MZ", "程序", _CHOOSE),
)
_MARKUP = (
    (rb"mime-version:", "另存成单个文件的网页（MHT）"),
    (rb"urn:schemas-microsoft-com:office:spreadsheet|excel\.sheet", "XML 表格（Excel 2003）"),
    (rb"<office:document", "单个 XML 文件的表格（.fods）"),
    (rb"<!doctype html|<html|<table|<meta|<head", "网页（HTML）"),
    (rb"<\?xml", "XML 文件"),
)


def container(path: Path) -> Container:
    """How the file is packed; `ReadingError` when it is not there, not readable, or plainly no workbook."""
    if path.is_dir():
        raise ReadingError(f"“{path.name}”是文件夹，不是工作簿。{_CHOOSE}。")
    if not path.exists():
        raise ReadingError(
            f"找不到“{path.name}”。可能已移动、改名或删除，或者 U 盘、网络没有连好，请检查后再选。"
        )
    if not path.is_file():
        raise ReadingError(f"“{path.name}”不是普通文件。{_CHOOSE}。")
    size = path.stat().st_size
    if size > limits.FILE:
        raise limits.too_large(f"“{path.name}”有 {size >> 20} MB，最多读 {limits.FILE >> 20} MB")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise ReadingError(
            f"“{path.name}”是空文件（0 字节），里面没有数据。可能复制或下载没有完成，请换一份再导入。"
        )
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(SIGNATURE):
        return "compound"
    if head.startswith(b"\x09\x08"):
        return "stream"
    raise _no_workbook(path, head)


def _no_workbook(path: Path, head: bytes) -> ReadingError:
    if head.startswith(b"SQLite format 3"):
        if path.suffix.lower() == ".zpt":
            return ReadingError(f"“{path.name}”是自评通文档，不是工作簿，不用导入。请用“打开”来打开它。")
        return _is(path, "数据库文件", _CHOOSE)
    if head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04"):
        return _is(path, "Excel 4.0 或更早的表格", _SAVE_AS)
    for mark, what, advice in _MARKS:
        if head.startswith(mark):
            return _is(path, what, advice)
    plain = head.replace(b"\0", b"").lower()  # UTF-16 has a zero beside every ASCII character
    for pattern, what in _MARKUP:
        if re.search(pattern, plain):
            return _is(path, f"{what}，不是真正的工作簿，只是名字像", _SAVE_AS)
    if _is_text(head):
        return _is(path, "纯文本（CSV 或 TXT），不是工作簿", _SAVE_AS)
    return ReadingError(
        f"“{path.name}”不是工作簿，或者开头已损坏。{_UNTOUCHED}。{_SAVE_AS}；打不开时请换一份完好的文件。"
    )


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8-sig", "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        for cut in range(4):  # the last character may be cut
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(letter.isprintable() or letter in "\r\n\t\f" for letter in text)
    return False


def _is(path: Path, what: str, advice: str) -> ReadingError:
    return ReadingError(f"“{path.name}”是{what}。{_UNTOUCHED}。{advice}。")


def zip_sort(path: Path, package: Package) -> Literal["xlsx", "ods"]:
    """Which workbook a zip is; `ReadingError` when it is something else."""
    if "mimetype" in package:
        kind = package.head("mimetype").strip()
        if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
        if kind.startswith(b"application/vnd.oasis.opendocument"):
            raise _is(path, "LibreOffice 的文字、演示等文档，不是表格", _CHOOSE)
    names = package.names()
    if "xl/workbook.bin" in names:
        raise _is(path, "二进制工作簿（.xlsb）", _SAVE_AS)
    for folder, what in (
        ("word/", "Word 文档"),
        ("ppt/", "PowerPoint 演示文稿"),
        ("ofd.xml", "OFD 版式文件"),
    ):
        if any(name.startswith(folder) for name in names):
            raise _is(path, what, _CHOOSE)
    if "[content_types].xml" in names or "_rels/.rels" in names:
        return "xlsx"
    raise _is(path, "压缩文件（ZIP）", "请先解压，再选择里面的表格文件")


def workbook_stream(path: Path, data: bytes) -> tuple[bytes, bool]:
    """The stream of an .xls inside its container, and whether there are macros beside it."""
    compound = Compound(data)
    names = compound.names()
    if "EncryptedPackage" in names:
        raise ReadingError(
            f"“{path.name}”加了密码，读不了，文件没有改动。请在 Excel 或 WPS 里打开，去掉密码后另存，再导入。"
        )
    for name in ("Workbook", "Book"):
        stream = compound.stream(name)
        if stream:
            return stream, "_VBA_PROJECT_CUR" in names
    for name, what in (
        ("WordDocument", "旧版 Word 文档"),
        ("PowerPoint Document", "旧版 PowerPoint 演示文稿"),
        ("Current User", "旧版 PowerPoint 演示文稿"),
    ):
        if name in names:
            raise _is(path, what, _CHOOSE)
    raise Damaged("no workbook inside")
