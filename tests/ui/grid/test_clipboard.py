"""Blocks on the clipboard, without a window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData

from app.domain.amount import WAN, Refused
from ui.grid.clipboard import OWN_FORMAT, CopiedCell, from_mime, from_tsv, to_html, to_mime, to_tsv
from ui.grid.html_cells import read_table
from ui.grid.xml_cells import read_numbers


@pytest.mark.parametrize(
    "cells",
    [
        [["1513.69", "", "-5.14"], ["", "两\n行", "带\t制表"]],
        [['"引号"开头', "a"], ["x", 'b"c']],
        [["单格"]],
        [["", ""], ["", "1"]],
    ],
)
def test_text_comes_back(cells):
    assert from_tsv(to_tsv(cells)) == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ("1\n2\t3", [["1", ""], ["2", "3"]]),
        ('"a\nb"\tc', [["a\nb", "c"]]),
        ('5" 屏\t1', [['5" 屏', "1"]]),
        ('"没有收尾\t1', [['"没有收尾', "1"]]),
        ("", []),
    ],
)
def test_text_of_other_programs(text, cells):
    assert from_tsv(text) == cells


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<td x:num="1513.6944">1,513.69</td>', "1513.6944"),  # what is shown is rounded
        ("<td x:num>1,513.69</td>", "1,513.69"),
        ('<td x:num="0.10000000000000001">0.1</td>', "0.1"),  # a double written with 17 digits
        ('<td x:num="339.61700000000002">339.62</td>', "339.617"),
        ('<td x:num="0.98319999999999996">98.32%</td>', "98.32%"),
        ('<td x:num="44668">2022/4/17</td>', "2022/4/17"),
        ('<td sdval="1234.5" sdnum="2052;">1,234.50</td>', "1234.5"),  # LibreOffice
        ('<td x:num="1E+15">1.00E+15</td>', "1000000000000000"),
        ('<td x:num="-1234.5"><font color=red>1,234.50</font></td>', "-1234.5"),  # [Red]#,##0.00
        ('<td x:num="-1234.5">(1,234.50)</td>', "-1234.5"),
        ('<td x:num="44668">2022-4-17</td>', "2022-4-17"),
        ('<td x:num="123456">12.35</td>', "12.35"),  # a format that shows 万: what is seen counts
        ('<td x:num="12.3456">¥12.35</td>', "12.3456"),
        ('<td x:num="2022">2022年</td>', "2022年"),
        ('<td x:num="3">3 人</td>', "3 人"),
        ('<td data-sheets-value="{&quot;1&quot;:3,&quot;3&quot;:-1234.567}">1,234.57</td>', "-1234.567"),
        ("<td>第一行<br>第二行</td>", "第一行\n第二行"),
        ("<td><p>第一段</p><p>第二段</p></td>", "第一段\n第二段"),
        ("<td>&nbsp;</td><td>x</td>", ""),
        ("<td>a &amp; b\n   c</td>", "a & b c"),
    ],
)
def test_cells_of_other_programs(cell, text):
    assert read_table(f"<table><tr>{cell}</tr></table>")[0][0][0] == text


def test_merged_cells_keep_their_place():
    html = (
        "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"
        "<tr><td>1</td><td>2</td><td>3</td></tr></table>"
    )
    assert read_table(html)[0] == [["甲", "乙", ""], ["", "丙", "丁"], ["1", "2", "3"]]


def test_our_own_html_comes_back():
    cells = [
        [CopiedCell("1513.6944", "1513.6944"), CopiedCell("")],
        [CopiedCell("=1+1"), CopiedCell("98.32%", "0.9832")],
    ]
    html = to_html(cells)
    assert read_table(html)[0] == [["1513.6944", ""], ["=1+1", "98.32%"]]
    assert "\\@" in html  # a text stays a text in Excel


def test_own_copy_knows_its_unit():
    mime = to_mime([[CopiedCell("1.5", "1.5")]], WAN)
    found = from_mime(mime)
    assert found is not None
    assert (found.texts, found.unit) == ([["1.5"]], WAN)


def test_nothing_to_paste():
    assert from_mime(QMimeData()) is None


EXCEL = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><style><!--table
{mso-displayed-decimal-separator:"\\.";}
.xl65 {mso-style-parent:style0; mso-number-format:"\\#\\,\\#\\#0\\.00_ \\;\\[Red\\]\\#\\,\\#\\#0\\.00\\ ";}
.xl66 {mso-style-parent:style0; color:red;}
--></style></head><body link=blue vlink=purple>
<table border=0 cellpadding=0 cellspacing=0 width=216 style='border-collapse:collapse;width:162pt'>
<!--StartFragment-->
 <col width=72 span=3 style='width:54pt'>
 <tr height=19 style='height:14.25pt'>
  <td height=19 class=xl65 align=right width=72 style='height:14.25pt;width:54pt'>1,513.69</td>
  <td class=xl65 align=right width=72><font color="#FF0000">1,234.50</font></td>
  <td class=xl66 align=right width=72>7</td>
 </tr>
 <tr height=38>
  <td height=38 width=72>第一行<br>
    第二行</td>
  <td class=xl65 align=right>-5.14</td>
  <td class=xl66>红字说明</td>
 </tr>
<!--EndFragment-->
</table></body></html>"""

