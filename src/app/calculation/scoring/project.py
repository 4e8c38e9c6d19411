"""A project's form scored: the execution rate, every indicator, the total.

Keys of columns here are those every edition's project and indicator tables share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.calculation.evaluate import EMPTY
from app.calculation.scoring.funds import funds_without_line
from app.calculation.scoring.measure import Measure, money_of, parse_measure, same_unit
from app.calculation.scoring.rules import (
    DONE,
    EXCLUDED,
    SHORT,
    UNKNOWN,
    WAITING,
    ZERO,
    Given,
    Scored,
    degree_of,
    judged,
    rounded,
    score,
    unknown,
)
from app.domain.address import Address
from app.domain.forms import ONE, Cap, Forms, Scheme, ScoreRule
from app.domain.frozen import frozen
from app.domain.problem import Outcome, Reason
from app.domain.report import Value

if TYPE_CHECKING:
    from app.calculation.environment import Workspace

QUALITATIVE = "定性"
NO_FORM, OPEN, COMPLETE = "无自评表", "未填全", "已完成"
HUNDRED = Decimal(100)


@frozen
class ItemScore:
    """One indicator: how it was scored, and the official score, typed or proposed."""

    row: int
    scored: Scored
    rule: ScoreRule | None
    weight: Decimal | None
    official: Decimal | None
    typed: bool = False


@frozen
class FormScore:
    """A project's form. `total` is official: rescaled for what does not apply, rounded, capped."""

    scheme: Scheme
    execution: Scored
    execution_official: Decimal | None
    execution_typed: bool
    items: tuple[ItemScore, ...]
    weight: Decimal  # of everything that has one
    counted: Decimal  # of what applies
    partial: Decimal  # sum of the official scores there are
    total: Decimal | None
    uncapped: Decimal | None
    cap: Cap | None
    lacking: tuple[tuple[str, Address], ...] = ()

    @property
    def rescaled(self) -> bool:
        """Whether something does not apply, so that the rest is reckoned on the whole."""
        return any(item.scored.result == EXCLUDED for item in self.items)


def score_form(env: Workspace, row: int, scheme: Scheme) -> FormScore:
    """The form of one project."""
    forms = env.model.edition.forms
    table, below = forms.tables.project, forms.tables.items
    records = env.report.tables.get(below, {})
    items = tuple(_item(forms, scheme, item, records[item].cells) for item in env.family(below, row))
    project = env.report.tables[table][row].cells
    rate, execution = _execution(env, table, row, scheme)
    typed = project.get("execution_score")
    official = Decimal(typed) if isinstance(typed, int | Decimal) else execution.proposed
    weights = [item.weight or ZERO for item in items]
    applies = [item.weight or ZERO for item in items if item.scored.result != EXCLUDED]
    counted = sum(applies, scheme.execution_weight)
    lacking = _lacking(table, row, below, items, records, execution if official is None else None)
    if not within(official, scheme.execution_weight):
        told = f"在 0 至 {plain(scheme.execution_weight)} 分之间的预算执行率得分"
        lacking = ((told, Address(table, row, "execution_score")), *lacking)
    weight = sum(weights, scheme.execution_weight)
    if items and weight != scheme.total:  # no score out of a hundred
        told = f"合计 {plain(scheme.total)} 分的分值（现在合计 {plain(weight)} 分）"
        lacking = ((told, Address(table, row, "total_weight")), *lacking)
    right = [(official, scheme.execution_weight), *((item.official, item.weight) for item in items)]
    partial = sum((points or ZERO for points, weight in right if within(points, weight)), ZERO)
    uncapped = None
    if items and not lacking:
        whole = partial
        if counted and any(item.scored.result == EXCLUDED for item in items):
            whole = partial * scheme.total / counted
        uncapped = rounded(whole, scheme.places)
    cap = next((cap for cap in scheme.caps if rate is not None and rate < cap.below), None)
    total = uncapped if uncapped is None or cap is None else min(uncapped, cap.most)
    return FormScore(
        scheme, execution, official, isinstance(typed, int | Decimal), items,
        weight, counted, partial, total, uncapped, cap, lacking,
    )  # fmt: skip


