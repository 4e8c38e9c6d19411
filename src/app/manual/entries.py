"""What an edition says of itself, as pages of the manual: its tables, its ratios, its checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.calculation.explain import leaf_label
from app.calculation.formula import Base, Leaf
from app.calculation.model import Model, Rule
from app.calculation.rule_words import (
    DIRECT_TOTAL,
    compared,
    demands,
    message,
    name_of,
    range_of,
    say,
)
from app.calculation.words import Read, words
from app.domain.edition import Check, Column, Edition, Kind, Ratio, Row, Table
from app.domain.problem import SEVERITIES, Severity

_GO_THERE = "按回车转到有关的格"
_SO_IT_IS = "确实如此的，按 F2 写说明，随结果一起导出。"
_KINDS = {
    "money": "金额", "percent": "百分比", "number": "数字", "count": "整数", "text": "文字", "choice": "选择",
    "date": "日期",
}  # fmt: skip

# What the program finds by itself, whatever the edition: key, label, severity, what is compared, what to do.
OWN_FINDINGS: tuple[tuple[str, str, Severity, str, str], ...] = (
    (
        "direct_total", "直接填列的合计与分项之和", "error", DIRECT_TOTAL,
        f"{_GO_THERE}，核对两个数。分项填全了，就按 Delete 清除直接填列的数；只知道合计的，清空分项。"
        "两数相同或只差尾差时只是提示。",
    ),
    (
        "carried", "从上一年度带入、还没有核对的格", "info", "新建年度时带入的格，改过或确认过以前都有角标",
        "逐格核对：不对的改掉；对的，选中后用“确认从上年带入的数”，或选中这一条按 Delete 全部确认。",
    ),
    (
        "carried_blank", "上年数空着，上一年度里有", "info", "本年度的上年数，与文档里上一年度的决算数",
        "选中这一条，按 Delete 从上年度取数；取来的格有角标，请再核对。",
    ),
)  # fmt: skip


def ratios_text(model: Model) -> str:
    """Every ratio by theme: formula in words, basis, source, hint."""
    edition = model.edition
    parts = []
    for theme in dict.fromkeys((*edition.themes, *(ratio.theme for ratio in edition.ratios))):
        members = [ratio for ratio in edition.ratios if ratio.theme == theme]
        if members:
            parts += [f"## {theme or '其他比率'}", *(_ratio(model, ratio) for ratio in members)]
    return "\n\n".join(parts)


def _ratio(model: Model, ratio: Ratio) -> str:
    family = model.edition.families[ratio.family or ratio.key]
    others = [f"[{other.label}](#ratio-{other.key})" for other in family if other is not ratio]
    places = f"，保留 {ratio.places} 位小数" if ratio.places else ""
    return _entry(
        f"### {ratio.label} {{#ratio-{ratio.key}}}",
        [
            ("算法", say(model, model.ratios[ratio.key].tree)),
            ("单位", f"{ratio.unit}{places}"),
            ("口径", ratio.basis),
            ("依据", ratio.source),
            ("提示", ratio.hint),
            ("其他口径", "、".join(others)),
        ],
    )


def checks_text(model: Model) -> str:
    """Every check by severity: what it compares, what it says, its source, what to do."""
    own = {check.key for check in model.edition.checks}
    parts = []
    for severity, word in SEVERITIES.items():
        rules = [rule for rule in model.rules.values() if rule.check.severity == severity]
        made = [entry for entry in OWN_FINDINGS if entry[2] == severity]
        if rules or made:
            parts.append(f"## {word}（{len(rules) + len(made)}）")
        parts += [_check(model, rule, automatic=rule.check.key not in own) for rule in rules]
        parts += [_own(entry) for entry in made]
    return "\n\n".join(parts)


def _check(model: Model, rule: Rule, *, automatic: bool) -> str:
    check = rule.check
    unless = next((other.label for other in model.edition.checks if other.key == check.unless), "")
    condition = say(model, rule.when.tree) if rule.when is not None and demands(check) else ""
    return _entry(
        f"### {check.label} {{#check-{check.key}}}",
        [
            ("级别", SEVERITIES[check.severity]),
            ("核对", compared(model, rule)),
            ("范围", range_of(model.edition, check)),
            ("条件", condition and f"只在这时核对：{condition}"),
            ("尾差", "四舍五入造成的小差额只作提示，不算不符" if check.tolerance == "tail" else ""),
            ("不重复报", unless and f"“[{unless}](#check-{check.unless})”已经报出的，这里不再报"),
            ("会这样说", message(model, rule.message)),
            ("依据", check.source or ("按各行的构成自动核对" if automatic else "")),
            ("怎么办", advice(model.edition, check)),
        ],
    )


def advice(edition: Edition, check: Check) -> str:
    """What to do about a finding, which its form tells."""
    if check.fix == "carry":
        return f"{_GO_THERE}，核对是哪一年填得不对。上一年度的数对，就按 Delete 改为上年的数。{_SO_IT_IS}"
    if check.require:
        return f"{_GO_THERE}，补填空着的栏。{_SO_IT_IS}"
    if check.unique:
        item = edition.table[check.each].item or "行"
        return f"{_GO_THERE}，看是不是把同一个{item}填了两次：是的删去一个；不是的，把名称写得能分开。"
    if check.evaluable:
        return "到右边的比率里看缺少哪些数，补填以后就算得出来。确实没有的，按 F2 写说明。"
    if check.op == "==":
        return f"{_GO_THERE}，对照预算批复、决算报表核对两边，改正填错的一边。{_SO_IT_IS}"
    if check.op:
        return f"{_GO_THERE}，核对两个数，改正填错的一个。{_SO_IT_IS}"
    return f"{_GO_THERE}，按提示核对，改正或补填。{_SO_IT_IS}"


def _own(entry: tuple[str, str, Severity, str, str]) -> str:
    key, label, severity, told, to_do = entry
    return _entry(
        f"### {label} {{#check-{key}}}",
        [("级别", SEVERITIES[severity]), ("核对", told), ("依据", "软件自动核对"), ("怎么办", to_do)],
    )


def tables_text(model: Model) -> str:
    """Every table: what belongs into its columns and rows, and what the program computes."""
    return "\n\n".join(_table(model, table) for table in model.edition.tables)


def _table(model: Model, table: Table) -> str:
    parts = [f"## {table.label} {{#table-{table.key}}}"]
    if table.hint:
        parts.append(table.hint)
    if len(table.columns) > 1:
        parts.append(_grid("栏", ((column.label, _column(model, table, column)) for column in table.columns)))
    rows = [(name_of(row), told) for row in table.rows if not row.heading and (told := _row(model, row))]
    if rows:
        parts.append(_grid("行", rows))
    return "\n\n".join(parts)


def _column(model: Model, table: Table, column: Column) -> str:
    if column.scored:
        told = "按计分方案计算" + ("，可以改填" if column.typed else "")
    elif column.computed or column.direct:
        told = f"由软件计算：{words(model.columns[(table.key, column.key)].tree, _reader(model, table))}"
        if bands := next((bands for bands in model.edition.bands if bands.key == column.bands), None):
            told += "；" + "，".join(f"{step.at_least:f} 及以上为{step.label}" for step in bands.steps)
            told += f"，其余为{bands.below}"
    else:
        told = _kind(column.kind) + ("，可不填" if column.optional else "")
    known = told.rpartition("：")[2]
    return f"由软件计算。{column.hint}" if known in column.hint else f"{told}。{column.hint}"


def _reader(model: Model, table: Table) -> Read:
    """Names in a column's formula, for all rows at once: what shares are taken of differs from row to row."""

    def read(leaf: Leaf, /) -> str:
        if isinstance(leaf, Base):
            return f"所占合计的{table.column[leaf.column].label}"
        return leaf_label(model, leaf)

    return read


