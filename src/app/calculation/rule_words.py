"""What a check compares, in the officer's words: its range, its condition, both sides, its message."""

from __future__ import annotations

from collections.abc import Sequence

from app.calculation.explain import leaf_label
from app.calculation.formula import If, Node, Text
from app.calculation.model import Model, Rule, Template
from app.calculation.resolve import Formula
from app.calculation.words import COMPARISONS, words
from app.domain.edition import Check, Edition, Row, Table

# The finding over totals that were typed and now have parts; the engine makes it, no edition writes it.
DIRECT_TOTAL = "合计先直接填列、后来又填了分项的，按分项之和计算，两个数都报出，直到删去一个"
_PLACES = {
    "left": "左边的数",
    "right": "右边的数",
    "left_words": "左边的名称",
    "right_words": "右边的名称",
    "diff": "差额",
    "more": "多／少",
    "yuan": "差额，元",
    "label": "行",
    "column": "栏",
    "rows": "各行",
    "count": "几",
}


def say(model: Model, tree: Node) -> str:
    """A formula with its cells called by their names."""
    return words(tree, lambda leaf: leaf_label(model, leaf))


def name_of(row: Row) -> str:
    """What a row is called in sentences."""
    return row.subject or row.label


def range_of(edition: Edition, check: Check) -> str:
    """Where it is tried: in which columns, or in which rows of which table; empty when only once."""
    table = edition.table.get(check.each)
    if table is None:
        named = [_column(edition, column) for column in check.columns]
        return f"逐栏：{'、'.join(named)}" if named else ""
    per = {"row": "逐行", "column": "每栏合为一条", "table": "全表合为一条"}[check.per]
    if check.unique:
        per = "每组相同的行合为一条"
    rows = "、".join(name_of(table.row[row]) for row in check.rows)
    if not rows:
        rows = "各行" if table.kind == "list" else "各录入行，直接填列的合计也算"
    return f"{table.label}，{per}：{rows}"


def demands(check: Check) -> bool:
    """Whether the check compares or requires something; else its condition is the finding."""
    return bool(check.op or check.require or check.unique or check.evaluable)


def compared(model: Model, rule: Rule) -> str:
    """What has to hold, or for a bare condition what is found."""
    check, edition = rule.check, model.edition
    table = edition.table.get(check.each)
    if rule.left is not None and rule.right is not None:
        return f"{say(model, rule.left.tree)} {COMPARISONS[check.op]} {say(model, rule.right.tree)}"
    if check.require and table is not None:
        return f"要填：{_columns(table, check.require)}"
    if check.unique and table is not None:
        return f"合起来不重复：{_columns(table, check.unique)}"
    if check.evaluable:
        return f"能算出来：{'、'.join(edition.ratio[key].label for key in check.evaluable)}"
    return f"出现即报：{say(model, rule.when.tree)}" if rule.when is not None else ""


def message(model: Model, template: Template) -> str:
    """The template with 〔…〕 for what is filled in."""
    text = []
    for literal, part in template.parts:
        text.append(literal)
        if isinstance(part, Formula):
            text.append(f"〔{_choices(part.tree) or say(model, part.tree)}〕")
        elif part is not None:
            text.append(f"〔{_PLACES[part]}〕")
    return "".join(text)


def _choices(tree: Node) -> str:
    """The texts a message chooses from, empty when it does not; a single one is not always written."""
    texts = list(dict.fromkeys(text for text in _branches(tree) if text))
    return f"适用时：{texts[0]}" if len(texts) == 1 else "／".join(texts)


def _branches(tree: Node) -> list[str]:
    if isinstance(tree, If):
        return [*_branches(tree.yes), *_branches(tree.no)]
    return [tree.value] if isinstance(tree, Text) else []


def _columns(table: Table, keys: Sequence[str]) -> str:
    return "、".join(table.column[key].label for key in keys)


def _column(edition: Edition, key: str) -> str:
    return next(table.column[key].label for table in edition.tables if key in table.column)
