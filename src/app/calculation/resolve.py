"""Names of a formula → what they stand for, with types checked once, when an edition is loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from app.calculation.formula import (
    AGGREGATES,
    Base,
    Binary,
    Call,
    Cell,
    Compare,
    Contains,
    FormulaError,
    Here,
    If,
    Logic,
    Name,
    Node,
    Number,
    OneOf,
    Parent,
    RatioRef,
    SameColumn,
    Text,
    Unary,
    Vector,
    parse,
)
from app.domain.edition import Edition, Kind, Table
from app.domain.frozen import frozen

# percent is a number shown × 100; rows is a bare list table, which only count takes
Type = Literal["money", "number", "percent", "text", "truth", "rows"]
_KIND_TYPES: dict[str, Type] = {
    "money": "money",
    "percent": "percent",
    "number": "number",
    "count": "number",
    "text": "text",
    "choice": "text",
    "date": "text",
}


@frozen
class Scope:
    """Where a formula stands: in a row of `table` (`mode` column), in a column of it (row), or free.

    `column` is the one a row formula is typed for; any money column does.
    """

    edition: Edition
    mode: Literal["column", "row", "free"] = "free"
    table: Table | None = None
    column: str = ""


@frozen
class Formula:
    """A resolved, typed tree and the text it was written as."""

    tree: Node
    type: Type
    text: str


@frozen
class _Typed:
    node: Node
    type: Type
    vector: bool = False


def read(text: str, scope: Scope) -> Formula:
    """Parse, resolve and type one formula; raises `FormulaError`."""
    typed = _resolve(parse(text), scope)
    if typed.vector or typed.type == "rows":
        raise FormulaError(f"“{text}”是一整列，要用 sum、mean、count、min、max 汇总成一个数")
    return Formula(typed.node, typed.type, text)


def type_of_kind(kind: Kind) -> Type:
    """Formula type of a kind of cell."""
    return _KIND_TYPES[kind.name]


def _resolve(node: Node, scope: Scope) -> _Typed:
    match node:
        case Number():
            return _Typed(node, "number")
        case Text():
            return _Typed(node, "text")
        case Name():
            return _name(node, scope)
        case Unary(op, operand):
            inner = _resolve(operand, scope)
            if op == "not":
                return replace(inner, node=Unary(op, _need(inner, "truth", node)))
            return replace(inner, node=Unary(op, _need_number(inner, node)))
        case Binary(op, left, right):
            return _binary(op, _resolve(left, scope), _resolve(right, scope))
        case Compare(op, left, right):
            return _compare(op, _resolve(left, scope), _resolve(right, scope))
        case OneOf(item, options):
            inner = _resolve(item, scope)
            return _Typed(OneOf(_need(inner, "text", node), options), "truth", inner.vector)
        case Contains(word, item):
            inner = _resolve(item, scope)
            return _Typed(Contains(word, _need(inner, "text", node)), "truth", inner.vector)
        case Logic(op, operands):
            parts = [_resolve(operand, scope) for operand in operands]
            nodes = tuple(_need(part, "truth", node) for part in parts)
            return _Typed(Logic(op, nodes), "truth", any(part.vector for part in parts))
        case If(condition, yes, no):
            test, first, second = (_resolve(part, scope) for part in (condition, yes, no))
            joint = _joint(first, second, "if 的两个结果")
            vector = test.vector or first.vector or second.vector
            return _Typed(If(_need(test, "truth", node), first.node, second.node), joint, vector)
        case Call():
            return _call(node, scope)
    raise FormulaError(f"不认识的写法：{node}")


def _name(name: Name, scope: Scope) -> _Typed:
    edition, table = scope.edition, scope.table
    if name.second:
        return _dotted(name, scope)
    if scope.mode == "column" and table is not None and name.first in table.column:
        column = table.column[name.first]
        return _Typed(Here(table.key, column.key), "text" if column.bands else type_of_kind(column.kind))
    if scope.mode == "row" and (home := edition.table_of_row.get(name.first)):
        if scope.column not in edition.table[home].column:
            raise FormulaError(f"“{name}”所在的表没有“{scope.column}”列")
        kind = edition.table[home].kind_of(name.first, scope.column)
        return _Typed(SameColumn(home, name.first), type_of_kind(kind))
    if name.first in edition.ratio:
        unit = edition.ratio[name.first].unit
        return _Typed(RatioRef(name.first), {"%": "percent", "万元": "money"}.get(unit, "number"))  # type: ignore[arg-type]
    if name.first in edition.table and edition.table[name.first].kind == "list":
        return _Typed(Vector(name.first, "", _own(edition.table[name.first], scope)), "rows")
    raise FormulaError(f"不认识的名称“{name}”")


def _own(listed: Table, scope: Scope) -> bool:
    """Whether only the rows that belong to the row a formula stands in are meant."""
    return scope.mode == "column" and scope.table is not None and listed.parent == scope.table.key


def _dotted(name: Name, scope: Scope) -> _Typed:
    edition, table = scope.edition, scope.table
    if name.first == "base" and scope.mode == "column" and table is not None:
        if name.second not in table.column:
            raise FormulaError(f"“{name}”：表里没有这一列")
        return _Typed(Base(table.key, name.second), type_of_kind(table.column[name.second].kind))
    if name.first == "parent" and scope.mode == "column" and table is not None and table.parent:
        above = edition.table[table.parent].column.get(name.second)
        if above is None:
            raise FormulaError(f"“{name}”：{edition.table[table.parent].label}表里没有这一列")
        kind_above: Type = "text" if above.bands else type_of_kind(above.kind)
        return _Typed(Parent(table.parent, above.key, table.key), kind_above)
    if home := edition.table_of_row.get(name.first):
        if not edition.table[home].has(name.first, name.second):
            raise FormulaError(f"“{name}”：这一行没有这一列")
        return _Typed(
            Cell(home, name.first, name.second),
            type_of_kind(edition.table[home].kind_of(name.first, name.second)),
        )
    listed = edition.table.get(name.first)
    if listed is not None and listed.kind == "list":
        column = listed.column.get(name.second)
        if column is None:
            raise FormulaError(f"“{name}”：表里没有这一列")
        kind: Type = "text" if column.bands else type_of_kind(column.kind)
        return _Typed(Vector(listed.key, column.key, _own(listed, scope)), kind, vector=True)
    raise FormulaError(f"不认识的名称“{name}”")


def _binary(op: str, left: _Typed, right: _Typed) -> _Typed:
    for side in (left, right):
        _need_number(side, side.node)
    node = Binary(op, left.node, right.node)
    vector = left.vector or right.vector
    moneys = (left.type == "money") + (right.type == "money")
    if op in "+-":
        return _Typed(node, _joint(left, right, "加减的两边"), vector)
    if op == "*":
        if moneys == 2:
            raise FormulaError("金额不能乘金额")
        return _Typed(node, "money" if moneys else "number", vector)
    if right.type == "money" and left.type != "money":
        raise FormulaError("数不能除以金额")
    return _Typed(node, {0: "number", 1: "money", 2: "percent"}[moneys], vector)  # type: ignore[arg-type]


def _compare(op: str, left: _Typed, right: _Typed) -> _Typed:
    joint = _joint(left, right, "比较的两边")
    if joint == "text" and op not in {"==", "!="}:
        raise FormulaError("文字只能比较是否相同")
    return _Typed(Compare(op, left.node, right.node), "truth", left.vector or right.vector)


def _call(call: Call, scope: Scope) -> _Typed:
    parts = [_resolve(arg, scope) for arg in call.args]
    name = call.name
    if name in AGGREGATES:
        return _aggregate(call, parts, scope)
    nodes = tuple(part.node for part in parts)
    vector = any(part.vector for part in parts)
    made = Call(name, nodes)
    if name == "blank":
        return _Typed(made, "truth", vector)
    if name == "prior":
        fixed = scope.table is not None and scope.table.kind == "fixed"
        if not (isinstance(nodes[0], Cell) or (isinstance(nodes[0], Here) and fixed)):
            raise FormulaError("prior 里只能写固定行的表里的一格，例如 prior(carry_out.final)")
        return _Typed(made, parts[0].type)
    for part in parts:
        _need_number(part, part.node)
    if name == "change":
        _joint(parts[0], parts[1], "change 的两边")
        return _Typed(made, "percent", vector)
    return _Typed(made, parts[0].type, vector)


def _aggregate(call: Call, parts: list[_Typed], scope: Scope) -> _Typed:
    name = call.name
    where = _resolve(call.where, scope) if call.where is not None else None
    weight = _resolve(call.weight, scope) if call.weight is not None else None
    if where is not None:
        _need(where, "truth", call)
    nodes = tuple(part.node for part in parts)
    made = Call(name, nodes, where.node if where else None, weight.node if weight else None)
    if (where or weight) and not (parts[0].vector or parts[0].type == "rows"):
        raise FormulaError(f"{name} 带 where 或 weight 时要汇总一整列")
    if name == "count":
        return _Typed(made, "number")
    if name == "total" and not parts[0].vector:
        raise FormulaError("total 要汇总一整列，每行都填了才有数")
    for part in parts:
        if part.type in {"rows", "text", "truth"}:
            raise FormulaError(f"{name} 只能汇总数")
    joint = parts[0].type
    for part in parts[1:]:
        joint = _joint(replace(parts[0], type=joint), part, f"{name} 的各项")
    return _Typed(made, joint)


def _need(typed: _Typed, wanted: Type, node: Node) -> Node:
    if typed.type != wanted:
        names = {"truth": "条件", "text": "文字"}
        raise FormulaError(f"这里要用{names.get(wanted, '数')}，不能用{_as_written(node)}")
    return typed.node


def _as_written(node: Node) -> str:
    """The part of a formula a message is about."""
    match node:
        case Name():
            return f"“{node}”"
        case Text(value) | Number(value):
            return f"“{value}”"
        case Call(name, _):
            return f" {name}(…)"
    return "这样的式子"


def _need_number(typed: _Typed, node: Node) -> Node:
    if typed.type not in {"money", "number", "percent"}:
        raise FormulaError(f"这里要用数，不能用{_as_written(node)}")
    return typed.node


def _joint(left: _Typed, right: _Typed, what: str) -> Type:
    """The common type of two sides; a literal 0 goes with money."""
    if left.type == right.type:
        return left.type
    types = {left.type, right.type}
    if types == {"number", "percent"}:
        return "number"
    if "money" in types and Number in (type(left.node), type(right.node)):
        literal = left.node if isinstance(left.node, Number) else right.node
        if isinstance(literal, Number) and literal.value == 0:
            return "money"
    raise FormulaError(f"{what}要么都是金额，要么都是数，要么都是文字")
