"""Workbooks as departments make them by hand, for tests of the import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Sequence[object]]


def write(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook with these sheets; None leaves a cell empty."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(row, column, value)
    book.close()
    return path


def accounts(year: int, *, unit: str = "元", odd: object = 3396100.125, vague: str = "决算数") -> Rows:
    """Title, unit, headings with years, a dash, a number as text, a row of which nobody knows."""
    return [
        [f"某局{year}年部门收支预决算情况表"],
        ["", "", "", f"单位：{unit}" if unit else ""],
        ["项  目", f"{year}年年初预算", "全年预算数", vague, "差异原因"],
        ["收入"],
        ["一、财政拨款收入", 14762400, 17036300.5, 17036300.5, "追加"],
        ["二、上级补助收入", "—", "—", "—"],
        ["六、其他收入", None, None, "１２，０００"],
        ["支出"],
        ["人员支出", 10444500, 15473900, 15136900],
        ["日常公用经费", 1191800, 1195300, 1195300],
        ["其他杂项", 1, 2, 3],
        ["项目支出", 3126100, 3396100, odd],
    ]


def projects(year: int, names: Sequence[str] = ("普法经费", "培训费")) -> Rows:
    """A list under two lines of headings, with a column that may mean two, and a total."""
    rows: list[Sequence[object]] = [
        [f"{year}年项目支出情况"],
        ["序号", "项目名称", "预算数", "执行数", "自评得分"],
        ["", "", "(万元)", "(万元)", ""],
    ]
    rows += [[number, name, 3 + number, 2.5, 90] for number, name in enumerate(names, 1)]
    return [*rows, ["", "合计", 9, 5, None]]


def hand(path: Path, year: int = 2021) -> Path:
    """Both, on two sheets."""
    return write(path, {"Sheet1": accounts(year), "项目": projects(year)})


def long_list(path: Path, rows: int, year: int = 2022) -> Path:
    """A list that is planned beside the window."""
    head: Rows = [[f"{year}年项目支出情况"], ["", "", "单位：万元"], ["项目名称", "年初预算数", "执行数"]]
    return write(path, {"项目": [*head, *([f"项目{n}", n / 100, n / 100] for n in range(1, rows + 1))]})
