"""评分标准: what a rule asks for, as it is printed and explained."""

from __future__ import annotations

from decimal import Decimal

from app.domain.forms import ONE, ScoreItem, ScoreRule, ScoreStep


def standard_of(item: ScoreItem, rule: ScoreRule | None) -> str:
    """The standard of one indicator of the department: its own text, its criteria, or its rule's."""
    if item.text:
        return item.text
    if item.criteria:
        whole = sum(criterion.points for criterion in item.criteria)
        lines = [
            f"{number}.{criterion.text}（{number_text(item.weight * criterion.points / whole)} 分）"
            for number, criterion in enumerate(item.criteria, 1)
        ]
        return "\n".join(lines)
    return rule_text(rule) if rule is not None else ""


def rule_text(rule: ScoreRule) -> str:
    """What a rule says, in one sentence or list."""
    if rule.text:
        return rule.text
    match rule.kind:
        case "proportion":
            floor = f"，低于 {percent(rule.pass_line)} 的 0 分" if rule.pass_line is not None else ""
            return f"达到目标得满分，未达到的按完成比例得分{floor}。"
        case "whole":
            return "达到目标得满分，否则 0 分。"
        case "deduct":
            return _deduct_text(rule)
        case "bands":
            return "；".join(_step_text(rule, step) for step in rule.steps) + "；其余 0 分。"
        case "degrees":
            return _degrees_text(rule)
    return "符合一条得一条的分。"


def _deduct_text(rule: ScoreRule) -> str:
    over = rule.side == "over"
    line = f"{'不超过' if over else '不低于'} {percent(rule.limit)} 得满分"
    unit = f"{number_text(rule.per * 100)} 个百分点" if rule.per < ONE else number_text(rule.per)
    parts = "，不足的部分不扣" if rule.whole_steps else "，不足的部分按比例扣"
    each = f"每{'超过' if over else '低'} {unit}扣 {number_text(rule.points)} 分"
    full = f"（满分 {number_text(rule.full)} 分时）" if rule.full != ONE else ""
    return f"{line}，{each}{full}{parts}，扣完为止。"


def _step_text(rule: ScoreRule, step: ScoreStep) -> str:
    return f"{step_range(step)}得{share_text(rule, step)}"


def share_text(rule: ScoreRule, step: ScoreStep) -> str:
    """What a step gives: points of a full mark, or a share of the weight."""
    if rule.full == ONE:
        return "满分" if step.points == ONE else f"分值的 {percent(step.points)}"
    return f" {number_text(step.points)} 分（满分 {number_text(rule.full)} 分）"


def step_range(step: ScoreStep) -> str:
    """[80%, 90%) in words of the trade: 80%（含）以上、90% 以下."""
    parts = []
    if step.at_least is not None:
        parts.append(f"{percent(step.at_least)}（含）以上")
    if step.above is not None:
        parts.append(f"{percent(step.above)} 以上（不含）")
    if step.at_most is not None:
        parts.append("等于 0" if step.at_most == 0 else f"{percent(step.at_most)}（含）以内")
    if step.below is not None:
        parts.append(f"{percent(step.below)} 以下（不含）")
    return "、".join(parts) or "其他"


def _degrees_text(rule: ScoreRule) -> str:
    told, high = [], ONE
    for step in rule.steps:
        low = step.at_least or Decimal(0)
        told.append(f"{step.word}：{percent(high)}—{percent(low)}（含）")
        high = low
    return "按完成程度分档，得分为分值的：" + "；".join(told) + "。"


def percent(share: Decimal) -> str:
    """0.8 → 80%."""
    return f"{number_text(share * 100)}%"


def number_text(number: Decimal) -> str:
    """A number without idle zeros, to four places."""
    rounded = number.quantize(Decimal("0.0001")).normalize()
    return f"{rounded:f}" if rounded else "0"
