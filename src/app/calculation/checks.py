"""Checks (勾稽): rules tried on a report. A finding is a value, never an exception."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from app.calculation.evaluate import evaluate
from app.calculation.formula import (
    AGGREGATES,
    Base,
    Call,
    Here,
    Node,
    Parent,
    RatioRef,
    Unary,
    Vector,
    leaves,
    walk,
)
from app.calculation.labels import describe, quoted
from app.calculation.messages import fill, money_text, problem, show, yuan_text
from app.calculation.tails import is_tail_of_sum, tail
from app.calculation.vectors import each as vector_of
from app.domain.address import Address
from app.domain.amount import WAN
from app.domain.problem import Outcome, Problem, Reason
from app.domain.report import CARRIED, carried_cells

if TYPE_CHECKING:
    from app.calculation.environment import Workspace
    from app.calculation.model import Rule

FEW = 50  # fewer rows are tried one by one
CELLS_NAMED = 500  # a sum over more rows than this does not name every one of its cells
Found = dict[str | int, Problem]
_HOLDS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}


def run(rule: Rule, env: Workspace) -> Found:
    """Every finding of one rule, by row key or column key."""
    check = rule.check
    if check.evaluable:
        return _evaluable(rule, env)
    if check.unique:
        return _unique(rule, env)
    if check.require and check.per == "column":
        return _required_columns(rule, env)
    if check.each and check.per == "table":
        return _whole_table(rule, env)
    if check.each:
        return try_rows(rule, env, _likely(rule, env, _rows_of(rule, env)))
    found: Found = {}
    for column in check.columns or ("",):
        env.column, env.row = column, ""
        problem = _try(rule, env, column)
        if problem is not None:
            found[column] = problem
    return found


def try_rows(rule: Rule, env: Workspace, rows: Iterable[str | int]) -> Found:
    """Findings of a rule that stands row by row, for these rows only."""
    found: Found = {}
    for row in rows:
        env.row, env.column = row, ""
        problem = _try(rule, env, str(row))
        if problem is not None:
            found[row] = problem
    return found


def direct_conflicts(env: Workspace) -> list[Problem]:
    """Totals that were typed and now have parts: the sum counts, both are shown until one is dropped."""
    problems = []
    for table, rows in env.model.totals.items():
        for row, formula in rows:
            record = env.report.tables.get(table, {}).get(row.key)
            for column, typed in record.cells.items() if record is not None else ():
                address = Address(table, row.key, column)
                outcome = env.cells.get(address)
                if outcome is None or outcome.direct or not isinstance(typed, int):
                    continue
                if isinstance(outcome.value, int):
                    env.row, env.column = row.key, column
                    rounding = is_tail_of_sum(typed, outcome.value, formula.tree, env)
                    problems.append(_conflict(env, address, typed, outcome, rounding))
    return problems


def typed_beside(env: Workspace, address: Address) -> Problem | None:
    """A figure typed in a list row beside the one that its parts or its form give; None for no such thing."""
    typed, outcome = env.report.get(address), env.cells.get(address)
    if outcome is None or outcome.direct or not isinstance(typed, int | Decimal):
        return None
    if not isinstance(outcome.value, int | Decimal):
        return None
    env.row, env.column = address.row, address.column
    if env.model.edition.table[address.table].column[address.column].kind.name == "money":
        summed = int(outcome.value)
        rounding = abs(int(typed) - summed) * 100 <= 10**WAN.places
        return _conflict(env, address, int(typed), outcome, rounding)
    name, number = quoted(labels_of(env, address)), show(outcome.value, "number")
    same = typed == outcome.value
    told = "两数相同，可删去直接填列的数" if same else "现按自评表计算；请核对后删去直接填列的数，或改自评表"
    message = f"{name}直接填列 {show(typed, 'number')}，自评表得 {number}，{told}。"
    severity = "info" if same else "error"
    return Problem("direct_total", f"direct_total:{address}", severity, message, (address,), "clear")  # type: ignore[arg-type]


def labels_of(env: Workspace, address: Address) -> str:
    """The full name of a cell, its row included."""
    return describe(env.model.edition, env.report, address)


def unconfirmed(env: Workspace) -> Found:
    """What was taken over from the year before and nobody has touched or confirmed yet."""
    marks = env.report.tables.get(CARRIED, {})
    count = sum(len(record.cells) for record in marks.values())
    if not count:
        return {}
    cells = tuple(islice(carried_cells(env.report), CELLS_NAMED))
    message = f"有 {count} 格是从上一年度带入的，还没有核对。改过或确认过的就不再提示。"
    return {"": Problem("carried", "carried", "info", message, cells, "confirm")}


def untaken(env: Workspace) -> list[Problem]:
    """Figures of the year before that are blank here although that year is in the document and has them."""
    before = env.prior()
    if before is None:
        return []
    edition, cells = env.model.edition, []
    for carry in edition.carries:
        table = edition.table[carry.table]
        for row in table.row.values() if carry.same else ():
            there = before.outcome(Address(table.key, row.key, carry.old))
            for new in carry.new:
                here = Address(table.key, row.key, new)
                if row.formula or not table.has(row.key, new) or there.value is None:
                    continue
                if env.report.get(here) is None:
                    cells.append(here)
    if not cells:
        return []
    message = f"有 {len(cells)} 格上年数空着，上一年度里有这些数，可以一次取来。"
    return [Problem("carried_blank", "carried_blank", "info", message, tuple(cells), "take")]


def _conflict(env: Workspace, address: Address, typed: int, outcome: Outcome, rounding: bool) -> Problem:
    summed = int(cast(int, outcome.value))
    difference = abs(typed - summed)
    apart = f"相差 {money_text(difference)} 万元（{yuan_text(difference)}）"
    severity = "info"
    if typed == summed:
        told = "两数相同，可删去直接填列的数"
    elif rounding:
        told = f"{apart}，属于尾差。现按分项之和计算，可删去直接填列的数"
    elif outcome.missing:
        severity = "error"
        lacking = "、".join(env.called(cell) for cell in outcome.missing[:4])
        told = f"{apart}。还没有填：{lacking}。请补齐分项，或删去直接填列的数"
    else:
        severity = "error"
        told = f"{apart}。现按分项之和计算；请核对后删去直接填列的数或分项"
    message = f"{quoted(labels_of(env, address))}直接填列 {money_text(typed)} 万元，"
    message += f"分项之和 {money_text(summed)} 万元，{told}。"
    return Problem("direct_total", f"direct_total:{address}", severity, message, (address,), "clear")  # type: ignore[arg-type]


def having(rule: Rule, env: Workspace, rows: Iterable[str | int]) -> list[str | int]:
    """Those of the rows that have what the rule is about."""
    if not rule.check.having:
        return list(rows)
    families = env.family_of(rule.check.having)
    return [row for row in rows if row in families]


def _rows_of(rule: Rule, env: Workspace) -> list[str | int]:
    """The rows a rule is tried on: those named, else all; a total only where it was typed (直接填列)."""
    table = env.model.edition.table[rule.check.each]
    if table.kind == "list":
        return having(rule, env, env.rows(table.key))
    named: list[str | int] = list(rule.check.rows or table.row)
    return [row for row in named if row not in env.model.total_rows or _typed(rule, env, str(row))]


def _typed(rule: Rule, env: Workspace, row: str) -> bool:
    """Whether a total was typed in a column the rule reads."""
    formulas = (rule.left, rule.right, rule.when)
    read = {leaf for formula in formulas if formula is not None for leaf in leaves(formula.tree)}
    return any(
        env.outcome(Address(leaf.table, row, leaf.column)).direct for leaf in read if isinstance(leaf, Here)
    )


def _try(rule: Rule, env: Workspace, where: str) -> Problem | None:
    """One trial of a comparison, requirement or bare condition; None when it holds or cannot be told."""
    check = rule.check
    if rule.when is not None and evaluate(rule.when.tree, env) is not True:
        return None
    if check.unless and _told_already(rule, env):
        return None
    if check.require:
        lacking = tuple(
            Address(check.each, env.row, column)
            for column in check.require
            if _blank(env.outcome(Address(check.each, env.row, column)).value)
        )
        cells = lacking + _extra_cells(rule, env)
        return problem(rule, env, where, cells) if lacking else None
    if rule.left is None or rule.right is None:
        return problem(rule, env, where, _flagged(rule, env))
    left, right = evaluate(rule.left.tree, env), evaluate(rule.right.tree, env)
    if left is None or right is None or isinstance(left, Reason) or isinstance(right, Reason):
        return None
    if _HOLDS[check.op](left, right):
        return None
    cells = _cells(rule, env)
    if check.tolerance == "tail" and isinstance(left, int) and isinstance(right, int):
        told = tail(rule, env, left, right)
        if told:
            return Problem(check.key, f"{check.key}:{where}", "info", told, cells, check.fix)
    return problem(rule, env, where, cells, left, right)


def _told_already(rule: Rule, env: Workspace) -> bool:
    """Whether the check this one gives way to has something to say of the same row."""
    here: set[str | int] = {env.row} if env.row else {cell.row for cell in _cells(rule, env)}
    told = env.findings.get(rule.check.unless, {}).values()
    return any(cell.row in here for problem in told for cell in problem.cells)


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


# -- rules over whole tables


def _required_columns(rule: Rule, env: Workspace) -> Found:
    """One problem per column that is blank in some row."""
    check = rule.check
    found: Found = {}
    for column in check.require:
        env.row = ""
        values = env.vector(check.each, column)
        blank = [row for row, value in zip(env.rows(check.each), values, strict=True) if _blank(value)]
        if blank:
            cells = tuple(Address(check.each, row, column) for row in blank)
            env.column = column
            found[column] = problem(rule, env, column, cells, rows=blank)
    return found


def _whole_table(rule: Rule, env: Workspace) -> Found:
    """One problem for all rows that meet `when` (and lack what is required)."""
    check = rule.check
    table = env.model.edition.table[check.each]
    rows: list[str | int]
    if table.kind == "list":
        keep = _kept(rule, env)
        for column in check.require:
            values = env.vector(check.each, column)
            keep = [kept and _blank(value) for kept, value in zip(keep, values, strict=True)]
        rows = [row for row, kept in zip(env.rows(check.each), keep, strict=True) if kept]
    else:
        rows = list(try_rows(rule, env, _rows_of(rule, env)))
    if not rows:
        return {}
    columns = check.require or check.cells or (table.name_column or table.columns[0].key,)
    cells = tuple(Address(check.each, row, columns[0]) for row in rows)
    env.row = ""
    return {"": problem(rule, env, "", cells, rows=rows)}


def _likely(rule: Rule, env: Workspace, rows: list[str | int]) -> list[str | int]:
    """Those of the rows that meet `when`, found over whole columns: ten times as fast as row by row.

    All of them where the condition cannot be read so. What was read for it is not kept: later edits try
    single rows, and every column that is remembered has to be thought of with each of them.
    """
    if rule.when is None or not rule.rowwise or not _by_columns(rule.when.tree) or len(rows) < FEW:
        return rows
    known = set(env.columns)
    kept = {row for row, kept in zip(env.rows(rule.check.each), _kept(rule, env), strict=True) if kept}
    for node in env.columns.keys() - known:
        env.columns.pop(node)
    return [row for row in rows if row in kept]


def _by_columns(node: Node) -> bool:
    """Whether a condition on a row means the same read over columns."""
    apart = AGGREGATES | {"prior"}
    return not any(
        isinstance(part, Parent | Vector | Base) or (isinstance(part, Call) and part.name in apart)
        for part in walk(node)
    )


def _kept(rule: Rule, env: Workspace) -> list[bool]:
    """Which rows of a list table meet `when`."""
    count = len(env.rows(rule.check.each))
    if rule.when is None:
        return [True] * count
    if any(
        isinstance(leaf, Parent) or (isinstance(leaf, Vector) and leaf.own) for leaf in leaves(rule.when.tree)
    ):
        return [_meets(rule, env, row) for row in env.rows(rule.check.each)]
    truths = vector_of(_as_vector(rule.when.tree), env)
    return [truth is True for truth in truths] if len(truths) == count else [truths[0] is True] * count


def _as_vector(node: Node) -> Node:
    """A row condition as a condition over columns."""
    if isinstance(node, Here):
        return Vector(node.table, node.column)
    made: dict[str, Any] = {}
    for part in fields(node):
        value = getattr(node, part.name)
        if isinstance(value, tuple):
            value = tuple(item if isinstance(item, str) else _as_vector(item) for item in value)
        elif is_dataclass(value):
            value = _as_vector(cast(Node, value))
        made[part.name] = value
    return type(node)(**made)


def _unique(rule: Rule, env: Workspace) -> Found:
    """One problem per group of rows that are the same in all `unique` columns; rows without a name aside."""
    check = rule.check
    table = env.model.edition.table[check.each]
    name_column = table.name_column or check.unique[0]
    above = [[env.parent_of(check.each, row) for row in env.rows(check.each)]] if table.parent else []
    first: dict[tuple[object, ...], int] = {}
    places: dict[tuple[object, ...], list[int]] = {}
    columns = [_trimmed(env, Vector(check.each, column)) for column in check.unique]
    for place, key in enumerate(zip(*columns, *above, strict=True)):
        earlier = first.setdefault(key, place)
        if earlier != place:
            places.setdefault(key, [earlier]).append(place)
    if not places:
        return {}
    rows, names = env.rows(check.each), env.vector(check.each, name_column)
    groups = [
        [rows[place] for place in same if not _blank(names[place]) and _meets(rule, env, rows[place])]
        for same in places.values()
    ]
    reported = {
        frozenset(cell.row for cell in problem.cells)
        for problem in env.findings.get(check.unless, {}).values()
    }
    found: Found = {}
    for same in groups:
        if len(same) < 2 or any(set(same) <= others for others in reported):
            continue
        columns_shown = check.cells or check.unique[-1:]
        cells = tuple(Address(check.each, row, column) for row in same for column in columns_shown)
        env.row = same[0]
        found[same[0]] = problem(rule, env, ",".join(map(str, same)), cells, rows=same)
    return found


def _trimmed(env: Workspace, vector: Vector) -> list[Any]:
    """A column whose texts compare without outer blanks."""

    def read() -> list[Any]:
        values = env.vector(vector.table, vector.column)
        return [value.strip() if isinstance(value, str) else value for value in values]

    return env.remember(Unary("trim", vector), read)


def _meets(rule: Rule, env: Workspace, row: str | int) -> bool:
    """Whether one row meets `when`."""
    env.row, env.column = row, ""
    return rule.when is None or evaluate(rule.when.tree, env) is True


def _evaluable(rule: Rule, env: Workspace) -> Found:
    """Ratios that have no value for want of figures."""
    found: Found = {}
    if rule.when is not None and evaluate(rule.when.tree, env) is not True:
        return found
    for key in rule.check.evaluable:
        reason = env.ratio(key).reason
        if reason is not None and reason.kind in {"missing", "empty"}:
            label = env.model.edition.ratio[key].label
            text = reason.text if reason.kind == "missing" else "还没有填数"
            message = fill(rule, env, {"label": label, "rows": text})
            check = rule.check
            found[key] = Problem(check.key, f"{check.key}:{key}", check.severity, message, reason.cells)
    return found


# -- cells


def _cells(rule: Rule, env: Workspace) -> tuple[Address, ...]:
    """Every cell the sides come from, and the further ones the rule names."""
    found: list[Address] = []
    for formula in (rule.left, rule.right) if rule.left else (rule.when,):
        for leaf in leaves(formula.tree) if formula is not None else ():
            if isinstance(leaf, Vector) and leaf.own:
                column = leaf.column or env.model.edition.table[leaf.table].name_column
                found += [Address(leaf.table, row, column) for row in env.family(leaf.table, int(env.row))]
            elif isinstance(leaf, Vector):
                column = leaf.column or env.model.edition.table[leaf.table].name_column
                pairs = zip(env.rows(leaf.table), env.vector(leaf.table, column), strict=True)
                filled = (row for row, value in pairs if value is not None)
                found += [Address(leaf.table, row, column) for row in islice(filled, CELLS_NAMED)]
            elif not isinstance(leaf, RatioRef):
                found.append(env.place(leaf))
    return tuple(dict.fromkeys(found + list(_extra_cells(rule, env))))


def _flagged(rule: Rule, env: Workspace) -> tuple[Address, ...]:
    """Cells of a bare condition: the blank ones too where it asks what is blank."""
    cells = _cells(rule, env)
    if rule.when is None or any(isinstance(p, Call) and p.name == "blank" for p in walk(rule.when.tree)):
        return cells
    return tuple(cell for cell in cells if env.outcome(cell).value is not None)


def _extra_cells(rule: Rule, env: Workspace) -> tuple[Address, ...]:
    check = rule.check
    found = []
    for name in check.cells:
        row, dot, column = name.partition(".")
        if dot:
            found.append(Address(env.model.edition.table_of_row[row], row, column))
        elif check.each and name in env.model.edition.table[check.each].column:
            found.append(Address(check.each, env.row, name))
    return tuple(found)