def _row(model: Model, row: Row) -> str:
    told = []
    if row.formula:
        told.append(f"合计：{say(model, model.total_rows[row.key][1].tree)}")
        told += ["分项都空着时可以直接填列"] if row.direct else []
    elif row.kind is not None:
        told.append(_kind(row.kind) + ("，可不填" if row.optional else ""))
    if row.of and "不参与" not in row.hint:
        told.append("其中项，不参与加总")
    return "。".join([*told, row.hint] if row.hint else told).rstrip("。") + (
        "。" if told or row.hint else ""
    )


def _kind(kind: Kind) -> str:
    told = f"{_KINDS[kind.name]}：{'、'.join(kind.choices)}" if kind.choices else _KINDS[kind.name]
    return f"{told}（{kind.unit}）" if kind.unit and kind.name != "money" else told


def _grid(what: str, lines: Iterable[tuple[str, str]]) -> str:
    told = (f"| {name} | {' '.join(text.split())} |" for name, text in lines)
    return "\n".join([f"| {what} | 填什么 |", "| --- | --- |", *told])


def _entry(title: str, facts: Iterable[tuple[str, str]]) -> str:
    return "\n".join([title, "", *_facts(facts)])


def _facts(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, text in facts:
        if text:
            yield f"- **{name}**：{' '.join(text.split())}"
