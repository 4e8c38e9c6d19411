"""A report with self-evaluation forms, as small as it can be."""

from __future__ import annotations

from decimal import Decimal

from app.calculation.engine import compute
from app.domain.report import POSITION_STEP, Record, Report
from app.exchange.forms_out import Choice
from tests import worked

UNIT = "某市某局"
ITEMS: list[dict[str, str]] = [
    {"level1": "产出指标", "level2": "数量指标", "name": "培训人数", "direction": "≥", "target": "120",
     "unit": "人", "actual": "130"},
    {"level1": "产出指标", "level2": "数量指标", "name": "培训期数", "direction": "=", "target": "6",
     "unit": "期", "actual": "6"},
    {"level1": "产出指标", "level2": "质量指标", "name": "合格率", "direction": "≥", "target": "95",
     "unit": "%", "actual": "97"},
    {"level1": "效益指标", "level2": "质量指标", "name": "影响", "direction": "定性", "target": "提高 3 成",
     "unit": "项", "actual": "有所提高"},
]  # fmt: skip


def filled() -> Report:
    """Two projects, the first with four indicators."""
    report = Report(2022)
    worked.put_all(
        report,
        {
            "project/1/name": "科普经费",
            "project/1/goal": "提高公民科学素质，全年培训 120 人。",
            "project/1/goal_actual": "已完成。",
            "project/1/unit": "某市科学普及中心",
            "project/1/kind_of_project": "市直专项",
            "project/1/adjusted_fiscal": "37.5",
            "project/1/adjusted_carry": "5.7",
            "project/1/final_fiscal": "37.24",
            "project/2/name": "空白项目",
            "profile/unit_name/value": UNIT,
        },
    )
    for number, cells in enumerate(ITEMS, 1):
        record = Record(number, {**cells, "weight": Decimal(22)}, number * POSITION_STEP, parent=1)
        report.tables.setdefault("indicator", {})[number] = record
    return report


def choice(report: Report, **options) -> Choice:
    """Its forms."""
    model = worked.model()
    return Choice(model, report, compute(model, report), UNIT, **options)


def with_scheme(report: Report, key: str) -> Report:
    """The same, all forms in this layout."""
    scheme = next(scheme for scheme in worked.edition().forms.schemes if scheme.layout == key)
    report.tables["setting"] = {"scheme": Record("scheme", {"project": scheme.label})}
    return report


def long(report: Report) -> Report:
    """The same with more indicators and longer texts than a sheet of paper holds."""
    for number in range(10, 70):
        cells = {**ITEMS[0], "level1": "效益指标", "level2": "社会效益指标", "name": f"第{number}项指标"}
        report.tables["indicator"][number] = Record(number, dict(cells), number * POSITION_STEP, parent=1)
    report.tables["indicator"][40].cells["deviation"] = "".join(f"原因{number}，" for number in range(500))
    report.tables["project"][1].cells["goal"] = "".join(f"目标{number}；" for number in range(800))
    return report
