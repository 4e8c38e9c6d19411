"""The value reading of a formula: a number or text, None for blank, or the reason why there is none.

Strict operators (+ − × ÷ and comparisons) turn a blank operand into 缺少〈label〉 and a base of zero or
below into 不适用; `sum mean count min max` skip blanks. Money is 分; nothing rounds but `round`.
Callers work inside `localcontext(amount.CONTEXT)`, so plain operators keep 50 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Protocol

from app.calculation.formula import (
    AGGREGATES,
    Base,
    Binary,
    Call,
    Cell,
    Compare,
    Contains,
    Here,
    If,
    Logic,
    Node,
    Number,
    OneOf,
    RatioRef,
    SameColumn,
    Text,
    Unary,
    Vector,
    children,
    leaves,
)
from app.domain.address import Address
from app.domain.amount import WAN, round_half_up
from app.domain.problem import Outcome, Reason
from app.domain.report import Value

Answer = Value | bool | Reason | None

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lt,
    "<=": le,
    "==": eq,
    "!=": ne,
    ">=": ge,
    ">": gt,
}


class Environment(Protocol):
    """Where a formula looks its names up."""

    def outcome(self, address: Address) -> Outcome: ...
    def ratio(self, key: str) -> Outcome: ...
    def vector(self, table: str, column: str) -> list[Value | None]: ...
    def remember(self, node: Node, read: Callable[[], list[Any]]) -> list[Any]: ...
    def place(self, leaf: Node) -> Address: ...
    def name(self, node: Node) -> str: ...
    def prior(self) -> Environment | None: ...
    def is_money(self, node: Node) -> bool: ...


def evaluate(node: Node, env: Environment) -> Answer:
    """Value, None for blank, or a Reason."""
    match node:
        case Number(value):
            return value
        case Text(value):
            return value
        case Cell() | Here() | SameColumn() | Base():
            return _settled(env.outcome(env.place(node)))
        case RatioRef(key):
            return _settled(env.ratio(key))
        case Binary(op, left, right):
            return _arithmetic(op, left, right, env)
        case Compare(op, left, right):
            sides = _operands((left, right), env)
            return sides if isinstance(sides, Reason) else _COMPARE[op](sides[0], sides[1])
        case Unary(op, operand):
            sides = _operands((operand,), env)
            if isinstance(sides, Reason):
                return sides
            return (not sides[0]) if op == "not" else -sides[0]
        case OneOf(item, options):
            sides = _operands((item,), env)
            return sides if isinstance(sides, Reason) else sides[0] in options
        case Contains(word, item):
            sides = _operands((item,), env)
            return sides if isinstance(sides, Reason) else word in sides[0]
        case Logic(op, operands):
            return _logic(op, operands, env)
        case If(condition, yes, no):
            truth = evaluate(condition, env)
            if isinstance(truth, Reason):
                return truth
            return evaluate(yes if truth else no, env)
        case Call():
            return _call(node, env)
    raise TypeError(f"unresolved {node!r}")


def total(node: Node, env: Environment) -> Outcome:
    """A row formula's outcome: sums carry on which required parts are missing below them."""
    missing: list[Address] = []
    if isinstance(node, Call) and node.name == "sum" and node.where is None:
        for arg in node.args:
            if isinstance(arg, Cell | SameColumn):
                missing += env.outcome(env.place(arg)).missing
        answer = _fold("sum", [_part(arg, env) for arg in node.args])
    elif isinstance(node, Cell | SameColumn):
        below = env.outcome(env.place(node))
        answer, missing = _part(node, env), list(below.missing)
    else:
        answer = evaluate(node, env)
    return settle(answer, tuple(dict.fromkeys(missing)))


def settle(answer: Answer, missing: tuple[Address, ...] = ()) -> Outcome:
    """An answer as an Outcome; a blank becomes the reason `empty`."""
    if isinstance(answer, Reason):
        return Outcome(reason=answer)
    if answer is None:
        return Outcome(reason=EMPTY)
    return Outcome(value=answer, missing=missing)


MISSING = "缺少："  # how a finished reason of that kind begins
EMPTY = Reason("empty", "还没有填数")


def _settled(outcome: Outcome) -> Answer:
    """What a strict operand sees: an incomplete total is no value there."""
    if outcome.missing:
        return Reason("missing", "", outcome.missing)
    if outcome.reason is not None and outcome.reason.kind == "empty":
        return None
    return outcome.value if outcome.reason is None else outcome.reason


def _part(node: Node, env: Environment) -> Answer:
    """What a sum sees: an incomplete total counts with what it has."""
    if isinstance(node, Cell | SameColumn):
        outcome = env.outcome(env.place(node))
        return (
            None
            if outcome.reason and outcome.reason.kind == "empty"
            else outcome.value or outcome.reason or 0
        )
    return evaluate(node, env)


def _operands(nodes: Sequence[Node], env: Environment) -> list[Any] | Reason:
    """Values of strict operands, or one Reason that names everything missing."""
    values = [evaluate(node, env) for node in nodes]
    lacking: list[Address] = []
    names: list[str] = []
    other: Reason | None = None
    for node, value in zip(nodes, values, strict=True):
        if value is None:
            cells = _places(node, env)
            lacking += cells
            names += [] if cells else _lacking_names(node, env)
        elif isinstance(value, Reason):
            if value.kind == "missing":
                lacking += value.cells
                names += [value.text] if value.text and not value.text.startswith(MISSING) else []
            else:
                other = other or value
    if lacking or names:
        return Reason("missing", "、".join(dict.fromkeys(names)), tuple(dict.fromkeys(lacking)))
    return other or values


