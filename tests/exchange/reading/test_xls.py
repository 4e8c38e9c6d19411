"""What an .xls holds, written record by record."""

from __future__ import annotations

import io
import struct
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.reading.grid import ReadingError
from app.exchange.reading.workbook import read_workbook
from tests.exchange.reading.support import (
    at,
    compound,
    first,
    kinds,
    record,
    short_sectors,
    spot,
    stream,
    text8,
    xls,
)


def double(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def rk(value: int, style: int = 0, *, hundredths: bool = False) -> bytes:
    return struct.pack("<HI", style, (value << 2 & 0xFFFFFFFF) | 2 | hundredths)


def formula(row: int, column: int, result: bytes, flags: int = 0) -> bytes:
    return record(0x06, struct.pack("<HHH8sHIH", row, column, 0, result, flags, 0, 0))


def special(kind: int, value: int = 0) -> bytes:
    return bytes([kind, 0, value, 0, 0, 0, 0xFF, 0xFF])


def shared(row: int, column: int, index: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, index))


def table(*texts: bytes, count: int | None = None) -> bytes:
    return struct.pack("<II", len(texts), len(texts) if count is None else count) + b"".join(texts)


def test_numbers_packed_in_every_way(tmp_path: Path) -> None:
    half = struct.unpack("<Q", struct.pack("<d", 1.5))[0] >> 32
    sheet = (
        double(0, 0, 1513.69)
        + record(0x27E, struct.pack("<HH", 1, 0) + rk(151369, hundredths=True))
        + record(0x27E, struct.pack("<HH", 2, 0) + rk(-514, hundredths=True))
        + record(0x27E, struct.pack("<HHHI", 3, 0, 0, half))
        + record(0xBD, struct.pack("<HH", 4, 1) + rk(7) + rk(-8) + rk(9) + struct.pack("<H", 3))
        + double(5, 0, 0.1 + 0.2)
        + double(6, 0, 123456789012345678.0)
    )
    grid = first(xls(tmp_path / "numbers.xls", sheet))
    assert [row[0] for row in grid.rows[:4]] == [
        Decimal(text) for text in ("1513.69", "1513.69", "-5.14", "1.5")
    ]
    assert grid.rows[4] == (None, 7, -8, 9)
    assert at(grid, "A6") == Decimal("0.3")
    assert kinds(grid, "A7") == ["precision"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-(2**29), 2**29 - 1), min_size=1, max_size=50))
def test_packed_hundredths_are_exact(tmp_path: Path, values: list[int]) -> None:
    sheet = b"".join(
        record(0x27E, struct.pack("<HH", row, 0) + rk(value, hundredths=True))
        for row, value in enumerate(values)
    )
    grid = first(xls(tmp_path / "rk.xls", sheet))
    assert [grid.at(row, 0) for row in range(len(values))] == [Decimal(value).scaleb(-2) for value in values]


def test_formulas_and_what_they_gave(tmp_path: Path) -> None:
    sheet = (
        formula(0, 0, struct.pack("<d", 3027.38))
        + formula(1, 0, special(0))
        + record(0x207, text8("文字"))
        + formula(2, 0, special(1, 1))
        + formula(3, 0, special(2, 7))
        + formula(4, 0, special(3))
        + formula(5, 0, struct.pack("<d", 0.0), flags=2)
        + formula(6, 0, struct.pack("<d", 0.0))
    )
    grid = first(xls(tmp_path / "formulas.xls", sheet))
    assert [grid.at(row, 0) for row in range(7)] == [Decimal("3027.38"), "文字", True, None, None, 0, 0]
    assert [kinds(grid, f"A{row}") for row in range(1, 8)] == [[], [], [], ["error"], [], ["stale"], []]
    assert len(grid.formulas) == 7


def test_formulas_that_nobody_ever_computed(tmp_path: Path) -> None:
    grid = first(
        xls(tmp_path / "never.xls", double(0, 0, 1) + formula(1, 0, special(3)) + formula(2, 0, special(3)))
    )
    assert kinds(grid, "A2") == kinds(grid, "A3") == ["uncached"]


