"""Formulas over the columns of a list table: sums and averages, and conditions row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.calculation.evaluate import (
    COMPARE,
    Answer,
    base_reason,
    evaluate,
    fold,
    round_value,
)
from app.calculation.formula import (
    AGGREGATES,
    Binary,
    Call,
    Compare,
    Contains,
    If,
    Logic,
    Node,
    Number,
    OneOf,
    Text,
    Unary,
    Vector,
    children,
    leaves,
)
from app.domain.problem import Reason

if TYPE_CHECKING:
    from app.calculation.evaluate import Environment


def aggregate(node: Call, env: Environment) -> Answer:
    """One number from a column: rows that meet `where`, blanks skipped.

    A sum is 0, not blank, where every row could be told and none meets the condition.
    """
    keep: list[Any] | None = None
    if node.where is not None:
        truths = each(node.where, env)
        keep = [truth is True for truth in truths]
        if node.name == "sum" and truths and all(truth is False for truth in truths):
            return 0
    target = node.args[0]
    if isinstance(target, Vector) and not target.column:
        return sum(keep or ())
    values = each(target, env)
    weights = each(node.weight, env) if node.weight is not None else None
    if keep is not None:
        values = [value for value, kept in zip(values, keep, strict=True) if kept]
        if weights is not None:
            weights = [weight for weight, kept in zip(weights, keep, strict=True) if kept]
    if weights is not None:
        return _weighted(values, weights, node, env)
    return fold(node.name, values, plain=True)


def _weighted(values: list[Any], weights: list[Any], node: Call, env: Environment) -> Answer:
    pairs = [
        (value, weight)
        for value, weight in zip(values, weights, strict=True)
        if isinstance(value, int | Decimal) and isinstance(weight, int | Decimal)
    ]
    if not pairs:
        return None
    base = sum(weight for _, weight in pairs)
    if base <= 0 and node.weight is not None:
        return base_reason(base, node.weight, env)
    return Decimal(sum(value * weight for value, weight in pairs)) / Decimal(base)


def each(node: Node, env: Environment) -> list[Any]:
    """The formula row by row over the vectors in it; a blank or a reason in a row gives None there."""
    if not _varies(node):
        value = evaluate(node, env)
        return _Constant(None if isinstance(value, Reason) else value)
    match node:
        case Vector():
            return env.values(node)
        case Compare() | OneOf() | Contains() | Logic() | Unary("not", _):
            if all(isinstance(leaf, Vector) and not leaf.own for leaf in leaves(node)):
                return env.remember(node, lambda: _each_condition(node, env))
            return _each_condition(node, env)  # what is remembered is forgotten with columns of lists only
        case Unary(_, operand):
            return [None if value is None else -value for value in each(operand, env)]
        case Binary(op, left, right):
            return _zip(lambda a, b: _plain(op, a, b), left, right, env)
        case Call():
            return _each_call(node, env)
        case If(condition, yes, no):
            rows = zip(*_beside((condition, yes, no), env), strict=True)
            return [None if truth is None else (a if truth else b) for truth, a, b in rows]
    raise TypeError(f"{node!r} cannot be read row by row")


def _each_condition(node: Node, env: Environment) -> list[Any]:
    match node:
        case Logic(op, operands):
            return _each_logic(op, _beside(operands, env))
        case Unary("not", operand):
            return [None if truth is None else not truth for truth in each(operand, env)]
        case Compare(op, Vector() as vector, (Number() | Text()) as constant):
            test, against = COMPARE[op], constant.value
            return [None if value is None else test(value, against) for value in each(vector, env)]
        case Compare(op, left, right):
            return _zip(COMPARE[op], left, right, env)
        case OneOf(item, options):
            return [None if value is None else value in options for value in each(item, env)]
        case Contains(word, item):
            return [None if value is None else word in value for value in each(item, env)]
    raise TypeError(f"{node!r} is no condition")


def _each_logic(op: str, columns: list[list[Any]]) -> list[Any]:
    """Rows where all (any) of the conditions are true; later ones are read only where they still matter."""
    wanted = op == "and"
    open_rows: Sequence[int] = range(len(columns[0]))
    for column in columns:
        open_rows = [row for row in open_rows if (column[row] is True) is wanted]
    truths = [not wanted] * len(columns[0])
    for row in open_rows:
        truths[row] = wanted
    return truths


def _each_call(node: Call, env: Environment) -> list[Any]:
    match node:
        case Call("blank", (inner,)):
            return [value is None or value == "" for value in each(inner, env)]
        case Call("or_zero", (inner,)):
            return [0 if value is None else value for value in each(inner, env)]
        case Call("abs", (inner,)):
            return [None if value is None else abs(value) for value in each(inner, env)]
        case Call("round", (inner, Number(places))):
            money = env.is_money(inner)
            return [None if v is None else round_value(v, int(places), money) for v in each(inner, env)]
        case Call("change", (now, base)):
            return _zip(lambda a, b: _plain("/", a - b, b), now, base, env)
    raise TypeError(f"{node!r} cannot be read row by row")


def _varies(node: Node) -> bool:
    """Whether a formula differs from row to row of a list; a column summed up does not."""
    if isinstance(node, Vector):
        return True
    if isinstance(node, Call) and node.name in AGGREGATES:
        return False
    return any(_varies(child) for child in children(node))


class _Constant(list[Any]):
    """The same value beside every row of a vector."""

    def __init__(self, value: Any) -> None:
        super().__init__([value])


def _beside(nodes: Sequence[Node], env: Environment) -> list[list[Any]]:
    """Columns of equal length; what is the same for all rows is repeated."""
    columns = [each(node, env) for node in nodes]
    length = next((len(column) for column in columns if not isinstance(column, _Constant)), 1)
    return [column * length if isinstance(column, _Constant) else column for column in columns]


def _zip(combine: Callable[[Any, Any], Any], left: Node, right: Node, env: Environment) -> list[Any]:
    rows = zip(*_beside((left, right), env), strict=True)
    return [None if a is None or b is None else combine(a, b) for a, b in rows]


def _plain(op: str, a: Any, b: Any) -> Any:
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    return None if b <= 0 else Decimal(a) / Decimal(b)
