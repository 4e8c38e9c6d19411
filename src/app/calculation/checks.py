"""Checks (勾稽): rules tried on a report. A finding is a value, never an exception."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from app.calculation.conditions import kept, likely, meets
from app.calculation.evaluate import evaluate
from app.calculation.formula import (
    Call,
    Here,
    RatioRef,
    Unary,
    Vector,
    leaves,
    walk,
)
from app.calculation.messages import fill, problem
from app.calculation.tails import tail
from app.domain.address import Address
from app.domain.problem import Problem, Reason

if TYPE_CHECKING:
    from app.calculation.environment import Workspace
    from app.calculation.model import Rule

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
        return try_rows(rule, env, likely(rule, env, _rows_of(rule, env)))
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
        keep = kept(rule, env)
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
        [rows[place] for place in same if not _blank(names[place]) and meets(rule, env, rows[place])]
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
