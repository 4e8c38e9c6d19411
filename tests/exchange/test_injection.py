"""No text an officer types becomes a formula, a link or another text."""

from __future__ import annotations

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.calculation.entry import MAX_TEXT, parse_kind
from app.domain.amount import Refused
from app.domain.edition import Kind
from tests.exchange.support import body, case, opened, read, report_of

NASTY = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "{=1+1}", "\t=1", '=HYPERLINK("http://x")',
    "http://example.com", "internal:Sheet1!A1", "mailto:a@b.c", "'=1", "＝1+1", "#N/A", "#DIV/0!", "TRUE",
    "1e5", "00123", " 前后空格 ", "_x0041_", "_x000D_", "a\nb", "a\r\nb", "FILTER(", "<b>&amp;</b>", '"',
    "%d %s {0} {x}", "&P&N", "𬭼㙍𠅤", "e\u0301", "\u200b零宽", "x" * MAX_TEXT,
]  # fmt: skip


def made_of(texts):
    cells = {
        "accounts/personnel/reason": texts[0],
        "profile/unit_name/value": texts[-1],
        "note/accounts~personnel~final/text": texts[0],
    }
    projects = [
        dict.fromkeys(("name", "content", "unit", "goal", "remark"), text) | {"final": 10_270, "score": 90}
        for text in texts
    ]
    report = report_of(cells, projects)
    notes = report.tables["note"].pop("accounts~personnel~final")
    notes.row = "accounts/personnel/final"
    report.tables["note"]["accounts/personnel/final"] = notes
    return case(report)


def line_ends(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unchanged(texts, path):
    made = made_of(texts)
    made.export(path)
    values = read(path)
    for page, row, index, cell, found in body(made, values):
        if isinstance(cell, str):
            assert found == line_ends(cell) or row.looks[index].kind.name == "date", (page.name, cell, found)
    return made


def test_nasty_texts_stay_as_they_are(tmp_path):
    path = tmp_path / "out.xlsx"
    unchanged(NASTY, path)
    book = opened(path)
    for row in book["项目资金支出明细及自评得分表"].iter_rows(4, 3 + len(NASTY), 2, 5):
        for cell in row:
            assert cell.data_type in {"s", "n"}  # text or number, never a formula
            assert cell.hyperlink is None
    formulas = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert not any("cmd" in text or "HYPERLINK" in text for text in formulas)
    with zipfile.ZipFile(path) as parts:
        assert not any("externalLink" in name or "vba" in name for name in parts.namelist())


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_any_text_that_can_be_typed(texts, tmp_path_factory):
    typed = []
    for text in texts:
        try:
            typed.append(parse_kind(Kind("text"), text))
        except Refused:
            continue
    typed = [text for text in typed if text is not None]
    if typed:
        unchanged(typed, tmp_path_factory.mktemp("text") / "out.xlsx")


@pytest.mark.parametrize("unit", ["=1+1", "甲\r\n乙", "'单位'[x]", "单" * 120])
def test_any_name_of_the_unit(unit, tmp_path):
    from app.exchange.xlsx import export

    made = made_of(["甲"])
    export(made.model, made.report, made.results, tmp_path / "out.xlsx", unit_name=unit)
    first = opened(tmp_path / "out.xlsx").worksheets[0]
    assert first["A2"].value.startswith("部门（单位）：")