def test_looks_of_numbers(tmp_path: Path) -> None:
    def xf(font: int, number: int) -> bytes:
        return record(0xE0, struct.pack("<HH16x", font, number))

    def font(colour: int) -> bytes:
        return record(0x31, struct.pack("<HHH", 200, 0, colour) + b"\0" * 10)

    front = (
        b"".join(map(font, (0x7FFF, 10, 0x7FFF, 0x7FFF, 20)))  # the fifth is font 5: there is no font 4
        + record(0x41E, struct.pack("<H", 170) + text8('0.00"万元"'))
        + record(0x41E, struct.pack("<H", 171) + text8("[Red]0.00", wide=False))
        + record(0x92, struct.pack("<H", 56) + b"\0" * 48 + b"\xff\0\0\0" + b"\0" * 172)
        + b"".join(xf(*pair) for pair in ((0, 0), (1, 0), (0, 10), (0, 14), (0, 170), (0, 171), (5, 0)))
    )
    sheet = b"".join(double(0, style, 44625.0, style) for style in range(7))
    grid = first(xls(tmp_path / "looks.xls", sheet, front=front))
    assert at(grid, "A1") == 44625 and kinds(grid, "A1") == []
    assert kinds(grid, "B1") == []  # the palette of this file makes colour 10 black
    assert grid.percent == {spot("C1")}
    assert at(grid, "D1") == date(2022, 3, 5)
    assert grid.units == {spot("E1"): "万元"}
    assert kinds(grid, "F1") == ["red"]
    assert kinds(grid, "G1") == ["red"]


def test_red_of_the_palette_that_comes_with_excel(tmp_path: Path) -> None:
    front = record(0x31, struct.pack("<HHH", 200, 0, 10) + b"\0" * 10) + record(0xE0, b"\0" * 20)
    assert kinds(first(xls(tmp_path / "red.xls", double(0, 0, 5.0), front=front)), "A1") == ["red"]


def test_texts_that_run_on_into_the_next_record(tmp_path: Path) -> None:
    rich = struct.pack("<HBH", 2, 8 | 1, 3) + "富文".encode("utf-16-le") + b"\1\0\2\0" * 3
    phonetic = struct.pack("<HBI", 2, 4, 6) + b"ab" + b"phonet"
    texts = table(text8("科普经费"), rich, phonetic, text8("abc", wide=False), text8("末尾"), text8("１２.5"))
    whole = record(0xFC, texts)
    sheet = b"".join(shared(0, column, column) for column in range(6))
    expected = ("科普经费", "富文", "ab", "abc", "末尾", "１２.5")
    assert first(xls(tmp_path / "whole.xls", sheet, front=whole)).rows == (expected,)
    # cut inside the first text, after two of its characters, where the rest begins with a flag of its own;
    # inside the runs; between two texts
    second = 8 + 3 + 4
    rest = "经费".encode("utf-16-le")
    runs = second + len(rest) + 5 + 4 + 5
    between = second + len(rest) + len(rich) + len(phonetic)
    cut = record(0xFC, texts[:second]) + record(0x3C, b"\1" + texts[second:runs])
    cut += record(0x3C, texts[runs:between]) + record(0x3C, texts[between:])
    grid = first(xls(tmp_path / "cut.xls", sheet, front=cut))
    assert grid.rows == (expected,)
    assert kinds(grid, "F1") == ["text_number"]


def test_a_text_that_changes_its_width_where_it_is_cut(tmp_path: Path) -> None:
    head = table(struct.pack("<HB", 4, 0) + b"ab")
    front = record(0xFC, head) + record(0x3C, b"\1" + "科普".encode("utf-16-le"))
    assert first(xls(tmp_path / "width.xls", shared(0, 0, 0), front=front)).rows == (("ab科普",),)


