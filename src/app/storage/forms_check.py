"""Whether what an edition says of forms fits together: tables, rules, schemes, layouts, the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from app.domain.edition import Edition, Table
from app.domain.forms import DepartmentScheme, FormLayout, Scheme, ScoreRule, ScoreStep

Say = Callable[[str, str, str], None]  # scope, key, sentence
_ITEM_FIELDS = frozenset({"level1", "level2", "name"})  # of a department's indicator, beside its columns
_OVER_ALL = re.compile(r"(?:sum|mean|count)\((\w+)\)")  # over all rows of the list
_MOST = 10  # a share above this was meant as a percentage
_PLACES = 4
_WHOLE = 100  # points of the department's own score
_NEEDED = {
    "project": ("scheme", "score", "execution_score", "execution_weight", "adjusted", "final"),
    "items": ("level1", "level2", "name", "direction", "target", "unit", "actual", "weight", "score"),
    "department": ("weight", "value", "actual", "ticks", "score", "excluded"),
}


def check_forms(edition: Edition, say: Say) -> None:
    """Tell everything that is wrong, entry by entry."""
    forms = edition.forms
    tables = {name: edition.table.get(getattr(forms.tables, name)) for name in _NEEDED}
    for name, table in tables.items():
        wanted = getattr(forms.tables, name)
        if wanted and table is None:
            say("", "", f"forms：没有表“{wanted}”")
        elif table is not None:
            lacking = [key for key in _NEEDED[name] if key not in table.column]
            if lacking:
                say("table", table.key, f"用作自评表，缺少栏目 {'、'.join(lacking)}")
    items, project = tables["items"], tables["project"]
    if items is not None and project is not None and items.parent != project.key:
        say("table", items.key, f"用作指标表，要写 parent = “{project.key}”")
    for rule in forms.rules:
        _rule(rule, say)
    _labels("rule", [(rule.key, rule.label) for rule in forms.rules], say)
    _labels("scheme", [(scheme.key, scheme.label) for scheme in forms.schemes], say)
    _labels("department", [(scheme.key, scheme.label) for scheme in forms.departments], say)
    for scheme in forms.schemes:
        _scheme(edition, scheme, say)
    for department in forms.departments:
        _department(edition, department, tables["department"], say)
    for layout in forms.layouts:
        _layout(edition, layout, tables, say)


def _labels(scope: str, found: Iterable[tuple[str, str]], say: Say) -> None:
    """A label is what the officer chooses: two alike could not be told apart."""
    seen: set[str] = set()
    for key, label in found:
        if label in seen:
            say(scope, key, f"label“{label}”重复")
        seen.add(label)


def _rule(rule: ScoreRule, say: Say) -> None:
    if rule.full <= 0:
        say("rule", rule.key, "full 要大于 0")
    if rule.kind in {"bands", "degrees"} and not rule.steps:
        say("rule", rule.key, "缺少分档 steps")
    if rule.kind == "degrees":
        edges = [step.at_least for step in rule.steps]
        if any(edge is None for edge in edges) or edges != sorted(set(edges), reverse=True):  # type: ignore[type-var]
            say("rule", rule.key, "定性各档的 at_least 要从高到低写全，不能重复")
        if any(edge is not None and not 0 <= edge <= 1 for edge in edges):
            say("rule", rule.key, "定性各档的 at_least 是分值的份额，在 0 和 1 之间，75% 写 0.75")
        if not all(step.word for step in rule.steps):
            say("rule", rule.key, "定性各档要写 word（完成程度的说法）")
    if rule.kind == "deduct" and (rule.per <= 0 or rule.points <= 0):
        say("rule", rule.key, "per 和 points 要大于 0")
    if rule.kind == "bands" and rule.measure != "value" and any(_edges(step) > _MOST for step in rule.steps):
        say("rule", rule.key, "各档的界是份额，95% 写 0.95")
    if any(step.points > rule.full or step.points < 0 for step in rule.steps if rule.kind == "bands"):
        say("rule", rule.key, "各档的 points 要在 0 和 full 之间")


def _edges(step: ScoreStep) -> Decimal:
    """The largest edge of a step."""
    edges = (step.at_least, step.above, step.at_most, step.below)
    return max((edge for edge in edges if edge is not None), default=Decimal(0))


def _shares(scheme: Scheme, say: Say) -> None:
    """Shares written as percentages would silently mean something else."""
    for field in ("execution_reason_below", "qualitative_most"):
        share = getattr(scheme, field)
        if share is not None and not 0 <= share <= 1:
            say("scheme", scheme.key, f"{field} 是份额，在 0 和 1 之间，80% 写 0.8，现在是 {share}")
    if scheme.overshoot is not None and not 0 < scheme.overshoot <= _MOST:
        say("scheme", scheme.key, f"overshoot 是超出的份额，30% 写 0.3，现在是 {scheme.overshoot}")
    for cap in scheme.caps:
        if not 0 < cap.below <= 1:
            say("scheme", scheme.key, f"caps：below 是执行率，在 0 和 1 之间，80% 写 0.8，现在是 {cap.below}")
        if not 0 <= cap.most <= scheme.total:
            say("scheme", scheme.key, f"caps：most 要在 0 和 {scheme.total} 之间，现在是 {cap.most}")
    if not 0 <= scheme.places <= _PLACES:
        say("scheme", scheme.key, f"places 是小数位数，在 0 和 {_PLACES} 之间，现在是 {scheme.places}")


def _levels(scheme: Scheme, say: Say) -> None:
    names = [level.name for level in scheme.levels]
    for name in sorted({name for name in names if names.count(name) > 1}):
        say("scheme", scheme.key, f"一级指标“{name}”重复")
    weights = [scheme.execution_weight, *(level.weight or Decimal(0) for level in scheme.levels)]
    if min(weights) < 0 or scheme.overshoot_deduct < 0:
        say("scheme", scheme.key, "分值、overshoot_deduct 不能是负数")


def _scheme(edition: Edition, scheme: Scheme, say: Say) -> None:
    rules = edition.forms.rule
    for field in ("execution_rule", "at_least", "at_most", "equal", "degrees"):
        key = getattr(scheme, field)
        if key and key not in rules:
            say("scheme", scheme.key, f"{field}：没有计分办法“{key}”")
        elif key and (rules[key].kind == "degrees") != (field == "degrees"):
            say("scheme", scheme.key, f"{field}：计分办法“{key}”不是这一种")
    _bands(edition, "scheme", scheme.key, scheme.bands, say)
    if scheme.layout not in edition.forms.layout:
        say("scheme", scheme.key, f"layout：没有表样“{scheme.layout}”")
    names = {level.name for level in scheme.levels}
    for level in scheme.levels:
        if level.gives_to and level.gives_to not in names:
            say("scheme", scheme.key, f"gives_to：没有一级指标“{level.gives_to}”")
    if scheme.levels and all(level.weight is not None for level in scheme.levels):
        inside = any(level.execution for level in scheme.levels)
        whole = sum(level.weight or 0 for level in scheme.levels) + (0 if inside else scheme.execution_weight)
        if whole != scheme.total:
            say("scheme", scheme.key, f"各级分值之和是 {whole}，应为 {scheme.total}")
    _shares(scheme, say)
    _levels(scheme, say)
    bounds = [cap.below for cap in scheme.caps]
    if bounds != sorted(set(bounds)):
        say("scheme", scheme.key, "caps 要从低到高排列，不能重复")


def _bands(edition: Edition, scope: str, key: str, bands: str, say: Say) -> None:
    if bands not in {known.key for known in edition.bands}:
        say(scope, key, f"bands：没有等级表“{bands}”")


def _department(edition: Edition, scheme: DepartmentScheme, table: Table | None, say: Say) -> None:
    _bands(edition, "department", scheme.key, scheme.bands, say)
    if scheme.layout not in edition.forms.layout:
        say("department", scheme.key, f"layout：没有表样“{scheme.layout}”")
    whole = sum(item.weight for item in scheme.items)
    if whole != _WHOLE:
        say("department", scheme.key, f"各项分值之和是 {whole}，应为 {_WHOLE}")
    if not 0 <= scheme.places <= _PLACES:
        say("department", scheme.key, f"places 是小数位数，在 0 和 {_PLACES} 之间，现在是 {scheme.places}")
    seen: set[str] = set()
    for item in scheme.items:
        if table is None or item.row not in table.row:
            say("department", scheme.key, f"row：没有行“{item.row}”")
        if item.row in seen:
            say("department", scheme.key, f"row：“{item.row}”重复")
        seen.add(item.row)
        if item.rule not in edition.forms.rule:
            say("department", scheme.key, f"{item.row}：没有计分办法“{item.rule}”")
        elif edition.forms.rule[item.rule].kind == "criteria" and not item.criteria:
            say("department", scheme.key, f"{item.row}：按条款计分，缺少 criteria")
        if item.weight < 0 or any(criterion.points <= 0 for criterion in item.criteria):
            say("department", scheme.key, f"{item.row}：分值不能是负数，每条的 points 要大于 0")
        if item.value and item.value not in edition.ratio and not _cell(edition, item.value):
            say("department", scheme.key, f"{item.row}：value：没有比率或单元格“{item.value}”")


def _layout(edition: Edition, layout: FormLayout, tables: dict[str, Table | None], say: Say) -> None:
    own = {"project": "project", "summary": "project", "department": "department"}[layout.of]
    each = {"project": "items", "summary": "project", "department": "department"}[layout.of]
    if not layout.widths or min(layout.widths) < 1:
        say("layout", layout.key, "widths 要写各栏的宽度")
    for number, line in enumerate(layout.lines, 1):
        table = tables[each if line.each else own]
        known = set(table.column) if table is not None else set()
        if line.each and layout.of == "department":
            known |= _ITEM_FIELDS
        for cell in line.cells:
            there = not cell.field or cell.field in known or _cell(edition, cell.field)
            there = there or cell.field == "#" or cell.field in edition.ratio
            over = _OVER_ALL.fullmatch(cell.field)
            there = there or (over is not None and over[1] in known)
            if not there:
                say("layout", layout.key, f"第 {number} 行：没有“{cell.field}”")
            if cell.span < 1 or cell.down < 0:
                say("layout", layout.key, f"第 {number} 行：span 至少为 1，down 至少为 0")


def _cell(edition: Edition, text: str) -> bool:
    table, _, rest = text.partition("/")
    row, _, column = rest.partition("/")
    known = edition.table.get(table)
    return known is not None and known.kind == "fixed" and known.has(row, column)
