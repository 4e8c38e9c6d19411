"""What is no workbook gets one sentence: what it is, that nothing changed, what to do."""

from __future__ import annotations

import os
import re
import struct
from pathlib import Path

import pytest

from app.exchange.reading.grid import ReadingError
from app.exchange.reading.workbook import read_workbook
from tests.exchange.reading.support import compound, ods, packed, xlsx_parts

TABLE = "<table><tr><td>人员经费</td><td>1513.69</td></tr></table>"
CASES = {
    "empty": (b"", "空文件"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n", "PNG"),
    "jpeg": (b"\xff\xd8\xff\xe0", "JPEG"),
    "rar": (b"Rar!\x1a\x07", "解压"),
    "rtf": (rb"{\rtf1\ansi", "RTF"),
    "database": (b"SQLite format 3\0" + b"\0" * 100, "数据库"),
    "html": (f"<html><body>{TABLE}</body></html>".encode(), "网页（HTML）.*另存为 .xlsx"),
    "html in gbk": (f"\n<META charset=gb2312>{TABLE}".encode("gb18030"), "网页（HTML）"),
    "html in utf-16": (f"<html>{TABLE}</html>".encode("utf-16"), "网页（HTML）"),
    "bare table": (TABLE.encode(), "网页（HTML）"),
    "mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHT"),
    "xml 2003": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "Excel 2003"),
    "fods": (b'<?xml version="1.0"?><office:document/>', "fods"),
    "xml": (b'<?xml version="1.0"?><a/>', "XML 文件"),
    "csv": ("项目,金额\n人员经费,1513.69\n".encode(), "纯文本（CSV"),
    "csv in gbk": ("项目,金额\n人员经费,1513.69\n".encode("gb18030") * 1000, "纯文本（CSV"),
    "csv in utf-16": ("项目\t金额\n".encode("utf-16"), "纯文本（CSV"),
    "biff4": (b"\x09\x04\x06\x00" + b"\0" * 50, "Excel 4.0"),
    "noise": (bytes(range(256)) * 40, "不是工作簿"),
    "half a zip": (b"PK\x03\x04" + b"\0" * 200, "已损坏"),
    "half a compound": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 200, "已损坏"),
    "half a stream": (b"\x09\x08\x10\0\0\6\5\0", "已损坏"),
    "doc": (compound({"WordDocument": b"x"}), "Word"),
    "ppt": (compound({"PowerPoint Document": b"x"}), "PowerPoint"),
    "other compound": (compound({"Contents": b"x"}), "已损坏"),
    "locked xlsx": (compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x" * 5000}), "密码"),
}


def refused(path: Path) -> str:
    with pytest.raises(ReadingError) as caught:
        read_workbook(path)
    return str(caught.value)


@pytest.mark.parametrize("name", CASES)
def test_what_it_is_and_what_to_do(tmp_path: Path, name: str) -> None:
    content, expected = CASES[name]
    path = tmp_path / "报表.xls"
    path.write_bytes(content)
    said = refused(path)
    assert re.search(expected, said), said
    assert said.startswith("“报表.xls”") and said.endswith("。") and "请" in said
    assert path.read_bytes() == content


ZIPS = {
    "docx": ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}, "Word"),
    "pptx": ({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}, "PowerPoint"),
    "xlsb": ({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x"}, "xlsb"),
    "odt": ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, "不是表格"),
    "ofd": ({"OFD.xml": "<a/>"}, "OFD"),
    "zip": ({"报表.xlsx": b"x"}, "压缩文件（ZIP）"),
    "no workbook": ({"[Content_Types].xml": "<Types/>"}, "已损坏"),
}


@pytest.mark.parametrize("name", ZIPS)
def test_zips_that_are_no_workbook(tmp_path: Path, name: str) -> None:
    parts, expected = ZIPS[name]
    assert expected in refused(packed(tmp_path / "a.xlsx", parts))


def test_a_document_of_ours_is_to_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "局.zpt"
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 100)
    assert "“打开”" in refused(path)