def outcomes(env: Workspace, row: int, form: FormScore) -> Mapping[Address, Outcome]:
    """What the form puts into the scored columns of the project and its indicators."""
    tables = env.model.edition.forms.tables
    table, below = tables.project, tables.items
    made: dict[Address, Outcome] = {}

    def put(column: str, value: Value | None, scored: Scored | None = None) -> None:
        made[Address(table, row, column)] = outcome_of(value, scored)

    execution = form.execution
    put("execution_weight", form.scheme.execution_weight)
    put("execution_proposed", execution.proposed, execution)
    put("execution_score", form.execution_official, execution)
    put("form_state", _state(form))
    if form.items:
        put("total_weight", form.weight)
        put("qualitative_share", _qualitative(env, form))
        put("weights_told", weights_told(env, row, form) or None)
        if "funds_told" in env.model.edition.table[table].column:
            put("funds_told", funds_without_line(env, row, form.scheme) or None)
        put("score_cap", form.cap.most if form.cap is not None else None)
        put("qualitative_limit", form.scheme.qualitative_most)
        put("execution_limit", form.scheme.execution_reason_below)
        made[Address(table, row, "score")] = _total(env, row, form)
    records = env.report.tables.get(below, {})
    for item in form.items:
        for column, value in (
            ("attainment", item.scored.attainment),
            ("proposed", item.scored.proposed),
            ("score", item.official),
        ):
            made[Address(below, item.row, column)] = outcome_of(value, item.scored)
        made[Address(below, item.row, "result")] = Outcome(value=item.scored.result)
        cells = records[item.row].cells
        made[Address(below, item.row, "stated")] = outcome_of(None if item.typed else cells.get("score"))
        made[Address(below, item.row, "actual_amount")] = outcome_of(
            money_of(str(cells.get("actual", "")), str(cells.get("unit", "")))
        )
    return made


def _state(form: FormScore) -> str:
    """How far a form is."""
    if not form.items:
        return NO_FORM
    return OPEN if form.total is None else COMPLETE


def outcome_of(value: Value | None, scored: Scored | None = None) -> Outcome:
    """A value, or the reason that a score has none."""
    if value is not None:
        return Outcome(value=value)
    return Outcome(reason=reason_of(scored)) if scored is not None and scored.lacking else EMPTY


def reason_of(scored: Scored) -> Reason:
    """Why there is no score, in words."""
    if scored.result == UNKNOWN:
        return Reason("missing", f"缺少：{scored.lacking}")
    if scored.result == EXCLUDED:
        return Reason("missing", f"{EXCLUDED}：{scored.lacking}")
    return Reason("missing", f"{WAITING}：定性指标由填报人评分，{scored.lacking}")


def _total(env: Workspace, row: int, form: FormScore) -> Outcome:
    if form.total is not None:
        return Outcome(value=form.total)
    tables = env.model.edition.forms.tables
    typed = env.report.tables[tables.project][row].cells.get("score")
    if typed is not None:
        return Outcome(value=typed, direct=True, missing=())
    names = "、".join(name for name, _ in form.lacking[:3])
    more = f"等 {len(form.lacking)} 项" if len(form.lacking) > 3 else ""
    told = f"缺少：{names}{more}，无法评价；已评部分 {plain(form.partial)} 分"
    return Outcome(reason=Reason("missing", told, tuple(cell for _, cell in form.lacking)))


def within(points: Decimal | None, weight: Decimal | None) -> bool:
    """Whether a score can be one: none yet, or between 0 and its weight."""
    return points is None or weight is None or ZERO <= points <= weight


def plain(points: Decimal) -> str:
    """Points without idle zeros."""
    return f"{points.normalize():f}" if points else "0"


# -- the execution rate


def _execution(env: Workspace, table: str, row: int, scheme: Scheme) -> tuple[Decimal | None, Scored]:
    """The unrounded rate, and its score: weight × min(rate, 1) unless the scheme has a rule."""
    base = env.outcome(Address(table, row, "adjusted")).value
    spent = env.outcome(Address(table, row, "final")).value
    labels = env.model.edition.table[table].column
    if not isinstance(base, int) or not isinstance(spent, int):
        column = "final" if isinstance(base, int) else "adjusted"
        return None, unknown(labels[column].label)
    if base <= 0:
        return None, unknown(f"大于 0 的{labels['adjusted'].label}，执行率无法计算")
    rate = Decimal(spent) / Decimal(base)
    rule = env.model.edition.forms.rule.get(scheme.execution_rule) or PROPORTION
    given = Given(scheme.execution_weight, "≥", ONE, rate, places=scheme.places)
    return rate, score(rule, given)


PROPORTION = ScoreRule("", "按执行率", "proportion")


# -- indicators


def _item(forms: Forms, scheme: Scheme, row: int, cells: Mapping[str, Value]) -> ItemScore:
    weight = cells.get("weight")
    points = Decimal(weight) if isinstance(weight, int | Decimal) else None
    typed = cells.get("score")
    rule = rule_of(forms, scheme, cells)
    if cells.get("excluded") is not None:
        return ItemScore(row, Scored(EXCLUDED, lacking="这一项不考核"), rule, points, None)
    scored = unknown("分值") if points is None else _scored(scheme, rule, points, cells)
    if isinstance(typed, int | Decimal) and (scored.result != UNKNOWN or points is None):
        if scored.result == WAITING and rule is not None and points is not None:
            best = degree_of(rule, points, Decimal(typed)) is rule.steps[0]
            scored = replace(scored, result=DONE if best else SHORT)
        return ItemScore(row, scored, rule, points, Decimal(typed), typed=True)
    return ItemScore(row, scored, rule, points, scored.proposed)


