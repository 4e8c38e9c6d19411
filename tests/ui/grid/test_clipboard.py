"""Blocks on the clipboard, without a window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData

from app.domain.amount import WAN
from ui.grid.clipboard import CopiedCell, from_html, from_mime, from_tsv, to_html, to_mime, to_tsv


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
        ("<td>第一行<br>第二行</td>", "第一行\n第二行"),
        ("<td><p>第一段</p><p>第二段</p></td>", "第一段\n第二段"),
        ("<td>&nbsp;</td><td>x</td>", ""),
        ("<td>a &amp; b\n   c</td>", "a & b c"),
    ],
)
def test_cells_of_other_programs(cell, text):
    assert from_html(f"<table><tr>{cell}</tr></table>")[0][0] == text


def test_merged_cells_keep_their_place():
    html = (
        "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"
        "<tr><td>1</td><td>2</td><td>3</td></tr></table>"
    )
    assert from_html(html) == [["甲", "乙", ""], ["", "丙", "丁"], ["1", "2", "3"]]


def test_our_own_html_comes_back():
    cells = [
        [CopiedCell("1513.6944", "1513.6944"), CopiedCell("")],
        [CopiedCell("=1+1"), CopiedCell("98.32%", "0.9832")],
    ]
    html = to_html(cells)
    assert from_html(html) == [["1513.6944", ""], ["=1+1", "98.32%"]]
    assert "\\@" in html  # a text stays a text in Excel


def test_own_copy_knows_its_unit():
    mime = to_mime([[CopiedCell("1.5", "1.5")]], WAN)
    found = from_mime(mime)
    assert found is not None
    assert (found.texts, found.unit) == ([["1.5"]], WAN)


def test_nothing_to_paste():
    assert from_mime(QMimeData()) is None