WPS = """<html xmlns:et="http://www.wps.cn/et"><head><meta name="ProgId" content="Excel.Sheet"/><style>
.et2 {color:#000000; mso-number-format:"#,##0.00;[Red]#,##0.00";}
.et3 {color:#FF0000;}
</style></head><body><table width="144" border="0" style='border-collapse:collapse;'>
<!--StartFragment--><tr height="18">
<td class="et2" height="18" width="72" align="right" x:num="1513.6944" et:formula="">1,513.69</td>
<td class="et3" align="right" x:num="-1234.5">1,234.50</td>
<td class="et2" x:str>合计</td></tr><!--EndFragment--></table></body></html>"""

CALC = """<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<style type="text/css">body,div,table { font-family:"Liberation Sans" }</style></head><body>
<table cellspacing="0" border="0"><colgroup span="3" width="85"></colgroup>
<tr><td height="17" align="right" valign=bottom sdval="1513.6944" sdnum="2052;0;#,##0.00">1,513.69</td>
<td align="right" sdval="-1234.5" sdnum="2052;0;#,##0.00;[RED]#,##0.00">
<font color="#FF0000">1,234.50</font></td>
<td align="left">备注<br>两行</td></tr></table></body></html>"""


def test_a_block_of_excel():
    texts, red = read_table(EXCEL)
    assert texts == [["1,513.69", "1,234.50", "7"], ["第一行\n第二行", "-5.14", "红字说明"]]
    assert red == {(0, 1), (0, 2)}  # a text in red has no sign, a minus tells it


def test_a_block_of_wps():
    texts, red = read_table(WPS)
    assert texts == [["1513.6944", "-1234.5", "合计"]]
    assert not red


def test_a_block_of_libreoffice():
    texts, red = read_table(CALC)
    assert texts == [["1513.6944", "-1234.5", "备注\n两行"]]
    assert not red


@pytest.mark.parametrize(
    ("colour", "red"),
    [
        ("red", True), ("#FF0000", True), ("#c00000", True), ("rgb(192, 0, 0)", True), ("black", False),
        ("#800080", False), ("#000000", False), ("windowtext", False), ("rgb(255,192,0)", False),
    ],
)  # fmt: skip
def test_what_is_red(colour, red):
    found = read_table(f'<table><tr><td style="mso-x:1;color:{colour}">5</td></tr></table>')[1]
    assert bool(found) is red


