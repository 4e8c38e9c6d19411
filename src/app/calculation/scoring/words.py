"""Why a score is what it is: the rule, the numbers, the rounding, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from app.calculation.scoring.department import DepartmentScore
from app.calculation.scoring.measure import parse_measure
from app.calculation.scoring.project import FormScore, ItemScore, direction_of, plain, unit_of, within
from app.calculation.scoring.rules import EXCLUDED, WAITING, Scored, degree_of
from app.calculation.scoring.standard import number_text, percent, rule_text, share_text, step_range
from app.domain.amount import money_decimal, round_half_up
from app.domain.forms import Scheme, ScoreRule
from app.domain.report import Value

_SHOWN = 6  # decimals of an unrounded share or score


def execution_lines(
    form: FormScore, spent: int | None, base: int | None, rule: ScoreRule | None
) -> list[str]:
    """The execution rate's score: 10 × min(37.24 ÷ 43.2, 100%) = 8.62037… → 8.62."""
    scheme, scored = form.scheme, form.execution
    if scored.lacking or spent is None or base is None:
        return [f"无法评价：缺少{scored.lacking}"]
    weight = plain(scheme.execution_weight)
    rate = Decimal(spent) / Decimal(base)
    lines = [
        f"执行率 = {_money(spent)} ÷ {_money(base)} = {_cut(rate * 100)}%（不先舍入）",
    ]
    if rule is not None:
        lines += [f"办法：{rule.label}。{rule_text(rule)}", *_step_lines(rule, scored)]
        lines.append(_result(scored, scheme))
    else:
        shown = "100%" if rate > 1 else f"{_cut(rate * 100)}%"
        lines.append(f"得分 = 分值 {weight} × {shown}{'（超过 100% 按 100% 计）' if rate > 1 else ''}")
        lines.append(_result(scored, scheme))
    return lines


def item_lines(scheme: Scheme, item: ItemScore, cells: Mapping[str, Value]) -> list[str]:
    """One indicator: what was asked and done, the rule, the sum, the rounding, the officer's own score."""
    scored, rule = item.scored, item.rule
    if scored.result == EXCLUDED:
        return ["不适用：这一项不考核，其余指标的得分按百分制换算"]
    lines = [f"办法：{rule.label}。{rule_text(rule)}"] if rule is not None else []
    if scored.proposed is not None and rule is not None:
        lines += _figures(cells, scored)
        lines += _step_lines(rule, scored)
        lines.append(_result(scored, scheme, item.weight, rule))
    elif scored.low is not None:
        lines += [] if item.typed else [f"{WAITING}：定性指标由填报人评分，{scored.lacking}"]
    else:
        lines.append(f"无法评价：缺少{scored.lacking}")
    if item.typed and item.official is not None:
        lines += _own(item, cells)
    return lines


def total_lines(form: FormScore) -> list[str]:
    """The total: parts, rescaling, rounding, cap."""
    if not form.items:
        return ["没有自评表，综合得分是直接填列的"]
    given = [
        (form.execution_official, form.scheme.execution_weight),
        *((item.official, item.weight) for item in form.items),
    ]
    parts = [plain(points) for points, weight in given if points is not None and within(points, weight)]
    shown = " + ".join(parts or ["0"]) if len(parts) <= 16 else f"{parts[0]} + {len(parts) - 1} 个指标"
    lines = [f"得分合计 = {shown} = {plain(form.partial)} 分"]
    if form.lacking:
        names = "、".join(name for name, _ in form.lacking[:5])
        return [
            *lines,
            f"无法评价：还缺{names}{f'等 {len(form.lacking)} 项' if len(form.lacking) > 5 else ''}",
        ]
    if form.rescaled:
        whole = f"{plain(form.partial)} ÷ {plain(form.counted)} × {plain(form.scheme.total)}"
        lines.append(f"有不适用的指标，按百分制换算：{whole}")
    if form.uncapped is not None:
        lines.append(f"四舍五入到 {form.scheme.places} 位小数 = {plain(form.uncapped)} 分")
    if form.cap is not None and form.total is not None:
        most = f"总分最高 {plain(form.cap.most)} 分，得 {plain(form.total)} 分"
        lines.append(f"执行率低于 {percent(form.cap.below)}，{most}")
    return lines


