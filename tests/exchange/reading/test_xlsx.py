"""What an .xlsx holds, and what its reader has to be told."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.reading.grid import ReadingError
from app.exchange.reading.workbook import read_workbook
from app.exchange.step import Cancelled
from tests.exchange.reading.support import (
    at,
    first,
    grid_of,
    kinds,
    new_book,
    packed,
    relations,
    spot,
    xlsx,
    xlsx_parts,
)
from tests.exchange.support import read, sample

AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1).flatmap(
    lambda whole: st.integers(0, 8).map(lambda places: Decimal(whole).scaleb(-places))
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=200))
def test_amounts_come_back_exactly(tmp_path: Path, amounts: list[Decimal]) -> None:
    path = tmp_path / "amounts.xlsx"
    with new_book(path) as book:
        sheet = book.add_worksheet()
        for row, amount in enumerate(amounts):
            sheet.write_number(row, row % 7, amount)
    grid = first(path)
    assert [grid.at(row, row % 7) for row in range(len(amounts))] == amounts
    assert not grid.doubts


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.dictionaries(
        st.tuples(st.integers(0, 60), st.integers(0, 40)),
        st.one_of(
            st.floats(-1e12, 1e12, allow_nan=False),
            st.booleans(),
            st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30),
        ),
        min_size=1,
        max_size=80,
    )
)
def test_another_reader_finds_the_same(tmp_path: Path, cells: dict[tuple[int, int], object]) -> None:
    path = tmp_path / "same.xlsx"
    with new_book(path) as book:
        sheet = book.add_worksheet()
        for (row, column), value in cells.items():
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write(row, column, value)
    grid = first(path)
    (rows,) = read(path).values()
    assert len(grid.rows) == len(rows)
    for row, values in enumerate(rows):
        for column, theirs in enumerate(values):
            ours = grid.at(row, column)
            if isinstance(theirs, float) and not isinstance(theirs, bool):
                assert ours == Decimal(format(theirs, ".15g"))
            else:
                assert (ours if ours is not None else "") == theirs


def test_all_that_is_to_be_told_of_cells(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    with new_book(path) as book:
        sheet = book.add_worksheet("收支表")

        def look(**properties: object) -> object:
            return book.add_format(properties)

        sheet.merge_range("A1:D1", "部门收支表")
        sheet.write("B3", 1513.69, look(num_format="#,##0.00"))
        sheet.write("B4", 0.9832, look(num_format="0.00%"))
        sheet.write("B5", 5.14, look(font_color="#FF0000"))
        sheet.write("C5", -5.14, look(font_color="#FF0000"))
        sheet.write("B6", -5.14, look(num_format="#,##0.00;[Red]#,##0.00"))
        sheet.write_datetime("B7", datetime(2022, 3, 5), look(num_format="yyyy-mm-dd"))  # noqa: DTZ001
        sheet.write_datetime("B8", datetime(2022, 3, 5, 14, 30), look(num_format=22))  # noqa: DTZ001
        sheet.write_string("B9", "１，２３４.50")
        sheet.write_boolean("B10", True)
        sheet.write_formula("B11", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B12", "=B3*2", None, 3027.38)
        sheet.write_formula("B13", "=B4*0")
        sheet.write("B14", 12.5, look(num_format='0.00"万元"'))
        sheet.write("B15", 123456, look(num_format="0!.0,"))
        sheet.write("B16", 123, look(num_format="(#,##0)"))
        sheet.write("B17", 77, look(num_format=";;;"))
        sheet.write("B18", 5, look(num_format="yyyy/m/d"))
        sheet.write_rich_string("B19", "甲", look(bold=True), "乙  丙", "丁")
        sheet.write("B20", "换行\n第二行\u00a0尾")
        sheet.write_formula("B21", "=[1]表!A1", None, 3)
        sheet.write("D22", 0.1 + 0.2)
        sheet.write("F22", "尾")
        sheet.set_row(18, None, None, {"hidden": True})
        sheet.set_column("D:E", None, None, {"hidden": True})
        hidden = book.add_worksheet("隐藏")
        hidden.write("A1", 1)
        hidden.hide()
        very = book.add_worksheet("很隐藏")
        very.write("C5", 2)
        very.very_hidden()
        book.add_chartsheet("图").set_chart(_chart(book))
    found = read_workbook(path)
    grid = found.grids[0]
    assert [(grid.name, grid.hidden) for grid in found.grids] == [
        ("收支表", False),
        ("隐藏", True),
        ("很隐藏", True),
    ]
    assert at(grid, "B3") == Decimal("1513.69") and kinds(grid, "B3") == []
    assert at(grid, "B4") == Decimal("0.9832") and grid.percent == {spot("B4")}
    assert at(grid, "B5") == Decimal("5.14") and kinds(grid, "B5") == ["red"]
    assert "−5.14" in grid.doubts[spot("B5")][0].text
    assert at(grid, "C5") == Decimal("-5.14") and kinds(grid, "C5") == []
    assert at(grid, "B6") == Decimal("-5.14") and kinds(grid, "B6") == []
    assert at(grid, "B7") == date(2022, 3, 5) and type(at(grid, "B7")) is date
    assert at(grid, "B8") == "2022-03-05 14:30:00" and kinds(grid, "B8") == ["time"]
    assert at(grid, "B9") == "１，２３４.50" and kinds(grid, "B9") == ["text_number"]
    assert at(grid, "B10") is True
    assert at(grid, "B11") is None and kinds(grid, "B11") == ["error"]
    assert "#DIV/0!" in grid.doubts[spot("B11")][0].text
    assert at(grid, "B12") == Decimal("3027.38") and grid.formulas[spot("B12")] == "B3*2"
    assert kinds(grid, "B12") == []
    assert at(grid, "B13") == 0 and kinds(grid, "B13") == [
        "stale"
    ]  # XlsxWriter puts 0 where no value is given
    assert at(grid, "B14") == Decimal("12.5") and grid.units == {spot("B14"): "万元"}
    assert at(grid, "B15") == 123456 and kinds(grid, "B15") == ["scaled"]
    assert at(grid, "B16") == 123 and kinds(grid, "B16") == ["minus"]
    assert at(grid, "B17") == 77 and kinds(grid, "B17") == ["invisible"]
    assert at(grid, "B18") == date(1900, 1, 5) and kinds(grid, "B18") == ["date"]
    assert at(grid, "B19") == "甲乙  丙丁"
    assert at(grid, "B20") == "换行\n第二行\u00a0尾"
    assert kinds(grid, "B21") == ["external"]
    assert at(grid, "D22") == Decimal("0.3")
    assert grid.merged == ((0, 0, 0, 3),)
    assert grid.hidden_rows == {18} and grid.hidden_columns == {3, 4}
    assert grid.at(-1, 0) is None and grid.at(500, 0) is None and grid.at(2, 500) is None
    assert at(found.grids[2], "C5") == 2 and found.grids[2].rows[0] == ()
    assert any("图表页" in note for note in found.notes)
    assert any("重算" in note for note in found.notes)


def _chart(book: object) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=收支表!$B$3:$B$4"})
    return chart


def test_formulas_that_were_never_computed(tmp_path: Path) -> None:
    path = tmp_path / "uncached.xlsx"
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = 1
    book.active["A2"] = "=A1*2"
    book.active["A3"] = '="甲"'
    book.save(path)
    grid = first(path)
    assert at(grid, "A2") is None and kinds(grid, "A2") == ["uncached"]
    assert at(grid, "A3") is None and kinds(grid, "A3") == ["uncached"]
    assert grid.formulas == {(1, 0): "A1*2", (2, 0): '"甲"'}


def test_a_true_zero_of_excel_is_not_doubted(tmp_path: Path) -> None:
    grid = first(xlsx(tmp_path / "zero.xlsx", '<row r="1"><c r="A1"><f>B1*2</f><v>0</v></c></row>'))
    assert at(grid, "A1") == 0 and grid.doubts == {}


def test_an_empty_result_that_was_given_is_an_empty_text(tmp_path: Path) -> None:
    path = tmp_path / "given.xlsx"
    with new_book(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=B1*2", None, 3.5)
        sheet.write_formula("A2", '=IF(B1="","",B1)', None, "")
    grid = first(path)
    assert grid.rows == ((Decimal("3.5"),),) and grid.doubts == {} and len(grid.formulas) == 2


def test_a_formula_added_without_result_among_others_is_told(tmp_path: Path) -> None:
    data = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>2+2</f><v></v></c></row>'
    grid = first(xlsx(tmp_path / "added.xlsx", data, book='<calcPr calcId="191029"/>'))
    assert at(grid, "A1") == 2 and kinds(grid, "B1") == ["uncached"]


def test_what_we_exported_is_read_without_doubts_about_formulas(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    sample().export(path)
    found = read_workbook(path)
    assert found.notes == ()
    assert sum(len(grid.formulas) for grid in found.grids) > 200
    doubted = {doubt.kind for grid in found.grids for doubts in grid.doubts.values() for doubt in doubts}
    assert doubted <= {"text_number"}
    for name, rows in read(path).items():
        grid = grid_of(found, name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                ours = grid.at(row, column)
                same = Decimal(format(value, ".15g")) if isinstance(value, float) else value
                assert ours == same or (ours is None and value == "")


def test_a_formula_may_give_an_empty_text_or_a_text(tmp_path: Path) -> None:
    data = (
        '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1" t="str"><f>"12"</f><v>12</v></c>'
        '<c r="C1" t="b"><f>TRUE</f><v>1</v></c><c r="D1" t="e"><f>#REF!</f><v>#REF!</v></c>'
        '<c r="E1"><f t="shared" si="0"/><v>7</v></c></row>'
    )
    grid = first(xlsx(tmp_path / "text.xlsx", data))
    assert grid.rows == ((None, "12", True, None, Decimal(7)),)
    assert kinds(grid, "A1") == [] and kinds(grid, "B1") == ["text_number"] and kinds(grid, "D1") == ["error"]
    assert grid.formulas[spot("E1")] == ""


def test_texts_of_every_kind(tmp_path: Path) -> None:
    texts = (
        "<si><t>  前后空格  </t></si><si><r><t>甲</t></r><r><t>乙</t></r>"
        "<rPh sb='0' eb='1'><t>jia</t></rPh></si>"
        "<si><t>回车_x000D_换行_x005F_x000D_</t></si><si/><si><t>1513.69</t></si>"
    )
    data = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>'
        '<c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c>'
        '<c r="F1" t="inlineStr"><is><r><t>丙</t></r><r><t>丁</t></r>'
        '<rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
        '<c r="G1" t="str"><v>直接的字</v></c><c r="H1" t="d"><v>2022-03-05</v></c></row>'
    )
    grid = first(xlsx(tmp_path / "texts.xlsx", data, texts=texts))
    assert grid.rows[0] == (
        "  前后空格  ",
        "甲乙",
        "回车\r换行_x000D_",
        None,
        "1513.69",
        "丙丁",
        "直接的字",
        date(2022, 3, 5),
    )
    assert kinds(grid, "E1") == ["text_number"]


def test_cells_without_addresses_and_with_a_prefix(tmp_path: Path) -> None:
    parts = xlsx_parts("")
    parts["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        "<x:row><x:c><x:v>1</x:v></x:c><x:c/><x:c><x:v>3</x:v></x:c></x:row><x:row/>"
        "<x:row><x:c t='inlineStr'><x:is><x:t>末</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    grid = first(packed(tmp_path / "prefix.xlsx", parts))
    assert grid.rows == ((1, None, 3), (), ("末",))


def test_dates_from_1904_on(tmp_path: Path) -> None:
    path = tmp_path / "1904.xlsx"
    with new_book(path, {"date_1904": True}) as book:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet().write_datetime("A1", datetime(2022, 3, 5), style)  # noqa: DTZ001
    assert first(path).rows == ((date(2022, 3, 5),),)


@pytest.mark.parametrize(
    ("raw", "kind"), [("abc", "unknown"), ("1e999", "unknown"), ("123456789012345678", "precision")]
)
def test_odd_numbers_are_told(tmp_path: Path, raw: str, kind: str) -> None:
    grid = first(
        xlsx(tmp_path / "odd.xlsx", f'<row r="1"><c r="A1"><v>{raw}</v></c><c r="B1"><v>1</v></c></row>')
    )
    assert kinds(grid, "A1") == [kind]
    assert (at(grid, "A1") is None) == (kind == "unknown")
    assert at(grid, "B1") == 1


def test_what_lies_under_a_merged_cell_is_told(tmp_path: Path) -> None:
    data = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    )
    grid = first(
        xlsx(tmp_path / "covered.xlsx", data, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    )
    assert grid.merged == ((0, 0, 0, 1),)
    assert kinds(grid, "B1") == ["covered"] and kinds(grid, "A1") == [] and kinds(grid, "A2") == []


def test_rows_hidden_by_a_filter_or_of_no_height(tmp_path: Path) -> None:
    data = "".join(
        f'<row r="{row}" {more}><c r="A{row}"><v>{row}</v></c></row>'
        for row, more in (
            (1, ""),
            (2, 'hidden="1"'),
            (3, 'hidden="1"'),
            (5, 'ht="0" customHeight="1"'),
            (6, ""),
        )
    )
    grid = first(
        xlsx(tmp_path / "hidden.xlsx", data, before='<cols><col min="2" max="16384" width="0"/></cols>')
    )
    assert grid.hidden_rows == {1, 2, 4} and grid.hidden_columns == frozenset()


def test_a_red_of_the_old_palette_and_numbers_red_by_format(tmp_path: Path) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="[Red]0.00"/></numFmts>'
        '<fonts><font/><font><color indexed="10"/></font><font><color rgb="FFC00000"/></font>'
        '<font><color theme="1"/></font></fonts><dxfs><dxf><font><color rgb="FFFF0000"/></font></dxf></dxfs>'
        '<cellStyleXfs><xf fontId="1"/></cellStyleXfs><cellXfs><xf numFmtId="0" fontId="0"/>'
        '<xf numFmtId="0" fontId="1"/><xf numFmtId="4" fontId="2"/><xf numFmtId="170" fontId="0"/>'
        '<xf numFmtId="0" fontId="3"/></cellXfs>'
    )
    cells = "".join(f'<c r="{letter}1" s="{style}"><v>5</v></c>' for style, letter in enumerate("ABCDE"))
    grid = first(xlsx(tmp_path / "red.xlsx", f'<row r="1">{cells}</row>', styles=styles))
    assert [kinds(grid, f"{letter}1") for letter in "ABCDE"] == [[], ["red"], ["red"], ["red"], []]


def test_macros_links_and_manual_calculation_are_noted(tmp_path: Path) -> None:
    parts = xlsx_parts(
        '<row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>7</v></c></row>', book='<calcPr calcMode="manual"/>'
    )
    parts["xl/vbaProject.bin"] = b"macros"
    parts["xl/_rels/workbook.xml.rels"] = relations(
        ("r1", "worksheet", "/xl/worksheets/sheet1.xml"),
        ("r9", "externalLink", "externalLinks/externalLink1.xml"),
    )
    notes = read_workbook(packed(tmp_path / "macros.xlsm", parts)).notes
    assert len(notes) == 3
    assert "宏" in notes[0] and "别的文件" in notes[1] and "手动计算" in notes[2]


def test_far_cells_that_are_only_formatted_do_no_harm(tmp_path: Path) -> None:
    data = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'
    data += '<row r="1048576"><c r="A1048576" s="1"/></row>'
    grid = first(xlsx(tmp_path / "far.xlsx", data))
    assert grid.rows == ((Decimal(1),),)


def test_cells_need_not_stand_in_order(tmp_path: Path) -> None:
    grid = first(
        xlsx(tmp_path / "order.xlsx", '<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row>')
    )
    assert grid.rows == ((1, None, 3),)


def test_progress_is_told_and_reading_can_be_called_off(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with new_book(path) as book:
        sheet = book.add_worksheet()
        for row in range(5000):
            sheet.write_row(row, 0, range(10))
    told: list[tuple[int, int]] = []
    read_workbook(path, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told) and len(told) > 5
    assert told[-1][0] == told[-1][1]
    with pytest.raises(Cancelled):
        read_workbook(path, cancelled=lambda: len(told) > 0)


def test_reading_changes_nothing(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "same.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    before = path.read_bytes()
    read_workbook(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_workbook_without_a_worksheet(tmp_path: Path) -> None:
    parts = xlsx_parts("")
    parts["xl/_rels/workbook.xml.rels"] = relations(("r1", "chartsheet", "worksheets/sheet1.xml"))
    with pytest.raises(ReadingError, match="没有普通的工作表"):
        read_workbook(packed(tmp_path / "charts.xlsx", parts))


def test_names_of_parts_with_backslashes_and_capitals(tmp_path: Path) -> None:
    parts = xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts["xl\\Worksheets\\Sheet1.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    path = tmp_path / "slashes.xlsx"
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert first(path).rows == ((1,),)