def rule_of(forms: Forms, scheme: Scheme, cells: Mapping[str, Value]) -> ScoreRule | None:
    """The rule an indicator is scored by: its own, else the scheme's for its direction."""
    own = forms.rule_of_label.get(str(cells.get("rule", "")))
    direction = direction_of(cells)
    if own is not None and (own.kind == "degrees") == (direction == QUALITATIVE):
        return own
    key = {
        "≤": scheme.at_most, "=": scheme.equal, QUALITATIVE: scheme.degrees,
    }.get(direction, scheme.at_least)  # fmt: skip
    return forms.rule.get(key)


def direction_of(cells: Mapping[str, Value]) -> str:
    """The direction entered, or the one written in the target; empty when neither says it."""
    entered = cells.get("direction")
    return str(entered) if entered is not None else parse_measure(str(cells.get("target", ""))).direction


def _scored(scheme: Scheme, rule: ScoreRule | None, weight: Decimal, cells: Mapping[str, Value]) -> Scored:
    direction = direction_of(cells)
    actual = cells.get("actual")
    if actual is None:
        return unknown("实际完成值")
    if not direction:
        return unknown("指标性质（≥、≤、=、定性）")
    if rule is None:
        return unknown("计分办法")
    if rule.kind == "degrees":
        return judged(rule, weight, str(cells.get("degree", "")), scheme.places)
    if cells.get("target") is None:
        return unknown("年度指标值")
    target, number = parse_measure(str(cells["target"])), parse_measure(str(actual))
    if target.number is None:
        return unknown(f"能计算的年度指标值，“{target.text}”不是一个数；不能量化的指标请选定性")
    if number.number is None:
        return unknown(f"能计算的实际完成值，“{number.text}”不是一个数")
    if not same_unit(unit_of(target, cells), unit_of(number, cells)):
        return unknown(
            f"同一单位的数：指标值用“{unit_of(target, cells)}”，完成值用“{unit_of(number, cells)}”"
        )
    asked, reached = target.number, number.number
    if rule.measure == "value" and "%" in (unit_of(target, cells), unit_of(number, cells)):
        asked, reached = asked / HUNDRED, reached / HUNDRED  # limits and steps of rules are shares
    return score(
        rule,
        Given(
            weight, direction, asked, reached,
            scheme.overshoot, scheme.overshoot_deduct, scheme.places,
        ),
    )  # fmt: skip


def unit_of(measure: Measure, cells: Mapping[str, Value]) -> str:
    """The unit written beside a number, else that of the indicator."""
    return measure.unit or str(cells.get("unit", ""))


def _lacking(
    table: str,
    row: int,
    below: str,
    items: tuple[ItemScore, ...],
    records: Mapping[Any, Any],
    execution: Scored | None,
) -> tuple[tuple[str, Address], ...]:
    """What the total waits for, and where it is entered."""
    found = []
    if execution is not None:
        found.append((f"{execution.lacking}（预算执行率）", Address(table, row, "adjusted")))
    if items and all(item.scored.result == EXCLUDED for item in items):
        found.append(("考核的指标（全部选了不适用）", Address(below, items[0].row, "excluded")))
    for number, item in enumerate(items, 1):
        name = str(records[item.row].cells.get("name") or f"第 {number} 个指标")
        if not within(item.official, item.weight):
            told = f"“{name}”在 0 至 {plain(item.weight or ZERO)} 分之间的得分"
            found.append((told, Address(below, item.row, "score")))
        elif item.official is None and item.scored.result != EXCLUDED:
            column = "score" if item.scored.result == WAITING else "actual"
            what = "得分" if column == "score" else item.scored.lacking
            found.append((f"“{name}”的{what}", Address(below, item.row, column)))
    return tuple(found)


# -- weights


def _qualitative(env: Workspace, form: FormScore) -> Decimal | None:
    records = env.report.tables.get(env.model.edition.forms.tables.items, {})
    whole = sum((item.weight or ZERO for item in form.items), ZERO)
    if not whole:
        return None
    words = (i.weight or ZERO for i in form.items if direction_of(records[i.row].cells) == QUALITATIVE)
    return sum(words, ZERO) / whole


def weights_told(env: Workspace, row: int, form: FormScore) -> str:
    """Where the weights differ from the scheme's, in words; empty when they agree."""
    from app.calculation.scoring.weights import shares

    told = [
        f"{share.name} {plain(share.given)} 分，应为 {plain(share.wanted)} 分"
        for share in shares(env, row, form.scheme)
        if share.wanted is not None and share.given != share.wanted
    ]
    return "；".join(told)
