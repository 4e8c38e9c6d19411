"""The sentence for the report: how the projects were rated, and which fall below the line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.bases import bands_of
from app.calculation.model import Model
from app.calculation.scoring.choice import department_scheme_of, scheme_of
from app.calculation.scoring.department import score_department
from app.calculation.scoring.project import plain
from app.domain.address import Address
from app.domain.amount import round_half_up
from app.domain.edition import Bands
from app.domain.frozen import frozen
from app.domain.problem import Results
from app.domain.report import Report

if TYPE_CHECKING:
    from app.calculation.environment import Workspace

_PLACES = 2  # of an average


@frozen
class Rating:
    """All projects of a year: `rated` (name, row, score), `unrated` (name, row), `counts` by grade."""

    rated: tuple[tuple[str, int, Decimal], ...]
    unrated: tuple[tuple[str, int], ...]
    counts: tuple[tuple[str, int], ...]
    mean: Decimal | None
    line: Decimal | None  # the lowest score of the best grade


def rate_projects(model: Model, report: Report, results: Results) -> Rating:
    """How the projects of a year were rated, by their official scores."""
    edition = model.edition
    table = edition.table[edition.forms.tables.project]
    scheme = scheme_of(edition, report)
    bands = bands_of(edition, scheme.bands) if scheme is not None else None
    rated, unrated = [], []
    grades: dict[str, int] = dict.fromkeys(_words(bands), 0)
    for number, record in enumerate(report.rows(table.key), 1):
        row = int(record.row)
        name = str(record.cells.get(table.name_column) or f"第 {number} 个{table.item}")
        outcome = results.cells.get(Address(table.key, row, "score"))
        value = record.cells.get("score") if outcome is None else outcome.value
        if not isinstance(value, int | Decimal):
            unrated.append((name, row))
            continue
        rated.append((name, row, Decimal(value)))
        grade = results.cells.get(Address(table.key, row, "grade"))
        if grade is not None and isinstance(grade.value, str):
            grades[grade.value] = grades.get(grade.value, 0) + 1
    mean = sum((score for *_, score in rated), Decimal(0)) / len(rated) if rated else None
    line = bands.steps[0].at_least if bands is not None and bands.steps else None
    return Rating(
        tuple(rated),
        tuple(unrated),
        tuple(grades.items()),
        None if mean is None else round_half_up(mean, _PLACES),
        line,
    )


def _words(bands: Bands | None) -> tuple[str, ...]:
    return () if bands is None else (*(step.label for step in bands.steps), bands.below)


def project_sentence(rating: Rating) -> str:
    """17 个项目自评：优 15 个、良 2 个，平均 91.47 分。90 分以下的有…; empty without projects."""
    if not rating.rated:
        return f"{len(rating.unrated)} 个项目都还没有自评得分。" if rating.unrated else ""
    counts = "、".join(f"{word} {count} 个" for word, count in rating.counts if count)
    text = f"{len(rating.rated)} 个项目自评：{counts}，平均 {rating.mean} 分。"
    line = rating.line
    low = [(name, score) for name, _, score in rating.rated if line is not None and score < line]
    if low:
        named = "、".join(f"{name}（{plain(score)} 分）" for name, score in low)
        text += f"{plain(rating.line or Decimal(0))} 分以下的 {len(low)} 个：{named}。"
    if rating.unrated:
        named = "、".join(name for name, _ in rating.unrated)
        text += f"还没有得分的 {len(rating.unrated)} 个：{named}。"
    return text


def department_sentence(env: Workspace) -> str:
    """部门整体自评得分…等级…; what is missing where there is no grade; empty without a scheme."""
    edition = env.model.edition
    scheme = department_scheme_of(edition, env.report)
    if scheme is None:
        return ""
    found = score_department(env, scheme)
    if found.total is not None:
        return f"部门整体支出绩效自评得分 {plain(found.total)} 分，等级为{found.grade}。"
    rows = edition.table[edition.forms.tables.department].row
    names = "、".join(rows[cell.row].label for _, cell in found.lacking if isinstance(cell.row, str))
    count = len(found.lacking)
    part = f"已评指标得 {plain(found.partial)} 分，这些指标满分 {plain(found.counted)} 分"
    return f"部门整体支出绩效自评有 {count} 项无法评价（{names}），{part}，不评等级。"