def test_what_is_far_too_much_is_refused():
    mime = QMimeData()
    mime.setText("\t".join("1" for _ in range(500)) + "\n" + "\n".join("1" for _ in range(500)))
    with pytest.raises(Refused, match="501 行 500 栏"):
        from_mime(mime)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1]", b'{"unit":"x","cells":[["a"],["b","c"]]}', b'{"cells":[]}']
)
def test_our_own_format_from_elsewhere_is_not_trusted(data):
    mime = QMimeData()
    mime.setData(OWN_FORMAT, data)
    mime.setText("甲\t乙")
    found = from_mime(mime)
    assert found is not None
    assert found.texts == [["甲", "乙"]]


def test_a_copy_reads_as_numbers_elsewhere():
    """What Excel, WPS and LibreOffice look at: plain numbers, texts marked as texts, breaks within a cell."""
    mime = to_mime([[CopiedCell("1513.69", "1513.69"), CopiedCell("两\n行")]], WAN)
    assert mime.text() == '1513.69\t"两\n行"'
    assert 'x:num="1513.69" sdval="1513.69"' in mime.html()
    assert "mso-data-placement:same-cell" in mime.html()
    assert read_table(mime.html())[0] == [["1513.69", "两\n行"]]


XML = b"""<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Styles><Style ss:ID="s63"><NumberFormat ss:Format="#,##0.00_ ;[Red]#,##0.00\\ "/></Style></Styles>
 <Worksheet ss:Name="Sheet1"><Table ss:ExpandedColumnCount="4" ss:ExpandedRowCount="4">
   <Row><Cell ss:StyleID="s63"><Data ss:Type="Number">1.0269999999999999</Data></Cell>
    <Cell ss:StyleID="s63"><Data ss:Type="Number">-1234.5</Data></Cell>
    <Cell ss:MergeAcross="1"><Data ss:Type="String">7</Data></Cell></Row>
   <Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="Number">0.98319</Data></Cell>
    <Cell><Data ss:Type="DateTime">2022-04-17T00:00:00.000</Data></Cell>
    <Cell><Data ss:Type="Number">44668</Data></Cell></Row>
 </Table></Worksheet></Workbook>\0"""
WRAPPED = 'application/x-qt-windows-mime;value="XML Spreadsheet"'


def of_excel(text: str, html: str = "", xml: bytes = XML) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    if html:
        mime.setHtml(html)
    mime.setData(WRAPPED, xml)
    return mime


def test_numbers_of_a_spreadsheet_in_xml():
    assert read_numbers(XML.rstrip(b"\0")) == {
        (0, 0): "1.0269999999999999", (0, 1): "-1234.5", (2, 1): "0.98319", (2, 3): "44668",
    }  # fmt: skip


def test_what_excel_shows_gets_its_digits_and_its_sign():
    rows = ["1.03\t1,234.50\t7\t", "\t\t\t", "\t98.32%\t2022/4/17\t2022/4/17"]
    found = from_mime(of_excel("\n".join(rows)))
    assert found is not None
    assert found.texts[0] == ["1.027", "-1234.5", "7", ""]
    assert found.texts[2] == ["", "98.319%", "2022/4/17", "2022/4/17"]
    html = (
        "<table><tr><td>1.03</td><td><font color=red>1,234.50</font></td><td colspan=2>7</td></tr>"
        "<tr><td></td></tr><tr><td></td><td>98.32%</td></tr></table>"
    )
    found = from_mime(of_excel("x", html))
    assert found is not None
    assert found.texts[0] == ["1.027", "-1234.5", "7", ""]
    assert not found.red


def test_numbers_of_another_block_change_nothing():
    found = from_mime(of_excel("5\t6\n7\t8"))
    assert found is not None
    assert found.texts == [["5", "6"], ["7", "8"]]


@pytest.mark.parametrize(
    "xml",
    [
        b"", b"<Workbook", b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>',
    ],
)  # fmt: skip
def test_xml_that_is_none_is_left_alone(xml):
    found = from_mime(of_excel("1.03", xml=xml))
    assert found is not None
    assert found.texts == [["1.03"]]