def _lacking_names(node: Node, env: Environment) -> list[str]:
    """What is blank in a sum over columns: the columns nobody filled, else the sum with its condition."""
    if isinstance(node, Call) and node.name == "total":
        return [env.name(node)]
    columns = [leaf for leaf in leaves(node) if isinstance(leaf, Vector) and leaf.column]
    vectors = {leaf: env.vector(leaf.table, leaf.column) for leaf in columns}
    empty = [leaf for leaf, vector in vectors.items() if vector.count(None) == len(vector)]
    return [env.name(leaf) for leaf in empty] or [env.name(node)]


def _places(node: Node, env: Environment) -> list[Address]:
    return [env.place(leaf) for leaf in leaves(node) if not isinstance(leaf, Vector | RatioRef)]


def _arithmetic(op: str, left: Node, right: Node, env: Environment) -> Answer:
    sides = _operands((left, right), env)
    if isinstance(sides, Reason):
        return sides
    a, b = sides
    if op == "/":
        return divide(a, b, right, env)
    answer: Answer = a + b if op == "+" else a - b if op == "-" else a * b
    return answer


def divide(a: int | Decimal, b: int | Decimal, base: Node, env: Environment) -> Decimal | Reason:
    """a ÷ b; a base of zero or below is 不适用, with its name."""
    if b <= 0:
        return _base_reason(b, base, env)
    return Decimal(a) / Decimal(b)


def _base_reason(b: int | Decimal, base: Node, env: Environment) -> Reason:
    cells = tuple(_places(base, env))
    if b == 0:
        return Reason("zero_base", f"不适用：{env.name(base)}为 0，不作百分比比较", cells)
    return Reason("negative_base", f"不适用：{env.name(base)}为负数，不作百分比比较", cells)


def _logic(op: str, operands: Sequence[Node], env: Environment) -> Answer:
    """`and` stops at the first false, `or` at the first true; a reason before that is the answer."""
    for operand in operands:
        truth = evaluate(operand, env)
        if isinstance(truth, Reason):
            return truth
        if bool(truth) is (op == "or"):
            return op == "or"
    return op == "and"


def _call(node: Call, env: Environment) -> Answer:
    args = node.args
    match node.name:
        case "or_zero":
            value = evaluate(args[0], env)
            return 0 if value is None else value
        case "blank":
            value = evaluate(args[0], env)
            return value is None or value == "" or isinstance(value, Reason)
        case "prior":
            before = env.prior()
            return Reason("missing", "上一年度的数据") if before is None else evaluate(args[0], before)
        case "abs":
            sides = _operands(args, env)
            return sides if isinstance(sides, Reason) else abs(sides[0])
        case "round":
            sides = _operands(args, env)
            return (
                sides if isinstance(sides, Reason) else _round(sides[0], int(sides[1]), env.is_money(args[0]))
            )
        case "change":
            sides = _operands(args, env)
            if isinstance(sides, Reason):
                return sides
            return divide(sides[0] - sides[1], sides[1], args[1], env)
        case "count" if isinstance(args[0], Vector) and not args[0].column and node.where is None:
            return len(env.vector(args[0].table, ""))
    if _is_vector(args[0]):
        return _aggregate(node, env)
    return _fold(node.name, [_part(arg, env) for arg in args])


def _round(value: int | Decimal, places: int, money: bool) -> int | Decimal:
    if money:
        return int(round_half_up(Decimal(value).scaleb(-WAN.places), places).scaleb(WAN.places))
    return round_half_up(value, places)


def _is_vector(node: Node) -> bool:
    return any(isinstance(leaf, Vector) for leaf in leaves(node))


def _aggregate(node: Call, env: Environment) -> Answer:
    """One number from a column: rows that meet `where`, blanks skipped."""
    keep: list[Any] | None = None
    if node.where is not None:
        keep = [truth is True for truth in each(node.where, env)]
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
    return _fold(node.name, values, plain=True)


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
        return _base_reason(base, node.weight, env)
    return Decimal(sum(value * weight for value, weight in pairs)) / Decimal(base)


def _fold(name: str, values: Sequence[Any], *, plain: bool = False) -> Answer:
    """sum mean count min max of what is filled; of nothing but blanks a blank. `plain`: no reasons in it."""
    filled = [value for value in values if value is not None]
    reasons: list[Reason] = [] if plain else [value for value in filled if isinstance(value, Reason)]
    if name == "count":
        return len(filled) - len(reasons)
    if name == "total" and len(filled) < len(values):
        return None
    if reasons:
        return reasons[0]
    if not filled:
        return None
    if name == "mean":
        return Decimal(sum(filled)) / len(filled)
    answer: Answer = (
        sum(filled) if name in {"sum", "total"} else min(filled) if name == "min" else max(filled)
    )
    return answer


def each(node: Node, env: Environment) -> list[Any]:
    """The formula row by row over the vectors in it; a blank or a reason in a row gives None there."""
    if not _varies(node):
        value = evaluate(node, env)
        return _Constant(None if isinstance(value, Reason) else value)
    match node:
        case Vector(table, column):
            return env.vector(table, column)
        case Compare() | OneOf() | Contains() | Logic() | Unary("not", _):
            return env.remember(node, lambda: _each_condition(node, env))
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
            test, against = _COMPARE[op], constant.value
            return [None if value is None else test(value, against) for value in each(vector, env)]
        case Compare(op, left, right):
            return _zip(_COMPARE[op], left, right, env)
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
            return [None if v is None else _round(v, int(places), money) for v in each(inner, env)]
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
