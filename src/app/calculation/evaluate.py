"""The value reading of a formula: a number or text, None for blank, or the reason why there is none.

Strict operators (+ − × ÷ and comparisons) turn a blank operand into 缺少〈label〉 and a base of zero or
below into 不适用; `sum mean count min max` skip blanks. Money is 分; nothing rounds but `round`.
Callers work inside `localcontext(amount.CONTEXT)`, so plain operators keep 50 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, Protocol

from app.calculation.formula import (
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
    Parent,
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

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lt,
    "<=": le,
    "==": eq,
    "!=": ne,
    ">=": ge,
    ">": gt,
}


if TYPE_CHECKING:  # making a Protocol takes a millisecond of the start

    class Environment(Protocol):
        """Where a formula looks its names up."""

        def outcome(self, address: Address) -> Outcome: ...
        def ratio(self, key: str) -> Outcome: ...
        def values(self, vector: Vector) -> list[Value | None]: ...
        def remember(self, node: Node, read: Callable[[], list[Any]]) -> list[Any]: ...
        def place(self, leaf: Node) -> Address: ...
        def name(self, node: Node) -> str: ...
        def prior(self) -> Environment | None: ...
        def is_money(self, node: Node) -> bool: ...


def evaluate(node: Node, env: Environment) -> Answer:
    """Value, None for blank, or a Reason."""
    match node:  # what stands in formulas most often comes first
        case Cell() | SameColumn() | Here() | Base() | Parent():
            return _settled(env.outcome(env.place(node)))
        case Call():
            return _call(node, env)
        case Binary(op, left, right):
            return _arithmetic(op, left, right, env)
        case Number(value):
            return value
        case Text(value):
            return value
        case RatioRef(key):
            return _settled(env.ratio(key))
        case Compare(op, left, right):
            sides = _operands((left, right), env)
            return sides if isinstance(sides, Reason) else COMPARE[op](sides[0], sides[1])
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
    raise TypeError(f"unresolved {node!r}")


def total(node: Node, env: Environment) -> Outcome:
    """A row formula's outcome: sums carry on which required parts are missing below them."""
    missing: list[Address] = []
    if isinstance(node, Call) and node.name == "sum" and node.where is None:
        for arg in node.args:
            if isinstance(arg, Cell | SameColumn):
                missing += env.outcome(env.place(arg)).missing
        answer = fold("sum", [_part(arg, env) for arg in node.args])
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
        return EMPTY
    return Outcome(value=answer, missing=missing)


MISSING = "缺少："  # how a finished reason of that kind begins
EMPTY = Outcome(reason=Reason("empty", "还没有填数"))


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
                if not value.cells and value.text.startswith(MISSING):
                    other = other or value  # a finished reason that names no cell
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
    vectors = {leaf: env.values(leaf) for leaf in columns}
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
        return base_reason(b, base, env)
    return Decimal(a) / Decimal(b)


def base_reason(b: int | Decimal, base: Node, env: Environment) -> Reason:
    """Why nothing is divided by `b`, with the name of what it is."""
    return no_base(b, env.name(base), tuple(_places(base, env)))


def no_base(b: int | Decimal, name: str, cells: tuple[Address, ...] = ()) -> Reason:
    """不适用, in words, for a base of zero or below that is called `name`."""
    if b == 0:
        return Reason("zero_base", f"不适用：{name}为 0，不作百分比比较", cells)
    return Reason("negative_base", f"不适用：{name}为负数，不作百分比比较", cells)


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
            if isinstance(sides, Reason):
                return sides
            return round_value(sides[0], int(sides[1]), env.is_money(args[0]))
        case "change":
            sides = _operands(args, env)
            if isinstance(sides, Reason):
                return sides
            return divide(sides[0] - sides[1], sides[1], args[1], env)
        case "count" if isinstance(args[0], Vector) and not args[0].column and node.where is None:
            return len(env.values(args[0]))
    if is_vector(args[0]):
        from app.calculation.vectors import aggregate  # which evaluates what is the same for all rows

        return aggregate(node, env)
    return fold(node.name, [_part(arg, env) for arg in args])


def round_value(value: int | Decimal, places: int, money: bool) -> int | Decimal:
    """Half up at `places`; money at so many decimals of 万元."""
    if money:
        return int(round_half_up(Decimal(value).scaleb(-WAN.places), places).scaleb(WAN.places))
    return round_half_up(value, places)


def is_vector(node: Node) -> bool:
    """Whether a column of a list stands in a formula."""
    return isinstance(node, Vector) or any(is_vector(part) for part in children(node))


def fold(name: str, values: Sequence[Any], *, plain: bool = False) -> Answer:
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
