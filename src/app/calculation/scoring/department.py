"""The department's own score: live ratios, ticked criteria, judgement; never a mean of the projects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.bases import bands_of
from app.calculation.scoring.measure import parse_measure
from app.calculation.scoring.project import HUNDRED, outcome_of, plain, within
from app.calculation.scoring.rules import (
    EXCLUDED,
    UNKNOWN,
    WAITING,
    ZERO,
    Given,
    Scored,
    judged,
    rounded,
    score,
    ticked,
    unknown,
)
from app.calculation.scoring.standard import standard_of
from app.domain.address import Address, parse_address
from app.domain.amount import plain_decimal, shorten, to_ascii
from app.domain.forms import ONE, DepartmentScheme, ScoreItem, ScoreRule
from app.domain.frozen import frozen
from app.domain.problem import Outcome, Reason
from app.domain.report import Value

if TYPE_CHECKING:
    from app.calculation.environment import Workspace

TOTAL = "department_total"  # the row of the sums
PARTIAL = "部分得分"


@frozen
class DepartmentItem:
    """One indicator of the department; `shown` is its value as it stands in the form."""

    item: ScoreItem
    scored: Scored
    rule: ScoreRule | None
    weight: Decimal
    official: Decimal | None
    typed: bool = False
    shown: str = ""


@frozen
class DepartmentScore:
    """The whole. Without everything there is only `partial` of `counted`, and no grade."""

    scheme: DepartmentScheme
    items: tuple[DepartmentItem, ...]
    weight: Decimal
    counted: Decimal  # of what is scored
    partial: Decimal
    total: Decimal | None
    grade: str
    lacking: tuple[tuple[str, Address], ...] = ()


def score_department(env: Workspace, scheme: DepartmentScheme) -> DepartmentScore:
    """The department's form under a scheme."""
    table = env.model.edition.forms.tables.department
    items = tuple(_item(env, table, scheme, item) for item in scheme.items)
    applies = [item for item in items if item.scored.result != EXCLUDED]
    rows = env.model.edition.table[table].row
    right = [item for item in applies if item.official is not None and within(item.official, item.weight)]
    lacking = tuple(
        (
            f"{rows[found.item.row].label}（{found.scored.lacking}）",
            Address(table, found.item.row, _where(found)),
        )
        if found.official is None
        else (
            f"{rows[found.item.row].label}（在 0 至 {plain(found.weight)} 分之间的得分）",
            Address(table, found.item.row, "score"),
        )
        for found in applies
        if found not in right
    )
    partial = sum((item.official or ZERO for item in right), ZERO)
    counted = sum((item.weight for item in right), ZERO)
    weight = sum((item.weight for item in items), ZERO)
    total, grade = None, ""
    if applies and not lacking:
        whole = partial * HUNDRED / counted if len(applies) < len(items) and counted else partial
        total = rounded(whole, scheme.places)
        bands = bands_of(env.model.edition, scheme.bands)
        grade = bands.word(total) if bands is not None else ""
    return DepartmentScore(scheme, items, weight, counted, partial, total, grade, lacking)


def department_outcomes(env: Workspace, found: DepartmentScore) -> Mapping[Address, Outcome]:
    """What goes into the scored columns of the department's table."""
    table = env.model.edition.forms.tables.department
    made: dict[Address, Outcome] = {}
    for item in found.items:
        row, scored = item.item.row, item.scored
        values: dict[str, Value | None] = {
            "weight": item.weight,
            "standard": standard_of(item.item, item.rule) or None,
            "value": item.shown or None,
            "proposed": scored.proposed,
            "score": item.official,
            "result": scored.result,
        }
        for column, value in values.items():
            why = scored if column in {"value", "proposed", "score"} else None
            made[Address(table, row, column)] = outcome_of(value, why)
    made[Address(table, TOTAL, "weight")] = outcome_of(found.weight)
    if found.total is not None:
        made[Address(table, TOTAL, "score")] = outcome_of(found.total)
        made[Address(table, TOTAL, "result")] = outcome_of(found.grade)
    else:
        names = "、".join(name for name, _ in found.lacking[:3])
        more = f"等 {len(found.lacking)} 项" if len(found.lacking) > 3 else ""
        part = f"{PARTIAL} {plain(found.partial)}"
        told = f"缺少：{names}{more}，无法评价；{part}，已评指标满分 {plain(found.counted)} 分"
        reason = Reason("missing", told, tuple(cell for _, cell in found.lacking))
        made[Address(table, TOTAL, "score")] = Outcome(reason=reason)
        made[Address(table, TOTAL, "result")] = Outcome(
            value=f"无法评价，{part}（满分 {plain(found.counted)}）"
        )
    return made


