"""Forms of a thousand projects written to a workbook, beside XlsxWriter writing the same cells."""

from __future__ import annotations

import gc
import time
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.calculation.engine import compute
from app.calculation.prepare import compile_edition
from app.domain.report import POSITION_STEP, Record, Report
from app.exchange.forms_out import Choice, export_workbook
from app.exchange.page import Shown
from app.storage.editions import edition_for
from tests.bench.work import UNIT, median

_LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标"),
    ("产出指标", "质量指标"), ("产出指标", "时效指标"), ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"), ("效益指标", "社会效益指标"), ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响指标"), ("满意度指标", "服务对象满意度指标"),
)  # fmt: skip


@cache
def _choice(projects: int) -> Choice:
    """All forms of so many projects with twelve indicators each."""
    model, report = compile_edition(edition_for(2022)), Report(2022)
    above = report.tables["project"] = {}
    below = report.tables["indicator"] = {}
    for row in range(1, projects + 1):
        cells = {
            "name": f"测试项目第 {row} 号",
            "unit": "某市某中心",
            "initial_fiscal": 1_000_000,
            "adjusted_fiscal": 1_000_000 + row * 10_000,
            "final_fiscal": 900_000 + row * 10_000,
            "goal": f"完成第 {row} 号项目的年度任务",
            "goal_actual": "全部完成",
        }
        above[row] = Record(row, cells, row * POSITION_STEP)  # type: ignore[arg-type]
        for number, (first, second) in enumerate(_LEVELS):
            item = len(below) + 1
            inner = {
                "level1": first,
                "level2": second,
                "name": f"第 {row} 号项目的指标 {number}",
                "direction": "≥",
                "target": str(100 + number),
                "unit": "个",
                "actual": str(99 + number + row % 5),
                "weight": Decimal(7 if number else 13),
                "deviation": "略有偏差，下一年改进",
            }
            below[item] = Record(item, inner, item * POSITION_STEP, parent=row)  # type: ignore[arg-type]
    return Choice(model, report, compute(model, report), UNIT)


def export_once(projects: int, to: Path, runs: int) -> float:
    """Seconds of laying out, writing, reading back and putting in place."""
    made = _choice(projects)

    def measure() -> float:
        gc.collect()
        started = time.perf_counter()
        export_workbook(Choice(made.model, made.report, made.results, UNIT), to)
        return time.perf_counter() - started

    measure()
    return median(measure, runs)


def bare_export(projects: int, to: Path, runs: int) -> float:
    """The floor: XlsxWriter writes the same values into the same cells, as its manual shows."""
    import xlsxwriter

    forms = [
        (form.widths, [(s.row, s.column, s.down, s.across, _plain(s.value, s.text)) for s in form.spots])
        for form in _choice(projects).forms()
    ]

    def measure() -> float:
        gc.collect()
        gc.disable()  # as ours does
        started = time.perf_counter()
        book = xlsxwriter.Workbook(to, {"in_memory": True})
        shape = book.add_format({"border": 1, "text_wrap": True})
        for number, (widths, cells) in enumerate(forms):
            sheet = book.add_worksheet(f"项目{number}")
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for row, column, down, across, value in cells:
                if down > 1 or across > 1:
                    sheet.merge_range(row, column, row + down - 1, column + across - 1, value, shape)
                else:
                    sheet.write(row, column, value, shape)
        book.close()
        seconds = time.perf_counter() - started
        gc.enable()
        return seconds

    return median(measure, runs)


def _plain(value: Shown, text: str) -> float | str:
    return float(value) if isinstance(value, int | Decimal) else text
