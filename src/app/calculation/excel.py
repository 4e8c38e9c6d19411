"""The live Excel formula of a tree, with the same meaning for blank, zero and negative bases.

Guards stand before the value: COUNT tells a blank (a blank cell `=0` would be TRUE), then the base is
tried, rounded: a sum of doubles that is 0 on paper may hold 5E-17. The words of a guard are those of the
engine's `Reason`. Conditions over columns are SUMPRODUCT over truth arrays, which Excel, WPS and
LibreOffice share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    RatioRef,
    SameColumn,
    Text,
    Unary,
    Vector,
    leaves,
)
from app.domain.edition import Bands

Locate = Callable[[Node], str | None]  # A1 reference of a cell, range of a vector; None: not on paper
Name = Callable[[Node], str]

MAX_FORMULA = 8_000  # Excel's limit is 8,192 characters
_SIGNS = {"==": "=", "!=": "<>"}  # the others are written alike


_FUNCTIONS = {
    "sum": "SUM",
    "total": "SUM",
    "mean": "AVERAGE",
    "count": "COUNT",
    "min": "MIN",
    "max": "MAX",
}
_SUMS = frozenset(_FUNCTIONS) - {"count"}


class NoFormula(Exception):
    """This tree cannot be a live formula here; its value is written instead."""


def excel(tree: Node, locate: Locate, name: Name) -> str | None:
    """Formula text beginning with `=`, or None where only the value can be written."""
    try:
        text = f"={_Writer(locate, name).guarded(tree)}"
    except NoFormula:
        return None
    return text if len(text) <= MAX_FORMULA else None


def excel_bands(tree: Node, bands: Bands, locate: Locate, name: Name) -> str | None:
    """The grade of a number as nested IFs; blank for a blank."""
    try:
        writer = _Writer(locate, name)
        value = writer.value(tree)
        text = _quote(bands.below)
        for step in reversed(bands.steps):
            text = f"IF({value}>={step.at_least},{_quote(step.label)},{text})"
        return f'=IF(COUNT({value})=0,"",{text})'
    except NoFormula:
        return None


def _any(tests: Sequence[str]) -> str:
    """One condition for several."""
    known = tuple(dict.fromkeys(tests))
    return known[0] if len(known) == 1 else f"OR({','.join(known)})"


def _quote(text: str) -> str:
    return '"' + text[:200].replace('"', '""') + '"'


class _Writer:
    """Writes one formula; `locate` and `name` say where and what its leaves are."""

    def __init__(self, locate: Locate, name: Name) -> None:
        self.locate, self.name = locate, name

    def at(self, leaf: Node) -> str:
        where = self.locate(leaf)
        if where is None:
            raise NoFormula
        return where

    def guarded(self, tree: Node) -> str:
        """Top of a formula: blank for a sum of blanks, a reason in words, or the value."""
        if isinstance(tree, If):
            return f"IF({self.condition(tree.condition)},{self.guarded(tree.yes)},{self.guarded(tree.no)})"
        if isinstance(tree, Cell | SameColumn | Here):
            where = self.at(tree)
            return f'IF(COUNT({where})=0,"",{where})'
        if isinstance(tree, RatioRef):
            return self.at(tree)
        text = self.value(tree)
        if isinstance(tree, Call) and tree.name in _SUMS:
            text = self.behind(self.base_guards([tree.weight] if tree.weight is not None else [], tree), text)
            return f'IF({self.blank(tree)},"",{text})'
        return self.behind(self.guards(tree), text)

    def behind(self, guards: list[tuple[str, str]], text: str) -> str:
        for condition, instead in reversed(guards):
            text = f"IF({condition},{instead},{text})"
        return text

    def guards(self, tree: Node) -> list[tuple[str, str]]:
        """Conditions under which there is no value, with what stands there instead, in the order tried."""
        strict = dict.fromkeys(self.strict(tree))
        cells = {self.at(node): self.name(node) for node in strict if not isinstance(node, RatioRef)}
        ratios = {self.at(node): self.name(node) for node in strict if isinstance(node, RatioRef)}
        lacking = [(f"COUNT({cell})=0", name) for cell, name in cells.items()]
        lacking += [(f'{ratio}=""', name) for ratio, name in ratios.items()]
        told: dict[str, list[str]] = {}
        for condition, name in [pair for call in self.strict_calls(tree) for pair in self.lacking(call)]:
            told.setdefault(name, []).append(condition)
        lacking += [(_any(conditions), name) for name, conditions in told.items()]
        found: list[tuple[str, str]] = []
        if len(lacking) == 1:
            found.append((lacking[0][0], _quote(f"缺少：{lacking[0][1]}，补录后自动计算")))
        elif lacking:
            tests = ([f"COUNT({','.join(cells)})<{len(cells)}"] if cells else []) + [
                condition for condition, _ in lacking[len(cells) :]
            ]
            # each name missing brings its own 、 before it; MID takes the first one off again
            names = "&".join(f'IF({condition},{_quote("、" + name)},"")' for condition, name in lacking)
            sentence = f'"缺少："&MID({names},2,999)&"，补录后自动计算"'
            found.append((_any(tests), sentence))
        found += [(f"COUNT({ratio})=0", ratio) for ratio in ratios]  # its own reason goes on
        return found + self.base_guards(self.bases(tree), None)

    def lacking(self, call: Call) -> list[tuple[str, str]]:
        """When an aggregate is blank, and what is missing then: a column nobody filled, else it."""
        columns = [leaf for leaf in leaves(call) if isinstance(leaf, Vector) and leaf.column]
        if not columns or call.name == "total":
            return [(self.blank(call), self.name(call))]
        empty = [f"COUNT({self.at(columns[0])})=0"]
        empty += [f'SUMPRODUCT(({self.at(column)}<>"")*1)=0' for column in columns[1:]]
        within = self.blank(call) if call.name == "sum" and call.where is not None else ""
        tests = [f"AND({test},{within})" if within else test for test in empty]
        found = [(test, self.name(column)) for test, column in zip(tests, columns, strict=True)]
        if call.where is not None or call.weight is not None:
            known = ",".join(f"NOT({test})" for test in empty)
            found.append((f"AND({known},{self.blank(call)})", self.name(call)))
        return found

    def blank(self, call: Call) -> str:
        """Whether an aggregate finds no number; a sum is 0 where every row is told and none is meant."""
        none = f"{self.filled(call)}=0"
        if call.name != "sum" or call.where is None:
            return none
        meant, untold = f"SUMPRODUCT({self.truth(call.where)}*1)", self.untold(call.where)
        return f"AND({none},{meant}{'+' if untold else ''}{untold}>0)"

    def untold(self, node: Node) -> str:
        """How many rows of a column leave a condition open; empty where none can."""
        match node:
            case (
                Compare(_, Vector() as vector, _)
                | OneOf(Vector() as vector, _)
                | Contains(_, Vector() as vector)
            ):
                return f'SUMPRODUCT(({self.at(vector)}="")*1)'
            case Unary("not", operand):
                return self.untold(operand)
        return ""

    def base_guards(self, bases: list[Node], weighted: Call | None) -> list[tuple[str, str]]:
        """不适用 for a base of zero or below; that of a weighted mean is the sum of its weights."""
        found: list[tuple[str, str]] = []
        for base in dict.fromkeys(bases):
            value = f"ROUND({self.value(base) if weighted is None else self.weights(weighted)},6)"
            words = self.name(base)
            found.append((f"{value}=0", _quote(f"不适用：{words}为 0，不作百分比比较")))
            found.append((f"{value}<0", _quote(f"不适用：{words}为负数，不作百分比比较")))
        return found

    def condition(self, node: Node) -> str:
        """A condition that is never blank: comparisons of counts."""
        match node:
            case Logic(op, operands):
                return f"{op.upper()}({','.join(self.condition(operand) for operand in operands)})"
            case Compare(op, left, right) if not (self.strict(node) or self.strict_calls(node)):
                return f"{self.value(left)}{_SIGNS.get(op, op)}{self.value(right)}"
        raise NoFormula

    def strict(self, node: Node) -> list[Node]:
        """References that must hold a number."""
        match node:
            case Cell() | Here() | SameColumn() | Base() | RatioRef():
                return [node]
            case Call("or_zero" | "blank" | "sum" | "total" | "mean" | "min" | "max" | "count", _):
                return []
            case Call(_, args):
                return [cell for arg in args for cell in self.strict(arg)]
            case Binary(_, left, right) | Compare(_, left, right):
                return self.strict(left) + self.strict(right)
            case Unary(_, operand):
                return self.strict(operand)
            case If() | Logic() | OneOf() | Contains():
                raise NoFormula  # text conditions over single cells are not needed on paper yet
        return []

    def strict_calls(self, node: Node) -> list[Call]:
        """Sums and averages inside a strict operator: blank ones give 缺少."""
        match node:
            case Call("sum" | "total" | "mean" | "min" | "max", _):
                return [node]
            case Call("change" | "abs" | "round", args):
                return [call for arg in args for call in self.strict_calls(arg)]
            case Binary(_, left, right) | Compare(_, left, right):
                return self.strict_calls(left) + self.strict_calls(right)
            case Unary(_, operand):
                return self.strict_calls(operand)
        return []

    def bases(self, node: Node) -> list[Node]:
        """What is divided by."""
        match node:
            case Binary(op, left, right):
                own = [right] if op == "/" and not isinstance(right, Number) else []
                return self.bases(left) + self.bases(right) + own
            case Call("change", (now, base)):
                return [*self.bases(now), *self.bases(base), base]
            case Call("abs" | "round", args):
                return [found for arg in args for found in self.bases(arg)]
            case Unary(_, operand):
                return self.bases(operand)
        return []

    def filled(self, call: Call) -> str:
        """How many numbers an aggregate finds."""
        first = call.args[0]
        if call.name == "total":
            where = self.at(first)
            return f"(COUNT({where})=ROWS({where}))*1"
        if isinstance(first, Vector) and (call.where is not None or call.weight is not None):
            parts = [f"ISNUMBER({self.at(first)})"]
            parts += [self.truth(call.where)] if call.where is not None else []
            parts += [f"ISNUMBER({self.at(call.weight)})"] if call.weight is not None else []
            return f"SUMPRODUCT({'*'.join(parts)}*1)"
        return f"COUNT({','.join(self.at(leaf) for arg in call.args for leaf in leaves(arg))})"

    def value(self, node: Node) -> str:
        """The number itself, guards aside."""
        match node:
            case Number(value):
                return format(value, "f")
            case Cell() | Here() | SameColumn() | Base() | RatioRef():
                return self.at(node)
            case Unary("-", operand):
                return f"(-{self.value(operand)})"
            case Binary(op, left, right):
                return f"({self.value(left)}{op}{self.value(right)})"
            case Call("change", (now, base)):
                return f"(({self.value(now)}-{self.value(base)})/{self.value(base)})"
            case Call("abs", (inner,)):
                return f"ABS({self.value(inner)})"
            case Call("round", (inner, Number(places))):
                return f"ROUND({self.value(inner)},{places})"
            case Call("or_zero", (inner,)):
                if isinstance(inner, Call):
                    return self.value(inner)  # SUM of blanks is 0 already
                return f"N({self.value(inner)})"
            case Call():
                return self.aggregate(node)
        raise NoFormula

    def aggregate(self, call: Call) -> str:
        first = call.args[0]
        if not isinstance(first, Vector):
            if not all(isinstance(arg, Cell | SameColumn | Here) for arg in call.args):
                raise NoFormula
            return f"{_FUNCTIONS[call.name]}({','.join(self.at(arg) for arg in call.args)})"
        if call.name == "count":
            return self.count(call, first)
        numbers = self.at(first)
        if call.weight is not None:
            weight = self.at(call.weight)
            return f"(SUMPRODUCT({self.both(call)},{numbers},{weight})/{self.weights(call)})"
        if call.where is None:
            return f"{_FUNCTIONS[call.name]}({numbers})"
        if call.name not in {"sum", "mean"}:
            raise NoFormula
        kept = self.truth(call.where)
        total = f"SUMPRODUCT({kept}*1,{numbers})"
        return total if call.name == "sum" else f"({total}/SUMPRODUCT({kept}*ISNUMBER({numbers})))"

    def both(self, call: Call) -> str:
        """Rows of a weighted mean: number and weight are there."""
        text = f"ISNUMBER({self.at(call.args[0])})*ISNUMBER({self.at(call.weight or call)})"
        return text if call.where is None else f"{text}*{self.truth(call.where)}"

    def weights(self, call: Call) -> str:
        return f"SUMPRODUCT({self.both(call)},{self.at(call.weight or call)})"

    def count(self, call: Call, first: Vector) -> str:
        if call.where is not None:
            kept = self.truth(call.where)
            return (
                f"SUMPRODUCT({kept}*1)" if not first.column else f'SUMPRODUCT({kept}*({self.at(first)}<>""))'
            )
        return f"ROWS({self.at(first)})" if not first.column else f"COUNTA({self.at(first)})"

    def truth(self, node: Node | None) -> str:
        """A condition over columns as an array of truths; a blank is never true."""
        match node:
            case Compare(op, Vector() as vector, Text(word)):
                known = f'*({self.at(vector)}<>"")' if op == "!=" else ""
                return f"(({self.at(vector)}{_SIGNS[op]}{_quote(word)}){known})"
            case Compare(op, Vector() as vector, Number(value)):
                where = self.at(vector)
                return f"(ISNUMBER({where})*({where}{_SIGNS.get(op, op)}{format(value, 'f')}))"
            case OneOf(Vector() as vector, options):
                where = self.at(vector)
                return "(" + "+".join(f"({where}={_quote(option)})" for option in options) + ")"
            case Contains(word, Vector() as vector):
                return f"ISNUMBER(FIND({_quote(word)},{self.at(vector)}))"
            case Logic("and", operands):
                return "(" + "*".join(self.truth(operand) for operand in operands) + ")"
            case Logic("or", operands):
                return "((" + "+".join(self.truth(operand) for operand in operands) + ")>0)"
            case Call("blank", (Vector() as vector,)):
                return f'({self.at(vector)}="")'
            case Unary("not", operand):
                return f"(1-{self.truth(operand)})"
        raise NoFormula