def _where(found: DepartmentItem) -> str:
    if found.scored.result == WAITING:
        return "score"
    return "ticks" if found.item.criteria else "actual" if not found.item.value else "value"


def _item(env: Workspace, table: str, scheme: DepartmentScheme, item: ScoreItem) -> DepartmentItem:
    record = env.report.tables.get(table, {}).get(item.row)
    cells: Mapping[str, Value] = record.cells if record is not None else {}
    typed_weight, typed = cells.get("weight"), cells.get("score")
    weight = Decimal(typed_weight) if isinstance(typed_weight, int | Decimal) else item.weight
    rule = env.model.edition.forms.rule.get(item.rule)
    if cells.get("excluded") is not None:
        return DepartmentItem(item, Scored(EXCLUDED, lacking="这一项不考核"), rule, weight, None)
    scored, shown = _scored(env, scheme, item, rule, weight, cells)
    if isinstance(typed, int | Decimal) and scored.result != UNKNOWN:
        return DepartmentItem(item, scored, rule, weight, Decimal(typed), typed=True, shown=shown)
    return DepartmentItem(item, scored, rule, weight, scored.proposed, shown=shown)


def _scored(
    env: Workspace,
    scheme: DepartmentScheme,
    item: ScoreItem,
    rule: ScoreRule | None,
    weight: Decimal,
    cells: Mapping[str, Value],
) -> tuple[Scored, str]:
    if rule is None:
        return unknown("计分办法"), ""
    if item.criteria:
        return _criteria(item, weight, cells.get("ticks"), scheme.places)
    if rule.kind == "degrees":
        actual = cells.get("actual")
        if actual is None:
            return unknown("填报值（完成情况）"), ""
        return judged(rule, weight, str(actual), scheme.places), str(actual)
    number, shown, lacking = _value(env, item, cells)
    if number is None:
        return unknown(lacking), shown
    given = Given(weight, item.direction, item.target or ONE, number, places=scheme.places)
    return score(rule, given), shown


def _value(env: Workspace, item: ScoreItem, cells: Mapping[str, Value]) -> tuple[Decimal | None, str, str]:
    """The figure, how it reads, and what it lacks."""
    if item.value in env.model.edition.ratio:
        from app.calculation.explain import format_ratio

        outcome = env.ratio(item.value)
        if isinstance(outcome.value, int | Decimal):
            return Decimal(outcome.value), format_ratio(env.model.edition.ratio[item.value], outcome)[1], ""
        told = outcome.reason.text if outcome.reason is not None and outcome.reason.text else "还没有填数"
        return None, "", told.removeprefix("缺少：").removesuffix("，补录后自动计算")
    if item.value:
        address = parse_address(item.value)
        value = env.outcome(address).value
        if isinstance(value, int | Decimal):
            return Decimal(value), plain_decimal(value), ""
        return None, "", env.called(address)
    actual = cells.get("actual")
    if actual is None:
        return None, "", "填报值"
    measure = parse_measure(str(actual))
    if measure.number is None:
        return None, str(actual), f"能计算的填报值，“{shorten(str(actual))}”不是一个数"
    return measure.number / (HUNDRED if measure.unit == "%" else ONE), str(actual), ""


def _criteria(item: ScoreItem, weight: Decimal, ticks: Value | None, places: int) -> tuple[Scored, str]:
    if ticks is None:
        return unknown("符合的条款"), ""
    chosen = read_ticks(str(ticks), len(item.criteria))
    if chosen is None:
        return unknown(f"看得懂的条款号，“{shorten(str(ticks))}”应写成 1、3，一条都不符合写 0"), ""
    points = [criterion.points for criterion in item.criteria]
    met = f"符合第 {'、'.join(map(str, chosen))} 条" if chosen else "一条都不符合"
    return ticked(points, chosen, weight, places), f"{met}，共 {len(points)} 条"


def read_ticks(text: str, count: int) -> list[int] | None:
    """Numbers of the criteria that are met; none for 0, None for a text that names no criteria."""
    parts = [part for part in re.split(r"[、,，;；\s]+", to_ascii(text).strip()) if part]
    if not parts or not all(part.isdigit() for part in parts):
        return None
    chosen = sorted({int(part) for part in parts if int(part)})
    return chosen if all(number <= count for number in chosen) else None