def test_texts_of_the_older_kind_are_chinese(tmp_path: Path) -> None:
    front = record(0x42, struct.pack("<H", 936))
    label = "人员经费".encode("gb18030")
    sheet = record(0x204, struct.pack("<HHHH", 0, 0, 0, len(label)) + label) + double(0, 1, 2.5)
    path = tmp_path / "biff5.xls"
    path.write_bytes(compound({"Book": stream(sheet, front=front, version=0x500, names=("收支",))}))
    grid = first(path)
    assert grid.name == "收支" and grid.rows == (("人员经费", Decimal("2.5")),)


def test_what_is_hidden_merged_and_covered(tmp_path: Path) -> None:
    sheet = (
        record(0x7D, struct.pack("<HHHHH", 1, 1, 2048, 0, 1))
        + record(0x208, struct.pack("<HHHHHHI", 1, 0, 3, 255, 0, 0, 0x20))
        + double(0, 0, 1.0)
        + double(0, 1, 2.0)
        + double(1, 0, 3.0)
        + double(2, 0, 4.0)
        + record(0xE5, struct.pack("<HHHHH", 1, 0, 0, 0, 1))
        + record(0x205, struct.pack("<HHHBB", 3, 0, 0, 1, 0))
        + record(0x205, struct.pack("<HHHBB", 3, 1, 0, 42, 1))
    )
    grid = first(xls(tmp_path / "hidden.xls", sheet, flags=1))
    assert grid.hidden and grid.hidden_rows == {1} and grid.hidden_columns == {1}
    assert grid.merged == ((0, 0, 0, 1),) and kinds(grid, "B1") == ["covered"]
    assert at(grid, "A4") is True and kinds(grid, "B4") == ["error"] and "#N/A" in grid.doubts[3, 1][0].text


def test_rows_need_not_stand_in_order_and_charts_are_passed_over(tmp_path: Path) -> None:
    chart = record(0x809, b"\0\6\x20\0" + b"\0" * 12) + double(9, 9, 9.0) + record(0x0A)
    grid = first(xls(tmp_path / "order.xls", double(2, 0, 3.0) + chart + double(0, 0, 1.0)))
    assert grid.rows == ((1,), (), (3,))


def test_macros_links_and_manual_calculation_are_noted(tmp_path: Path) -> None:
    front = record(0x1AE, struct.pack("<HH", 1, 4) + b"\0\1abc") + record(
        0x1AE, struct.pack("<H", 1) + b"\1\4"
    )
    sheet = record(0x0D, struct.pack("<h", 0)) + formula(0, 0, struct.pack("<d", 1.0))
    path = tmp_path / "notes.xls"
    path.write_bytes(compound({"Workbook": stream(sheet, front=front), "_VBA_PROJECT_CUR": b""}))
    notes = read_workbook(path).notes
    assert len(notes) == 3 and "宏" in notes[0] and "别的文件" in notes[1] and "手动计算" in notes[2]


def test_a_link_to_the_file_itself_is_no_link(tmp_path: Path) -> None:
    front = record(0x1AE, struct.pack("<H", 1) + b"\1\4")
    assert read_workbook(xls(tmp_path / "own.xls", double(0, 0, 1.0), front=front)).notes == ()


def test_a_stream_without_its_container(tmp_path: Path) -> None:
    path = tmp_path / "bare.xls"
    path.write_bytes(stream(double(0, 0, 1.0)))
    assert first(path).rows == ((1,),)


def test_a_small_stream_lies_in_short_sectors(tmp_path: Path) -> None:
    xlrd = pytest.importorskip("xlrd")
    content = stream(double(0, 0, 1.0), front=record(0x42, struct.pack("<H", 1200)))
    path = tmp_path / "short.xls"
    path.write_bytes(short_sectors(content))
    assert first(path).rows == ((1,),)
    assert xlrd.open_workbook(path, logfile=io.StringIO()).sheet_by_index(0).cell_value(0, 0) == 1


def test_a_password_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="密码"):
        read_workbook(xls(tmp_path / "locked.xls", double(0, 0, 1.0), front=record(0x2F, b"\0" * 6)))