def test_a_folder_nothing_and_a_pipe(tmp_path: Path) -> None:
    assert "文件夹" in refused(tmp_path)
    assert "找不到" in refused(tmp_path / "没有.xlsx")
    pipe = tmp_path / "管道"
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
        assert "不是普通文件" in refused(pipe)


@pytest.mark.parametrize(
    ("error", "expected"), [(PermissionError(13, "denied"), "没有权限"), (OSError(5, "i/o"), "错误号 5")]
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, expected: str
) -> None:
    path = packed(tmp_path / "a.xlsx", xlsx_parts(""))

    def fails(*_: object, **__: object) -> object:
        raise error

    monkeypatch.setattr(Path, "open", fails)
    said = refused(path)
    assert expected in said and "denied" not in said


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    whole = packed(
        tmp_path / "whole.xlsx", xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    ).read_bytes()
    for length in range(30, len(whole), 97):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:length])
        assert "已损坏" in refused(path)


@pytest.mark.parametrize("name", sorted(xlsx_parts("")))
def test_a_part_that_is_missing(tmp_path: Path, name: str) -> None:
    parts = xlsx_parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', texts="<si><t>甲</t></si>")
    del parts[name]
    path = packed(tmp_path / "a.xlsx", parts)
    if name == "[Content_Types].xml":
        assert read_workbook(path).grids[0].rows == (("甲",),)
    elif name == "xl/_rels/workbook.xml.rels":
        assert "没有普通的工作表" in refused(path)
    else:
        assert "已损坏" in refused(path)


def test_an_encrypted_entry(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", xlsx_parts(""))
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(mark)
        while at >= 0:
            struct.pack_into(
                "<H", content, at + offset, struct.unpack_from("<H", content, at + offset)[0] | 1
            )
            at = content.find(mark, at + 4)
    path.write_bytes(content)
    assert "密码" in refused(path)


def test_an_ods_without_its_content(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", "")
    assert "没有普通的工作表" in refused(path)
    empty = packed(tmp_path / "b.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    assert "已损坏" in refused(empty)


SHEETS = {
    "shared text beyond": '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
    "shared text negative": '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
    "row number": '<row r="x"/>',
    "row number too long": f'<row r="{"9" * 30}"/>',
    "row zero": '<row r="0"><c><v>1</v></c></row>',
    "rows backwards": '<row r="2"/><row r="1"/>',
    "cell of another row": '<row r="1"><c r="A2"><v>1</v></c></row>',
    "a cell twice": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "no column": '<row r="1"><c r="1"><v>1</v></c></row>',
    "not closed": '<row r="1">',
}


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_that_contradict_themselves(tmp_path: Path, name: str) -> None:
    assert "已损坏" in refused(packed(tmp_path / "a.xlsx", xlsx_parts(SHEETS[name])))


@pytest.mark.parametrize("encoding", ["rot13", "GB2312", "no such", "utf-7", "utf8"])
def test_a_part_in_an_encoding_that_nobody_writes(tmp_path: Path, encoding: str) -> None:
    parts = xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    name = "xl/worksheets/sheet1.xml"
    parts[name] = f'<?xml version="1.0" encoding="{encoding}"?>{parts[name]}'
    assert "已损坏" in refused(packed(tmp_path / "a.xlsx", parts))
    parts[name] = parts[name].replace(f'"{encoding}"', '"utf-8"')
    assert read_workbook(packed(tmp_path / "b.xlsx", parts)).grids[0].rows == ((1,),)


def test_a_part_in_utf_16(tmp_path: Path) -> None:
    parts = xlsx_parts('<row r="1"><c r="A1" t="str"><v>科普</v></c></row>')
    name = "xl/worksheets/sheet1.xml"
    parts[name] = f'<?xml version="1.0" encoding="UTF-16"?>{parts[name]}'.encode("utf-16")
    assert read_workbook(packed(tmp_path / "a.xlsx", parts)).grids[0].rows == (("科普",),)
