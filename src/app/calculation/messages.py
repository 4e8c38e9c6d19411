"""Findings put into words: the message of a rule with this year's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.evaluate import evaluate
from app.calculation.labels import row_name
from app.calculation.resolve import Formula
from app.domain.address import Address
from app.domain.amount import YUAN, group, plain_decimal, plain_money, round_half_up, shorten
from app.domain.problem import Problem, Reason
from app.domain.report import Value

if TYPE_CHECKING:
    from app.calculation.environment import Workspace
    from app.calculation.model import Rule

ROWS_NAMED = 5  # more rows than this are counted, not named


def problem(
    rule: Rule,
    env: Workspace,
    where: str,
    cells: tuple[Address, ...],
    left: Value | None = None,
    right: Value | None = None,
    rows: Sequence[str | int] = (),
) -> Problem:
    """A finding of `rule`; `left` and `right` are its sides, `rows` the rows it is about."""
    given: dict[str, str] = {}
    if rule.left is not None and rule.right is not None and left is not None and right is not None:
        given = {
            "left": show(left, rule.left.type),
            "right": show(right, rule.right.type),
            **_difference(left, right, rule.left.type),
            "left_words": env.name(rule.left.tree),
            "right_words": env.name(rule.right.tree),
        }
    if rows:
        given |= {"rows": _rows_text(rule, env, rows), "count": str(len(rows))}
    check = rule.check
    return Problem(
        check.key,
        f"{check.key}:{where}" if where else check.key,
        check.severity,
        fill(rule, env, given),
        cells,
        check.fix,
    )


def _difference(left: Value, right: Value, type_: str) -> dict[str, str]:
    if isinstance(left, str) or isinstance(right, str):
        return {}
    difference = abs(Decimal(left) - Decimal(right))
    yuan = yuan_text(int(difference)) if type_ == "money" else ""
    return {"diff": show(difference, type_), "more": "多" if left > right else "少", "yuan": yuan}


def fill(rule: Rule, env: Workspace, given: dict[str, str]) -> str:
    """The message with its numbers."""
    text = []
    for literal, part in rule.message.parts:
        text.append(literal)
        if isinstance(part, Formula):
            answer = evaluate(part.tree, env)
            if isinstance(answer, Reason):
                text.append("（未填）" if answer.kind == "missing" else "不适用")
            else:
                text.append("（未填）" if answer is None else show(answer, part.type))
        elif part is not None:
            text.append(given[part] if part in given else _told(part, rule, env))
    return "".join(text)


def _told(part: str, rule: Rule, env: Workspace) -> str:
    """What {label} and {column} stand for: the row or column a finding is about."""
    check, edition = rule.check, env.model.edition
    if part == "label" and check.each and env.row:
        return _full_name(env, check.each, env.row)
    if part == "column" and env.column:
        tables = [edition.table[check.each]] if check.each else edition.tables
        return next((t.column[env.column].label for t in tables if env.column in t.column), env.column)
    return ""


def _unnamed(env: Workspace, table: str, row: str | int) -> str:
    return f"第 {env.rows(table).index(row) + 1} 行"


def _full_name(env: Workspace, table: str, row: str | int) -> str:
    """The row with its number, which the workspace knows without counting."""
    known = env.model.edition.table[table]
    number = None
    if known.parent:
        number = env.family(table, env.parent_of(table, row) or 0).index(int(row)) + 1
    elif known.kind == "list":
        number = env.rows(table).index(row) + 1
    return row_name(env.model.edition, env.report, table, row, number)


def _row_text(rule: Rule, env: Workspace, row: str | int) -> str:
    table = env.model.edition.table[rule.check.each]
    if table.kind == "fixed":
        return table.row[str(row)].label
    name = env.report.tables[table.key][row].cells.get(table.name_column)
    return shorten(str(name or _unnamed(env, table.key, row)))


def _rows_text(rule: Rule, env: Workspace, rows: Sequence[str | int]) -> str:
    """Names of rows, with the first further cell's value where the rule names one."""
    table = env.model.edition.table[rule.check.each]
    names = []
    plain = {row: _row_text(rule, env, row) for row in rows[:ROWS_NAMED]}
    for row, plain_name in plain.items():
        shared = list(plain.values()).count(plain_name) > 1
        name = _full_name(env, table.key, row) if shared else plain_name
        extra = ""
        for column in rule.check.cells[:1]:
            value = env.outcome(Address(table.key, row, column)).value
            if column != table.name_column and value is not None and not isinstance(value, bool | str):
                money = table.kind_of(row, column).name == "money"
                extra = f" {money_text(value)} 万元" if money else f" {show(value, 'number')}"
        names.append(name + extra)
    text = "、".join(names)
    return text if len(rows) <= ROWS_NAMED else f"{text}等 {len(rows)} 个"


def show(value: Value, type_: str) -> str:
    """A value inside a sentence: 1,513.69, 44.93%, 91.5."""
    if isinstance(value, str):
        return value
    if type_ == "money":
        return money_text(value)
    if type_ == "percent":
        return percent_text(value)
    if isinstance(value, Decimal) and _decimals(value) > 2:
        value = round_half_up(value, 2)
    return plain_decimal(Decimal(value).normalize()).replace("-", "−")


def _decimals(value: Decimal) -> int:
    """Decimals an exact number needs."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def percent_text(value: Value) -> str:
    """A share inside a sentence: 44.93%; what rounds to nothing but is something says so."""
    rounded = round_half_up(Decimal(value) * 100, 2)
    return "不足 0.01%" if value and not rounded else f"{rounded:f}%".replace("-", "−")


def money_text(fen: int | Decimal) -> str:
    """An amount inside a sentence: 1,513.69, the reader adds 万元."""
    return group(plain_money(fen)).replace("-", "−")


def yuan_text(fen: int) -> str:
    """A small amount in 元: 70 元."""
    return f"{group(plain_money(fen, YUAN, 0 if fen % 100 == 0 else 2))} 元"
