"""The formula language: text → tree. Read with Python's `ast` against a whitelist, never run by Python.

One tree has several readings: value (`evaluate`), words and words with numbers (`words`), the cells it
came from (`leaves`), and the live Excel formula (`excel`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal

from app.domain.frozen import frozen

MAX_DEPTH = 50
MAX_LENGTH = 2_000
AGGREGATES = frozenset({"sum", "total", "mean", "count", "min", "max"})
FUNCTIONS = AGGREGATES | {"abs", "round", "change", "or_zero", "blank", "prior"}
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=", ast.GtE: ">=", ast.Gt: ">"}
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


class FormulaError(ValueError):
    """A formula that cannot stand; `str()` is a Chinese sentence."""


@frozen
class Number:
    """A literal number."""

    value: Decimal


@frozen
class Text:
    """A literal text."""

    value: str


@frozen
class Name:
    """A name not yet resolved: `final`, `outlay.final`."""

    first: str
    second: str = ""

    def __str__(self) -> str:
        return f"{self.first}.{self.second}" if self.second else self.first


@frozen
class Cell:
    """One cell of a fixed table."""

    table: str
    row: str
    column: str


@frozen
class Here:
    """Another column of the row a formula stands in."""

    table: str
    column: str


@frozen
class SameColumn:
    """A row of a fixed table, in the column a row formula stands in."""

    table: str
    row: str


@frozen
class Base:
    """A column of the row that shares of this row are taken of."""

    table: str
    column: str


@frozen
class Parent:
    """A column of the row that a row of the list `child` belongs to."""

    table: str
    column: str
    child: str


@frozen
class Vector:
    """A column of a list table; with an empty column its rows. `own`: only rows that belong to this row."""

    table: str
    column: str
    own: bool = False


@frozen
class RatioRef:
    """Another ratio."""

    key: str


@frozen
class Unary:
    """`-x` or `not x`."""

    op: str
    operand: Node


@frozen
class Binary:
    """`+ - * /`."""

    op: str
    left: Node
    right: Node


@frozen
class Compare:
    """`< <= == != >= >`."""

    op: str
    left: Node
    right: Node


@frozen
class OneOf:
    """`x in ('a', 'b')`."""

    item: Node
    options: tuple[str, ...]


@frozen
class Contains:
    """`'a' in x`: the text holds the word."""

    word: str
    item: Node


@frozen
class Logic:
    """`and`, `or` over two or more."""

    op: str
    operands: tuple[Node, ...]


@frozen
class If:
    """`yes if condition else no`."""

    condition: Node
    yes: Node
    no: Node


@frozen
class Call:
    """A function of the language; aggregates may take `where` and `weight`."""

    name: str
    args: tuple[Node, ...]
    where: Node | None = None
    weight: Node | None = None


Node = (
    Number
    | Text
    | Name
    | Cell
    | Here
    | SameColumn
    | Base
    | Parent
    | Vector
    | RatioRef
    | Unary
    | Binary
    | Compare
    | OneOf
    | Contains
    | Logic
    | If
    | Call
)
Leaf = Cell | Here | SameColumn | Base | Parent | Vector | RatioRef
_LEAVES = (Cell, SameColumn, Here, Vector, RatioRef, Base, Parent)


def parse(text: str) -> Node:
    """The tree of a formula, names unresolved; raises `FormulaError`."""
    if not text.strip():
        raise FormulaError("公式是空的")
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"公式太长（超过 {MAX_LENGTH} 个字符）")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"公式“{text[:60]}”写法不对") from error
    return _convert(tree.body, 1)


def children(node: Node) -> tuple[Node, ...]:
    """Direct parts of a node."""
    match node:
        case Call(_, args, None, None):
            return args
        case Call(_, args, where, weight):
            return args + tuple(part for part in (where, weight) if part is not None)
        case Binary(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Unary(_, operand):
            return (operand,)
        case Logic(_, operands):
            return operands
        case OneOf(item, _) | Contains(_, item):
            return (item,)
        case If(condition, yes, no):
            return (condition, yes, no)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def leaves(node: Node) -> tuple[Leaf, ...]:
    """The references of a tree, each once, in reading order; those inside `prior` are to another year."""
    found: dict[Leaf, None] = {}
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, _LEAVES):
            found[part] = None
        elif not (isinstance(part, Call) and part.name == "prior"):
            waiting.extend(reversed(children(part)))
    return tuple(found)


def _convert(node: ast.expr, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise FormulaError(f"公式嵌套太深（超过 {MAX_DEPTH} 层）")
    deeper = depth + 1
    match node:
        case ast.Constant(value=bool()):
            raise FormulaError("公式里不能用 True、False")
        case ast.Constant(value=int() | float()):
            return Number(_literal(node))
        case ast.Constant(value=str() as text):
            return Text(text)
        case ast.Name(id=name):
            return Name(name)
        case ast.Attribute(value=ast.Name(id=first), attr=second):
            return Name(first, second)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Unary("-", _convert(operand, deeper))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Unary("not", _convert(operand, deeper))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return Binary(_OPERATORS[type(op)], _convert(left, deeper), _convert(right, deeper))
        case ast.BoolOp(op=op, values=values):
            word = "and" if isinstance(op, ast.And) else "or"
            return Logic(word, tuple(_convert(value, deeper) for value in values))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return If(_convert(test, deeper), _convert(body, deeper), _convert(orelse, deeper))
        case ast.Compare(left=left, ops=[ast.In()], comparators=[right]):
            return _membership(left, right, deeper)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            return Compare(COMPARISONS[type(op)], _convert(left, deeper), _convert(right, deeper))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in FUNCTIONS:
            return _call(name, args, keywords, deeper)
    raise FormulaError(f"公式里不能用“{ast.unparse(node)[:40]}”")


def _literal(node: ast.Constant) -> Decimal:
    text = ast.unparse(node)
    if not all(character.isdigit() or character == "." for character in text):
        raise FormulaError(f"公式里的数“{text}”要写成普通小数")
    return Decimal(text)


def _membership(left: ast.expr, right: ast.expr, depth: int) -> Node:
    if isinstance(left, ast.Constant) and isinstance(left.value, str):
        return Contains(left.value, _convert(right, depth))
    if isinstance(right, ast.Tuple):
        options = [element.value for element in right.elts if isinstance(element, ast.Constant)]
        if options and len(options) == len(right.elts) and all(isinstance(word, str) for word in options):
            return OneOf(_convert(left, depth), tuple(str(word) for word in options))
    raise FormulaError("in 的写法是 名称 in ('甲','乙') 或 '字' in 名称")


def _call(name: str, args: list[ast.expr], keywords: list[ast.keyword], depth: int) -> Call:
    extra: dict[str, Node] = {}
    for keyword in keywords:
        allowed = {"where"} | ({"weight"} if name == "mean" else set())
        if name not in AGGREGATES or keyword.arg not in allowed:
            raise FormulaError(f"{name} 不能带参数“{keyword.arg}”")
        extra[str(keyword.arg)] = _convert(keyword.value, depth)
    parts = tuple(_convert(arg, depth) for arg in args)
    wanted = {"round": 2, "change": 2, "abs": 1, "or_zero": 1, "blank": 1, "prior": 1}.get(name)
    if (wanted is not None and len(parts) != wanted) or not parts:
        raise FormulaError(f"{name} 要有 {wanted or '至少 1'} 个参数")
    if extra and len(parts) != 1:
        raise FormulaError(f"{name} 带 where 或 weight 时只能有一个参数")
    if name == "round" and not (isinstance(parts[1], Number) and parts[1].value in range(11)):
        raise FormulaError("round 的位数要写成 0 到 10 的整数")
    return Call(name, parts, extra.get("where"), extra.get("weight"))