def department_lines(found: DepartmentScore) -> list[str]:
    """The department's total: its parts, rescaling, the grade; or what is missing."""
    scored = [
        item for item in found.items if item.official is not None and within(item.official, item.weight)
    ]
    lines = [f"已评 {len(scored)} 项，得 {plain(found.partial)} 分，这些指标满分 {plain(found.counted)} 分"]
    if found.total is None:
        names = "、".join(name for name, _ in found.lacking[:8])
        more = f"等 {len(found.lacking)} 项" if len(found.lacking) > 8 else ""
        return [*lines, f"无法评价：{names}{more}。只有部分得分，不评等级"]
    if len(scored) < len(found.items):
        lines.append(f"有不适用的指标，按百分制换算：{plain(found.partial)} ÷ {plain(found.counted)} × 100")
    lines.append(f"四舍五入到 {found.scheme.places} 位小数 = {plain(found.total)} 分，等级：{found.grade}")
    return lines


def _figures(cells: Mapping[str, Value], scored: Scored) -> list[str]:
    target, actual = parse_measure(str(cells.get("target", ""))), parse_measure(str(cells.get("actual", "")))
    unit = unit_of(target, cells)
    line = (
        f"指标值 {direction_of(cells)}{_number(target.number)}{unit}，完成值 {_number(actual.number)}{unit}"
    )
    if scored.attainment is not None:
        line += f"，完成比例 {_cut(scored.attainment * 100)}%"
    return [line]


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _step_lines(rule: ScoreRule, scored: Scored) -> list[str]:
    lines = []
    if rule.kind == "bands" and scored.measured is not None:
        what = {"attainment": "完成比例", "deviation": "偏离幅度", "value": "指标值"}[rule.measure]
        where = (
            f"在“{step_range(scored.step)}”一档，得{share_text(rule, scored.step)}"
            if scored.step
            else "不在各档内，得 0 分"
        )
        lines.append(f"{what} {_cut(scored.measured * 100)}%，{where}")
    if rule.kind == "deduct" and scored.units is not None and scored.measured is not None:
        lines.append(f"指标值 {_cut(scored.measured * 100)}%，扣 {_cut(scored.units)} 个单位")
    if scored.taken:
        lines.append(f"完成值明显超过指标值，扣 {plain(scored.taken)} 分")
    return lines


def _result(
    scored: Scored, scheme: Scheme, weight: Decimal | None = None, rule: ScoreRule | None = None
) -> str:
    exact = Decimal(0) if scored.exact is None else scored.exact
    shown = plain(scored.proposed) if scored.proposed is not None else ""
    left = "得分"
    if weight is not None and rule is not None and rule.kind == "proportion" and not scored.taken:
        if scored.exact == weight:
            return f"达到目标，得满分 {shown} 分"
        left += f" = 分值 {plain(weight)} × {_cut((scored.attainment or Decimal(0)) * 100)}%"
    if round_half_up(exact, scheme.places) == exact:
        return f"{left} = {shown} 分"
    return f"{left} = {_cut(exact)}，四舍五入到 {scheme.places} 位小数 = {shown} 分"


def _own(item: ItemScore, cells: Mapping[str, Value]) -> list[str]:
    official = item.official or Decimal(0)
    proposed = item.scored.proposed
    if item.rule is not None and item.rule.kind == "degrees":
        step = degree_of(item.rule, item.weight, official) if item.weight else None
        return [f"填报人评 {plain(official)} 分" + (f"，属于“{step.word}”一档" if step is not None else "")]
    if proposed == official:
        return [f"填报人填了同样的 {plain(official)} 分"]
    reason = cells.get("score_reason")
    told = f"，理由：{reason}" if reason else "，还没有写改分理由"
    return [f"填报人改填 {plain(official)} 分（计算得分 {plain(proposed or Decimal(0))} 分）{told}"]


def _cut(number: Decimal) -> str:
    """An unrounded number, cut for reading: 86.203703…"""
    rounded = number.quantize(Decimal(1).scaleb(-_SHOWN), rounding=ROUND_DOWN)
    text = number_text(number) if rounded == number and -rounded.as_tuple().exponent <= 4 else ""  # type: ignore[operator]
    if text:
        return text
    plain_text = f"{rounded.normalize():f}"
    return plain_text if rounded == number else f"{plain_text}…"


def _money(fen: int) -> str:
    return f"{money_decimal(fen).normalize():f}"
