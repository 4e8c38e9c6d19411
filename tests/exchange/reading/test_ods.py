"""What an .ods holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.exchange.reading.grid import ReadingError
from app.exchange.reading.workbook import read_workbook
from tests.exchange.reading.support import ODF, at, first, kinds, ods, spot


def cell(attributes: str, inner: str = "") -> str:
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def number(value: str, more: str = "", sort: str = "float") -> str:
    shown = f"<text:p>{value}</text:p>"
    return cell(f'office:value-type="{sort}" office:value="{value}" {more}', shown)


def text(content: str, more: str = "") -> str:
    return cell(f'office:value-type="string" {more}', content)


def blank(more: str = "") -> str:
    return f"<table:table-cell {more}/>"


def table(*rows: str, name: str = "表", more: str = "", before: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{before}{"".join(rows)}</table:table>'


def test_values_of_every_kind(tmp_path: Path) -> None:
    cells = row(
        number("1513.69"),
        number("0.30000000000000004"),
        number("0.9832", sort="percentage"),
        number("12", sort="currency"),
        cell('office:value-type="date" office:date-value="2022-03-05"', "<text:p>x</text:p>"),
        '<table:table-cell office:value-type="date" office:date-value="2022-03-05T14:30:00"/>',
        '<table:table-cell office:value-type="time" office:time-value="PT36H00M05S"/>',
        cell('office:value-type="boolean" office:boolean-value="true"', "<text:p>TRUE</text:p>"),
        text("<text:p>１２.5</text:p>"),
        '<table:table-cell office:value-type="string" office:string-value="属性里的字"/>',
    )
    grid = first(ods(tmp_path / "kinds.ods", table(cells)))
    assert grid.rows[0] == (
        Decimal("1513.69"),
        Decimal("0.3"),
        Decimal("0.9832"),
        Decimal(12),
        date(2022, 3, 5),
        "2022-03-05 14:30:00",
        "36:00:05",
        True,
        "１２.5",
        "属性里的字",
    )
    assert grid.percent == {spot("C1")}
    assert kinds(grid, "F1") == kinds(grid, "G1") == ["time"] and kinds(grid, "I1") == ["text_number"]


def test_texts_with_their_spaces_lines_and_comments(tmp_path: Path) -> None:
    content = (
        "<office:annotation><text:p>批注</text:p></office:annotation>"
        '<text:p>甲<text:s text:c="3"/>乙<text:span>丙</text:span><text:tab/>丁</text:p>'
        "<text:p/><text:p>末<text:line-break/>行</text:p>"
        "<draw:frame><draw:text-box><text:p>图里的字</text:p></draw:text-box></draw:frame>"
    )
    assert first(ods(tmp_path / "texts.ods", table(row(text(content))))).rows == (
        ("甲   乙丙\t丁\n\n末\n行",),
    )


def test_cells_and_rows_that_are_repeated(tmp_path: Path) -> None:
    grid = first(
        ods(
            tmp_path / "repeated.ods",
            table(
                row(
                    blank('table:number-columns-repeated="2"'),
                    number("7", 'table:number-columns-repeated="3"'),
                    blank('table:number-columns-repeated="16379"'),
                ),
                row(blank('table:number-columns-repeated="16384"'), more='table:number-rows-repeated="2"'),
                row(number("0.5", sort="percentage"), more='table:number-rows-repeated="2"'),
                row(blank(), more='table:number-rows-repeated="1048571"'),
            ),
        )
    )
    assert grid.rows == ((None, None, 7, 7, 7), (), (), (Decimal("0.5"),), (Decimal("0.5"),))
    assert grid.percent == {(3, 0), (4, 0)}


def test_formulas_and_errors(tmp_path: Path) -> None:
    def computed(formula: str, more: str = "", inner: str = "") -> str:
        return cell(f'table:formula="{formula}" {more}', inner)

    grid = first(
        ods(
            tmp_path / "formulas.ods",
            table(
                row(
                    computed(
                        "of:=[.A1]*2", 'office:value-type="float" office:value="4"', "<text:p>4</text:p>"
                    ),
                    computed("of:=[.A1]*2"),
                    computed("of:=[.A1]*2", 'office:value-type="float"'),
                    computed(
                        "of:=1/0",
                        'office:value-type="string" office:string-value="" calcext:value-type="error"',
                        "<text:p>#DIV/0!</text:p>",
                    ),
                    computed(
                        "of:=foo()", 'office:value-type="float" office:value="0"', "<text:p>Err:508</text:p>"
                    ),
                    computed("of:=&quot;&quot;", "", "<text:p/>"),
                    computed(
                        "of:=['file:///x.ods'#$表.A1]",
                        'office:value-type="float" office:value="3"',
                        "<text:p>3</text:p>",
                    ),
                )
            ),
        )
    )
    assert grid.rows == ((4, None, None, None, None, None, 3),)
    assert [kinds(grid, f"{letter}1") for letter in "ABCDEFG"] == [
        [],
        ["uncached"],
        ["uncached"],
        ["error"],
        ["error"],
        [],
        ["external"],
    ]
    assert grid.formulas[spot("A1")] == "[.A1]*2"


def test_what_is_hidden_merged_and_covered(tmp_path: Path) -> None:
    inner = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta2" style:family="table">{inner}</style:style>'
    before = (
        '<table:table-column table:number-columns-repeated="1"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        '<table:table-column table:number-columns-repeated="16381"/>'
    )
    covered = number("9").replace("table:table-cell", "table:covered-table-cell")
    rows = (
        row(
            text("<text:p>题</text:p>", 'table:number-columns-spanned="2" table:number-rows-spanned="1"'),
            covered,
        ),
        row(number("1"), more='table:visibility="filter"'),
        row(number("2"), more='table:visibility="collapse"'),
        row(number("3"), number("4"), number("5"), number("6")),
        row(blank(), more='table:visibility="collapse" table:number-rows-repeated="1048572"'),
    )
    tables = table(*rows, before=before) + table(row(number("1")), name="二", more='table:style-name="ta2"')
    found = read_workbook(ods(tmp_path / "hidden.ods", tables, styles=styles))
    grid = found.grids[0]
    assert [sheet.hidden for sheet in found.grids] == [False, True]
    assert grid.hidden_rows == {1, 2} and grid.hidden_columns == {1, 2}
    assert grid.merged == ((0, 0, 0, 1),) and kinds(grid, "B1") == ["covered"] and at(grid, "B1") == 9


def test_looks_of_numbers(tmp_path: Path) -> None:
    def look(name: str, more: str = "", inner: str = "") -> str:
        return f'<style:style style:name="{name}" style:family="table-cell" {more}>{inner}</style:style>'

    red = '<style:text-properties fo:color="#ff0000"/>'
    styles = (
        '<number:number-style style:name="N1"><number:number/><number:text>万元</number:text>'
        "</number:number-style>"
        f'<number:number-style style:name="N2P0"><number:number/></number:number-style>'
        f'<number:number-style style:name="N2">{red}<number:text>-</number:text><number:number/>'
        '<style:map style:condition="value()&gt;=0" style:apply-style-name="N2P0"/>'
        "</number:number-style>"
        '<number:number-style style:name="N3"><number:number number:display-factor="1000"/>'
        "</number:number-style>"
        + look("base", "", red)
        + look("child", 'style:parent-style-name="base"')
        + look("black", 'style:parent-style-name="base"', '<style:text-properties fo:color="#000000"/>')
        + look("unit", 'style:data-style-name="N1"')
        + look("negative", 'style:data-style-name="N2"')
        + look("scaled", 'style:data-style-name="N3"')
    )
    names = ("base", "child", "black", "unit", "negative", "scaled")
    before = '<table:table-column table:number-columns-repeated="6"/>'
    before += '<table:table-column table:default-cell-style-name="base"/>'
    cells = row(*(number("5", f'table:style-name="{name}"') for name in names), number("5"), number("-5"))
    grid = first(ods(tmp_path / "looks.ods", table(cells, before=before), styles=styles))
    assert [kinds(grid, f"{letter}1") for letter in "ABCDEFG"] == [
        ["red"],
        ["red"],
        [],
        [],
        [],
        ["scaled"],
        ["red"],
    ]
    assert grid.units == {spot("D1"): "万元"}


def test_former_contents_and_tables_of_other_files_are_not_read(tmp_path: Path) -> None:
    changes = f"<table:tracked-changes>{row(number('1'))}</table:tracked-changes>"
    links = f"<table:dde-links>{table(row(number('2')), name='dde')}</table:dde-links>"
    found = read_workbook(ods(tmp_path / "aside.ods", changes + table(row(number("3"))) + links))
    assert [grid.rows for grid in found.grids] == [((3,),)]


def test_macros_and_links_are_noted(tmp_path: Path) -> None:
    inner = table(row(number("1")), before="<table:table-source/>")
    found = read_workbook(
        ods(
            tmp_path / "notes.ods",
            inner,
            more={"Basic/Standard/Module1.xml": "x", "Basic/script-lc.xml": "x"},
        )
    )
    assert len(found.notes) == 2 and "宏" in found.notes[0] and "别的文件" in found.notes[1]


def test_a_password_is_told(tmp_path: Path) -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    manifest = f"<manifest:manifest {ODF}>{entry}</manifest:manifest>"
    path = ods(tmp_path / "locked.ods", "", more={"META-INF/manifest.xml": manifest})
    with pytest.raises(ReadingError, match="密码"):
        read_workbook(path)
